package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/candor-dev/candor/collectors"
	"github.com/candor-dev/candor/internal/atomicfile"
	"github.com/candor-dev/candor/internal/cli"
	"github.com/candor-dev/candor/internal/scan"
	"github.com/candor-dev/candor/reports/questionnaire"
)

// fillFlags are the flags of questionnaire fill.
type fillFlags struct {
	sheetFlags
	out       string
	inPlace   bool
	overwrite bool
	proposals string
	config    string
	evidence  []string
	policies  []string
	plan      string
	now       string
	verbose   bool
	noCache   bool
}

func (a *app) questionnaireFillCommand() *cobra.Command {
	var f fillFlags
	c := &cobra.Command{
		Use:   "fill FILE -o OUT [DIR]",
		Short: "answer a questionnaire from the evidence in a tree",
		Long: `Checks the tree, as "candor check" does, and writes the answers that follow from
it into a copy of the customer's file. Only answer cells change; everything else
in the file stays as it is, byte for byte. Yes needs evidence or the word of a
named person; what nobody can say stays blank. What a person wrote is not
overwritten; where the evidence says otherwise, it is listed.

Exit codes: 0 written; 1 the evidence contradicts an answer that stands in the
file; 2 wrong usage; 3 the scan was incomplete, or a cell could not be written.`,
		Example: `  candor questionnaire fill CAIQ.xlsx -o CAIQ-filled.xlsx
  candor questionnaire fill --map id=A,question=B,answer=D --proposals near.csv customer.csv -o out.csv`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 1 || len(args) > 2 {
				return cli.Usagef("name the questionnaire, and the folder if it is another one than this: candor questionnaire fill FILE -o OUT [DIR]")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := "."
			if len(args) == 2 {
				dir = args[1]
			}
			return a.fillQuestionnaire(cmd.Context(), args[0], dir, f)
		},
	}
	f.add(c)
	fl := c.Flags()
	fl.StringVarP(&f.out, "output", "o", "", "write the filled questionnaire to this file")
	fl.BoolVar(&f.inPlace, "in-place", false, "write into FILE itself")
	fl.BoolVar(&f.overwrite, "overwrite", false, "also replace what a person wrote")
	fl.StringVar(&f.proposals, "proposals", "", "write the approved answers nearest to each open question to this file (CSV), for a person to review")
	fl.StringVar(&f.config, "config", "", "read this file instead of DIR/candor.yaml")
	fl.StringArrayVar(&f.evidence, "evidence", nil, "judge from this facts file; what it holds is not read again; may be repeated")
	fl.StringArrayVar(&f.policies, "policies", nil, "a folder with rules of your own, or an OPA bundle (.tar.gz); may be repeated")
	fl.StringVar(&f.plan, "plan", "", "answer for customers of this plan")
	fl.StringVar(&f.now, "now", "", "take this as today: 2006-01-02 or RFC 3339")
	fl.BoolVarP(&f.verbose, "verbose", "v", false, "list every blank question")
	cacheFlag(c, &f.noCache)
	return c
}

// target is where a fill goes: never onto the file itself, unless that is said.
func (f *fillFlags) target(file string) (string, error) {
	switch {
	case f.inPlace && f.out != "":
		return "", cli.Usagef("give -o or --in-place, not both")
	case f.inPlace:
		return file, nil
	case f.out == "" && f.proposals != "":
		return "", nil
	case f.out == "":
		return "", cli.Usagef("say where to write: -o OUT, or --in-place")
	}
	in, err := os.Stat(file)
	if err != nil {
		return f.out, nil // reading it will say why
	}
	if out, err := os.Stat(f.out); err == nil && os.SameFile(in, out) {
		return "", cli.Usagef("%s is the questionnaire itself; --in-place writes into it", f.out)
	}
	return f.out, nil
}

