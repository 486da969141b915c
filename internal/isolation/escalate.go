package isolation

import (
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/pgcat"
)

// contradicts reports whether rows that a clause lets in can't be among those
// that the hop counts: their literals differ.
func contradicts(c clause, row *inst, conds string) bool {
	if conds == "" {
		return false
	}
	mine := condsOf(newClasses(c), row)
	for _, a := range strings.Split(conds, "\x00") {
		col, val, _ := strings.Cut(a, "=")
		for _, b := range strings.Split(mine, "\x00") {
			if bc, bv, ok := strings.Cut(b, "="); ok && bc == col && differs(row.table, col, bv, val) {
				return true
			}
		}
	}
	return false
}

func condColumns(conds string) []string {
	var out []string
	for _, a := range strings.Split(conds, "\x00") {
		if col, _, ok := strings.Cut(a, "="); ok {
			out = append(out, col)
		}
	}
	return out
}

// canWrite reports whether a column is among those that the grant names.
func (x reach) canWrite(col string) bool {
	return x.ok && (x.columns == nil || slices.Contains(x.columns, col) || strings.ContainsAny(col, "(-[ "))
}

func (p *prover) byInsert(h hop, r *role, s *hopState) {
	t := h.table
	x := p.reaches(t, r, "INSERT")
	if !x.ok {
		if !x.sure {
			s.worse(unsure, "INSERT", r.name, x.why, t.At)
		}
		return
	}
	if h.to != "" && p.unique(t, h.to) && !p.keyHeld(t, h.to) && x.canWrite(h.to) {
		p.free(h, r, s, "INSERT")
		return
	}
	if h.to != "" && (p.unique(t, h.to) || !x.canWrite(h.to)) || !x.canWrite(h.from) && x.columns != nil {
		return // a new row names a new tenant, or can't name one
	}
	list, unknown := p.clauses(t, r, "INSERT", true)
	if unknown != "" {
		s.worse(unsure, "INSERT", r.name, "who may insert into "+t.Name.String()+" can't be told: "+unknown, t.At)
		return
	}
	for _, c := range list {
		p.admits(h, r, s, c, "INSERT")
	}
}

// keyHeld reports whether every value of a unique column that counts elsewhere
// is in this table already, so that nobody can take it: it is the key of the
// thing itself. A key that points to another table, or an address that only
// happens to be unique, is free where no row has it yet.
func (p *prover) keyHeld(t *pgcat.Table, col string) bool {
	for _, x := range p.cat.Tables {
		for _, fk := range x.ForeignKeys {
			if len(fk.Columns) == 1 && p.refers(x, fk.Columns[0], t, col) {
				return true
			}
		}
	}
	for _, fk := range t.ForeignKeys {
		if slices.Contains(fk.Columns, col) {
			return false
		}
	}
	return slices.ContainsFunc(t.Keys, func(k pgcat.Key) bool { return k.Primary && len(k.Columns) == 1 && k.Columns[0] == col })
}

// free judges whether a caller can take a key that no row has yet.
func (p *prover) free(h hop, r *role, s *hopState, event string) {
	list, unknown := p.clauses(h.table, r, event, true)
	if unknown != "" {
		s.worse(unsure, event, r.name, "who may write "+h.table.Name.String()+" can't be told: "+unknown, h.table.At)
		return
	}
	x := &hopState{}
	for _, c := range list {
		p.admits(h, r, x, c, event)
	}
	s.needs = append(s.needs, x.needs...)
	for _, t := range x.trusts {
		s.trust(t)
	}
	if x.safety > safe {
		s.worse(min(x.safety, unsure), event, r.name, x.reason+", as long as no row has that "+h.to, x.at)
	}
}

// admits judges one clause by which a new row comes into the table of a hop.
func (p *prover) admits(h hop, r *role, s *hopState, c clauseOf, event string) {
	t := h.table
	if contradicts(c.c, p.rowOf(t), h.conds) {
		if event == "INSERT" {
			p.flips(h, r, s)
		}
		return
	}
	// Each ruling lets rows in by itself; of the ties of one of them the best counts.
	for _, ru := range p.rule(c.c, r, p.rowOf(t)) {
		p.admitted(h, r, s, c, event, &ru)
	}
}

// admitted judges one ruling on the clause.
func (p *prover) admitted(h hop, r *role, s *hopState, c clauseOf, event string, ru *ruling) {
	t := h.table
	var ways []binding
	fromHeld := false
	switch ru.kind {
	case kBound:
		for _, b := range ru.binds {
			if h.to != "" && b.col == h.to {
				ways = append(ways, b)
			}
			if b.col == h.from && (len(b.hops) > 0 || !b.id.user) {
				fromHeld = true
			}
		}
	case kRole:
		s.trust("callers that pass the test may write " + t.Name.String() + " for everybody: " + ru.text)
		return
	case kUnknown:
		s.worse(unsure, event, r.name, "who may write "+t.Name.String()+" can't be told ("+c.name()+"): "+ru.text, c.at(t))
		return
	}
	if len(ways) > 0 {
		s.needs = append(s.needs, need{ways, c.at(t), false})
		return
	}
	verb := "insert a row into"
	if event == "UPDATE" {
		verb = "change a row of"
	}
	what := "a " + h.to + " of his choice"
	if h.to == "" {
		what = "himself in it"
	}
	reason := "role " + r.name + " may " + verb + " " + t.Name.String() + " with " + what + " (" + c.name() + ")"
	if why := p.stoppedBy(t, event, []string{h.from, h.to}); why != "" {
		s.worse(unsure, event, r.name, reason+", unless "+why, c.at(t))
		return
	}
	if ru.kind == kBound && ru.more != "" {
		s.worse(unsure, event, r.name, reason+", unless the rest of the condition stops it: "+ru.more, c.at(t))
		return
	}
	if fromHeld && p.namesUser(t, h.to) {
		s.worse(addable, event, r.name, reason+", and so bring any user into his own tenant", c.at(t))
		return
	}
	s.worse(escalatable, event, r.name, reason, c.at(t))
}

