package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/candor-dev/candor/collectors/aws"
	"github.com/candor-dev/candor/internal/cli"
	"github.com/candor-dev/candor/internal/evidence"
	"github.com/candor-dev/candor/internal/term"
)

// requestsSchema names the version of the JSON output. Fields may be added within a version.
const requestsSchema = "candor.requests/v1"

// requestFlags are the flags of verify.
type requestFlags struct {
	aws.VerifyOptions
	cloudtrail, format string
	policy             bool
}

func (a *app) verifyCommand() *cobra.Command {
	var f requestFlags
	c := &cobra.Command{
		Use:   "verify --cloudtrail FILE",
		Short: "look for requests of a facts file in the event history of AWS",
		Long: `A facts file of candor collect aws names every request that was made, by the id
that AWS gave it. This draws a sample of them and looks for each in the event
history of the account and region (CloudTrail), which AWS keeps by itself for 90
days. What is found was asked of AWS, at that time and by that caller; what AWS
answered is not in the history.

  found                   the history has the request
  not found               all of the time was looked at, and it is not there
  differs                 it is there as another call, with another caller or
                          another end, or the file was changed
  too young, too old      events appear within 15 minutes and stay for 90 days
  not a management event  the history holds no others
  not asked               denied, cut short, or in an account that was not entered
  emulated                no AWS answered: it proves nothing

Which requests are drawn follows from --seed and the file: choose one that whoever
made the file did not know. It needs cloudtrail:LookupEvents, which collecting does
not; sessions that are opened by a role are narrowed to that.

Exit codes: 0 all of the sample was found; 1 one was not found, or differs; 2 wrong
usage; 3 of one it can't be told, or the file holds answers without a request.`,
		Example: `  candor verify --cloudtrail aws.jsonl --seed "$(date +%s)"
  candor verify --cloudtrail aws.jsonl --sample 50 --role candor-audit --external-id "$ID" --format json
  candor verify --print-policy`,
		Args: cli.NoArgs("verify"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.policy {
				text, err := aws.VerifyPolicy()
				if err != nil {
					return err
				}
				_, err = io.WriteString(a.Stdout, text)
				return err
			}
			return a.verify(cmd.Context(), f)
		},
	}
	c.Flags().StringVar(&f.cloudtrail, "cloudtrail", "", "the facts file whose requests to look for")
	c.Flags().IntVar(&f.Sample, "sample", 20, "how many requests to look for")
	c.Flags().StringVar(&f.Seed, "seed", "", "any text; another one draws another sample")
	c.Flags().StringVar(&f.format, "format", "text", "text or json")
	c.Flags().StringVar(&f.Profile, "profile", "", "the profile of the AWS configuration to use")
	c.Flags().StringVar(&f.RoleARN, "role-arn", "", "take this role on first")
	c.Flags().StringVar(&f.Role, "role", "", "the name of the role that is taken on in other accounts")
	c.Flags().StringVar(&f.ExternalID, "external-id", "", "the external id that goes with every role")
	c.Flags().BoolVar(&f.policy, "print-policy", false, "print the policy of a role for this command and ask nothing")
	return c
}

func (a *app) verify(ctx context.Context, f requestFlags) error {
	switch {
	case f.cloudtrail == "":
		return cli.Usagef("name the facts file, for example: candor verify --cloudtrail aws.jsonl")
	case f.Sample < 1:
		return cli.Usagef("--sample wants a positive number")
	case f.format != "text" && f.format != "json":
		return cli.Usagef("--format %s: want text or json", f.format)
	}
	in, err := os.Open(f.cloudtrail)
	if err != nil {
		return cli.Usagef("read the facts file: %w", err)
	}
	defer in.Close() // read only: nothing can be lost
	file, err := evidence.Read(in)
	if err != nil {
		return cli.Usagef("%s: %w", f.cloudtrail, err)
	}
	o := f.VerifyOptions
	o.Items, o.Now = file.Items, time.Now().UTC()
	progress := term.NewProgress(a.Stderr)
	o.Progress = func(p aws.Progress) { progress.Say(fmt.Sprintf("verify: %d of %d requests", p.Done, p.All)) }
	v, err := aws.Verify(ctx, o)
	progress.Done()
	if err != nil {
		var ue *aws.UsageError
		if errors.As(err, &ue) {
			return cli.Usagef("%w", err)
		}
		return err
	}
	if f.format == "json" {
		err = a.requestsJSON(v, f)
	} else {
		a.requestsText(v, f)
	}
	a.Code = requestsCode(v)
	return err
}

