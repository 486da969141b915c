package main

import (
	"io"
	"testing"

	"github.com/candor-dev/candor/internal/cli"
	"github.com/candor-dev/candor/internal/cli/mantest"
)

func TestMan(t *testing.T) {
	a := &app{App: cli.App{Stdout: io.Discard, Stderr: io.Discard, Env: func(string) string { return "" }}}
	if n := mantest.Check(t, a.command()); n < 15 {
		t.Errorf("%d pages", n)
	}
}
