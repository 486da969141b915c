package main

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"candor": func() { os.Exit(run()) }, awsProgram: fakeAWS})
}

// TestScripts runs testdata/script/*.txtar: input, command and output on one page.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: *update,
		Cmds:          map[string]func(*testscript.TestScript, bool, []string){"workbook": makeWorkbook},
		Setup: func(env *testscript.Env) error {
			cache, err := os.UserCacheDir()
			if err != nil {
				return err
			}
			// The cache of the user holds the compiled SQL parser and Go's export data.
			env.Setenv("XDG_CACHE_HOME", cache)
			exe, err := os.Executable()
			if err != nil {
				return err
			}
			// go vet runs the tool under the name that it is given, so it gets the
			// test binary under the program's name.
			tool := filepath.Join(env.WorkDir, "candor")
			if err := os.Symlink(exe, tool); err != nil {
				return err
			}
			env.Setenv("CANDOR", tool)
			env.Setenv("NO_COLOR", "1")
			env.Setenv("GITHUB_ACTIONS", "")
			for _, k := range []string{"GOCACHE", "GOMODCACHE", "GOFLAGS"} {
				if v := os.Getenv(k); v != "" {
					env.Setenv(k, v)
				}
			}
			return nil
		},
	})
}
