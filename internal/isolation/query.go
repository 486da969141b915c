package isolation

import (
	"slices"

	pg_query "github.com/pganalyze/pg_query_go/v6"

	"github.com/candor-dev/candor/internal/pgcat"
)

// selAlt is one way in which a query gives a row.
type selAlt struct {
	env     *env
	c       clause
	targets []*pg_query.Node
	named   []outCol // the columns themselves, for rows of a set
	bad     string   // why the columns can't be told
}

// fromAlt is one way in which a FROM clause gives a row.
type fromAlt struct {
	items []item
	c     clause
	outer []outerJoin
}

// outerJoin is the condition of an outer join, which holds only where the other
// side gave a row.
type outerJoin struct {
	qual     *pg_query.Node
	using    []string
	l, r     []item
	nullable []item
}

// sel lists the rows that a query can give. An upper bound: LIMIT and the like
// only take rows away.
func (e *eval) sel(s *pg_query.SelectStmt, v *env) []selAlt {
	if e.spent() {
		return []selAlt{{env: v, c: clause{atoms: []atom{{kind: aUnknown, text: "subquery", deps: deps{bad: "more work than is done for one policy"}}}}, bad: "too much work"}}
	}
	if s.WithClause != nil {
		v = v.inner()
		ctes := make(map[string]*thunk, len(v.ctes)+len(s.WithClause.Ctes))
		for k, t := range v.ctes {
			ctes[k] = t
		}
		v.ctes = ctes
		for _, c := range s.WithClause.Ctes {
			cte := c.GetCommonTableExpr()
			w := *v
			if q := cte.GetCtequery().GetSelectStmt(); q != nil && !s.WithClause.Recursive {
				ctes[cte.Ctename] = &thunk{sels: &sels{stmt: q, env: snapshot(&w)}, node: c}
			} else {
				ctes[cte.Ctename] = &thunk{node: c}
			}
		}
	}
	switch s.Op {
	case pg_query.SetOperation_SETOP_UNION:
		return append(e.sel(s.Larg, v), e.sel(s.Rarg, v)...)
	case pg_query.SetOperation_SETOP_INTERSECT, pg_query.SetOperation_SETOP_EXCEPT:
		return e.sel(s.Larg, v)
	}
	if len(s.ValuesLists) > 0 {
		var out []selAlt
		for _, row := range s.ValuesLists {
			a := selAlt{env: v}
			for _, x := range row.GetList().GetItems() {
				a.named = append(a.named, outCol{"column" + itoa(len(a.named)+1), &thunk{node: x, env: v}})
			}
			out = append(out, a)
		}
		return out
	}
	froms := []fromAlt{{}}
	inner := v
	for _, f := range s.FromClause {
		var next []fromAlt
		for _, left := range froms {
			for _, right := range e.from(f, v.with(left.items)) {
				next = append(next, left.join(right))
			}
		}
		if froms = next; len(froms) > maxAlts {
			return []selAlt{{env: v, c: clause{atoms: []atom{{kind: aUnknown, text: "subquery", deps: deps{bad: "more alternatives than are followed"}}}}, bad: "too many alternatives"}}
		}
	}
	var out []selAlt
	for _, f := range froms {
		if len(s.FromClause) > 0 {
			inner = v.with(f.items)
		}
		where := always()
		if s.WhereClause != nil {
			where = e.cond(s.WhereClause, inner, wTrue)
		}
		for _, c := range where {
			for _, d := range e.outerJoined(c.and(f.c), f, inner) {
				out = append(out, selAlt{env: inner, c: d, targets: s.TargetList})
			}
		}
	}
	return out
}

// snapshot keeps the CTEs as they are before the next is added.
func snapshot(v *env) *env {
	m := make(map[string]*thunk, len(v.ctes))
	for k, t := range v.ctes {
		m[k] = t
	}
	v.ctes = m
	return v
}

func (f fromAlt) join(g fromAlt) fromAlt {
	return fromAlt{
		items: append(slices.Clip(f.items), g.items...),
		c:     f.c.and(g.c),
		outer: append(slices.Clip(f.outer), g.outer...),
	}
}

