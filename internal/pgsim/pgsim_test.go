package pgsim

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/pgcat"
	"github.com/candor-dev/candor/internal/pgparse"
)

func play(t testing.TB, text string, o Options) *Result {
	t.Helper()
	res, err := Play(context.Background(), []Script{{Path: "1.sql", Text: text}}, o)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// TestUnprepared holds that what can't be read is named and the rest goes on.
func TestUnprepared(t *testing.T) {
	parser := pgparse.New()
	defer parser.Close()
	const rest = "\ncreate table last (id int);\nalter table last enable row level security;\n"
	for _, tt := range []struct {
		name, text string
		gaps       int
	}{
		{"placeholder", "grant select on t to :VISITOR;\ncreate table :SCHEMA.t (id int);", 2},
		{"template", "create table {{ .Schema }}.t (id int);", 1},
		{"broken", "creat table t;\nalter tabel t;", 2},
		{"never closed", "create table t (id int);\n\\gexec\n", 1},
		{"deep", "create table t (id int);\ncreate policy p on t using (" + strings.Repeat("(not ", 3000) + "true" + strings.Repeat(")", 3000) + ");", 0},
		{"deep from", "create view v as select * from " + strings.Repeat("(select * from ", 400) + "pg_class" + strings.Repeat(") x", 400) + ";", 0},
		{"circular views", "create view a as select 1 as x;\ncreate view b as select * from a;\ncreate or replace view a as select x from b;\ncreate materialized view c as select * from a;", 0},
		{"recursive policy", "create table t (id int);\ncreate policy p on t using (id in (select id from t));\nalter table t rename column id to no;", 0},
		{"recursive call", "create function f() returns void language plpgsql as $$ begin perform f(); create table t (id int); end $$;\nselect f();", 0},
		{"endless loop", "do $$ declare i int; begin loop create table t (id int); end loop; end $$;", 1},
		{"base schema missing", "create policy p on base.t using (true);\ngrant select on base.u to someone;", 0},
		{"circular roles", "grant a to b; grant b to a; grant a to a;", 0},
		{"own parent", "create table t () inherits (t);\nalter table t inherit t;", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			res := play(t, tt.text+rest, Options{Parser: parser})
			if len(res.Gaps) < tt.gaps {
				t.Errorf("%d gaps, want at least %d: %v", len(res.Gaps), tt.gaps, res.Gaps)
			}
			for _, g := range res.Gaps {
				if g.Reason == "" || g.State.Answers() {
					t.Errorf("a gap without a reason: %v", g)
				}
			}
			last := res.Catalog.Table(pgcat.Name{Schema: "public", Rel: "last"})
			if last == nil || last.RLS != pgcat.On {
				t.Errorf("what follows is lost: %+v", last)
			}
		})
	}
}

// TestToday holds that expressions come out in the names of the end.
func TestToday(t *testing.T) {
	res := play(t, `create schema s;
create table t (id int, org int);
create policy p on t using (t.org = 1 /* mine */ and org in (select t.org from t));
alter table t rename column org to "Org";
alter table t set schema s;
alter table s.t rename to u;`, Options{Whole: true})
	q := res.Catalog.Tables[0].Policies[0]
	if want := `u."Org" = 1 and "Org" in (select u."Org" AS org from s.u)`; q.Using.Text != want {
		t.Errorf("%s, want %s", q.Using.Text, want)
	}
	if n := q.Using.Node.GetBoolExpr().Args[0].GetAExpr().Lexpr.GetColumnRef().Fields; nameOf(n).Rel != "Org" || nameOf(n).Schema != "u" {
		t.Errorf("the tree has %v", n)
	}
}

