package scan

import (
	"context"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers"
	"github.com/candor-dev/candor/analyzers/check"
	"github.com/candor-dev/candor/internal/evidence"
)

// goRun is the id of the Go checks' run.
const goRun = "go"

// runGo runs the Go checks over every module of the tree.
func (s *state) runGo(ctx context.Context) collected {
	run := candor.Run{ID: goRun, Version: candor.Version, Kinds: []string{"go.package"}, State: candor.Skipped, At: s.Now}
	if slices.Contains(s.Skip, goRun) {
		run.Reason = "left out with --skip"
		return collected{run: run, facts: []candor.Fact{{
			Kind: "go.package", Subject: goRun, State: candor.NotAsked, Reason: "the Go checks were left out with --skip",
			From: candor.Provenance{Collector: goRun, Version: candor.Version, At: s.Now},
		}}}
	}
	var modules []string
	for _, f := range s.tree.Files {
		if path.Base(f.Path) == "go.mod" {
			modules = append(modules, path.Dir(f.Path))
		}
	}
	stray := s.outsideModules(modules)
	if len(modules) == 0 {
		run.Reason = "nothing to read: no go.mod"
		return collected{run: run, facts: stray}
	}
	start := time.Now()
	out := s.overGo(ctx, modules, stray, func() collected { return s.checkGo(ctx, run, modules, stray) })
	out.run.At, out.run.Seconds = s.Now, time.Since(start).Seconds()
	return out
}

// checkGo runs the Go checks over the modules. stray are the gaps that are there
// before it begins.
func (s *state) checkGo(ctx context.Context, run candor.Run, modules []string, stray []candor.Fact) collected {
	s.Progress("Go packages of " + strings.Join(modules, ", "))
	checks := slices.DeleteFunc(analyzers.Suite(), func(c *check.Check) bool { return !s.asked(&c.Rule) })
	programs := slices.DeleteFunc(analyzers.Programs(), func(c *check.Program) bool { return !s.asked(&c.Rule) })
	settings := analyzers.SettingsOf(&s.config.Go)
	settings.Judge.Now = s.Now
	out, err := analyzers.Run(ctx, analyzers.Options{
		Dir: s.abs, Modules: modules, Checks: checks, Programs: programs, Settings: settings, Now: s.Now, WriteLocks: s.WriteLock,
		Exclude: s.config.Exclude,
	})
	if err != nil {
		run.State, run.Reason = candor.Failed, err.Error()
		return collected{run: run}
	}
	run = out.Run
	run.ID, run.Version, run.Kinds, run.At = goRun, candor.Version, []string{"go.package"}, s.Now
	f := &evidence.File{Results: out.Results}
	for _, c := range checks {
		f.Rules = append(f.Rules, c.Rule.ID)
	}
	for _, c := range programs {
		f.Rules = append(f.Rules, c.Rule.ID)
	}
	for i := range out.Facts {
		if out.Facts[i].From.Collector == "" {
			out.Facts[i].From = candor.Provenance{Collector: goRun, Version: candor.Version, Source: out.Facts[i].At.Path, At: s.Now}
		}
	}
	c := collected{run: run, facts: append(out.Facts, stray...), file: f}
	s.aboutDoors(&c, &out, &settings.Judge)
	return c
}

// asked reports whether a Go rule runs: one without a default only when a claim
// names it.
func (s *state) asked(r *candor.Rule) bool {
	return !r.ClaimOnly || slices.ContainsFunc(s.config.Claims, func(c candor.Claim) bool {
		return slices.ContainsFunc(c.Rules, func(u candor.RuleUse) bool { return u.Rule == r.ID })
	})
}

// outsideModules gives a gap for each folder with Go code that no module of the
// tree covers: the go command would not build it, and nobody judges it.
func (s *state) outsideModules(modules []string) []candor.Fact {
	var out []candor.Fact
	seen := make(map[string]bool)
	for _, f := range s.tree.Files {
		dir := path.Dir(f.Path)
		if path.Ext(f.Path) != ".go" || strings.HasSuffix(f.Path, "_test.go") || seen[dir] ||
			slices.ContainsFunc(modules, func(m string) bool { return m == "." || dir == m || strings.HasPrefix(dir, m+"/") }) {
			continue
		}
		seen[dir] = true
		out = append(out, candor.Fact{
			Kind: "go.package", Subject: dir, State: candor.Unresolved, Reason: "no go.mod covers this Go code, so it was not judged",
			At:   candor.Location{Path: f.Path, Line: 1},
			From: candor.Provenance{Collector: goRun, Version: candor.Version, Source: f.Path, At: s.Now},
		})
	}
	return out
}
