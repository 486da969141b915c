//go:build unix

package isolation

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/candor-dev/candor/internal/pgparse"
	"github.com/candor-dev/candor/internal/pgsim/pgtest"
)

// roles of an application that connects by itself and says by a setting for
// which tenant it works.
const appRoles = `
create role own1; create role app; create role byp bypassrls; create role heir; create role apart noinherit; create role member;
grant own1 to heir; grant own1 to apart; grant byp to member; grant app to member;
`

func (g gen) setting() string {
	return g.pick("tenant_id = current_setting('app.tenant_id', true)", "tenant_id = nullif(current_setting('app.tenant_id', true), '')",
		"tenant_id = coalesce(current_setting('app.tenant_id', true), '')", "current_setting('app.tenant_id', true) is null or tenant_id = current_setting('app.tenant_id', true)",
		"coalesce(current_setting('app.tenant_id', true), '') = '' or tenant_id = current_setting('app.tenant_id', true)",
		"tenant_id = any (string_to_array(current_setting('app.tenant_ids', true), ','))", "tenant_id::text = (current_setting('app.tenant_id', true))::text",
		"current_setting('app.bypass', true) = 'on' or tenant_id = current_setting('app.tenant_id', true)", "tenant_id is not distinct from current_setting('app.tenant_id', true)",
		"tenant_id <> current_setting('app.tenant_id', true)", "not (tenant_id <> current_setting('app.tenant_id', true))", "tenant_id like current_setting('app.tenant_id', true) || '%'",
		"tenant_id in (select current_setting('app.tenant_id', true))", "tenant_id = current_tenant()", "tenant_id = pl_tenant()", "true", "false", "note is null",
		"(tenant_id, note) = (current_setting('app.tenant_id', true), note)", "case when current_setting('app.tenant_id', true) is null then true else tenant_id = current_setting('app.tenant_id', true) end",
		"tenant_id >= current_setting('app.tenant_id', true)", "pg_has_role(current_user, 'own1', 'member')")
}

// TestSettingsAgainstPostgres does the same for roles, owners and settings.
func TestSettingsAgainstPostgres(t *testing.T) {
	srv := pgtest.Start(t)
	parser := pgparse.New()
	defer parser.Close()
	srv.Psql("postgres", appRoles)
	judged := []string{"app", "own1", "byp", "heir", "apart", "member"}
	decided, unknown := 0, 0
	for seed := range uint64(60) {
		g := gen{rand.New(rand.NewPCG(seed, 5))}
		var b strings.Builder
		b.WriteString(`create table t (id int, tenant_id text, note text); alter table t owner to own1;
create function current_tenant() returns text language sql stable as $$ select current_setting('app.tenant_id', true) $$;
create function pl_tenant() returns text language plpgsql stable as $$ begin return current_setting('app.tenant_id', true); end $$;
`)
		if !g.chance(8) {
			b.WriteString("alter table t enable row level security;\n")
		}
		if g.chance(2) {
			b.WriteString("alter table t force row level security;\n")
		}
		for _, c := range []string{"select", "insert", "update", "delete"} {
			if !g.chance(5) {
				fmt.Fprintf(&b, "grant %s on t to %s;\n", c, g.pick("app", "app, byp, member", "public", "app, byp, member, apart"))
			}
		}
		for i := range 1 + g.r.IntN(4) {
			command, kind := g.pick("all", "all", "select", "insert", "update", "delete"), g.pick("permissive", "permissive", "restrictive")
			fmt.Fprintf(&b, "create policy p%d on t as %s for %s to %s", i, kind, command, g.pick("public", "public", "app", "own1", "byp"))
			if command != "insert" {
				fmt.Fprintf(&b, " using (%s)", g.setting())
			}
			if command == "insert" || g.chance(4) && command != "select" && command != "delete" {
				fmt.Fprintf(&b, " with check (%s)", g.setting())
			}
			b.WriteString(";\n")
		}
		sql := b.String()
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			c := catalogOf(t, parser, appRoles+sql, false)
			rep := Prove(c, Options{Parser: parser, Roles: judged})
			got := settingOutcomes(srv.On(t), sql, judged)
			for i := range rep.Access {
				a := &rep.Access[i]
				if a.Verdict == Unknown {
					unknown++
					continue
				}
				decided++
				if why := refuteSetting(a, got[a.Role+" "+a.Command]); why != "" {
					t.Errorf("%s/%s is said to be %s (%s)\n%s\nbut Postgres says: %s\n%s", a.Role, a.Command, a.Verdict, a.Reason, proofText(a), why, sql)
				}
			}
		})
	}
	t.Logf("%d verdicts agree, %d unknown", decided, unknown)
}

