// Command candor says which of a company's published security claims its own
// sources prove, and which they contradict.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/candor-dev/candor/analyzers"
	"github.com/candor-dev/candor/internal/cli"
	"github.com/candor-dev/candor/internal/config"
	"github.com/candor-dev/candor/internal/scan"
)

func main() {
	os.Exit(run())
}

// run is main without the exit, so that a test can call it in process.
func run() int {
	args := os.Args[1:]
	if analyzers.IsVettool(args) {
		analyzers.Vettool() // does not return
	}
	ctx, stop := cli.Interruptible()
	defer stop()
	a := &app{App: cli.Process()}
	root := a.command()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err != nil {
		return a.fail(ctx, err)
	}
	return a.Code
}

// app is the program.
type app struct{ cli.App }

// fail prints an error and gives the exit code for it: mistakes in candor.yaml
// all at once, others as every program of candor does.
func (a *app) fail(ctx context.Context, err error) int {
	var ce *config.Error
	if ctx.Err() == nil && errors.As(err, &ce) {
		fmt.Fprintln(a.Stderr, ce.Error())
		fmt.Fprintf(a.Stderr, "candor: %d wrong in %s; nothing was checked\n", len(ce.Problems), files(ce))
		return cli.ExitUsage
	}
	var ue *scan.UsageError
	if errors.As(err, &ue) {
		err = &cli.UsageError{Err: err}
	}
	return a.Fail(ctx, err)
}

// files names those that hold the problems: candor.yaml, a file of answers, or both.
func files(e *config.Error) string {
	var names []string
	for _, p := range e.Problems {
		if !slices.Contains(names, p.At.Path) {
			names = append(names, p.At.Path)
		}
	}
	return strings.Join(names, " and ")
}
