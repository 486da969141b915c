package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/candor-dev/candor/collectors/aws"
	"github.com/candor-dev/candor/internal/cli"
	"github.com/candor-dev/candor/internal/term"
)

// awsFlags are the flags of collect aws.
type awsFlags struct {
	aws.Options
	out, policy string
	resume      bool
}

// resumeAge is how old the part of an account may be that --resume takes over.
const resumeAge = 24 * time.Hour

func (a *app) collectAWSCommand() *cobra.Command {
	var f awsFlags
	c := &cobra.Command{
		Use:   "aws",
		Short: "ask the APIs of AWS about an account, or all of an organisation",
		Long: `Asks AWS how accounts are set and writes down what it says: users, roles and
policies, trails, buckets and more, in every region that is enabled. It changes
nothing, and reads no object and no secret; docs/aws-permissions.md lists every
call. The caller is whoever the AWS configuration of this machine names.

What was denied, throttled or cut short is written down as such and never passes.
A call that fails takes only what depends on it away; the exit code is 3 then.

The facts carry paths like aws://111122223333/eu-central-1/s3/files, so that
` + "`over: aws://**`" + ` in candor.yaml is about live accounts alone. Their kinds are those
of templates: the same rules judge both.

The accounts that are done are kept in FILE.parts until all are; --resume goes on
from there.`,
		Example: `  candor collect aws --print-policy cloudformation > role.yaml
  candor collect aws --role-arn arn:aws:iam::111122223333:role/candor-readonly --external-id "$ID" -o aws.jsonl
  candor collect aws --org --role candor-readonly --external-id "$ID" -o aws.jsonl
  candor check --evidence aws.jsonl`,
		Args: cli.NoArgs("collect aws"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.policy != "" {
				text, err := aws.Policy(f.policy)
				if err != nil {
					return cli.Usagef("--print-policy: %w", err)
				}
				_, err = io.WriteString(a.Stdout, text)
				return err
			}
			return a.collectAWS(cmd.Context(), f)
		},
	}
	c.Flags().StringSliceVar(&f.Accounts, "account", nil, "the id of an account to look at; may be repeated (default: the caller's own)")
	c.Flags().StringVar(&f.Profile, "profile", "", "the profile of the AWS configuration to use")
	c.Flags().StringVar(&f.RoleARN, "role-arn", "", "take this role on first")
	c.Flags().StringVar(&f.Role, "role", "", "the name of the role that is taken on in other accounts")
	c.Flags().StringVar(&f.ExternalID, "external-id", "", "the external id that goes with every role")
	c.Flags().StringSliceVar(&f.Regions, "regions", nil, "look at these regions alone; the others are then a gap (default: all that are enabled)")
	c.Flags().BoolVar(&f.Org, "org", false, "look at every account of the organisation; needs --role")
	c.Flags().IntVar(&f.AtOnce, "accounts-at-once", 0, "how many accounts are looked at side by side (default 8)")
	c.Flags().Float64Var(&f.Rate, "rate", 0, "the most requests a second for each account, region and service (default 5)")
	c.Flags().BoolVar(&f.resume, "resume", false, "go on with a run that was cut off; accounts that are done are not asked again")
	c.Flags().StringVarP(&f.out, "out", "o", "-", "write the facts to this file (JSON lines); - is stdout")
	c.Flags().StringVar(&f.policy, "print-policy", "", "print the policy of a role for this command and ask nothing: json, cloudformation or terraform")
	return c
}

