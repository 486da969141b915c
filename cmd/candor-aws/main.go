// Command candor-aws asks AWS: it collects the facts of accounts, and looks for
// the requests of a facts file in AWS' own record. It is a program of its own
// because the SDK of AWS costs as much to compile as all the rest of candor, whose
// collect aws and verify hand over to it.
package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/candor-dev/candor/internal/cli"
)

func main() {
	os.Exit(run())
}

// run is main without the exit, so that a test can call it in process.
func run() int {
	ctx, stop := cli.Interruptible()
	defer stop()
	a := &app{App: cli.Process()}
	caller, err := cli.TakeCaller()
	if err != nil {
		return a.Fail(ctx, err)
	}
	warning, err := cli.Agree(caller, os.Args[0])
	if err != nil {
		return a.Fail(ctx, err)
	}
	if warning != "" {
		fmt.Fprintln(a.Stderr, "candor:", warning)
	}
	root := a.command()
	root.SetArgs(os.Args[1:])
	if err := root.ExecuteContext(ctx); err != nil {
		return a.Fail(ctx, err)
	}
	return a.Code
}

// app is the program.
type app struct{ cli.App }

const long = `candor-aws does what candor needs the SDK of AWS for: it reads accounts into facts
files, and looks for the requests of such a file in AWS' own record. candor collect
aws and candor verify hand over to it, where it lies beside candor or in the PATH;
called by itself it does the same.

  candor-aws collect aws -o aws.jsonl
  candor check --evidence aws.jsonl

Exit codes: 0 clean; 1 a request was not found, or differs; 2 wrong usage; 3
something could not be read, or there was nothing to look at.`

// command builds the command tree.
func (a *app) command() *cobra.Command {
	root := &cobra.Command{
		Use:   "candor-aws",
		Short: "reads accounts of AWS into facts files, and checks those against AWS' own record",
		Long:  long,
		Args:  cobra.ArbitraryArgs,
		RunE:  cli.WhichOne,
	}
	a.Prepare(root)
	collect := &cobra.Command{
		Use:               "collect SOURCE",
		Short:             "read a live source into a facts file, for candor check --evidence",
		PersistentPreRunE: a.StandInRoots,
		RunE:              cli.WhichOne,
	}
	collect.AddCommand(a.collectAWSCommand())
	verify := a.verifyCommand()
	verify.PreRunE = a.StandInRoots
	root.AddCommand(collect, verify, cli.ManCommand())
	return root
}
