// Package collector is what a collector is: a value that reads a tree and
// emits facts. It holds the view of the tree, too, so that every collector
// meets the same limits and names the same reasons.
package collector

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/config"
	"github.com/candor-dev/candor/internal/globs"
	"github.com/candor-dev/candor/internal/redact"
)

// Collector reads one kind of source. It is a plain value; collectors.All lists them.
type Collector struct {
	ID      string
	Version string // changes when the same source could give other facts
	Doc     string // one sentence: what it reads
	// Kinds lists every kind of fact that it can emit.
	Kinds []string
	// Wants reports whether a file may interest the collector, by its path alone.
	// A collector whose Wants accepts nothing in a tree is not run.
	Wants func(path string) bool
	// Beside reports whether a file has a say in how the others are read, though
	// the collector is not run for its sake; nil: none has. What neither function
	// accepts is not in Input.Tree.Files: it can be asked for by its path alone.
	Beside func(path string) bool
	// Apart says that what the collector tells of a file stands in that file, and
	// that what it can't read of one takes nothing from what it tells of the others:
	// a gap in a file is then a gap of that file alone. It is not so where files
	// name each other's parts, as those of Terraform, Helm or a chain of migrations.
	Apart bool
	// Collect reads the files and emits facts. What it can't read in part it
	// emits as facts in another state than Observed (see Input.Gap); an error
	// means that nothing can be said of what the collector looks for.
	Collect func(ctx context.Context, in *Input) error
}

// Input is what a collector works on.
type Input struct {
	Tree  *Tree   // its Files are those that the collector sees
	Files []*File // those that the collector wants, by path
	// Database is what candor.yaml says of the database; empty when it says nothing.
	Database config.Database
	// Scans are the reports of scanners that candor.yaml names, as paths of the tree.
	Scans []string
	// Subprocessors is the list of vendors that candor.yaml names.
	Subprocessors config.Subprocessors

	collector *Collector
	now       time.Time
	commit    string
	trace     *Trace
	redactor  func() *redact.Redactor // made with the first fact: many collectors find none
	mu        sync.Mutex
	facts     []candor.Fact
}

// Circumstances are what of a run does not follow from the tree.
type Circumstances struct {
	Now    time.Time
	Commit string // of the tree; "" when it is not known
	Trace  *Trace // notes whether the collector asked for them; may be nil
	// Redactor masks credentials; nil makes one. Runs of several collectors share it.
	Redactor *redact.Redactor
}

// NewInput prepares the run of a collector over a tree.
func NewInput(c *Collector, t *Tree, now time.Time) *Input {
	return NewInputIn(c, t, Circumstances{Now: now})
}

// NewInputIn is NewInput with more of the circumstances.
func NewInputIn(c *Collector, t *Tree, x Circumstances) *Input {
	in := &Input{Tree: t.view(c, x.Trace), now: x.Now, commit: x.Commit, trace: x.Trace, collector: c, redactor: sync.OnceValue(redact.New)}
	if x.Redactor != nil {
		in.redactor = func() *redact.Redactor { return x.Redactor }
	}
	for _, f := range in.Tree.Files {
		if c.Wants(f.Path) {
			in.Files = append(in.Files, f)
		}
	}
	return in
}

// Sees reports whether a file is in the tree that the collector is given.
func (c *Collector) Sees(path string) bool {
	return c.Wants(path) || c.Beside != nil && c.Beside(path)
}

// Now is the time of the run. Facts that rest on it are worked out anew in each run.
func (in *Input) Now() time.Time {
	in.trace.loosen()
	return in.now
}

// Commit is the commit of the tree, "" when it is not known. Facts that rest on
// it are worked out anew in each run.
func (in *Input) Commit() string {
	in.trace.loosen()
	return in.commit
}

// Emit takes a fact. It fills in what every fact of the run shares: the
// collector, its version, the file as source with its digest, and the time.
// Credentials that stand in a text are masked before the fact is kept.
// It may be called from several goroutines; the order of facts is settled later.
func (in *Input) Emit(f candor.Fact) {
	redactor := in.redactor()
	f.Subject, f.Reason = redactor.Value(f.Subject), redactor.Value(f.Reason)
	f.At.Resource = redactor.Value(f.At.Resource)
	f.Value = in.mask(f.Value)
	if f.From.Collector == "" {
		f.From = in.provenance(f.At.Path)
	}
	if !f.State.Answers() && len(f.Within) == 0 && in.collector.Apart && in.Tree.byPath[f.At.Path] != nil && in.collector.Wants(f.At.Path) {
		f.Within = []string{globs.Escape(f.At.Path)}
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	if len(in.facts) == cap(in.facts) { // a fact is large, and append alone would copy it five times
		in.facts = slices.Grow(in.facts, max(16, len(in.facts)))
	}
	in.facts = append(in.facts, f)
}

// Expect makes room for n more facts: a fact is large, and room that grows
// with the facts is copied each time.
func (in *Input) Expect(n int) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.facts = slices.Grow(in.facts, n)
}

// Gap says that something could not be read: one fact for each of the kinds
// that may be missing because of it, in the given state and with the reason.
func (in *Input) Gap(state candor.State, at candor.Location, reason string, kinds ...string) {
	for _, k := range kinds {
		in.Emit(candor.Fact{Kind: k, Subject: at.String(), State: state, Reason: reason, At: at})
	}
}

// mask masks credentials in every text of a value.
func (in *Input) mask(v any) any {
	switch x := v.(type) {
	case string:
		return in.redactor().Value(x)
	case *candor.Val:
		x.Texts(in.text)
	case []any:
		for i := range x {
			if m, changed := in.masked(x[i]); changed {
				x[i] = m
			}
		}
	case map[string]any:
		for k, e := range x {
			if m, changed := in.masked(e); changed {
				x[k] = m
			}
		}
	}
	return v
}

// masked is mask for a part of a value, which is masked in place unless it is a
// text: most texts stay as they are, and facts have too many to write them anew.
func (in *Input) masked(v any) (m any, changed bool) {
	s, ok := v.(string)
	if !ok {
		if _, flag := v.(bool); !flag {
			in.mask(v)
		}
		return nil, false
	}
	r := in.text(s)
	return r, r != s
}

// text masks credentials in one text.
func (in *Input) text(s string) string {
	if len(s) < redact.MinValue {
		return s
	}
	return in.redactor().Value(s)
}

// Facts returns what was emitted so far.
func (in *Input) Facts() []candor.Fact { return in.facts }

// Take returns what was emitted since the last Take, and keeps none of it.
func (in *Input) Take() []candor.Fact {
	in.mu.Lock()
	defer in.mu.Unlock()
	facts := in.facts
	in.facts = nil
	return facts
}

func (in *Input) provenance(path string) candor.Provenance {
	p := candor.Provenance{Collector: in.collector.ID, Version: in.collector.Version, Source: path, At: in.now}
	if f := in.Tree.File(path); f != nil {
		p.Digest = f.Digest()
	}
	return p
}

// Check reports a collector value that is not whole.
func (c *Collector) Check() error {
	switch {
	case c.ID == "" || c.Version == "" || c.Doc == "":
		return fmt.Errorf("collector %q: id, version and doc are required", c.ID)
	case len(c.Kinds) == 0:
		return fmt.Errorf("collector %s: no kinds", c.ID)
	case c.Wants == nil || c.Collect == nil:
		return fmt.Errorf("collector %s: Wants and Collect are required", c.ID)
	}
	return nil
}
