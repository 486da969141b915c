package github

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/evidence"
	"github.com/candor-dev/candor/internal/live"
)

// Scan is what a run gave.
type Scan struct {
	file         *evidence.File
	repositories int
	taken        int // of them, those that an earlier run had done
	took         time.Duration
}

// Evidence is the facts file: facts, the items of evidence that they rest on,
// and last the manifest. It holds no tree: it is added to the reading of one.
func (s *Scan) Evidence() *evidence.File { return s.file }

// Summary says in a few words what was asked.
func (s *Scan) Summary() string {
	calls := 0
	for i := range s.file.Items {
		calls += len(s.file.Items[i].Requests)
	}
	earlier := ""
	if s.taken > 0 {
		earlier = fmt.Sprintf(" (%d of them from an earlier run)", s.taken)
	}
	return fmt.Sprintf("%d repositories%s, %d requests in %.1f s", s.repositories, earlier, calls, s.took.Seconds())
}

// Gaps says what could not be told, one line for each fact that was lost.
func (s *Scan) Gaps() []string {
	var out []string
	for i := range s.file.Facts {
		if f := &s.file.Facts[i]; !f.State.Answers() {
			out = append(out, fmt.Sprintf("%s: %s %s: %s", f.Subject, strings.TrimPrefix(f.Kind, "github."), f.State, f.Reason))
		}
	}
	return out
}

func (s *session) finish(repositories int) *Scan {
	facts := s.in.Facts()
	run := candor.Run{ID: ID, Version: Version, State: candor.Ran, Kinds: Kinds(), Facts: len(facts), Seconds: s.took.Round(time.Millisecond).Seconds(), At: s.o.Now}
	gaps := 0
	for i := range facts {
		if f := &facts[i]; !f.State.Answers() {
			if gaps++; gaps == 1 {
				run.Reason = f.Subject + ": " + f.Reason
			}
		}
	}
	if gaps > 0 {
		run.State = candor.Partial
	}
	if gaps > 1 {
		run.Reason = fmt.Sprintf("%s; and %d more", run.Reason, gaps-1)
	}
	slices.SortFunc(s.items, func(a, b live.Item) int {
		return cmp.Or(cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.Spec, b.Spec), cmp.Compare(a.Params["path"]+a.Params["ruleset"], b.Params["path"]+b.Params["ruleset"]), cmp.Compare(a.Params["pull"], b.Params["pull"]))
	})
	source := s.source("")
	m := live.Manifest{
		Schema: live.ManifestSchema, Source: source, Identity: s.identity, Started: s.o.Now, Ended: s.o.Now.Add(s.took.Round(time.Second)),
		ClockSkew: s.skew.Round(time.Second), Facts: len(facts),
	}
	if !s.since.IsZero() {
		m.Started = s.since
	}
	for i := range s.specs {
		m.Specs = append(m.Specs, s.specs[i].ID)
	}
	for i := range s.items {
		m.Count(&s.items[i])
	}
	f := &evidence.File{
		Header: evidence.Header{Schema: evidence.Schema, Tool: candor.Version, Root: ID, At: s.o.Now},
		Runs:   []candor.Run{run}, Facts: facts, Items: s.items, Manifests: []live.Manifest{m},
	}
	return &Scan{file: f, repositories: repositories, taken: s.taken, took: s.took}
}
