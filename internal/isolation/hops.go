package isolation

import (
	"slices"

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
	code bool // code writes the row, and its own conditions may stop it
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
	p.byOthers(h, s)
	s.direct = s.safety == escalatable
	p.byChildren(h, s)
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

// byChildren looks at the partitions and children of a table: their rows are its
// rows, and who writes to them directly is bound by their policies alone.
func (p *prover) byChildren(h hop, s *hopState) {
	for _, t := range p.cat.Tables {
		if t == h.table || !(t.PartitionOf != nil && *t.PartitionOf == h.table.Name || slices.Contains(t.Inherits, h.table.Name)) {
			continue
		}
		child := hop{t, h.from, h.to, h.conds}
		c := p.state(child)
		s.needs = append(s.needs, need{[]binding{{col: h.to, hops: []hop{child}}}, t.At, false})
		for _, x := range c.trusts {
			s.trust(x)
		}
	}
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
				worst, via := p.best(n.ways)
				if n.code {
					worst = min(worst, unsure)
				}
				if worst > s.safety {
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
				s = p.state(h)
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
