package isolation

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/candor-dev/candor/internal/pgcat"
	"github.com/candor-dev/candor/internal/pgparse"
	"github.com/candor-dev/candor/internal/pgsim"
)

// base is the schema that most cases build on: organisations, their members,
// and rows of theirs.
const base = `
create table organizations (id uuid primary key, name text);
create table members (user_id uuid not null references auth.users (id), organization_id uuid not null references organizations (id), role text not null, status text, primary key (user_id, organization_id));
alter table organizations enable row level security;
alter table members enable row level security;
create policy own on members for select using (user_id = auth.uid());
create policy own on organizations for select using (id in (select organization_id from members where user_id = auth.uid()));
create table deals (id uuid primary key, organization_id uuid not null references organizations (id), owner_id uuid not null, is_public boolean not null default false, title text);
alter table deals enable row level security;
`

// catalogOf plays SQL as a Supabase project does.
func catalogOf(t testing.TB, parser *pgparse.Parser, sql string, supabase bool) *pgcat.Catalog {
	t.Helper()
	res, err := pgsim.Play(context.Background(), []pgsim.Script{{Path: "m.sql", Text: sql}},
		pgsim.Options{Parser: parser, Supabase: supabase, Whole: true, Ordered: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range res.Gaps {
		t.Errorf("the fixture has a gap: %s:%d %s", g.At.Path, g.At.Line, g.Reason)
	}
	return res.Catalog
}

func find(r *Report, table, role, command string) *Access {
	for i := range r.Access {
		if a := &r.Access[i]; a.Table.String() == table && a.Role == role && a.Command == command {
			return a
		}
	}
	return nil
}

// expect checks lines like "deals/authenticated/SELECT isolated".
func expect(t *testing.T, r *Report, want []string) {
	t.Helper()
	for _, w := range want {
		subject, verdict, _ := strings.Cut(w, " ")
		p := strings.Split(subject, "/")
		if !strings.Contains(p[0], ".") {
			p[0] = "public." + p[0]
		}
		a := find(r, p[0], p[1], p[2])
		if a == nil {
			t.Errorf("%s: no verdict", subject)
			continue
		}
		if a.Verdict.String() != verdict {
			t.Errorf("%s: %s, want %s\n  %s\n%s", subject, a.Verdict, verdict, a.Reason, proofText(a))
		}
	}
}

func proofText(a *Access) string {
	var b strings.Builder
	for _, s := range a.Proof {
		fmt.Fprintf(&b, "    %s (%s:%d)\n", s.Text, s.At.Path, s.At.Line)
	}
	return b.String()
}

type proofCase struct {
	name string
	sql  string
	want []string
	o    Options
	own  bool // without base
	bare bool // not a Supabase project
	skip bool // it can't be run in a real Postgres
}

func runCases(t *testing.T, cases []proofCase) {
	parser := pgparse.New()
	defer parser.Close()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			sql := c.sql
			if !c.own {
				sql = base + sql
			}
			c.o.Parser = parser
			expect(t, Prove(catalogOf(t, parser, sql, !c.bare), c.o), c.want)
		})
	}
}

func TestProve(t *testing.T) {
	for _, list := range [][]proofCase{formCases(), helperCases(), parentCases(), membershipCases(), writeCases(), semanticCases()} {
		runCases(t, list)
	}
}

// policy writes one on deals.
func policy(command, clause string) string {
	return fmt.Sprintf("create policy p on deals for %s to authenticated %s;\n", command, clause)
}

func using(expr string) string { return policy("select", "using ("+expr+")") }

