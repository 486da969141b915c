package isolation

import (
	"slices"

	"github.com/candor-dev/candor/internal/pgcat"
)

// appointed judges who can bring about a row that makes somebody an
// administrator. Those who are administrators already may.
func (p *prover) appointed(h hop) *hopState {
	if s := p.appoints[h]; s != nil {
		return s // around a circle: it holds before the first such row is written
	}
	s := &hopState{}
	p.appoints[h] = s
	t := h.table
	if h.table.Platform {
		return s // the platform's own rows; clients write none of them
	}
	p.byOthers(h, s)
	if slices.ContainsFunc(p.cat.Tables, func(x *pgcat.Table) bool {
		return x.PartitionOf != nil && *x.PartitionOf == t.Name || slices.Contains(x.Inherits, t.Name)
	}) {
		s.worse(unsure, "INSERT", "", "its partitions and children are not followed", t.At)
	}
	for _, r := range p.roles {
		for _, event := range []string{"INSERT", "UPDATE"} {
			x := p.reaches(t, r, event)
			switch {
			case !x.ok && x.sure:
				continue
			case !x.ok:
				s.worse(unsure, event, r.name, x.why, t.At)
				continue
			}
			if event == "UPDATE" && !x.canWrite(h.from) && !slices.ContainsFunc(condColumns(h.conds), x.canWrite) {
				continue
			}
			if !p.guardsAppointing(h, r, event, event != "INSERT", s) && event == "UPDATE" {
				before := *s
				if p.guardsAppointing(h, r, event, false, &hopState{}) {
					*s = before
				}
			}
		}
	}
	return s
}

// guardsAppointing reports whether the clauses of a command let administrators
// alone write such rows, and notes in s what lets others.
func (p *prover) guardsAppointing(h hop, r *role, event string, check bool, s *hopState) bool {
	t, ok := h.table, true
	list, unknown := p.clauses(t, r, event, check || event == "INSERT")
	if unknown != "" {
		s.worse(unsure, event, r.name, unknown, t.At)
		return false
	}
	for _, c := range list {
		row := p.rowOf(t)
		if (check || event == "INSERT") && contradicts(c.c, row, h.conds) {
			continue
		}
		test := p.adminClause(c.c, r, row)
		if test.State == adminAlways {
			continue
		}
		ok = false
		reason := "role " + r.name + " may " + event + " such rows of " + t.Name.String() + " (" + c.name() + ")"
		switch why := p.stoppedBy(t, event, append(condColumns(h.conds), h.from)); {
		case test.State == adminUnknown:
			s.worse(unsure, event, r.name, reason+", unless this stops it: "+test.Text, c.at(t))
		case why != "":
			s.worse(unsure, event, r.name, reason+", unless "+why, c.at(t))
		case linkedConds(c.c, row, h.conds):
			s.worse(unsure, event, r.name, reason+", unless what its condition compares with stops it", c.at(t))
		default:
			s.worse(escalatable, event, r.name, reason, c.at(t))
		}
	}
	return ok
}

// linkedConds reports whether a clause compares the columns that make somebody
// an administrator with something else than a literal.
func linkedConds(c clause, row *inst, conds string) bool {
	cols := condColumns(conds)
	for _, ts := range newClasses(c).terms {
		if len(ts) > 1 && slices.ContainsFunc(ts, func(t term) bool { return t.inst == row && slices.Contains(cols, t.col) }) {
			return true
		}
	}
	return slices.ContainsFunc(c.atoms, func(a atom) bool { return slices.Contains(a.deps.insts, row) })
}
