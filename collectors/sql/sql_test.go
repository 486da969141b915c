package sql

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/config"
	"github.com/candor-dev/candor/internal/pgfacts"
)

var update = flag.Bool("update", false, "write the golden files")

// collect runs the collector over a tree and returns its facts in order.
func collect(t testing.TB, c *collector.Collector, files map[string]string) []candor.Fact {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	tree, err := collector.Walk(context.Background(), fsys, nil)
	if err != nil {
		t.Fatal(err)
	}
	in := collector.NewInput(c, tree, time.Time{})
	if err := c.Collect(context.Background(), in); err != nil {
		t.Fatal(err)
	}
	facts := in.Facts()
	slices.SortStableFunc(facts, func(a, b candor.Fact) int {
		return strings.Compare(a.Kind+"\x00"+a.Subject, b.Kind+"\x00"+b.Subject)
	})
	return facts
}

// short writes a fact on one line.
func short(f candor.Fact) string {
	at := fmt.Sprintf("%s:%d", f.At.Path, f.At.Line)
	if !f.State.Answers() {
		return fmt.Sprintf("%s %s %s", strings.TrimPrefix(f.Kind, "sql."), at, f.State)
	}
	v := f.Value.(map[string]any)
	if f.Kind == pgfacts.Policy {
		return fmt.Sprintf("policy %s %s using=%s check=%s rls=%v", f.Subject, at, v["using_shape"], v["check_shape"], v["rls"])
	}
	return fmt.Sprintf("table %s %s rls=%v", f.Subject, at, v["rls"])
}

