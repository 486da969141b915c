package main

import (
	"github.com/spf13/cobra"
)

// collectCommand holds the commands that read a live source into a facts file.
func (a *app) collectCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "collect SOURCE",
		Short: "read a live source into a facts file, for check --evidence",
		Long: `Reads a live source and writes what it says as facts. Nothing is judged here:
candor check --evidence FILE judges the facts beside those of the tree, by the
same rules. This is the only command that connects to anything.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usagef("collect %s: there is no source of that name; want collect postgres or collect tls", args[0])
			}
			return usagef("collect takes a source: candor collect postgres --dsn DSN, or candor collect tls HOST")
		},
		RunE: func(*cobra.Command, []string) error { return nil },
	}
	c.AddCommand(a.collectPostgresCommand())
	c.AddCommand(a.collectTLSCommand())
	c.AddCommand(a.collectGitHubCommand())
	c.AddCommand(a.collectWebCommand())
	c.AddCommand(a.collectSupabaseCommand())
	c.AddCommand(a.collectVercelCommand())
	return c
}
