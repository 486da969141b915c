package pgdrift

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/candor-dev/candor/internal/pgcat"
	"github.com/candor-dev/candor/internal/pgparse"
	"github.com/candor-dev/candor/internal/pgsim"
)

// base is a schema; each case changes it on the live side.
const base = `
create role app; create role staff bypassrls; create role anon;
create table public.deals (id bigint, org_id uuid);
alter table public.deals enable row level security;
alter table public.deals force row level security;
create policy own on public.deals for select to app using (org_id = current_setting('app.org')::uuid);
create policy gate on public.deals as restrictive to app using (id > 0);
grant select, insert on public.deals to app;
create view public.v with (security_invoker) as select id from public.deals;
create function public.f(a int, b varchar(3)) returns int language sql security definer set search_path = '' as 'select 1';
`

func play(t *testing.T, p *pgparse.Parser, script string) *pgcat.Catalog {
	t.Helper()
	r, err := pgsim.Play(context.Background(), []pgsim.Script{{Path: "1.sql", Text: script}}, pgsim.Options{Parser: p, Whole: true})
	if err != nil {
		t.Fatal(err)
	}
	return r.Catalog
}

func TestCompare(t *testing.T) {
	p := pgparse.New()
	defer p.Close()
	for _, c := range []struct{ live, want string }{
		{"", ""},
		{"alter table public.deals disable row level security;", "weakens table public.deals row-level security on>off 1.sql:4"},
		{"alter table public.deals no force row level security;", "weakens table public.deals forced row-level security on>off 1.sql:5"},
		{"drop policy own on public.deals;", "strengthens policy public.deals/own exists yes> 1.sql:6"},
		{"drop policy gate on public.deals;", "weakens policy public.deals/gate exists yes> 1.sql:7"},
		{"create policy more on public.deals using (true);", "weakens policy public.deals/more exists >yes 1.sql:3"},
		{"create policy more on public.deals as restrictive using (true);", "strengthens policy public.deals/more exists >yes 1.sql:3"},
		{"alter policy own on public.deals to public;", "weakens policy public.deals/own roles app>public 1.sql:6"},
		{"alter policy own on public.deals to anon;", "may weaken policy public.deals/own roles app>anon 1.sql:6"},
		{"alter policy gate on public.deals to public;", "strengthens policy public.deals/gate roles app>public 1.sql:7"},
		{"alter policy own on public.deals using (true);", "weakens policy public.deals/own USING"},
		{"drop policy own on public.deals; create policy own on public.deals to app using (org_id = current_setting('app.org')::uuid);",
			"weakens policy public.deals/own command SELECT>ALL 1.sql:6"},
		{"alter policy gate on public.deals with check (id > 0);", ""}, // as it was: USING is the check
		{"create table public.more (id int); grant select on public.more to anon;", "weakens table public.more exists >yes"},
		{"create table public.more (id int);", "neutral table public.more exists >yes"},
		{"drop view public.v; drop table public.deals;", "neutral table public.deals exists yes> 1.sql:3; neutral view public.v exists yes> 1.sql:9"},
		{"grant update on public.deals to app;", "weakens grant public.deals UPDATE to app >granted 1.sql:3"},
		{"grant update (id) on public.deals to app;", "weakens grant public.deals UPDATE (id) to app >granted 1.sql:3"},
		{"revoke insert on public.deals from app;", "strengthens grant public.deals INSERT to app granted> 1.sql:8"},
		{"create or replace view public.v with (security_invoker = false) as select id from public.deals;", "weakens view public.v security_invoker on>off 1.sql:9"},
		{"alter function public.f(int, varchar) reset search_path;", "weakens function public.f(integer, character varying) search_path ''>not set 1.sql:10"},
		{"create or replace function public.f(a integer, b text) returns int language sql as 'select 1';", "neutral function public.f(integer, text) exists >yes"},
		{"create or replace function public.f(a int, b varchar) returns int language sql security definer set search_path = '' as 'select 2';",
			"may weaken function public.f(integer, character varying) body"},
		{"alter role app bypassrls;", "weakens role app BYPASSRLS off>on 1.sql:2"},
		{"alter role staff nobypassrls;", "strengthens role staff BYPASSRLS on>off 1.sql:2"},
		{"grant staff to app;", "weakens role app member of staff >yes 1.sql:2"},
		{"create role back bypassrls;", "weakens role back BYPASSRLS >on"},
	} {
		r := Compare(play(t, p, base), play(t, p, base+c.live), Options{})
		var got []string
		for _, d := range r.Differences {
			s := fmt.Sprintf("%s %s %s %s", d.Effect, d.Kind, d.Object, d.What)
			if d.What != "body" && d.What != "USING" {
				s += " " + d.Migrations + ">" + d.Live
				if d.At.Path != "" {
					s += fmt.Sprintf(" %s:%d", d.At.Path, d.At.Line)
				}
			}
			if d.Why == "" {
				t.Errorf("%s: no reason", s)
			}
			got = append(got, s)
		}
		if s := strings.Join(got, "; "); s != c.want || len(r.Unread) > 0 {
			t.Errorf("%s\ngot  %s\nwant %s\n%+v", c.live, s, c.want, r.Unread)
		}
	}
}

// TestUnread: a doubt on either side is never an answer.
func TestUnread(t *testing.T) {
	p := pgparse.New()
	defer p.Close()
	live := play(t, p, base)
	live.Tables[0].PolicyLoss, live.Tables[0].GrantDoubt, live.Functions[0].BodyKnown = "denied", "denied", false
	live.Doubts = []pgcat.Doubt{{Reason: "roles could not be read"}}
	mig := play(t, p, base)
	mig.Tables[0].RLSDoubt = "EXECUTE of a text that is not known"
	r := Compare(mig, live, Options{})
	var got []string
	for _, u := range r.Unread {
		got = append(got, u.Object+" "+u.What)
	}
	want := "live database a part of the catalog; public.deals grants; public.deals policies; public.deals row-level security; public.f(integer, character varying) body"
	if s := strings.Join(got, "; "); s != want || len(r.Differences) > 0 {
		t.Errorf("got %s\nwant %s\n%+v", s, want, r.Differences)
	}
}
