package pgsim

import (
	"maps"

	pg_query "github.com/pganalyze/pg_query_go/v6"
)

// query resolves the names of a SELECT and tells its outputs; false when not
// all of them are known.
func (b *binder) query(q *pg_query.SelectStmt, outer *scope) ([]outcol, bool) {
	if b.depth > maxDepth {
		b.loose = true
		return nil, false
	}
	b.depth++
	defer func() { b.depth-- }()
	s := &scope{outer: outer}
	b.with(q.WithClause, s)
	if q.Op != pg_query.SetOperation_SETOP_NONE {
		cols, known := b.query(q.Larg, s)
		if others, told := b.query(q.Rarg, s); known && told && len(cols) == len(others) {
			for i := range cols {
				b.refused = b.refused || clashes(cols[i], others[i])
				cols[i].typ = wider(typeOfOut(cols[i]), typeOfOut(others[i]))
			}
		}
		s.names = names(cols)
		b.nodes(q.SortClause, s)
		b.node(q.LimitCount, s)
		b.node(q.LimitOffset, s)
		for i := range cols {
			cols[i].col = nil
		}
		return cols, known
	}
	for _, f := range q.FromClause {
		s.sources = append(s.sources, b.from(f, s)...)
	}
	if len(q.ValuesLists) > 0 {
		b.nodes(q.ValuesLists, s)
		var cols []outcol
		for range q.ValuesLists[0].GetList().GetItems() {
			cols = append(cols, outcol{name: "column" + itoa(len(cols)+1)})
		}
		return cols, true
	}
	b.nodes(q.TargetList, s)
	cols, known := b.outputs(q.TargetList, s)
	b.node(q.WhereClause, s)
	b.node(q.HavingClause, s)
	b.nodes(q.WindowClause, s)
	s.names = names(cols)
	b.nodes(q.DistinctClause, s)
	b.nodes(q.GroupClause, s)
	b.nodes(q.SortClause, s)
	b.node(q.LimitCount, s)
	b.node(q.LimitOffset, s)
	return cols, known
}

func (b *binder) nodes(list []*pg_query.Node, s *scope) {
	for _, n := range list {
		b.node(n, s)
	}
}

func names(cols []outcol) []string {
	out := make([]string, 0, len(cols))
	for _, c := range cols {
		out = append(out, c.name)
	}
	return out
}

// with resolves the queries of a WITH clause.
func (b *binder) with(w *pg_query.WithClause, s *scope) {
	if w == nil {
		return
	}
	s.ctes = make(map[string]*source)
	for _, n := range w.Ctes {
		c := n.GetCommonTableExpr()
		q := c.GetCtequery().GetSelectStmt()
		if q == nil { // INSERT ... RETURNING and the like
			s.ctes[c.Ctename] = &source{}
			b.node(c.Ctequery, &scope{outer: s, sources: []*source{{}}})
			continue
		}
		if w.Recursive && q.Op != pg_query.SetOperation_SETOP_NONE {
			quiet := &binder{p: b.p, columns: maps.Clone(b.columns), depth: b.depth}
			cols, known := quiet.query(q.Larg, s)
			for i := range cols {
				cols[i].col = nil
			}
			s.ctes[c.Ctename] = renamed(&source{cols: cols, known: known}, c.Aliascolnames)
		}
		cols, known := b.query(q, s)
		s.ctes[c.Ctename] = renamed(&source{cols: cols, known: known}, c.Aliascolnames)
	}
}

// from resolves one item of a FROM clause.
func (b *binder) from(n *pg_query.Node, s *scope) []*source {
	switch {
	case n.GetRangeVar() != nil:
		return []*source{b.relation(n.GetRangeVar(), s)}
	case n.GetRangeSubselect() != nil:
		r := n.GetRangeSubselect()
		in := &scope{outer: s.outer, ctes: s.ctes}
		if r.Lateral {
			in = s
		}
		src := &source{alias: r.GetAlias().GetAliasname()}
		src.cols, src.known = b.query(r.GetSubquery().GetSelectStmt(), in)
		return []*source{renamed(src, r.GetAlias().GetColnames())}
	case n.GetJoinExpr() != nil:
		return b.join(n.GetJoinExpr(), s)
	case n.GetRangeFunction() != nil:
		return []*source{b.rangeFunction(n.GetRangeFunction(), s)}
	case n.GetRangeTableSample() != nil:
		return b.from(n.GetRangeTableSample().Relation, s)
	}
	b.node(n, s)
	return []*source{{}}
}