func formCases() []proofCase {
	sel := func(v string) []string { return []string{"deals/authenticated/SELECT " + v} }
	return []proofCase{
		{name: "owner", sql: using("owner_id = auth.uid()"), want: sel("isolated")},
		{name: "owner, wrapped", sql: using("(select auth.uid()) = owner_id"), want: sel("isolated")},
		{name: "owner, as text", sql: using("owner_id::text = auth.jwt() ->> 'sub'"), want: sel("isolated")},
		{name: "owner, by setting", sql: using("owner_id = (current_setting('request.jwt.claims', true)::json ->> 'sub')::uuid"), want: sel("isolated")},
		{name: "owner, coalesced", sql: using("owner_id = coalesce(auth.uid(), '00000000-0000-0000-0000-000000000000')"), want: sel("isolated")},
		{name: "true", sql: using("true"), want: sel("open")},
		{name: "one is one", sql: using("1 = 1"), want: sel("open")},
		{name: "false", sql: using("false"), want: sel("denied")},
		{name: "null", sql: using("null"), want: sel("denied")},
		{name: "equals null", sql: using("organization_id = null"), want: sel("denied")},
		{name: "signed in", sql: using("auth.uid() is not null"), want: sel("any_user")},
		{name: "signed in, by role", sql: using("auth.role() = 'authenticated'"), want: sel("open")},
		{name: "public rows", sql: using("is_public = true"), want: sel("isolated_except")},
		{name: "own or public", sql: using("owner_id = auth.uid() or is_public"), want: sel("isolated_except")},
		{name: "own and public", sql: using("owner_id = auth.uid() and is_public"), want: sel("isolated")},
		{name: "in", sql: using("organization_id in (select organization_id from members where user_id = auth.uid())"), want: sel("isolated")},
		{name: "in, alias", sql: using("organization_id in (select m.organization_id from members m where m.user_id = (select auth.uid()) and m.role = any(array['owner','admin']))"), want: sel("isolated")},
		{name: "any of a subquery", sql: using("organization_id = any (select organization_id from members where user_id = auth.uid())"), want: sel("isolated")},
		{name: "any of an array", sql: using("organization_id = any (array(select organization_id from members where user_id = auth.uid()))"), want: sel("isolated")},
		{name: "any of an aggregate", sql: using("organization_id = any ((select array_agg(organization_id) from members where user_id = auth.uid())::uuid[])"), want: sel("isolated")},
		{name: "exists", sql: using("exists (select 1 from members m where m.organization_id = deals.organization_id and m.user_id = auth.uid())"), want: sel("isolated")},
		{name: "exists, transitive", sql: using("exists (select 1 from members m join organizations o on o.id = m.organization_id where o.id = deals.organization_id and m.user_id = auth.uid())"), want: sel("isolated")},
		{name: "exists, join using", sql: using("exists (select 1 from members m join deals d using (organization_id) where d.id = deals.id and m.user_id = auth.uid())"), want: sel("denied")},
		{name: "identity in a correlated subquery", sql: using("auth.uid() in (select user_id from members m where m.organization_id = deals.organization_id)"), want: sel("isolated")},
		{name: "scalar subquery", sql: using("organization_id = (select organization_id from members where user_id = auth.uid() limit 1)"), want: sel("isolated")},
		{name: "count", sql: using("(select count(*) from members m where m.user_id = auth.uid() and m.organization_id = deals.organization_id) > 0"), want: sel("isolated")},
		{name: "row in", sql: using("(organization_id, auth.uid()) in (select organization_id, user_id from members)"), want: sel("isolated")},
		{name: "cte", sql: using("organization_id in (with mine as (select * from members where user_id = auth.uid()) select organization_id from mine)"), want: sel("isolated")},
		{name: "union", sql: using("organization_id in (select organization_id from members where user_id = auth.uid() union select id from organizations where false)"), want: sel("isolated")},
		{name: "derived table", sql: using("exists (select 1 from (select organization_id as oid from members where user_id = auth.uid()) x where x.oid = organization_id)"), want: sel("isolated")},
		{name: "left join that a condition makes inner", sql: using("exists (select 1 from organizations o left join members m on m.organization_id = o.id where o.id = deals.organization_id and m.user_id = auth.uid())"), want: sel("isolated")},
		{name: "name captured by the inner scope", sql: using("exists (select 1 from members where organization_id = organization_id and user_id = auth.uid())"), want: sel("any_user")},
		{name: "not correlated", sql: using("exists (select 1 from members where user_id = auth.uid())"), want: sel("any_user")},
		{name: "not correlated, admin of any tenant", sql: using("exists (select 1 from members where user_id = auth.uid() and role = 'admin')"), want: sel("any_user")},
		{name: "exists of an aggregate", sql: using("exists (select count(*) from members where user_id = auth.uid() and organization_id = deals.organization_id)"), want: sel("open")},
		{name: "shared value", sql: using("title in (select role from members where user_id = auth.uid())"), want: sel("unknown")},
		{name: "left join that keeps everything", sql: using("exists (select 1 from organizations o left join members m on m.organization_id = o.id and m.user_id = auth.uid() where o.id = deals.organization_id)"), want: sel("isolated")},
		{name: "not in", sql: using("organization_id not in (select organization_id from members where user_id = auth.uid())"), want: sel("unknown")},
		{name: "not equal", sql: using("owner_id <> auth.uid()"), want: sel("unknown")},
		{name: "case", sql: using("case when is_public then true else owner_id = auth.uid() end"), want: sel("isolated_except")},
		{name: "claim of the app", sql: using("organization_id = (auth.jwt() -> 'app_metadata' ->> 'org_id')::uuid"), want: sel("isolated")},
		{name: "claims of the app, many", sql: using("organization_id::text in (select jsonb_array_elements_text(auth.jwt() -> 'app_metadata' -> 'organizations'))"), want: sel("isolated")},
		{name: "claim that the user writes", sql: using("organization_id = (auth.jwt() -> 'user_metadata' ->> 'org_id')::uuid"), want: sel("any_user")},
		{name: "text that looks like it", sql: using("title = 'user_metadata' and owner_id = auth.uid()"), want: sel("isolated")},
		{name: "header", sql: using("organization_id::text = current_setting('request.headers', true)::json ->> 'x-org'"), want: sel("any_user")},
		{name: "role claim", sql: using("(auth.jwt() ->> 'user_role') = 'admin'"), want: sel("global_role")},
		{name: "role claim beside own rows", sql: using("owner_id = auth.uid() or (auth.jwt() ->> 'user_role') = 'admin'"), want: sel("isolated_except")},
		{name: "role claim that the user writes", sql: using("(auth.jwt() -> 'user_metadata' ->> 'role') = 'admin'"), want: sel("any_user")},
		{name: "second factor alone", sql: using("(auth.jwt() ->> 'aal') = 'aal2'"), want: sel("any_user")},
		{name: "the anonymous claim", sql: using("(auth.jwt() ->> 'is_anonymous')::boolean is false"), want: sel("any_user")},
		{name: "not distinct", sql: using("owner_id is not distinct from auth.uid()"), want: sel("isolated")},
		{name: "random", sql: using("random() < 0.5"), want: sel("unknown")},
		{name: "wrong operator", sql: using("organization_id >= (select organization_id from members where user_id = auth.uid() limit 1)"), want: sel("unknown")},
		{name: "unknown helper", skip: true, sql: "create function h(uuid) returns boolean language c as 'x', 'y';\n" + using("h(organization_id)"), want: sel("unknown")},
		{name: "nobody or own", sql: "create policy p on deals for select using (auth.uid() is null or owner_id = auth.uid());",
			want: []string{"deals/authenticated/SELECT isolated", "deals/anon/SELECT open"}},
		{name: "own, asked by nobody", sql: "create policy p on deals for select using (owner_id = auth.uid());",
			want: []string{"deals/anon/SELECT denied"}},
	}
}