// outerJoined adds the conditions of outer joins whose other side certainly
// gave a row, because an equality names it.
func (e *eval) outerJoined(c clause, f fromAlt, v *env) dnf {
	out := dnf{c}
	for i := len(f.outer) - 1; i >= 0; i-- {
		o := f.outer[i]
		if !mentions(c, o.nullable) {
			continue
		}
		out = out.and(e.joinCond(o.qual, o.using, o.l, o.r, v))
		if len(out) > 0 {
			c = out[0]
		}
	}
	return out
}

func mentions(c clause, items []item) bool {
	for _, it := range items {
		for _, q := range c.eqs {
			for _, t := range []term{q.a, q.b} {
				if it.inst != nil && slices.Contains(t.deps.insts, it.inst) && (t.kind == tCol || t.kind == tElem) {
					return true
				}
			}
		}
	}
	return false
}

// joinCond is the condition of a join.
func (e *eval) joinCond(qual *pg_query.Node, using []string, l, r []item, v *env) dnf {
	out := always()
	if qual != nil {
		out = e.cond(qual, v, wTrue)
	}
	for _, u := range using {
		a, b := e.bare(u, &env{scopes: [][]item{l}}), e.bare(u, &env{scopes: [][]item{r}})
		out = out.and(e.equal(a, b, u))
	}
	return out
}

// from lists the ways in which one relation of a FROM clause gives a row.
func (e *eval) from(n *pg_query.Node, v *env) []fromAlt {
	switch {
	case n.GetRangeVar() != nil:
		return e.rangeVar(n.GetRangeVar(), v)
	case n.GetRangeSubselect() != nil:
		r := n.GetRangeSubselect()
		return e.derived(&sels{stmt: r.GetSubquery().GetSelectStmt(), env: v}, r.GetAlias(), "")
	case n.GetRangeFunction() != nil:
		return e.rangeFunction(n.GetRangeFunction(), v)
	case n.GetJoinExpr() != nil:
		return e.join(n.GetJoinExpr(), v)
	}
	return []fromAlt{{items: []item{{alias: "?", partial: true}}}}
}

func (e *eval) join(j *pg_query.JoinExpr, v *env) []fromAlt {
	var out []fromAlt
	var using []string
	for _, u := range j.UsingClause {
		using = append(using, u.GetString_().GetSval())
	}
	for _, l := range e.from(j.Larg, v) {
		for _, r := range e.from(j.Rarg, v.with(l.items)) {
			both := l.join(r)
			inner := v.with(both.items)
			o := outerJoin{qual: j.Quals, using: using, l: l.items, r: r.items}
			switch j.Jointype {
			case pg_query.JoinType_JOIN_INNER:
				for _, c := range e.joinCond(j.Quals, using, l.items, r.items, inner) {
					b := both
					b.c = b.c.and(c)
					out = append(out, b)
				}
				continue
			case pg_query.JoinType_JOIN_LEFT:
				o.nullable = r.items
				both.c = l.c // what the right side demands holds only where it gave a row
				o.nullable = r.items
			case pg_query.JoinType_JOIN_RIGHT:
				o.nullable = l.items
				both.c = r.c
			default:
				both.c = clause{}
				o.qual, o.using = nil, nil
			}
			if len(o.nullable) > 0 && !simpleItems(o.nullable) {
				o.nullable = nil
			}
			both.c.insts = append(append(slices.Clip(l.c.insts), r.c.insts...), both.c.insts...)
			slices.SortFunc(both.c.insts, func(a, b *inst) int { return a.id - b.id })
			both.c.insts = slices.Compact(both.c.insts)
			both.outer = append(slices.Clip(both.outer), o)
			out = append(out, both)
		}
	}
	return out
}

// simpleItems reports whether the relations are plain tables, so that a row of
// them has met no condition yet.
func simpleItems(items []item) bool {
	return !slices.ContainsFunc(items, func(i item) bool { return i.inst == nil || len(i.cols) > 0 })
}

