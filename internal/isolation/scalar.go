package isolation

import (
	"slices"
	"strconv"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
)

func itoa(n int) string { return strconv.Itoa(n) }

// scalar lists the ways in which a value comes about; no way means NULL.
func (e *eval) scalar(n *pg_query.Node, v *env) []alt {
	if e.spent() {
		return []alt{{t: opaque("", "more work than is done for one policy")}}
	}
	return e.capAlts(e.scalarOf(n, v), show(n))
}

func (e *eval) scalarOf(n *pg_query.Node, v *env) []alt {
	switch {
	case n == nil:
		return []alt{{t: nullTerm()}}
	case n.GetAConst() != nil:
		if n.GetAConst().Isnull {
			return []alt{{t: nullTerm()}}
		}
		return []alt{{t: constTerm(constText(n.GetAConst()))}}
	case n.GetTypeCast() != nil:
		return e.cast(n.GetTypeCast(), v)
	case n.GetColumnRef() != nil:
		return e.column(n.GetColumnRef(), v)
	case n.GetParamRef() != nil:
		if i := int(n.GetParamRef().Number) - 1; i >= 0 && i < len(v.params) {
			return e.force(v.params[i])
		}
	case n.GetFuncCall() != nil:
		return e.function(n, v)
	case n.GetSqlvalueFunction() != nil:
		return e.sqlValue(n, v)
	case n.GetSubLink() != nil:
		return e.scalarSub(n, v)
	case n.GetAExpr() != nil:
		return e.operator(n, v)
	case n.GetCoalesceExpr() != nil:
		return e.coalesce(n.GetCoalesceExpr().Args, v)
	case n.GetCaseExpr() != nil:
		return e.caseValue(n.GetCaseExpr(), v)
	case n.GetAIndirection() != nil:
		return e.indirection(n, v)
	case n.GetNamedArgExpr() != nil:
		return e.scalar(n.GetNamedArgExpr().Arg, v)
	case n.GetCollateClause() != nil:
		in := e.scalar(n.GetCollateClause().Arg, v)
		if schema, name := dotted(n.GetCollateClause().Collname); !ownCollation(schema, name) {
			for i := range in {
				in[i].t.lossy = true
			}
		}
		return in
	case n.GetAArrayExpr() != nil:
		return e.build("array", show(n), n.GetAArrayExpr().Elements, v)
	case n.GetMinMaxExpr() != nil:
		return e.build(n.GetMinMaxExpr().Op.String(), show(n), n.GetMinMaxExpr().Args, v)
	case n.GetBoolExpr() != nil, n.GetNullTest() != nil, n.GetBooleanTest() != nil:
		return []alt{{t: term{kind: tOpaque, key: "?" + show(n), text: show(n), deps: e.depsOf(n, v)}}}
	}
	return []alt{{t: opaque(show(n), "the expression "+show(n)+" is not followed")}}
}

// build applies a function without side effects to its arguments.
func (e *eval) build(op, text string, args []*pg_query.Node, v *env) []alt {
	lists := make([][]alt, len(args))
	n := 1
	for i, a := range args {
		lists[i] = e.scalar(a, v)
		n *= max(1, len(lists[i]))
		if n > maxAlts {
			return []alt{{t: opaque(text, "more alternatives than are followed")}}
		}
	}
	out := []alt{}
	var walk func(i int, terms []term, c clause)
	walk = func(i int, terms []term, c clause) {
		if i == len(lists) {
			out = append(out, alt{derive(op, text, terms), c})
			return
		}
		if len(lists[i]) == 0 {
			walk(i+1, append(slices.Clip(terms), nullTerm()), c)
		}
		for _, a := range lists[i] {
			walk(i+1, append(slices.Clip(terms), a.t), c.and(a.c))
		}
	}
	walk(0, nil, clause{})
	return out
}

