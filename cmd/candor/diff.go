package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/cli"
	"github.com/candor-dev/candor/internal/since"
	"github.com/candor-dev/candor/internal/term"
	"github.com/candor-dev/candor/reports"
	"github.com/candor-dev/candor/reports/format"
	"github.com/candor-dev/candor/reports/json"
)

func (a *app) diffCommand() *cobra.Command {
	var layout, failOn, color string
	c := &cobra.Command{
		Use:   "diff BEFORE.json AFTER.json",
		Short: "what one report says otherwise than another: findings that are new or gone, claims that turn",
		Long: `Compares two reports that candor check -o json=FILE wrote. Findings are the same
when their fingerprints are, whatever line they stand at. Exit code 1 says that a
finding at or above --fail-on is new, or that a claim is now contradicted.`,
		Example: `  candor check -o json=after.json && candor diff before.json after.json
  candor diff --format markdown before.json after.json > comment.md`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return cli.Usagef("diff takes two reports: candor diff BEFORE.json AFTER.json")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.diff(args[0], args[1], layout, failOn, color) },
	}
	c.Flags().StringVar(&layout, "format", "text", "text, markdown or json")
	c.Flags().StringVar(&failOn, "fail-on", "error", "the least severity of a new finding that gives exit code 1: error, warning or note")
	c.Flags().StringVar(&color, "color", "auto", "auto, always or never")
	return c
}

func (a *app) diff(before, after, layout, failOn, color string) error {
	old, err := readReport(before)
	if err != nil {
		return err
	}
	r, err := readReport(after)
	if err != nil {
		return err
	}
	if err := r.FailOn.UnmarshalText([]byte(failOn)); err != nil {
		return cli.Usagef("--fail-on: %w", err)
	}
	r.Since = since.Compare(before, old, r)
	f, err := reports.Lookup(layout)
	if err != nil {
		return cli.Usagef("--format: %w", err)
	}
	mode, err := term.ParseMode(color)
	if err != nil {
		return cli.Usagef("--color: %w", err)
	}
	t := term.Detect(a.Stdout, mode, a.Env)
	if err := f.Write(a.Stdout, changes(r), format.Options{Color: t.Color, Width: t.Width}); err != nil {
		return fmt.Errorf("write %s to stdout: %w", f.Name, err)
	}
	a.Code = exitCode(r, false)
	return nil
}

// changes is the report without what stands in both.
func changes(r *candor.Report) *candor.Report {
	c := *r
	c.Results, c.Claims = nil, nil
	for i := range r.Results {
		if x := &r.Results[i]; x.Finding() && r.Brought(x) {
			c.Results = append(c.Results, *x)
		}
	}
	for i := range r.Claims {
		if turnedTo(r, &r.Claims[i]) {
			c.Claims = append(c.Claims, r.Claims[i])
		}
	}
	return &c
}

func readReport(name string) (*candor.Report, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, cli.Usagef("read the report %s: %w; candor check -o json=FILE writes one", name, err)
	}
	defer f.Close() // read only: nothing can be lost
	r, err := json.Read(f)
	if err != nil {
		return nil, cli.Usagef("read the report %s: %w", name, err)
	}
	return r, nil
}