func (e *eval) rangeVar(r *pg_query.RangeVar, v *env) []fromAlt {
	alias := r.GetAlias().GetAliasname()
	if r.Schemaname == "" && v.ctes[r.Relname] != nil {
		t := v.ctes[r.Relname]
		if alias == "" {
			alias = r.Relname
		}
		if t.sels == nil {
			return []fromAlt{{items: []item{{alias: alias, partial: true}}}}
		}
		var names []string
		for _, c := range t.node.GetCommonTableExpr().GetAliascolnames() {
			names = append(names, c.GetString_().GetSval())
		}
		return e.expand(&sels{stmt: t.sels.stmt, env: t.sels.env}, alias, names)
	}
	table, view, name := e.relation(r, v)
	if view != nil {
		return e.viewRows(view, alias, r.Relname)
	}
	it := item{alias: alias}
	if alias == "" {
		it.schema, it.rel = name.Schema, name.Rel
	}
	it.inst = e.newInst(table, r.Relname)
	if alias != "" {
		it.inst.name = alias
	}
	it.inst.invoker = v.definer == ""
	it.inst.direct = e.deep == 0
	if table == nil {
		it.partial = true
	}
	c := clause{insts: []*inst{it.inst}}
	if table == nil {
		c.atoms = []atom{{kind: aUnknown, text: r.Relname, deps: deps{bad: "the relation " + r.Relname + " is not in the sources"}}}
	}
	return []fromAlt{{items: []item{it}, c: c}}
}

func (e *eval) viewRows(w *pgcat.View, alias, rel string) []fromAlt {
	if alias == "" {
		alias = rel
	}
	q := w.Query.GetSelectStmt()
	if q == nil || w.Materialized || e.deep >= maxInline {
		why := "the view " + w.Name.String() + " is not followed"
		return []fromAlt{{items: []item{{alias: alias, partial: true}},
			c: clause{atoms: []atom{{kind: aUnknown, text: w.Name.String(), deps: deps{bad: why}}}}}}
	}
	v := &env{path: w.Path}
	if !w.Invoker {
		v.definer = orName(w.Owner, "the owner of "+w.Name.String())
	}
	e.deep++
	defer func() { e.deep-- }()
	return e.expand(&sels{stmt: q, env: v}, alias, w.Columns)
}

