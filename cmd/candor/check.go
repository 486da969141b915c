package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors"
	"github.com/candor-dev/candor/internal/cli"
	"github.com/candor-dev/candor/internal/scan"
	"github.com/candor-dev/candor/internal/term"
)

// checkFlags are the flags of check.
type checkFlags struct {
	config      string
	outputs     []string
	format      string
	failOn      string
	exitZero    bool
	evidence    []string
	evidenceOut string
	policies    []string
	skip        []string
	rule        string
	now         string
	color       string
	sarifAll    bool
	verbose     bool
	writeLock   bool
	doors       string
	propose     bool
	waiversFrom string
	deployed    string
	newFrom     string
	noCache     bool
}

func (a *app) checkCommand() *cobra.Command {
	var f checkFlags
	c := &cobra.Command{
		Use:   "check [DIR]",
		Short: "check a tree and the claims that its candor.yaml binds to it",
		Long: `Collects facts from the tree, judges them, and says of each claim in candor.yaml
whether it holds. Without candor.yaml the rules still run; only the claims are
missing. Nothing is fetched, and nothing in the tree is changed but for
candor.lock with --write-lock.`,
		Example: `  candor check
  candor check -o sarif=candor.sarif -o json=candor.json services/api
  candor check --evidence-out facts.jsonl && candor check --evidence facts.jsonl`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return cli.Usagef("check takes one folder, not %d: run it once for each, or on the folder above", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := "."
			if len(args) == 1 {
				dir = args[0]
			}
			if err := noCommand(cmd, dir); err != nil {
				return err
			}
			return a.check(cmd.Context(), dir, f)
		},
	}
	fl := c.Flags()
	fl.StringVar(&f.config, "config", "", "read this file instead of DIR/candor.yaml")
	fl.StringArrayVarP(&f.outputs, "output", "o", nil, "write a format to a file, as FORMAT=FILE; may be repeated; FILE - is stdout")
	fl.StringVar(&f.format, "format", "text", "what goes to stdout: text, concise, json, sarif, markdown, github, gitlab, oscal, ocsf, cyclonedx or none")
	fl.StringVar(&f.failOn, "fail-on", "error", "the least severity that gives exit code 1: error, warning or note")
	fl.BoolVar(&f.exitZero, "exit-zero", false, "exit 0 also with findings (not with wrong usage or an incomplete scan)")
	fl.StringArrayVar(&f.evidence, "evidence", nil, "judge from this facts file; what it holds is not read again; may be repeated")
	fl.StringVar(&f.evidenceOut, "evidence-out", "", "write every fact, with its provenance, to this file (JSON lines)")
	fl.StringArrayVar(&f.policies, "policies", nil, "a folder with rules of your own, or an OPA bundle (.tar.gz); may be repeated")
	fl.StringArrayVar(&f.skip, "skip", nil, "leave out a collector by its id, or the Go checks with \"go\"; may be repeated")
	fl.StringVar(&f.rule, "rule", "", "show only the findings of this rule, all of them")
	fl.StringVar(&f.now, "now", "", "take this as today: 2006-01-02 or RFC 3339")
	fl.StringVar(&f.color, "color", "auto", "auto, always or never")
	fl.BoolVar(&f.sarifAll, "sarif-all", false, "keep waived findings in SARIF, as suppressed")
	fl.BoolVarP(&f.verbose, "verbose", "v", false, "show everything: no folded lists, and what each collector read")
	fl.StringVar(&f.doors, "doors", "", "write the doors of the Go code, and what was found behind each, to this file (CSV)")
	fl.BoolVar(&f.propose, "propose", false, "read the Go code alone and print what candor.yaml could say of it: audit trail, guards, public doors")
	fl.StringVar(&f.waiversFrom, "waivers-from", "", "count only waivers that stand at this git revision, so that a change can't excuse itself")
	fl.StringVar(&f.deployed, "deployed", "", "the git revision that is in use: evidence of another commit is stale (outranks deployed_commit of candor.yaml)")
	fl.StringVar(&f.newFrom, "new-from", "", "fail only on what is new since this git revision; the report still shows all, and which claims the change turns")
	cacheFlag(c, &f.noCache)
	fl.BoolVar(&f.writeLock, "write-lock", false, "write candor.lock at the root of each Go module: what its interface methods do")
	return c
}

