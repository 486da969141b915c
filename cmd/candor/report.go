package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors"
	"github.com/candor-dev/candor/internal/atomicfile"
	"github.com/candor-dev/candor/internal/cli"
	"github.com/candor-dev/candor/internal/codehost"
	"github.com/candor-dev/candor/internal/scan"
	"github.com/candor-dev/candor/internal/term"
	"github.com/candor-dev/candor/reports/format"
	"github.com/candor-dev/candor/reports/populations"
)

// reportFlags are the flags of report.
type reportFlags struct {
	scan       checkFlags
	frameworks []string
	links      string
	plan       string
}

// populationsName is the output of report that is a folder.
const populationsName = "populations"

func (a *app) reportCommand() *cobra.Command {
	var f reportFlags
	c := &cobra.Command{
		Use:   "report [DIR]",
		Short: "write the evidence for an auditor: claims, frameworks, populations and limits",
		Long: `Scans like check and writes documents for an auditor: every claim with what
speaks for and against it, the ids of the frameworks that are asked for with the
evidence that this scan has, whole populations, exceptions, attestations and what
was not looked at. The words of a verdict stay the scan's: there is no score, and
no document says that a framework is met.`,
		Example: `  candor report --framework soc2 -o html=report.html -o populations=populations
  candor report --framework soc2 --framework caiq -o md=report.md -o csv=ids.csv
  candor report --evidence facts.jsonl --framework siglite -o html=report.html`,
		Args: oneFolder("report"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.report(cmd.Context(), folder(args), f) },
	}
	fl := c.Flags()
	scanFlags(c, &f.scan)
	fl.StringSliceVar(&f.frameworks, "framework", nil, "a framework to report on: soc2, caiq, siglite, or one version in full such as caiq-4.0.3; may be repeated")
	fl.StringArrayVarP(&f.scan.outputs, "output", "o", nil, "write a document, as html=FILE, md=FILE, csv=FILE, populations=FOLDER or any format of check; may be repeated; FILE - is stdout")
	fl.StringVar(&f.plan, "plan", "", "answer for customers of this plan: claims of other plans say nothing to them")
	fl.StringVar(&f.links, "links", "", "address of a line at your code host, with {commit}, {path} and {line}; known for the public ones")
	fl.StringVar(&f.scan.color, "color", "auto", "auto, always or never")
	return c
}

// oneFolder refuses more than one argument.
func oneFolder(name string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) > 1 {
			return cli.Usagef("%s takes one folder, not %d: run it once for each, or on the folder above", name, len(args))
		}
		return nil
	}
}

func folder(args []string) string {
	if len(args) == 1 {
		return args[0]
	}
	return "."
}

// scanFlags are the flags that say what is scanned, for commands that write
// documents of a scan.
func scanFlags(c *cobra.Command, f *checkFlags) {
	fl := c.Flags()
	fl.StringVar(&f.config, "config", "", "read this file instead of DIR/candor.yaml")
	fl.StringArrayVar(&f.evidence, "evidence", nil, "judge from this facts file; what it holds is not read again; may be repeated")
	fl.StringArrayVar(&f.policies, "policies", nil, "a folder with rules of your own, or an OPA bundle (.tar.gz); may be repeated")
	fl.StringArrayVar(&f.skip, "skip", nil, "leave out a collector by its id, or the Go checks with \"go\"; may be repeated")
	fl.StringVar(&f.failOn, "fail-on", "error", "the least severity that gives exit code 1: error, warning or note")
	fl.BoolVar(&f.exitZero, "exit-zero", false, "exit 0 also with findings (not with wrong usage or an incomplete scan)")
	fl.StringVar(&f.now, "now", "", "take this as today: 2006-01-02 or RFC 3339")
	fl.StringVar(&f.deployed, "deployed", "", "the git revision that is in use, instead of deployed_commit in candor.yaml: evidence from other code is stale")
	fl.StringVar(&f.waiversFrom, "waivers-from", "", "count only waivers that stand at this git revision, so that a change can't excuse itself")
	cacheFlag(c, &f.noCache)
}

