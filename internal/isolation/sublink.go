package isolation

import pg_query "github.com/pganalyze/pg_query_go/v6"

func (e *eval) condCoalesce(n *pg_query.Node, v *env, w want) dnf {
	args := n.GetCoalesceExpr().Args
	if len(args) == 2 && isBoolConst(args[1]) {
		dflt, ok := truthOf(boolLiteral(args[1]))
		if !ok {
			return unknownDNF(show(n), show(args[1])+" is no truth value")
		}
		m := map[want]want{wTrue: wTrue, wNotFalse: wTrue, wFalse: wNotTrue, wNotTrue: wNotTrue}
		if dflt {
			m = map[want]want{wTrue: wNotFalse, wNotFalse: wNotFalse, wFalse: wFalse, wNotTrue: wFalse}
		}
		return e.cond(args[0], v, m[w])
	}
	if w == wTrue || w == wFalse {
		var out dnf
		for _, a := range args {
			out = out.or(e.cond(a, v, w))
		}
		return out
	}
	return e.opaqueCond(n, v, w)
}

func boolLiteral(n *pg_query.Node) string {
	if c := n.GetTypeCast(); c != nil {
		n = c.Arg
	}
	return constText(n.GetAConst())
}

func isBoolConst(n *pg_query.Node) bool {
	if c := n.GetTypeCast(); c != nil && typeName(c.TypeName) == "bool" {
		n = c.Arg
		return n.GetAConst().GetSval() != nil
	}
	return n.GetAConst().GetBoolval() != nil
}

func (e *eval) condCase(c *pg_query.CaseExpr, v *env, w want) dnf {
	var out dnf
	rest := always()
	for _, x := range c.Args {
		when := x.GetCaseWhen()
		test := when.Expr
		if c.Arg != nil {
			test = equalNode(c.Arg, when.Expr)
		}
		out = out.or(rest.and(e.cond(test, v, wTrue)).and(e.cond(when.Result, v, w)))
		rest = rest.and(e.cond(test, v, wNotTrue))
	}
	if c.Defresult == nil {
		return out.or(rest.and(constant("", true, w)))
	}
	return out.or(rest.and(e.cond(c.Defresult, v, w)))
}

// subLink is EXISTS, IN and a subquery that gives a truth value.
func (e *eval) subLink(n *pg_query.Node, v *env, w want) dnf {
	s := n.GetSubLink()
	stmt := s.GetSubselect().GetSelectStmt()
	if stmt == nil {
		return e.opaqueCond(n, v, w)
	}
	switch s.SubLinkType {
	case pg_query.SubLinkType_EXISTS_SUBLINK:
		found := e.exists(stmt, v)
		if w.positive() {
			return found
		}
		return e.negate(n, found)
	case pg_query.SubLinkType_ANY_SUBLINK:
		if len(s.OperName) > 0 && opName(&pg_query.A_Expr{Name: s.OperName}) != "=" {
			return e.opaqueCond(n, v, w)
		}
		found := e.in(s.Testexpr, stmt, v)
		switch {
		case w == wTrue:
			return found
		case len(found) == 0 && w == wNotTrue:
			return always()
		case len(found) == 0 || w == wNotFalse:
			return unknownDNF(show(n), show(n)+" may be NULL")
		}
		return e.negate(n, found)
	case pg_query.SubLinkType_EXPR_SUBLINK:
		if mayBeEmpty(stmt) && (w == wNotTrue || w == wNotFalse) {
			return unknownDNF(show(n), show(n)+" may be NULL")
		}
		agg, name := sole(stmt)
		rows := e.sel
		if agg != nil {
			rows = e.matches
		}
		var out dnf
		for _, r := range rows(stmt, v) {
			if len(r.targets) != 1 {
				return e.opaqueCond(n, v, w)
			}
			val := r.targets[0].GetResTarget().GetVal()
			if agg != nil {
				if name != "bool_or" || w != wTrue || val.GetFuncCall() == nil {
					return unknownDNF(show(n), show(n)+" is not followed")
				}
				val = agg.Args[0]
			}
			out = out.or(dnf{r.c}.and(e.cond(val, r.env, w)))
		}
		return out
	}
	return e.opaqueCond(n, v, w)
}

func (e *eval) exists(stmt *pg_query.SelectStmt, v *env) dnf {
	if agg, _ := sole(stmt); agg != nil {
		return always() // an aggregate always gives one row
	}
	var out dnf
	for _, r := range e.sel(stmt, v) {
		out = out.or(dnf{r.c})
	}
	return out
}

// in is test IN (query).
func (e *eval) in(test *pg_query.Node, stmt *pg_query.SelectStmt, v *env) dnf {
	if row := test.GetRowExpr(); row != nil {
		var out dnf
		for _, r := range e.sel(stmt, v) {
			cols, _ := e.outputs(r)
			if len(cols) < len(row.Args) {
				return unknownDNF(show(test), "the columns of a subquery are not known")
			}
			f := dnf{r.c}
			for i, a := range row.Args {
				f = f.and(e.equal(e.scalar(a, v), e.force(cols[i].val), show(a)))
			}
			out = out.or(f)
		}
		return out
	}
	vals := e.queryValue(stmt, v)
	if agg, name := sole(stmt); agg != nil && name == "array_agg" {
		vals = e.queryElements(stmt, v)
	}
	return e.equal(e.scalar(test, v), vals, show(test)+" IN (...)")
}

// negate is the negation of what was found to hold in certain cases only.
func (e *eval) negate(n *pg_query.Node, found dnf) dnf {
	if len(found) == 0 {
		return always()
	}
	var d deps
	for _, c := range found {
		if c.empty() {
			return nil
		}
		d = d.with(e.clauseDeps(c))
	}
	d.bad = "NOT " + show(n) + " is not followed"
	return only(atom{kind: aUnknown, text: "NOT " + show(n), deps: d})
}

// opaqueCond judges a condition by what it depends on alone.
func (e *eval) opaqueCond(n *pg_query.Node, v *env, w want) dnf {
	at := e.judge(n, e.depsOf(n, v))
	if at.kind == aRole && w == wTrue {
		if alts := e.scalar(n, v); len(alts) == 1 && alts[0].t.kind == tClaim && alts[0].c.empty() {
			at.claim = alts[0].t.key
		}
	}
	if !w.positive() {
		at.text = "NOT (" + at.text + ")"
		if at.kind == aRole {
			at.kind, at.deps.bad = aUnknown, "the negation of "+show(n)+" is not followed"
		}
	}
	return only(at)
}

// judge tells what a condition with these dependencies can be met by.
func (e *eval) judge(n *pg_query.Node, d deps) atom {
	a := atom{text: show(n), deps: d}
	outer := d.insts
	switch {
	case d.bad != "":
		a.kind = aUnknown
	case len(outer) == 0 && d.written:
		a.kind = aWritten
	case len(outer) == 0 && d.session && !d.hard:
		a.kind = aSoft
	case len(outer) == 0 && d.session:
		a.kind = aRole
	case !d.session && !d.written:
		a.kind = aRow
	default:
		a.kind = aUnknown
		a.deps.bad = "compares the row with the session in a way that is not followed: " + a.text
	}
	return a
}
