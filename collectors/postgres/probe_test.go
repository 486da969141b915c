//go:build unix

package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/candor-dev/candor/collectors/postgres/pgtest"
)

const tenants = `
create role anon nologin; create role authenticated nologin;
create schema auth; grant usage on schema auth, public to anon, authenticated;
create function auth.uid() returns uuid language sql stable as
  $$ select nullif(current_setting('request.jwt.claims', true)::json ->> 'sub', '')::uuid $$;
create table public.orgs (id uuid primary key default gen_random_uuid(), name text not null);
create table public.members (org_id uuid not null references public.orgs, user_id uuid not null, role text not null default 'member' check (role in ('member', 'owner')), primary key (org_id, user_id));
create table public.deals (id bigint generated always as identity primary key, org_id uuid not null references public.orgs, title varchar(12) not null, stage text not null check (stage in ('new', 'won')), amount numeric, made timestamptz default now());
create function public.mine() returns setof uuid language sql stable security definer set search_path = '' as 'select org_id from public.members where user_id = auth.uid()';
alter table public.orgs enable row level security;
alter table public.members enable row level security;
alter table public.deals enable row level security;
create policy o on public.orgs for select to authenticated using (id in (select public.mine()));
create policy m on public.members for select to authenticated using (user_id = auth.uid());
create policy join_any on public.members for insert to authenticated with check (user_id = auth.uid());
create policy d on public.deals to authenticated using (org_id in (select public.mine()));
-- Everybody reads it, nobody but the tenant writes.
create table public.notes (id uuid primary key, org_id uuid not null, body text);
alter table public.notes enable row level security;
create policy n on public.notes for select using (true);
create policy nw on public.notes for update to authenticated using (true) with check (org_id in (select public.mine()));
create policy nd on public.notes for delete to authenticated using (true);
-- Reading by WHERE is fenced, blind writes are not.
create table public.shut (id uuid primary key, org_id uuid not null);
alter table public.shut enable row level security;
create table public.broken (id uuid primary key, org_id uuid not null, kind text);
alter table public.broken enable row level security;
create function public.allowed(k text[]) returns boolean language plpgsql stable as $$ begin return 1 = any(k); end $$;
create policy b on public.broken to authenticated using (public.allowed(array[kind]));
create table public.odd (id int primary key check (id < 0), org_id uuid);
create table public.spaces (id uuid primary key, org_id uuid not null, personal boolean not null default false, slug text,
  check ((personal and slug is null) or (not personal and slug is not null)));
create table public.lonely (secret text not null);
grant select, insert, update, delete on all tables in schema public to anon, authenticated;
revoke all on public.lonely from anon, authenticated;
`

func TestProbe(t *testing.T) {
	srv := pgtest.Start(t)
	srv.Database("app_shadow", tenants+"insert into public.orgs values (gen_random_uuid(), 'was there');")
	before := dump(srv, "app_shadow")
	pr, err := RunProbe(context.Background(), ProbeOptions{Options: Options{DSN: srv.DSN("postgres", "app_shadow")}, Shadow: true})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range pr.Sightings {
		got = append(got, fmt.Sprintf("%s/%s/%s %s: %s", s.Table.Rel, s.Role, s.Command, s.Outcome, s.Reason))
	}
	all := strings.Join(got, "\n")
	for _, want := range []string{
		"orgs/authenticated/SELECT foreign: A sees a row of B after writing himself", "orgs/anon/SELECT none", "orgs/authenticated/INSERT none",
		"members/authenticated/SELECT own", "members/authenticated/INSERT foreign: A inserts a row with the org_id of B",
		"members/authenticated/DELETE none",
		"deals/authenticated/SELECT foreign: A sees a row of B after writing himself into public.members",
		"deals/authenticated/INSERT foreign: A inserts a row of B after", "deals/authenticated/DELETE foreign: A deletes a row of B after",
		"deals/anon/SELECT none", "deals/anon/INSERT none", "deals/anon/DELETE none",
		"notes/anon/SELECT foreign", "notes/authenticated/SELECT foreign", "notes/authenticated/UPDATE foreign: A takes over a row of B", "notes/authenticated/DELETE foreign",
		"shut/authenticated/SELECT none", "shut/authenticated/UPDATE none",
		"broken/authenticated/SELECT error", "broken/anon/SELECT none",
		"odd/authenticated/SELECT abstained", "spaces/authenticated/SELECT foreign", "lonely/anon/SELECT denied: anon has no grant of SELECT",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("missing %s", want)
		}
	}
	if t.Failed() {
		t.Log("\n" + all)
	}
	if after := dump(srv, "app_shadow"); after != before {
		t.Errorf("something stayed:\n%s\nbefore\n%s", after, before)
	}
}