func (a *app) fillQuestionnaire(ctx context.Context, file, dir string, f fillFlags) error {
	out, err := f.target(file)
	if err != nil {
		return err
	}
	q, err := a.openQuestionnaire(file, f.sheetFlags)
	if err != nil {
		return err
	}
	if err := q.confirmed(); err != nil {
		return err
	}
	if q.Instrument == "" && f.proposals == "" {
		return cli.Usagef("%s is no questionnaire that candor knows: --proposals FILE.csv lists the approved answers nearest to its questions; --instrument says which one it is", file)
	}
	res, err := a.answers(ctx, dir, q.Instrument, f)
	if err != nil {
		return err
	}
	plan := &questionnaire.Plan{}
	if q.Instrument != "" {
		fo := questionnaire.FillOptions{Overwrite: f.overwrite}
		if res.Report.DayGiven {
			fo.Day = res.Report.At
			fmt.Fprintf(a.Stderr, "candor: answered as of %s, a day given by hand; every description that is written says so\n", fo.Day.Format(time.DateOnly))
		}
		plan = questionnaire.Fill(q.sheet, q.Detection, res.Report.Answers, fo)
		if err := plan.Apply(q.sheet); err != nil {
			return err
		}
	}
	if f.proposals != "" {
		if err := a.propositions(q, plan, res, f.proposals); err != nil {
			return err
		}
	}
	if out != "" && q.Instrument != "" {
		b, err := q.book.Bytes()
		if err != nil {
			return fmt.Errorf("write %s: %w", out, err)
		}
		if stale := q.book.Stale(); stale != "" {
			fmt.Fprintf(a.Stderr, "candor: %s: %s\n", out, stale)
		}
		if err := atomicfile.Write(out, b); err != nil {
			return cli.Usagef("write %s: %w", out, err)
		}
		if err := plan.Print(a.Stdout, q.Detection, f.verbose); err != nil {
			return err
		}
	}
	for i := range plan.Rows {
		switch r := &plan.Rows[i]; {
		case r.State == questionnaire.Conflict:
			a.Code = cli.ExitFinding
		case (r.State == questionnaire.Refused || len(r.Problems) > 0) && a.Code == cli.ExitClean:
			a.Code = cli.ExitIncomplete
		}
	}
	if len(res.Report.Incomplete) > 0 {
		a.sayIncomplete(res.Report, false)
		if a.Code == cli.ExitClean {
			a.Code = cli.ExitIncomplete
		}
	}
	return nil
}

// answers scans the tree for what it says to an instrument.
func (a *app) answers(ctx context.Context, dir, instrument string, f fillFlags) (*scan.Outcome, error) {
	o := scan.Options{
		Root: dir, Config: f.config, Collectors: collectors.All(), Evidence: f.evidence, Policies: f.policies,
		Plan: f.plan, Now: time.Now().UTC().Truncate(time.Second),
	}
	if instrument != "" {
		o.Instruments = []string{instrument}
	}
	if f.now != "" {
		t, err := parseNow(f.now)
		if err != nil {
			return nil, err
		}
		o.Now, o.DayGiven = t, true
	}
	return a.scan(ctx, o, f.noCache)
}

// propositions writes the approved answers that are near to open questions.
func (a *app) propositions(q *opened, plan *questionnaire.Plan, res *scan.Outcome, file string) error {
	const most = 3 // for each question
	var b bytes.Buffer
	n, err := questionnaire.WriteProposals(&b, q.sheet, q.Detection, plan, func(text string) []questionnaire.Proposal {
		var out []questionnaire.Proposal
		for _, p := range res.Propose(text, most) {
			out = append(out, questionnaire.Proposal{Score: p.Score, Approved: p.Approved, Answer: p.Answer})
		}
		return out
	})
	if err != nil {
		return err
	}
	if err := atomicfile.Write(file, b.Bytes()); err != nil {
		return cli.Usagef("write %s: %w", file, err)
	}
	fmt.Fprintf(a.Stderr, "candor: %d of %d questions have an approved answer near to them, in %s; look at each before you use it\n", n, q.Questions, file)
	return nil
}