// scanOptions turns those flags into a scan.
func scanOptions(dir string, f checkFlags) (scan.Options, error) {
	o := scan.Options{
		Root: dir, Config: f.config, Collectors: collectors.All(), Evidence: f.evidence, Policies: f.policies,
		Skip: f.skip, WaiversFrom: f.waiversFrom, Deployed: f.deployed, Now: time.Now().UTC().Truncate(time.Second),
	}
	if err := o.FailOn.UnmarshalText([]byte(f.failOn)); err != nil {
		return o, cli.Usagef("--fail-on: %w", err)
	}
	if f.now != "" {
		t, err := parseNow(f.now)
		if err != nil {
			return o, err
		}
		o.Now, o.DayGiven = t, true
	}
	return o, nil
}

func (a *app) report(ctx context.Context, dir string, f reportFlags) error {
	o, err := scanOptions(dir, f.scan)
	if err != nil {
		return err
	}
	o.Instruments, o.Plan = f.frameworks, f.plan
	if f.links != "" {
		if err := codehost.Check(f.links); err != nil {
			return cli.Usagef("--links: %w", err)
		}
	}
	rest, tables, err := f.documents()
	if err != nil {
		return err
	}
	f.scan.outputs, f.scan.format = rest, "none"
	if len(rest)+len(tables) == 0 {
		f.scan.format = "audit"
	}
	out, err := a.outputs(f.scan)
	if err != nil {
		return err
	}
	out.github = false // annotations belong to check
	o.Examples = out.examples()
	res, err := a.scan(ctx, o, f.scan.noCache)
	if err != nil {
		return err
	}
	if f.links != "" {
		res.Report.Links = f.links
	}
	files, err := populations.Files(res.Report)
	if err != nil {
		return err
	}
	if err := out.write(res); err != nil {
		return err
	}
	for _, dir := range tables {
		if err := a.writeTables(dir, files); err != nil {
			return err
		}
	}
	if out.stdout == nil {
		a.sum(res.Report)
	}
	a.Code = exitCode(res.Report, f.scan.exitZero)
	if a.Code == cli.ExitIncomplete {
		a.sayIncomplete(res.Report, false)
	}
	return nil
}

// documents takes the folders for populations out of the outputs, and gives the
// names that are meant for an auditor their formats.
func (f *reportFlags) documents() (rest, folders []string, err error) {
	for _, s := range f.scan.outputs {
		name, file, ok := strings.Cut(s, "=")
		switch {
		case ok && name == populationsName:
			if file == "" || file == "-" {
				return nil, nil, cli.Usagef("-o %s: want a folder, for example -o populations=populations", s)
			}
			folders = append(folders, file)
			continue
		case name == "md", name == "markdown":
			name = "audit"
		case name == "csv" && len(f.frameworks) == 0:
			return nil, nil, cli.Usagef("-o %s: the table has a row for each id of a framework; name one with --framework", s)
		}
		if ok {
			s = name + "=" + file
		}
		rest = append(rest, s)
	}
	return rest, folders, nil
}

// writeTables writes the populations into a folder, the index last, so that an
// index is never ahead of its tables. Tables of an earlier run that this one
// does not have are left where they are, and named.
func (a *app) writeTables(dir string, files []populations.File) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return cli.Usagef("write %s: %w", dir, err)
	}
	ours := make(map[string]bool)
	for _, f := range append(slices.Clone(files[1:]), files[0]) {
		ours[f.Name] = true
		if err := atomicfile.Write(filepath.Join(dir, f.Name), f.Body); err != nil {
			return cli.Usagef("write %s: %w", filepath.Join(dir, f.Name), err)
		}
	}
	found, err := filepath.Glob(filepath.Join(dir, "*.csv"))
	if err != nil {
		return nil // the name of the folder is no pattern; nothing is lost
	}
	for _, name := range found {
		if !ours[filepath.Base(name)] {
			fmt.Fprintf(a.Stderr, "candor: %s is not of this run; %s lists what is\n", term.Sanitize(name), populations.Index)
		}
	}
	return nil
}

// sum says on stdout what the documents say at length.
func (a *app) sum(r *candor.Report) {
	fmt.Fprintln(a.Stdout, format.ClaimsLine(r))
	fmt.Fprintln(a.Stdout, format.ResultsLine(r))
	for i := range r.Instruments {
		in := &r.Instruments[i]
		c := format.CountStandings(format.Standings(r, in))
		fmt.Fprintf(a.Stdout, "%s: %s: evidence toward %d, in part %d, against %d, none for %d; answers %d yes, %d no, %d not applicable, %d blank\n",
			in.ID, format.Count(len(in.Questions), "id", "ids"), c.Toward, c.Part, c.Against, c.None, c.Yes, c.No, c.NA, c.Blank)
	}
}