func TestCollect(t *testing.T) {
	const rls = "alter table a enable row level security;\n"
	tests := []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"nothing", map[string]string{"q.sql": "-- name: Get\nselect 1;", "seed.sql": "insert into a values (1);"}, nil},
		{"rls before the table", map[string]string{"m/1_a.sql": rls, "m/2_b.sql": "create table a (id int);"},
			[]string{"table public.a m/2_b.sql:1 rls=false"}},
		{"dropped and made again", map[string]string{"m/1_a.sql": "create table a (id int);\n" + rls, "m/2_b.sql": "drop table a;\ncreate table a (id int);"},
			[]string{"table public.a m/2_b.sql:2 rls=false"}},
		{"numbers, not letters, say the order", map[string]string{"m/10_a.sql": "alter table a disable row level security;", "m/9_b.sql": "create table a (id int);\n" + rls},
			[]string{"table public.a m/9_b.sql:1 rls=false"}},
		{"files without an order", map[string]string{"db/policies.sql": rls + "create policy p on a using (id = 1);", "db/tables.sql": "create table a (id int);"},
			[]string{"policy public.a/p db/policies.sql:2 using=other check=missing rls=true", "table public.a db/tables.sql:1 rls=true"}},
		{"two folders are two databases", map[string]string{"x/1.sql": "create table a (id int);", "y/1.sql": "create table a (id int);\n" + rls},
			[]string{"table public.a x/1.sql:1 rls=false", "table public.a y/1.sql:1 rls=true"}},
		{"rls in another folder is a doubt", map[string]string{"m/1.sql": "create table a (id int);", "policies/a.sql": rls},
			[]string{"table m/1.sql:1 unresolved", "table policies/a.sql:1 unresolved"}},
		{"base schema missing", map[string]string{"m/7.sql": rls + "create policy p on a using (true);"},
			[]string{"policy public.a/p m/7.sql:2 using=true check=missing rls=true", "table m/7.sql:1 unresolved"}},
		{"a broken statement hides itself alone", map[string]string{"m/1.sql": "create table a (id int);\ncreat table b;\n" + rls},
			[]string{"policy m/1.sql:2 error", "table m/1.sql:2 error", "table public.a m/1.sql:1 rls=true"}},
		{"golang-migrate", map[string]string{"m/2_b.up.sql": rls, "m/2_b.down.sql": "drop table a;", "m/1_a.up.sql": "create table a (id int);", "m/1_a.down.sql": "drop table a;"},
			[]string{"table public.a m/1_a.up.sql:1 rls=true"}},
		{"dbmate", map[string]string{"db/migrations/1_a.sql": "-- migrate:up\ncreate table a (id int);\n-- migrate:down\ndrop table a;"},
			[]string{"table public.a db/migrations/1_a.sql:2 rls=false"}},
		{"node-pg-migrate", map[string]string{"migrations/1_a.sql": "-- Up Migration\ncreate table a (id int);\n-- Down Migration\ndrop table a;"},
			[]string{"table public.a migrations/1_a.sql:2 rls=false"}},
		{"tern", map[string]string{"migrations/1_a.sql": "create table a (id int);\n---- create above / drop below ----\ndrop table a;"},
			[]string{"table public.a migrations/1_a.sql:1 rls=false"}},
		{"sql-migrate", map[string]string{"migrations/1_a.sql": "-- +migrate Up\ncreate table a (id int);\n-- +migrate Down\ndrop table a;"},
			[]string{"table public.a migrations/1_a.sql:2 rls=false"}},
		{"a mark of no known tool", map[string]string{"migrations/1_a.sql": "create table a (id int);\n-- DOWN\ndrop table a;"},
			[]string{"policy migrations/1_a.sql:2 unresolved", "table migrations/1_a.sql:2 unresolved"}},
		{"gexec", map[string]string{"migrations/1_a.sql": "create table a (id int);\nselect format('alter table %I enable row level security', x) from y \\gexec\n"},
			[]string{"policy migrations/1_a.sql:2 unresolved", "table migrations/1_a.sql:2 unresolved", "table migrations/1_a.sql:1 unresolved"}},
		{"flyway", map[string]string{"V1_10__b.sql": rls, "V1_9__a.sql": "create table a (id int);", "U1_9__a.sql": "drop table a;", "R__z.sql": "alter table a force row level security;"},
			[]string{"table public.a V1_9__a.sql:1 rls=true"}},
		{"prisma", map[string]string{"prisma/migrations/20300102_b/migration.sql": rls, "prisma/migrations/20300101_a/migration.sql": "create table a (id int);"},
			[]string{"table public.a prisma/migrations/20300101_a/migration.sql:1 rls=true"}},
		{"prisma for another database", map[string]string{"prisma/migrations/1_a/migration.sql": "create table a (id int);", "prisma/migrations/migration_lock.toml": "provider = \"sqlite\"\n"},
			[]string{"policy prisma/migrations/1_a/migration.sql:1 unsupported", "table prisma/migrations/1_a/migration.sql:1 unsupported"}},
		{"MySQL", map[string]string{"schema.sql": "create table a (id int auto_increment primary key) engine=InnoDB;\ncreate table b (id int);"},
			[]string{"policy schema.sql:1 unsupported", "table schema.sql:1 unsupported"}},
		{"a file for another database", map[string]string{"db/schema_sqlite.sql": "create table a (id int);", "db/schema.sql": "create table b (id int);"},
			[]string{"policy db/schema_sqlite.sql:1 unsupported", "table db/schema_sqlite.sql:1 unsupported", "table public.b db/schema.sql:1 rls=false"}},
		{"a folder for another database", map[string]string{"db/mysql/1.sql": "create table a (id int);"},
			[]string{"policy db/mysql/1.sql:1 unsupported", "table db/mysql/1.sql:1 unsupported"}},
		{"types of another database", map[string]string{"s.sql": "create table a (id int, at datetime);"},
			[]string{"policy s.sql:1 unsupported", "table s.sql:1 unsupported"}},
		{"folders by year", map[string]string{"db/2030/2.sql": "create table a (id int);", "db/2031/1.sql": rls},
			[]string{"table public.a db/2030/2.sql:1 rls=true"}},
		{"one file of many without an order", map[string]string{"db/a.sql": rls + "create table a (id int);", "db/b.sql": "create table b (id int);"},
			[]string{"table public.a db/a.sql:2 rls=false", "table public.b db/b.sql:1 rls=false"}},
		{"goose with Go", map[string]string{"m/00001_a.sql": "-- +goose Up\ncreate table a (id int);", "m/00002_b.go": "package m"},
			[]string{"policy m/00002_b.go:1 unsupported", "table public.a m/00001_a.sql:2 rls=false", "table m/00002_b.go:1 unsupported"}},
		{"platform tables", map[string]string{"supabase/migrations/1_a.sql": "create policy p on storage.objects for select using (bucket_id = 'x');\nalter table storage.objects enable row level security;"},
			[]string{"policy storage.objects/p supabase/migrations/1_a.sql:1 using=other check=missing rls=true"}},
		{"a name that the Supabase CLI passes over", map[string]string{"supabase/migrations/1_a.sql": "create table a (id int);", "supabase/migrations/rls.sql": rls},
			[]string{"policy supabase/migrations/rls.sql:1 unresolved", "table public.a supabase/migrations/1_a.sql:1 rls=false", "table supabase/migrations/rls.sql:1 unresolved"}},
		{"shapes", map[string]string{"s.sql": "create table a (id int, other int);\ncreate policy p on a using ((select true) or id = 1) with check (null);\ncreate policy q on a using (not 1 = 1);\ncreate policy r on a;\ncreate policy s on a using (id = id) with check (id = other);"},
			[]string{"policy public.a/p s.sql:2 using=true check=null rls=false", "policy public.a/q s.sql:3 using=false check=missing rls=false",
				"policy public.a/r s.sql:4 using=missing check=missing rls=false", "policy public.a/s s.sql:5 using=true check=other rls=false",
				"table public.a s.sql:1 rls=false"}},
		{"dynamic SQL is a doubt on what it may change", map[string]string{"m/1.sql": "create table a (id int);\ncreate table b (id int);\nalter table b enable row level security;\n" +
			"do $$ begin\n execute (select 'alter table a enable row level security' from t); end $$;"},
			[]string{"policy m/1.sql:5 unresolved", "table m/1.sql:5 unresolved", "table m/1.sql:1 unresolved", "table public.b m/1.sql:2 rls=true"}},
		{"a condition on something else", map[string]string{"m/1.sql": "create table a (id int);\ndo $$ begin\n if exists (select 1 from pg_roles where rolname = 'x') then\n  create policy p on a using (true);\n end if; end $$;"},
			[]string{"policy m/1.sql:4 unresolved", "table m/1.sql:4 unresolved", "table public.a m/1.sql:1 rls=false"}},
		{"a call of a function that makes tables", map[string]string{"m/1.sql": "create function make() returns void language plpgsql as $$ begin execute 'create table x (id int)'; end $$;\nselect make();"},
			[]string{"table public.x m/1.sql:2 rls=false"}},
		{"a call of a function that can't be followed", map[string]string{"m/1.sql": "create function make(t text) returns void language plpgsql as $$ begin execute 'create table ' || t || ' (id int)'; end $$;\nselect make(name) from names;"},
			[]string{"policy m/1.sql:2 unresolved", "table m/1.sql:2 unresolved"}},
		{"an event trigger may switch it on", map[string]string{"m/1.sql": "create function f() returns event_trigger language plpgsql as $$ begin execute (select 'alter table a enable row level security' from t); end $$;\n" +
			"create event trigger e on ddl_command_end execute function f();\ncreate table a (id int);\ncreate table b (id int);\nalter table b enable row level security;"},
			[]string{"table public.b m/1.sql:4 rls=true", "table m/1.sql:3 unresolved"}},
		{"an event trigger that switches it on", map[string]string{"m/1.sql": "create function f() returns event_trigger language plpgsql as $$ declare r record; begin\n" +
			"for r in select * from pg_event_trigger_ddl_commands() where command_tag in ('CREATE TABLE', 'CREATE TABLE AS') and object_type = 'table' loop\n" +
			"if r.schema_name is not null and r.schema_name in ('public') then begin execute format('alter table if exists %s enable row level security', r.object_identity); exception when others then null; end; end if; end loop; end $$;\n" +
			"create event trigger e on ddl_command_end when tag in ('CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO') execute function f();\ncreate table a (id int);\ncreate schema s;\ncreate table s.b (id int);"},
			[]string{"table public.a m/1.sql:5 rls=true", "table s.b m/1.sql:7 rls=false"}},
		{"harmless DO blocks", map[string]string{"m/1.sql": "create table a (id int);\ndo $$ begin raise notice 'drop table a'; alter publication p drop table a; end $$;\ndo $$ begin\n if true then alter publication p drop table a; end if; end $$;"},
			[]string{"table public.a m/1.sql:1 rls=false"}},
		{"psql includes are not followed", map[string]string{"m/1.sql": "create table a (id int);\n\\i other.sql\n"},
			[]string{"policy m/1.sql:2 unresolved", "table public.a m/1.sql:1 rls=false", "table m/1.sql:2 unresolved"}},
		{"tests of a Supabase project", map[string]string{"supabase/tests/database/1.sql": "create table a (id int);"}, nil},
		{"a statement that fails may have a cause outside", map[string]string{"m/1.sql": "create table a (id int);\ncreate table b (id int references a(nope));\ncreate table c (id int references a(no));"},
			[]string{"policy m/1.sql:2 unresolved", "table public.a m/1.sql:1 rls=false", "table m/1.sql:2 unresolved"}},
		{"temporary", map[string]string{"m/1.sql": "create temp table a (id int);"}, []string{"table pg_temp.a m/1.sql:1 rls=false"}},
		{"code points", map[string]string{"m/1.sql": "select 'ü𝄞'; create table ä (id int);"}, []string{"table public.ä m/1.sql:1 rls=false"}},
		{"drop extension", map[string]string{"m/1.sql": "create table a (id int);\ndrop extension pgjwt cascade;\ndrop extension other cascade;"},
			[]string{"policy m/1.sql:3 unresolved", "table public.a m/1.sql:1 rls=false", "table m/1.sql:3 unresolved"}},
	}
	c := New()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, f := range collect(t, c, tt.files) {
				if f.Kind == pgfacts.Table || f.Kind == pgfacts.Policy { // the other kinds follow from what was read
					got = append(got, short(f))
				}
			}
			slices.Sort(got)
			slices.Sort(tt.want)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("facts (-want +got):\n%s", diff)
			}
		})
	}
}

