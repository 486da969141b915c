package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/candor-dev/candor/collectors/github"
	"github.com/candor-dev/candor/internal/atomicfile"
	"github.com/candor-dev/candor/internal/cli"
	"github.com/candor-dev/candor/internal/term"
	"github.com/candor-dev/candor/reports/format"
)

// githubFlags are the flags of collect github.
type githubFlags struct {
	url, out string
	timeout  time.Duration
	maxWait  time.Duration
	days     int
	maxPulls int
	resume   bool
}

func (a *app) collectGitHubCommand() *cobra.Command {
	var f githubFlags
	c := &cobra.Command{
		Use:   "github OWNER[/REPO]...",
		Short: "ask GitHub how code changes: branch rules, bypasses, scanning, workflow tokens, merged pull requests",
		Long: `Asks GitHub what holds on the default branch of each repository (rulesets and
classic protection together) and who may go around it, whether members need a
second factor, whether secrets and dependencies are watched, what the token of a
workflow may do, who owns code, of every pull request that was merged within
--days who approved it, and of every commit of the branch by which of them it
came. It only reads, and reads no content of a file. OWNER alone means all
repositories of an organisation.

The token is that of GITHUB_TOKEN or GH_TOKEN. Some of this is told to
administrators and owners alone; for others GitHub answers as if it were not
there. What a token may not see is written down as denied and stays unknown: exit
code 3, with the list. A fine-grained token needs, for reading, the rights
metadata, administration, contents and pull requests of the repositories, and
administration of the organisation.

A wait that GitHub asks for is kept, up to --max-wait; after that the call is
given up and the others go on. Repositories that are done are kept in FILE.parts as
long as others are not; --resume goes on with what is not older than a day, and asks
again where something was denied or failed. The facts carry the place github://OWNER/REPO, so
that a claim can name them by ` + "`over: github://**`" + `. Those of a server that is none
of GitHub's own (--api-url) are marked as emulated.`,
		Example: `  GITHUB_TOKEN=... candor collect github acme -o github.jsonl
  candor collect github acme/app acme/site --days 365 -o github.jsonl
  candor check --evidence github.jsonl`,
		Args: func(*cobra.Command, []string) error { return nil },
		RunE: func(cmd *cobra.Command, args []string) error { return a.collectGitHub(cmd.Context(), f, args) },
	}
	c.Flags().StringVar(&f.url, "api-url", "", "the address of the interface (default: GITHUB_API_URL, or GitHub's own)")
	c.Flags().StringVarP(&f.out, "out", "o", "-", "write the facts to this file (JSON lines); - is stdout")
	c.Flags().DurationVar(&f.timeout, "timeout", 30*time.Second, "the longest wait for an answer")
	c.Flags().DurationVar(&f.maxWait, "max-wait", 90*time.Second, "the longest wait that GitHub may ask for before a call is given up")
	c.Flags().BoolVar(&f.resume, "resume", false, "go on with a run that was cut off or met a limit; repositories that are done are not asked again")
	c.Flags().IntVar(&f.days, "days", 90, "how many days back merged pull requests are looked at")
	c.Flags().IntVar(&f.maxPulls, "max-pulls", 2000, "the most merged pull requests, and the most commits, of one repository; those beyond stay unknown")
	return c
}

func (a *app) collectGitHub(ctx context.Context, f githubFlags, args []string) error {
	var targets []github.Target
	for _, s := range args {
		t, err := github.ParseTarget(s)
		if err != nil {
			return cli.Usagef("%w", err)
		}
		targets = append(targets, t)
	}
	switch {
	case len(targets) == 0:
		return cli.Usagef("collect github takes repositories: candor collect github OWNER/REPO, or OWNER for all of an organisation")
	case f.days < 1 || f.days > 3660:
		return cli.Usagef("--days %d: want 1 to 3660", f.days)
	case f.maxPulls < 1:
		return cli.Usagef("--max-pulls %d: want at least 1", f.maxPulls)
	case f.resume && f.out == "-":
		return cli.Usagef("--resume goes on with a file: name it by -o")
	case f.timeout < time.Millisecond || f.timeout > 10*time.Minute:
		return cli.Usagef("--timeout %s: want a span like 30s, at most 10m", f.timeout)
	case f.maxWait < time.Millisecond:
		return cli.Usagef("--max-wait %s: want a span like 90s", f.maxWait)
	}
	o := github.Options{
		URL: f.url, Token: a.Env("GITHUB_TOKEN"), Timeout: f.timeout, MaxWait: f.maxWait,
		Window: time.Duration(f.days) * 24 * time.Hour, MaxPulls: f.maxPulls, Now: time.Now().UTC().Truncate(time.Second),
	}
	if o.URL == "" {
		o.URL = a.Env("GITHUB_API_URL")
	}
	if o.Token == "" {
		o.Token = a.Env("GH_TOKEN")
	}
	if f.out != "-" {
		o.Parts, o.Resume = &github.Parts{Dir: f.out + ".parts"}, f.resume
		if !f.resume {
			if err := o.Parts.Remove(); err != nil {
				return cli.Usagef("remove the parts of an earlier run: %w", err)
			}
		}
	}
	progress := term.NewProgress(a.Stderr)
	o.Progress = func(done, all int) { progress.Say(fmt.Sprintf("github: %d of %d repositories", done, all)) }
	s, err := github.Run(ctx, targets, o)
	progress.Done()
	var address *github.URLError
	if errors.As(err, &address) {
		return cli.Usagef("%w", err)
	}
	if err != nil {
		a.sayKept(o.Parts)
		return err
	}
	file := s.Evidence()
	var b bytes.Buffer
	if err := file.Write(&b); err != nil {
		return err
	}
	out := f.out
	if out == "-" {
		if _, err := a.Stdout.Write(b.Bytes()); err != nil {
			return fmt.Errorf("write the facts to stdout: %w", err)
		}
		out = "stdout"
	} else if err := atomicfile.Write(out, b.Bytes()); err != nil {
		return cli.Usagef("write %s: %w", out, err)
	}
	fmt.Fprintf(a.Stderr, "candor: %s; %d facts to %s\n", s.Summary(), len(file.Facts), out)
	if o.Parts != nil && s.Unfinished() {
		a.sayKept(o.Parts)
	} else if o.Parts != nil {
		if err := o.Parts.Remove(); err != nil {
			return fmt.Errorf("remove the parts of the run: %w", err)
		}
	}
	gaps := s.Gaps()
	for _, g := range gaps {
		fmt.Fprintln(a.Stderr, "  "+term.Sanitize(g))
	}
	if len(gaps) > 0 {
		a.Code = cli.ExitIncomplete
		fmt.Fprintln(a.Stderr, "candor: not everything could be told (exit code 3); what depends on it stays unknown")
	}
	return nil
}

// sayKept tells that a run can go on where it stopped.
func (a *app) sayKept(p *github.Parts) {
	if p == nil {
		return
	}
	if n := p.Kept(); n > 0 {
		fmt.Fprintf(a.Stderr, "candor: %s that %s done %s in %s: go on with --resume\n",
			format.Count(n, "repository", "repositories"), plural(n, "was", "were"), plural(n, "is", "are"), p.Dir)
	}
}