func helperCases() []proofCase {
	sel := func(v string) []string { return []string{"deals/authenticated/SELECT " + v} }
	fn := func(head, body string) string { return "create function " + head + " as $$ " + body + " $$;\n" }
	return []proofCase{
		{name: "sql predicate", sql: fn("is_member(org uuid) returns boolean language sql stable security definer set search_path = ''",
			"select exists (select 1 from public.members m where m.organization_id = org and m.user_id = auth.uid())") + using("is_member(organization_id)"), want: sel("isolated")},
		{name: "sql predicate by number", sql: fn("is_member(uuid) returns boolean language sql stable security definer",
			"select exists (select 1 from members m where m.organization_id = $1 and m.user_id = auth.uid())") + using("is_member(organization_id)"), want: sel("isolated")},
		{name: "parameter captured by a column", sql: fn("is_member(organization_id uuid) returns boolean language sql stable security definer",
			"select exists (select 1 from members where organization_id = organization_id and user_id = auth.uid())") + using("is_member(organization_id)"), want: sel("any_user")},
		{name: "parameter with the function's name", sql: fn("is_member(organization_id uuid) returns boolean language sql stable security definer",
			"select exists (select 1 from members m where m.organization_id = is_member.organization_id and m.user_id = auth.uid())") + using("is_member(organization_id)"), want: sel("isolated")},
		{name: "helper with another door", sql: fn("is_member(org uuid) returns boolean language sql stable security definer",
			"select exists (select 1 from members m where m.organization_id = org and m.user_id = auth.uid()) or (auth.jwt() ->> 'user_role') = 'staff'") + using("is_member(organization_id)"), want: sel("isolated_except")},
		{name: "helper that does not imply", sql: fn("is_member(org uuid) returns boolean language sql stable security definer",
			"select exists (select 1 from members m where m.organization_id = org)") + using("is_member(organization_id)"), want: sel("isolated_except")},
		{name: "set helper", sql: fn("my_orgs() returns setof uuid language sql stable security definer",
			"select organization_id from members where user_id = auth.uid()") + using("organization_id in (select my_orgs())"), want: sel("isolated")},
		{name: "set helper in from", sql: fn("my_orgs() returns table (oid uuid) language sql stable security definer",
			"select organization_id from members where user_id = auth.uid()") + using("exists (select 1 from my_orgs() x where x.oid = deals.organization_id)"), want: sel("isolated")},
		{name: "array helper", sql: fn("my_orgs() returns uuid[] language sql stable security definer",
			"select array_agg(organization_id) from members where user_id = auth.uid()") + using("organization_id = any (my_orgs())"), want: sel("isolated")},
		{name: "scalar helper", sql: fn("my_org() returns uuid language sql stable security definer",
			"select organization_id from members where user_id = auth.uid() limit 1") + using("organization_id = (select my_org())"), want: sel("isolated")},
		{name: "two levels", sql: fn("me() returns uuid language sql stable", "select auth.uid()") +
			fn("is_member(org uuid) returns boolean language sql stable security definer", "select exists (select 1 from members m where m.organization_id = org and m.user_id = me())") +
			using("is_member(organization_id)"), want: sel("isolated")},
		{name: "a helper that calls itself", sql: fn("h(x uuid) returns boolean language plpgsql", "begin return h(x); end") + using("h(organization_id)"), want: sel("unknown")},
		{name: "plpgsql return", sql: fn("is_member(org uuid) returns boolean language plpgsql stable security definer",
			"begin return exists (select 1 from members m where m.organization_id = org and m.user_id = auth.uid()); end") + using("is_member(organization_id)"), want: sel("isolated")},
		{name: "plpgsql into", sql: fn("my_org() returns uuid language plpgsql stable security definer",
			"declare v uuid; begin select m.organization_id into v from members m where m.user_id = auth.uid(); return v; end") + using("organization_id = my_org()"), want: sel("isolated")},
		{name: "plpgsql if", sql: fn("can_see(org uuid) returns boolean language plpgsql stable security definer",
			"begin if auth.uid() is null then return false; end if; if exists (select 1 from members m where m.organization_id = org and m.user_id = auth.uid()) then return true; end if; return false; end") + using("can_see(organization_id)"), want: sel("isolated")},
		{name: "plpgsql if not", sql: fn("can_see(org uuid) returns boolean language plpgsql stable security definer",
			"begin if not exists (select 1 from members m where m.organization_id = org and m.user_id = auth.uid()) then return false; end if; return true; end") + using("can_see(organization_id)"), want: sel("isolated")},
		{name: "plpgsql found", sql: fn("can_see(org uuid) returns boolean language plpgsql stable security definer",
			"begin perform 1 from members m where m.organization_id = org and m.user_id = auth.uid(); return found; end") + using("can_see(organization_id)"), want: sel("isolated")},
		{name: "plpgsql if the wrong way round", sql: fn("can_see(org uuid) returns boolean language plpgsql stable security definer",
			"begin if exists (select 1 from members m where m.organization_id = org and m.user_id = auth.uid()) then return true; end if; return true; end") + using("can_see(organization_id)"), want: sel("unknown")},
		{name: "plpgsql null slips through", sql: fn("can_see(org uuid) returns boolean language plpgsql stable security definer",
			"declare v uuid; begin select m.organization_id into v from members m where m.user_id = auth.uid(); if v <> org then return false; end if; return true; end") + using("can_see(organization_id)"), want: sel("unknown")},
		{name: "plpgsql return query", sql: fn("my_orgs() returns setof uuid language plpgsql stable security definer",
			"begin return query select m.organization_id from members m where m.user_id = auth.uid(); end") + using("organization_id in (select * from my_orgs())"), want: sel("isolated")},
		{name: "plpgsql error handler", sql: fn("can_see(org uuid) returns boolean language plpgsql stable security definer",
			"begin return exists (select 1 from members m where m.organization_id = org and m.user_id = auth.uid()); exception when others then return true; end") + using("can_see(organization_id)"), want: sel("unknown")},
		{name: "plpgsql dynamic", sql: fn("can_see(org uuid) returns boolean language plpgsql stable security definer",
			"declare b boolean; begin execute 'select true' into b; return b; end") + using("can_see(organization_id)"), want: sel("unknown")},
	}
}

