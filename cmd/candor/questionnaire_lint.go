package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/candor-dev/candor/internal/cli"
	"github.com/candor-dev/candor/internal/scan"
	"github.com/candor-dev/candor/reports/questionnaire"
)

func (a *app) questionnaireLintCommand() *cobra.Command {
	var f checkFlags
	var sf sheetFlags
	c := &cobra.Command{
		Use:   "lint FILE",
		Short: "find what a filled questionnaire says against itself, without any code",
		Long: `Reads a questionnaire that is filled in already and names the answers that do not
hold together: not applicable with an owner, a No that says not applicable, a Yes
that says informal or planned, promises whose date is past, one text for many
questions. Places are the row and the column of the sheet. No code is read.`,
		Example: `  candor questionnaire lint CAIQ.xlsx
  candor questionnaire lint --format concise --fail-on error CAIQ.xlsx`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return cli.Usagef("name one file, for example: candor questionnaire lint CAIQ.xlsx")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.lintQuestionnaire(args[0], f, sf) },
	}
	sf.add(c)
	fl := c.Flags()
	fl.StringArrayVarP(&f.outputs, "output", "o", nil, "write a format to a file, as FORMAT=FILE; may be repeated; FILE - is stdout")
	fl.StringVar(&f.format, "format", "text", "what goes to stdout: text, concise, json, sarif, markdown, github or none")
	fl.StringVar(&f.failOn, "fail-on", "warning", "the least severity that gives exit code 1: error, warning or note")
	fl.BoolVar(&f.exitZero, "exit-zero", false, "exit 0 also with findings (not with wrong usage)")
	fl.StringVar(&f.rule, "rule", "", "show only the findings of this rule, all of them")
	fl.StringVar(&f.now, "now", "", "take this as today: 2006-01-02 or RFC 3339")
	fl.StringVar(&f.color, "color", "auto", "auto, always or never")
	fl.BoolVarP(&f.verbose, "verbose", "v", false, "show everything: no folded lists")
	return c
}

func (a *app) lintQuestionnaire(file string, f checkFlags, sf sheetFlags) error {
	now := time.Now().UTC().Truncate(time.Second)
	if f.now != "" {
		t, err := parseNow(f.now)
		if err != nil {
			return err
		}
		now = t
	}
	out, err := a.outputs(f)
	if err != nil {
		return err
	}
	out.options.Pages, out.options.Command = true, "candor questionnaire lint"
	q, trouble := a.openQuestionnaire(file, sf)
	var ve *questionnaire.VersionError
	if trouble != nil && (!errors.As(trouble, &ve) || sf.instrument != "") {
		return trouble
	}
	if ve != nil {
		trouble = ve // without the file, which every finding names
	}
	if err := q.confirmed(); err != nil {
		return err
	}
	r := questionnaire.Lint(filepath.ToSlash(file), q.sheet, q.Detection, q.instrument(), trouble, now)
	if err := r.FailOn.UnmarshalText([]byte(f.failOn)); err != nil {
		return cli.Usagef("--fail-on: %w", err)
	}
	if f.rule != "" && r.Rule(f.rule) == nil {
		return cli.Usagef("--rule: %w", unknownRule(f.rule, r.Rules))
	}
	if err := out.write(&scan.Outcome{Report: r}); err != nil {
		return fmt.Errorf("lint %s: %w", file, err)
	}
	a.Code = exitCode(r, f.exitZero)
	return nil
}
