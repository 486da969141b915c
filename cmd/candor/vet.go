package main

import (
	"github.com/spf13/cobra"

	"github.com/candor-dev/candor/analyzers"
)

func (a *app) vetCommand() *cobra.Command {
	var mutations []string
	c := &cobra.Command{
		Use:   "vet [PACKAGES]",
		Short: "the Go checks alone, in the manner of go vet",
		Long: `Runs the Go checks on the packages (default ./...) and prints what they find.
The same binary is a vettool: go vet -vettool=$(which candor) ./...`,
		RunE: func(cmd *cobra.Command, args []string) error {
			n, err := analyzers.RunVet(cmd.Context(), a.stdout, ".", args, analyzers.VetOptions{Mutations: mutations})
			if err != nil {
				return err
			}
			if n > 0 {
				a.code = exitFinding
			}
			return nil
		},
	}
	c.Flags().StringArrayVar(&mutations, "mutation", nil, "a function of yours that changes data, as import/path.(*T).Method; may be repeated")
	return c
}