// TestSupabase holds that the platform is there before the first script.
func TestSupabase(t *testing.T) {
	res := play(t, "create table t (id uuid references auth.users);\ncreate policy p on storage.objects using (owner = auth.uid());", Options{Supabase: true, Ordered: true})
	c := res.Catalog
	open := c.Table(pgcat.Name{Schema: "public", Rel: "t"})
	anon := false
	for _, g := range open.Grants {
		anon = anon || g.Role == "anon" && g.Privilege == "SELECT"
	}
	files := c.Table(pgcat.Name{Schema: "storage", Rel: "objects"})
	if !anon || open.ForeignKeys[0].Refs[0] != "id" || !files.Platform || files.RLS != pgcat.On || len(files.Policies) != 1 ||
		!c.Role("service_role").BypassRLS || c.Role("postgres").Super {
		t.Errorf("%+v\n%+v", open, files)
	}
	if len(res.Gaps) > 0 || len(res.Refused) > 0 {
		t.Error(res.Gaps, res.Refused)
	}
}

// migrations are scripts as projects write them, n of them.
func migrations(n int) []Script {
	out := make([]Script, n)
	for i := range out {
		var b strings.Builder
		fmt.Fprintf(&b, `create table public.items_%[1]d (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id) on delete cascade,
  name text not null, body jsonb not null default '{}', created_at timestamptz not null default now()
);
create index on public.items_%[1]d (organization_id);
alter table public.items_%[1]d enable row level security;
create function public.may_see_%[1]d(org uuid) returns boolean language sql stable security definer set search_path = public as $$
  select exists (select 1 from public.members m where m.organization_id = org and m.user_id = auth.uid())
$$;
create policy "read" on public.items_%[1]d for select to authenticated using (public.may_see_%[1]d(organization_id));
create policy "write" on public.items_%[1]d for insert to authenticated with check (organization_id in (select m.organization_id from public.members m where m.user_id = auth.uid()));
grant select, insert on public.items_%[1]d to authenticated;
create trigger stamp before update on public.items_%[1]d for each row execute function public.stamp();
`, i)
		switch {
		case i == 0:
			first := `create table public.organizations (id uuid primary key, name text);
create table public.members (organization_id uuid references public.organizations (id), user_id uuid);
create function public.stamp() returns trigger language plpgsql as $$ begin return new; end $$;
`
			out[i].Text = first + b.String()
		case i%10 == 0:
			fmt.Fprintf(&b, "begin;\nalter table public.items_%[1]d add column note text, alter column name drop not null;\ndrop policy \"read\" on public.items_%[1]d;\ncommit;\n", i-1)
			fallthrough
		default:
			out[i].Text = b.String()
		}
		out[i].Path = fmt.Sprintf("%06d.sql", i)
	}
	return out
}

func BenchmarkPlay(b *testing.B) {
	scripts := migrations(1000)
	parser := pgparse.New()
	defer parser.Close()
	play(b, "select 1", Options{Parser: parser}) // the compiled grammar
	for b.Loop() {
		res, err := Play(context.Background(), scripts, Options{Parser: parser, Supabase: true, Ordered: true})
		if err != nil || len(res.Gaps) > 0 || len(res.Refused) > 0 {
			b.Fatal(err, res.Gaps, res.Refused)
		}
	}
}

// FuzzPlay holds that no text makes the simulation panic, and that each gap has a reason.
func FuzzPlay(f *testing.F) {
	for _, s := range []string{
		"create table a (id int); create view v as select * from a; alter table a rename to b; drop table b cascade;",
		"create role r; grant select (id) on a to r with grant option; revoke all on a from r cascade; drop owned by r; reassign owned by r to r;",
		"alter default privileges in schema s grant all on tables to public; create table s.a (like s.b including all);",
		"create table a (id int) partition by list (id); create table b partition of a default; alter table a detach partition b; alter table b inherit a;",
		"create function f(a int default 1, out b text) returns text language sql as 'select 1'; alter function f set schema s; drop function f(int) cascade;",
		"create event trigger e on ddl_command_end execute function f(); create table t (id int); select f(1); call f();",
		"do $$ begin for r in select * from pg_proc loop execute format('drop function %s', r.oid); continue when true; end loop; end $$;",
	} {
		f.Add(s, true)
	}
	parser := pgparse.New()
	f.Fuzz(func(t *testing.T, text string, whole bool) {
		for _, g := range play(t, text, Options{Parser: parser, Whole: whole, Supabase: !whole}).Gaps {
			if g.Reason == "" || g.State == candor.Observed {
				t.Errorf("%v without a reason", g)
			}
		}
	})
}
