//go:build unix

package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/postgres/pgtest"
	"github.com/candor-dev/candor/internal/pgcat"
	"github.com/candor-dev/candor/internal/pgparse"
)

// The password of the tests; no output may hold it.
const canary = "c4n4ry-Pa55word"

// TestRefused: a catalog that the role may not read is a gap with the reason,
// and everything else is read.
func TestRefused(t *testing.T) {
	srv := pgtest.Start(t)
	srv.Database("app", scriptOf())
	for _, c := range []struct {
		revoke, what string
		check        func(*pgcat.Catalog) string // "" when right
	}{
		{"pg_policy", "policies", func(c *pgcat.Catalog) string { return deals(c).PolicyLoss + ";" }},
		{"pg_roles", "roles", func(c *pgcat.Catalog) string { return fmt.Sprint("reader may not read roles;", len(c.Roles)) }},
		{"pg_auth_members", "memberships", nil},
		{"pg_inherits", "partitions", nil},
		{"pg_attribute", "columns", func(c *pgcat.Catalog) string { return fmt.Sprint("reader may not read columns;", deals(c).AllColumns) }},
		{"pg_constraint", "keys", nil},
		{"pg_trigger", "triggers", nil},
		{"pg_proc", "functions", nil},
		{"pg_rewrite", "what views read", nil},
		{"pg_depend", "extensions", nil},
	} {
		t.Run(c.revoke, func(t *testing.T) {
			srv.SQL("app", "revoke select on pg_catalog."+c.revoke+" from public")
			defer srv.SQL("app", "grant select on pg_catalog."+c.revoke+" to public")
			s := read(t, srv.DSN("reader", "app"))
			if len(s.Gaps) == 0 || s.Gaps[0].State != candor.Denied || !strings.Contains(s.Gaps[0].Reason, "reader may not read") || !strings.Contains(s.Gaps[0].Reason, c.revoke) {
				t.Fatalf("gaps: %+v", s.Gaps)
			}
			if len(s.Catalog.Tables) != 6 || len(s.Catalog.Doubts) == 0 {
				t.Errorf("the rest is not there: %d tables", len(s.Catalog.Tables))
			}
			if c.check != nil && !strings.Contains(c.check(s.Catalog), "reader may not read") {
				t.Errorf("the catalog does not say so: %s", c.check(s.Catalog))
			}
		})
	}
	t.Run("bodies alone", func(t *testing.T) {
		srv.SQL("app", `revoke select on pg_catalog.pg_proc from public;
			do $$ begin execute (select 'grant select (' || string_agg(attname, ',') || ') on pg_catalog.pg_proc to public'
			from pg_attribute where attrelid = 'pg_proc'::regclass and attname not in ('prosrc', 'prosqlbody') and attnum > 0); end $$`)
		defer srv.SQL("app", "grant select on pg_catalog.pg_proc to public")
		s := read(t, srv.DSN("reader", "app"))
		if len(s.Gaps) != 1 || s.Gaps[0].State != candor.Denied || len(s.Catalog.Functions) != 4 || s.Catalog.Functions[0].BodyKnown {
			t.Errorf("got %+v, %d functions", s.Gaps, len(s.Catalog.Functions))
		}
	})
	t.Run("tables", func(t *testing.T) {
		srv.SQL("app", "revoke select on pg_catalog.pg_class from public")
		defer srv.SQL("app", "grant select on pg_catalog.pg_class to public")
		_, err := Read(context.Background(), Options{DSN: srv.DSN("reader", "app")})
		if err == nil || !strings.Contains(err.Error(), "permission denied for table pg_class") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a locked table", func(t *testing.T) {
		unlock := lockTable(t, srv.DSN("postgres", "app"), "public.members")
		defer unlock()
		s, err := Read(context.Background(), Options{DSN: srv.DSN("reader", "app"), LockTimeout: 200 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Gaps) == 0 || s.Gaps[0].State != candor.Error || !strings.Contains(s.Gaps[0].Reason, "for a lock that another session holds") {
			t.Errorf("gaps: %+v", s.Gaps)
		}
	})
}

func deals(c *pgcat.Catalog) *pgcat.Table {
	return c.Table(pgcat.Name{Schema: "public", Rel: "deals"})
}

// lockTable holds a table against everybody until the function is called.
func lockTable(t *testing.T, dsn, table string) func() {
	t.Helper()
	g, err := dial(context.Background(), Options{DSN: dsn})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.conn.Exec(context.Background(), "begin; lock table "+table+" in access exclusive mode"); err != nil {
		t.Fatal(err)
	}
	return g.close
}

// TestNoAnswer: what keeps a database from being read at all, in words without
// a credential.
func TestNoAnswer(t *testing.T) {
	srv := pgtest.Start(t)
	srv.Database("app", scriptOf()+"alter role reader password '"+canary+"'; create database other;")
	gone, stop := context.WithCancel(context.Background())
	stop()
	for _, c := range []struct {
		name, dsn, want string
		ctx             context.Context
	}{
		{"wrong password", srv.URL("reader", canary+"x", "app"), "password authentication failed", nil},
		{"no such database", srv.URL("reader", canary, "nowhere"), `database "nowhere" does not exist`, nil},
		{"no such host", "postgres://reader:" + canary + "@candor.invalid/app", "candor.invalid", nil},
		{"server down", "postgres://reader:" + canary + "@127.0.0.1:1/app?sslmode=disable", "connection refused; is the server up", nil},
		{"TLS wanted, none there", strings.Replace(srv.URL("reader", canary, "app"), "disable", "require", 1), "refused TLS", nil},
		{"empty", "", "no DSN is given", nil},
		{"broken URL", "postgres://reader:" + canary + "%zz@localhost/app", "can't be parsed", nil},
		{"broken port", "postgres://reader:" + canary + "@localhost:port/app", "can't be parsed", nil},
		{"broken words", "host=localhost password=" + canary + " user", "can't be parsed", nil},
		{"password in the wrong place", "postgres://127.0.0.1:1/" + canary + "@x?sslmode=" + canary, "can't be parsed", nil},
		{"cancelled", srv.URL("reader", canary, "app"), "interrupted", gone},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx := c.ctx
			if ctx == nil {
				ctx = context.Background()
			}
			_, err := Read(ctx, Options{DSN: c.dsn, ConnectTimeout: 5 * time.Second})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want %q", err, c.want)
			}
			for _, s := range []string{err.Error(), fmt.Sprintf("%+v %#v", err, err)} {
				if strings.Contains(s, canary) {
					t.Errorf("holds the password: %s", s)
				}
			}
			if c.ctx != nil && !errors.Is(err, context.Canceled) {
				t.Errorf("%v is not context.Canceled", err)
			}
		})
	}
}

