//go:build unix

package sql

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

// server is a real Postgres in a temporary folder, reached by a socket in it.
type server struct {
	t    *testing.T
	dir  string
	cred *syscall.Credential // whom it runs as; nil for the user of the test
	n    int
}

// startServer starts Postgres. Without its programs the test is skipped, except
// in CI, where nothing may be left out in silence.
func startServer(t *testing.T) *server {
	t.Helper()
	for _, bin := range []string{"initdb", "pg_ctl", "psql"} {
		if _, err := exec.LookPath(bin); err != nil {
			missing(t, "install PostgreSQL 15 or newer and put its bin folder on PATH: "+bin+" is not there")
		}
	}
	s := &server{t: t}
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
	s.psql("postgres", "create role anon; create role authenticated; create role service_role bypassrls;")
	return s
}

func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// drop gives the folder to an ordinary user: Postgres refuses to run as root.
func (s *server) drop() {
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

func (s *server) run(stdin, name string, args ...string) string {
	s.t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = s.dir
	cmd.Stdin = strings.NewReader(stdin)
	cmd.Env = append(os.Environ(), "PGHOST="+s.dir, "PGUSER=postgres", "PGOPTIONS=", "LC_ALL=C")
	if s.cred != nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.cred}
	}
	var out bytes.Buffer
	cmd.Stdout = &out
	cmd.Stderr = os.Stderr
	if name == "psql" {
		cmd.Stderr = nil // failing statements are part of the test
	}
	if name == "pg_ctl" {
		cmd.Stdout, cmd.Stderr = nil, nil // the server keeps them open
	}
	if err := cmd.Run(); err != nil {
		s.t.Fatalf("%s: %v\n%s", name, err, out.String())
	}
	return out.String()
}

// psql runs a script as one session; failing statements are skipped.
func (s *server) psql(db, script string) string {
	s.t.Helper()
	return s.run(script, "psql", "-X", "-q", "-A", "-t", "-d", db)
}

// catalogOf runs scripts in a new database, each in a session of its own, and
// lists its tables and policies in the words of describe.
func (s *server) catalogOf(scripts []string) string {
	s.t.Helper()
	s.n++
	db := fmt.Sprintf("t%d", s.n)
	s.psql("postgres", "create database "+db+" template template0")
	for _, text := range scripts {
		s.psql(db, text)
	}
	return s.psql(db, `
select line from (
  select n.nspname || '.' || c.relname || ' rls=' || c.relrowsecurity || ' force=' || c.relforcerowsecurity || ' (' ||
    coalesce((select string_agg(a.attname || case when a.attnotnull then '!' else '' end, ',' order by a.attname collate "C")
      from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped), '') || ')' as line
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and n.nspname not like 'pg\_%' and n.nspname <> 'information_schema'
  union all
  select n.nspname || '.' || c.relname || '/' || p.polname || ' ' ||
    case p.polcmd when '*' then 'ALL' when 'r' then 'SELECT' when 'a' then 'INSERT' when 'w' then 'UPDATE' else 'DELETE' end ||
    case when p.polpermissive then ' permissive ' else ' restrictive ' end ||
    (select string_agg(coalesce(r.rolname, 'public'), ',' order by coalesce(r.rolname, 'public') collate "C") from unnest(p.polroles) o left join pg_roles r on r.oid = o) ||
    ' using=' || (p.polqual is not null) || ' check=' || (p.polwithcheck is not null)
  from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
) x order by line collate "C"`)
}
