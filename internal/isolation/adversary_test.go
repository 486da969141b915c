package isolation

import (
	"fmt"
	"strings"
	"testing"

	"github.com/candor-dev/candor/internal/pgparse"
)

// ground is a schema of organisations in which the same rows can be reached by
// membership, by a block list and by a profile.
const ground = `
create table organizations (id uuid primary key, name text);
create table members (id uuid primary key default gen_random_uuid(), organization_id uuid not null references organizations (id), user_id uuid not null, role text not null, is_active boolean not null default true);
create table blocks (id uuid primary key default gen_random_uuid(), organization_id uuid not null references organizations (id), user_id uuid not null);
create table profiles (id uuid primary key, organization_id uuid references organizations (id), is_company_admin boolean not null default false, department_id int, industry_id uuid);
create table deals (id uuid primary key default gen_random_uuid(), organization_id uuid not null references organizations (id), owner_id uuid, title text,
	is_published boolean not null default true, source_id int default 1, industry_id uuid, allowed uuid[] not null default '{}');
alter table organizations enable row level security;
alter table members enable row level security;
alter table blocks enable row level security;
alter table profiles enable row level security;
alter table deals enable row level security;
create policy own on members for select to authenticated using (user_id = auth.uid());
create policy own on profiles for select to authenticated using (id = auth.uid());
create policy own on blocks for select to authenticated using (user_id = auth.uid());
create policy own on organizations for select to authenticated using (id in (select organization_id from members where user_id = auth.uid()));
create function my_orgs() returns setof uuid language sql stable security definer set search_path = public as $$ select organization_id from members where user_id = auth.uid() $$;
`

const (
	byMember = "from members m where m.organization_id = deals.organization_id and m.user_id = auth.uid()"
	byBlock  = "from blocks m where m.organization_id = deals.organization_id and m.user_id = auth.uid()"
)

// helper writes a function f of the organisation.
func helper(language, body string) string {
	return fmt.Sprintf("create function f(org uuid) returns boolean language %s stable security definer set search_path = public as $$ %s $$;\n", language, body)
}

