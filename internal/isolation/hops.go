package isolation

import (
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/pgcat"
)

// safety says whether a tie through another table is worth anything. The order
// counts: worse is higher.
type safety uint8

const (
	safe    safety = iota
	addable        // a caller may pull others into his own tenant, and then sees their rows
	unsure
	escalatable // a caller may write himself into a foreign tenant
)

var safetyNames = []string{"safe", "addable", "unknown", "escalatable"}

func (s safety) String() string { return safetyNames[s] }

// hopState is what is known of one hop.
type hopState struct {
	safety safety
	reason string
	at     pgcat.Place
	role   string
	event  string // INSERT or UPDATE: the way in
	direct bool   // by its own policies, not by those of another hop
	trusts []string
	needs  []need // ties that its own policies lean on
}

// need is one clause that lets a caller write the row: at least one of its
// ties must hold.
type need struct {
	ways []binding
	at   pgcat.Place
}

// state judges a hop by who may write its rows. The ties that it leans on are
// judged as well; around a circle they are taken to hold, which is right: if
// all of them hold before a statement, they hold after it.
func (p *prover) state(h hop) *hopState {
	if s := p.hops[h]; s != nil {
		return s
	}
	s := &hopState{}
	p.hops[h] = s
	p.order = append(p.order, h)
	for _, r := range p.roles {
		p.byInsert(h, r, s)
		p.byUpdate(h, r, s)
	}
	s.direct = s.safety == escalatable
	for _, n := range s.needs {
		for _, w := range n.ways {
			for _, x := range w.hops {
				p.state(x)
			}
		}
	}
	p.settled = false
	return s
}

// trust keeps an assumption.
func (s *hopState) trust(text string) {
	if !slices.Contains(s.trusts, text) {
		s.trusts = append(s.trusts, text)
	}
}

func (s *hopState) worse(to safety, event, role, reason string, at pgcat.Place) {
	if to > s.safety {
		s.safety, s.event, s.role, s.reason, s.at = to, event, role, reason, at
	}
}

// settle carries unsafe ties over to those that lean on them.
func (p *prover) settle() {
	for !p.settled {
		p.settled = true
		for _, h := range p.order {
			s := p.hops[h]
			for _, n := range s.needs {
				if worst, via := p.best(n.ways); worst > s.safety {
					v := p.hops[via]
					s.worse(worst, v.event, v.role, "through "+via.table.Name.String()+": "+v.reason, v.at)
					p.settled = false
				}
			}
		}
	}
}

// best is the strongest of several ties, and the hop that limits it.
func (p *prover) best(ways []binding) (safety, hop) {
	out, via := escalatable+1, hop{}
	for _, w := range ways {
		worst, at := safe, hop{}
		for _, h := range w.hops {
			s := p.hops[h]
			if s == nil {
				s = &hopState{safety: unsure} // it was never judged
			}
			if s.safety > worst {
				worst, at = s.safety, h
			}
		}
		if worst < out {
			out, via = worst, at
		}
	}
	if out > escalatable {
		return safe, via
	}
	return out, via
}

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
			if bc, bv, ok := strings.Cut(b, "="); ok && bc == col && !sameConst("c:"+bv, "c:"+val) {
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

// clauseOf is one clause of a command's predicate with its policy; without
// row-level security there is one that lets everything through.
type clauseOf struct {
	policy *pgcat.Policy
	c      clause
}

// clauses lists what lets a role's rows through, or says why it can't be told.
func (p *prover) clauses(t *pgcat.Table, r *role, command string, check bool) (out []clauseOf, unknown string) {
	on, _, unknown := p.guarded(t, r)
	switch {
	case unknown != "":
		return nil, unknown
	case !on:
		return []clauseOf{{nil, clause{}}}, ""
	case t.PolicyDoubt != "":
		return nil, "its policies can't be told: " + t.PolicyDoubt
	}
	if p.recursion(t, r, command) != "" {
		return nil, ""
	}
	for _, x := range p.parts(t, r, command, check, p.rowOf(t)) {
		for _, c := range x.f {
			out = append(out, clauseOf{x.policy, c})
		}
	}
	return out, ""
}

func (c clauseOf) at(t *pgcat.Table) pgcat.Place {
	if c.policy != nil {
		return c.policy.At
	}
	return t.At
}

func (c clauseOf) name() string {
	if c.policy != nil {
		return "policy " + c.policy.Name
	}
	return "no row-level security"
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

// admits judges one clause by which a new row comes into the table of a hop.
func (p *prover) admits(h hop, r *role, s *hopState, c clauseOf, event string) {
	t := h.table
	if contradicts(c.c, p.rowOf(t), h.conds) {
		if event == "INSERT" {
			p.flips(h, r, s)
		}
		return
	}
	var ways []binding
	fromHeld, more := false, ""
	rulings := p.rule(c.c, r, p.rowOf(t))
	if len(rulings) == 0 {
		return // what it reads is never there
	}
	for _, ru := range rulings {
		switch ru.kind {
		case kBound:
			more = orName(more, ru.more)
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
	}
	if len(ways) > 0 {
		s.needs = append(s.needs, need{ways, c.at(t)})
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
	if more != "" {
		s.worse(unsure, event, r.name, reason+", unless the rest of the condition stops it: "+more, c.at(t))
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
	if userish(col) {
		return true
	}
	return slices.ContainsFunc(t.ForeignKeys, func(f pgcat.ForeignKey) bool {
		return len(f.Columns) == 1 && f.Columns[0] == col && (f.Table.Schema == "auth" && f.Table.Rel == "users" || userish(f.Table.Rel))
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
	if h.to != "" && (!x.canWrite(h.to) || p.unique(t, h.to)) {
		// The tenant of a row can't be changed into another that is there: what
		// counts is whether the rows that can be changed are the caller's own.
		own, told := true, true
		var needs []need
		for _, c := range list {
			var ways []binding
			for _, ru := range p.rule(c.c, r, p.rowOf(t)) {
				switch ru.kind {
				case kBound:
					ways = append(ways, ru.binds...)
				case kRole:
				case kUnknown:
					told = false
				default:
					own = false
				}
			}
			if len(ways) > 0 {
				needs = append(needs, need{ways, c.at(t)})
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
