// Package cli is what the programs of candor have in common at the command line:
// exit codes, errors, hints, help and the manual.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/roots"
)

// The exit codes, the same in every format and every program.
const (
	ExitClean      = 0
	ExitFinding    = 1 // a finding or contradiction at or above --fail-on
	ExitUsage      = 2 // wrong flags or a wrong candor.yaml
	ExitIncomplete = 3 // something could not be read, or there was nothing to look at
)

// App is a program's surroundings: where it writes and how it ends.
type App struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Env            func(string) string
	Code           int
}

// Process is the surroundings of this process.
func Process() App {
	return App{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Env: os.Getenv}
}

// Interruptible is a context that ends with the first SIGINT or SIGTERM; the
// second ends a program that does not heed the first.
func Interruptible() (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// Prepare makes c the root of a program: its version, its errors, where it writes.
func (a *App) Prepare(c *cobra.Command) {
	c.Version = candor.Program().String()
	c.SilenceUsage = true
	c.SilenceErrors = true
	c.SetOut(a.Stdout)
	c.SetErr(a.Stderr)
	c.SetFlagErrorFunc(unknownFlag)
	c.CompletionOptions.HiddenDefaultCmd = false
}

// Fail prints an error and gives the exit code for it. Every error says what
// was being done and, where there is something to do, what to do next.
func (a *App) Fail(ctx context.Context, err error) int {
	if ctx.Err() != nil {
		fmt.Fprintln(a.Stderr, "candor: interrupted; nothing was written")
		return ExitIncomplete
	}
	fmt.Fprintln(a.Stderr, "candor:", err)
	var ue *UsageError
	if errors.As(err, &ue) {
		return ExitUsage
	}
	return ExitIncomplete
}

// UsageError is a mistake of the user: on the command line, or in a file that it names.
type UsageError struct{ Err error }

func (e *UsageError) Error() string { return e.Err.Error() }
func (e *UsageError) Unwrap() error { return e.Err }

// Usagef makes a UsageError.
func Usagef(format string, args ...any) error { return &UsageError{fmt.Errorf(format, args...)} }

// StandInRoots makes certificates checkable where the system has no authorities,
// and says whose list was taken: what is trusted belongs to the evidence.
func (a *App) StandInRoots(*cobra.Command, []string) error {
	said, err := roots.Stand()
	if said != "" {
		fmt.Fprintf(a.Stderr, "candor: this system has no certificate authorities: certificates are checked against the %s\n", said)
	}
	return err
}
