//go:build unix

package sql

import (
	"context"
	"os"
	"path"
	"testing"
	"testing/fstest"
	"time"

	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/pgparse"
	"github.com/candor-dev/candor/internal/pgsim"
	"github.com/candor-dev/candor/internal/pgsim/pgtest"
)

// simulate plays the files of one chain.
func simulate(t *testing.T, parser *pgparse.Parser, files map[string]string) (*pgsim.Result, []string) {
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
	cs := chains(in.Files, nil)
	if len(cs) != 1 {
		t.Fatalf("%d chains, want 1", len(cs))
	}
	r := &run{ctx: context.Background(), in: in, parser: parser}
	scripts, _, err := r.read(cs[0])
	if err != nil {
		t.Fatal(err)
	}
	res, err := pgsim.Play(r.ctx, scripts, pgsim.Options{Parser: parser, Ordered: cs[0].ordered(), Whole: true})
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, s := range scripts {
		texts = append(texts, s.Text)
	}
	return res, texts
}

// TestAgainstPostgres runs each fixture in a real Postgres and in the model.
func TestAgainstPostgres(t *testing.T) {
	s := pgtest.Start(t)
	parser := pgparse.New()
	defer parser.Close()
	dirs, err := os.ReadDir("testdata/chains")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range dirs {
		t.Run(d.Name(), func(t *testing.T) {
			s := s.On(t)
			res, scripts := simulate(t, parser, readDir(t, path.Join("testdata/chains", d.Name())))
			db, _ := s.Apply(scripts)
			defer s.Drop(db)
			for _, line := range pgtest.Diff(s.Catalog(db, nil, nil), pgtest.Describe(res.Catalog)) {
				t.Error(line)
			}
			for _, line := range s.Expressions(db, res.Catalog) {
				t.Error(line)
			}
			if len(res.Catalog.Tables) == 0 {
				t.Error("the fixture makes no table")
			}
			for _, g := range res.Gaps {
				t.Errorf("a gap: %v", g)
			}
		})
	}
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
