package pgsim

import (
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
)

// Whether a table has rows is known only where a query that made it gives one
// for certain. Postgres refuses what such rows do not allow.

// certain reports whether a query gives a row, whatever its tables hold.
func (p *player) certain(q *pg_query.SelectStmt, depth int) bool {
	if q == nil || depth > maxDepth || q.LimitCount != nil || q.LimitOffset != nil || q.HavingClause != nil || len(q.GroupClause) > 0 {
		return false
	}
	if q.Op != pg_query.SetOperation_SETOP_NONE {
		return q.Op == pg_query.SetOperation_SETOP_UNION && (p.certain(q.Larg, depth+1) || p.certain(q.Rarg, depth+1))
	}
	for _, t := range q.TargetList {
		if call := t.GetResTarget().GetVal().GetFuncCall(); call.GetAggStar() && call.Over == nil && nameOf(call.Funcname) == (name{Rel: "count"}) {
			return true
		}
	}
	if q.WhereClause != nil || len(q.FromClause) != 1 || q.WithClause != nil {
		return false
	}
	v := q.FromClause[0].GetRangeVar()
	if v == nil {
		return false
	}
	r := p.find(name{Schema: v.Schemaname, Rel: v.Relname})
	switch {
	case r == nil:
		return false
	case r.kind == view && r.query != nil && r.query.node != nil:
		inner := r.query.node.GetSelectStmt()
		return inner != nil && len(inner.FromClause) < 2 && p.certain(&pg_query.SelectStmt{TargetList: inner.TargetList, Op: inner.Op,
			LimitCount: inner.LimitCount, LimitOffset: inner.LimitOffset, HavingClause: inner.HavingClause, GroupClause: inner.GroupClause}, depth+1)
	}
	return r.filled
}

// changed forgets what is known of rows once a statement changes some.
func (p *player) changed(n *pg_query.Node) {
	if n.GetDeleteStmt() == nil && n.GetUpdateStmt() == nil && n.GetTruncateStmt() == nil && n.GetMergeStmt() == nil && n.GetDoStmt() == nil &&
		n.GetCallStmt() == nil && (n.GetSelectStmt() == nil || n.GetSelectStmt().IntoClause != nil) && n.GetInsertStmt() == nil {
		return
	}
	if do := n.GetDoStmt(); do != nil {
		code := ""
		for _, a := range do.Args {
			code += strings.ToLower(a.GetDefElem().GetArg().GetString_().GetSval())
		}
		if !slices.ContainsFunc([]string{"delete", "update", "truncate", "merge", "execute", "perform", "call"}, func(w string) bool { return strings.Contains(code, w) }) {
			return
		}
	}
	for _, r := range p.cat.rels {
		if r.filled {
			edit(p.cat, r).filled = false
		}
	}
}

// clashes reports whether two outputs of a UNION are of types that Postgres
// takes for no one kind.
func clashes(a, b outcol) bool {
	if a.col == nil || b.col == nil {
		return false
	}
	x, y := kindOf(a.col.canon), kindOf(b.col.canon)
	return x != "" && y != "" && x != y
}

func typeOfOut(c outcol) string {
	if c.typ == "" && c.col != nil {
		return c.col.canon
	}
	return c.typ
}

// wider is the type of a UNION of two; "" when it can't be told.
func wider(a, b string) string {
	switch {
	case a == b:
		return a
	case a == "int8" && b == "int4" || a == "int4" && b == "int8":
		return "int8"
	}
	return ""
}

// kindOf is the kind of a type of Postgres within which types mix; "" for
// others.
func kindOf(t string) string {
	switch t {
	case "int2", "int4", "int8", "numeric", "float4", "float8", "smallint", "integer", "bigint", "real", "double precision":
		return "number"
	case "text", "varchar", "bpchar", "character varying", "character":
		return "text"
	case "bool", "boolean":
		return "truth"
	case "uuid":
		return "uuid"
	}
	return ""
}
