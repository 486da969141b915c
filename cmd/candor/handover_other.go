//go:build !unix

package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
)

// become runs another program to its end. A Ctrl-C reaches all programs of the
// console, so it is not passed on, and the end of the other one is waited for.
func become(ctx context.Context, program string, args, env []string) (int, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	c := exec.Command(program, args...)
	c.Stdin, c.Stdout, c.Stderr, c.Env = os.Stdin, os.Stdout, os.Stderr, env
	err := c.Run()
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		return ended.ExitCode(), nil
	}
	return 0, err
}
