package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors"
	"github.com/candor-dev/candor/internal/atomicfile"
	"github.com/candor-dev/candor/internal/cli"
	"github.com/candor-dev/candor/internal/pack"
	"github.com/candor-dev/candor/internal/scan"
	"github.com/candor-dev/candor/internal/signkey"
	"github.com/candor-dev/candor/internal/translog"
	"github.com/candor-dev/candor/reports/format"
)

// packFlags are the flags of pack create.
type packFlags struct {
	out, key, log string
	pub           []string
	config        string
	evidence      []string
	policies      []string
	skip          []string
	frameworks    []string
	plan          string
	deployed      string
	waiversFrom   string
	failOn        string
	now           string
	noCache       bool
}

func (a *app) packCreateCommand() *cobra.Command {
	var f packFlags
	c := &cobra.Command{
		Use:   "create [DIR] -o PACK --key KEYFILE --log LOGDIR",
		Short: "check a tree, log the run, and put everything into a signed pack",
		Long: `Runs a check and puts facts, populations, reports, candor.yaml and attestations
into one signed file. The run is logged whatever it says: one with findings, an
incomplete one, and one that a wrong candor.yaml stopped. Exit codes are those of
check. LOGDIR is made where there is none; keep it in git, or where it is not lost,
and its checkpoints also with somebody else.`,
		Example: `  candor pack create -o candor-pack.zip --key candor.key --log evidence/log`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return cli.Usagef("pack create takes one folder, not %d", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := "."
			if len(args) == 1 {
				dir = args[0]
			}
			return a.packCreate(cmd.Context(), dir, f)
		},
	}
	fl := c.Flags()
	fl.StringVarP(&f.out, "output", "o", "", "the pack, a zip archive")
	fl.StringVar(&f.key, "key", "", "the private file of the key that signs")
	fl.StringVar(&f.log, "log", "", "the folder of the log of runs")
	fl.StringArrayVar(&f.pub, "pub", nil, "the public file of a key that signed this log before; may be repeated")
	fl.StringArrayVar(&f.frameworks, "framework", nil, "answer the questions of this framework, too: soc2, caiq, siglite or an id with its version; may be repeated")
	fl.StringVar(&f.plan, "plan", "", "answers are for customers of this plan")
	fl.StringVar(&f.deployed, "deployed", "", "the git revision that is in use, instead of deployed_commit in candor.yaml: evidence from other code is stale")
	fl.StringVar(&f.config, "config", "", "read this file instead of DIR/candor.yaml")
	fl.StringArrayVar(&f.evidence, "evidence", nil, "judge from this facts file, too; what it holds is not read again; may be repeated")
	fl.StringArrayVar(&f.policies, "policies", nil, "a folder with rules of your own; may be repeated")
	fl.StringArrayVar(&f.skip, "skip", nil, "leave out a collector by its id, or the Go checks with \"go\"; may be repeated")
	fl.StringVar(&f.waiversFrom, "waivers-from", "", "count only waivers that stand at this git revision")
	fl.StringVar(&f.failOn, "fail-on", "error", "the least severity that gives exit code 1: error, warning or note")
	fl.StringVar(&f.now, "now", "", "take this as the time of the run; the log says that it was given")
	cacheFlag(c, &f.noCache)
	return c
}

func (a *app) packCreate(ctx context.Context, dir string, f packFlags) (err error) {
	if f.out == "" || f.key == "" || f.log == "" {
		return cli.Usagef("pack create needs -o PACK, --key KEYFILE (`candor pack key` makes one) and --log LOGDIR")
	}
	o := scan.Options{
		Root: dir, Config: f.config, Collectors: collectors.All(), Evidence: f.evidence,
		Policies: f.policies, Skip: f.skip, WaiversFrom: f.waiversFrom, Instruments: f.frameworks, Plan: f.plan, Deployed: f.deployed, Now: time.Now().UTC().Truncate(time.Second),
	}
	clock := "system"
	if f.now != "" {
		if o.Now, err = parseNow(f.now); err != nil {
			return err
		}
		clock = "given"
	}
	if err := o.FailOn.UnmarshalText([]byte(f.failOn)); err != nil {
		return cli.Usagef("--fail-on: %w", err)
	}
	key, err := signkey.ReadPrivate(f.key)
	if err != nil {
		return cli.Usagef("--key: %w", err)
	}
	old, err := publicKeys(f.pub)
	if err != nil {
		return err
	}
	log, err := translog.OpenWriter(f.log, key, old)
	if err != nil {
		return fmt.Errorf("--log: %w", err)
	}
	defer func() { err = errors.Join(err, log.Close()) }()
	if err := log.Time(o.Now); err != nil {
		return cli.Usagef("--log %s: %w", f.log, err)
	}
	res, err := a.scan(ctx, o, f.noCache)
	e := translog.Entry{At: o.Now.Format(time.RFC3339), Clock: clock, Tool: candor.Version, FailOn: o.FailOn.String(), Skip: slices.Sorted(slices.Values(f.skip))}
	if err != nil {
		return a.logFailed(ctx, log, e, err)
	}
	if len(res.Report.Instruments) < len(f.frameworks) {
		return a.logFailed(ctx, log, e, errors.New("--framework: no answers were made"))
	}
	before := log.Len()
	if err := a.packRun(dir, f, res, e, log, key); err != nil {
		if log.Len() == before {
			return a.logFailed(ctx, log, e, err)
		}
		return err
	}
	return nil
}

