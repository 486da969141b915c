package isolation

import (
	"testing"

	"github.com/candor-dev/candor/internal/pgparse"
)

// TestWaysAroundAHop is about rows of the members' table that come from
// elsewhere than from a statement that its policies judge.
func TestWaysAroundAHop(t *testing.T) {
	const member = `
create policy theirs on deals for select to authenticated using (exists (select 1 from members m where m.organization_id = deals.organization_id and m.user_id = auth.uid()));
`
	const active = `
create policy theirs on deals for select to authenticated using (exists (select 1 from members m where m.organization_id = deals.organization_id and m.user_id = auth.uid() and m.status = 'active'));
`
	const profile = `
create table profiles (id uuid primary key, organization_id uuid references organizations (id), email text unique);
alter table profiles enable row level security;
create policy own on profiles for select using (id = auth.uid());
create policy theirs on deals for select to authenticated using (organization_id = (select organization_id from profiles where id = auth.uid()));
`
	const setting = `
create policy theirs on deals for select to authenticated using (organization_id::text = current_setting('app.organization_id', true));
`
	parser := pgparse.New()
	defer parser.Close()
	for _, c := range []struct{ name, sql, want string }{
		{"no other way", member, "isolated"},
		{"a definer function takes any organisation", member + `create function enrol(o uuid) returns void language sql security definer as $$ insert into members values (auth.uid(), o, 'member') $$;`, "unknown"},
		{"a definer function that nobody may call", member + `create function enrol(o uuid) returns void language sql security definer as $$ insert into members values (auth.uid(), o, 'member') $$; revoke all on function enrol(uuid) from public, anon, authenticated;`, "isolated"},
		{"the same, called by one that everybody may call", member + `create function enrol(o uuid) returns void language sql security definer as $$ insert into members values (auth.uid(), o, 'member') $$; revoke all on function enrol(uuid) from public, anon, authenticated; create function door(o uuid) returns void language plpgsql security definer as $$ begin perform enrol(o); end $$;`, "unknown"},
		{"a function with the rights of its caller", member + `create function enrol(o uuid) returns void language sql as $$ insert into members values (auth.uid(), o, 'member') $$;`, "isolated"},
		{"SQL put together", member + `create function enrol(o text, tab text) returns void language plpgsql security definer as $$ begin execute format('insert into %I select auth.uid(), %L', tab, o); end $$;`, "unknown"},
		{"a constant command that writes nothing", member + `create function tidy() returns void language plpgsql security definer as $$ begin execute 'analyze'; end $$;`, "isolated"},
		{"a new organisation gets its founder", member + `create function found(n text) returns uuid language plpgsql security definer as $$ declare o uuid; begin insert into organizations (id, name) values (gen_random_uuid(), n) returning id into o; insert into members values (auth.uid(), o, 'owner'); return o; end $$;`, "isolated"},
		{"founding over a row that is there", member + `create function found(i uuid) returns uuid language plpgsql security definer as $$ declare o uuid; begin insert into organizations (id) values (i) on conflict (id) do update set name = 'x' returning id into o; insert into members values (auth.uid(), o, 'owner'); return o; end $$;`, "unknown"},
		{"a trigger for new organisations", member + `create policy make on organizations for insert to authenticated with check (true); create function founder() returns trigger language plpgsql security definer as $$ begin insert into members values (auth.uid(), new.id, 'owner'); return new; end $$; create trigger f after insert on organizations for each row execute function founder();`, "isolated"},
		{"a trigger for changed organisations", member + `create policy edit on organizations for update to authenticated using (true); create function founder() returns trigger language plpgsql security definer as $$ begin insert into members values (auth.uid(), new.id, 'owner'); return new; end $$; create trigger f after insert or update on organizations for each row execute function founder();`, "unknown"},
		{"a trigger on requests", member + `create table requests (o uuid, u uuid); alter table requests enable row level security; create policy ask on requests for insert to authenticated with check (u = auth.uid()); create function grantit() returns trigger language plpgsql security definer as $$ begin insert into members values (new.u, new.o, 'member'); return new; end $$; create trigger g after insert on requests for each row execute function grantit();`, "unknown"},
		{"the same on a table that nobody may write", member + `create table requests (o uuid, u uuid); alter table requests enable row level security; create function grantit() returns trigger language plpgsql security definer as $$ begin insert into members values (new.u, new.o, 'member'); return new; end $$; create trigger g after insert on requests for each row execute function grantit();`, "isolated"},
		{"signing up with an organisation of one's choice", profile + `create function newcomer() returns trigger language plpgsql security definer as $$ begin insert into profiles (id, organization_id) values (new.id, (new.raw_user_meta_data ->> 'org')::uuid); return new; end $$; create trigger n after insert on auth.users for each row execute function newcomer();`, "any_user"},
		{"signing up with a test before it", profile + `create function newcomer() returns trigger language plpgsql security definer as $$ begin if invited(new.email) then insert into profiles (id, organization_id) values (new.id, (new.raw_user_meta_data ->> 'org')::uuid); end if; return new; end $$; create trigger n after insert on auth.users for each row execute function newcomer();`, "unknown"},
		{"signing up without an organisation", profile + `create function newcomer() returns trigger language plpgsql security definer as $$ begin insert into profiles (id, email) values (new.id, new.email); return new; end $$; create trigger n after insert on auth.users for each row execute function newcomer();`, "isolated"},
		{"a view with the rights of its owner", member + `create view mine as select * from members where user_id = auth.uid();`, "unknown"},
		{"the same for reading alone", member + `create view mine as select * from members where user_id = auth.uid(); revoke insert, update on mine from public, anon, authenticated;`, "isolated"},
		{"a view with the rights of the caller", member + `create view mine with (security_invoker = true) as select * from members where user_id = auth.uid();`, "isolated"},
		{"a function lets waiting members in", active + `create policy ask on members for insert to authenticated with check (user_id = auth.uid() and status = 'waiting'); create function admit() returns trigger language plpgsql security definer as $$ begin update members set status = 'active' where user_id = new.user_id; return new; end $$; create trigger a after insert on members for each row execute function admit();`, "unknown"},
		{"a function changes the state of members that others added", active + `create function resume(o uuid) returns void language sql security definer as $$ update members set status = 'active' where organization_id = o and user_id = auth.uid() $$;`, "isolated"},
		{"an invitation by its token", member + `create table invitations (token text primary key, organization_id uuid references organizations (id)); alter table invitations enable row level security; create function accept(secret text) returns void language plpgsql security definer as $$ declare o uuid; begin select i.organization_id into o from invitations i where i.token = secret; insert into members values (auth.uid(), o, 'member'); end $$;`, "isolated"},
		{"an invitation whose token everybody reads", member + `create table invitations (token text primary key, organization_id uuid references organizations (id)); alter table invitations enable row level security; create policy look on invitations for select using (true); create function accept(secret text) returns void language plpgsql security definer as $$ declare o uuid; begin select i.organization_id into o from invitations i where i.token = secret; insert into members values (auth.uid(), o, 'member'); end $$;`, "unknown"},
		{"an invitation that everybody writes", member + `create table invitations (token text primary key, organization_id uuid references organizations (id)); alter table invitations enable row level security; create policy make on invitations for insert to authenticated with check (true); create function accept(secret text) returns void language plpgsql security definer as $$ declare o uuid; begin select i.organization_id into o from invitations i where i.token = secret; insert into members values (auth.uid(), o, 'member'); end $$;`, "unknown"},
		{"an organisation by its name", member + `create function join_by(n text) returns void language plpgsql security definer as $$ declare o uuid; begin select id into o from organizations where name = n; insert into members values (auth.uid(), o, 'member'); end $$;`, "unknown"},
		{"a key that is carried over", `create table people (email text primary key); alter table people enable row level security; create policy edit on people for all to authenticated using (true); create table seats (organization_id uuid, email text references people (email) on update cascade); alter table seats enable row level security; create policy own on seats for select to authenticated using (email = auth.email());
create policy theirs on deals for select to authenticated using (exists (select 1 from seats s where s.organization_id = deals.organization_id and s.email = auth.email()));`, "unknown"},
		{"a row that is not there yet", `create table org_admins (organization_id uuid primary key references organizations (id), admin_id uuid); alter table org_admins enable row level security; create policy own on org_admins for all to authenticated using (admin_id = auth.uid());
create policy theirs on deals for select to authenticated using (exists (select 1 from org_admins s where s.organization_id = deals.organization_id and s.admin_id = auth.uid()));`, "unknown"},
		{"a literal of the same value", `alter table members add column live boolean not null default true; create policy ask on members for insert to authenticated with check (user_id = auth.uid() and live = 't');
create policy theirs on deals for select to authenticated using (exists (select 1 from members m where m.organization_id = deals.organization_id and m.user_id = auth.uid() and m.live));`, "any_user"},
		{"a setting", setting, "isolated"},
		{"a setting by any name", setting + `create function put(k text, v text) returns void language plpgsql as $$ begin perform set_config(k, v, false); end $$;`, "unknown"},
		{"a setting by a command", setting + `create function put(v text) returns void language plpgsql as $$ begin execute format('set app.organization_id = %L', v); end $$;`, "unknown"},
		{"a setting without parameters", setting + `create function put() returns void language plpgsql as $$ begin perform set_config('app.organization_id', current_setting('request.headers', true), false); end $$;`, "unknown"},
		{"another setting", setting + `create function put(v text) returns void language plpgsql as $$ begin perform set_config('app.theme', v, false); end $$;`, "isolated"},
	} {
		t.Run(c.name, func(t *testing.T) {
			rep := Prove(catalogOf(t, parser, base+c.sql, true), Options{Parser: parser})
			expect(t, rep, []string{"deals/authenticated/SELECT " + c.want})
		})
	}
}

// TestRolesOfPolicies: who is the target of a policy is judged.
func TestRolesOfPolicies(t *testing.T) {
	parser := pgparse.New()
	defer parser.Close()
	rep := Prove(catalogOf(t, parser, base+`create role auditor; create role loader bypassrls; grant usage on schema public to auditor; grant select on deals to auditor, loader, service_role; create policy all_of_it on deals for select to auditor using (true);`, true), Options{Parser: parser})
	expect(t, rep, []string{"deals/auditor/SELECT open"})
	for _, r := range []string{"loader", "service_role"} {
		if find(rep, "public.deals", r, "SELECT") != nil {
			t.Errorf("role %s is judged", r)
		}
	}
}
