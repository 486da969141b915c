package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/cloudformation"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/collectors/terraform"
	"github.com/candor-dev/candor/policies"
)

// judge runs collectors and rules on one template.
type judge struct {
	engine     *policies.Engine
	collectors []*collector.Collector
	now        time.Time
}

func newJudge(now time.Time) (*judge, error) {
	e, err := policies.Load(policies.Options{})
	if err != nil {
		return nil, err
	}
	return &judge{engine: e, collectors: []*collector.Collector{cloudformation.New(), terraform.New()}, now: now}, nil
}

// judge is the outcome of a rule over a template, or over what it says of one
// resource, "none" without a subject, and the words of the results that decided.
func (j *judge) judge(ctx context.Context, l label, text string, r reading) (outcome, said string, err error) {
	name := "template.yaml"
	if l.Format == "terraform" {
		name = "main.tf"
	}
	if l.Resource != "" {
		r.of = resourceOf(l, text)
	}
	return j.over(ctx, map[string]string{name: text}, r)
}

// over is judge for a tree of files.
func (j *judge) over(ctx context.Context, files map[string]string, r reading) (outcome, said string, err error) {
	dir, err := os.MkdirTemp("", "candor-measure-")
	if err != nil {
		return "", "", err
	}
	defer os.RemoveAll(dir) // a temporary folder of ours
	for name, text := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			return "", "", err
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			return "", "", err
		}
	}
	tree, err := collector.Walk(ctx, os.DirFS(dir), nil)
	if err != nil {
		return "", "", err
	}
	kinds := j.kinds(r.rule)
	var facts []candor.Fact
	for _, c := range j.collectors {
		in := collector.NewInput(c, tree, j.now)
		if len(in.Files) == 0 {
			continue
		}
		if err := c.Collect(ctx, in); err != nil {
			return "", "", err
		}
		for _, f := range in.Facts() {
			if slices.Contains(kinds, f.Kind) {
				facts = append(facts, f)
			}
		}
	}
	rs, failures, err := j.engine.Eval(ctx, facts, []candor.RuleUse{{Rule: r.rule, With: r.with}}, j.now)
	if err != nil {
		return "", "", err
	}
	if len(failures) > 0 {
		return "", "", failures[0]
	}
	rank := map[candor.Outcome]int{candor.Fail: 3, candor.Unknown: 2, candor.Pass: 1}
	best := 0
	for _, x := range rs {
		if x.Rule != r.rule && x.Rule != r.also || !strings.HasSuffix(strings.ToLower(x.Subject), r.part) || r.of != nil && !r.of.has(&x) {
			continue
		}
		if n := rank[x.Outcome]; n > best {
			best, said = n, ""
		}
		if rank[x.Outcome] == best && best > 0 {
			said += "\n    " + x.Message
		}
	}
	return []string{"none", "pass", "unknown", "fail"}[best], said, nil
}

func (j *judge) kinds(rule string) []string {
	for _, r := range j.engine.Rules() {
		if r.ID == rule {
			return append(slices.Clone(r.Needs), r.Lookups...)
		}
	}
	return nil
}
