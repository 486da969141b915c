package scan

import (
	"fmt"
	"io/fs"
	"slices"
	"sort"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/frameworks"
	"github.com/candor-dev/candor/internal/config"
	"github.com/candor-dev/candor/internal/effects"
	"github.com/candor-dev/candor/internal/evidence"
	"github.com/candor-dev/candor/internal/globs"
	"github.com/candor-dev/candor/internal/redact"
	"github.com/candor-dev/candor/policies"
)

// state is a scan under way; each step fills in what the next one needs.
type state struct {
	Options
	abs    string
	fsys   fs.FS
	config *config.Config

	configFile candor.ConfigFile

	engine    *policies.Engine
	catalogue *frameworks.Catalogue
	rules     []candor.Rule // every rule, of every engine

	file       *evidence.File // what was collected
	fromFile   bool           // a facts file holds the whole tree
	tree       *collector.Tree
	digests    map[string][]string // of the facts of each kind, run by run
	undigested map[string]bool     // kinds with facts that have no digest

	redactor *redact.Redactor

	results     []candor.Result
	ruleErrors  map[string]string
	populations []candor.Population
	notices     []candor.Notice
	waivers     []candor.Waiver
	claims      []candor.ClaimVerdict
	controls    []candor.ControlVerdict
	instruments []candor.Instrument
	answers     []candor.Answer
	propose     func(string, int) []frameworks.Proposal

	doors    []effects.DoorVerdict
	proposal string
}

// ran reports whether a facts file already holds the run of a collector.
func (s *state) ran(id string) bool {
	return slices.ContainsFunc(s.file.Runs, func(r candor.Run) bool { return r.ID == id })
}

// populate counts the subjects of each kind of fact, for every collector.
func (s *state) populate() {
	for _, run := range s.file.Runs {
		for _, kind := range run.Kinds {
			p := candor.Population{Kind: kind, ListedBy: run.ID, Complete: true}
			ofTree := slices.ContainsFunc(s.Collectors, func(c *collector.Collector) bool { return c.ID == run.ID })
			skip := func(gap *candor.Fact) {
				p.Complete = false
				if ofTree && len(gap.Within) == 0 {
					// Whatever is missing, it is none of a live source.
					g := *gap
					g.Within = []string{globs.Tree + "**"}
					gap = &g
				}
				p.Gaps = append(p.Gaps, gap)
			}
			whole := func(why string) {
				skip(&candor.Fact{Kind: kind, Subject: run.ID, State: candor.Error, Reason: run.ID + ": " + why})
			}
			if run.State == candor.Failed || run.State == candor.Partial && !s.hasGap(run.ID) {
				whole(run.Reason)
			}
			if n := s.factsOf(run.ID); n < run.Facts {
				whole(fmt.Sprintf("it recorded %d facts, and %d are there", run.Facts, n))
			}
			for i := range s.file.Facts {
				f := &s.file.Facts[i]
				switch {
				case f.Kind != kind || f.From.Collector != run.ID:
				case f.State.Answers():
					p.Count++
				default:
					skip(f)
				}
			}
			s.populations = append(s.populations, p)
		}
	}
	s.unlisted()
	sort.SliceStable(s.populations, func(i, j int) bool { return s.populations[i].Kind < s.populations[j].Kind })
}

// unlisted makes a population that is not whole of facts that no run answers for,
// as in a facts file that was written by hand: what else there is nobody says.
func (s *state) unlisted() {
	type source struct{ collector, kind string }
	told := make(map[source]bool)
	for _, run := range s.file.Runs {
		for _, kind := range run.Kinds {
			told[source{run.ID, kind}] = true
		}
	}
	for i := range s.file.Facts {
		f := &s.file.Facts[i]
		from := source{f.From.Collector, f.Kind}
		if told[from] {
			continue
		}
		told[from] = true
		why := "no run of the " + from.collector + " collector says that it looked for " + from.kind
		s.populations = append(s.populations, candor.Population{Kind: from.kind, ListedBy: from.collector, Gaps: []*candor.Fact{
			{Kind: from.kind, Subject: from.collector, State: candor.Error, Reason: why},
		}})
	}
}

// aliases are the second names of files, for each kind of fact that a collector
// would read from a file of that name. A facts file does not hold them.
func (s *state) aliases() map[string][]frameworks.Alias {
	out := make(map[string][]frameworks.Alias)
	if s.tree == nil {
		return out
	}
	for _, a := range s.tree.Aliases {
		for _, c := range s.Collectors {
			if !c.Wants(a.Path) {
				continue
			}
			for _, k := range c.Kinds {
				out[k] = append(out[k], frameworks.Alias{Path: a.Path, Target: a.Target})
			}
		}
	}
	return out
}

// factsOf counts what is left of a collector's facts: a facts file may have
// been cut off, or edited.
func (s *state) factsOf(id string) int {
	n := 0
	for i := range s.file.Facts {
		if s.file.Facts[i].From.Collector == id {
			n++
		}
	}
	return n
}

// hasGap reports whether a collector named what it could not read. One that
// read only a part and names nothing may have missed anything.
func (s *state) hasGap(id string) bool {
	return slices.ContainsFunc(s.file.Facts, func(f candor.Fact) bool {
		return f.From.Collector == id && !f.State.Answers()
	})
}