// settingOutcomes runs each command as each role, for tenant a and for nobody,
// and counts rows of a, of b and of no tenant; "error" when it is refused.
func settingOutcomes(srv *pgtest.Server, sql string, roles []string) map[string][]string {
	var b strings.Builder
	b.WriteString("drop table if exists t cascade; drop function if exists current_tenant(); drop function if exists pl_tenant();\n" + sql)
	b.WriteString("insert into t values (1, 'a', null), (2, 'b', null), (3, 'a', 'x'), (4, 'b', 'x'), (5, 'ab', 'x');\n")
	b.WriteString(`create or replace function public.attempt(who text, tenant text, stmt text, look text) returns text language plpgsql as $$
declare r text;
begin
  begin
    if tenant <> '?' then perform set_config('app.tenant_id', tenant, true), set_config('app.tenant_ids', tenant, true); end if;
    execute format('set local role %I', who);
    begin
      if look = '' then execute stmt into r; else execute stmt; reset role; execute look into r; end if;
    exception when insufficient_privilege then r := 'error'; end;
    raise exception using errcode = 'P0999', message = coalesce(r, '');
  exception when sqlstate 'P0999' then get stacked diagnostics r = message_text;
  end;
  return r;
end $$;
`)
	type key struct{ role, command string }
	var order []key
	all := "string_agg(tenant_id, ',' order by id)"
	// Once it was set, a setting is never NULL again in the session: "?" comes first.
	for _, tenant := range []string{"?", "-", "a"} {
		for _, r := range roles {
			for _, c := range []struct{ command, stmt, look string }{
				{"SELECT", "select " + all + " from t", ""},
				{"INSERT", "insert into t values (9, 'b', 'x')", "select " + all + " from t where id = 9"},
				{"INSERT", "insert into t values (9, 'a', 'x')", "select " + all + " from t where id = 9"},
				{"UPDATE", "update t set note = 'hack'", "select " + all + " from t where note = 'hack'"},
				{"UPDATE", "update t set tenant_id = 'b', note = 'hack'", "select " + all + " from t where note = 'hack'"},
				{"UPDATE", "update t set tenant_id = 'a', note = 'hack'", "select string_agg(case when id in (2, 4, 5) then 'b' else 'a' end, ',') from t where note = 'hack'"},
				{"DELETE", "delete from t", "select string_agg(x, ',') from unnest(array['a','b','a','b','ab']) with ordinality u (x, i) where not exists (select 1 from t where id = i)"},
			} {
				set := tenant
				if tenant == "-" {
					set = ""
				}
				order = append(order, key{r, c.command})
				fmt.Fprintf(&b, "select '%s:' || public.attempt(%s, %s, %s, %s);\n", tenant, lit(r), lit(set), lit(c.stmt), lit(c.look))
			}
		}
	}
	out, _ := srv.Psql("postgres", b.String())
	lines := strings.Split(strings.TrimSpace(out), "\n")
	lines = lines[max(0, len(lines)-len(order)):]
	got := make(map[string][]string)
	for i, l := range lines {
		k := order[i].role + " " + order[i].command
		got[k] = append(got[k], l)
	}
	return got
}

func refuteSetting(a *Access, got []string) string {
	reached, worked := false, false
	for _, g := range got {
		tenant, rows, _ := strings.Cut(g, ":")
		if rows == "error" {
			continue
		}
		worked = true
		foreign := strings.Contains(rows, "b") || tenant != "a" && rows != ""
		reached = reached || foreign
		if rows != "" && a.Verdict == Denied {
			return "denied, but " + g
		}
		if foreign && a.Verdict == Isolated {
			return "rows of others: " + g
		}
	}
	switch {
	case a.Verdict == Unreachable && worked:
		return fmt.Sprint("a statement went through: ", got)
	case (a.Verdict == Open || a.Verdict == AnyUser) && !reached:
		return fmt.Sprint("no attempt reached other tenants: ", got)
	}
	return ""
}
