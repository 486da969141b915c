package main

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/candor-dev/candor/internal/cli"
	"github.com/candor-dev/candor/internal/scaffold"
)

func (a *app) newCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "new",
		Short: "write the first files of a rule or a Go check of your own",
		RunE:  cli.WhichOne,
	}
	c.AddCommand(a.newPartCommand("rule TOPIC/NAME", "a rule in Rego, with tests and examples that pass", "policies",
		`Writes DIR/TOPIC/NAME/NAME.rego, its tests and its examples. They work as they
are: change what they ask for, and run candor test DIR. The kinds of fact that a
rule can read, and what they hold, are in a facts file: candor check
--evidence-out facts.jsonl.`, scaffold.Rule, func(dir, id string) string {
			return fmt.Sprintf("next: candor test %s, then candor check --policies %s, or name the folder under policies: in candor.yaml; a claim uses it as %s", dir, dir, id)
		}))
	c.AddCommand(a.newPartCommand("analyzer NAME", "a Go check inside candor's own source, with a test that passes", "analyzers",
		`Writes DIR/NAME with a check, its test and its testdata, in a checkout of candor.`, scaffold.Analyzer, func(dir, name string) string {
			return fmt.Sprintf("next: go test ./%s/..., then one line in analyzers/suite.go", filepath.ToSlash(dir))
		}))
	return c
}

func (a *app) newPartCommand(use, short, home, long string, make func(string) ([]scaffold.File, error), next func(dir, name string) string) *cobra.Command {
	var dir string
	c := &cobra.Command{
		Use: use, Short: short, Long: long,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return cli.Usagef("new %s takes one name: candor new %s", cmd.Name(), use)
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			files, err := make(args[0])
			if err != nil {
				return cli.Usagef("%w", err)
			}
			if err := scaffold.Write(dir, files); err != nil {
				return cli.Usagef("%w", err)
			}
			for _, f := range files {
				fmt.Fprintln(a.Stdout, filepath.ToSlash(filepath.Join(dir, f.Path)))
			}
			fmt.Fprintln(a.Stdout, next(dir, args[0]))
			return nil
		},
	}
	c.Flags().StringVar(&dir, "dir", home, "the folder to write into")
	return c
}