// namesUser reports whether a column names a person.
func (p *prover) namesUser(t *pgcat.Table, col string) bool {
	if p.named(col).user {
		return true
	}
	return slices.ContainsFunc(t.ForeignKeys, func(f pgcat.ForeignKey) bool {
		return len(f.Columns) == 1 && f.Columns[0] == col && (f.Table.Schema == "auth" && f.Table.Rel == "users" || p.named(f.Table.Rel).user)
	})
}

// flips judges whether a row that does not count yet can be made to count.
func (p *prover) flips(h hop, r *role, s *hopState) {
	x := p.reaches(h.table, r, "UPDATE")
	if !slices.ContainsFunc(condColumns(h.conds), x.canWrite) {
		return
	}
	list, unknown := p.clauses(h.table, r, "UPDATE", true)
	if unknown != "" {
		s.worse(unsure, "UPDATE", r.name, unknown, h.table.At)
		return
	}
	for _, c := range list {
		if !contradicts(c.c, p.rowOf(h.table), h.conds) {
			p.admits(h, r, s, c, "UPDATE")
		}
	}
}

func (p *prover) byUpdate(h hop, r *role, s *hopState) {
	t := h.table
	x := p.reaches(t, r, "UPDATE")
	if !x.ok {
		if !x.sure {
			s.worse(unsure, "UPDATE", r.name, x.why, t.At)
		}
		return
	}
	touches := x.canWrite(h.from) || h.to != "" && x.canWrite(h.to) || h.to == "" && slices.ContainsFunc(condColumns(h.conds), x.canWrite)
	if !touches {
		return
	}
	list, unknown := p.clauses(t, r, "UPDATE", false)
	if unknown != "" {
		s.worse(unsure, "UPDATE", r.name, "who may update "+t.Name.String()+" can't be told: "+unknown, t.At)
		return
	}
	if len(list) == 0 {
		return
	}
	if h.to != "" && x.canWrite(h.to) && p.unique(t, h.to) && !p.keyHeld(t, h.to) {
		p.free(h, r, s, "UPDATE")
	}
	if h.to != "" && (!x.canWrite(h.to) || p.unique(t, h.to)) {
		// The tenant of a row can't be changed into another that is there: what
		// counts is whether the rows that can be changed are the caller's own.
		own, told := true, true
		var needs []need
		for _, c := range list {
			for _, ru := range p.rule(c.c, r, p.rowOf(t)) {
				switch ru.kind {
				case kBound:
					needs = append(needs, need{ru.binds, c.at(t), false})
				case kRole:
				case kUnknown:
					told = false
				default:
					own = false
				}
			}
		}
		if own || !x.canWrite(h.from) {
			s.needs = append(s.needs, needs...)
			if !told && x.canWrite(h.from) {
				s.worse(unsure, "UPDATE", r.name, "which rows of "+t.Name.String()+" role "+r.name+" may update can't be told", list[0].at(t))
			}
			return
		}
	}
	if !slices.ContainsFunc(list, func(c clauseOf) bool {
		return slices.ContainsFunc(p.rule(c.c, r, p.rowOf(t)), func(ru ruling) bool { return ru.kind != kUnknown })
	}) {
		s.worse(unsure, "UPDATE", r.name, "which rows of "+t.Name.String()+" role "+r.name+" may update can't be told", list[0].at(t))
		return
	}
	checks, _ := p.clauses(t, r, "UPDATE", true)
	for _, c := range checks {
		p.admits(h, r, s, c, "UPDATE")
	}
}

// stoppedBy names a trigger that may refuse a statement or write over the
// columns that it sets, "" when there is none.
func (p *prover) stoppedBy(t *pgcat.Table, event string, columns []string) string {
	for _, g := range t.Triggers {
		if !g.Enabled || !slices.Contains(g.Events, event) {
			continue
		}
		f := p.function(g.Function)
		if f == nil {
			if g.Function.Schema == "" {
				for n, fs := range p.functions {
					if n.Rel == g.Function.Rel {
						f = fs[0]
					}
				}
			}
			if f == nil {
				return "trigger " + g.Name + " stops it, whose function is not in the sources"
			}
		}
		if p.handsOver(t, g, f, event, columns) {
			continue
		}
		low := strings.ToLower(f.Body)
		if !f.BodyKnown || raises(low) ||
			strings.Contains(low, "return null") && g.Timing == "BEFORE" || strings.Contains(low, "return old") && event == "UPDATE" {
			return "trigger " + g.Name + " (" + f.Name.String() + ") stops it"
		}
		if g.Timing == "BEFORE" {
			for _, c := range columns {
				if c != "" && strings.Contains(strings.ReplaceAll(strings.ReplaceAll(low, " ", ""), "\n", ""), "new."+strings.ToLower(c)+":=") ||
					c != "" && strings.Contains(strings.ReplaceAll(low, " ", ""), "new."+strings.ToLower(c)+"=") {
					return "trigger " + g.Name + " (" + f.Name.String() + ") writes over " + c
				}
			}
		}
	}
	return ""
}

// raises reports whether a body may end with an error of its own.
func raises(low string) bool {
	words := strings.Fields(low)
	for i, w := range words {
		if w != "raise" || i+1 == len(words) {
			continue
		}
		switch words[i+1] {
		case "notice", "warning", "info", "log", "debug":
		default:
			return true
		}
	}
	return false
}