// TestGolden pins whole facts: positions, columns, policies.
func TestGolden(t *testing.T) {
	files := map[string]string{
		"supabase/migrations/20300101000000_init.sql": `-- Deals of an organization.
  create table public.deals (
  id uuid primary key,
  organization_id uuid not null,
  tags text[]
); create policy "Members read" on public.deals for select to authenticated, anon
  using (organization_id = (select auth.uid())  -- the caller
    and tags <> '{}');
`,
		"supabase/migrations/20300102000000_rls.sql": `alter table public.deals add column note varchar(20),
  enable row level security;
create policy "gate" on public.deals as restrictive using (organization_id is not null);
`,
	}
	b, err := json.MarshalIndent(collect(t, New(), files), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/facts.golden.json"
	if *update {
		if err := os.WriteFile(golden, append(b, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(b)+"\n"); diff != "" {
		t.Errorf("%s (-want +got), write it anew with -update:\n%s", golden, diff)
	}
}

// FuzzCollect holds that no text makes the collector panic or fail.
func FuzzCollect(f *testing.F) {
	for _, s := range []string{
		"create table a (id int); alter table a enable row level security;",
		"create policy p on a using (true); alter policy p on a to public; drop policy p on a;",
		"do $$ begin if not exists (select 1 from pg_policies where policyname = 'p') then create policy p on a; end if; end $$;",
		"do $$ declare t text; begin foreach t in array array['a'] loop execute format('alter table %I enable row level security', t); end loop; end $$",
		"-- +goose Up\ncreate table a (id int);\n-- +goose Down\ndrop table a;",
		"set search_path to s; create temp table a as select 1; drop schema s cascade; select 1 into b;",
		"create table a (id int) partition by range (id); create table b partition of a default; alter table a detach partition b;",
		"begin; create table a (); savepoint s; rollback to s; rollback;",
	} {
		f.Add(s)
	}
	c := New()
	f.Fuzz(func(t *testing.T, text string) {
		for _, fact := range collect(t, c, map[string]string{"m/1.sql": text, "m/2.sql": "create table z (id int);"}) {
			if !fact.State.Answers() && fact.Reason == "" {
				t.Errorf("%v without a reason", fact)
			}
		}
	})
}

// TestSaid holds that the configuration decides on the tool, and so on the order.
func TestSaid(t *testing.T) {
	files := map[string]string{
		"db/10_b.sql": "alter table a enable row level security;",
		"db/9_a.sql":  "create table a (id int);",
	}
	for _, tt := range []struct {
		said []config.Migrations
		tool string
		rls  bool
	}{
		{nil, plain, true},
		{[]config.Migrations{{Dir: "db", Tool: supabase}}, supabase, false}, // letter by letter, 10 comes before 9
		{[]config.Migrations{{Dir: "other", Tool: supabase}}, plain, true},
	} {
		c := New()
		fsys := fstest.MapFS{}
		for name, text := range files {
			fsys[name] = &fstest.MapFile{Data: []byte(text)}
		}
		tree, err := collector.Walk(context.Background(), fsys, nil)
		if err != nil {
			t.Fatal(err)
		}
		in := collector.NewInput(c, tree, time.Time{})
		in.Database.Migrations = tt.said
		if err := c.Collect(context.Background(), in); err != nil {
			t.Fatal(err)
		}
		for _, f := range in.Facts() {
			if v, ok := f.Value.(map[string]any); ok && f.Kind == pgfacts.Table && f.Subject == "public.a" && (v["migrations"] != tt.tool || v["rls"] != tt.rls) {
				t.Errorf("%v: tool %v, rls %v", tt.said, v["migrations"], v["rls"])
			}
		}
	}
}
