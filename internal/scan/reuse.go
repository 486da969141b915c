package scan

import (
	"context"
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"

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
// bytes. What it gives must follow from parts, from the shape of the tree and
// from the files that it reads through the tree that it is handed; where it
// does not, the trace or ok says so, and it is not kept.
func (s *state) overTree(ctx context.Context, kind string, parts []string, work func(*collector.Tree, *collector.Trace) (c collected, ok bool)) collected {
	var tr collector.Trace
	if !s.reuses() {
		// Of its own tree, so that a fact has the digest of what its collector read
		// and never, by chance, of what another one did.
		c, _ := work(s.tree.Traced(&tr), &tr)
		return c
	}
	about := s.Cache.Key("files of "+kind, append([]string{s.shape()}, parts...)...)
	if list, ok := s.Cache.Get(about); ok {
		if key, ok := s.stamped(about, strings.Split(string(list), "\x00")); ok {
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
	paths := slices.Sorted(maps.Keys(seen))
	stamps := make([]string, len(paths))
	for i, p := range paths {
		stamps[i] = seen[p]
	}
	if s.keep(factsKey(s.Cache, about, paths, stamps), &c) {
		s.Cache.Put(about, []byte(strings.Join(paths, "\x00")))
	}
	return c
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

// stamped is the key of what was kept of those files, as they stand now.
func (s *state) stamped(about string, paths []string) (string, bool) {
	if len(paths) == 1 && paths[0] == "" {
		paths = nil // the work read no file
	}
	stamps := make([]string, len(paths))
	for i, p := range paths {
		f := s.tree.File(p)
		if f == nil {
			return "", false
		}
		if stamps[i] = f.Stamp(); stamps[i] == "" {
			return "", false
		}
	}
	return factsKey(s.Cache, about, paths, stamps), true
}

func factsKey(c *cache.Store, about string, paths, stamps []string) string {
	return c.Key("facts", append(append([]string{about}, paths...), stamps...)...)
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
		run: x.Run, facts: x.Facts, proposal: x.Proposal, digest: cache.Digest(string(b)),
		file: &evidence.File{Results: x.Results, Rules: x.Rules, Waivers: x.Waivers, Notices: x.Notices},
	}, true
}

// keep keeps what was worked out under a key, if it can be kept whole.
func (s *state) keep(key string, c *collected) bool {
	b, ok := s.encode(c)
	if ok {
		s.Cache.Put(key, b)
	}
	return ok
}

// encode writes what was worked out as bytes, and remembers their digest.
func (s *state) encode(c *collected) ([]byte, bool) {
	x := cache.Content{Run: c.run, Facts: c.facts, Proposal: c.proposal}
	if c.file != nil {
		x.Results, x.Rules, x.Waivers, x.Notices = c.file.Results, c.file.Rules, c.file.Waivers, c.file.Notices
	}
	b, err := cache.Encode(&x, s.Now)
	if err != nil {
		return nil, false
	}
	c.digest = cache.Digest(string(b))
	return b, true
}

// evaluate judges the facts by the policies, or takes up what they gave over the
// same facts. The time is a part of no key: a rule that may ask for it, as the
// user's own may, is always run.
func (s *state) evaluate(ctx context.Context, uses []candor.RuleUse) error {
	key := ""
	if s.reuses() {
		key = s.judgedKey(uses)
	}
	if key == "" {
		_, err := s.run(ctx, uses, func(string) bool { return true })
		return err
	}
	if _, err := s.run(ctx, uses, s.engine.Timed); err != nil {
		return err
	}
	if c, ok := s.recall(key); ok {
		s.results = append(s.results, c.file.Results...)
		return nil
	}
	begin := len(s.results)
	whole, err := s.run(ctx, uses, func(id string) bool { return !s.engine.Timed(id) })
	if err == nil && whole {
		s.keep(key, &collected{file: &evidence.File{Results: s.results[begin:]}})
	}
	return err
}

// run judges the facts by some of the policies and reports whether none failed.
func (s *state) run(ctx context.Context, uses []candor.RuleUse, only func(id string) bool) (whole bool, err error) {
	rs, failures, err := s.engine.EvalOnly(ctx, s.file.Facts, uses, s.Now, only)
	if err != nil {
		return false, err
	}
	for _, f := range failures {
		s.ruleErrors[f.Rule] = f.Err.Error()
	}
	s.results = append(s.results, rs...)
	return len(failures) == 0, nil
}

// judgedKey is the key of the policies' results; "" where they can't be kept.
func (s *state) judgedKey(uses []candor.RuleUse) string {
	b, err := json.Marshal(uses)
	if err != nil {
		return ""
	}
	parts := []string{string(b)}
	for _, d := range s.digests {
		if d == "" {
			return ""
		}
		parts = append(parts, d)
	}
	return s.Cache.Key("results", parts...)
}

// judgeable reports whether a policy could look at what a run gave.
func (s *state) judgeable(c *collected) bool {
	needed := make(map[string]bool)
	for _, r := range s.engine.Rules() {
		for _, k := range r.Needs {
			needed[k] = true
		}
	}
	return slices.ContainsFunc(c.facts, func(f candor.Fact) bool { return needed[f.Kind] })
}
