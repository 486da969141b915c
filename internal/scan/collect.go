package scan

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/cache"
	"github.com/candor-dev/candor/internal/effects"
	"github.com/candor-dev/candor/internal/evidence"
)

// walk lists the tree, unless a facts file holds it.
func (s *state) walk(ctx context.Context) error {
	if s.fromFile {
		return nil
	}
	s.Progress("listing " + s.Root)
	t, err := s.list(ctx)
	if err != nil {
		return err
	}
	s.tree = t
	commit, prefix := repository(s.abs)
	if s.commit != "" {
		commit = s.commit
	}
	s.file.Header = evidence.Header{Schema: evidence.Schema, Tool: candor.Version, Root: s.Root, Prefix: prefix, Commit: commit, At: s.Now, Tree: true, DayGiven: s.DayGiven}
	s.file.Unread = append(s.file.Unread, t.Unread...)
	s.file.Header.Links = links(s.abs)
	return nil
}

// list lists the tree, or the files that were named.
func (s *state) list(ctx context.Context) (*collector.Tree, error) {
	if len(s.Only) > 0 {
		t, err := collector.Pick(s.fsys, s.Only)
		if err != nil {
			return nil, &UsageError{err}
		}
		return t, nil
	}
	t, err := collector.Walk(ctx, s.fsys, s.config.Exclude)
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", s.Root, err)
	}
	return t, nil
}

// collected is what one collector gave.
type collected struct {
	run   candor.Run
	facts []candor.Fact
	file  *evidence.File // of the Go checks and of the comments
	// Of the Go checks.
	doors    []effects.DoorVerdict
	proposal string
	digests  map[string]string // of the facts of each kind; nil where nobody took them yet
}

