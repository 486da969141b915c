package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors"
	"github.com/candor-dev/candor/internal/cli"
	"github.com/candor-dev/candor/internal/ruletest"
	"github.com/candor-dev/candor/internal/scan"
	"github.com/candor-dev/candor/policies"
)

func (a *app) testCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "test DIR",
		Short: "test rules of your own",
		Long: `Compiles the rules in DIR beside the built-in ones, runs the test_ rules of its
*_test.rego files, and runs the examples in each rule's NAME.yaml from end to
end: files through the collectors, facts through the rule.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return cli.Usagef("test takes the folder of your rules, for example: candor test policies")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return a.test(cmd.Context(), args[0]) },
	}
}

func (a *app) test(ctx context.Context, dir string) error {
	user, _, err := scan.OpenPolicies(dir)
	if err != nil {
		return cli.Usagef("test: %w", err)
	}
	e, err := policies.Load(policies.Options{User: []policies.Dir{user}, Tests: true})
	if err != nil {
		return &cli.UsageError{Err: err}
	}
	passed, failed := 0, 0
	note := func(ok bool, name, why string) {
		if ok {
			passed++
			return
		}
		failed++
		fmt.Fprintf(a.Stdout, "FAIL %s\n", name)
		if why != "" {
			fmt.Fprintf(a.Stdout, "     %s\n", strings.ReplaceAll(strings.TrimRight(why, "\n"), "\n", "\n     "))
		}
	}
	tests, cov, err := e.Test(ctx, "user")
	if err != nil {
		return err
	}
	for _, t := range tests {
		why := ""
		if t.Err != nil {
			why = t.Err.Error()
		}
		note(t.Pass, t.At.String()+" "+t.Name, why)
	}
	examples, err := a.testExamples(ctx, e, note)
	if err != nil {
		return err
	}
	for _, l := range cov.Missing {
		if strings.HasPrefix(l.Path, dir) {
			fmt.Fprintf(a.Stdout, "not covered by a test: %s\n", l)
		}
	}
	fmt.Fprintf(a.Stdout, "%d tests and %d examples: %d passed, %d failed\n", len(tests), examples, passed, failed)
	switch {
	case failed > 0:
		a.Code = cli.ExitFinding
	case passed == 0:
		fmt.Fprintf(a.Stderr, "candor: %s holds no test: write NAME_test.rego with rules named test_..., or examples in NAME.yaml\n", dir)
		a.Code = cli.ExitIncomplete
	}
	return nil
}

func (a *app) testExamples(ctx context.Context, e *policies.Engine, note func(bool, string, string)) (int, error) {
	r := ruletest.Runner{Engine: e, Collectors: collectors.All(), Now: time.Now().UTC()}
	n := 0
	rules := e.Rules()
	for i := range rules {
		if rules[i].Origin == "built-in" {
			continue
		}
		for _, ex := range rules[i].Examples {
			n++
			err := r.Run(ctx, &rules[i], ex)
			if ctx.Err() != nil {
				return n, ctx.Err()
			}
			note(err == nil, exampleName(&rules[i], ex), errText(err))
		}
	}
	return n, nil
}

func exampleName(r *candor.Rule, ex candor.Example) string {
	return fmt.Sprintf("%s example %q", r.ID, ex.Name)
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
