//go:build unix

package isolation

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/candor-dev/candor/internal/pgparse"
	"github.com/candor-dev/candor/internal/pgsim/pgtest"
)

// helpers are functions that random policies call: some imply the tenant, some
// only look as if they did.
const helpers = `
create table notes (id uuid primary key, deal_id uuid not null references deals (id), author_id uuid not null, body text);
create table profiles (id uuid primary key, tenant_id uuid not null, is_admin boolean not null, name text);
create table shares (organization_id uuid not null references organizations (id), deal_id uuid not null references deals (id));
alter table notes enable row level security; alter table profiles enable row level security; alter table shares enable row level security;
create function my_orgs() returns setof uuid language sql stable security definer set search_path = public as $$ select organization_id from members where user_id = auth.uid() $$;
create function my_org() returns uuid language sql stable security definer set search_path = public as $$ select tenant_id from profiles where id = auth.uid() $$;
create function org_array() returns uuid[] language sql stable security definer set search_path = public as $$ select coalesce(array_agg(organization_id), '{}') from members where user_id = auth.uid() $$;
create function is_member(org uuid) returns boolean language sql stable security definer set search_path = public as $$ select exists (select 1 from members m where m.organization_id = org and m.user_id = auth.uid()) $$;
create function is_member_invoker(org uuid) returns boolean language sql stable as $$ select exists (select 1 from members m where m.organization_id = org and m.user_id = auth.uid()) $$;
create function captured(organization_id uuid) returns boolean language sql stable security definer set search_path = public as $$ select exists (select 1 from members where organization_id = organization_id and user_id = auth.uid()) $$;
create function exists_org(org uuid) returns boolean language sql stable security definer set search_path = public as $$ select exists (select 1 from members m where m.organization_id = org) $$;
create function pl_member(org uuid) returns boolean language plpgsql stable security definer set search_path = public as $$ declare r text; begin
  if auth.uid() is null then return false; end if;
  select m.role into r from members m where m.organization_id = org and m.user_id = auth.uid();
  if r is null then return false; end if;
  return true; end $$;
create function pl_not(org uuid) returns boolean language plpgsql stable security definer set search_path = public as $$ begin
  if not exists (select 1 from members m where m.organization_id = org and m.user_id = auth.uid()) then return false; end if;
  return true; end $$;
create function pl_swapped(org uuid) returns boolean language plpgsql stable security definer set search_path = public as $$ begin
  if exists (select 1 from members m where m.organization_id = org and m.user_id = auth.uid()) then return false; end if;
  return true; end $$;
create function pl_null(org uuid) returns boolean language plpgsql stable security definer set search_path = public as $$ declare v uuid; begin
  select p.tenant_id into v from profiles p where p.id = auth.uid();
  if v <> org then return false; end if;
  return true; end $$;
create function is_admin() returns boolean language sql stable security definer set search_path = public as $$ select coalesce((select p.is_admin from profiles p where p.id = auth.uid()), false) $$;
create function deal_org(d uuid) returns uuid language sql stable security definer set search_path = public as $$ select organization_id from deals where id = d $$;
create function deal_ids() returns setof uuid language sql stable security definer set search_path = public as $$ select id from deals $$;
`

type gen struct{ r *rand.Rand }

func (g gen) pick(s ...string) string { return s[g.r.IntN(len(s))] }

func (g gen) chance(n int) bool { return g.r.IntN(n) == 0 }