// dump is everything that a probe could leave behind: rows and sequences.
func dump(srv *pgtest.Server, db string) string {
	return srv.SQL(db, `select * from public.orgs; select count(*) from public.members; select count(*) from public.deals;
		select count(*) from public.notes; select count(*) from public.shut; select count(*) from public.broken; select count(*) from public.odd;
		select schemaname, sequencename, last_value from pg_sequences; select rolname, rolconfig from pg_roles where rolname !~ '^pg_'`)
}

func TestProbeRefused(t *testing.T) {
	srv := pgtest.Start(t)
	srv.Database("app", tenants)
	srv.Database("by_comment", "comment on database by_comment is 'of the team. candor: shadow'; create role app; create table t (org_id uuid not null); grant select on t to app")
	srv.Database("by_setting", "alter database by_setting set candor.shadow = 'on'; create table t (org_id uuid not null); grant select on t to app")
	srv.Database("full_shadow", "create table t (org_id uuid not null); grant select on t to app; insert into t select gen_random_uuid() from generate_series(1, 20000); analyze t")
	srv.Database("busy_shadow", "create table t (org_id uuid not null); grant select on t to app")
	defer lockTable(t, srv.DSN("postgres", "busy_shadow"), "public.t")()
	for _, c := range []struct {
		name, db string
		shadow   bool
		roles    []string
		want     string // "" when it is probed
	}{
		{"no flag", "by_comment", false, nil, "--shadow is not given"},
		{"nothing says so", "app", true, nil, "nothing in the database says that it is a shadow copy"},
		{"by comment", "by_comment", true, nil, ""},
		{"by setting", "by_setting", true, nil, ""},
		{"with data", "full_shadow", true, nil, "rows; a shadow copy has the tables and no data"},
		{"in use", "busy_shadow", true, nil, "one other session is connected"},
		{"unknown role", "by_comment", true, []string{"nobody_at_all"}, "there is no role nobody_at_all"},
		{"a setting of the session", "app", true, nil, "nothing in the database says"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dsn := srv.DSN("postgres", c.db)
			if c.name == "a setting of the session" {
				dsn += " options='-c candor.shadow=on'"
			}
			_, err := RunProbe(context.Background(), ProbeOptions{Options: Options{DSN: dsn}, Shadow: c.shadow, Roles: c.roles})
			var refused *RefusedError
			switch {
			case c.want == "" && err != nil:
				t.Error(err)
			case c.want != "" && (!errors.As(err, &refused) || !strings.Contains(err.Error(), c.want)):
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

// TestProbeWithoutReplica: a user who can't switch triggers off sees nothing
// rather than too much.
func TestProbeWithoutReplica(t *testing.T) {
	srv := pgtest.Start(t)
	srv.Database("app_shadow", tenants+"drop policy join_any on public.members; create role owner login bypassrls; grant anon, authenticated to owner; grant all on all tables in schema public to owner;")
	pr, err := RunProbe(context.Background(), ProbeOptions{Options: Options{DSN: srv.DSN("owner", "app_shadow")}, Shadow: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range pr.Sightings {
		if s.Outcome != Abstained && s.Outcome != IsDenied || s.Outcome == Abstained && !strings.Contains(s.Reason, "session_replication_role can't be set") {
			t.Errorf("%+v", s)
		}
	}
	srv.SQL("app_shadow", "grant set on parameter session_replication_role to owner")
	pr, err = RunProbe(context.Background(), ProbeOptions{Options: Options{DSN: srv.DSN("owner", "app_shadow")}, Shadow: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range pr.Sightings {
		// Nobody can add himself here, so that everybody keeps to his own.
		if s.Table.Rel == "deals" && s.Role == "authenticated" && (s.Outcome != ReachesOwn || len(s.Loose) > 0) {
			t.Errorf("%+v", s)
		}
	}
}