func (a *app) check(ctx context.Context, dir string, f checkFlags) error {
	o := scan.Options{
		Root: dir, Config: f.config, Collectors: collectors.All(), Evidence: f.evidence,
		Policies: f.policies, Skip: f.skip, WaiversFrom: f.waiversFrom, NewFrom: f.newFrom, Deployed: f.deployed, WriteLock: f.writeLock, Now: time.Now().UTC().Truncate(time.Second),
		Doors: f.doors != "" || f.propose,
	}
	if f.propose {
		if len(f.outputs) > 0 || f.evidenceOut != "" || f.doors != "" || f.writeLock {
			return cli.Usagef("--propose prints a proposal and writes no file; run it alone")
		}
		o.Collectors, f.format = nil, "none"
	}
	if err := o.FailOn.UnmarshalText([]byte(f.failOn)); err != nil {
		return cli.Usagef("--fail-on: %w", err)
	}
	if f.now != "" {
		t, err := parseNow(f.now)
		if err != nil {
			return err
		}
		o.Now, o.DayGiven = t, true
	}
	out, err := a.outputs(f)
	if err != nil {
		return err
	}
	o.Examples = out.examples()
	res, err := a.scan(ctx, o, f.noCache)
	if err != nil {
		return err
	}
	if f.rule != "" && res.Report.Rule(f.rule) == nil {
		return cli.Usagef("--rule: %w", unknownRule(f.rule, res.Report.Rules))
	}
	if f.propose {
		return a.propose(res)
	}
	if err := out.write(res); err != nil {
		return err
	}
	a.Code = exitCode(res.Report, f.exitZero)
	if a.Code == cli.ExitIncomplete {
		a.sayIncomplete(res.Report, out.shown())
	}
	return nil
}

// propose prints what candor.yaml could say of the Go code. What could not be
// read may hold more.
func (a *app) propose(res *scan.Outcome) error {
	if res.Proposal == "" {
		fmt.Fprintln(a.Stderr, "candor: nothing to propose: no door of the Go code leads to an audit trail, a guard or a public path")
	}
	if _, err := fmt.Fprint(a.Stdout, res.Proposal); err != nil {
		return fmt.Errorf("write the proposal: %w", err)
	}
	if len(res.Report.Incomplete) > 0 {
		a.sayIncomplete(res.Report, false)
		a.Code = cli.ExitIncomplete
	}
	return nil
}

// exitCode is the one place that turns a report into an exit code. Where an
// earlier state is known, only what the change brought counts.
func exitCode(r *candor.Report, exitZero bool) int {
	if !exitZero {
		for i := range r.Results {
			x := &r.Results[i]
			if x.Finding() && x.Severity >= r.FailOn && r.Brought(x) {
				return cli.ExitFinding
			}
		}
		for i := range r.Claims {
			c := &r.Claims[i]
			if c.Verdict == candor.Contradicted && (c.Claim.Status == candor.Live || c.Claim.Status == candor.Plan) && turnedTo(r, c) {
				return cli.ExitFinding
			}
		}
		for _, n := range r.Notices {
			if n.Severity >= candor.Bad && n.Severity >= r.FailOn {
				return cli.ExitFinding
			}
		}
	}
	if len(r.Incomplete) > 0 {
		return cli.ExitIncomplete
	}
	return cli.ExitClean
}

// turnedTo reports whether a claim has its verdict of late.
func turnedTo(r *candor.Report, c *candor.ClaimVerdict) bool {
	return r.Since == nil || slices.ContainsFunc(r.Since.Turned, func(t candor.Turn) bool { return !t.Dropped && t.Claim.ID == c.Claim.ID })
}

// sayIncomplete tells on stderr why the exit code is 3. The formats for people
// have given the reasons already.
func (a *app) sayIncomplete(r *candor.Report, shown bool) {
	const most = 10
	if shown {
		fmt.Fprintln(a.Stderr, "candor: the scan is incomplete (exit code 3)")
		return
	}
	fmt.Fprintln(a.Stderr, "candor: the scan is incomplete (exit code 3):")
	for i, why := range r.Incomplete {
		if i == most {
			fmt.Fprintf(a.Stderr, "  ... and %d more\n", len(r.Incomplete)-most)
			break
		}
		fmt.Fprintln(a.Stderr, "  "+term.Sanitize(why))
	}
}

func parseNow(s string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, strings.TrimSpace(s)); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, cli.Usagef("--now %q: want a day like 2026-11-21 or a time like 2026-11-21T08:00:00Z", s)
}
