//go:build unix

package pgsim

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// randomDDL writes statements on a few names, so that many of them clash, one a
// line.
func randomDDL(r *rand.Rand, n int) string {
	g := &generator{r}
	var b strings.Builder
	b.WriteString("create role app; create role reader; create role boss bypassrls; create role keeper nologin;\n")
	b.WriteString("create schema s; create type s.mood as enum ('x');\n")
	b.WriteString("create function f(int) returns boolean language sql as 'select true';\n")
	b.WriteString("create function trg() returns trigger language plpgsql as 'begin return new; end';\n")
	b.WriteString("create function g(int) returns boolean language sql as 'select true'; drop function g(int);\n")
	b.WriteString("create function s.f(int) returns boolean language sql as 'select true'; drop function s.f(int);\n")
	b.WriteString("create table orgs (org int primary key);\n")
	for range n {
		b.WriteString(g.statement() + ";\n")
	}
	return b.String()
}

type generator struct{ r *rand.Rand }

func (g *generator) pick(s ...string) string { return s[g.r.IntN(len(s))] }
func (g *generator) maybe(s string) string   { return g.pick("", s) }
func (g *generator) tab() string             { return g.pick("a", "b", "c", "s.a", "s.d") }
func (g *generator) rel() string             { return g.pick("a", "b", "s.a", "v", "w", "s.v") }
func (g *generator) view() string            { return g.pick("v", "w", "s.v") }
func (g *generator) pol() string             { return g.pick("p", "q", `"P r"`) }
func (g *generator) col() string             { return g.pick("id", "org", "note", "more", "extra") }
func (g *generator) role() string            { return g.pick("app", "reader", "boss", "keeper") }
func (g *generator) who() string             { return g.pick("app", "reader", "boss", "public") }
func (g *generator) fn() string              { return g.pick("f", "s.f", "g") }
func (g *generator) sig() string             { return g.fn() + g.pick("(int)", "(int)", "(text)", "()", "") }
func (g *generator) cascade() string         { return g.pick("", "", " cascade", " restrict") }
func (g *generator) schema() string          { return g.pick("s", "public", "z") }
func (g *generator) typ() string {
	return g.pick("int", "text", "s.mood", "s.tone", "varchar(9)", "boolean")
}

func (g *generator) expr() string {
	return g.pick("true", "false", "null", "org = 1", "id > 0 and org = 2", "f(org)", "g(org)", "s.f(org)", "id is null",
		"exists (select 1 from orgs x where x.org = id)", "org in (select org from orgs)", "exists (select 1 from b where b.id = org)",
		"note is not null", "id in (select v.id from v)")
}

func (g *generator) query() string {
	return g.pick("select * from a", "select id, org from b", "select id, org as more from a where org = 1", "select a.id, o.org from a join orgs o on o.org = a.org",
		"select id, f(org) as ok from s.a", "select * from v", "select id from a union select id from b", "with x as (select id, note from a) select * from x",
		"select count(*) from s.d", "select coalesce(id, 0), org from b", "select x.* from (select id, org from a) x")
}

func (g *generator) privs() string {
	return g.pick("select", "insert, update", "all", "select, delete", "truncate", "all privileges", "references", "usage")
}

func (g *generator) statement() string {
	switch g.r.IntN(12) {
	case 0, 1, 2:
		return g.tables()
	case 3:
		return g.columns()
	case 4, 5:
		return g.policies()
	case 6:
		return g.views()
	case 7:
		return g.functions()
	case 8, 9:
		return g.grants()
	case 10:
		return g.roles()
	}
	return g.others()
}

func (g *generator) tables() string {
	switch g.r.IntN(12) {
	case 0, 1, 2:
		return fmt.Sprintf("create table %s%s (id int%s, org int not null, note text)", g.maybe("if not exists "), g.tab(), g.maybe(" primary key"))
	case 3:
		return fmt.Sprintf("create table %s (id serial, org int references %s, note %s default %s)", g.tab(), g.pick("orgs", "orgs (org)", g.tab()), g.typ(), g.pick("null", "null"))
	case 4, 5:
		return fmt.Sprintf("alter table %s%s %s row level security", g.maybe("if exists "), g.tab(), g.pick("enable", "disable", "force", "no force"))
	case 6:
		return fmt.Sprintf("drop table %s%s%s%s", g.maybe("if exists "), g.tab(), g.pick("", "", "", ", "+g.tab()), g.cascade())
	case 7:
		return fmt.Sprintf("alter table %s rename to %s", g.tab(), g.pick("a", "b", "c", "d"))
	case 8:
		return fmt.Sprintf("alter table %s set schema %s", g.rel(), g.schema())
	case 9:
		return fmt.Sprintf("alter table %s owner to %s", g.rel(), g.role())
	case 10:
		return g.pick(
			fmt.Sprintf("create table %s () inherits (%s)", g.tab(), g.tab()),
			fmt.Sprintf("create table %s (id int, org int, note text) partition by list (org)", g.tab()),
			fmt.Sprintf("create table %s partition of %s default", g.tab(), g.tab()),
			fmt.Sprintf("create table %s (like %s%s)", g.tab(), g.rel(), g.maybe(" including all")),
			fmt.Sprintf("create table %s as %s", g.tab(), g.query()),
			fmt.Sprintf("select * into %s from %s", g.tab(), g.rel()))
	}
	return g.pick(
		fmt.Sprintf("alter table %s attach partition %s default", g.tab(), g.tab()),
		fmt.Sprintf("alter table %s detach partition %s", g.tab(), g.tab()),
		fmt.Sprintf("alter table %s inherit %s", g.tab(), g.tab()),
		fmt.Sprintf("alter table %s no inherit %s", g.tab(), g.tab()),
		fmt.Sprintf("alter table %s add primary key (id)", g.tab()),
		fmt.Sprintf("alter table %s add constraint k unique (%s)", g.tab(), g.col()),
		fmt.Sprintf("alter table %s drop constraint %s%s", g.tab(), g.pick("k", "a_pkey", "b_pkey"), g.cascade()),
		fmt.Sprintf("alter table %s add foreign key (%s) references %s", g.tab(), g.col(), g.tab()))
}

