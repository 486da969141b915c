package isolation

import (
	"testing"

	"github.com/candor-dev/candor/internal/pgparse"
)

const adminGround = `
create table profiles (id uuid primary key, name text, role text not null default 'member', is_admin boolean not null default false);
alter table profiles enable row level security;
create policy own on profiles for select to authenticated using (id = auth.uid());
create table admins (user_id uuid primary key);
alter table admins enable row level security;
create policy own on admins for select to authenticated using (user_id = auth.uid());
create table members (organization_id uuid not null, user_id uuid not null, role text not null);
alter table members enable row level security;
create policy own on members for select to authenticated using (user_id = auth.uid());
create table invoices (id uuid primary key, organization_id uuid not null, user_id uuid);
alter table invoices enable row level security;
create function is_admin() returns boolean language sql stable security definer set search_path = public as $$ select exists (select 1 from profiles where id = auth.uid() and role = 'admin') $$;
create function opaque_admin() returns boolean language c as 'x';
`

func TestAdminTests(t *testing.T) {
	parser := pgparse.New()
	defer parser.Close()
	const edit = "create policy edit on profiles for update to authenticated using (id = auth.uid());\n"
	const inRole = "exists (select 1 from profiles p where p.id = auth.uid() and p.role = 'admin')"
	for _, x := range []struct{ name, pre, expr, want string }{
		{"claim", "", "auth.jwt() -> 'app_metadata' ->> 'role' = 'admin'", adminAlways},
		{"claim of the user's own", "", "auth.jwt() -> 'user_metadata' ->> 'role' = 'admin'", adminNone},
		{"claim that is true", "", "(auth.jwt() -> 'app_metadata' ->> 'is_admin')::boolean = true", adminAlways},
		{"another role", "", "auth.jwt() -> 'app_metadata' ->> 'role' = 'manager'", adminUnknown},
		{"a member", "", "user_id = auth.uid()", adminNone},
		{"everybody", "", "true", adminNone},
		{"one of two ways", "", "is_admin() or user_id = auth.uid()", adminNone},
		{"two tests", "", "is_admin() or exists (select 1 from admins a where a.user_id = auth.uid())", adminAlways},
		{"helper", "", "is_admin()", adminAlways},
		{"helper in a subquery", "", "(select is_admin())", adminAlways},
		{"role in a list", "", "exists (select 1 from profiles p where p.id = auth.uid() and p.role in ('admin', 'owner'))", adminAlways},
		{"members in the list", "", "exists (select 1 from profiles p where p.id = auth.uid() and p.role in ('admin', 'member'))", adminNone},
		{"flag", "", "(select p.is_admin from profiles p where p.id = auth.uid())", adminAlways},
		{"own role writable", edit, inRole, adminNone},
		{"own name writable", edit + "revoke update on profiles from authenticated, anon; grant update (name) on profiles to authenticated;\n", inRole, adminAlways},
		{"table of admins", "", "exists (select 1 from admins a where a.user_id = auth.uid())", adminAlways},
		{"anybody adds himself", "create policy a on admins for insert to authenticated with check (user_id = auth.uid());\n", "exists (select 1 from admins a where a.user_id = auth.uid())", adminNone},
		{"admins add admins", "create policy a on admins for insert to authenticated with check (is_admin());\n", "exists (select 1 from admins a where a.user_id = auth.uid())", adminAlways},
		{"not the caller's row", "", "exists (select 1 from profiles p where p.role = 'admin')", adminUnknown},
		{"admin of the tenant", "", "exists (select 1 from members m where m.organization_id = invoices.organization_id and m.user_id = auth.uid() and m.role = 'admin')", adminAlways},
		{"admin of some tenant", "", "exists (select 1 from members m where m.user_id = auth.uid() and m.role = 'admin') and organization_id in (select organization_id from members where user_id = auth.uid())", adminUnknown},
		{"a function promotes", "create function promote() returns void language sql security definer as $$ update profiles set role = 'admin' where id = auth.uid() $$;\n", inRole, adminUnknown},
		{"not an admin", "", "not is_admin()", adminUnknown},
		{"declared", "", "opaque_admin()", adminAlways},
		{"declared, wrapped", "", "user_id is not null and (select opaque_admin())", adminAlways},
		{"declared, negated", "", "not opaque_admin()", adminUnknown},
		{"declared, or else", "", "opaque_admin() or user_id = auth.uid()", adminNone},
	} {
		t.Run(x.name, func(t *testing.T) {
			sql := adminGround + x.pre + "create policy x on invoices for select to authenticated using (" + x.expr + ");\n"
			rep := Prove(catalogOf(t, parser, sql, true), Options{Parser: parser, Admins: []string{"opaque_admin()"}})
			for _, a := range rep.Access {
				if a.Table.Rel == "invoices" && a.Role == "authenticated" && a.Command == "SELECT" && a.Admin.State != x.want {
					t.Errorf("%s: got %q (%s; verdict %s), want %q", x.expr, a.Admin.State, a.Admin.Text, a.Verdict, x.want)
				}
			}
		})
	}
}
