package isolation

import (
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
)

// jsonPath follows a path into the claims of the token or into a column.
func (e *eval) jsonPath(n *pg_query.Node, v *env) []alt {
	x := n.GetAExpr()
	op := opName(x)
	var path []string
	keys := e.scalar(x.Rexpr, v)
	if len(keys) == 1 && keys[0].t.kind == tConst {
		k := strings.TrimPrefix(keys[0].t.key, "c:")
		if path = []string{k}; strings.HasPrefix(op, "#") {
			path = strings.Split(strings.Trim(k, "{}"), ",")
		}
	}
	if path == nil {
		return e.build(op, show(n), []*pg_query.Node{x.Lexpr, x.Rexpr}, v)
	}
	return e.fields(e.scalar(x.Lexpr, v), path, v, show(n))
}

func (e *eval) fields(base []alt, path []string, v *env, text string) []alt {
	out := []alt{}
	for _, a := range base {
		switch key, ok := sessionKey(a.t); {
		case ok:
			for _, p := range path {
				key = child(key, strings.Trim(strings.TrimSpace(p), `"`))
			}
			out = append(out, alt{e.session(v, key, text), a.c})
		case a.t.kind == tNull:
			out = append(out, a)
		default:
			out = append(out, alt{derive("json:"+strings.Join(path, "."), text, []term{a.t}), a.c})
		}
	}
	return out
}

// sessionKey is the key of a session value that has fields.
func sessionKey(t term) (string, bool) {
	switch t.kind {
	case tClaim:
		return t.key, strings.HasPrefix(t.key, "jwt:") || strings.HasPrefix(t.key, "guc:")
	case tIdent:
		return t.ident.key, true
	case tWrite:
		return strings.TrimPrefix(t.key, "w:"), strings.HasPrefix(t.key, "w:jwt:")
	}
	return "", false
}

// elements lists the ways in which an element of an array or set comes about.
func (e *eval) elements(n *pg_query.Node, v *env) []alt {
	if e.spent() {
		return []alt{{t: opaque("", "more work than is done for one policy")}}
	}
	switch {
	case n.GetAArrayExpr() != nil:
		var out []alt
		for _, x := range n.GetAArrayExpr().Elements {
			out = append(out, e.scalar(x, v)...)
		}
		return out
	case n.GetTypeCast() != nil:
		return e.elements(n.GetTypeCast().Arg, v)
	case n.GetCoalesceExpr() != nil:
		var out []alt
		for _, a := range n.GetCoalesceExpr().Args {
			out = append(out, e.elements(a, v)...)
		}
		return out
	case n.GetSubLink() != nil:
		stmt := n.GetSubLink().GetSubselect().GetSelectStmt()
		if stmt == nil {
			break
		}
		if n.GetSubLink().SubLinkType == pg_query.SubLinkType_ARRAY_SUBLINK {
			return e.queryValue(stmt, v)
		}
		if n.GetSubLink().SubLinkType == pg_query.SubLinkType_EXPR_SUBLINK {
			return e.queryElements(stmt, v)
		}
	case n.GetFuncCall() != nil:
		if _, f := dotted(n.GetFuncCall().Funcname); f == "array_agg" && len(n.GetFuncCall().Args) == 1 {
			return e.scalar(n.GetFuncCall().Args[0], v)
		}
		if a, ok := e.functionElements(n, v); ok {
			return a
		}
	case n.GetColumnRef() != nil && len(n.GetColumnRef().Fields) == 1:
		name := n.GetColumnRef().Fields[0].GetString_().GetSval()
		if t := v.variable(name); t != nil && !v.column(name) {
			return e.thunkElements(t)
		}
	case n.GetParamRef() != nil:
		if i := int(n.GetParamRef().Number) - 1; i >= 0 && i < len(v.params) {
			return e.thunkElements(v.params[i])
		}
	}
	return e.elementOf(e.scalar(n, v))
}

func (e *eval) thunkElements(t *thunk) []alt {
	if t.node != nil {
		return e.elements(t.node, t.env)
	}
	if t.sels != nil && t.sels.stmt != nil && t.col == 0 {
		return e.queryElements(t.sels.stmt, t.sels.env)
	}
	return e.elementOf(e.force(t))
}

// agged reports whether a query is SELECT COALESCE(array_agg(...), '{}').
func agged(s *pg_query.SelectStmt) bool {
	if len(s.TargetList) != 1 {
		return false
	}
	args := s.TargetList[0].GetResTarget().GetVal().GetCoalesceExpr().GetArgs()
	if len(args) != 2 {
		return false
	}
	bare := &pg_query.SelectStmt{Op: s.Op, GroupClause: s.GroupClause, HavingClause: s.HavingClause, LimitOffset: s.LimitOffset,
		LimitCount: s.LimitCount, WithClause: s.WithClause, SortClause: s.SortClause, DistinctClause: s.DistinctClause}
	bare.TargetList = []*pg_query.Node{{Node: &pg_query.Node_ResTarget{ResTarget: &pg_query.ResTarget{Val: args[0]}}}}
	if _, name := sole(bare); name != "array_agg" {
		return false
	}
	none := args[1]
	for none.GetTypeCast() != nil {
		none = none.GetTypeCast().Arg
	}
	return none.GetAConst().GetSval().GetSval() == "{}" || none.GetAArrayExpr() != nil && len(none.GetAArrayExpr().Elements) == 0
}

// queryElements lists the elements of the array that a query returns.
func (e *eval) queryElements(stmt *pg_query.SelectStmt, v *env) []alt {
	agg, name := aggregate(stmt.TargetList)
	rows := e.sel
	if a, _ := sole(stmt); a != nil && name == "array_agg" {
		rows = e.matches
	} else if agged(stmt) {
		rows = e.matches
	}
	var out []alt
	for _, s := range rows(stmt, v) {
		var list []alt
		switch {
		case name == "array_agg" && len(agg.Args) == 1:
			list = e.scalar(agg.Args[0], s.env)
		case len(s.targets) == 1 && name == "":
			list = e.elements(s.targets[0].GetResTarget().GetVal(), s.env)
		case len(s.targets) == 1:
			val := s.targets[0].GetResTarget().GetVal()
			if c := val.GetCoalesceExpr(); c != nil {
				list = e.elements(val, s.env)
			} else {
				list = []alt{{t: opaque(name, name+" of a query is not followed")}}
			}
		default:
			list = []alt{{t: opaque("subquery", "the columns of a subquery are not known")}}
		}
		for _, a := range list {
			out = append(out, alt{a.t, s.c.and(a.c)})
		}
	}
	return out
}

// elementOf turns arrays into their elements. Each use is an element of its own.
func (e *eval) elementOf(arrays []alt) []alt {
	var out []alt
	for _, a := range arrays {
		t := a.t
		switch t.kind {
		case tNull:
			continue
		case tConst:
			for _, s := range strings.Split(strings.Trim(strings.TrimPrefix(t.key, "c:"), "{}[]"), ",") {
				if s = strings.Trim(strings.TrimSpace(s), `"`); s != "" {
					out = append(out, alt{constTerm(s), a.c})
				}
			}
			continue
		case tOpaque:
			out = append(out, a)
			continue
		case tWrite:
			out = append(out, alt{written(t.key+"#"+itoa(e.fresh()), t.text), a.c})
			continue
		}
		of := t
		out = append(out, alt{term{kind: tElem, key: "e" + itoa(e.fresh()) + ":" + t.key, text: "an element of " + t.text, inst: t.inst, of: &of, deps: t.deps}, a.c})
	}
	return out
}
