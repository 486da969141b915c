// Command candor says which of a company's published security claims its own
// sources prove, and which they contradict.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/candor-dev/candor/analyzers"
	"github.com/candor-dev/candor/internal/config"
	"github.com/candor-dev/candor/internal/scan"
)

// The exit codes, the same in every format.
const (
	exitClean      = 0
	exitFinding    = 1 // a finding or contradiction at or above --fail-on
	exitUsage      = 2 // wrong flags or a wrong candor.yaml
	exitIncomplete = 3 // something could not be read, or there was nothing to look at
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
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends what does not heed the first
	a := &app{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, env: os.Getenv}
	root := a.command()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err != nil {
		return a.fail(ctx, err)
	}
	return a.code
}

// app is the program's surroundings: where it writes and how it ends.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	env            func(string) string
	code           int
}

// fail prints an error and gives the exit code for it. Every error says what
// was being done and, where there is something to do, what to do next.
func (a *app) fail(ctx context.Context, err error) int {
	if ctx.Err() != nil {
		fmt.Fprintln(a.stderr, "candor: interrupted; nothing was written")
		return exitIncomplete
	}
	var ce *config.Error
	if errors.As(err, &ce) {
		fmt.Fprintln(a.stderr, ce.Error())
		fmt.Fprintf(a.stderr, "candor: %d wrong in %s; nothing was checked\n", len(ce.Problems), files(ce))
		return exitUsage
	}
	fmt.Fprintln(a.stderr, "candor:", err)
	var ue *scan.UsageError
	var fe *flagError
	if errors.As(err, &ue) || errors.As(err, &fe) {
		return exitUsage
	}
	return exitIncomplete
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

// flagError is a mistake on the command line.
type flagError struct{ err error }

func (e *flagError) Error() string { return e.err.Error() }
func (e *flagError) Unwrap() error { return e.err }

func usagef(format string, args ...any) error { return &flagError{fmt.Errorf(format, args...)} }
