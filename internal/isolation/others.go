package isolation

import (
	"regexp"
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
	"google.golang.org/protobuf/proto"
)

var writeWord = regexp.MustCompile(`(?i)\b(insert|update|merge|copy|execute|dblink\w*|alter|create|drop)\b`)

// byOthers judges the ways to the rows of a hop that its policies do not see.
func (p *prover) byOthers(h hop, s *hopState) {
	p.byView(h, s)
	p.byCascade(h, s)
	for _, w := range p.besides().list {
		if w.priv || w.f == nil {
			p.byCode(h, w, s)
		}
	}
}

func (p *prover) byCode(h hop, w way, s *hopState) {
	t := h.table.Name.String()
	blame := func(event, why string) {
		s.worse(unsure, event, w.role, w.what+" "+why, w.at)
	}
	if w.f == nil {
		if w.on.Name == h.table.Name {
			blame("INSERT", "may write "+t+": its function is not in the sources")
		}
		return
	}
	c := p.codeOf(w.f)
	low := strings.ToLower(w.f.Body)
	named := strings.Contains(low, strings.ToLower(h.table.Rel))
	if !c.ok && (!w.f.BodyKnown || writeWord.MatchString(low) && (named || strings.Contains(low, "execute"))) {
		blame("INSERT", "may write "+t+": its body can't be read")
	}
	for _, q := range c.dynamic {
		if text, ok := literal(q); !ok || writeWord.MatchString(text) && strings.Contains(strings.ToLower(text), strings.ToLower(h.table.Rel)) {
			blame("INSERT", "may write "+t+": it puts SQL together while it runs")
		}
	}
	for i := range c.orders {
		walk(c.orders[i].node.ProtoReflect(), 0, func(m proto.Message) {
			switch m := m.(type) {
			case *pg_query.InsertStmt:
				if p.relationOf(m.Relation, w.f) == h.table {
					p.inserts(h, w, c, m, s)
				}
			case *pg_query.UpdateStmt:
				if p.relationOf(m.Relation, w.f) == h.table {
					p.sets(h, w, c, m.TargetList, m, s)
				}
			case *pg_query.MergeStmt:
				if p.relationOf(m.Relation, w.f) == h.table {
					blame("INSERT", "writes "+t)
				}
			case *pg_query.CopyStmt:
				if m.IsFrom && m.Relation != nil && p.relationOf(m.Relation, w.f) == h.table {
					blame("INSERT", "writes "+t)
				}
			}
		})
	}
}

func (p *prover) inserts(h hop, w way, c *code, m *pg_query.InsertStmt, s *hopState) {
	sel := m.SelectStmt.GetSelectStmt()
	if m.OnConflictClause != nil && len(m.OnConflictClause.TargetList) > 0 {
		p.sets(h, w, c, m.OnConflictClause.TargetList, nil, s)
	}
	var cols []string
	for _, x := range m.Cols {
		cols = append(cols, x.GetResTarget().GetName())
	}
	if len(cols) == 0 && m.SelectStmt != nil {
		if !h.table.AllColumns {
			s.worse(unsure, "INSERT", w.role, w.what+" writes "+h.table.Name.String(), w.at)
			return
		}
		for _, x := range h.table.Columns {
			cols = append(cols, x.Name)
		}
	}
	var rows [][]*pg_query.Node
	if sel != nil {
		for _, l := range sel.ValuesLists {
			rows = append(rows, l.GetList().GetItems())
		}
		if len(rows) == 0 && sel.Op == pg_query.SetOperation_SETOP_NONE && m.WithClause == nil && sel.WithClause == nil {
			var row []*pg_query.Node
			for _, x := range sel.TargetList {
				row = append(row, x.GetResTarget().GetVal())
			}
			rows = append(rows, row)
		}
	}
	if m.SelectStmt == nil {
		rows = [][]*pg_query.Node{nil}
	}
	if len(rows) == 0 {
		s.worse(unsure, "INSERT", w.role, w.what+" writes "+h.table.Name.String(), w.at)
		return
	}
	for _, row := range rows {
		if slices.ContainsFunc(row, starred) {
			s.worse(unsure, "INSERT", w.role, w.what+" writes whole rows into "+h.table.Name.String(), w.at)
			continue
		}
		get := func(col string) origin {
			i := slices.Index(cols, col)
			if i < 0 || i >= len(row) || row[i].GetSetToDefault() != nil {
				return p.omitted(h.table, col)
			}
			return p.origin(row[i], w, c, sel, h, col, 0)
		}
		p.arrives(h, w, get, s, "INSERT")
	}
}

