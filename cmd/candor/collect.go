package main

import (
	"github.com/spf13/cobra"

	"github.com/candor-dev/candor/internal/cli"
)

// collectCommand holds the commands that read a live source into a facts file.
func (a *app) collectCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "collect SOURCE",
		Short: "read a live source into a facts file, for check --evidence",
		Long: `Reads a live source and writes what it says as facts. Nothing is judged here:
candor check --evidence FILE judges the facts beside those of the tree, by the
same rules. Only this command, drift and verify connect to anything.`,
		PersistentPreRunE: a.StandInRoots,
		RunE:              cli.WhichOne,
	}
	c.AddCommand(a.collectPostgresCommand())
	c.AddCommand(a.collectTLSCommand())
	c.AddCommand(a.collectAWSCommand())
	c.AddCommand(a.collectGitHubCommand())
	c.AddCommand(a.collectWebCommand())
	c.AddCommand(a.collectSupabaseCommand())
	c.AddCommand(a.collectVercelCommand())
	return c
}
