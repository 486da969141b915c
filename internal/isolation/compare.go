package isolation

import (
	"strconv"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
)

// comparison is an operator used as a condition.
func (e *eval) comparison(n *pg_query.Node, v *env, w want) dnf {
	x := n.GetAExpr()
	op := opName(x)
	switch x.Kind {
	case pg_query.A_Expr_Kind_AEXPR_OP:
		switch op {
		case "=":
			return e.equation(n, v, w)
		case "<>", "!=":
			return e.equationOr(equalNode(x.Lexpr, x.Rexpr), n, v, w.not(), w)
		case "->", "->>", "#>", "#>>":
			return e.truth(e.scalar(n, v), n, w)
		case "@>", "<@", "&&", "?", "?|", "?&":
			if w == wTrue {
				return e.contains(n, v)
			}
		case ">", ">=", "<", "<=":
			if f, ok := e.counted(n, v, w); ok {
				return f
			}
		}
	case pg_query.A_Expr_Kind_AEXPR_OP_ANY:
		if op == "=" && w == wTrue {
			return e.anyOf(n, v)
		}
	case pg_query.A_Expr_Kind_AEXPR_IN:
		not := op == "<>"
		if not {
			w = w.not()
		}
		return e.inList(n, v, w)
	case pg_query.A_Expr_Kind_AEXPR_NOT_DISTINCT:
		return e.distinct(n, v, w)
	case pg_query.A_Expr_Kind_AEXPR_DISTINCT:
		return e.distinct(n, v, w.not())
	case pg_query.A_Expr_Kind_AEXPR_LIKE:
		if op == "~~" && w == wTrue {
			return e.like(n, v)
		}
	}
	return e.opaqueCond(n, v, w)
}

func (e *eval) equation(n *pg_query.Node, v *env, w want) dnf { return e.equationOr(n, n, v, w, w) }

// equationOr judges l = r; shown is what stands in the source, with the truth
// that it shall have.
func (e *eval) equationOr(n, shown *pg_query.Node, v *env, w, shownWant want) dnf {
	x := n.GetAExpr()
	l, r := x.Lexpr, x.Rexpr
	if isBoolConst(l) {
		l, r = r, l
	}
	if isBoolConst(r) {
		truth, ok := truthOf(boolLiteral(r))
		if !ok {
			return unknownDNF(show(n), show(r)+" is no truth value")
		}
		if !truth {
			w = w.not()
		}
		return e.cond(l, v, w)
	}
	if l.GetRowExpr() != nil && r.GetRowExpr() != nil && w == wTrue && len(l.GetRowExpr().Args) == len(r.GetRowExpr().Args) {
		out := always()
		for i, a := range l.GetRowExpr().Args {
			out = out.and(e.equal(e.scalar(a, v), e.scalar(r.GetRowExpr().Args[i], v), show(n)))
		}
		return out
	}
	if s := anySub(l, r); s != nil && w != wTrue && s.GetSubLink().GetSubLinkType() != pg_query.SubLinkType_EXPR_SUBLINK {
		return e.opaqueCond(shown, v, shownWant)
	}
	la, ra := e.scalar(l, v), e.scalar(r, v)
	if w == wTrue {
		return e.equal(la, ra, show(n))
	}
	if len(la) == 0 {
		la = []alt{{t: nullTerm()}}
	}
	if len(ra) == 0 {
		ra = []alt{{t: nullTerm()}}
	}
	// The negation is followed for values that are known.
	if f, ok := constPairs(la, ra, w); ok {
		return f
	}
	if w == wNotFalse && solid(la, e) && solid(ra, e) {
		return e.equal(la, ra, show(n))
	}
	return e.opaqueCond(shown, v, shownWant)
}

func anySub(nodes ...*pg_query.Node) *pg_query.Node {
	for _, n := range nodes {
		if n.GetSubLink() != nil {
			return n
		}
	}
	return nil
}

// solid reports whether a value is never NULL.
func solid(alts []alt, e *eval) bool {
	for _, a := range alts {
		switch {
		case len(a.c.insts) > 0:
			return false
		case a.t.kind == tConst:
		case a.t.kind == tIdent && e.signedIn(a.t.ident):
		case a.t.kind == tCol && notNull(a.t):
		default:
			return false
		}
	}
	return len(alts) > 0
}

func notNull(t term) bool {
	if t.inst == nil || t.inst.table == nil || t.inst.outer {
		return false
	}
	c := t.inst.table.Column(t.col)
	return c != nil && c.NotNull
}

