//go:build unix

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/candor-dev/candor/collectors/postgres/pgtest"
)

// livePassword must be in no output and no file that candor writes.
const livePassword = "c4n4ry-Pa55word"

// TestLiveScripts runs testdata/postgres/*.txtar against a server: for each
// script a database with what its schema.sql holds, named after the script.
func TestLiveScripts(t *testing.T) {
	srv := pgtest.Start(t)
	srv.SQL("postgres", "create role anon; create role authenticated; create role reader login password '"+livePassword+"'")
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/postgres",
		UpdateScripts: *update,
		Setup: func(env *testscript.Env) error {
			cache, err := os.UserCacheDir()
			if err != nil {
				return err
			}
			env.Setenv("XDG_CACHE_HOME", cache)
			env.Setenv("NO_COLOR", "1")
			env.Setenv("GITHUB_ACTIONS", "")
			schema, err := os.ReadFile(filepath.Join(env.WorkDir, "schema.sql"))
			if err != nil {
				return err
			}
			name := strings.TrimPrefix(filepath.Base(env.WorkDir), "script-")
			if _, err := srv.Try("postgres", "create database "+name); err != nil {
				return err
			}
			if _, err := srv.Try(name, string(schema)); err != nil {
				return err
			}
			env.Setenv("READER", srv.URL("reader", livePassword, name))
			env.Setenv("OWNER", srv.DSN("postgres", name))
			env.Setenv("SOURCE", "postgres://127.0.0.1:"+srv.Port+"/"+name)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"sql": func(ts *testscript.TestScript, _ bool, args []string) {
				name := strings.TrimPrefix(filepath.Base(ts.Getenv("WORK")), "script-")
				for _, f := range args {
					if _, err := srv.Try(name, ts.ReadFile(f)); err != nil {
						ts.Fatalf("%v", err)
					}
				}
			},
			"nosecret": func(ts *testscript.TestScript, _ bool, args []string) {
				for _, name := range args {
					if bytes.Contains([]byte(ts.ReadFile(name)), []byte(livePassword)) {
						ts.Fatalf("%s holds the password", name)
					}
				}
			},
		},
	})
}
