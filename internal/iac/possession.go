package iac

// Possession is what the sources say of those who hold a policy.
type Possession struct {
	Bounded  bool   // each of them that they name has a permissions boundary
	Boundary string // the policy that is the boundary of them all, as Scoped gives it; "" where the sources do not make it
	Loose    string // why nobody is seen to hold it, as a clause; "" where somebody may
}

// Held emits, by f, statements that are held in that way.
func (s *Sink) Held(p Possession, f func()) {
	old := s.possession
	s.possession = p
	defer func() { s.possession = old }()
	f()
}

// And is what holds of one holder more.
func (p Possession) And(bounded bool, boundary string) Possession {
	p.Bounded = p.Bounded && bounded
	if p.Boundary != boundary {
		p.Boundary = ""
	}
	return p
}

// Scoped is the id of a resource as no other file or folder has it.
func (s *Sink) Scoped(at Place, id string) string { return s.scoped(at, id) }

// note puts it into the value of a statement's fact.
func (p Possession) note(value map[string]any) {
	if p.Bounded {
		value["bounded"] = true
	}
	if p.Bounded && p.Boundary != "" {
		value["boundary"] = p.Boundary
	}
	if p.Loose != "" {
		value["loose"] = p.Loose
	}
}