// constPairs compares values that are known without looking at a row.
func constPairs(la, ra []alt, w want) (dnf, bool) {
	var out dnf
	for _, l := range la {
		for _, r := range ra {
			switch {
			case l.t.kind == tNull || r.t.kind == tNull:
				if w == wNotTrue || w == wNotFalse {
					out = out.or(dnf{l.c.and(r.c)})
				}
			case l.t.filler || r.t.filler:
				return nil, false
			case l.t.kind == tConst && r.t.kind == tConst:
				same := sameConst(l.t.key, r.t.key)
				if !same && !unequal(l.t.key, r.t.key) {
					return nil, false
				}
				if same == w.positive() {
					out = out.or(dnf{l.c.and(r.c)})
				}
			default:
				return nil, false
			}
		}
	}
	return out, true
}

func sameConst(a, b string) bool {
	if a == b {
		return true
	}
	a, b = strings.TrimPrefix(a, "c:"), strings.TrimPrefix(b, "c:")
	if len(a) == 36 && strings.Count(a, "-") == 4 {
		return strings.EqualFold(a, b)
	}
	x, err1 := strconv.ParseFloat(a, 64)
	y, err2 := strconv.ParseFloat(b, 64)
	return err1 == nil && err2 == nil && x == y
}

// equal is an equality between two values.
func (e *eval) equal(la, ra []alt, text string) dnf {
	if len(la)*len(ra) > maxClauses {
		return unknownDNF(text, "more alternatives than are followed")
	}
	var out dnf
	for _, l := range la {
		for _, r := range ra {
			if f := e.equalTerms(l.t, r.t, text); len(f) > 0 {
				out = out.or(dnf{l.c.and(r.c)}.and(f))
			}
		}
	}
	return out
}

func (e *eval) equalTerms(l, r term, text string) dnf {
	switch {
	case l.kind == tNull || r.kind == tNull:
		return nil
	case l.kind == tConst && r.kind == tConst:
		if !sameConst(l.key, r.key) {
			if unequal(l.key, r.key) {
				return nil
			}
			return unknownDNF(text, "whether "+l.text+" and "+r.text+" are equal depends on their type")
		}
		if l.filler || r.filler {
			return only(atom{kind: aNobody, text: text})
		}
		return always()
	case (l.filler || r.filler) && len(l.deps.insts)+len(r.deps.insts) > 0:
		return nil // no row has the literal
	}
	if l.kind == tOpaque || r.kind == tOpaque {
		d := l.deps.with(r.deps)
		a := e.judge(nil, d)
		a.text = text
		if a.kind == aUnknown && d.bad == "" {
			a.deps.bad = "compares the row with the session in a way that is not followed: " + text
		}
		return only(a)
	}
	return dnf{{eqs: []eq{{l, r}}}}
}

// anyOf is value = ANY(array).
func (e *eval) anyOf(n *pg_query.Node, v *env) dnf {
	x := n.GetAExpr()
	return e.equal(e.scalar(x.Lexpr, v), e.elements(x.Rexpr, v), show(n))
}

func (e *eval) inList(n *pg_query.Node, v *env, w want) dnf {
	x := n.GetAExpr()
	items := x.GetRexpr().GetList().GetItems()
	la := e.scalar(x.Lexpr, v)
	if w == wTrue {
		var out dnf
		for _, i := range items {
			if rows := x.Lexpr.GetRowExpr(); rows != nil {
				return e.opaqueCond(n, v, w)
			}
			out = out.or(e.equal(la, e.scalar(i, v), show(x.Lexpr)+" = "+show(i)))
		}
		return out
	}
	out := always()
	if w == wNotFalse {
		return e.opaqueCond(n, v, w)
	}
	for _, i := range items {
		f, ok := constPairs(la, e.scalar(i, v), w)
		if !ok {
			if opName(x) == "<>" {
				w = w.not()
			}
			return e.opaqueCond(n, v, w)
		}
		out = out.and(f)
	}
	return out
}

