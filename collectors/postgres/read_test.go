//go:build unix

package postgres

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/candor-dev/candor/collectors/postgres/pgtest"
	"github.com/candor-dev/candor/internal/pgcat"
)

const fixture = `
create role anon; create role authenticated; create role app login; create role reader login;
create role ops bypassrls; grant app to reader;
create schema auth;
create function auth.uid() returns uuid language sql stable as
  $$ select nullif(current_setting('request.jwt.claims', true)::json ->> 'sub', '')::uuid $$;
create type public.level as enum ('low', 'high');
create table public.members (org_id uuid not null, user_id uuid not null, role text default 'member', primary key (org_id, user_id));
create table public.deals (id bigint generated always as identity primary key, org_id uuid not null, title varchar(40), lvl public.level default 'low',
  low text generated always as (lower(title)) stored, gone int);
alter table public.deals drop column gone;
alter table public.deals add foreign key (org_id, id) references public.deals2 (org_id, id) not valid;
create function public.is_member(o uuid, variadic r text[] default '{}') returns boolean language plpgsql stable security definer set search_path = '' as
  $$ begin return exists (select 1 from public.members m where m.org_id = o and m.user_id = auth.uid()); end $$;
alter table public.deals enable row level security; alter table public.deals force row level security;
create policy "read own" on public.deals for select to authenticated, app using (public.is_member(org_id) or org_id in (select m.org_id from public.members m where m.user_id = auth.uid()));
create policy w on public.deals as restrictive for update using (lvl <> 'high') with check (true);
grant select on public.deals to anon; grant update (title, lvl) on public.deals to authenticated; grant all on public.members to app with grant option;
create view public.open_deals with (security_invoker = true) as select * from public.deals;
create view public.all_deals with (security_barrier) as select d.id, m.user_id from public.deals d join public.members m using (org_id);
create materialized view public.counts as select count(*) from public.deals;
create table public.log (at timestamptz) partition by range (at);
create table public.log_2026 partition of public.log for values from ('2026-01-01') to ('2027-01-01');
create table public.child () inherits (public.members);
create function public.touch() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger t before insert or update of title on public.deals for each row execute function public.touch();
create function public.body(a int) returns setof int language sql begin atomic select a; end;
`

func scriptOf() string {
	return strings.Replace(fixture, "alter table public.deals add foreign", "create table public.deals2 (org_id uuid, id bigint, unique (org_id, id));\nalter table public.deals add foreign", 1)
}

