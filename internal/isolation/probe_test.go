//go:build unix

package isolation

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/candor-dev/candor/internal/pgcat"
	"github.com/candor-dev/candor/internal/pgsim/pgtest"
)

// stub is what a Supabase project finds in its database, as far as policies
// need it.
const stub = `
drop schema if exists public cascade; create schema public; grant usage on schema public to public;
drop schema if exists auth cascade; drop schema if exists probe cascade;
do $$ begin create role anon; exception when others then null; end $$;
do $$ begin create role authenticated; exception when others then null; end $$;
do $$ begin create role service_role bypassrls; exception when others then null; end $$;
create schema auth; grant usage on schema auth, public to anon, authenticated;
create table auth.users (id uuid primary key, email text, raw_user_meta_data jsonb, raw_app_meta_data jsonb);
create function auth.jwt() returns jsonb language sql stable as $$ select nullif(current_setting('request.jwt.claims', true), '')::jsonb $$;
create function auth.uid() returns uuid language sql stable as $$ select (auth.jwt() ->> 'sub')::uuid $$;
create function auth.role() returns text language sql stable as $$ select auth.jwt() ->> 'role' $$;
create function auth.email() returns text language sql stable as $$ select auth.jwt() ->> 'email' $$;
alter default privileges in schema public grant all on tables to anon, authenticated;
alter default privileges in schema public grant all on functions to anon, authenticated;
`

// driver runs one statement as a role with claims, after others that may fail,
// tells what came of it, and takes it all back.
const driver = `
set statement_timeout = '4s'; set max_stack_depth = '1MB';
create schema probe; grant usage on schema probe to anon, authenticated;
create table probe.snap (tbl text, row text, id text, tenant uuid, owner uuid);
grant select on probe.snap to anon, authenticated;
create function probe.try(who text, claims text, before text[], stmt text, after text, other text, look text) returns text language plpgsql as $$
declare n bigint; r text := ''; l text := ''; x text;
begin
  begin
    perform set_config('request.jwt.claims', claims, true),
      set_config('request.headers', jsonb_build_object('x-org', claims::jsonb -> 'user_metadata' ->> 'org_id')::text, true);
    execute format('set local role %I', who);
    foreach x in array before loop begin execute x; exception when others then null; end; end loop;
    begin
      if after = '' then execute stmt into r; n := 0; else execute stmt; get diagnostics n = row_count; end if;
    exception when query_canceled or others then r := 'error ' || sqlstate || ' ' || sqlerrm; raise exception using errcode = 'P0999', message = r; end;
    if look <> '' then
      perform set_config('request.jwt.claims', other, true);
      begin execute look into l; exception when others then l := '0'; end;
    end if;
    reset role;
    if after <> '' then execute after into r; end if;
    raise exception using errcode = 'P0999', message = n || ' ' || coalesce(r, '') || ' ' || coalesce(l, '');
  exception when sqlstate 'P0999' then get stacked diagnostics r = message_text;
  end;
  return replace(r, chr(10), ' ');
end $$;
`

const (
	orgA  = "a0000000-0000-0000-0000-000000000000"
	orgB  = "b0000000-0000-0000-0000-000000000000"
	userA = "a1000000-0000-0000-0000-000000000000"
	userM = "a2000000-0000-0000-0000-000000000000" // another member of A
	userB = "b1000000-0000-0000-0000-000000000000"
	userS = "c1000000-0000-0000-0000-000000000000" // a member of nothing
)

// session is a caller of the probe.
type session struct {
	role, user string
	own, other string // tenants; own is "" for the stranger
	rival      string // a member of the other tenant
	attack     string // the tenant that he writes into his own metadata
}

func sessions() []session {
	return []session{
		{authRole, userA, orgA, orgB, userB, orgB},
		{authRole, userA, orgA, orgB, userB, orgA},
		{authRole, userB, orgB, orgA, userA, orgA},
		{authRole, userS, "", orgA, userA, orgA},
		{anonRole, "", "", orgA, userA, orgA},
	}
}

// claims of a signed-in user, who writes into his own metadata what he likes.
func (s session) claims() string { return claimsOf(s.user, s.own, s.attack) }

