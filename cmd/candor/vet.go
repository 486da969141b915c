package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/candor-dev/candor/analyzers"
	"github.com/candor-dev/candor/internal/cli"
)

func (a *app) vetCommand() *cobra.Command {
	var mutations []string
	var fix bool
	c := &cobra.Command{
		Use:   "vet [PACKAGES]",
		Short: "the Go checks alone, in the manner of go vet",
		Long: `Runs the Go checks on the packages (default ./...) and prints what they find.
The same binary is a vettool: go vet -vettool=$(which candor) ./...`,
		RunE: func(cmd *cobra.Command, args []string) error {
			settings, _, err := analyzers.SettingsFor(".")
			if err != nil {
				return err
			}
			out, err := analyzers.RunVet(cmd.Context(), a.Stdout, ".", args, analyzers.VetOptions{Mutations: mutations, Settings: settings, Fix: fix})
			if out.Fixed > 0 {
				fmt.Fprintf(a.Stderr, "candor: mended %s\n", count(out.Fixed, "finding"))
			}
			for _, what := range out.LeftOut {
				fmt.Fprintf(a.Stderr, "candor: %s\n", what)
			}
			if out.Unresolved > 0 {
				fmt.Fprintf(a.Stderr, "candor: %s can't be judged package by package; candor check sees the whole program\n", count(out.Unresolved, "subject"))
			}
			if err != nil {
				return err
			}
			if out.Findings > 0 {
				a.Code = cli.ExitFinding
			}
			return nil
		},
	}
	c.Flags().StringArrayVar(&mutations, "mutation", nil, "a function of yours that changes data, as import/path.(*T).Method; may be repeated")
	c.Flags().BoolVar(&fix, "fix", false, "apply the edits that findings suggest, where they are safe")
	return c
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
