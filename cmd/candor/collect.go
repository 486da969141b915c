package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/candor-dev/candor/internal/nearest"
)

// collectCommand holds the commands that read a live source into a facts file.
func (a *app) collectCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "collect SOURCE",
		Short: "read a live source into a facts file, for check --evidence",
		Long: `Reads a live source and writes what it says as facts. Nothing is judged here:
candor check --evidence FILE judges the facts beside those of the tree, by the
same rules. This is the only command that connects to anything.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usagef("collect %s: there is no source of that name; %s", args[0], nearest.Hint(args[0], liveSources(cmd), 12))
			}
			return usagef("collect takes a source: %s; for example candor collect tls app.example.com", strings.Join(liveSources(cmd), ", "))
		},
		RunE: func(*cobra.Command, []string) error { return nil },
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

// liveSources are the names of the live sources.
func liveSources(collect *cobra.Command) []string {
	var out []string
	for _, c := range collect.Commands() {
		out = append(out, c.Name())
	}
	return out
}
