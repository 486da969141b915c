package isolation

import (
	"slices"

	"github.com/candor-dev/candor/internal/pgcat"
)

// byView judges views through which rows can be written with the rights of
// their owner.
func (p *prover) byView(h hop, s *hopState) {
	for _, v := range p.cat.Views {
		if v.Invoker || v.Platform || v.Query == nil || p.below(v, 0) != h.table {
			continue
		}
		for _, r := range p.roles {
			if p.hidden(v.Schema, r) != "" || !p.usage(v.Schema, r) {
				continue
			}
			for _, event := range []string{"INSERT", "UPDATE"} {
				if v.GrantDoubt == "" && !slices.ContainsFunc(v.Grants, func(g pgcat.Grant) bool { return g.Privilege == event && r.holds[g.Role] }) {
					continue
				}
				if event == "UPDATE" && h.to == "" && h.conds == "" && !p.shows(v, h.from) || !p.shows(v, h.from) && !p.shows(v, h.to) && h.to != "" {
					continue
				}
				s.worse(unsure, event, r.name, "view "+v.Name.String()+" writes "+h.table.Name.String()+" with the rights of its owner, and role "+r.name+" may "+event+" through it", v.At)
			}
		}
	}
}

// shows reports whether a view may have a column as it is.
func (p *prover) shows(v *pgcat.View, col string) bool {
	if len(v.Reads) > 1 {
		return true
	}
	for _, x := range v.Query.GetSelectStmt().GetTargetList() {
		ref := x.GetResTarget().GetVal().GetColumnRef()
		if ref == nil {
			continue
		}
		last := ref.Fields[len(ref.Fields)-1]
		if last.GetAStar() != nil || last.GetString_().GetSval() == col {
			return true
		}
	}
	t := p.below(v, 0)
	e := &eval{p: p}
	direct, _, _ := e.relation(v.Query.GetSelectStmt().FromClause[0].GetRangeVar(), &env{path: v.Path})
	return direct != t // through another view, which may name it otherwise
}

// byCascade judges foreign keys that carry a change of another table over.
func (p *prover) byCascade(h hop, s *hopState) {
	for _, fk := range h.table.ForeignKeys {
		if !fk.Cascades {
			continue
		}
		to := p.tables[fk.Table]
		if to == nil {
			continue
		}
		for i, col := range fk.Columns {
			ref := ""
			if i < len(fk.Refs) {
				ref = fk.Refs[i]
			} else {
				for _, k := range to.Keys {
					if k.Primary && i < len(k.Columns) {
						ref = k.Columns[i]
					}
				}
			}
			primary := slices.ContainsFunc(to.Keys, func(k pgcat.Key) bool { return k.Primary && len(k.Columns) == 1 && k.Columns[0] == ref })
			if col != h.from && !slices.Contains(condColumns(h.conds), col) && (col != h.to || primary) {
				continue // the key of the tenant itself can't become that of another
			}
			for _, r := range p.roles {
				x := p.reaches(to, r, "UPDATE")
				if (x.ok && x.canWrite(ref) || !x.ok && !x.sure) && p.mayWrite(to, r, "UPDATE") {
					s.worse(unsure, "UPDATE", r.name, "a change of "+to.Name.String()+"."+ref+" by role "+r.name+" is carried over to "+h.table.Name.String()+"."+col+" (ON UPDATE CASCADE)", fk.At)
				}
			}
		}
	}
}