// collect runs the collectors and the Go checks side by side.
func (s *state) collect(ctx context.Context) error {
	if s.fromFile {
		s.notInFile()
		return nil
	}
	jobs := []func(context.Context) collected{s.readComments}
	for _, c := range s.Collectors {
		if !s.ran(c.ID) {
			jobs = append(jobs, func(ctx context.Context) collected { return s.runCollector(ctx, c) })
		}
	}
	if len(s.Only) == 0 && !s.ran(goRun) {
		jobs = append(jobs, s.runGo)
	}
	out := make([]collected, len(jobs))
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(max(2, runtime.GOMAXPROCS(0)))
	for i, job := range jobs {
		g.Go(func() error {
			out[i] = job(gctx)
			return gctx.Err()
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	s.digests, s.undigested = make(map[string][]string), make(map[string]bool)
	for i := range out {
		s.note(&out[i])
		s.add(&out[i])
	}
	sortFacts(s.file.Facts)
	return nil
}

// notInFile adds a gap for every collector of this candor whose run the facts
// file does not hold: an older candor knew fewer, and what they look for was
// not looked for.
func (s *state) notInFile() {
	missing := func(id, version string, kinds []string) {
		if s.ran(id) {
			return
		}
		c := collected{run: candor.Run{ID: id, Version: version, Kinds: kinds, State: candor.Skipped, Reason: "not in the facts file", At: s.Now}}
		for _, k := range kinds {
			c.facts = append(c.facts, candor.Fact{
				Kind: k, Subject: id, State: candor.NotAsked, Reason: "the facts file holds no run of the " + id + " collector",
				From: candor.Provenance{Collector: id, Version: version, At: s.Now},
			})
		}
		s.add(&c)
	}
	for _, c := range s.Collectors {
		missing(c.ID, c.Version, c.Kinds)
	}
	missing(goRun, candor.Version, []string{"go.package"})
	sortFacts(s.file.Facts)
}

func (s *state) add(c *collected) {
	if c.run.ID != "" {
		c.run.Facts = len(c.facts)
		if gaps, first := countGaps(c.facts); c.run.State == candor.Ran && gaps > 0 {
			c.run.State, c.run.Reason = candor.Partial, first
			if gaps > 1 {
				c.run.Reason = fmt.Sprintf("%s; and %d more", first, gaps-1)
			}
		}
		s.file.Runs = append(s.file.Runs, c.run)
	}
	s.file.Facts = append(s.file.Facts, c.facts...)
	if c.file != nil {
		s.file.Results = append(s.file.Results, c.file.Results...)
		s.file.Rules = append(s.file.Rules, c.file.Rules...)
		s.file.Waivers = append(s.file.Waivers, c.file.Waivers...)
		s.file.Notices = append(s.file.Notices, c.file.Notices...)
	}
	if c.run.ID == goRun {
		s.doors, s.proposal = c.doors, c.proposal
	}
}

// countGaps counts the distinct things that could not be read and gives the
// first of them: one broken file is a fact of every kind that it may hold.
func countGaps(fs []candor.Fact) (n int, first string) {
	seen := make(map[string]bool)
	for i := range fs {
		what := fs[i].At.String() + ": " + fs[i].Reason
		if fs[i].State.Answers() || seen[what] {
			continue
		}
		seen[what] = true
		if n++; n == 1 {
			first = what
		}
	}
	return n, first
}

// runCollector runs one collector. Whatever goes wrong with it is its run's
// state; the other collectors go on.
func (s *state) runCollector(ctx context.Context, c *collector.Collector) (out collected) {
	start := time.Now()
	out.run = candor.Run{ID: c.ID, Version: c.Version, Kinds: c.Kinds, State: candor.Skipped, At: s.Now}
	if slices.Contains(s.Skip, c.ID) {
		out.run.Reason = "left out with --skip"
		for _, k := range c.Kinds {
			out.facts = append(out.facts, candor.Fact{Kind: k, Subject: c.ID, State: candor.NotAsked, Reason: "the " + c.ID + " collector was left out with --skip",
				From: candor.Provenance{Collector: c.ID, Version: c.Version, At: s.Now}})
		}
		return out
	}
	wanted := slices.ContainsFunc(s.tree.Files, func(f *collector.File) bool { return c.Wants(f.Path) })
	if !wanted {
		out.run.Reason = "nothing to read: " + c.Doc
		out.facts = s.inputFor(c, s.tree, nil).Facts()
		return out
	}
	out = s.overTree(ctx, "collector", []string{c.ID, c.Version, s.setup()}, c.Sees, func(t *collector.Tree, tr *collector.Trace) (collected, bool) {
		return s.collectOver(ctx, c, s.inputFor(c, t, tr))
	})
	out.run.At, out.run.Seconds = s.Now, time.Since(start).Seconds()
	return out
}

// inputFor is what a collector works on, with the gaps that are there before it
// begins.
func (s *state) inputFor(c *collector.Collector, t *collector.Tree, tr *collector.Trace) *collector.Input {
	in := collector.NewInputIn(c, t, collector.Circumstances{Now: s.Now, Commit: s.file.Header.Commit, Trace: tr, Redactor: s.redactor})
	in.Database, in.Subprocessors, in.Scans = s.config.Database, s.config.Subprocessors, s.config.Scans
	for _, p := range s.tree.Problems {
		in.Gap(candor.Error, candor.Location{Path: p.Path}, p.Reason+"; what is in it is unknown", c.Kinds...)
	}
	for _, l := range s.tree.Links {
		if c.Wants(l) {
			in.Gap(candor.Unsupported, candor.Location{Path: l}, "a symbolic link that leads out of the tree; it is not followed", c.Kinds...)
		}
	}
	for _, a := range s.tree.Aliases {
		if c.Wants(a.Path) && !c.Wants(a.Target) {
			in.Gap(candor.Unsupported, candor.Location{Path: a.Path}, "a symbolic link gives this name to "+a.Target+", which is not read as what the name says", c.Kinds...)
		}
	}
	return in
}

// collectOver runs a collector over its input; ok is false when it failed.
func (s *state) collectOver(ctx context.Context, c *collector.Collector, in *collector.Input) (out collected, ok bool) {
	out.run = candor.Run{ID: c.ID, Version: c.Version, Kinds: c.Kinds, State: candor.Skipped, At: s.Now}
	defer func() {
		if p := recover(); p != nil {
			ok = false
			out.run.State = candor.Failed
			out.run.Reason = fmt.Sprintf("internal error, please report it: %v at %s", p, firstFrame(debug.Stack()))
		}
	}()
	s.Progress(c.ID + " (" + fmt.Sprint(len(in.Files)) + " files)")
	for _, f := range in.Files {
		if f.Path != s.configFile.Path { // what the user told candor is no source that could bear it out
			out.run.Files++
		}
	}
	out.run.State = candor.Ran
	if err := c.Collect(ctx, in); err != nil {
		out.run.State = candor.Failed
		out.run.Reason = err.Error()
	}
	out.facts = in.Facts()
	return out, out.run.State == candor.Ran
}

// note takes down the digests of what a run gave to the policies. What has none
// is another one each time.
func (s *state) note(c *collected) {
	if !s.reuses() {
		return
	}
	if c.digests == nil {
		var err error
		if c.digests, err = cache.Digests(c.facts, s.Now); err != nil {
			for i := range c.facts {
				s.undigested[c.facts[i].Kind] = true
			}
			return
		}
	}
	for kind, d := range c.digests {
		s.digests[kind] = append(s.digests[kind], d)
	}
}

// firstFrame returns the first place of our own code in a stack, for a bug report.
func firstFrame(stack []byte) string {
	lines := strings.Split(string(stack), "\n")
	for i, l := range lines {
		if i > 6 && strings.HasPrefix(l, "\t") {
			l = strings.TrimSpace(l)
			if j := strings.LastIndexByte(l, '/'); j >= 0 {
				l = l[j+1:]
			}
			return l
		}
	}
	return "an unknown place"
}

// sortFacts settles the order of facts, which goroutines may have mixed.
func sortFacts(fs []candor.Fact) {
	slices.SortStableFunc(fs, func(a, b candor.Fact) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), a.At.Compare(b.At), cmp.Compare(a.Subject, b.Subject))
	})
}
