//go:build unix

package sql

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/pgparse"
)

// describe lists what the catalog holds, one line a table or policy.
func describe(c *catalog) string {
	var lines []string
	for _, r := range c.sorted() {
		if r.kind != table || !r.created {
			continue
		}
		var cols []string
		for _, col := range r.columns {
			n := col.name
			if col.notNull {
				n += "!"
			}
			cols = append(cols, n)
		}
		slices.SortFunc(cols, func(a, b string) int { return strings.Compare(strings.TrimSuffix(a, "!"), strings.TrimSuffix(b, "!")) })
		lines = append(lines, fmt.Sprintf("%s rls=%t force=%t (%s)", r.name, r.rls == on, r.force == on, strings.Join(cols, ",")))
		for _, q := range r.policies {
			kind := "restrictive"
			if q.permissive {
				kind = "permissive"
			}
			roles := slices.Sorted(slices.Values(q.roles))
			lines = append(lines, fmt.Sprintf("%s/%s %s %s %s using=%t check=%t", r.name, q.name, q.command, kind, strings.Join(roles, ","), q.using != nil, q.check != nil))
		}
	}
	slices.Sort(lines)
	if len(lines) == 0 {
		return ""
	}
	return strings.Join(lines, "\n") + "\n"
}

// simulate plays the files of one chain.
func simulate(t *testing.T, parser *pgparse.Parser, files map[string]string, whole bool) (*outcome, []string) {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	tree, err := collector.Walk(context.Background(), fsys, nil)
	if err != nil {
		t.Fatal(err)
	}
	in := collector.NewInput(New(), tree, time.Time{})
	cs := chains(in.Files)
	if len(cs) != 1 {
		t.Fatalf("%d chains, want 1", len(cs))
	}
	r := &run{ctx: context.Background(), in: in, parser: parser, whole: whole}
	o, err := r.play(cs[0])
	if err != nil {
		t.Fatal(err)
	}
	var scripts []string
	for _, f := range cs[0].files {
		text, _, _ := forward(files[f.Path])
		scripts = append(scripts, text)
	}
	return o, scripts
}

// TestAgainstPostgres runs each fixture in a real Postgres and in the model.
func TestAgainstPostgres(t *testing.T) {
	s := startServer(t)
	parser := pgparse.New()
	defer parser.Close()
	dirs, err := os.ReadDir("testdata/chains")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range dirs {
		t.Run(d.Name(), func(t *testing.T) {
			s.t = t
			o, scripts := simulate(t, parser, readDir(t, path.Join("testdata/chains", d.Name())), false)
			want := s.catalogOf(scripts)
			if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(describe(o.cat), "\n")); diff != "" {
				t.Errorf("Postgres (-) and the model (+) differ:\n%s", diff)
			}
			if want == "" {
				t.Error("the fixture makes no table")
			}
			// statements that Postgres refuses and that hint at something made elsewhere
			wantGaps := map[string]int{"policies": 1, "session": 1}[d.Name()]
			if len(o.gaps) != wantGaps {
				t.Errorf("%d gaps, want %d: %v", len(o.gaps), wantGaps, o.gaps)
			}
		})
	}
	t.Run("random", func(t *testing.T) {
		s.t = t
		for seed := range uint64(8) {
			script := randomDDL(rand.New(rand.NewPCG(seed, 7)), 400)
			o, scripts := simulate(t, parser, map[string]string{"m/001.sql": script}, true)
			if diff := cmp.Diff(strings.Split(s.catalogOf(scripts), "\n"), strings.Split(describe(o.cat), "\n")); diff != "" {
				t.Errorf("seed %d: Postgres (-) and the model (+) differ:\n%s\n%s", seed, diff, script)
				return
			}
		}
	})
	s.t = t
}

func readDir(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := make(map[string]string)
	fsys := os.DirFS(dir)
	tree, err := collector.Walk(context.Background(), fsys, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range tree.Files {
		b, err := f.Read()
		if err != nil {
			t.Fatal(err)
		}
		out[f.Path] = string(b)
	}
	return out
}

// randomDDL writes statements on a few names, so that many of them clash.
func randomDDL(r *rand.Rand, n int) string {
	pick := func(s ...string) string { return s[r.IntN(len(s))] }
	tab := func() string { return pick("a", "b", "c", "s.a", "s.d") }
	pol := func() string { return pick("p", "q", `"P r"`) }
	col := func() string { return pick("note", "more", "extra") } // none that a policy reads: Postgres would refuse the policy
	expr := func() string {
		return pick("true", "false", "null", "org = 1", "id > 0 and org = 2", "f(org)", "id is null")
	}
	maybe := func(s string) string { return pick("", s) }
	cascade := func() string { return maybe(" cascade") }
	var b strings.Builder
	b.WriteString("create schema s;\ncreate function f(int) returns boolean language sql as 'select true';\ncreate table orgs (org int);\n")
	for range n {
		switch r.IntN(21) {
		case 0, 1, 2:
			fmt.Fprintf(&b, "create table %s%s (id int, org int not null, note text);\n", maybe("if not exists "), tab())
		case 3, 4:
			fmt.Fprintf(&b, "alter table %s%s %s row level security;\n", maybe("if exists "), tab(), pick("enable", "disable", "force", "no force"))
		case 5, 6, 7, 8:
			fmt.Fprintf(&b, "create policy %s on %s as %s for %s to %s", pol(), tab(), pick("permissive", "restrictive"), pick("all", "select", "update", "delete"), pick("public", "anon", "anon, authenticated"))
			fmt.Fprintf(&b, " using (%s);\n", expr())
		case 9:
			fmt.Fprintf(&b, "create policy %s on %s for insert with check (%s);\n", pol(), tab(), expr())
		case 10:
			fmt.Fprintf(&b, "drop policy %s%s on %s;\n", maybe("if exists "), pol(), tab())
		case 11:
			fmt.Fprintf(&b, "alter policy %s on %s to %s;\n", pol(), tab(), pick("public", "authenticated"))
		case 12:
			fmt.Fprintf(&b, "alter policy %s on %s rename to %s;\n", pol(), tab(), pol())
		case 13:
			fmt.Fprintf(&b, "drop table %s%s%s;\n", maybe("if exists "), tab(), cascade())
		case 14:
			fmt.Fprintf(&b, "alter table %s rename to %s;\n", tab(), pick("a", "b", "c", "d"))
		case 15:
			fmt.Fprintf(&b, "alter table %s set schema %s;\n", tab(), pick("s", "public"))
		case 16:
			fmt.Fprintf(&b, "alter table %s drop column %s%s%s;\n", tab(), maybe("if exists "), col(), cascade())
		case 17:
			fmt.Fprintf(&b, "alter table %s add column %s%s int;\n", tab(), maybe("if not exists "), col())
		case 18:
			fmt.Fprintf(&b, "alter table %s rename column %s to %s;\n", tab(), col(), col())
		case 19:
			fmt.Fprintf(&b, "create policy %s on %s using (exists (select 1 from orgs x where x.org = id));\n", pol(), tab())
		case 20:
			fmt.Fprintf(&b, "set search_path to %s;\n", pick("s, public", "public", "public, s"))
		}
	}
	return b.String()
}
