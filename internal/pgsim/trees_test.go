//go:build unix

package pgsim

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/candor-dev/candor/internal/pgparse"
	"github.com/candor-dev/candor/internal/pgsim/pgtest"
)

// TestTrees compares migrations of Supabase projects in the folders that
// CANDOR_TREES names, separated by colons, after the platform's own script.
func TestTrees(t *testing.T) {
	dirs := os.Getenv("CANDOR_TREES")
	if dirs == "" {
		t.Skip("set CANDOR_TREES to folders of Supabase migrations")
	}
	s := pgtest.Start(t)
	parser := pgparse.New()
	defer parser.Close()
	for _, dir := range strings.Split(dirs, ":") {
		t.Run(filepath.Base(filepath.Dir(filepath.Dir(dir))), func(t *testing.T) {
			s := s.On(t)
			names, err := filepath.Glob(filepath.Join(dir, "*.sql"))
			if err != nil || len(names) == 0 {
				t.Fatal("no files", err)
			}
			slices.Sort(names)
			var scripts []Script
			texts := []string{SupabaseSQL() + stubSQL}
			for _, n := range names {
				b, err := os.ReadFile(n)
				if err != nil {
					t.Fatal(err)
				}
				scripts = append(scripts, Script{Path: filepath.Base(n), Text: string(b)})
				texts = append(texts, string(b))
			}
			res, err := Play(context.Background(), scripts, Options{Parser: parser, Supabase: true, Ordered: true})
			if err != nil {
				t.Fatal(err)
			}
			db, failed := s.Apply(texts)
			defer s.Drop(db)
			refused := make(map[string][]int)
			for _, at := range res.Refused {
				refused[at.Path] = append(refused[at.Path], at.Line)
			}
			for i, f := range failed {
				for line, why := range f {
					name := "stub"
					if i > 0 {
						name = scripts[i-1].Path
					}
					t.Logf("%s:%d Postgres refuses: %s (model: %v)", name, line, why, refused[name])
				}
			}
			t.Log("refused by the model:", refused)
			for _, g := range res.Gaps {
				t.Log("gap:", g)
			}
			schemas := append(platformSchemas(), "net", "cron")
			for _, line := range pgtest.Diff(s.Catalog(db, schemas, platformRoles()), pgtest.Describe(res.Catalog)) {
				t.Error(line)
			}
			for _, line := range s.Expressions(db, res.Catalog) {
				t.Error(line)
			}
		})
	}
}

// stubSQL stands in for extensions, real where Postgres brings them.
const stubSQL = `
alter database "DB" set search_path = "$user", public, extensions;
create extension "uuid-ossp" schema extensions;
create extension pgcrypto schema extensions;
create type extensions.vector;
create function extensions.vector_in(cstring, oid, int) returns extensions.vector language internal immutable strict as 'varcharin';
create function extensions.vector_out(extensions.vector) returns cstring language internal immutable strict as 'varcharout';
create type extensions.vector (input = extensions.vector_in, output = extensions.vector_out, typmod_in = varchartypmodin, typmod_out = varchartypmodout);
create schema net; create schema cron;
create function net.http_post(url text, body jsonb default '{}', params jsonb default '{}', headers jsonb default '{}', timeout_milliseconds int default 5000) returns bigint language sql as 'select 1::bigint';
create function extensions.http_post(url text, body jsonb default '{}') returns bigint language sql as 'select 1::bigint';
`

// platformRoles lists the roles that the platform's script makes.
func platformRoles() []string {
	var out []string
	for line := range strings.Lines(SupabaseSQL()) {
		if rest, ok := strings.CutPrefix(line, "create role "); ok {
			n, _, _ := strings.Cut(rest, " ")
			out = append(out, n)
		}
	}
	return out
}
