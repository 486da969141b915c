package scan

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"os"
	"slices"
	"unicode/utf8"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/cache"
	"github.com/candor-dev/candor/internal/evidence"
)

// reuses reports whether this run may keep what it works out and take up what
// an earlier one kept. Live facts stand in files of their own, and a run over
// single files is over before a cache helps.
func (s *state) reuses() bool {
	return s.Cache != nil && len(s.Evidence) == 0 && len(s.Only) == 0
}

// setup is what of candor.yaml reaches every collector, as one text.
func (s *state) setup() string {
	b, err := json.Marshal([]any{s.config.Database, s.config.Subprocessors, s.config.Scans})
	if err != nil {
		return ""
	}
	return string(b)
}

// overTree does work that reads the tree, or takes up what it gave over the same
// bytes. What it gives must follow from parts, from the paths that it sees and
// from what it reads and asks of the tree that it is handed; where it does not,
// the trace or ok says so, and it is not kept.
func (s *state) overTree(ctx context.Context, kind string, parts []string, sees func(path string) bool, work func(*collector.Tree, *collector.Trace) (c collected, ok bool)) collected {
	var tr collector.Trace
	if !s.reuses() {
		// Of its own tree, so that a fact has the digest of what its collector read
		// and never, by chance, of what another one did.
		c, _ := work(s.tree.Traced(&tr), &tr)
		return c
	}
	about := s.Cache.Key("looks of "+kind, append([]string{s.tree.Shape(sees)}, parts...)...)
	if b, ok := s.Cache.Get(about); ok {
		if key, ok := s.stamped(about, b); ok {
			if c, ok := s.recall(key); ok {
				return c
			}
		}
	}
	c, ok := work(s.tree.Traced(&tr), &tr)
	seen, follows := tr.Seen()
	if !ok || !follows || ctx.Err() != nil {
		return c
	}
	l := looks{Read: slices.Sorted(maps.Keys(seen)), Asked: tr.Looks()}
	slices.SortFunc(l.Asked, func(a, b collector.Look) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Glob, b.Glob), cmp.Compare(a.Found, b.Found))
	})
	b, ok := l.encode()
	if !ok {
		return c
	}
	stamps := make([]string, len(l.Read))
	for i, p := range l.Read {
		stamps[i] = seen[p]
	}
	if s.keep(factsKey(s.Cache, about, b, stamps), &c) {
		s.Cache.Put(about, b)
	}
	return c
}

// looks is what some work asked of the tree, so that the next run can ask the same.
type looks struct {
	Read  []string
	Asked []collector.Look
}

// encode writes the looks; ok is false for a path that JSON would make another one.
func (l *looks) encode() (b []byte, ok bool) {
	for _, p := range l.Read {
		if !utf8.ValidString(p) {
			return nil, false
		}
	}
	for _, a := range l.Asked {
		if !utf8.ValidString(a.Path + a.Glob + a.Found) {
			return nil, false
		}
	}
	b, err := json.Marshal(l)
	return b, err == nil
}

// overGo does the work of the Go checks, or takes up what it gave over the same
// code. Doors and the lock are asked for by hand and always worked out. What
// failed for a reason that may pass is not kept.
func (s *state) overGo(ctx context.Context, modules []string, stray []candor.Fact, work func() collected) collected {
	if !s.reuses() || s.Doors || s.WriteLock {
		return work()
	}
	key := s.goKey(ctx, modules, stray)
	if key != "" {
		if c, ok := s.recall(key); ok {
			return c
		}
	}
	c := work()
	if key == "" || ctx.Err() != nil || c.run.State != candor.Ran && c.run.State != candor.Partial {
		return c
	}
	// The code may have changed meanwhile: what was read is then not what the key says.
	if s.goKey(ctx, modules, stray) == key {
		s.keep(key, &c)
	}
	return c
}

// goKey is the key of what the Go checks give; "" where it can't be told.
func (s *state) goKey(ctx context.Context, modules []string, stray []candor.Fact) string {
	code, ok := analyzers.Inputs(ctx, s.abs, modules)
	if !ok {
		return ""
	}
	var asked []string
	for i := range s.rules {
		if r := &s.rules[i]; r.Engine == "go" && s.asked(r) {
			asked = append(asked, r.ID)
		}
	}
	// Of the time it counts only which exemptions have run out.
	var over []bool
	for _, e := range s.config.Go.Exempt {
		over = append(over, !e.Until.IsZero() && !s.Now.Before(e.Until.AddDate(0, 0, 1)))
	}
	var outside []candor.Location
	for i := range stray {
		outside = append(outside, stray[i].At)
	}
	b, err := json.Marshal([]any{s.config.Go, s.config.Path, s.config.Exclude, os.Getenv(analyzers.SourceVariable), asked, over, outside})
	if err != nil {
		return ""
	}
	return s.Cache.Key("go", code, string(b))
}

// stamped is the key of what was kept of those looks, as the tree stands now; ok
// is false where one of them would find something else.
func (s *state) stamped(about string, kept []byte) (key string, ok bool) {
	var l looks
	if json.Unmarshal(kept, &l) != nil {
		return "", false
	}
	for _, a := range l.Asked {
		if !s.tree.Still(a) {
			return "", false
		}
	}
	stamps := make([]string, len(l.Read))
	for i, p := range l.Read {
		f := s.tree.File(p)
		if f == nil {
			return "", false
		}
		if stamps[i] = f.Stamp(); stamps[i] == "" {
			return "", false
		}
	}
	return factsKey(s.Cache, about, kept, stamps), true
}

func factsKey(c *cache.Store, about string, looks []byte, stamps []string) string {
	return c.Key("facts", append([]string{about, string(looks)}, stamps...)...)
}

// recall takes up what was kept under a key.
func (s *state) recall(key string) (collected, bool) {
	b, ok := s.Cache.Get(key)
	if !ok {
		return collected{}, false
	}
	x, err := cache.Decode(b, s.Now)
	if err != nil {
		return collected{}, false
	}
	return collected{
		run: x.Run, facts: x.Facts, proposal: x.Proposal, digests: x.Digests,
		file: &evidence.File{Results: x.Results, Rules: x.Rules, Waivers: x.Waivers, Notices: x.Notices},
	}, true
}

// keep keeps what was worked out under a key, if it can be kept whole.
func (s *state) keep(key string, c *collected) bool {
	var err error
	if c.digests, err = cache.Digests(c.facts, s.Now); err != nil {
		return false
	}
	x := cache.Content{Run: c.run, Facts: c.facts, Proposal: c.proposal, Digests: c.digests}
	if c.file != nil {
		x.Results, x.Rules, x.Waivers, x.Notices = c.file.Results, c.file.Rules, c.file.Waivers, c.file.Notices
	}
	b, err := cache.Encode(&x, s.Now)
	if err != nil {
		return false
	}
	s.Cache.Put(key, b)
	return true
}