func (a *app) collectAWS(ctx context.Context, f awsFlags) error {
	switch {
	case f.Org && f.Role == "":
		return cli.Usagef("--org enters the accounts by a role: give its name by --role")
	case f.Rate < 0 || f.AtOnce < 0:
		return cli.Usagef("--rate and --accounts-at-once want positive numbers")
	case f.resume && f.out == "-":
		return cli.Usagef("--resume goes on with a file: name it by -o")
	}
	o := f.Options
	o.Now = time.Now().UTC().Truncate(time.Second)
	parts, err := partsOf(f)
	if err != nil {
		return err
	}
	if f.resume {
		o.Done = func(account string) bool { return parts.Done(account, o.Now, resumeAge) }
	}
	progress := term.NewProgress(a.Stderr)
	o.Progress = func(p aws.Progress) {
		progress.Say(fmt.Sprintf("aws: %d of %d accounts, %d requests", p.Done, p.All, p.Calls))
	}
	o.Part = parts.Put
	if a.Env("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(aws.MemoryAim)
	}
	s, err := aws.Run(ctx, o)
	progress.Done()
	if err != nil {
		var ue *aws.UsageError
		if f.out == "-" {
			err = errors.Join(err, parts.Remove())
		}
		switch {
		case errors.As(err, &ue):
			_ = os.Remove(parts.Dir) // where it is empty; what an earlier run left stays
			return cli.Usagef("%w", err)
		case f.out == "-":
			return err
		case ctx.Err() != nil:
			fmt.Fprintf(a.Stderr, "candor: the accounts that were done are in %s: go on with --resume\n", parts.Dir)
			return err
		default:
			return fmt.Errorf("%w; the accounts that were done are in %s: go on with --resume", err, parts.Dir)
		}
	}
	if err := a.mergeAWS(parts, f.out, o.Now); err != nil {
		if f.out == "-" {
			err = errors.Join(err, parts.Remove())
		}
		return err
	}
	if err := parts.Remove(); err != nil {
		return fmt.Errorf("remove the parts of the run: %w", err)
	}
	a.summariseAWS(s, f.out)
	return nil
}

// partsOf is the folder of the parts: beside the file, or a passing one.
func partsOf(f awsFlags) (aws.Parts, error) {
	if f.out == "-" {
		dir, err := os.MkdirTemp("", "candor-aws-")
		return aws.Parts{Dir: dir}, err
	}
	p := aws.Parts{Dir: f.out + ".parts"}
	if !f.resume {
		if err := p.Remove(); err != nil {
			return p, cli.Usagef("remove the parts of an earlier run: %w", err)
		}
	}
	if err := os.MkdirAll(p.Dir, 0o700); err != nil {
		return p, cli.Usagef("make the folder for parts: %w", err)
	}
	return p, nil
}

// mergeAWS writes the facts file, whole or not at all.
func (a *app) mergeAWS(parts aws.Parts, out string, now time.Time) (err error) {
	if out == "-" {
		w := bufio.NewWriter(a.Stdout)
		if err := parts.Merge(w, now); err != nil {
			return fmt.Errorf("write the facts to stdout: %w", err)
		}
		return w.Flush()
	}
	w, err := os.CreateTemp(filepath.Dir(out), ".candor-*")
	if err != nil {
		return cli.Usagef("write %s: %w", out, err)
	}
	defer func() {
		if err != nil {
			w.Close() // the first error is the one to tell
			os.Remove(w.Name())
		}
	}()
	if err = parts.Merge(w, now); err != nil {
		return fmt.Errorf("write %s: %w", out, err)
	}
	if err = w.Close(); err != nil {
		return fmt.Errorf("write %s: %w", out, err)
	}
	return os.Rename(w.Name(), out)
}

func (a *app) summariseAWS(s *aws.Summary, out string) {
	if out == "-" {
		out = "stdout"
	}
	fmt.Fprintf(a.Stderr, "candor: %s to %s\n", s, out)
	if s.Emulated {
		fmt.Fprintln(a.Stderr, "  the endpoint is not AWS's own: these facts prove nothing")
	}
	for _, p := range slices.Sorted(maps.Keys(s.Denied)) {
		fmt.Fprintf(a.Stderr, "  denied: %s (%d calls)\n", term.Sanitize(p), s.Denied[p])
	}
	if s.Gaps > 0 {
		a.Code = cli.ExitIncomplete
		fmt.Fprintf(a.Stderr, "candor: %d facts could not be told (exit code 3); what depends on them stays unknown\n", s.Gaps)
	}
}