func read(t *testing.T, dsn string) *Snapshot {
	t.Helper()
	s, err := Read(context.Background(), Options{DSN: dsn})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestRead(t *testing.T) {
	srv := pgtest.Start(t)
	srv.Database("app", scriptOf())
	s := read(t, srv.DSN("reader", "app"))
	if len(s.Gaps) > 0 {
		t.Fatalf("gaps: %+v", s.Gaps)
	}
	c := s.Catalog
	d := c.Table(pgcat.Name{Schema: "public", Rel: "deals"})
	for _, x := range []struct{ what, got, want string }{
		{"source", s.Origin.Source, "postgres://localhost:" + srv.Port + "/app"},
		{"who", s.Origin.User + " " + s.Origin.TLS, "reader none"},
		{"flags", fmt.Sprintln(d.RLS, d.Force, d.Owner, d.Created), "2 2 postgres true\n"},
		{"columns", columns(d), "id:bigint! org_id:uuid! title:character varying(40) lvl:public.level='low'::public.level low:text*"},
		{"keys", fmt.Sprint(d.Keys), "[{[id] true { 0 0}}]"},
		{"foreign keys", fmt.Sprint(d.ForeignKeys), "[{[org_id id] public.deals2 [org_id id] false { 0 0}}]"},
		{"grants", grants(d.Grants), "anon:SELECT authenticated:UPDATE(lvl,title)"},
		{"grants of members", grants(c.Table(pgcat.Name{Schema: "public", Rel: "members"}).Grants),
			"app:DELETE+ app:INSERT+ app:REFERENCES+ app:SELECT+ app:TRIGGER+ app:TRUNCATE+ app:UPDATE+"},
		{"policies", policies(d), "read own SELECT permissive [app authenticated] using true check false; w UPDATE restrictive [public] using true check true"},
		{"trigger", fmt.Sprint(d.Triggers), "[{t BEFORE [INSERT UPDATE] [title] true public.touch true { 0 0}}]"},
		{"partition", fmt.Sprint(c.Table(pgcat.Name{Schema: "public", Rel: "log_2026"}).PartitionOf), "public.log"},
		{"inherits", fmt.Sprint(c.Table(pgcat.Name{Schema: "public", Rel: "child"}).Inherits), "[public.members]"},
		{"views", views(c), "all_deals barrier [public.deals public.members]; counts materialized [public.deals]; open_deals invoker [public.deals]"},
		{"functions", functions(c), "auth.uid() uuid stable known; public.body(a integer) setof integer volatile known; " +
			"public.is_member(o uuid,variadic r text[] default) boolean stable definer [] known; public.touch() trigger volatile known"},
		{"roles", fmt.Sprint(c.Role("ops").BypassRLS, c.Role("reader").MemberOf), "true [{app true true { 0 0}}]"},
		{"supabase", fmt.Sprint(c.Supabase), "false"},
	} {
		if x.got != x.want {
			t.Errorf("%s:\ngot  %s\nwant %s", x.what, x.got, x.want)
		}
	}
}

func columns(t *pgcat.Table) string {
	var out []string
	for _, c := range t.Columns {
		s := c.Name + ":" + c.Type
		if c.NotNull {
			s += "!"
		}
		if c.Generated {
			s += "*"
		}
		if c.Default != nil {
			s += "=" + c.Default.Text
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

func grants(list []pgcat.Grant) string {
	var out []string
	for _, g := range list {
		if g.Role == "postgres" { // the owner
			continue
		}
		s := g.Role + ":" + g.Privilege
		if g.Columns != nil {
			s += "(" + strings.Join(g.Columns, ",") + ")"
		}
		if g.Grantable {
			s += "+"
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

func policies(t *pgcat.Table) string {
	var out []string
	for _, p := range t.Policies {
		kind := "restrictive"
		if p.Permissive {
			kind = "permissive"
		}
		out = append(out, fmt.Sprint(p.Name, " ", p.Command, " ", kind, " ", p.Roles,
			" using ", p.Using != nil && p.Using.Node != nil, " check ", p.Check != nil && p.Check.Node != nil))
	}
	return strings.Join(out, "; ")
}

func views(c *pgcat.Catalog) string {
	var out []string
	for _, v := range c.Views {
		s := v.Rel
		for _, x := range []struct {
			on   bool
			word string
		}{{v.Invoker, " invoker"}, {v.Barrier, " barrier"}, {v.Materialized, " materialized"}, {v.Query == nil, " unparsed"}} {
			if x.on {
				s += x.word
			}
		}
		out = append(out, s+" "+fmt.Sprint(v.Reads))
	}
	return strings.Join(out, "; ")
}

func functions(c *pgcat.Catalog) string {
	var out []string
	for _, f := range c.Functions {
		var args []string
		for _, a := range f.Args {
			s := strings.TrimSpace(a.Name + " " + a.Type)
			if a.Mode != "in" {
				s = a.Mode + " " + s
			}
			if a.Default {
				s += " default"
			}
			args = append(args, s)
		}
		s := f.String() + "(" + strings.Join(args, ",") + ") " + f.Returns + " " + f.Volatility
		if f.Definer {
			s += " definer"
		}
		if f.PinsPath {
			s += " " + fmt.Sprint(f.SearchPath)
		}
		if f.BodyKnown {
			s += " known"
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}