func (e *eval) sqlValue(n *pg_query.Node, v *env) []alt {
	switch n.GetSqlvalueFunction().Op {
	case pg_query.SQLValueFunctionOp_SVFOP_SESSION_USER:
		return []alt{{t: e.session(v, "role:session_user", "session_user")}}
	case pg_query.SQLValueFunctionOp_SVFOP_CURRENT_USER, pg_query.SQLValueFunctionOp_SVFOP_CURRENT_ROLE, pg_query.SQLValueFunctionOp_SVFOP_USER:
		return []alt{{t: e.session(v, "role:current_user", "current_user")}}
	}
	return []alt{{t: term{kind: tOpaque, key: show(n), text: show(n)}}} // the time
}

// scalarSub is a subquery used as a value.
func (e *eval) scalarSub(n *pg_query.Node, v *env) []alt {
	s := n.GetSubLink()
	stmt := s.GetSubselect().GetSelectStmt()
	if s.SubLinkType != pg_query.SubLinkType_EXPR_SUBLINK || stmt == nil {
		return []alt{{t: term{kind: tOpaque, key: "?" + show(n), text: show(n), deps: e.depsOf(n, v)}}}
	}
	return e.queryValue(stmt, v)
}

// queryValue lists the values of the first column of a query.
func (e *eval) queryValue(stmt *pg_query.SelectStmt, v *env) []alt {
	agg, name := sole(stmt)
	rows := e.sel
	if agg != nil {
		rows = e.matches
	}
	var out []alt
	found := rows(stmt, v)
	if agg != nil && len(found) == 0 && name != "min" && name != "max" && name != "array_agg" {
		return []alt{{t: opaque(name+"(...)", name+" of no row is not followed")}}
	}
	for _, s := range found {
		if agg != nil {
			switch {
			case (name == "min" || name == "max") && len(agg.Args) == 1:
				for _, a := range e.scalar(agg.Args[0], s.env) {
					out = append(out, alt{a.t, s.c.and(a.c)})
				}
			default:
				d := e.clauseDeps(s.c)
				for _, o := range found {
					d = d.with(e.clauseDeps(o.c))
				}
				if d.bad == "" && len(d.insts) == 0 && !d.session {
					d.bad = name + " of a query is not followed"
				}
				return []alt{{t: term{kind: tOpaque, key: "?" + name + itoa(e.fresh()), text: name + "(...)", deps: d}}}
			}
			continue
		}
		cols, open := e.outputs(s)
		if len(cols) == 0 || open && len(cols) == 0 {
			out = append(out, alt{opaque("subquery", "the columns of a subquery are not known"), s.c})
			continue
		}
		for _, a := range e.force(cols[0].val) {
			out = append(out, alt{a.t, s.c.and(a.c)})
		}
	}
	if mayBeEmpty(stmt) {
		out = append(out, alt{t: nullTerm()})
	}
	return out
}

// mayBeEmpty reports whether a query can give no row, so that it is NULL as a value.
func mayBeEmpty(s *pg_query.SelectStmt) bool {
	return len(s.FromClause) > 0 || s.WhereClause != nil || s.HavingClause != nil || s.LimitCount != nil || s.LimitOffset != nil ||
		s.Op != pg_query.SetOperation_SETOP_NONE || slices.ContainsFunc(s.TargetList, func(t *pg_query.Node) bool {
		_, f := dotted(t.GetResTarget().GetVal().GetFuncCall().GetFuncname())
		return setFunction(f)
	})
}