func orName(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func (e *eval) derived(s *sels, a *pg_query.Alias, name string) []fromAlt {
	var names []string
	for _, c := range a.GetColnames() {
		names = append(names, c.GetString_().GetSval())
	}
	return e.expand(s, orName(a.GetAliasname(), name), names)
}

// expand makes a relation of a query.
func (e *eval) expand(s *sels, alias string, names []string) []fromAlt {
	if s.stmt == nil {
		return []fromAlt{{items: []item{{alias: alias, partial: true}}}}
	}
	return e.asItems(e.rows(s), alias, names)
}

func (e *eval) asItems(rows []selAlt, alias string, names []string) []fromAlt {
	var out []fromAlt
	for _, r := range rows {
		cols, open := e.outputs(r)
		cols = slices.Clone(cols)
		for i := range min(len(names), len(cols)) {
			cols[i].name = names[i]
		}
		out = append(out, fromAlt{items: []item{{alias: alias, cols: cols, partial: open}}, c: r.c})
	}
	return out
}

// outputs lists the columns of a row; open means that there may be more.
func (e *eval) outputs(s selAlt) (cols []outCol, open bool) {
	if s.named != nil || s.bad != "" {
		return s.named, s.bad != ""
	}
	for _, t := range s.targets {
		rt := t.GetResTarget()
		if ref := rt.GetVal().GetColumnRef(); ref != nil && ref.Fields[len(ref.Fields)-1].GetAStar() != nil {
			more, o := e.star(ref, s.env)
			cols, open = append(cols, more...), open || o
			continue
		}
		name := rt.GetName()
		if name == "" {
			name = impliedName(rt.GetVal())
		}
		cols = append(cols, outCol{name, &thunk{node: rt.GetVal(), env: s.env}})
	}
	return cols, open
}

// star expands * and alias.*.
func (e *eval) star(ref *pg_query.ColumnRef, v *env) (cols []outCol, open bool) {
	if len(v.scopes) == 0 {
		return nil, true
	}
	want := ""
	if len(ref.Fields) > 1 {
		want = ref.Fields[len(ref.Fields)-2].GetString_().GetSval()
	}
	for _, it := range v.scopes[len(v.scopes)-1] {
		if want != "" && it.alias != want && it.rel != want {
			continue
		}
		cols = append(cols, it.cols...)
		if it.inst != nil && it.inst.table != nil && len(it.cols) == 0 {
			for _, c := range it.inst.table.Columns {
				cols = append(cols, outCol{c.Name, &thunk{alts: []alt{{t: e.colTerm(it.inst, c.Name)}}, ready: true}})
			}
			open = open || !it.inst.table.AllColumns
		} else if it.partial {
			open = true
		}
	}
	return cols, open
}

// impliedName is the name that Postgres gives to an output column.
func impliedName(n *pg_query.Node) string {
	switch {
	case n.GetColumnRef() != nil:
		f := n.GetColumnRef().Fields
		return f[len(f)-1].GetString_().GetSval() // "" for a star
	case n.GetFuncCall() != nil:
		_, f := dotted(n.GetFuncCall().Funcname)
		return f
	case n.GetTypeCast() != nil:
		if s := impliedName(n.GetTypeCast().Arg); s != "?column?" {
			return s
		}
		_, t := dotted(n.GetTypeCast().GetTypeName().GetNames())
		return t
	}
	return "?column?"
}

// rangeFunction is a function in FROM.
func (e *eval) rangeFunction(r *pg_query.RangeFunction, v *env) []fromAlt {
	alias := r.GetAlias().GetAliasname()
	var names []string
	for _, c := range r.GetAlias().GetColnames() {
		names = append(names, c.GetString_().GetSval())
	}
	none := []fromAlt{{items: []item{{alias: alias, partial: true}}}}
	if len(r.Functions) != 1 || len(r.Functions[0].GetList().GetItems()) == 0 {
		return none
	}
	node := r.Functions[0].GetList().Items[0]
	call := node.GetFuncCall()
	if call == nil {
		return none
	}
	_, fn := dotted(call.Funcname)
	if alias == "" {
		alias = fn
	}
	if rows, ok := e.setCall(call, v); ok {
		if len(names) == 0 && len(rows) > 0 && rows[0].named == nil && len(rows[0].targets) == 1 && r.GetAlias() != nil &&
			impliedName(rows[0].targets[0].GetResTarget().GetVal()) != "" {
			names = []string{alias}
		}
		return e.asItems(rows, alias, names)
	}
	if elems, ok := e.unnested(call, v); ok {
		name := alias
		if len(names) > 0 {
			name = names[0]
		}
		var out []fromAlt
		for _, a := range elems {
			t := &thunk{alts: []alt{{t: a.t}}, ready: true}
			cols := []outCol{{name, t}}
			if name != fn {
				cols = append(cols, outCol{"value", t})
			}
			out = append(out, fromAlt{items: []item{{alias: alias, cols: cols}}, c: a.c})
		}
		return out
	}
	text := show(node)
	return []fromAlt{{items: []item{{alias: alias, partial: true}},
		c: clause{atoms: []atom{{kind: aUnknown, text: text, deps: deps{bad: "the rows of " + text + " are not followed"}}}}}}
}

// aggregate names the aggregate that a target list computes, "" for none.
func aggregate(targets []*pg_query.Node) (*pg_query.FuncCall, string) {
	for _, t := range targets {
		n := t.GetResTarget().GetVal()
		for n.GetTypeCast() != nil {
			n = n.GetTypeCast().Arg
		}
		if f := n.GetFuncCall(); f != nil && f.Over == nil {
			_, name := dotted(f.Funcname)
			switch name {
			case "count", "sum", "max", "min", "avg", "array_agg", "bool_or", "bool_and", "every", "json_agg", "jsonb_agg", "string_agg":
				return f, name
			}
		}
	}
	return nil, ""
}