// requestsCode is the exit code: what is wrong goes before what is not known.
func requestsCode(v *aws.Verification) int {
	code := cli.ExitClean
	if len(v.Checked) == 0 || v.Bare > 0 {
		code = cli.ExitIncomplete
	}
	for _, c := range v.Checked {
		switch c.State {
		case aws.FoundEvent:
		case aws.FoundNone, aws.FoundOther:
			return cli.ExitFinding
		default:
			code = cli.ExitIncomplete
		}
	}
	return code
}

func (a *app) requestsText(v *aws.Verification, f requestFlags) {
	counts := make(map[aws.Found]int)
	for _, c := range v.Checked {
		counts[c.State]++
		fmt.Fprintf(a.Stdout, "%-9s  %s  %s  %s %s  request %s", c.State, c.At.Format(time.RFC3339), term.Sanitize(c.Spec), term.Sanitize(c.Account), term.Sanitize(c.Region), term.Sanitize(c.Request))
		if c.Event != "" {
			fmt.Fprintf(a.Stdout, "  event %s (%s)", term.Sanitize(c.Event), term.Sanitize(c.Name))
		}
		if c.Reason != "" {
			fmt.Fprintf(a.Stdout, ": %s", term.Sanitize(c.Reason))
		}
		fmt.Fprintln(a.Stdout)
	}
	fmt.Fprintf(a.Stdout, "%d of %d found; drawn from %d requests that AWS answered", counts[aws.FoundEvent], len(v.Checked), v.Requests)
	for _, s := range []aws.Found{aws.FoundNone, aws.FoundOther, aws.TooYoung, aws.TooOld, aws.NotManagement, aws.NotSearched, aws.FoundEmulated} {
		if counts[s] > 0 {
			fmt.Fprintf(a.Stdout, "; %d %s", counts[s], s)
		}
	}
	fmt.Fprintln(a.Stdout)
	if v.Left > 0 {
		fmt.Fprintf(a.Stdout, "%d attempts without an answer were not drawn from\n", v.Left)
	}
	if v.Bare > 0 {
		fmt.Fprintf(a.Stdout, "%d items say that AWS answered and name no request: of these nothing can be found\n", v.Bare)
	}
	if v.Alien > 0 {
		fmt.Fprintf(a.Stdout, "%d calls of other sources are no matter of CloudTrail\n", v.Alien)
	}
	if v.Emulated {
		fmt.Fprintln(a.Stdout, "An endpoint was not AWS's own: that proves nothing.")
	}
	if v.Requests == 0 {
		fmt.Fprintf(a.Stdout, "%s holds no answered request of AWS: nothing was looked for\n", term.Sanitize(f.cloudtrail))
	}
}

func (a *app) requestsJSON(v *aws.Verification, f requestFlags) error {
	if v.Checked == nil {
		v.Checked = []aws.Checked{}
	}
	enc := json.NewEncoder(a.Stdout)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(struct {
		Schema   string        `json:"schema"`
		File     string        `json:"file"`
		Seed     string        `json:"seed"`
		Requests int           `json:"requests"`
		Left     int           `json:"left"`
		Alien    int           `json:"alien"`
		Bare     int           `json:"bare"`
		Emulated bool          `json:"emulated"`
		Checked  []aws.Checked `json:"checked"`
	}{requestsSchema, f.cloudtrail, f.Seed, v.Requests, v.Left, v.Alien, v.Bare, v.Emulated, v.Checked})
}
