package main

import (
	"io"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/candor-dev/candor/internal/cli"
	"github.com/candor-dev/candor/internal/cli/mantest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"candor-aws": func() { os.Exit(run()) }})
}

// TestScripts runs testdata/script/*.txtar.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script"})
}

// TestMan: the program, collect, collect aws and verify.
func TestMan(t *testing.T) {
	a := &app{App: cli.App{Stdout: io.Discard, Stderr: io.Discard, Env: func(string) string { return "" }}}
	if n := mantest.Check(t, a.command()); n != 4 {
		t.Errorf("%d pages", n)
	}
}
