// Package ruletest runs the examples of a rule from end to end: files through
// the real collectors, facts through the real engine.
package ruletest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/config"
	"github.com/candor-dev/candor/internal/ref"
	"github.com/candor-dev/candor/policies"
)

// Runner holds what every example needs.
type Runner struct {
	Engine     *policies.Engine
	Collectors []*collector.Collector
	Now        time.Time
}

// Run runs one example and returns what is wrong with it, or nil.
func (r *Runner) Run(ctx context.Context, rule *candor.Rule, ex candor.Example) error {
	results, err := r.results(ctx, rule, ex)
	if err != nil {
		return err
	}
	if got := overall(results); got != ex.Outcome {
		return fmt.Errorf("outcome %s, want %s:\n%s", got, ex.Outcome, list(results))
	}
	for _, want := range ex.Expect {
		if !slices.ContainsFunc(results, func(g candor.Result) bool { return matches(g, want) }) {
			return fmt.Errorf("no result {subject: %s, outcome: %s, path: %s, line: %d}; got:\n%s",
				want.Subject, want.Outcome, want.Path, want.Line, list(results))
		}
	}
	return nil
}

// Facts collects from the files of an example.
func (r *Runner) Facts(ctx context.Context, dir string) ([]candor.Fact, error) {
	tree, err := collector.Walk(ctx, os.DirFS(dir), nil)
	if err != nil {
		return nil, err
	}
	cfg, err := config.Load(os.DirFS(dir), config.FileName)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		cfg = &config.Config{}
	case err != nil:
		return nil, err
	}
	var facts []candor.Fact
	for _, c := range r.Collectors {
		in := collector.NewInput(c, tree, r.Now)
		in.Database, in.Subprocessors = cfg.Database, cfg.Subprocessors
		if len(in.Files) == 0 {
			continue
		}
		if err := c.Collect(ctx, in); err != nil {
			return nil, fmt.Errorf("collector %s: %w", c.ID, err)
		}
		facts = append(facts, in.Facts()...)
	}
	return facts, levels(facts)
}

// levels refuses a fact whose level no rule could compare with others.
func levels(facts []candor.Fact) error {
	for _, f := range facts {
		v, _ := f.Value.(map[string]any)
		if l, ok := v["level"]; ok && l != ref.Unresolved && !slices.ContainsFunc(ref.Levels(), func(x string) bool { return x == l }) {
			return fmt.Errorf("%s %s at %s has the level %v, which is none of %v", f.Kind, f.Subject, f.At, l, ref.Levels())
		}
	}
	return nil
}

func (r *Runner) results(ctx context.Context, rule *candor.Rule, ex candor.Example) ([]candor.Result, error) {
	dir, err := os.MkdirTemp("", "candor-example-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir) // a temporary folder of ours
	for p, text := range ex.Files {
		full := filepath.Join(dir, filepath.FromSlash(p))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			return nil, err
		}
	}
	if rule.Engine == "go" {
		return r.goResults(ctx, dir, rule, ex)
	}
	facts, err := r.Facts(ctx, dir)
	if err != nil {
		return nil, err
	}
	rs, failures, err := r.Engine.Eval(ctx, append(facts, ex.Facts...), []candor.RuleUse{{Rule: rule.ID, With: ex.With}}, r.Now)
	if err != nil {
		return nil, err
	}
	for _, f := range failures {
		if f.Rule == rule.ID {
			return nil, f
		}
	}
	return only(rs, rule.ID), nil
}

func (r *Runner) goResults(ctx context.Context, dir string, rule *candor.Rule, ex candor.Example) ([]candor.Result, error) {
	var modules []string
	for p := range ex.Files {
		if path.Base(p) == "go.mod" {
			modules = append(modules, path.Dir(p))
		}
	}
	settings, _, err := analyzers.SettingsFor(dir)
	if err != nil {
		return nil, err
	}
	out, err := analyzers.Run(ctx, analyzers.Options{Dir: dir, Modules: modules, Checks: analyzers.Suite(), Programs: analyzers.Programs(), Settings: settings, Now: r.Now})
	if err != nil {
		return nil, err
	}
	return only(out.Results, rule.ID), nil
}

func only(rs []candor.Result, id string) []candor.Result {
	return slices.DeleteFunc(rs, func(x candor.Result) bool { return x.Rule != id })
}

// overall is the outcome of the whole population: a failure outweighs an
// unknown, which outweighs a pass. No subject at all is unknown.
func overall(rs []candor.Result) candor.Outcome {
	out := candor.NotApplicable
	if len(rs) == 0 {
		return candor.Unknown
	}
	for _, r := range rs {
		switch {
		case r.Outcome == candor.Fail:
			return candor.Fail
		case r.Outcome == candor.Unknown:
			out = candor.Unknown
		case r.Outcome == candor.Pass && out == candor.NotApplicable:
			out = candor.Pass
		}
	}
	return out
}

func matches(g candor.Result, w candor.Expected) bool {
	return g.Outcome == w.Outcome &&
		(w.Subject == "" || g.Subject == w.Subject) &&
		(w.Path == "" || g.At.Path == w.Path) &&
		(w.Line == 0 || g.At.Line == w.Line)
}

func list(rs []candor.Result) string {
	var b strings.Builder
	for _, r := range rs {
		fmt.Fprintf(&b, "  {subject: %s, outcome: %s, path: %s, line: %d}  %s\n", r.Subject, r.Outcome, r.At.Path, r.At.Line, r.Message)
	}
	if len(rs) == 0 {
		return "  nothing"
	}
	return b.String()
}