// coalesce takes each argument for possible, but for the constants that stand
// for nothing.
func (e *eval) coalesce(args []*pg_query.Node, v *env) []alt {
	var out []alt
	named := make(map[string]bool)
	for i, a := range args {
		for _, x := range e.scalar(a, v) {
			if x.t.kind == tCol && x.t.inst != nil && x.t.inst.id == 0 && x.t.inst.table != nil && (e.p.anchored(x.t.inst.table, x.t.col) || e.p.named(x.t.col).tenant) {
				if named[x.t.col] = true; len(named) > 1 {
					return []alt{{t: opaque("COALESCE(...)", "which of the columns in COALESCE names the tenant of a row can't be told")}}
				}
			}
			if x.t.kind == tNull && i < len(args)-1 {
				continue
			}
			if i > 0 && x.t.kind == tConst && nothing(strings.TrimPrefix(x.t.key, "c:")) {
				x.t.filler = true
			}
			out = append(out, x)
			if i == 0 && len(args) > 1 && x.t.kind == tIdent && e.signedIn(x.t.ident) && x.c.empty() {
				return out
			}
		}
	}
	return out
}

// nothing reports whether a literal names no row: COALESCE puts it in the place
// of a missing identity.
func nothing(s string) bool {
	return s == "" || s == "00000000-0000-0000-0000-000000000000" || s == "{}" || s == "[]" || s == "-1"
}

func (e *eval) caseValue(c *pg_query.CaseExpr, v *env) []alt {
	var out []alt
	rest := always()
	for _, w := range c.Args {
		when := w.GetCaseWhen()
		test := when.Expr
		if c.Arg != nil {
			test = equalNode(c.Arg, when.Expr)
		}
		for _, g := range rest.and(e.cond(test, v, wTrue)) {
			for _, a := range e.scalar(when.Result, v) {
				out = append(out, alt{a.t, g.and(a.c)})
			}
		}
		rest = rest.and(e.cond(test, v, wNotTrue))
	}
	for _, g := range rest {
		for _, a := range e.scalar(c.Defresult, v) {
			out = append(out, alt{a.t, g.and(a.c)})
		}
	}
	return out
}

func equalNode(l, r *pg_query.Node) *pg_query.Node {
	return &pg_query.Node{Node: &pg_query.Node_AExpr{AExpr: &pg_query.A_Expr{
		Kind: pg_query.A_Expr_Kind_AEXPR_OP, Lexpr: l, Rexpr: r,
		Name: []*pg_query.Node{{Node: &pg_query.Node_String_{String_: &pg_query.String{Sval: "="}}}},
	}}}
}

// indirection is value[1] or (value).field.
func (e *eval) indirection(n *pg_query.Node, v *env) []alt {
	x := n.GetAIndirection()
	text := show(n)
	args := []*pg_query.Node{x.Arg}
	for _, i := range x.Indirection {
		idx := i.GetAIndices()
		if idx == nil || idx.IsSlice || idx.Uidx == nil {
			return []alt{{t: opaque(text, "the expression "+text+" is not followed")}}
		}
		args = append(args, idx.Uidx)
	}
	return e.build("sub", text, args, v)
}

// operator is a value that an operator computes.
func (e *eval) operator(n *pg_query.Node, v *env) []alt {
	x := n.GetAExpr()
	op := opName(x)
	if x.Kind == pg_query.A_Expr_Kind_AEXPR_NULLIF {
		out := append(slices.Clip(e.scalar(x.Lexpr, v)), alt{t: nullTerm()})
		if slices.ContainsFunc(out, func(a alt) bool { return a.t.kind == tConst }) {
			return []alt{{t: term{kind: tOpaque, key: "?" + show(n), text: show(n), deps: e.depsOf(x.Lexpr, v).with(e.depsOf(x.Rexpr, v))}}}
		}
		return out
	}
	if x.Kind != pg_query.A_Expr_Kind_AEXPR_OP {
		return []alt{{t: term{kind: tOpaque, key: "?" + show(n), text: show(n), deps: e.depsOf(n, v)}}}
	}
	switch op {
	case "->", "->>", "#>", "#>>":
		return e.jsonPath(n, v)
	}
	args := []*pg_query.Node{x.Rexpr}
	if x.Lexpr != nil {
		args = []*pg_query.Node{x.Lexpr, x.Rexpr}
	}
	return e.build(op, show(n), args, v)
}
