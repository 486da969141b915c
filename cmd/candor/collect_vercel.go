package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/candor-dev/candor/collectors/vercel"
	"github.com/candor-dev/candor/internal/cli"
	"github.com/candor-dev/candor/internal/live"
	"github.com/candor-dev/candor/internal/term"
)

// vercelFlags are the flags of collect vercel.
type vercelFlags struct {
	team, token, endpoint, out string
	projects                   []string
	specs                      bool
}

func (a *app) collectVercelCommand() *cobra.Command {
	var f vercelFlags
	c := &cobra.Command{
		Use:   "vercel",
		Short: "ask the API of Vercel: regions of functions, types of variables, protection, domains",
		Long: `Asks for the projects of a team: in which regions the functions of the production
deployment run, of which type every environment variable is and where it is used,
who may open a deployment, and the domains. The value of a variable is never asked
for, and one that comes along is not kept. Files and what runs at the edge are served
everywhere; of them, this says nothing.

The token is read from VERCEL_TOKEN or from --token-file. Note:
` + vercel.TokenNotice + `.

The facts carry the place vercel://TEAM/PROJECT, so that a claim can name them by
` + "`over: vercel://**`" + `.`,
		Example: `  candor collect vercel --team acme -o vercel.jsonl
  candor check --evidence vercel.jsonl`,
		Args: cli.NoArgs("collect vercel"),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.collectVercel(cmd.Context(), f) },
	}
	c.Flags().StringVar(&f.team, "team", "", "the team, by id or slug (default: what the user of the token owns)")
	c.Flags().StringSliceVar(&f.projects, "project", nil, "the name or id of a project to ask about; may be given again (default: all)")
	c.Flags().StringVar(&f.token, "token-file", "", "read the token from this file")
	c.Flags().StringVar(&f.endpoint, "endpoint", "", "ask this address instead of the service; such facts prove nothing")
	c.Flags().StringVarP(&f.out, "out", "o", "-", "write the facts to this file (JSON lines); - is stdout")
	c.Flags().BoolVar(&f.specs, "print-calls", false, "print the calls, and ask nothing")
	return c
}

func (a *app) collectVercel(ctx context.Context, f vercelFlags) error {
	if f.specs {
		a.printCalls(vercel.Specs(), vercel.TokenNotice)
		return nil
	}
	token, err := serviceToken(f.token, "VERCEL_TOKEN")
	if err != nil {
		return err
	}
	progress := term.NewProgress(a.Stderr)
	r, err := vercel.Run(ctx, vercel.Options{
		Token: token, Base: f.endpoint, Team: f.team, Projects: f.projects,
		Progress: func(done, all int) { progress.Say(fmt.Sprintf("vercel: %d of %d projects", done, all)) },
	})
	progress.Done()
	if err != nil {
		return cli.Usagef("collect vercel: %w", err)
	}
	return a.writeService(r.File("", time.Now().UTC().Truncate(time.Second)), f.out, "vercel", r.Gaps())
}

// printCalls writes what a collector would ask, and with which rights.
func (a *app) printCalls(specs []live.Spec, notice string) {
	for i := range specs {
		s := &specs[i]
		fmt.Fprintf(a.Stdout, "%-18s %s\n", s.ID, s.Doc)
		for _, p := range s.Needs {
			fmt.Fprintf(a.Stdout, "%-18s   needs %s\n", "", p.Action)
		}
	}
	fmt.Fprintf(a.Stdout, "\n%s\n", notice)
}