func parentCases() []proofCase {
	const notes = `
create policy p on deals for select using (organization_id in (select organization_id from members where user_id = auth.uid()));
create table notes (id uuid primary key, deal_id uuid not null references deals (id), body text);
alter table notes enable row level security;
`
	want := func(v string) []string { return []string{"notes/authenticated/SELECT " + v} }
	fn := "create function deal_ids() returns setof uuid language sql stable security definer as 'select id from deals';\n"
	return []proofCase{
		{name: "parent with a condition", sql: notes + "create policy n on notes for select using (deal_id in (select id from deals d where d.organization_id in (select organization_id from members where user_id = auth.uid())));", want: want("isolated")},
		{name: "parent by its own policies", sql: notes + "create policy n on notes for select using (deal_id in (select id from deals));", want: want("isolated")},
		{name: "parent by exists", sql: notes + "create policy n on notes for select using (exists (select 1 from deals d where d.id = notes.deal_id));", want: want("isolated")},
		{name: "parent under definer", sql: notes + fn + "create policy n on notes for select using (deal_id in (select deal_ids()));", want: want("open")},
		{name: "parent without row-level security", sql: notes + "alter table deals disable row level security;\ncreate policy n on notes for select using (deal_id in (select id from deals));", want: want("open")},
		{name: "public parent", sql: notes + "create policy n on notes for select using (exists (select 1 from deals d where d.id = deal_id and d.is_public));\nalter table deals disable row level security;", want: want("isolated_except")},
		{name: "a circle of parents", sql: `
create table a (id uuid primary key, b_id uuid); create table b (id uuid primary key, a_id uuid);
alter table a enable row level security; alter table b enable row level security;
create policy p on a using (b_id in (select id from b)); create policy p on b using (a_id in (select id from a));`,
			want: []string{"a/authenticated/SELECT denied", "b/authenticated/SELECT denied"}},
		{name: "a policy that reads its own table", sql: "create policy m on members for select using (organization_id in (select organization_id from members where user_id = auth.uid()));",
			want: []string{"members/authenticated/SELECT denied"}},
	}
}