// TestTimeout: a query that takes too long is a gap, not an answer.
func TestTimeout(t *testing.T) {
	srv := pgtest.Start(t)
	srv.Database("app", scriptOf())
	unlock := lockTable(t, srv.DSN("postgres", "app"), "public.members")
	defer unlock()
	s, err := Read(context.Background(), Options{DSN: srv.DSN("reader", "app"), StatementTimeout: 300 * time.Millisecond, LockTimeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Gaps) == 0 || !strings.Contains(s.Gaps[0].Reason, "took longer than 300ms") {
		t.Errorf("gaps: %+v", s.Gaps)
	}
}

// BenchmarkRead reads 1,000 tables with 2,000 policies.
func BenchmarkRead(b *testing.B) {
	srv := pgtest.Start(b)
	srv.Database("big", `create role anon; create role authenticated;
create table public.members (org_id uuid, user_id uuid);
create function public.uid() returns uuid language sql stable as 'select null::uuid';
do $$ begin for i in 1..1000 loop
  execute format('create table public.t%s (id bigint generated always as identity primary key, org_id uuid not null, title text, note text, at timestamptz default now(), by uuid)', i);
  execute format('alter table public.t%s enable row level security', i);
  execute format('create policy r on public.t%1$s for select to authenticated using (org_id in (select m.org_id from public.members m where m.user_id = public.uid() and %1$s > 0))', i);
  execute format('create policy w on public.t%s for insert to authenticated with check (by = (select public.uid()))', i);
  execute format('grant select, insert, update, delete on public.t%s to anon, authenticated', i);
end loop; end $$;`)
	p := pgparseNew(b)
	for b.Loop() {
		s, err := Read(context.Background(), Options{DSN: srv.DSN("postgres", "big"), Parser: p})
		if err != nil || len(s.Catalog.Tables) != 1001 || len(s.Gaps) > 0 {
			b.Fatal(err, s)
		}
	}
}

func pgparseNew(b *testing.B) *pgparse.Parser {
	p := pgparse.New()
	b.Cleanup(p.Close)
	return p
}
