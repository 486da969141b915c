package scan

import (
	"slices"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/frameworks"
	"github.com/candor-dev/candor/internal/config"
)

// known lists what a configuration may name.
func (s *state) known() config.Known {
	k := config.Known{Rules: s.rules, Controls: s.catalogue.ControlIDs()}
	for i := range s.catalogue.Frameworks {
		f := &s.catalogue.Frameworks[i]
		ins := config.Instrument{ID: f.ID, Categories: f.Categories()}
		for _, it := range f.Items {
			ins.Questions = append(ins.Questions, it.ID)
		}
		k.Instruments = append(k.Instruments, ins)
	}
	return k
}

// instrumentsOf settles which instruments are asked for.
func (s *state) instrumentsOf() error {
	s.Instruments = slices.Clone(s.Instruments)
	for i, name := range s.Instruments {
		id, err := s.catalogue.Resolve(name)
		if err != nil {
			return &UsageError{err}
		}
		s.Instruments[i] = id
	}
	return nil
}

// restRules lists the rules that approved answers name on their own.
func (s *state) restRules() []string {
	var out []string
	for i := range s.config.Library {
		out = append(out, s.config.Library[i].Rules...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// answer fills in what was asked for of the instruments, and prepares for
// questions in free words.
func (s *state) answer(alone []candor.ClaimVerdict, oldest map[string]time.Time) {
	in := frameworks.Answering{
		Catalogue: s.catalogue, Instruments: s.Instruments, Plan: s.Plan,
		Categories: make(map[string][]string), Ownership: make(map[string]string),
		Claims: s.claims, Results: s.results, Rules: s.rules, Oldest: oldest, Now: s.Now,
		Library: s.config.Library, Alone: alone, Solo: s.config.Solo,
	}
	for name, x := range s.config.Frameworks {
		for _, id := range s.Instruments {
			// The name of one version outranks that of all.
			if config.Stands(name, id) && (name == id || in.Categories[id] == nil) {
				in.Categories[id] = x.Categories
			}
			if config.Stands(name, id) && (name == id || in.Ownership[id] == "") {
				in.Ownership[id] = x.Ownership
			}
		}
	}
	s.propose = func(question string, max int) []frameworks.Proposal { return frameworks.Propose(in, question, max) }
	if len(s.Instruments) == 0 {
		return
	}
	s.instruments, s.answers = frameworks.Answers(in)
	s.notices = append(s.notices, frameworks.Lapsed(in)...)
}
