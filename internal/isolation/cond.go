package isolation

import (
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
)

// want is the truth that a condition shall have. SQL has three values; only
// true lets a row through, so that "not true" and "false" are different.
type want uint8

const (
	wTrue want = iota
	wFalse
	wNotTrue  // false or NULL
	wNotFalse // true or NULL
)

func (w want) not() want {
	return [...]want{wFalse, wTrue, wNotFalse, wNotTrue}[w]
}

// positive reports whether the condition must be true or may be.
func (w want) positive() bool { return w == wTrue || w == wNotFalse }

// cond gives, for a condition, a disjunction that holds whenever it has the
// wanted truth: an upper bound, in which every clause that is not exact carries
// an atom that says so.
func (e *eval) cond(n *pg_query.Node, v *env, w want) dnf {
	if e.spent() {
		return unknownDNF("", "more work than is done for one policy")
	}
	switch {
	case n == nil:
		return always()
	case n.GetAConst() != nil:
		return constant(constText(n.GetAConst()), n.GetAConst().Isnull, w)
	case n.GetTypeCast() != nil:
		return e.cond(n.GetTypeCast().Arg, v, w)
	case n.GetBoolExpr() != nil:
		return e.boolExpr(n.GetBoolExpr(), v, w)
	case n.GetBooleanTest() != nil:
		return e.booleanTest(n.GetBooleanTest(), v, w)
	case n.GetNullTest() != nil:
		return e.nullTest(n, v, w)
	case n.GetSubLink() != nil:
		return e.subLink(n, v, w)
	case n.GetAExpr() != nil:
		return e.comparison(n, v, w)
	case n.GetFuncCall() != nil:
		return e.condCall(n, v, w)
	case n.GetCoalesceExpr() != nil:
		return e.condCoalesce(n, v, w)
	case n.GetCaseExpr() != nil:
		return e.condCase(n.GetCaseExpr(), v, w)
	case n.GetColumnRef() != nil:
		return e.condColumn(n, v, w)
	case n.GetParamRef() != nil:
		if i := int(n.GetParamRef().Number) - 1; i >= 0 && i < len(v.params) {
			return e.condThunk(v.params[i], n, v, w)
		}
	}
	return e.opaqueCond(n, v, w)
}

// constant is a literal condition.
func constant(text string, null bool, w want) dnf {
	truth := false
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "t", "tr", "tru", "true", "y", "ye", "yes", "on", "1":
		truth = true
	}
	holds := map[want]bool{wTrue: truth, wFalse: !truth, wNotTrue: !truth, wNotFalse: truth}[w]
	if null {
		holds = w == wNotTrue || w == wNotFalse
	}
	if holds {
		return always()
	}
	return nil
}

func (e *eval) boolExpr(b *pg_query.BoolExpr, v *env, w want) dnf {
	if b.Boolop == pg_query.BoolExprType_NOT_EXPR {
		return e.cond(b.Args[0], v, w.not())
	}
	and := b.Boolop == pg_query.BoolExprType_AND_EXPR
	if w == wFalse || w == wNotTrue { // De Morgan holds for all three values
		and = !and
	}
	if !and {
		var out dnf
		for _, a := range b.Args {
			out = out.or(e.cond(a, v, w))
		}
		return out
	}
	out := always()
	for _, a := range b.Args {
		if out = out.and(e.cond(a, v, w)); len(out) == 0 {
			return nil
		}
	}
	return out
}

func (e *eval) booleanTest(b *pg_query.BooleanTest, v *env, w want) dnf {
	yes, no := wTrue, wNotTrue
	switch b.Booltesttype {
	case pg_query.BoolTestType_IS_TRUE:
	case pg_query.BoolTestType_IS_NOT_TRUE:
		yes, no = wNotTrue, wTrue
	case pg_query.BoolTestType_IS_FALSE:
		yes, no = wFalse, wNotFalse
	case pg_query.BoolTestType_IS_NOT_FALSE:
		yes, no = wNotFalse, wFalse
	default:
		n := &pg_query.Node{Node: &pg_query.Node_BooleanTest{BooleanTest: b}}
		return only(e.judge(n, e.depsOf(b.Arg, v)))
	}
	if w.positive() {
		return e.cond(b.Arg, v, yes)
	}
	return e.cond(b.Arg, v, no)
}

// nullTest knows identities; of a query it knows that a value means a row.
func (e *eval) nullTest(n *pg_query.Node, v *env, w want) dnf {
	t := n.GetNullTest()
	isNull := (t.Nulltesttype == pg_query.NullTestType_IS_NULL) == w.positive()
	if t.Arg.GetSubLink().GetSubLinkType() == pg_query.SubLinkType_EXPR_SUBLINK && isNull {
		if stmt := t.Arg.GetSubLink().GetSubselect().GetSelectStmt(); stmt != nil && len(stmt.FromClause) > 0 {
			return e.opaqueCond(n, v, w)
		}
	}
	alts := e.scalar(t.Arg, v)
	if len(alts) == 0 {
		return constant("", false, map[bool]want{true: wFalse, false: wTrue}[isNull])
	}
	var out dnf
	for _, a := range alts {
		switch a.t.kind {
		case tNull:
			if isNull {
				out = out.or(dnf{a.c})
			}
		case tConst:
			if !isNull {
				out = out.or(dnf{a.c})
			}
		case tIdent:
			switch {
			case isNull && e.signedIn(a.t.ident):
			case isNull:
				out = out.or(dnf{a.c}.and(only(atom{kind: aNobody, text: show(n), deps: a.t.deps})))
			default:
				out = out.or(dnf{a.c}.and(only(atom{kind: aSoft, text: show(n), deps: a.t.deps})))
			}
		default:
			if isNull && len(a.c.insts) > 0 {
				return e.opaqueCond(n, v, w)
			}
			if !isNull && a.t.kind == tCol && a.t.inst.id != 0 {
				out = out.or(dnf{a.c}) // a row was found
				continue
			}
			out = out.or(dnf{a.c}.and(only(e.judge(n, a.t.deps))))
		}
	}
	return out
}

