package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/cli"
	"github.com/candor-dev/candor/internal/nearest"
	"github.com/candor-dev/candor/internal/scan"
	"github.com/candor-dev/candor/internal/term"
	"github.com/candor-dev/candor/reports/questionnaire"
	"github.com/candor-dev/candor/reports/table"
)

func (a *app) rulesCommand() *cobra.Command {
	var dirs []string
	c := &cobra.Command{
		Use:   "rules",
		Short: "list the rules",
		Args:  cli.NoArgs("rules"),
		RunE: func(*cobra.Command, []string) error {
			rules, err := allRules(dirs, false)
			if err != nil {
				return err
			}
			t := term.Detect(a.Stdout, term.Never, a.Env)
			tab := table.New("rule", "severity", "control", "says")
			for _, r := range rules {
				id := r.ID
				if r.ClaimOnly {
					id += " *"
				}
				tab.Row(id, r.Severity.String(), r.Control, r.Title)
			}
			if err := tab.Render(a.Stdout, t.Width); err != nil {
				return err
			}
			_, err = fmt.Fprintln(a.Stdout, "\n* runs only when a claim gives its parameters\ncandor explain RULE shows one in full")
			return err
		},
	}
	c.Flags().StringArrayVar(&dirs, "policies", nil, "a folder with rules of your own, or an OPA bundle (.tar.gz); may be repeated")
	return c
}

func (a *app) explainCommand() *cobra.Command {
	var dirs []string
	c := &cobra.Command{
		Use:   "explain RULE",
		Short: "what a rule looks for, what passes, how to mend it",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return cli.Usagef("explain takes one rule, for example: candor explain rls/table-without-rls")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			rules, err := allRules(dirs, true)
			if err != nil {
				return err
			}
			i := slices.IndexFunc(rules, func(r candor.Rule) bool { return r.ID == args[0] })
			if i < 0 {
				return &cli.UsageError{Err: unknownRule(args[0], rules)}
			}
			_, err = fmt.Fprint(a.Stdout, rules[i].Text())
			return err
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			rules, err := allRules(nil, false)
			if err != nil {
				return nil, cobra.ShellCompDirectiveError
			}
			var ids []string
			for _, r := range rules {
				ids = append(ids, r.ID+"\t"+r.Title)
			}
			return ids, cobra.ShellCompDirectiveNoFileComp
		},
	}
	c.Flags().StringArrayVar(&dirs, "policies", nil, "a folder with rules of your own, or an OPA bundle (.tar.gz); may be repeated")
	return c
}

func allRules(dirs []string, examples bool) ([]candor.Rule, error) {
	rules, err := scan.Rules(dirs, examples)
	if err != nil {
		return nil, &cli.UsageError{Err: err}
	}
	rules = append(rules, questionnaire.Rules()...)
	slices.SortFunc(rules, func(a, b candor.Rule) int { return strings.Compare(a.ID, b.ID) })
	return rules, nil
}

func unknownRule(id string, rules []candor.Rule) error {
	var ids []string
	for _, r := range rules {
		ids = append(ids, r.ID)
	}
	msg := fmt.Sprintf("there is no rule %q", id)
	if of := within(id, ids); len(of) > 0 {
		const most = 8
		msg += "; did you mean " + strings.Join(of[:min(most, len(of))], ", ")
		if n := len(of) - most; n > 0 {
			msg += fmt.Sprintf(" or one of %d more", n)
		}
		msg += "?"
	} else if n, ok := nearest.Name(id, ids); ok {
		msg += fmt.Sprintf("; did you mean %s?", n)
	} else {
		msg += "; `candor rules` lists them"
	}
	return errors.New(msg)
}

// within are the ids of which one is the topic, the name or the beginning.
func within(one string, ids []string) []string {
	var out []string
	for _, id := range ids {
		if topic, name, _ := strings.Cut(id, "/"); one == topic || one == topic+"/" || one == name || strings.Contains(one, "/") && strings.HasPrefix(id, one) {
			out = append(out, id)
		}
	}
	return out
}