// TestAdversary holds conditions under which Postgres hands out rows of foreign
// organisations: none of them may come out as isolated or denied.
func TestAdversary(t *testing.T) {
	const inBlocks = "from blocks b where b.organization_id = org and b.user_id = auth.uid()"
	const inMembers = "from members m where m.organization_id = org and m.user_id = auth.uid()"
	leaks := []struct{ name, pre, expr string }{
		// An aggregate gives a row though none is found.
		{"count", "", "exists (select count(*) > 0 " + byMember + ")"},
		{"max coalesced", "", "exists (select coalesce(max(m.role), 'x') " + byMember + ")"},
		{"bit_or", "", "exists (select bit_or(1) " + byMember + ")"},
		{"jsonb_object_agg", "", "exists (select jsonb_object_agg(m.id, m.role) " + byMember + ")"},
		{"having true", "", "exists (select 1 " + byMember + " having true)"},
		{"having count", "", "exists (select 1 " + byMember + " having count(*) >= 0)"},
		{"order by count", "", "exists (select 1 " + byMember + " order by count(*))"},
		{"group by nothing", "", "exists (select count(*) " + byMember + " group by ())"},
		{"grouping sets", "", "exists (select 1 " + byMember + " group by grouping sets ((m.role), ()))"},
		{"union of counts", "", "exists (select count(*) " + byMember + " union select count(*) " + byMember + ")"},
		{"derived count", "", "exists (select 1 from (select count(*) as n " + byMember + ") s)"},
		{"count in WITH", "", "exists (with s as (select count(*) as n " + byBlock + ") select 1 from s where n = 0)"},
		{"column beside a count", "", "organization_id in (select s.o from (select deals.organization_id as o, count(*) as n " + byMember + ") s)"},
		{"no block", "", "(select count(*) = 0 " + byBlock + ")"},
		{"not some block", "", "not (select count(*) > 0 " + byBlock + ")"},
		{"at least none", "", "(select count(*) >= 0 " + byMember + ")"},
		{"bool_or coalesced", "", "(select coalesce(bool_or(m.is_active), true) " + byMember + ")"},
		{"bool_and not false", "", "(select bool_and(m.is_active) is not false " + byMember + ")"},
		{"no role", "", "(select max(m.role) is null or max(m.role) = 'x' " + byMember + ")"},
		{"helper, count", helper("sql", "select count(*) = 0 "+inBlocks), "f(organization_id)"},
		{"helper, not count", helper("sql", "select count(*) > 0 "+inBlocks), "not f(organization_id)"},
		{"PL/pgSQL, count", helper("plpgsql", "declare n int; begin select count(*) into n "+inBlocks+"; return n = 0; end"), "f(organization_id)"},
		{"PL/pgSQL, perform count", helper("plpgsql", "begin perform count(*) > 0 "+inMembers+"; return found; end"), "f(organization_id)"},
		{"PL/pgSQL, coalesced and found", helper("plpgsql", "declare r text; begin select coalesce(max(role), '') into r "+inMembers+"; if not found then return false; end if; return true; end"), "f(organization_id)"},
		// A query that may give no row.
		{"not unnest", "", "not exists (select 1 from unnest(allowed))"},
		{"not elements", "", "not exists (select 1 from jsonb_array_elements(to_jsonb(allowed)))"},
		{"limit 0", "", "not exists (select 1 limit 0)"},
		{"having false", "", "not exists (select 1 having false)"},
		{"except", "", "not exists (select 1 except select 1)"},
		{"rows from", "", "not exists (select 1 from rows from (unnest(allowed), unnest(allowed)) x)"},
		{"recursive", "", "not exists (with recursive t as (select id from blocks where user_id = auth.uid()) select 1 from t)"},
		{"own name in WITH", "", "exists (with deals as (select 1 as x) select 1 from deals)"},
		{"no row is no false", helper("sql", "select true where org in (select my_orgs())"), "f(organization_id) is not false"},
		{"no row, coalesced", helper("sql", "select true where org in (select my_orgs())"), "coalesce(f(organization_id), true)"},
		{"no row is not true", "", "(select true where organization_id is null) is not true"},
		{"left join", helper("sql", "select exists (select 1 from organizations o left join members m on m.organization_id = o.id where o.id = org and (m.user_id <> auth.uid()) is not true)"), "f(organization_id)"},
		// What two rows share is no tenant.
		{"shared truth", "", "is_published and exists (select 1 from profiles p where p.id = auth.uid() and p.is_company_admin)"},
		{"shared truth, compared", "", "exists (select 1 from profiles p where p.id = auth.uid() and p.is_company_admin = deals.is_published)"},
		{"shared number", "", "source_id = 1 and exists (select 1 from profiles p where p.id = auth.uid() and p.department_id = 1)"},
		{"shared industry", "", "exists (select 1 from profiles p where p.id = auth.uid() and p.industry_id = deals.industry_id)"},
		{"length", "", "length(title) = (auth.jwt() -> 'app_metadata' ->> 'org_id')::int"},
		{"first letter", "", "left(organization_id::text, 1) = auth.jwt() -> 'app_metadata' ->> 'org_id'"},
		{"size of the company", "", "title = auth.jwt() -> 'app_metadata' ->> 'company_size'"},
		// Literals, operators and functions that are not what they look like.
		{"two is true", "", "2::boolean"},
		{"yes", "", "(owner_id <> auth.uid()) = 'yes'::boolean"},
		{"on", "", "coalesce(owner_id = auth.uid(), 'on'::boolean)"},
		{"own operator", "create function always_equal(uuid, uuid) returns boolean language sql immutable as $$ select true $$;\ncreate operator public.= (leftarg = uuid, rightarg = uuid, function = always_equal);\n", "owner_id operator(public.=) auth.uid()"},
		{"own upper", "create function upper(t text) returns text language sql stable as $$ select auth.uid()::text $$;\n", "owner_id::text = upper(owner_id::text)"},
		{"one day in two forms", "", "'2024-01-01'::date = '20240101'::date"},
		{"one address in two forms", "", "'127.0.0.1'::inet = '127.0.0.1/32'::inet"},
		{"one interval in two forms", "", "interval '1 day' = interval '24 hours'"},
		{"one array in two forms", "", "'{1,2}'::int[] = '{1, 2}'::int[]"},
		{"one truth in two forms", "", "coalesce(null::boolean, 't'::boolean) = 'true'"},
		{"cut off", "", "'abc'::char = 'axy'::char"},
		{"not two days", "", "('2024-01-01'::date <> '20240101'::date) is not true"},
		// Rights that are not looked at, because the condition is settled before.
		{"a subquery that is never read", "revoke select on blocks from authenticated;\n", "coalesce(true, exists (select 1 " + byBlock + "))"},
		{"a constant before a subquery", "revoke select on blocks from authenticated;\n", "length('a') = 1 or exists (select 1 " + byBlock + ")"},
		{"true in another policy", "revoke select on blocks from authenticated;\ncreate policy a on deals using (true);\n", "exists (select 1 " + byBlock + ")"},
		// PL/pgSQL
		{"kept by a handler", helper("plpgsql", "declare ok boolean := false; begin begin ok := true; if not exists (select 1 "+inMembers+") then raise exception 'no'; end if; exception when others then null; end; return ok; end"), "f(organization_id)"},
		{"inner variable", helper("plpgsql", "declare ok boolean := true; begin declare ok boolean := false; begin ok := exists (select 1 "+inMembers+"); end; return ok; end"), "f(organization_id)"},
		{"changed parameter", helper("plpgsql", "begin org := (select m.organization_id from members m where m.user_id = auth.uid() limit 1); return exists (select 1 from members m where m.organization_id = $1 and m.user_id = auth.uid()); end"), "f(organization_id)"},
		{"alias", helper("plpgsql", "declare x alias for $1; begin x := (select m.organization_id from members m where m.user_id = auth.uid() limit 1); return exists (select 1 "+inMembers+"); end"), "f(organization_id)"},
	}
	parser := pgparse.New()
	defer parser.Close()
	for _, c := range leaks {
		t.Run(strings.ReplaceAll(c.name, " ", "_"), func(t *testing.T) {
			sql := ground + c.pre + "create policy p on deals for all to authenticated using (" + c.expr + ");\n"
			r := Prove(catalogOf(t, parser, sql, true), Options{Parser: parser})
			for _, command := range []string{"SELECT", "DELETE"} {
				a := find(r, "public.deals", "authenticated", command)
				if a == nil {
					t.Fatalf("%s: no verdict", command)
				}
				if a.Verdict == Isolated || a.Verdict == Denied {
					t.Errorf("%s: %s\n  %s\n%s", command, a.Verdict, a.Reason, proofText(a))
				}
			}
		})
	}
}

