package isolation

import (
	"strings"
	"testing"

	"github.com/candor-dev/candor/internal/pgcat"
	"github.com/candor-dev/candor/internal/pgparse"
	"github.com/candor-dev/candor/internal/pgsim"
)

// TestAdversaryWrites holds schemas in which a row gets into a foreign
// organisation, or is reached from one: each line names what may not come out as
// isolated or denied.
func TestAdversaryWrites(t *testing.T) {
	const own = "create policy theirs on deals for all to authenticated using (organization_id in (select my_orgs()));\n"
	const hidden = `create schema private;
create function private.enrol(o uuid) returns boolean language plpgsql security definer as $$ begin insert into public.members (organization_id, user_id, role) values (o, auth.uid(), 'x'); return true; end $$;
create function private.enrol_any() returns boolean language sql security definer as $$ insert into public.members (organization_id, user_id, role) select id, auth.uid(), 'x' from public.organizations; select true $$;
`
	const ddl = `create table flags (n int);
create function off() returns trigger language plpgsql security definer as $$ begin alter table public.deals disable row level security; return new; end $$;
create function off_now() returns void language plpgsql security definer as $$ begin alter table public.deals disable row level security; end $$;
create function on_flag() returns trigger language plpgsql security definer as $$ begin perform off_now(); return new; end $$;
create trigger t after insert or update on flags for each row execute function off();
`
	const files = `
create table projects (id uuid primary key, organization_id uuid references organizations (id));
create table folders (id uuid primary key, organization_id uuid references organizations (id));
create table files (id uuid primary key, project_id uuid references projects (id), folder_id uuid references folders (id), title text);
alter table projects enable row level security;
alter table folders enable row level security;
alter table files enable row level security;
create policy s on projects for select to authenticated using (organization_id in (select my_orgs()));
create policy s on folders for select to authenticated using (organization_id in (select my_orgs()));
create policy a on files for select to authenticated using (project_id in (select id from projects));
`
	parser := pgparse.New()
	defer parser.Close()
	for _, c := range []struct{ name, sql, wrong string }{
		{"moved by its owner", "create policy o on deals for update to authenticated using (owner_id = auth.uid()) with check (owner_id = auth.uid());", "deals/UPDATE"},
		{"planted by its owner", "create policy o on deals for insert to authenticated with check (owner_id = auth.uid());", "deals/INSERT"},
		{"moved by its owner, who may not change himself", "create policy o on deals for update to authenticated using (owner_id = auth.uid()) with check (owner_id = auth.uid()); revoke update on deals from authenticated; grant update (title, organization_id) on deals to authenticated;", "deals/UPDATE"},
		{"generated from a free column", "alter table deals add column place uuid; alter table deals drop column organization_id; alter table deals add column organization_id uuid generated always as (place) stored; create policy s on deals for select to authenticated using (organization_id in (select my_orgs())); create policy o on deals for insert to authenticated with check (owner_id = auth.uid()); revoke insert on deals from authenticated; grant insert (title, owner_id, place) on deals to authenticated;", "deals/INSERT"},
		{"a default of the caller's choice", "alter table deals alter column organization_id set default ((current_setting('request.headers', true)::json ->> 'x-org')::uuid); create policy s on deals for select to authenticated using (organization_id in (select my_orgs())); create policy o on deals for insert to authenticated with check (owner_id = auth.uid()); revoke insert on deals from authenticated; grant insert (title, owner_id) on deals to authenticated;", "deals/INSERT"},
		{"the other parent", files + "create policy b on files for select to authenticated using (folder_id in (select id from folders)); create policy c on files for insert to authenticated with check (project_id in (select id from projects));", "files/INSERT"},
		{"either parent", files + "create policy c on files for all to authenticated using (project_id in (select id from projects) or folder_id in (select id from folders));", "files/INSERT files/UPDATE"},
		// Views that work with the rights of their owner.
		{"a view of all", own + "create view v as select * from deals;", "deals/SELECT deals/INSERT deals/UPDATE deals/DELETE"},
		{"a view of some", own + "create view v as select id, organization_id, title from deals where is_published;", "deals/SELECT deals/INSERT deals/UPDATE deals/DELETE"},
		{"a view over a view", own + "create view u as select * from deals; revoke all on u from anon, authenticated; create view v as select * from u;", "deals/SELECT deals/INSERT deals/UPDATE deals/DELETE"},
		{"a checked view of one's own", own + "create view v as select * from deals where owner_id = auth.uid() with cascaded check option;", "deals/INSERT deals/UPDATE"},
		{"a view of one's own, unchecked", own + "create view v as select * from deals where organization_id in (select my_orgs());", "deals/INSERT deals/UPDATE"},
		{"a view that joins", own + "create view v as select d.title, o.name from deals d join organizations o on o.id = d.organization_id;", "deals/SELECT"},
		{"a copy", own + "create materialized view v as select * from deals;", "deals/SELECT"},
		{"a trigger in the place of an insert", own + "create view v with (security_invoker) as select * from deals; create function put() returns trigger language plpgsql security definer as $$ begin insert into deals (organization_id, title) values (new.organization_id, new.title); return new; end $$; create trigger p instead of insert on v for each row execute function put();", "deals/INSERT"},
		{"the same for update and delete", own + "create view v with (security_invoker) as select o.id, o.name from organizations o; create function put() returns trigger language plpgsql security definer as $$ begin if tg_op = 'DELETE' then delete from deals where organization_id = old.id; return old; end if; update deals set title = new.name where organization_id = new.id; return new; end $$; create trigger p instead of update or delete on v for each row execute function put();", "deals/UPDATE deals/DELETE"},
		// Members of one's own making.
		{"a child of the members", own + "create table guests () inherits (members);", "deals/SELECT"},
		{"a partition of the members", "create table seats (organization_id uuid not null, user_id uuid not null) partition by hash (organization_id); create table seats_0 partition of seats for values with (modulus 1, remainder 0); alter table seats enable row level security; create policy s on seats for select to authenticated using (user_id = auth.uid()); create policy o on deals for all to authenticated using (exists (select 1 from seats m where m.organization_id = deals.organization_id and m.user_id = auth.uid()));", "deals/SELECT"},
		{"the creator can be changed", own + "alter table organizations add column created_by uuid; create policy ou on organizations for update to authenticated using (true); create policy os on organizations for select to authenticated using (true); create policy mi on members for insert to authenticated with check (user_id = auth.uid() and exists (select 1 from organizations o where o.id = organization_id and o.created_by = auth.uid()));", "deals/SELECT"},
		{"a trigger of a statement without rows", own + "create table logs (t text); alter table logs enable row level security; create function back() returns trigger language plpgsql security definer as $$ begin insert into members (organization_id, user_id, role) select id, auth.uid(), 'x' from organizations; return null; end $$; create trigger b after delete on logs for each statement execute function back();", "deals/SELECT"},
		{"a tenant that is carried over", "create table persons (id uuid primary key, org uuid unique); alter table persons enable row level security; create policy p on persons for all to authenticated using (id = auth.uid()); create table seats (org uuid references persons (org) on update cascade, user_id uuid); alter table seats enable row level security; create policy s on seats for select to authenticated using (user_id = auth.uid()); create policy d on deals for select to authenticated using (organization_id in (select org from seats where user_id = auth.uid()));", "deals/SELECT"},
		{"claims of one's own", own + "create function up() returns void language plpgsql as $$ begin perform set_config('request.jwt.claims', '{}', false); end $$;", "deals/SELECT"},
		{"another column than the tenant's", "create policy t on deals for select to authenticated using (title = auth.jwt() -> 'app_metadata' ->> 'org_id');", "deals/SELECT"},
		{"run by an operator", own + "create function h(o uuid, p uuid) returns boolean language sql as $$ insert into members (organization_id, user_id, role) values (o, p, 'x') returning true $$; revoke all on function h(uuid, uuid) from public, anon, authenticated; create operator public.#+ (leftarg = uuid, rightarg = uuid, function = h); create function j(o uuid) returns boolean language plpgsql security definer as $$ begin return o #+ auth.uid(); end $$;", "deals/SELECT"},
		{"run by an aggregate", own + "create function st(s int, o uuid) returns int language sql security definer as $$ insert into members (organization_id, user_id, role) values (o, auth.uid(), 'x'); select 1 $$; revoke all on function st(int, uuid) from public, anon, authenticated; create aggregate ag(uuid) (sfunc = st, stype = int);", "deals/SELECT"},
		{"run by a domain", own + hidden + "create domain od as uuid check (private.enrol(value)); create table nn (x od); alter table nn enable row level security; create policy i on nn for insert to authenticated with check (true);", "deals/SELECT"},
		// Rows that a migration changes, and what that sets off.
		{"a trigger fired in a DO block", own + ddl + "do $$ begin insert into flags values (1); end $$;", "deals/SELECT"},
		{"in a condition", own + ddl + "do $$ begin if exists (select 1 from deals) then update flags set n = 2; end if; end $$;", "deals/SELECT"},
		{"in a loop", own + ddl + "do $$ begin for i in 1..2 loop insert into flags values (i); end loop; end $$;", "deals/SELECT"},
		{"by EXECUTE", own + ddl + "do $$ declare n text := 'flags'; begin execute format('insert into %I values (1)', n); end $$;", "deals/SELECT"},
		{"by a function", own + ddl + "create function go() returns void language sql as $$ insert into flags values (1) $$; select go();", "deals/SELECT"},
		{"in WITH", own + ddl + "with x as (insert into flags values (1) returning n) select n from x;", "deals/SELECT"},
		{"through a function of the trigger's", own + strings.Replace(ddl, "execute function off()", "execute function on_flag()", 1) + "insert into flags values (1);", "deals/SELECT"},
		// Functions that nobody can call, and that run all the same.
		{"run by a policy", own + hidden + "create table notes (id uuid, org uuid); alter table notes enable row level security; create policy n on notes for insert to authenticated with check (private.enrol(org));", "deals/SELECT"},
		{"run by the policy itself", hidden + "create policy p on deals for all to authenticated using (private.enrol(organization_id));", "deals/SELECT"},
		{"run by the policy, in SQL", hidden + "create function private.in_sql(o uuid) returns boolean language sql security definer as $$ insert into members (organization_id, user_id, role) values (o, auth.uid(), 'x'); select exists (select 1 from members m where m.organization_id = o and m.user_id = auth.uid()) $$; create policy p on deals for all to authenticated using (private.in_sql(organization_id));", "deals/SELECT"},
		{"run by the policy, in WITH", hidden + "create function private.with_it(o uuid) returns boolean language sql security definer as $$ with x as (insert into members (organization_id, user_id, role) values (o, auth.uid(), 'x') returning organization_id) select exists (select 1 from x union all select 1 from members m where m.organization_id = o and m.user_id = auth.uid()) $$; create policy p on deals for all to authenticated using (private.with_it(organization_id));", "deals/SELECT"},
		{"run by a default", own + hidden + "create table notes (id uuid, org uuid, ok boolean default private.enrol_any()); alter table notes enable row level security; create policy n on notes for insert to authenticated with check (true);", "deals/SELECT"},
		{"run by a constraint", own + hidden + "create table notes (id uuid, org uuid, check (private.enrol(org))); alter table notes enable row level security; create policy n on notes for insert to authenticated with check (true);", "deals/SELECT"},
		{"run by a generated column", own + hidden + "create function private.calm(o uuid) returns boolean language plpgsql immutable security definer as $$ begin return private.enrol(o); end $$; create table notes (id uuid, org uuid, ok boolean generated always as (private.calm(org)) stored); alter table notes enable row level security; create policy n on notes for insert to authenticated with check (true);", "deals/SELECT"},
		{"run by the WHEN of a trigger", own + hidden + "create function nothing() returns trigger language plpgsql as $$ begin return new; end $$; create table notes (id uuid, org uuid); alter table notes enable row level security; create policy n on notes for insert to authenticated with check (true); create trigger w before insert on notes for each row when (private.enrol(new.org)) execute function nothing();", "deals/SELECT"},
		{"run by a view", own + hidden + "create table notes (id uuid, org uuid); alter table notes enable row level security; create policy n on notes for all to authenticated using (id = auth.uid()); create view v with (security_invoker) as select id, private.enrol(org) from notes;", "deals/SELECT"},
		{"run in the place of an insert", own + hidden + "create view v with (security_invoker) as select id, name from organizations; create function put() returns trigger language plpgsql security definer as $$ begin insert into members (organization_id, user_id, role) values (new.id, auth.uid(), 'x'); return new; end $$; create trigger p instead of insert on v for each row execute function put();", "deals/SELECT"},
		{"looked up by its own key", "create function can_edit(i uuid) returns boolean language sql stable security definer set search_path = public as $$ select exists (select 1 from deals d where d.id = i and d.organization_id in (select my_orgs())) $$; create policy p on deals for all to authenticated using (can_edit(id));", "deals/UPDATE"},
		{"another column among the tenants", "create policy p on deals for all to authenticated using (array[organization_id, industry_id] && array(select my_orgs()));", "deals/SELECT deals/DELETE"},
		{"a setting that a trigger fills", "create table notes (o uuid); create function ctx() returns trigger language plpgsql as $$ begin perform set_config('app.org_id', new.o::text, false); return new; end $$; create trigger t before insert on notes for each row execute function ctx(); create policy p on deals for all to authenticated using (organization_id = current_setting('app.org_id', true)::uuid);", "deals/SELECT deals/INSERT deals/UPDATE deals/DELETE"},
		{"a setting that a view fills", "create table notes (o uuid); create view v with (security_invoker) as select set_config('app.org_id', o::text, false) as c from notes; create policy p on deals for all to authenticated using (organization_id = current_setting('app.org_id', true)::uuid);", "deals/SELECT deals/INSERT deals/UPDATE deals/DELETE"},
		{"a caller of one's own choice", "create or replace function auth.uid() returns uuid language sql stable as $$ select (current_setting('request.headers', true)::json ->> 'x-user')::uuid $$; create policy p on deals for select to authenticated using (owner_id = auth.uid());", "deals/SELECT"},
		{"another role in a function", own + "create function peek() returns setof deals language plpgsql as $$ begin set local role service_role; return query select * from deals; end $$;", "deals/SELECT"},
		{"another role by set_config", own + "create function peek() returns setof deals language plpgsql as $$ begin perform set_config('role', 'service_role', true); return query select * from deals; end $$;", "deals/SELECT"},
		{"a status in capitals", "create table seats (organization_id uuid not null, user_id uuid not null, status citext); alter table seats enable row level security; create policy s on seats for select to authenticated using (user_id = auth.uid()); create policy i on seats for insert to authenticated with check (user_id = auth.uid() and status = 'ACTIVE'); create policy p on deals for all to authenticated using (exists (select 1 from seats m where m.organization_id = deals.organization_id and m.user_id = auth.uid() and m.status = 'active'));", "deals/SELECT deals/INSERT"},
		{"a padded status", "create table seats (organization_id uuid not null, user_id uuid not null, status char(8)); alter table seats enable row level security; create policy s on seats for select to authenticated using (user_id = auth.uid()); create policy i on seats for insert to authenticated with check (user_id = auth.uid() and status = 'active  '); create policy p on deals for all to authenticated using (exists (select 1 from seats m where m.organization_id = deals.organization_id and m.user_id = auth.uid() and m.status = 'active'));", "deals/SELECT deals/INSERT"},
		{"a day in another form", "create table seats (organization_id uuid not null, user_id uuid not null, status date); alter table seats enable row level security; create policy s on seats for select to authenticated using (user_id = auth.uid()); create policy i on seats for insert to authenticated with check (user_id = auth.uid() and status = '20240101'); create policy p on deals for all to authenticated using (exists (select 1 from seats m where m.organization_id = deals.organization_id and m.user_id = auth.uid() and m.status = '2024-01-01'));", "deals/SELECT deals/INSERT"},
		{"an address in another form", "create table seats (organization_id uuid not null, user_id uuid not null, status inet); alter table seats enable row level security; create policy s on seats for select to authenticated using (user_id = auth.uid()); create policy i on seats for insert to authenticated with check (user_id = auth.uid() and status = '127.0.0.1/32'); create policy p on deals for all to authenticated using (exists (select 1 from seats m where m.organization_id = deals.organization_id and m.user_id = auth.uid() and m.status = '127.0.0.1'));", "deals/SELECT deals/INSERT"},
		{"a moment in another zone", "create table seats (organization_id uuid not null, user_id uuid not null, status timestamptz); alter table seats enable row level security; create policy s on seats for select to authenticated using (user_id = auth.uid()); create policy i on seats for insert to authenticated with check (user_id = auth.uid() and status = '2024-01-01 01:00+01'); create policy p on deals for all to authenticated using (exists (select 1 from seats m where m.organization_id = deals.organization_id and m.user_id = auth.uid() and m.status = '2024-01-01 00:00+00'));", "deals/SELECT deals/INSERT"},
		{"a column that a trigger fills", "alter table profiles add column wanted uuid; create policy pu on profiles for update to authenticated using (id = auth.uid()); revoke update on profiles from authenticated; grant update (wanted) on profiles to authenticated; create function mv() returns trigger language plpgsql as $$ begin new.organization_id := new.wanted; return new; end $$; create trigger t before update on profiles for each row execute function mv(); create policy p on deals for all to authenticated using (organization_id = (select organization_id from profiles where id = auth.uid()));", "deals/SELECT"},
		{"a trigger that moves rows", own + "create table transfers (deal_id uuid, to_org uuid, by_id uuid); alter table transfers enable row level security; create policy i on transfers for insert to authenticated with check (by_id = auth.uid()); create function mv() returns trigger language plpgsql security definer set search_path = public as $$ begin update deals set organization_id = new.to_org where id = new.deal_id; return null; end $$; create trigger t after insert on transfers for each row execute function mv();", "deals/SELECT deals/UPDATE deals/DELETE"},
		{"gone with an operator", "create policy a on deals for all to authenticated using (true); create function oeq(uuid, int) returns boolean language sql as $$ select true $$; create operator public.=== (leftarg = uuid, rightarg = int, function = oeq); create policy r on deals as restrictive for all to authenticated using (organization_id operator(public.===) 1 and organization_id in (select my_orgs())); drop operator public.=== (uuid, int) cascade;", "deals/SELECT deals/INSERT deals/UPDATE deals/DELETE"},
		{"gone with the function of an operator", "create policy a on deals for all to authenticated using (true); create function oeq(uuid, int) returns boolean language sql as $$ select true $$; create operator public.=== (leftarg = uuid, rightarg = int, function = oeq); create policy r on deals as restrictive for all to authenticated using (organization_id operator(public.===) 1 and organization_id in (select my_orgs())); drop function oeq(uuid, int) cascade;", "deals/SELECT deals/INSERT deals/UPDATE deals/DELETE"},
		{"gone with a collation", "create policy a on deals for all to authenticated using (true); create collation public.cc from \"C\"; create policy r on deals as restrictive for all to authenticated using ((title collate public.cc) is not null and organization_id in (select my_orgs())); drop collation public.cc cascade;", "deals/SELECT deals/INSERT deals/UPDATE deals/DELETE"},
		{"gone with a sequence", "create policy a on deals for all to authenticated using (true); create sequence sq; create policy r on deals as restrictive for all to authenticated using ('public.sq'::regclass is not null and organization_id in (select my_orgs())); drop sequence sq cascade;", "deals/SELECT deals/INSERT deals/UPDATE deals/DELETE"},
		{"capitals", "alter table deals drop column organization_id; alter table deals add column organization_id text; create policy p on deals for all to authenticated using (lower(organization_id) = lower(auth.jwt() -> 'app_metadata' ->> 'org'));", "deals/SELECT deals/INSERT deals/UPDATE deals/DELETE"},
		{"capitals of the caller", "alter table deals drop column organization_id; alter table deals add column organization_id text; create policy p on deals for all to authenticated using (organization_id = upper(auth.jwt() -> 'app_metadata' ->> 'org'));", "deals/SELECT deals/INSERT deals/UPDATE deals/DELETE"},
		{"capitals by a type", "alter table deals drop column organization_id; alter table deals add column organization_id text; create policy p on deals for all to authenticated using (organization_id::citext = (auth.jwt() -> 'app_metadata' ->> 'org')::citext);", "deals/SELECT deals/INSERT deals/UPDATE deals/DELETE"},
		{"accents", "create collation public.ci (provider = icu, locale = 'und-u-ks-level1', deterministic = false); alter table deals drop column organization_id; alter table deals add column organization_id text; create policy p on deals for all to authenticated using (organization_id collate public.ci = auth.jwt() -> 'app_metadata' ->> 'org');", "deals/SELECT deals/INSERT deals/UPDATE deals/DELETE"},
		{"accents by the column", "create collation public.ci (provider = icu, locale = 'und-u-ks-level1', deterministic = false); alter table deals drop column organization_id; alter table deals add column organization_id text collate public.ci; create policy p on deals for all to authenticated using (organization_id = auth.jwt() -> 'app_metadata' ->> 'org');", "deals/SELECT deals/INSERT deals/UPDATE deals/DELETE"},
		{"another role by an attribute", own + "create function peek() returns setof deals language sql set role = service_role as $$ select * from deals $$;", "deals/SELECT"},
		{"claims by an attribute", own + "create function peek() returns setof deals language sql set request.jwt.claims = '{}' as $$ select * from deals $$;", "deals/SELECT"},
		{"another role by ALTER", own + "create function peek() returns setof deals language sql as $$ select * from deals $$; alter function peek() set role = service_role;", "deals/SELECT"},
		{"rows of all by a trigger of the table", own + "create function sw() returns trigger language plpgsql security definer as $$ begin update deals set title = new.title where title = old.title; return new; end $$; create trigger t after update on deals for each row when (pg_trigger_depth() = 0) execute function sw();", "deals/UPDATE"},
		{"rows of all gone by a trigger of the table", own + "create function sw() returns trigger language plpgsql security definer as $$ begin delete from deals where title = new.title and id <> new.id; return new; end $$; create trigger t after insert on deals for each row execute function sw();", "deals/DELETE"},
		{"rows for all by a trigger of the table", own + "create function sw() returns trigger language plpgsql security definer as $$ begin insert into deals (organization_id, title) select id, new.title from organizations; return new; end $$; create trigger t after insert on deals for each row when (pg_trigger_depth() = 0) execute function sw();", "deals/INSERT"},
		{"rows of all by the trigger of another table", own + "create table notes (title text, by_id uuid); alter table notes enable row level security; create policy n on notes for insert to authenticated with check (by_id = auth.uid()); create function sw() returns trigger language plpgsql security definer as $$ begin update deals set title = new.title; return new; end $$; create trigger t after insert on notes for each row execute function sw();", "deals/UPDATE"},
		{"either of two tenants", "alter table deals add column opt_organization_id uuid; create policy p on deals for all to authenticated using (coalesce(opt_organization_id, organization_id) = (auth.jwt() -> 'app_metadata' ->> 'org')::uuid);", "deals/SELECT deals/INSERT deals/UPDATE deals/DELETE"},
		{"a number as a title", "create policy p on deals for all to authenticated using (title = auth.jwt() ->> 'phone');", "deals/SELECT deals/INSERT deals/UPDATE deals/DELETE"},
		{"gone with a class of operators", "create policy a on deals for all to authenticated using (true); create policy r on deals as restrictive for all to authenticated using (organization_id in (select my_orgs())); drop operator class public.oc using btree cascade;", "deals/SELECT deals/INSERT deals/UPDATE deals/DELETE"},
		{"a rule", own + "create rule r as on insert to deals do also update deals set title = new.title;", "deals/INSERT deals/UPDATE"},
		{"a rule on a view", own + "create view v with (security_invoker) as select * from organizations; create rule r as on update to v do instead update deals set title = new.name;", "deals/UPDATE"},
	} {
		t.Run(strings.ReplaceAll(c.name, " ", "_"), func(t *testing.T) {
			sql := ground + c.sql
			if !strings.Contains(sql, "on deals for") {
				sql += own
			}
			r := Prove(played(t, parser, sql), Options{Parser: parser})
			for _, w := range strings.Fields(c.wrong) {
				table, command, _ := strings.Cut(w, "/")
				a := find(r, "public."+table, "authenticated", command)
				if a == nil {
					t.Fatalf("%s: no verdict", w)
				}
				if a.Verdict == Isolated || a.Verdict == Denied {
					t.Errorf("%s: %s\n  %s\n%s", w, a.Verdict, a.Reason, proofText(a))
				}
			}
		})
	}
	for _, c := range []struct{ name, sql, right string }{
		{"the tenant of a parent that the caller names", "create table parts (id uuid, deal_id uuid references deals (id), organization_id uuid); alter table parts enable row level security; create policy s on parts for select to authenticated using (organization_id in (select my_orgs())); create policy i on parts for insert to authenticated with check (true); create function h() returns trigger language plpgsql security definer set search_path = public as $$ begin new.organization_id := (select organization_id from deals where id = new.deal_id); return new; end $$; create trigger t before insert on parts for each row execute function h();", "parts/authenticated/INSERT open"},
		{"the tenant of a parent that the caller sees", own + "create table parts (id uuid, deal_id uuid references deals (id), organization_id uuid); alter table parts enable row level security; create policy s on parts for select to authenticated using (organization_id in (select my_orgs())); create policy i on parts for insert to authenticated with check (true); create function h() returns trigger language plpgsql as $$ begin new.organization_id := (select organization_id from deals where id = new.deal_id); return new; end $$; create trigger t before insert on parts for each row execute function h();", "parts/authenticated/INSERT unknown"},
		{"the default of a parameter", "create function in_org(o uuid, who uuid default auth.uid()) returns boolean language sql stable security definer set search_path = public as $$ select exists (select 1 from members where organization_id = o and user_id = who) $$; create policy p on deals for select to authenticated using (in_org(organization_id));", "deals/authenticated/SELECT isolated"},
		{"an address in capitals", "alter table deals add column owner_email text; create policy p on deals for select to authenticated using (lower(owner_email) = lower(auth.jwt() ->> 'email'));", "deals/authenticated/SELECT isolated"},
		{"an id in capitals", "create policy p on deals for select to authenticated using (lower(owner_id::text) = lower(auth.uid()::text));", "deals/authenticated/SELECT isolated"},
		{"a collation of Postgres", "alter table deals add column owner text collate \"C\"; create policy p on deals for select to authenticated using (owner collate \"C\" = auth.uid()::text);", "deals/authenticated/SELECT isolated"},
		{"a setting that no policy reads", own + "create function peek() returns setof deals language sql set statement_timeout = '3s' as $$ select * from deals $$;", "deals/authenticated/SELECT isolated"},
		{"a trigger for the row itself", own + "create function tch() returns trigger language plpgsql security definer as $$ begin update deals set title = upper(title) where id = new.id; return new; end $$; create trigger t after insert on deals for each row execute function tch();", "deals/authenticated/UPDATE isolated deals/authenticated/INSERT isolated"},
		{"generated from the tied column", "alter table deals add column org uuid generated always as (organization_id) stored; create policy s on deals for select to authenticated using (org in (select my_orgs())); create policy o on deals for insert to authenticated with check (organization_id in (select my_orgs()));", "deals/authenticated/INSERT isolated"},
		{"a tenant that can't be changed", "create policy o on deals for update to authenticated using (owner_id = auth.uid()); revoke update on deals from authenticated; grant update (title) on deals to authenticated;", "deals/authenticated/UPDATE isolated"},
		{"a reference that nobody reads by", files + "create policy c on files for insert to authenticated with check (project_id in (select id from projects));", "files/authenticated/INSERT isolated"},
		{"a view that ties its rows", own + "create view v as select * from deals where organization_id in (select my_orgs());", "deals/authenticated/SELECT isolated deals/authenticated/DELETE isolated"},
		{"a view of the caller", own + "create view v with (security_invoker) as select * from deals;", "deals/authenticated/SELECT isolated deals/authenticated/UPDATE isolated"},
		{"a view that nobody may use", own + "create view v as select * from deals; revoke all on v from anon, authenticated;", "deals/authenticated/SELECT isolated deals/authenticated/UPDATE isolated"},
		{"a view to read", own + "create view v as select * from deals; revoke all on v from anon, authenticated; grant select on v to authenticated;", "deals/authenticated/SELECT isolated_except deals/authenticated/UPDATE isolated deals/anon/SELECT denied"},
		{"a trigger with the rights of the caller", own + "create view v with (security_invoker) as select * from deals; create function put() returns trigger language plpgsql as $$ begin insert into deals (organization_id, title) values (new.organization_id, new.title); return new; end $$; create trigger p instead of insert on v for each row execute function put();", "deals/authenticated/INSERT isolated"},
		{"partitions under their own policies", "create table seats (organization_id uuid not null, user_id uuid not null) partition by hash (organization_id); create table seats_0 partition of seats for values with (modulus 1, remainder 0); alter table seats enable row level security; alter table seats_0 enable row level security; create policy s on seats for select to authenticated using (user_id = auth.uid()); create policy o on deals for all to authenticated using (exists (select 1 from seats m where m.organization_id = deals.organization_id and m.user_id = auth.uid()));", "deals/authenticated/SELECT isolated"},
		{"looked up by its own key, to read", "create function can_see(i uuid) returns boolean language sql stable security definer set search_path = public as $$ select exists (select 1 from deals d where d.id = i and d.organization_id in (select my_orgs())) $$; create policy p on deals for all to authenticated using (can_see(id));", "deals/authenticated/SELECT isolated deals/authenticated/INSERT isolated deals/authenticated/DELETE isolated"},
		{"the platform's caller, written again", "create or replace function auth.uid() returns uuid language sql stable as $$ select nullif(current_setting('request.jwt.claim.sub', true), '')::uuid $$; create policy p on deals for select to authenticated using (owner_id = auth.uid());", "deals/authenticated/SELECT isolated"},
		{"both parents", files + "create policy b on files for select to authenticated using (folder_id in (select id from folders)); create policy c on files for insert to authenticated with check (project_id in (select id from projects) and folder_id in (select id from folders));", "files/authenticated/INSERT isolated"},
	} {
		t.Run(strings.ReplaceAll(c.name, " ", "_"), func(t *testing.T) {
			expect(t, Prove(catalogOf(t, parser, ground+c.sql, true), Options{Parser: parser}), pairs(c.right))
		})
	}
}

// pairs takes a list of subjects and verdicts apart.
func pairs(s string) []string {
	f := strings.Fields(s)
	var out []string
	for i := 0; i+1 < len(f); i += 2 {
		out = append(out, f[i]+" "+f[i+1])
	}
	return out
}

// played is a catalog whose migrations may have gaps.
func played(t *testing.T, parser *pgparse.Parser, sql string) *pgcat.Catalog {
	t.Helper()
	res, err := pgsim.Play(t.Context(), []pgsim.Script{{Path: "m.sql", Text: sql}}, pgsim.Options{Parser: parser, Supabase: true, Whole: true, Ordered: true})
	if err != nil {
		t.Fatal(err)
	}
	return res.Catalog
}