func (g *generator) columns() string {
	return g.pick(
		fmt.Sprintf("alter table %s add column %s%s %s", g.tab(), g.maybe("if not exists "), g.pick("note", "more", "extra"), g.typ()),
		fmt.Sprintf("alter table %s add column %s%s int", g.tab(), g.maybe("if not exists "), g.pick("id", "org")),
		fmt.Sprintf("alter table %s add column %s int not null default 0, add column more int", g.tab(), g.col()),
		fmt.Sprintf("alter table %s drop column %s%s%s", g.tab(), g.maybe("if exists "), g.col(), g.cascade()),
		fmt.Sprintf("alter table %s rename column %s to %s", g.rel(), g.col(), g.col()),
		fmt.Sprintf("alter table %s alter column %s %s not null", g.tab(), g.col(), g.pick("set", "drop")),
		fmt.Sprintf("alter table %s alter column %s type bigint", g.tab(), g.pick("id", "org")),
		fmt.Sprintf("alter table %s alter column %s %s", g.tab(), g.col(), g.pick("set default null", "drop default")))
}

func (g *generator) policies() string {
	switch g.r.IntN(8) {
	case 0, 1, 2, 3:
		return fmt.Sprintf("create policy %s on %s as %s for %s to %s using (%s)%s", g.pol(), g.tab(), g.pick("permissive", "restrictive"), g.pick("all", "select", "update", "delete"),
			g.pick("public", "app", "app, reader"), g.expr(), g.pick("", "", " with check ("+g.expr()+")"))
	case 4:
		return fmt.Sprintf("create policy %s on %s for insert with check (%s)", g.pol(), g.tab(), g.expr())
	case 5:
		return fmt.Sprintf("drop policy %s%s on %s", g.maybe("if exists "), g.pol(), g.tab())
	case 6:
		return fmt.Sprintf("alter policy %s on %s %s", g.pol(), g.tab(), g.pick("to public", "to reader", "using ("+g.expr()+")"))
	}
	return fmt.Sprintf("alter policy %s on %s rename to %s", g.pol(), g.tab(), g.pol())
}

func (g *generator) views() string {
	switch g.r.IntN(6) {
	case 0, 1, 2:
		return fmt.Sprintf("create %sview %s%s as %s", g.maybe("or replace "), g.view(), g.pick("", "", " with (security_invoker)", " with (security_barrier = true)"), g.query())
	case 3:
		return fmt.Sprintf("create materialized view %s%s as %s", g.maybe("if not exists "), g.view(), g.query())
	case 4:
		return fmt.Sprintf("drop %sview %s%s%s", g.pick("", "", "materialized "), g.maybe("if exists "), g.view(), g.cascade())
	}
	return g.pick(
		fmt.Sprintf("alter view %s set (security_invoker = %s)", g.view(), g.pick("true", "false")),
		fmt.Sprintf("alter view %s reset (security_invoker)", g.view()),
		fmt.Sprintf("alter view %s owner to %s", g.view(), g.role()),
		fmt.Sprintf("alter view %s rename to %s", g.view(), g.pick("v", "w")))
}