func claimsOf(user, own, attack string) string {
	if user == "" {
		return `{"role": "anon"}`
	}
	app := `{}`
	if own != "" {
		app = fmt.Sprintf(`{"org_id": "%s", "organizations": ["%s"]}`, own, own)
	}
	return fmt.Sprintf(`{"role": "authenticated", "sub": "%s", "email": "%s@example.com", "aal": "aal2", "is_anonymous": false, "user_role": "member", "app_metadata": %s, "user_metadata": {"org_id": "%s", "role": "admin"}}`,
		user, user, app, attack)
}

// value is what a column of a row of a tenant holds.
func value(col pgcat.Column, id, tenant, user string, public bool, text string) string {
	switch col.Name {
	case "id":
		return lit(id)
	case "organization_id", "tenant_id":
		return lit(tenant)
	case "user_id", "owner_id", "author_id":
		return lit(user)
	case "is_public":
		return fmt.Sprint(public)
	case "is_admin":
		return fmt.Sprint(public)
	}
	if strings.HasPrefix(col.Type, "uuid") {
		return lit(id)
	}
	return lit(text)
}

func lit(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// seed is a row of a table with the tenant and the user that it belongs to.
type seed struct {
	id, tenant, user, deal, text string
	public                       bool
}

func seeds(table string) []seed {
	var deals []seed
	for i, o := range []struct{ tenant, user string }{{orgA, userA}, {orgA, userM}, {orgB, userB}, {orgB, userB}} {
		deals = append(deals, seed{id: fmt.Sprintf("d%d000000-0000-0000-0000-000000000000", i), tenant: o.tenant, user: o.user, text: []string{"x", "owner"}[i%2], public: i%2 == 1})
	}
	switch table {
	case "organizations":
		return []seed{{id: orgA, tenant: orgA, text: "member"}, {id: orgB, tenant: orgB, text: "member"}}
	case "members":
		return []seed{{tenant: orgA, user: userA, text: "owner"}, {tenant: orgA, user: userM, text: "owner"}, {tenant: orgB, user: userB, text: "admin"}}
	case "profiles":
		return []seed{{id: userA, tenant: orgA, user: userA, text: "x"}, {id: userM, tenant: orgA, user: userM, text: "x"}, {id: userB, tenant: orgB, user: userB, text: "x", public: true}} // an admin of his tenant
	case "shares":
		return []seed{{tenant: orgA, deal: deals[0].id, text: "x"}, {tenant: orgB, deal: deals[2].id, text: "x"}}
	case "notes":
		var out []seed
		for i, d := range deals {
			out = append(out, seed{id: fmt.Sprintf("e%d000000-0000-0000-0000-000000000000", i), tenant: d.tenant, user: d.user, deal: d.id, text: "x"})
		}
		return out
	case "deals":
		return deals
	}
	return nil
}

func insert(t *pgcat.Table, s seed) string {
	var names, vals []string
	for _, c := range t.Columns {
		names = append(names, c.Name)
		switch {
		case c.Name == "deal_id":
			vals = append(vals, lit(s.deal))
		case c.Name == "status":
			vals = append(vals, "'active'")
		default:
			vals = append(vals, value(c, s.id, s.tenant, s.user, s.public, s.text))
		}
	}
	return fmt.Sprintf("insert into %s (%s) values (%s)", t.Name, strings.Join(names, ", "), strings.Join(vals, ", "))
}

// tenantOf is a query for the tenant of a row x of a table, asked by a superuser.
func tenantOf(table string, t *pgcat.Table) string {
	switch {
	case table == "organizations":
		return "x.id"
	case t.Column("organization_id") != nil:
		return "x.organization_id"
	case t.Column("tenant_id") != nil:
		return "x.tenant_id"
	case table == "notes":
		return "(select organization_id from probe.deals d where d.id = x.deal_id)"
	case table == "profiles":
		return "(select organization_id from probe.homes h where h.user_id = x.id)"
	}
	return "null"
}

// attempt is one statement with what its outcome says.
type attempt struct {
	s        session
	command  string
	prepared bool
	kind     string // what it tries
	sql      string
	result   string
}

// prober tries to break a schema.
type prober struct {
	srv    *pgtest.Server
	tables map[string]*pgcat.Table
}

// before are the attempts of a user to make himself a member elsewhere, but for
// what is done to the table that is probed itself.
func (p *prober) before(s session, except string) []string {
	var out []string
	if t := p.tables["members"]; t != nil && s.user != "" {
		out = append(out, insert(t, seed{tenant: s.other, user: s.user, text: "owner"}),
			strings.Replace(insert(t, seed{tenant: s.other, user: s.user, text: "admin"}), "'active'", "'pending'", 1),
			"update members set organization_id = "+lit(s.other)+" where user_id = "+lit(s.user),
			"update members set organization_id = "+lit(s.other),
			"update members set user_id = "+lit(s.user),
			"update members set status = 'active'", "update members set role = 'admin'")
	}
	if t := p.tables["profiles"]; t != nil && s.user != "" {
		out = append(out, insert(t, seed{id: s.user, tenant: s.other, user: s.user, text: "x", public: true}), insert(t, seed{id: s.user, tenant: s.other, user: s.user, text: "x"}),
			"update profiles set tenant_id = "+lit(s.other), "update profiles set is_admin = true", "update profiles set role = 'admin'")
	}
	if t := p.tables["notes"]; t != nil && s.user != "" {
		for i, d := range seeds("deals") {
			out = append(out, insert(t, seed{id: fmt.Sprintf("e%d100000-0000-0000-0000-000000000000", i), user: s.user, deal: d.id, text: "x"}))
		}
	}
	if t := p.tables["shares"]; t != nil && s.own != "" {
		for _, d := range seeds("deals") {
			out = append(out, insert(t, seed{tenant: s.own, deal: d.id}))
		}
	}
	if s.own != "" {
		out = append(out, "update deals set organization_id = "+lit(s.own), "update deals set organization_id = "+lit(s.own)+", owner_id = "+lit(s.user))
	}
	if s.user != "" {
		out = append(out, "update deals set owner_id = "+lit(s.user), "update shares set deal_id = "+lit(dealOf(s.other)))
	}
	return slices.DeleteFunc(out, func(x string) bool {
		return strings.HasPrefix(x, "update "+except+" ") || strings.HasPrefix(x, "insert into public."+except+" ")
	})
}

// twice makes the attempts as the anonymous role as well: a user can be both.
func twice(list []string, s session) []string {
	if len(list) == 0 {
		return nil
	}
	out := append([]string{"set local role anon", "select set_config('request.jwt.claims', '{\"role\": \"anon\"}', true)"}, list...)
	out = append(out, "set local role "+s.role, "select set_config('request.jwt.claims', "+lit(s.claims())+", true)")
	return append(out, list...)
}

// attempts on one table.
func (p *prober) attempts(t *pgcat.Table) []attempt {
	name := t.Rel
	key := "x::text"
	changed := fmt.Sprintf("select (select count(*) from probe.snap s where s.tbl = %s and s.tenant = '%%[1]s' and not exists (select 1 from %s x where %s = s.row)) || ' ' || "+
		"(select count(*) from %s x where (%s) = '%%[1]s' and not exists (select 1 from probe.snap s where s.tbl = %s and s.row = %s and s.tenant = '%%[1]s')) || ' ' || "+
		"(select count(*) from (select 1 from probe.snap s where s.tbl = %s and not exists (select 1 from %s x where %s = s.row)) c)",
		lit(name), t.Name, key, t.Name, tenantOf(name, t), lit(name), key, lit(name), t.Name, key)
	var out []attempt
	var see []string
	add := func(s session, command, kind, stmt, after string, prep bool) {
		if after != "" {
			after = fmt.Sprintf(after, s.other)
		}
		var before []string
		if prep {
			before = twice(p.before(s, name), s)
			if command == "INSERT" && name == "deals" {
				before = append(before, "update shares set deal_id = 'f0000000-0000-0000-0000-000000000000'")
			}
		}
		before = append(before, see...)
		look := ""
		if command == "INSERT" || kind == "move" {
			look = fmt.Sprintf("select count(*) from %s x where not exists (select 1 from probe.snap s where s.tbl = %s and s.row = %s)", t.Name, lit(name), key)
		}
		arr := "array[]::text[]"
		if len(before) > 0 {
			q := make([]string, len(before))
			for i, b := range before {
				q[i] = lit(b)
			}
			arr = "array[" + strings.Join(q, ", ") + "]"
		}
		out = append(out, attempt{s, command, prep, kind, fmt.Sprintf("select probe.try(%s, %s, %s, %s, %s, %s, %s);",
			lit(s.role), lit(s.claims()), arr, lit(stmt), lit(after), lit(claimsOf(s.rival, s.other, s.own)), lit(look)), ""})
	}
	text := ""
	for _, c := range t.Columns {
		if c.Type == "text" && text == "" && c.Name != "status" {
			text = c.Name
		}
	}
	for _, s := range sessions() {
		for _, prep := range []bool{false, true} {
			if prep && s.user == "" {
				continue
			}
			{
				add(s, "SELECT", "read", fmt.Sprintf("select (select count(*) from %s x where %s in (select row from probe.snap where tbl = %s and tenant = %s)) || ' ' || "+
					"(select count(*) from %s x where %s in (select row from probe.snap where tbl = %s and tenant = %s and owner is distinct from %s)) || ' ' || (select count(*) from %s)",
					t.Name, key, lit(name), lit(s.other), t.Name, key, lit(name), lit(s.other), orNull(s.user), t.Name), "", prep)
			}
			if text != "" {
				add(s, "UPDATE", "blind", fmt.Sprintf("update %s set %s = 'hack'", t.Name, text), changed, prep)
			}
			for _, c := range []string{"organization_id", "tenant_id"} {
				if t.Column(c) != nil {
					add(s, "UPDATE", "move", fmt.Sprintf("update %s set %s = %s", t.Name, c, lit(s.other)), changed, prep)
				}
			}
			if t.Column("deal_id") != nil {
				add(s, "UPDATE", "move", fmt.Sprintf("update %s set deal_id = (%s)", t.Name, lit(dealOf(s.other))), changed, prep)
			}
			var steal []string
			for _, c := range t.Columns {
				switch c.Name {
				case "organization_id", "tenant_id":
					steal = append(steal, c.Name+" = "+orNull(s.own))
				case "owner_id", "author_id", "user_id":
					steal = append(steal, c.Name+" = "+orNull(s.user))
				case "deal_id":
					steal = append(steal, c.Name+" = "+lit(dealOf(s.own)))
				}
			}
			for i := range steal {
				add(s, "UPDATE", "steal", fmt.Sprintf("update %s set %s", t.Name, steal[i]), changed, prep)
			}
			if len(steal) > 1 {
				steal = append(steal, strings.Join(steal, ", "))
				add(s, "UPDATE", "steal", fmt.Sprintf("update %s set %s", t.Name, steal[len(steal)-1]), changed, prep)
			}
			if name == "deals" {
				for _, title := range []string{"owner", "admin"} {
					add(s, "UPDATE", "steal", fmt.Sprintf("update %s set %s, title = %s", t.Name, steal[len(steal)-1], lit(title)), changed, prep)
				}
			}
			// A row that the caller can address, whatever the policies for SELECT say.
			see = []string{"reset role", "create policy zz_see on " + t.Name.String() + " for select using (true)", "set local role " + s.role}
			for _, set := range append(steal, text+" = 'hack'") {
				if !strings.HasPrefix(set, " ") {
					add(s, "UPDATE", "targeted", fmt.Sprintf("update %s x set %s where %s = (select min(row) from probe.snap where tbl = %s and tenant = %s)", t.Name, set, key, lit(name), lit(s.other)), changed, prep)
				}
			}
			see = nil
			add(s, "DELETE", "blind", "delete from "+t.Name.String(), changed, prep)
			owners := []string{s.user, s.rival}
			if name == "profiles" && s.user != userS {
				owners = append(owners, userS) // who has none yet
			}
			for _, owner := range owners {
				for _, public := range []bool{false, true} {
					if public && t.Column("is_public") == nil && t.Column("is_admin") == nil {
						continue
					}
					if owner == "" {
						owner = userS
					}
					in := seed{id: "f0000000-0000-0000-0000-000000000000", tenant: s.other, user: owner, deal: dealOf(s.other), text: "new", public: public}
					if name == "profiles" {
						in.id = owner
					}
					kind := "plant"
					if owner == s.user {
						kind = "plant as himself"
					}
					add(s, "INSERT", kind, insert(t, in), changed, prep)
					if s.own != "" && owner == s.user {
						in.tenant, in.deal = s.own, dealOf(s.own)
						add(s, "INSERT", "own", insert(t, in), changed, prep)
					}
				}
			}
		}
	}
	return out
}

func orNull(s string) string {
	if s == "" {
		return "null"
	}
	return lit(s)
}

// dealOf is a deal of a tenant that no seeded share names.
func dealOf(org string) string {
	if org == orgA {
		return "d1000000-0000-0000-0000-000000000000"
	}
	return "d3000000-0000-0000-0000-000000000000"
}

// result of an attempt.
type result struct {
	failed  string
	foreign int // rows of the other tenant that were read, changed or made
	strict  int // those of them that do not name the caller
	any     int // rows at all
	seen    int // new rows that a member of the other tenant sees
}

func (a attempt) outcome() result {
	if strings.HasPrefix(a.result, "error") {
		return result{failed: a.result}
	}
	var n, f, g, h, l int
	if a.command == "SELECT" {
		fmt.Sscanf(a.result, "%d %d %d %d", &n, &f, &g, &h)
		return result{foreign: f, strict: g, any: h}
	}
	fmt.Sscanf(a.result, "%d %d %d %d %d", &n, &f, &g, &h, &l)
	r := result{foreign: f + g, any: n, seen: l}
	if a.command == "INSERT" {
		r.foreign = g
	}
	return r
}

// contradicts tells whether what was tried refutes a verdict; "" when it does not.
func refute(a *Access, selectVerdict Verdict, list []attempt, total int) string {
	var reached, worked bool
	for _, x := range list {
		if strings.Contains(x.result, "error 54001") || strings.Contains(x.result, "error 57014") {
			reached = true // helpers that call each other through policies without end
		}
	}
	for _, x := range list {
		if x.s.role != a.Role || x.command != a.Command {
			continue
		}
		r := x.outcome()
		if x.kind == "targeted" {
			reached = reached || r.foreign > 0
			continue
		}
		worked = worked || r.failed == ""
		harm := r.foreign > 0
		switch {
		case x.kind == "plant as himself" || x.kind == "move":
			harm = r.foreign > 0 && (x.kind == "move" && r.foreign > r.seen*100 || r.seen > 0 && selectVerdict == Isolated)
		case a.Command == "SELECT":
			harm = r.strict > 0
		}
		if x.kind == "move" {
			harm = r.foreign > 0 && r.seen > 0 && selectVerdict == Isolated
		}
		reached = reached || r.foreign > 0
		switch a.Verdict {
		case Isolated, GlobalRole, Denied:
			if harm && !(a.Verdict == GlobalRole && x.s.user == userB) {
				return fmt.Sprintf("%s (after %t) reaches %d rows of the other tenant: %s\n%s", x.kind, x.prepared, r.foreign, x.result, x.sql)
			}
		}
		if a.Verdict == Denied && r.any > 0 && !x.prepared {
			return "denied, but " + x.kind + " reaches " + x.result + "\n" + x.sql
		}
		if a.Verdict == Open && a.Command == "SELECT" && !x.prepared && !strings.Contains(x.result, "error 5") && r.any < total && a.Escalation == "" && !strings.Contains(a.Reason, "says nothing") {
			return fmt.Sprintf("open, but %s sees %d of %d rows: %s", x.s.user, r.any, total, x.result)
		}
	}
	switch {
	case a.Verdict == Unreachable && worked:
		return "unreachable, but a statement went through"
	case a.Table.Rel == "organizations" && a.Command == "INSERT": // a tenant that is there can't be made again
	case a.Escalation != "" && a.Table.Rel != "deals" && a.Table.Rel != "notes": // what leads in may be a change of the table itself
	case (a.Verdict == Open || a.Verdict == AnyUser) && !reached:
		return a.Verdict.String() + ", but no attempt reached the other tenant"
	}
	return ""
}

// probe runs all attempts on a schema and compares them with the report.
func (p *prober) probe(t *testing.T, sql string, c *pgcat.Catalog, rep *Report) (decided, unknown int) {
	t.Helper()
	p.tables = make(map[string]*pgcat.Table)
	var b strings.Builder
	b.WriteString(stub + driver)
	b.WriteString("create table probe.homes (user_id uuid, organization_id uuid); create table probe.deals (id uuid, organization_id uuid);\n")
	b.WriteString(sql)
	b.WriteString("\ndo $$ declare r record; begin for r in select conrelid::regclass::text as t, conname from pg_constraint where contype = 'f' loop execute format('alter table %s drop constraint %I', r.t, r.conname); end loop; end $$;\n")
	var names []string
	for _, x := range c.Tables {
		if x.Schema == "public" && seeds(x.Rel) != nil {
			p.tables[x.Rel] = x
			names = append(names, x.Rel)
		}
	}
	slices.Sort(names)
	for _, m := range seeds("members") {
		fmt.Fprintf(&b, "insert into probe.homes values (%s, %s);\n", lit(m.user), lit(m.tenant))
	}
	for _, d := range seeds("deals") {
		fmt.Fprintf(&b, "insert into probe.deals values (%s, %s);\n", lit(d.id), lit(d.tenant))
	}
	for _, n := range names {
		for _, s := range seeds(n) {
			b.WriteString(insert(p.tables[n], s) + ";\n")
		}
	}
	for _, n := range names {
		owner := "null::uuid"
		for _, col := range []string{"user_id", "owner_id", "author_id"} {
			if p.tables[n].Column(col) != nil {
				owner = "x." + col
			}
		}
		if n == "profiles" {
			owner = "x.id"
		}
		fmt.Fprintf(&b, "insert into probe.snap select %s, x::text, '', %s, %s from %s x;\n", lit(n), tenantOf(n, p.tables[n]), owner, p.tables[n].Name)
	}
	var all []attempt
	of := make(map[string][]int)
	for _, n := range names {
		for _, a := range p.attempts(p.tables[n]) {
			of[n] = append(of[n], len(all))
			all = append(all, a)
			b.WriteString(a.sql + "\n")
		}
	}
	b.WriteString("select 'end';\n")
	out, errs := p.srv.Psql("postgres", b.String())
	lines := strings.Split(strings.TrimSpace(out), "\n")
	for len(lines) > 0 && lines[0] != "" && !strings.Contains("0123456789e", lines[0][:1]) {
		lines = lines[1:]
	}
	if len(lines) < len(all)+1 || strings.Contains(errs, "ERROR") {
		t.Fatalf("%d results for %d attempts\n%s\n%s", len(lines), len(all), errs, sql)
	}
	lines = lines[len(lines)-len(all)-1:]
	for i := range all {
		all[i].result = lines[i]
	}
	for _, n := range names {
		var list []attempt
		for _, i := range of[n] {
			list = append(list, all[i])
		}
		for i := range rep.Access {
			a := &rep.Access[i]
			if a.Table.Rel != n || a.Table.Schema != "public" {
				continue
			}
			if a.Verdict == Unknown {
				unknown++
				continue
			}
			decided++
			sv := Unknown
			if s := find(rep, a.Table.String(), a.Role, "SELECT"); s != nil {
				sv = s.Verdict
			}
			if why := refute(a, sv, list, len(seeds(n))); why != "" {
				t.Errorf("%s/%s/%s is said to be %s (%s)\n%s\nbut Postgres says: %s\n--- schema\n%s", a.Table, a.Role, a.Command, a.Verdict, a.Reason, proofText(a), why, strings.TrimPrefix(sql, base))
			}
		}
	}
	return decided, unknown
}
