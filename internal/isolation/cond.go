package isolation

import (
	"slices"
	"strconv"
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
		if c := n.GetAConst(); c.GetIval() != nil {
			return constant(strconv.FormatBool(c.GetIval().Ival != 0), false, w)
		}
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
	truth, ok := truthOf(text)
	if !ok && !null {
		return unknownDNF(quote(text), quote(text)+" is no truth value")
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

// truthOf reads a literal as Postgres reads a boolean.
func truthOf(text string) (truth, ok bool) {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "t", "tr", "tru", "true", "y", "ye", "yes", "on", "1":
		return true, true
	case "f", "fa", "fal", "fals", "false", "n", "no", "of", "off", "0":
		return false, true
	}
	return false, false
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
		if out = e.cost(out.and(e.cond(a, v, w))); len(out) == 0 {
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
		return constant("false", false, map[bool]want{true: wFalse, false: wTrue}[isNull])
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
			if a.t.kind == tClaim && at.kind == aRole && w == wTrue {
				at.claim = a.t.key
			}
			if a.t.kind == tCol && w == wTrue {
				// column = true, so that conditions on the same column can be compared
				out = out.or(dnf{a.c}.and(dnf{{eqs: []eq{{a.t, constTerm("true")}}}}))
				continue
			}
			if w == wNotTrue || w == wNotFalse {
				if len(a.c.insts) > 0 || slices.ContainsFunc(a.t.deps.insts, func(i *inst) bool { return i.outer }) {
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
		if w == wTrue || w == wFalse || !mayBeEmpty(t.sels.stmt) {
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