func (g *generator) functions() string {
	switch g.r.IntN(7) {
	case 0, 1, 2:
		return fmt.Sprintf("create %sfunction %s(%s) returns %s language sql%s%s%s as 'select true'", g.maybe("or replace "), g.fn(),
			g.pick("x int", "x int", "x text", "", "int"), g.pick("boolean", "boolean", "boolean", "bool", "setof boolean"),
			g.pick("", " stable", " immutable"), g.pick("", " security definer"), g.pick("", " set search_path = ''", " set search_path to s, public"))
	case 3:
		return fmt.Sprintf("drop function %s%s%s", g.maybe("if exists "), g.sig(), g.cascade())
	case 4:
		return fmt.Sprintf("alter function %s %s", g.sig(), g.pick("owner to app", "rename to g", "set schema s", "security definer", "security invoker", "stable", "set search_path to s", "reset search_path"))
	case 5:
		return g.pick("grant execute on function "+g.sig()+" to ", "revoke execute on function "+g.sig()+" from ") + g.who()
	}
	return g.pick(
		fmt.Sprintf("create %strigger t before insert on %s for each row execute function %s()", g.maybe("or replace "), g.tab(), g.pick("trg", "trg", "f", "none")),
		fmt.Sprintf("create trigger t2 after update of %s on %s for each row execute function trg()", g.col(), g.tab()),
		fmt.Sprintf("drop trigger %st on %s", g.maybe("if exists "), g.tab()),
		fmt.Sprintf("alter table %s disable trigger t", g.tab()),
		"drop function trg()"+g.cascade(),
		"create function trg() returns trigger language plpgsql as 'begin return new; end'")
}

func (g *generator) grants() string {
	to := func(revoke bool) string {
		if revoke {
			return " from " + g.who() + g.cascade()
		}
		return " to " + g.who() + g.pick("", "", " with grant option")
	}
	verb := func(revoke bool) string {
		if revoke {
			return "revoke " + g.pick("", "", "grant option for ")
		}
		return "grant "
	}
	rv := g.r.IntN(3) == 0
	switch g.r.IntN(9) {
	case 0, 1, 2:
		return verb(rv) + g.privs() + " on " + g.rel() + to(rv)
	case 3:
		return verb(rv) + g.pick("select ("+g.col()+")", "update ("+g.col()+", org)", "all (id)") + " on " + g.rel() + to(rv)
	case 4:
		return verb(rv) + g.privs() + " on all " + g.pick("tables", "tables", "sequences") + " in schema " + g.schema() + to(rv)
	case 5:
		return verb(rv) + g.pick("usage", "create", "all") + " on schema " + g.schema() + to(rv)
	case 6:
		return verb(rv) + "execute on " + g.pick("function "+g.sig(), "all functions in schema "+g.schema(), "all routines in schema s") + to(rv)
	case 7:
		return "alter default privileges" + g.pick("", " for role app", " for role postgres") + g.pick("", " in schema s", " in schema public") + " " + verb(rv) +
			g.pick("select on tables", "all on tables", "execute on functions", "all on functions", "usage on sequences", "usage on schemas") + to(rv)
	}
	return verb(rv) + g.privs() + " on sequence a_id_seq" + to(rv)
}

func (g *generator) roles() string {
	switch g.r.IntN(7) {
	case 0:
		return fmt.Sprintf("create role %s%s", g.role(), g.pick("", " login", " bypassrls", " noinherit", " in role app", " role reader"))
	case 1:
		return fmt.Sprintf("alter role %s %s", g.role(), g.pick("login", "nologin", "bypassrls", "nobypassrls", "noinherit", "inherit", "rename to keeper"))
	case 2:
		return fmt.Sprintf("drop role %s%s", g.maybe("if exists "), g.role())
	case 3:
		return fmt.Sprintf("grant %s to %s%s", g.role(), g.role(), g.maybe(" with admin option"))
	case 4:
		return fmt.Sprintf("revoke %s%s from %s", g.maybe("admin option for "), g.role(), g.role())
	case 5:
		return fmt.Sprintf("drop owned by %s%s", g.role(), g.cascade())
	}
	return fmt.Sprintf("reassign owned by %s to %s", g.role(), g.role())
}

func (g *generator) others() string {
	return g.pick(
		fmt.Sprintf("set search_path to %s", g.pick("s, public", "public", "public, s")),
		fmt.Sprintf("set role %s", g.pick("none", "none", "none", g.role())),
		"reset role", "reset role",
		fmt.Sprintf("create schema %s%s%s", g.maybe("if not exists "), g.schema(), g.maybe(" authorization app")),
		fmt.Sprintf("drop schema %sz%s", g.maybe("if exists "), g.cascade()),
		fmt.Sprintf("alter schema %s owner to %s", g.pick("s", "z"), g.role()),
		fmt.Sprintf("create type %s as enum ('x')", g.pick("s.mood", "s.tone")),
		fmt.Sprintf("drop type %s%s", g.pick("s.mood", "s.tone"), g.cascade()),
		fmt.Sprintf("create index on %s (%s)", g.tab(), g.col()),
		fmt.Sprintf("create unique index i on %s (%s)", g.tab(), g.col()),
		"begin", "commit", "rollback", "savepoint x", "rollback to x",
		fmt.Sprintf("create domain %s as int", g.pick("s.tone", "s.mood")),
		fmt.Sprintf("alter table %s alter column %s set not null", g.tab(), g.col()),
		"do $$ begin if not exists (select 1 from pg_policies where policyname = 'p' and tablename = 'a' and schemaname = 'public') then create policy p on public.a using (true); end if; end $$",
		fmt.Sprintf("do $$ begin alter table %s enable row level security; create policy q on %s using (%s); exception when others then null; end $$", g.tab(), g.tab(), g.expr()))
}
