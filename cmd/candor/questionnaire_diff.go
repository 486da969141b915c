package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/candor-dev/candor/internal/atomicfile"
	"github.com/candor-dev/candor/internal/cli"
	"github.com/candor-dev/candor/reports/questionnaire"
)

// diffFlags are the flags of questionnaire diff.
type diffFlags struct {
	out     string
	inPlace bool
	near    bool
	verbose bool
}

func (a *app) questionnaireDiffCommand() *cobra.Command {
	var f diffFlags
	c := &cobra.Command{
		Use:   "diff OLD NEW [-o OUT]",
		Short: "carry the answers of one version of CAIQ to the next",
		Long: `Compares a filled CAIQ with an empty one of the next version (or of the same).
Questions that are the same are carried, also where their id changed; questions
that are only like one of before are listed for a person to read; new ones are
left empty. Without -o nothing is written.`,
		Example: `  candor questionnaire diff CAIQ-4.0.3-filled.xlsx CAIQ-4.1.0.xlsx -o CAIQ-4.1.0-filled.xlsx`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return cli.Usagef("name the filled questionnaire and the empty one: candor questionnaire diff OLD NEW -o OUT")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.diffQuestionnaires(args[0], args[1], f) },
	}
	fl := c.Flags()
	fl.StringVarP(&f.out, "output", "o", "", "write NEW with the answers to this file")
	fl.BoolVar(&f.inPlace, "in-place", false, "write into NEW itself")
	fl.BoolVar(&f.near, "near", false, "also write the answers to questions that are only like one of before; read each of them")
	fl.BoolVarP(&f.verbose, "verbose", "v", false, "list every question")
	return c
}

func (a *app) diffQuestionnaires(old, next string, f diffFlags) error {
	out := ""
	if f.out != "" || f.inPlace {
		var err error
		if out, err = (&fillFlags{out: f.out, inPlace: f.inPlace}).target(next); err != nil {
			return err
		}
		o, err1 := os.Stat(old)
		n, err2 := os.Stat(out)
		if err1 == nil && err2 == nil && os.SameFile(o, n) {
			return cli.Usagef("%s is the old questionnaire, which is only read", out)
		}
	}
	from, err := a.openQuestionnaire(old, sheetFlags{})
	if err != nil {
		return err
	}
	to, err := a.openQuestionnaire(next, sheetFlags{})
	if err != nil {
		return err
	}
	in := to.instrument()
	if in == nil {
		return cli.Usagef("%s is no questionnaire that candor knows; answers are carried from caiq-4.0.3 to caiq-4.1.0", next)
	}
	t, err := questionnaire.Carry(from.sheet, to.sheet, from.Detection, to.Detection, in, f.near)
	if err != nil {
		return cli.Usagef("%s, %s: %w", old, next, err)
	}
	if out != "" {
		if err := t.Apply(to.sheet); err != nil {
			return err
		}
		b, err := to.book.Bytes()
		if err != nil {
			return fmt.Errorf("write %s: %w", out, err)
		}
		if stale := to.book.Stale(); stale != "" {
			fmt.Fprintf(a.Stderr, "candor: %s: %s\n", out, stale)
		}
		if err := atomicfile.Write(out, b); err != nil {
			return cli.Usagef("write %s: %w", out, err)
		}
	}
	for i := range t.Moves {
		if m := &t.Moves[i]; m.Fate == questionnaire.FateRefused || len(m.Problems) > 0 {
			a.Code = cli.ExitIncomplete
		}
	}
	return t.Print(a.Stdout, f.verbose)
}
