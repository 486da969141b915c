package pgsim

import (
	pg_query "github.com/pganalyze/pg_query_go/v6"
)

// rows answers a query of the system catalogs from the model; false when it
// asks for more than the model holds.
func (b *block) rows(query string) ([]value, bool) {
	tree, err := b.p.parser.Parse(b.p.ctx, query)
	if err != nil || len(tree.Stmts) != 1 {
		return nil, false
	}
	s := tree.Stmts[0].GetStmt().GetSelectStmt()
	if s == nil {
		return nil, false
	}
	if items, ok := b.unnest(s); ok {
		return items, true
	}
	found, ok := b.selectRows(s)
	if !ok || b.p.uncertain() {
		return nil, false
	}
	var out []value
	for _, row := range found {
		v := value{rec: make(map[string]string)}
		for _, t := range s.TargetList {
			val := t.GetResTarget().GetVal()
			fields := val.GetColumnRef().GetFields()
			n := t.GetResTarget().GetName()
			if len(fields) > 0 && fields[len(fields)-1].GetAStar() != nil {
				for k, x := range row {
					v.rec[k] = x
				}
				continue
			}
			if n == "" {
				n, _ = figureName(val, 0)
			}
			x, ok := b.evalNode(val, row, 0)
			if !ok || n == "" {
				return nil, false
			}
			v.rec[n] = x.text
			v.cols = append(v.cols, n)
		}
		out = append(out, v)
	}
	return out, true
}

// unnest answers SELECT unnest(list) and SELECT x FROM unnest(list) AS x.
func (b *block) unnest(s *pg_query.SelectStmt) ([]value, bool) {
	if len(s.TargetList) != 1 || s.WhereClause != nil {
		return nil, false
	}
	target := s.TargetList[0].GetResTarget()
	f, col := target.GetVal().GetFuncCall(), target.GetName()
	if len(s.FromClause) == 1 {
		rf := s.FromClause[0].GetRangeFunction()
		col = nameOf(target.GetVal().GetColumnRef().GetFields()).Rel
		if len(rf.GetFunctions()) != 1 || len(rf.GetFunctions()[0].GetList().GetItems()) == 0 {
			return nil, false
		}
		f = rf.Functions[0].GetList().Items[0].GetFuncCall()
	} else if len(s.FromClause) > 1 {
		return nil, false
	}
	if f == nil || nameOf(f.Funcname).Rel != "unnest" || len(f.Args) != 1 {
		return nil, false
	}
	v, ok := b.evalNode(f.Args[0], nil, 0)
	if !ok || v.list == nil {
		return nil, false
	}
	if col == "" {
		col = "unnest"
	}
	var out []value
	for _, t := range v.list {
		out = append(out, value{rec: map[string]string{col: t}, cols: []string{col}})
	}
	return out, true
}

// selectRows returns the rows of FROM that WHERE lets through.
func (b *block) selectRows(s *pg_query.SelectStmt) ([]map[string]string, bool) {
	if s.Op != pg_query.SetOperation_SETOP_NONE || s.WithClause != nil || len(s.GroupClause) > 0 || s.HavingClause != nil || s.LimitOffset != nil {
		return nil, false
	}
	var from []string
	quals := []*pg_query.Node{s.WhereClause}
	for _, f := range s.FromClause {
		if !flatten(f, &from, &quals, 0) {
			return nil, false
		}
	}
	all, ok := b.system(from)
	if !ok {
		return nil, false
	}
	var out []map[string]string
	for _, row := range all {
		keep := isTrue
		for _, q := range quals {
			if q == nil {
				continue
			}
			switch b.test(q, row, 0) {
			case varies:
				return nil, false
			case isTrue:
			default:
				keep = isFalse
			}
		}
		if keep == isTrue {
			out = append(out, row)
		}
	}
	return out, true
}

// flatten gathers the relations and conditions of a FROM clause of inner joins.
func flatten(n *pg_query.Node, from *[]string, quals *[]*pg_query.Node, depth int) bool {
	if depth > maxDepth {
		return false
	}
	if v := n.GetRangeVar(); v != nil {
		*from = append(*from, v.Relname)
		return true
	}
	if fns := n.GetRangeFunction().GetFunctions(); len(fns) == 1 && len(fns[0].GetList().GetItems()) > 0 {
		if f := fns[0].GetList().Items[0].GetFuncCall(); f != nil && len(f.Args) == 0 {
			*from = append(*from, nameOf(f.Funcname).Rel)
			return true
		}
	}
	j := n.GetJoinExpr()
	if j == nil || j.Jointype != pg_query.JoinType_JOIN_INNER || len(j.UsingClause) > 0 {
		return false
	}
	*quals = append(*quals, j.Quals)
	return flatten(j.Larg, from, quals, depth+1) && flatten(j.Rarg, from, quals, depth+1)
}