// logFailed logs a run that came to no report. What was wrong stays out of the
// log: a message can quote what it stumbled over.
func (a *app) logFailed(ctx context.Context, log *translog.Writer, e translog.Entry, err error) error {
	if ctx.Err() != nil {
		return err
	}
	e.Exit, e.Reason = cli.ExitIncomplete, "the scan failed, or its pack could not be made"
	var ue *scan.UsageError
	if errors.As(err, &ue) {
		e.Exit, e.Reason = cli.ExitUsage, "candor.yaml or what was asked for is wrong"
	}
	done, _, lerr := log.Add(e)
	if lerr != nil {
		return errors.Join(err, lerr)
	}
	fmt.Fprintf(a.Stderr, "candor: logged as run %d, without a pack\n", done.Run)
	return err
}

func (a *app) packRun(dir string, f packFlags, res *scan.Outcome, e translog.Entry, log *translog.Writer, key *signkey.Private) error {
	r := res.Report
	// How long a collector took is no evidence and would make every pack another one.
	for i := range r.Runs {
		r.Runs[i].Seconds = 0
	}
	for i := range res.Evidence.Runs {
		res.Evidence.Runs[i].Seconds = 0
	}
	parts, config, err := packParts(dir, f.config, res)
	if err != nil {
		return err
	}
	e.Company, e.Commit, e.Exit, e.Config = r.Company, r.Commit, exitCode(r, false), config
	e.Results, e.Claims, e.Open, e.ClaimSet = tally(r)
	m := pack.Manifest{
		Tool: pack.Tool{Version: r.Tool.Version, Commit: r.Tool.Commit}, Company: r.Company, Commit: r.Commit,
		At: e.At, Clock: e.Clock, Exit: e.Exit, FailOn: e.FailOn, Skip: e.Skip, Results: e.Results, Claims: e.Claims, Incomplete: r.Incomplete,
	}
	for i := range r.Rules {
		x := &r.Rules[i]
		m.Rules = append(m.Rules, x.ID+"@"+x.Version+" ("+x.Origin+")")
	}
	b, made, done, err := pack.Create(m, parts, e, log, key)
	if err != nil {
		return fmt.Errorf("make the pack: %w", err)
	}
	if err := atomicfile.Write(f.out, b); err != nil {
		return fmt.Errorf("run %d was logged, and its pack could not be written to %s: %w", done.Run, f.out, err)
	}
	fmt.Fprintf(a.Stdout, "%s: run %d, %s, signed by %s until %s\n%s\n%s\n",
		f.out, done.Run, format.Count(len(made.Files), "file", "files"), key.Name, key.NotAfter.Format(time.DateOnly), format.ClaimsLine(r), format.ResultsLine(r))
	a.Code = e.Exit
	if a.Code == cli.ExitIncomplete {
		a.sayIncomplete(r, false)
	}
	return nil
}

// tally is what the log keeps of a report.
func tally(r *candor.Report) (res translog.Results, claims map[string]int, open map[string]string, set string) {
	n := r.Count()
	res = translog.Results{Pass: n.Pass, Fail: n.Fail, Waived: n.Waived, Unknown: n.Unknown, NA: n.NA}
	claims, open = make(map[string]int), make(map[string]string)
	var texts []string
	for i := range r.Claims {
		c := &r.Claims[i]
		claims[c.Verdict.String()]++
		if !format.Holds(c.Verdict) && c.Verdict != candor.Planned {
			open[c.Claim.ID] = c.Verdict.String()
		}
		texts = append(texts, c.Claim.ID+"\x00"+c.Claim.Text+"\x00"+c.Claim.Status.String())
	}
	slices.Sort(texts)
	sum := sha256.Sum256([]byte(strings.Join(texts, "\x00\x00")))
	return res, claims, open, "sha256:" + hex.EncodeToString(sum[:])
}