func (b *binder) join(j *pg_query.JoinExpr, s *scope) []*source {
	if b.depth > maxDepth {
		return []*source{{}}
	}
	b.depth++
	defer func() { b.depth-- }()
	left := b.from(j.Larg, s)
	// LATERAL on the right sees the left
	right := b.from(j.Rarg, &scope{outer: s.outer, ctes: s.ctes, sources: append(append([]*source{}, s.sources...), left...)})
	both := append(left, right...)
	b.node(j.Quals, &scope{outer: s.outer, ctes: s.ctes, sources: both})
	for _, u := range j.UsingClause {
		for _, src := range both {
			for _, o := range src.cols {
				if o.name == u.GetString_().GetSval() && o.col != nil {
					b.lean(dep{on: o.col})
				}
			}
		}
	}
	if j.GetAlias() != nil {
		out := &source{alias: j.Alias.Aliasname, known: true}
		for _, src := range both {
			out.cols, out.known = append(out.cols, src.cols...), out.known && src.known
		}
		return []*source{renamed(out, j.Alias.Colnames)}
	}
	return both
}

func (b *binder) rangeFunction(r *pg_query.RangeFunction, s *scope) *source {
	src := &source{alias: r.GetAlias().GetAliasname()}
	for _, list := range r.Functions {
		items := list.GetList().GetItems()
		if len(items) == 0 {
			continue
		}
		b.node(items[0], s)
		if f := items[0].GetFuncCall(); f != nil && src.alias == "" {
			src.alias = nameOf(f.Funcname).Rel
		}
	}
	if cols := r.GetAlias().GetColnames(); len(cols) > 0 {
		return renamed(src, cols)
	}
	for _, d := range r.Coldeflist {
		src.cols, src.known = append(src.cols, outcol{name: d.GetColumnDef().GetColname()}), true
	}
	if src.alias != "" && !src.known {
		src.cols = append(src.cols, outcol{name: src.alias}) // of a scalar
	}
	return src
}

// outputs names the columns that a target list gives.
func (b *binder) outputs(list []*pg_query.Node, s *scope) ([]outcol, bool) {
	var out []outcol
	known := true
	for _, t := range list {
		target := t.GetResTarget()
		c := target.GetVal().GetColumnRef()
		if c != nil && len(c.Fields) > 0 && c.Fields[len(c.Fields)-1].GetAStar() != nil {
			for _, src := range s.sources {
				if len(c.Fields) == 1 || src.alias == nameOf(c.Fields[:len(c.Fields)-1]).Rel {
					out, known = append(out, src.cols...), known && src.known
				}
			}
			continue
		}
		o := outcol{name: target.GetName(), typ: b.typeOf(target.GetVal(), 0)}
		if c != nil {
			o.col = b.columns[c]
			if target.GetName() == "" {
				b.names(c, target)
			}
		}
		if o.name == "" {
			o.name, _ = figureName(target.GetVal(), 0)
		}
		if o.name == "" {
			o.name = "?column?"
		}
		out = append(out, o)
	}
	return out, known
}

// names notes that a reference also gives an output its name.
func (b *binder) names(c *pg_query.ColumnRef, t *pg_query.ResTarget) {
	for i := range b.out.links {
		if b.out.links[i].ref == c {
			b.out.links[i].out = t
		}
	}
}

