package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/candor-dev/candor/collectors/supabase"
	"github.com/candor-dev/candor/internal/cli"
	"github.com/candor-dev/candor/internal/term"
)

// supabaseFlags are the flags of collect supabase.
type supabaseFlags struct {
	projects             []string
	token, endpoint, out string
	specs                bool
}

func (a *app) collectSupabaseCommand() *cobra.Command {
	var f supabaseFlags
	c := &cobra.Command{
		Use:   "supabase",
		Short: "ask the Management API of Supabase: region, TLS, networks, backups, sign-in",
		Long: `Asks for the settings of every project that the token can see: region and read
replicas, whether connections without TLS are taken, who may reach the database,
backups, and the settings of sign-in. No key, no password and no row is asked for,
and nothing is written. At most 55 requests go out in a minute.

The token is read from SUPABASE_ACCESS_TOKEN or from --token-file. Note:
` + supabase.TokenNotice + `.
What can be asked of the database itself, candor collect postgres asks with a
role that can do less.

The facts carry the place supabase://PROJECT, so that a claim can name them by
` + "`over: supabase://**`" + `.`,
		Example: `  candor collect supabase -o supabase.jsonl
  candor collect supabase --project abcdefghijklmnopqrst -o supabase.jsonl
  candor check --evidence supabase.jsonl`,
		Args: cli.NoArgs("collect supabase"),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.collectSupabase(cmd.Context(), f) },
	}
	c.Flags().StringSliceVar(&f.projects, "project", nil, "the reference of a project to ask about; may be given again (default: all)")
	c.Flags().StringVar(&f.token, "token-file", "", "read the token from this file")
	c.Flags().StringVar(&f.endpoint, "endpoint", "", "ask this address instead of the service; such facts prove nothing")
	c.Flags().StringVarP(&f.out, "out", "o", "-", "write the facts to this file (JSON lines); - is stdout")
	c.Flags().BoolVar(&f.specs, "print-calls", false, "print the calls and the permissions that they need, and ask nothing")
	return c
}

func (a *app) collectSupabase(ctx context.Context, f supabaseFlags) error {
	if f.specs {
		a.printCalls(supabase.Specs(), supabase.TokenNotice)
		return nil
	}
	token, err := serviceToken(f.token, "SUPABASE_ACCESS_TOKEN")
	if err != nil {
		return err
	}
	progress := term.NewProgress(a.Stderr)
	r, err := supabase.Run(ctx, supabase.Options{
		Token: token, Base: f.endpoint, Projects: f.projects,
		Progress: func(done, all int) { progress.Say(fmt.Sprintf("supabase: %d of %d projects", done, all)) },
	})
	progress.Done()
	if err != nil {
		return cli.Usagef("collect supabase: %w", err)
	}
	return a.writeService(r.File("", time.Now().UTC().Truncate(time.Second)), f.out, "supabase", r.Gaps())
}