func membershipCases() []proofCase {
	const deals = "create policy p on deals for select using (organization_id in (select organization_id from members where user_id = auth.uid()));\n"
	all := []string{"deals/authenticated/SELECT any_user", "members/authenticated/INSERT any_user"}
	return []proofCase{
		{name: "a user inserts himself", sql: deals + "create policy i on members for insert with check (user_id = auth.uid());", want: all},
		{name: "open insert", sql: deals + "create policy i on members for insert with check (true);",
			want: []string{"deals/authenticated/SELECT any_user", "members/authenticated/INSERT open"}},
		{name: "no grant to insert", sql: deals + "create policy i on members for insert with check (true);\nrevoke insert on members from anon, authenticated;",
			want: []string{"deals/authenticated/SELECT isolated", "members/authenticated/INSERT unreachable"}},
		{name: "admins add to their own tenant", sql: deals + `
create function my_orgs() returns setof uuid language sql stable security definer as 'select organization_id from members where user_id = auth.uid()';
create policy i on members for insert with check (organization_id in (select my_orgs()));`,
			want: []string{"deals/authenticated/SELECT isolated", "members/authenticated/INSERT isolated"}},
		{name: "a request that does not count", sql: `
create policy p on deals for select using (exists (select 1 from members m where m.organization_id = deals.organization_id and m.user_id = auth.uid() and m.status = 'active'));
create policy i on members for insert with check (user_id = auth.uid() and status = 'pending');`,
			want: []string{"deals/authenticated/SELECT isolated"}},
		{name: "a request that the user can grant himself", sql: `
create policy p on deals for select using (exists (select 1 from members m where m.organization_id = deals.organization_id and m.user_id = auth.uid() and m.status = 'active'));
create policy i on members for insert with check (user_id = auth.uid() and status = 'pending');
create policy u on members for update using (user_id = auth.uid());`,
			want: []string{"deals/authenticated/SELECT any_user"}},
		{name: "update of the own tenant column", sql: `
create table profiles (id uuid primary key, tenant_id uuid not null, name text);
alter table profiles enable row level security;
create policy s on profiles for select using (id = auth.uid());
create policy u on profiles for update using (id = auth.uid());
create policy p on deals for select using (organization_id = (select tenant_id from profiles where id = auth.uid()));`,
			want: []string{"deals/authenticated/SELECT any_user", "profiles/authenticated/UPDATE any_user"}},
		{name: "column grants keep the tenant column", sql: `
create table profiles (id uuid primary key, tenant_id uuid not null, name text);
alter table profiles enable row level security;
create policy s on profiles for select using (id = auth.uid());
create policy u on profiles for update using (id = auth.uid());
revoke insert, update on profiles from anon, authenticated;
grant update (name) on profiles to authenticated;
create policy p on deals for select using (organization_id = (select tenant_id from profiles where id = auth.uid()));`,
			want: []string{"deals/authenticated/SELECT isolated", "profiles/authenticated/UPDATE isolated"}},
		{name: "a trigger keeps the tenant column", sql: `
create table profiles (id uuid primary key, tenant_id uuid not null, name text);
alter table profiles enable row level security;
create function keep() returns trigger language plpgsql as $$ begin if new.tenant_id <> old.tenant_id then raise exception 'no'; end if; return new; end $$;
create trigger keep before update on profiles for each row execute function keep();
create policy s on profiles for select using (id = auth.uid());
create policy u on profiles for update using (id = auth.uid());
create policy p on deals for select using (organization_id = (select tenant_id from profiles where id = auth.uid()));`,
			want: []string{"deals/authenticated/SELECT unknown"}},
		{name: "a link table that anybody writes", sql: `
create table shares (organization_id uuid not null references organizations (id), deal_id uuid not null references deals (id));
alter table shares enable row level security;
create policy s on shares using (organization_id in (select organization_id from members where user_id = auth.uid()));
create policy p on deals for select using (exists (select 1 from shares s join members m using (organization_id) where s.deal_id = deals.id and m.user_id = auth.uid()));`,
			want: []string{"deals/authenticated/SELECT any_user"}},
		{name: "admins by their profile", sql: `
create table profiles (id uuid primary key, is_admin boolean not null);
alter table profiles enable row level security;
create policy s on profiles for select using (id = auth.uid());
create policy p on deals for select using (exists (select 1 from profiles where id = auth.uid() and is_admin = true));`,
			want: []string{"deals/authenticated/SELECT global_role"}},
		{name: "anybody can make himself an admin", sql: `
create table profiles (id uuid primary key, is_admin boolean not null);
alter table profiles enable row level security;
create policy s on profiles using (id = auth.uid());
create policy p on deals for select using (exists (select 1 from profiles where id = auth.uid() and is_admin = true));`,
			want: []string{"deals/authenticated/SELECT any_user"}},
		{name: "members of a team see each other", sql: `
create function my_orgs() returns setof uuid language sql stable security definer as 'select organization_id from members where user_id = auth.uid()';
create table profiles (id uuid primary key, name text);
alter table profiles enable row level security;
create policy s on profiles for select using (id in (select m.user_id from members m where m.organization_id in (select my_orgs())));`,
			want: []string{"profiles/authenticated/SELECT isolated"}},
	}
}