func (e *eval) condColumn(n *pg_query.Node, v *env, w want) dnf {
	f := n.GetColumnRef().Fields
	if len(f) == 1 {
		name := f[0].GetString_().GetSval()
		t := v.variable(name)
		for _, s := range v.scopes {
			for i := range s {
				if yes, sure := s[i].has(name); yes || !sure {
					if c := s[i].find(name); c != nil && len(v.scopes) > 0 && t == nil {
						return e.condThunk(c.val, n, v, w)
					}
					t = nil
				}
			}
		}
		if t != nil {
			return e.condThunk(t, n, v, w)
		}
	}
	if len(f) == 2 && v.fname == f[0].GetString_().GetSval() {
		if t := v.vars[f[1].GetString_().GetSval()]; t != nil {
			return e.condThunk(t, n, v, w)
		}
	}
	return e.truth(e.column(n.GetColumnRef(), v), n, w)
}

// truth is a value used as a condition.
func (e *eval) truth(alts []alt, n *pg_query.Node, w want) dnf {
	var out dnf
	for _, a := range alts {
		switch a.t.kind {
		case tNull:
			out = out.or(dnf{a.c}.and(constant("", true, w)))
		case tConst:
			out = out.or(dnf{a.c}.and(constant(strings.TrimPrefix(a.t.key, "c:"), false, w)))
		default:
			at := e.judge(n, a.t.deps)
			if a.t.kind == tCol && w == wTrue {
				// column = true, so that conditions on the same column can be compared
				out = out.or(dnf{a.c}.and(dnf{{eqs: []eq{{a.t, constTerm("true")}}}}))
				continue
			}
			if w == wNotTrue || w == wNotFalse {
				if len(a.c.insts) > 0 {
					at = atom{kind: aUnknown, text: show(n), deps: deps{bad: show(n) + " may be NULL"}}
				}
			}
			if !w.positive() {
				at.text = "NOT " + at.text
				if at.kind == aRole {
					at.kind = aUnknown
					at.deps.bad = "the negation of " + show(n) + " is not followed"
				}
			}
			out = out.or(dnf{a.c}.and(only(at)))
		}
	}
	return out
}

func (e *eval) condThunk(t *thunk, n *pg_query.Node, v *env, w want) dnf {
	if t.node != nil {
		if e.deep > maxInline {
			return unknownDNF(show(n), "nested deeper than is followed")
		}
		e.deep++
		defer func() { e.deep-- }()
		return e.cond(t.node, t.env, w)
	}
	if t.sels != nil && t.sels.stmt != nil {
		if w == wTrue || w == wFalse || len(t.sels.stmt.FromClause) == 0 {
			var out dnf
			for _, s := range e.rows(t.sels) {
				if t.col >= len(s.targets) {
					return unknownDNF(show(n), "the columns of a query are not known")
				}
				out = out.or(dnf{s.c}.and(e.cond(s.targets[t.col].GetResTarget().GetVal(), s.env, w)))
			}
			return out
		}
		return unknownDNF(show(n), show(n)+" may be NULL")
	}
	return e.truth(e.force(t), n, w)
}

func (e *eval) condCoalesce(n *pg_query.Node, v *env, w want) dnf {
	args := n.GetCoalesceExpr().Args
	if len(args) == 2 && isBoolConst(args[1]) {
		dflt := strings.HasPrefix(strings.ToLower(boolText(args[1])), "t")
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

func boolText(n *pg_query.Node) string {
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
		if len(s.OperName) > 0 && s.OperName[len(s.OperName)-1].GetString_().GetSval() != "=" {
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
		if len(stmt.FromClause) > 0 && (w == wNotTrue || w == wNotFalse) {
			return e.opaqueCond(n, v, w)
		}
		agg, name := aggregate(stmt.TargetList)
		var out dnf
		for _, r := range e.sel(stmt, v) {
			if len(r.targets) != 1 {
				return e.opaqueCond(n, v, w)
			}
			val := r.targets[0].GetResTarget().GetVal()
			if agg != nil {
				if name != "bool_or" || w != wTrue || val.GetFuncCall() == nil {
					return e.opaqueCond(n, v, w)
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
	if agg, _ := aggregate(stmt.TargetList); agg != nil && len(stmt.GroupClause) == 0 && stmt.Op == pg_query.SetOperation_SETOP_NONE {
		if stmt.HavingClause != nil {
			return unknownDNF("EXISTS", "HAVING is not followed")
		}
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
	if agg, name := aggregate(stmt.TargetList); agg != nil && name == "array_agg" {
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