// starred reports whether an expression stands for several columns.
func starred(n *pg_query.Node) bool {
	found := false
	if n != nil {
		walk(n.ProtoReflect(), 0, func(m proto.Message) {
			_, ok := m.(*pg_query.A_Star)
			found = found || ok
		})
	}
	return found
}

// arrives judges a row that code writes.
func (p *prover) arrives(h hop, w way, get func(string) origin, s *hopState, event string) {
	if h.conds != "" {
		for _, x := range strings.Split(h.conds, "\x00") {
			col, val, _ := strings.Cut(x, "=")
			if o := get(col); o.kind == oNull || o.kind == oConst && differs(h.table, col, o.text, val) {
				return // it does not count, unless another statement makes it
			}
		}
	}
	t := h.table.Name.String()
	if h.to == "" {
		s.worse(unsure, event, w.role, w.what+" writes "+t+", and which rows can't be told", w.at)
		return
	}
	switch o := get(h.to); o.kind {
	case oNull, oFresh:
	case oLookup:
		if o.note != "" {
			s.trust(o.note)
		}
		s.needs = append(s.needs, need{[]binding{{col: h.to, hops: []hop{o.via}}}, w.at, true})
	case oMeta:
		low := strings.ToLower(w.f.Body)
		reason := w.what + " writes a row into " + t + " with the " + h.to + " that the user himself gives when he signs up (raw_user_meta_data)"
		if event != "INSERT" || regexp.MustCompile(`\b(if|case|raise|where|loop|return\s+null)\b`).MatchString(low) || !slices.Contains(w.trig.Events, "INSERT") {
			s.worse(unsure, event, w.role, reason+", unless its conditions stop it", w.at)
			return
		}
		s.worse(escalatable, event, w.role, reason, w.at)
	default:
		s.worse(unsure, event, w.role, w.what+" writes "+t+", and which "+h.to+" it gives to whom can't be told", w.at)
	}
}

// sets judges the columns that an UPDATE of the code sets.
func (p *prover) sets(h hop, w way, c *code, list []*pg_query.Node, u *pg_query.UpdateStmt, s *hopState) {
	t := h.table.Name.String()
	conds := condColumns(h.conds)
	for _, x := range list {
		rt := x.GetResTarget()
		col := rt.GetName()
		o := p.origin(rt.GetVal(), w, c, nil, h, col, 0)
		switch {
		case col == h.to:
			switch o.kind {
			case oNull, oFresh:
			case oLookup:
				if o.note != "" {
					s.trust(o.note)
				}
				s.needs = append(s.needs, need{[]binding{{col: h.to, hops: []hop{o.via}}}, w.at, true})
			default:
				s.worse(unsure, "UPDATE", w.role, w.what+" changes "+h.to+" of "+t, w.at)
			}
		case col == h.from:
			s.worse(unsure, "UPDATE", w.role, w.what+" changes "+h.from+" of "+t, w.at)
		case slices.Contains(conds, col):
			if o.kind == oConst && !slices.ContainsFunc(strings.Split(h.conds, "\x00"), func(x string) bool {
				k, v, _ := strings.Cut(x, "=")
				return k == col && !differs(h.table, col, o.text, v)
			}) {
				continue
			}
			if h.to == "" {
				s.worse(unsure, "UPDATE", w.role, w.what+" changes "+col+" of "+t, w.at)
				continue
			}
			// The row is there already: it has to be the right one without the condition.
			s.needs = append(s.needs, need{[]binding{{col: h.to, hops: []hop{{table: h.table, from: h.from, to: h.to}}}}, w.at, true})
		}
	}
}