// TestStillDecided holds the plain forms, which have to stay decided.
func TestStillDecided(t *testing.T) {
	cases := []struct{ name, pre, expr string }{
		{"exists", "", "exists (select 1 " + byMember + ")"},
		{"exists, limited", "", "exists (select 1 " + byMember + " limit 1)"},
		{"in", "", "organization_id in (select m.organization_id from members m where m.user_id = auth.uid())"},
		{"owner", "", "owner_id = auth.uid()"},
		{"some row", "", "(select count(*) " + byMember + ") > 0"},
		{"set helper", "", "organization_id in (select my_orgs())"},
		{"helper", helper("sql", "select exists (select 1 from members m where m.organization_id = org and m.user_id = auth.uid())"), "f(organization_id)"},
		{"PL/pgSQL", helper("plpgsql", "begin return exists (select 1 from members m where m.organization_id = org and m.user_id = auth.uid()); end"), "f(organization_id)"},
		{"grouped", "", "organization_id in (select m.organization_id from members m where m.user_id = auth.uid() group by m.organization_id)"},
		{"claim", "", "organization_id = (auth.jwt() -> 'app_metadata' ->> 'org_id')::uuid"},
	}
	parser := pgparse.New()
	defer parser.Close()
	for _, c := range cases {
		t.Run(strings.ReplaceAll(c.name, " ", "_"), func(t *testing.T) {
			sql := ground + c.pre + "create policy p on deals for select to authenticated using (" + c.expr + ");\n"
			expect(t, Prove(catalogOf(t, parser, sql, true), Options{Parser: parser}), []string{"deals/authenticated/SELECT isolated"})
		})
	}
}