// distinct judges l IS NOT DISTINCT FROM r, which is never NULL.
func (e *eval) distinct(n *pg_query.Node, v *env, w want) dnf {
	x := n.GetAExpr()
	la, ra := e.scalar(x.Lexpr, v), e.scalar(x.Rexpr, v)
	if !w.positive() {
		var out dnf
		for _, l := range la {
			for _, r := range ra {
				if (l.t.kind != tConst && l.t.kind != tNull) || (r.t.kind != tConst && r.t.kind != tNull) || len(l.c.insts)+len(r.c.insts) > 0 {
					return only(e.judge(n, e.depsOf(x.Lexpr, v).with(e.depsOf(x.Rexpr, v))))
				}
				if l.t.kind != r.t.kind || !sameConst(l.t.key, r.t.key) {
					out = out.or(dnf{l.c.and(r.c)})
				}
			}
		}
		return out
	}
	out := e.equal(la, ra, show(n))
	for _, l := range la {
		for _, r := range ra {
			a, b := l.t, r.t
			if len(l.c.insts)+len(r.c.insts) > 0 {
				return e.opaqueCond(n, v, wTrue)
			}
			if e.never(a) || e.never(b) {
				continue
			}
			text := "both sides of " + show(n) + " are NULL"
			at := e.judge(n, a.deps.with(b.deps))
			if at.kind == aUnknown && a.deps.with(b.deps).bad == "" {
				at = atom{kind: aRow, deps: deps{insts: a.deps.with(b.deps).insts}} // rows without a tenant, for callers without one
			}
			at.text = text
			out = out.or(dnf{l.c.and(r.c)}.and(only(at)))
		}
	}
	return out
}

// never reports whether a value is never NULL.
func (e *eval) never(t term) bool { return solid([]alt{{t: t}}, e) }

// contains knows the operators that say that an array or a document holds a value.
func (e *eval) contains(n *pg_query.Node, v *env) dnf {
	x := n.GetAExpr()
	holder, held := x.Lexpr, x.Rexpr
	if opName(x) == "<@" {
		holder, held = held, holder
	}
	var values []*pg_query.Node
	for held.GetTypeCast() != nil {
		held = held.GetTypeCast().Arg
	}
	switch {
	case opName(x) == "?":
		values = []*pg_query.Node{held}
	case held.GetAArrayExpr() != nil && (opName(x) == "@>" || opName(x) == "<@"):
		values = held.GetAArrayExpr().Elements
	case held.GetAArrayExpr() != nil && len(held.GetAArrayExpr().Elements) == 1:
		values = held.GetAArrayExpr().Elements
	case held.GetFuncCall() != nil:
		switch _, f := dotted(held.GetFuncCall().Funcname); f {
		case "to_jsonb", "jsonb_build_array", "json_build_array":
			values = held.GetFuncCall().Args
		}
	case opName(x) == "&&" || opName(x) == "?|":
		// The two share an element.
		return e.equal(e.elements(x.Lexpr, v), e.elements(x.Rexpr, v), show(n))
	}
	if len(values) == 0 {
		return e.opaqueCond(n, v, wTrue)
	}
	out := always()
	for _, val := range values {
		out = out.and(e.equal(e.scalar(val, v), e.elements(holder, v), show(n)))
	}
	return out
}

// counted is (SELECT count(...) ...) > 0, which says that there is a row.
func (e *eval) counted(n *pg_query.Node, v *env, w want) (dnf, bool) {
	x := n.GetAExpr()
	stmt := x.Lexpr.GetSubLink().GetSubselect().GetSelectStmt()
	if stmt == nil || w != wTrue || x.Rexpr.GetAConst().GetIval() == nil {
		return nil, false
	}
	bound := x.Rexpr.GetAConst().GetIval().Ival
	_, name := sole(stmt)
	if name != "count" || !(opName(x) == ">" && bound >= 0 || opName(x) == ">=" && bound >= 1) {
		return nil, false
	}
	var out dnf
	for _, r := range e.matches(stmt, v) {
		out = out.or(dnf{r.c})
	}
	return out, true
}

// like knows name LIKE identity || '/%', where the identity has a fixed length.
func (e *eval) like(n *pg_query.Node, v *env) dnf {
	x := n.GetAExpr()
	cat := x.Rexpr.GetAExpr()
	for x.Rexpr.GetTypeCast() != nil && cat == nil {
		cat = x.Rexpr.GetTypeCast().Arg.GetAExpr()
		break
	}
	if cat != nil && opName(cat) == "||" {
		rest := constText(cat.Rexpr.GetAConst())
		id := e.scalar(cat.Lexpr, v)
		if strings.HasPrefix(rest, "/") && len(id) == 1 && id[0].t.kind == tIdent && id[0].t.ident.key == "jwt:sub" {
			return e.equal(e.build("prefix", "the start of "+show(x.Lexpr), []*pg_query.Node{x.Lexpr}, v), id, show(n))
		}
	}
	return e.opaqueCond(n, v, wTrue)
}