// atom is a condition on a row of a table.
func (g gen) atom(table string) string {
	org := map[string]string{"deals": "organization_id", "members": "organization_id", "shares": "organization_id", "profiles": "tenant_id", "organizations": "id"}[table]
	user := map[string]string{"deals": "owner_id", "members": "user_id", "profiles": "id", "notes": "author_id"}[table]
	var list []string
	if user != "" {
		list = append(list, user+" = auth.uid()", "(select auth.uid()) = "+user, user+"::text = auth.jwt() ->> 'sub'", user+" is not distinct from auth.uid()",
			user+" = coalesce(auth.uid(), '00000000-0000-0000-0000-000000000000')", user+" <> auth.uid()", "auth.uid() in ("+user+", '"+userS+"')",
			"not ("+user+" <> auth.uid())", user+" in (select user_id from members m where m.organization_id in (select my_orgs()))")
	}
	if org != "" {
		q := table + "." + org
		list = append(list,
			org+" in (select organization_id from members where user_id = auth.uid())",
			org+" in (select my_orgs())", org+" = any (org_array())", org+" = my_org()", "is_member("+org+")", "is_member_invoker("+org+")", "captured("+org+")", "exists_org("+org+")",
			"pl_member("+org+")", "pl_not("+org+")", "pl_swapped("+org+")", "pl_null("+org+")",
			"exists (select 1 from members m where m.organization_id = "+q+" and m.user_id = auth.uid())",
			"exists (select 1 from members m where m.organization_id = "+q+" and m.user_id = auth.uid() and m.role = 'owner')",
			"exists (select 1 from members m where m.organization_id = "+q+" and m.user_id = auth.uid() and m.status = 'active')",
			"exists (select 1 from members m where m.organization_id = "+q+" or m.user_id = auth.uid())",
			"exists (select 1 from members m where m.organization_id = "+q+" and m.user_id is not null)",
			"exists (select 1 from members m where m.organization_id = m.organization_id and m.user_id = auth.uid())",
			"exists (select 1 from organizations o join members m on m.organization_id = o.id where o.id = "+q+" and m.user_id = auth.uid())",
			"exists (select 1 from organizations o left join members m on m.organization_id = o.id where o.id = "+q+" and m.user_id = auth.uid())",
			"exists (select 1 from organizations o left join members m on m.organization_id = o.id and m.user_id = auth.uid() where o.id = "+q+")",
			"exists (select count(*) from members m where m.organization_id = "+q+" and m.user_id = auth.uid())",
			"(select count(*) from members m where m.organization_id = "+q+" and m.user_id = auth.uid()) > 0",
			"(select count(*) from members m where m.organization_id = "+q+" and m.user_id = auth.uid()) >= 0",
			"auth.uid() in (select m.user_id from members m where m.organization_id = "+q+")",
			"auth.uid() in (select m.user_id from members m)",
			"exists (with x as (select * from members where user_id = auth.uid()) select 1 from x where x.organization_id = "+q+")",
			"exists (select 1 from (select * from members union all select * from members) x where x.organization_id = "+q+" and x.user_id = auth.uid())",
			"("+org+", auth.uid()) in (select organization_id, user_id from members)",
			org+" = (auth.jwt() -> 'app_metadata' ->> 'org_id')::uuid", org+" = (auth.jwt() -> 'user_metadata' ->> 'org_id')::uuid",
			org+"::text in (select jsonb_array_elements_text(auth.jwt() -> 'app_metadata' -> 'organizations'))",
			org+" not in (select organization_id from members where user_id = auth.uid())",
			org+" = (select tenant_id from profiles where id = auth.uid())",
			org+" in (select tenant_id from profiles)", org+" in (select id from organizations)",
			"not exists (select 1 from members m where m.organization_id = "+q+" and m.user_id = auth.uid())",
			"exists (select 1 from shares s join members m using (organization_id) where s.organization_id = "+q+" and m.user_id = auth.uid())",
			"case when is_member("+org+") then true else false end", "case when is_admin() then true else is_member("+org+") end", "coalesce(is_member("+org+"), true)", "coalesce(is_member("+org+"), false)", "is_member("+org+") is not false", "is_member("+org+") is true",
		)
	}
	switch table {
	case "deals":
		list = append(list, "is_public", "is_public = true", "title = 'x'", "title in (select role from members where user_id = auth.uid())",
			"id in (select s.deal_id from shares s where s.organization_id in (select my_orgs()))",
			"id in (select deal_id from notes where author_id = auth.uid())", "id in (select deal_ids())")
	case "notes":
		list = append(list, "deal_id in (select id from deals)", "exists (select 1 from deals d where d.id = notes.deal_id)", "exists (select 1 from deals d where d.id = deal_id and is_member(d.organization_id))",
			"deal_id in (select deal_ids())", "is_member(deal_org(deal_id))", "exists (select 1 from deals d where d.id = d.id and d.owner_id = auth.uid())",
			"exists (select 1 from deals d where d.id = notes.deal_id and d.is_public)", "deal_id in (select d.id from deals d where d.owner_id = auth.uid())",
			"exists (select 1 from deals d, members m where d.id = notes.deal_id and m.organization_id = d.organization_id and m.user_id = auth.uid())")
	case "profiles":
		list = append(list, "is_admin", "id in (select user_id from members)")
	}
	list = append(list, "true", "false", "null", "auth.uid() is not null", "auth.role() = 'authenticated'", "auth.role() = 'anon'", "is_admin()", "exists (select 1 from members where user_id = auth.uid())",
		"(auth.jwt() ->> 'user_role') = 'admin'", "(auth.jwt() -> 'user_metadata' ->> 'role') = 'admin'", "auth.uid() is null", "(auth.jwt() ->> 'aal') = 'aal2'")
	if g.chance(4) || len(list) < 20 {
		return list[g.r.IntN(len(list))]
	}
	return list[g.r.IntN(max(1, len(list)-12))]
}

