package isolation

import (
	"slices"

	pg_query "github.com/pganalyze/pg_query_go/v6"

	"github.com/candor-dev/candor/internal/pgcat"
)

func (f fromAlt) join(g fromAlt) fromAlt {
	return fromAlt{
		items: append(slices.Clip(f.items), g.items...),
		c:     f.c.and(g.c),
		outer: append(slices.Clip(f.outer), g.outer...),
	}
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
	return lost("?", "a relation in FROM is not followed")
}

// lost is a relation that nothing is known about.
func lost(alias, why string) []fromAlt {
	return []fromAlt{{items: []item{{alias: alias, partial: true}}, c: clause{atoms: []atom{{kind: aUnknown, text: alias, deps: deps{bad: why}}}}}}
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
			e.mayBeNull(j.Jointype, l, r)
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

// mayBeNull notes that the columns of a side of an outer join may all be NULL.
func (e *eval) mayBeNull(t pg_query.JoinType, l, r fromAlt) {
	mark := func(f fromAlt) {
		for _, i := range f.c.insts {
			i.outer = true
		}
		for _, it := range f.items {
			if it.inst != nil {
				it.inst.outer = true
			}
			for n := range it.cols {
				list := append(slices.Clip(e.force(it.cols[n].val)), alt{t: nullTerm()})
				it.cols[n].val = &thunk{alts: list, ready: true}
			}
		}
	}
	if t != pg_query.JoinType_JOIN_RIGHT {
		mark(r)
	}
	if t != pg_query.JoinType_JOIN_LEFT {
		mark(l)
	}
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
			return lost(alias, "the WITH query "+r.Relname+" is not followed")
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
	it.inst.node = r
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
		return lost(alias, "a subquery is not followed")
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

// rangeFunction is a function in FROM.
func (e *eval) rangeFunction(r *pg_query.RangeFunction, v *env) []fromAlt {
	alias := r.GetAlias().GetAliasname()
	var names []string
	for _, c := range r.GetAlias().GetColnames() {
		names = append(names, c.GetString_().GetSval())
	}
	none := lost(alias, "a function in FROM is not followed")
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
			out = append(out, fromAlt{items: []item{{alias: alias, cols: cols}}, c: a.c.and(clause{maybe: true})})
		}
		return out
	}
	text := show(node)
	return []fromAlt{{items: []item{{alias: alias, partial: true}},
		c: clause{atoms: []atom{{kind: aUnknown, text: text, deps: deps{bad: "the rows of " + text + " are not followed"}}}}}}
}