func writeCases() []proofCase {
	const mine = "organization_id in (select organization_id from members where user_id = auth.uid())"
	return []proofCase{
		{name: "all", sql: policy("all", "using ("+mine+")"), want: []string{
			"deals/authenticated/SELECT isolated", "deals/authenticated/INSERT isolated", "deals/authenticated/UPDATE isolated", "deals/authenticated/DELETE isolated"}},
		{name: "insert without a check", own: true, sql: base + "create policy p on deals for insert;", want: []string{"deals/authenticated/INSERT denied"}},
		{name: "insert by owner into any tenant", sql: using(mine) + "create policy i on deals for insert with check (owner_id = auth.uid());",
			want: []string{"deals/authenticated/INSERT open"}},
		{name: "insert by owner where nobody else looks", sql: using("owner_id = auth.uid()") + "create policy i on deals for insert with check (owner_id = auth.uid());",
			want: []string{"deals/authenticated/INSERT unknown"}},
		{name: "update that can move a row away", sql: using(mine) + "create policy u on deals for update using (" + mine + ") with check (true);",
			want: []string{"deals/authenticated/UPDATE open"}},
		{name: "update of other columns", sql: using(mine) + "create policy u on deals for update using (" + mine + ") with check (true);\nrevoke update on deals from authenticated; grant update (title) on deals to authenticated;",
			want: []string{"deals/authenticated/UPDATE isolated"}},
		{name: "blind update and delete", sql: using(mine) + "create policy u on deals for update using (true); create policy d on deals for delete using (true);",
			want: []string{"deals/authenticated/UPDATE open", "deals/authenticated/DELETE open"}},
		{name: "update without using", sql: using("true") + "create policy u on deals for update with check (true);", want: []string{"deals/authenticated/UPDATE denied"}},
		{name: "nothing at all", want: []string{"deals/authenticated/SELECT denied", "deals/authenticated/INSERT denied", "deals/authenticated/UPDATE denied", "deals/authenticated/DELETE denied"}},
	}
}

