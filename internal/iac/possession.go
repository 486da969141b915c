package iac

// Possession is what the sources say of those who hold a policy.
type Possession struct {
	Bounded bool   // each of them that they name has, or may have, a permissions boundary
	Loose   string // why nobody is seen to hold it, as a clause; "" where somebody may
}

// Held emits, by f, statements that are held in that way.
func (s *Sink) Held(p Possession, f func()) {
	old := s.possession
	s.possession = p
	defer func() { s.possession = old }()
	f()
}

// note puts it into the value of a statement's fact.
func (p Possession) note(value map[string]any) {
	if p.Bounded {
		value["bounded"] = true
	}
	if p.Loose != "" {
		value["loose"] = p.Loose
	}
}
