//go:build unix

package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// become is another program from here on, in the same process: its signals, its
// files and its end need no one between. It comes back only with an error.
func become(ctx context.Context, program string, args, env []string) (int, error) {
	// From here on a signal ends this process, or reaches the other program; none
	// is caught and forgotten in between.
	signal.Reset(os.Interrupt, syscall.SIGTERM)
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	return 0, syscall.Exec(program, append([]string{program}, args...), env)
}