func semanticCases() []proofCase {
	const tbl = "create table t (id int, tenant uuid); alter table t enable row level security;\n"
	w := func(s ...string) []string { return s }
	return []proofCase{
		{name: "A: policies are inert without row-level security", own: true, sql: "create table t (tenant uuid); create policy p on t using (tenant = auth.uid());", want: w("t/anon/SELECT open", "t/authenticated/DELETE open")},
		{name: "B: USING is the check", own: true, sql: tbl + "create policy p on t using (tenant = auth.uid());", want: w("t/authenticated/INSERT isolated", "t/authenticated/UPDATE isolated")},
		{name: "B2: a restrictive policy beside a permissive one", own: true, sql: tbl + "create policy a on t using (true); create policy r on t as restrictive using (tenant = auth.uid());",
			want: w("t/authenticated/SELECT isolated", "t/authenticated/INSERT isolated", "t/authenticated/UPDATE isolated", "t/authenticated/DELETE isolated")},
		{name: "E: no expression", own: true, sql: tbl + "create policy s on t for select; create policy a on t for all;", want: w("t/authenticated/SELECT denied", "t/authenticated/INSERT denied")},
		{name: "F: permissive policies are alternatives", own: true, sql: tbl + "create policy a on t for select using (tenant = auth.uid()); create policy b on t for select using (id = 2);", want: w("t/authenticated/SELECT isolated_except")},
		{name: "F2: a restrictive policy alone", own: true, sql: tbl + "create policy r on t as restrictive using (true);", want: w("t/authenticated/SELECT denied")},
		{name: "F3: a restrictive policy without an expression restricts nothing", own: true, sql: tbl + "create policy a on t using (tenant = auth.uid()); create policy r on t as restrictive for all to authenticated;",
			want: w("t/authenticated/SELECT isolated", "t/authenticated/INSERT isolated")},
		{name: "a policy for others", own: true, sql: tbl + "create policy p on t to service_role using (true);", want: w("t/anon/SELECT denied", "t/authenticated/SELECT denied")},
		{name: "J: a partition reached directly", own: true, sql: "create table t (id int, tenant uuid) partition by list (id); alter table t enable row level security; create policy p on t using (tenant = auth.uid()); create table t1 partition of t for values in (1);",
			want: w("t/authenticated/SELECT isolated", "t1/authenticated/SELECT open")},
		{name: "no grant", own: true, sql: tbl + "create policy p on t using (true); revoke all on t from anon, authenticated;", want: w("t/anon/SELECT unreachable", "t/authenticated/SELECT unreachable")},
		{name: "a schema without USAGE", own: true, sql: "create schema s; create table s.t (id int); grant all on s.t to authenticated;", want: w("s.t/authenticated/SELECT unreachable")},
		{name: "C: the owner", own: true, bare: true, o: Options{Roles: []string{"app"}}, sql: "create role app; create table t (id int, tenant text); alter table t owner to app; alter table t enable row level security; create policy p on t using (tenant = current_setting('app.tenant_id', true));",
			want: w("t/app/SELECT open")},
		{name: "C2: the owner under FORCE", own: true, bare: true, o: Options{Roles: []string{"app"}}, sql: "create role app; create table t (id int, tenant text); alter table t owner to app; alter table t enable row level security; alter table t force row level security; create policy p on t using (tenant = current_setting('app.tenant_id', true));",
			want: w("t/app/SELECT isolated", "t/app/INSERT isolated")},
		{name: "V: BYPASSRLS is not inherited", own: true, bare: true, o: Options{Roles: []string{"u1"}}, sql: "create role byp bypassrls; create role u1 in role byp; create table t (id int, tenant text); alter table t enable row level security; grant select on t to u1; create policy p on t using (tenant = current_setting('app.tenant_id', true));",
			want: w("t/u1/SELECT isolated", "t/u1/DELETE unreachable")},
		{name: "a policy for an inherited role", own: true, bare: true, o: Options{Roles: []string{"u1"}}, sql: "create role grp; create role u1 in role grp; create table t (id int); alter table t enable row level security; grant select on t to grp; create policy p on t to grp using (true);",
			want: w("t/u1/SELECT open")},
		{name: "a setting that says nothing of a tenant", own: true, bare: true, o: Options{Roles: []string{"u1"}}, sql: "create role u1; create table t (id int, region text); alter table t enable row level security; grant select on t to u1; create policy p on t using (region = current_setting('app.region', true));",
			want: w("t/u1/SELECT unknown")},
		{name: "a setting that is declared", own: true, bare: true, o: Options{Roles: []string{"u1"}, Identities: []string{"current_setting('app.region')"}}, sql: "create role u1; create table t (id int, region text); alter table t enable row level security; grant select on t to u1; create policy p on t using (region = current_setting('app.region', true));",
			want: w("t/u1/SELECT isolated")},
		{name: "all rows while no tenant is set", own: true, bare: true, o: Options{Roles: []string{"u1"}}, sql: "create role u1; create table t (id int, tenant_id text); alter table t enable row level security; grant select on t to u1; create policy p on t using (current_setting('app.tenant_id', true) is null or tenant_id = current_setting('app.tenant_id', true));",
			want: w("t/u1/SELECT open")},
	}
}

func TestOptionsThatMatchNothing(t *testing.T) {
	parser := pgparse.New()
	defer parser.Close()
	r := Prove(catalogOf(t, parser, base, true), Options{
		Parser: parser, Tenants: []TenantColumn{{"public.deals", "nope"}}, Roles: []string{"ghost"}, Exposed: []string{"hidden"},
		Identities: []string{"no_such()", "not sql (", "auth.jwt() -> 'user_metadata' ->> 'org'"},
	})
	if len(r.Problems) != 6 {
		t.Errorf("%d problems, want 6: %q", len(r.Problems), r.Problems)
	}
}