// figureName is the name that Postgres gives an output without AS, and how
// sure of it it is.
func figureName(n *pg_query.Node, depth int) (string, int) {
	if n == nil || depth > maxDepth {
		return "", 0
	}
	switch {
	case n.GetColumnRef() != nil:
		if s := nameOf(n.GetColumnRef().Fields).Rel; s != "" {
			return s, 2
		}
	case n.GetAIndirection() != nil:
		i := n.GetAIndirection()
		for k := len(i.Indirection) - 1; k >= 0; k-- {
			if s := i.Indirection[k].GetString_(); s != nil {
				return s.Sval, 2
			}
		}
		return figureName(i.Arg, depth+1)
	case n.GetFuncCall() != nil:
		return nameOf(n.GetFuncCall().Funcname).Rel, 2
	case n.GetAExpr() != nil && n.GetAExpr().Kind == pg_query.A_Expr_Kind_AEXPR_NULLIF:
		return "nullif", 2
	case n.GetTypeCast() != nil:
		if s, sure := figureName(n.GetTypeCast().Arg, depth+1); sure > 1 {
			return s, sure
		}
		return nameOf(n.GetTypeCast().GetTypeName().GetNames()).Rel, 1
	case n.GetCollateClause() != nil:
		return figureName(n.GetCollateClause().Arg, depth+1)
	case n.GetSubLink() != nil:
		return figureLink(n.GetSubLink(), depth)
	case n.GetCaseExpr() != nil:
		if s, sure := figureName(n.GetCaseExpr().Defresult, depth+1); sure > 1 {
			return s, sure
		}
		return "case", 1
	case n.GetAArrayExpr() != nil:
		return "array", 2
	case n.GetRowExpr() != nil:
		return "row", 2
	case n.GetCoalesceExpr() != nil:
		return "coalesce", 2
	case n.GetMinMaxExpr() != nil:
		if n.GetMinMaxExpr().Op == pg_query.MinMaxOp_IS_LEAST {
			return "least", 2
		}
		return "greatest", 2
	case n.GetSqlvalueFunction() != nil:
		return valueFunction(n.GetSqlvalueFunction().Op), 2
	}
	return "", 0
}

func figureLink(l *pg_query.SubLink, depth int) (string, int) {
	switch l.SubLinkType {
	case pg_query.SubLinkType_EXISTS_SUBLINK:
		return "exists", 2
	case pg_query.SubLinkType_ARRAY_SUBLINK:
		return "array", 2
	case pg_query.SubLinkType_EXPR_SUBLINK:
		q := l.GetSubselect().GetSelectStmt()
		for depth := 0; q.GetLarg() != nil && depth < maxDepth; depth++ {
			q = q.Larg
		}
		if len(q.GetTargetList()) == 0 {
			return "", 0
		}
		t := q.TargetList[0].GetResTarget()
		if t.GetName() != "" {
			return t.Name, 2
		}
		return figureName(t.GetVal(), depth+1)
	}
	return "", 0
}

func valueFunction(op pg_query.SQLValueFunctionOp) string {
	switch op {
	case pg_query.SQLValueFunctionOp_SVFOP_CURRENT_DATE:
		return "current_date"
	case pg_query.SQLValueFunctionOp_SVFOP_CURRENT_TIME, pg_query.SQLValueFunctionOp_SVFOP_CURRENT_TIME_N:
		return "current_time"
	case pg_query.SQLValueFunctionOp_SVFOP_CURRENT_TIMESTAMP, pg_query.SQLValueFunctionOp_SVFOP_CURRENT_TIMESTAMP_N:
		return "current_timestamp"
	case pg_query.SQLValueFunctionOp_SVFOP_LOCALTIME, pg_query.SQLValueFunctionOp_SVFOP_LOCALTIME_N:
		return "localtime"
	case pg_query.SQLValueFunctionOp_SVFOP_LOCALTIMESTAMP, pg_query.SQLValueFunctionOp_SVFOP_LOCALTIMESTAMP_N:
		return "localtimestamp"
	case pg_query.SQLValueFunctionOp_SVFOP_CURRENT_ROLE:
		return "current_role"
	case pg_query.SQLValueFunctionOp_SVFOP_CURRENT_USER:
		return "current_user"
	case pg_query.SQLValueFunctionOp_SVFOP_USER:
		return "user"
	case pg_query.SQLValueFunctionOp_SVFOP_SESSION_USER:
		return "session_user"
	case pg_query.SQLValueFunctionOp_SVFOP_CURRENT_CATALOG:
		return "current_catalog"
	case pg_query.SQLValueFunctionOp_SVFOP_CURRENT_SCHEMA:
		return "current_schema"
	}
	return ""
}
