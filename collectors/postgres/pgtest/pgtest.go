//go:build unix

// Package pgtest starts a real Postgres for tests, in a temporary folder and
// reached by a socket in it.
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

// Server is a running Postgres whose superuser is postgres.
type Server struct {
	Dir  string // holds the socket
	Port string // of the socket and of 127.0.0.1
	t    testing.TB
	cred *syscall.Credential // whom it runs as; nil for the user of the test
}

// Start starts a server that asks connections over 127.0.0.1 for a password and
// none over the socket. Without Postgres' programs the test is skipped, except
// in CI, where nothing may be left out in silence.
func Start(t testing.TB) *Server {
	t.Helper()
	for _, bin := range []string{"initdb", "pg_ctl", "psql"} {
		if _, err := exec.LookPath(bin); err != nil {
			missing(t, "install PostgreSQL 15 or newer and put its bin folder on PATH: "+bin+" is not there")
		}
	}
	dir, err := os.MkdirTemp("", "candor-pg")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	s := &Server{t: t, Dir: dir, Port: freePort(t)}
	if os.Getuid() == 0 {
		s.drop()
	}
	data := filepath.Join(dir, "data")
	s.run("", "initdb", "-D", data, "-U", "postgres", "--auth-local=trust", "--auth-host=scram-sha-256", "--no-sync", "--no-locale", "-E", "UTF8")
	opts := fmt.Sprintf("-k %s -p %s -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off -c shared_buffers=16MB", dir, s.Port)
	s.run("", "pg_ctl", "-D", data, "-l", filepath.Join(dir, "log"), "-w", "-o", opts, "start")
	t.Cleanup(s.Stop)
	return s
}

// Stop ends the server; a second call does nothing.
func (s *Server) Stop() {
	data := filepath.Join(s.Dir, "data")
	if _, err := os.Stat(filepath.Join(data, "postmaster.pid")); err == nil {
		s.run("", "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
	}
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
		if err := os.Chown(s.Dir, int(uid), int(gid)); err != nil {
			s.t.Fatal(err)
		}
		s.cred = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		return
	}
	missing(s.t, "Postgres can't run as root: add a user named postgres, or run the tests as an ordinary user")
}

func (s *Server) run(stdin, name string, args ...string) string {
	s.t.Helper()
	out, err := s.try(stdin, name, args...)
	if err != nil {
		s.t.Fatal(err)
	}
	return out
}

func (s *Server) try(stdin, name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = s.Dir
	cmd.Stdin = strings.NewReader(stdin)
	cmd.Env = append(os.Environ(), "PGHOST="+s.Dir, "PGPORT="+s.Port, "PGUSER=postgres", "PGOPTIONS=", "LC_ALL=C")
	if s.cred != nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.cred}
	}
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if name == "pg_ctl" {
		cmd.Stdout, cmd.Stderr = nil, nil // the server keeps them open
	}
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s: %w\n%s", name, err, out.String())
	}
	return out.String(), nil
}

// Database makes a new database and runs a script in it as the superuser. Any
// failing statement ends the test.
func (s *Server) Database(name, script string) {
	s.t.Helper()
	s.SQL("postgres", `create database "`+name+`" template template0`)
	s.SQL(name, script)
}

// SQL runs a script as the superuser and gives what psql prints of it.
func (s *Server) SQL(db, script string) string {
	s.t.Helper()
	out, err := s.Try(db, script)
	if err != nil {
		s.t.Fatal(err)
	}
	return out
}

// Try is SQL for other goroutines than that of the test.
func (s *Server) Try(db, script string) (string, error) {
	return s.try(script, "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", db)
}

// DSN leads over the socket to a database as a user, without a password.
func (s *Server) DSN(user, db string) string {
	return fmt.Sprintf("host=%s port=%s user=%s dbname=%s", s.Dir, s.Port, user, db)
}

// URL leads over 127.0.0.1, with a password.
func (s *Server) URL(user, password, db string) string {
	return fmt.Sprintf("postgres://%s:%s@127.0.0.1:%s/%s?sslmode=disable", user, password, s.Port, db)
}
