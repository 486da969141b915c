//go:build unix

// Package pgtest compares the simulation of a catalog with a real Postgres, in tests.
package pgtest

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// Server is a real Postgres in a temporary folder, reached by a socket in it.
type Server struct {
	t    testing.TB
	dir  string
	cred *syscall.Credential // whom it runs as; nil for the user of the test
	n    int
}

// Start starts Postgres. Without its programs the test is skipped, except
// in CI, where nothing may be left out in silence.
func Start(t testing.TB) *Server {
	t.Helper()
	for _, bin := range []string{"initdb", "pg_ctl", "psql"} {
		if _, err := exec.LookPath(bin); err != nil {
			missing(t, "install PostgreSQL 15 or newer and put its bin folder on PATH: "+bin+" is not there")
		}
	}
	s := &Server{t: t}
	dir, err := os.MkdirTemp("", "candor-pg")
	if err != nil {
		t.Fatal(err)
	}
	s.dir = dir
	t.Cleanup(func() { os.RemoveAll(dir) })
	if os.Getuid() == 0 {
		s.drop()
	}
	data := filepath.Join(dir, "data")
	s.run("", "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "--no-locale", "-E", "UTF8")
	opts := fmt.Sprintf("-k %s -c listen_addresses='' -c fsync=off -c full_page_writes=off -c shared_buffers=16MB", dir)
	s.run("", "pg_ctl", "-D", data, "-l", filepath.Join(dir, "log"), "-w", "-o", opts, "start")
	t.Cleanup(func() { s.run("", "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop") })
	return s
}

func missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// drop gives the folder to an ordinary user: Postgres refuses to run as root.
func (s *Server) drop() {
	s.t.Helper()
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err1 != nil || err2 != nil {
			continue
		}
		if err := os.Chown(s.dir, int(uid), int(gid)); err != nil {
			s.t.Fatal(err)
		}
		s.cred = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		return
	}
	missing(s.t, "Postgres can't run as root: add a user named postgres, or run the tests as an ordinary user")
}

// On gives the server to a subtest, which then takes its failures.
func (s *Server) On(t testing.TB) *Server {
	c := *s
	c.t = t
	return &c
}

func (s *Server) run(stdin, name string, args ...string) string {
	s.t.Helper()
	out, _ := s.exec(stdin, name, args...)
	return out
}

// exec runs a program and gives what it writes to either stream.
func (s *Server) exec(stdin, name string, args ...string) (string, string) {
	s.t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = s.dir
	cmd.Stdin = strings.NewReader(stdin)
	cmd.Env = append(os.Environ(), "PGHOST="+s.dir, "PGUSER=postgres", "PGOPTIONS=", "LC_ALL=C")
	if s.cred != nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.cred}
	}
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if name == "pg_ctl" {
		cmd.Stdout, cmd.Stderr = nil, nil // the server keeps them open
	}
	if err := cmd.Run(); err != nil {
		s.t.Fatalf("%s: %v\n%s%s", name, err, out.String(), errs.String())
	}
	return out.String(), errs.String()
}

// Psql runs a script as one session and gives what it prints; failing
// statements are skipped, inside of a transaction, too.
func (s *Server) Psql(db, script string) (out, errs string) {
	s.t.Helper()
	return s.exec("\\set ON_ERROR_ROLLBACK on\n"+script, "psql", "-X", "-q", "-A", "-t", "-v", "VERBOSITY=terse", "-d", db, "-f", "-")
}

// Apply runs scripts in a new database, each in a session of its own, and names
// the database, which a script may call "DB". It also gives the lines of each script on which a statement
// that failed ends, with what Postgres says.
func (s *Server) Apply(scripts []string) (db string, failed []map[int]string) {
	s.t.Helper()
	s.forget()
	s.n++
	db = fmt.Sprintf("t%d_%d", os.Getpid(), s.n)
	s.Psql("postgres", "create database "+db+" template template0;")
	for _, text := range scripts {
		_, errs := s.Psql(db, strings.ReplaceAll(text, `"DB"`, db))
		failed = append(failed, failures(errs))
	}
	return db, failed
}

// failures reads the lines of failed statements; the first line is not of the script.
func failures(errs string) map[int]string {
	out := make(map[int]string)
	for line := range strings.Lines(errs) {
		rest, ok := strings.CutPrefix(line, "psql:<stdin>:")
		if !ok || !strings.Contains(line, "ERROR:") {
			continue
		}
		n, _, _ := strings.Cut(rest, ":")
		if k, err := strconv.Atoi(n); err == nil {
			out[k-1] = strings.TrimSpace(line)
		}
	}
	return out
}

// Drop removes a database.
func (s *Server) Drop(db string) {
	s.t.Helper()
	s.Psql("postgres", "drop database "+db+" with (force);")
}

// forget drops the roles that an earlier script has made.
func (s *Server) forget() {
	s.t.Helper()
	out, _ := s.Psql("postgres", `select format('drop role %I;', rolname) from pg_roles where rolname not like 'pg\_%' and rolname <> 'postgres';`)
	if out != "" {
		s.Psql("postgres", out)
	}
}