func (g gen) expr(table string, depth int) string {
	if depth == 0 || g.chance(2) {
		return g.atom(table)
	}
	a, b := g.expr(table, depth-1), g.expr(table, depth-1)
	switch g.r.IntN(9) {
	case 0, 1, 2:
		return "(" + a + ") and (" + b + ")"
	case 3, 4, 5:
		return "(" + a + ") or (" + b + ")"
	case 6:
		return "not (" + a + ")"
	case 7:
		return "not (not (" + a + ") or not (" + b + "))"
	}
	return "case when " + a + " then " + b + " else false end"
}

func (g gen) policies() string {
	var b strings.Builder
	n := 0
	write := func(table, command, kind string, simple bool) {
		n++
		depth := 2
		if simple {
			depth = 0
		}
		fmt.Fprintf(&b, "create policy p%d on %s as %s for %s to %s", n, table, kind, command, g.pick("public", "authenticated", "authenticated", "authenticated, anon", "anon"))
		if command != "insert" && !g.chance(15) {
			fmt.Fprintf(&b, " using (%s)", g.expr(table, depth))
		}
		if command == "insert" || (command == "all" || command == "update") && g.chance(2) {
			fmt.Fprintf(&b, " with check (%s)", g.expr(table, depth))
		}
		b.WriteString(";\n")
	}
	for _, t := range []string{"deals", "notes"} {
		write(t, "select", "permissive", false)
		for range g.r.IntN(4) {
			write(t, g.pick("all", "select", "insert", "update", "delete"), g.pick("permissive", "permissive", "permissive", "restrictive"), false)
		}
	}
	for _, t := range []string{"members", "profiles", "shares", "organizations"} {
		for range g.r.IntN(3) {
			write(t, g.pick("all", "select", "select", "insert", "update", "delete"), g.pick("permissive", "permissive", "permissive", "restrictive"), true)
		}
	}
	for range g.r.IntN(3) {
		t := g.pick("deals", "members", "profiles", "shares", "notes")
		switch g.r.IntN(4) {
		case 0:
			fmt.Fprintf(&b, "revoke %s on %s from anon, authenticated;\n", g.pick("insert", "update", "select", "delete", "all"), t)
		case 1:
			fmt.Fprintf(&b, "revoke update, insert on profiles from authenticated; grant update (name) on profiles to authenticated;\n")
		case 2:
			fmt.Fprintf(&b, "revoke update on deals from authenticated; grant update (title) on deals to authenticated;\n")
		case 3:
			if g.chance(3) {
				fmt.Fprintf(&b, "alter table %s disable row level security;\n", t)
			}
		}
	}
	return b.String()
}

// TestAgainstPostgres tries to break each fixture and many random schemas in a
// real Postgres: whatever the proof decides has to agree.
func TestAgainstPostgres(t *testing.T) {
	srv := pgtest.Start(t)
	parser := pgparse.New()
	defer parser.Close()
	p := &prober{srv: srv}
	decided, unknown := 0, 0
	n, from := 30, uint64(1)
	if s := os.Getenv("CANDOR_ISOLATION_CASES"); s != "" {
		n, _ = strconv.Atoi(s)
	}
	if s := os.Getenv("CANDOR_ISOLATION_SEED"); s != "" {
		from, _ = strconv.ParseUint(s, 10, 64)
	}
	for _, list := range [][]proofCase{formCases(), helperCases(), parentCases(), membershipCases(), writeCases()} {
		for _, x := range list {
			if os.Getenv("CANDOR_ISOLATION_SEED") != "" || x.own || x.skip {
				continue
			}
			t.Run(x.name, func(t *testing.T) {
				p.srv = srv.On(t)
				c := catalogOf(t, parser, base+x.sql, true)
				x.o.Parser = parser
				d, u := p.probe(t, base+x.sql, c, Prove(c, x.o))
				decided, unknown = decided+d, unknown+u
			})
		}
	}
	t.Logf("fixtures: %d verdicts agree, %d unknown", decided, unknown)
	for i := range n {
		seed := from + uint64(i)
		sql := base + helpers + gen{rand.New(rand.NewPCG(seed, 11))}.policies()
		ok := t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			p.srv = srv.On(t)
			c := catalogOf(t, parser, sql, true)
			d, u := p.probe(t, sql, c, Prove(c, Options{Parser: parser}))
			decided, unknown = decided+d, unknown+u
		})
		if !ok && os.Getenv("CANDOR_ISOLATION_ALL") == "" {
			break
		}
	}
	t.Logf("with random schemas: %d verdicts agree, %d unknown", decided, unknown)
}
