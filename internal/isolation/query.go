package isolation

import (
	"slices"

	pg_query "github.com/pganalyze/pg_query_go/v6"
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
	rows := e.matches(s, v)
	if s.Op == pg_query.SetOperation_SETOP_NONE && len(s.ValuesLists) == 0 {
		if why := e.mixed(s, v); why != "" {
			return []selAlt{{env: v, c: clause{atoms: []atom{{kind: aUnknown, text: "subquery", deps: deps{bad: why}}}}, bad: why}}
		}
	}
	if cut(s) || s.HavingClause != nil || s.Op == pg_query.SetOperation_SETOP_EXCEPT || s.Op == pg_query.SetOperation_SETOP_INTERSECT ||
		slices.ContainsFunc(s.TargetList, func(t *pg_query.Node) bool { return t.GetResTarget().GetVal().GetFuncCall() != nil }) {
		rows = mayMiss(rows) // a function among the columns may be one that returns a set
	}
	return rows
}

// matches lists the rows that meet the WHERE of a query, before any aggregate.
func (e *eval) matches(s *pg_query.SelectStmt, v *env) []selAlt {
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
