package collector

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/candor-dev/candor"
)

// lockedFS refuses to list or open what stands under a path.
type lockedFS struct {
	fs.FS
	locked string
}

func (f lockedFS) Open(name string) (fs.File, error) {
	if name == f.locked || strings.HasPrefix(name, f.locked+"/") {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return f.FS.Open(name)
}

func files(names ...string) fstest.MapFS {
	m := fstest.MapFS{}
	for _, n := range names {
		m[n] = &fstest.MapFile{Data: []byte("x")}
	}
	return m
}

func paths(t *Tree) string {
	var out []string
	for _, f := range t.Files {
		out = append(out, f.Path)
	}
	return strings.Join(out, " ")
}

func TestWalk(t *testing.T) {
	m := files("b.sql", "a/b.sql", "node_modules/x/y.js", "web/node_modules/z.js", "db/testdata/t.sql", "out/c.sql", "legacy/old/d.sql")
	m["loop"] = &fstest.MapFile{Mode: fs.ModeSymlink}
	m["pipe"] = &fstest.MapFile{Mode: fs.ModeNamedPipe}
	tree, err := Walk(context.Background(), m, []string{"out", "legacy/**"})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := paths(tree), "a/b.sql b.sql"; got != want {
		t.Errorf("files: got %s, want %s", got, want)
	}
	var unread []string
	for _, u := range tree.Unread {
		unread = append(unread, fmt.Sprintf("%s(%d): %s", u.Path, u.Count, u.Reason))
	}
	want := []string{
		"db/testdata(1): test fixtures", "legacy(1): excluded by candor.yaml (legacy/**)", "loop(1): symbolic link",
		"node_modules(2): installed dependencies", "out(1): excluded by candor.yaml (out)", "pipe(1): not a regular file",
	}
	if strings.Join(unread, "\n") != strings.Join(want, "\n") {
		t.Errorf("not looked at:\n%s\nwant\n%s", strings.Join(unread, "\n"), strings.Join(want, "\n"))
	}
	if tree.File("b.sql") == nil || tree.File("nothing") != nil {
		t.Error("File finds the wrong files")
	}
}

// Of what CDK writes, the templates and the manifest are read and the assets are not.
func TestWalkAssembly(t *testing.T) {
	m := files("cdk.out/a.template.json", "cdk.out/a.assets.json", "cdk.out/manifest.json", "cdk.out/asset.1/package.json",
		"cdk.out/assembly-Prod/b.template.json", "cdk.out/assembly-Prod/asset.2/c.template.json")
	tree, err := Walk(context.Background(), m, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := paths(tree), "cdk.out/a.template.json cdk.out/assembly-Prod/b.template.json cdk.out/manifest.json"; got != want {
		t.Errorf("files: got %s, want %s", got, want)
	}
}

// Modules that Terraform fetched are in no list, and can be asked for.
func TestWalkInstalledModules(t *testing.T) {
	m := files("main.tf", ".terraform/modules/modules.json", ".terraform/modules/a/main.tf", ".terraform/modules/a/.git/config",
		".terraform/modules/b/main.tf", ".terraform/providers/x/provider", "sub/.terraform/modules/c/main.tf")
	tree, err := Walk(context.Background(), m, []string{"**/modules/b"})
	if err != nil {
		t.Fatal(err)
	}
	if paths(tree) != "main.tf" {
		t.Errorf("files: %s", paths(tree))
	}
	for p, want := range map[string]bool{
		".terraform/modules/a/main.tf": true, "sub/.terraform/modules/c/main.tf": true, ".terraform/modules/modules.json": true,
		".terraform/modules/a/.git/config": false, ".terraform/modules/b/main.tf": false, ".terraform/providers/x/provider": false,
	} {
		var tr Trace
		seen := tree.Traced(&tr)
		if got := seen.File(p) != nil; got != want {
			t.Errorf("%s: %v", p, got)
		}
		for _, l := range tr.Looks() {
			if !tree.Still(l) {
				t.Errorf("%s: another look finds something else", p)
			}
		}
	}
	if got := tree.Glob(".terraform/modules/a/*"); len(got) != 1 {
		t.Errorf("a folder of modules: %d files", len(got))
	}
	if got := tree.Glob("*/*/*/*"); len(got) != 0 {
		t.Errorf("a pattern that names no such folder: %d files", len(got))
	}
}

// A folder that can't be listed may hold anything: it is a problem, not nothing.
func TestWalkLockedFolder(t *testing.T) {
	tree, err := Walk(context.Background(), lockedFS{files("a.sql", "secret/b.sql"), "secret"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if paths(tree) != "a.sql" || len(tree.Problems) != 1 || tree.Problems[0] != (Problem{"secret", "permission denied"}) {
		t.Errorf("files %s, problems %v", paths(tree), tree.Problems)
	}
	if _, err := Walk(context.Background(), lockedFS{files("a.sql"), "."}, nil); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("a locked root: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Walk(ctx, files("a.sql"), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestRead(t *testing.T) {
	m := fstest.MapFS{
		"text":   {Data: []byte("\xef\xbb\xbfhello")},
		"binary": {Data: []byte("a\x00b")},
		"latin":  {Data: []byte("caf\xe9")},
		"large":  {Data: make([]byte, MaxFileSize+1)},
	}
	tree, err := Walk(context.Background(), lockedFS{m, "gone"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"binary": "a binary file, not text", "latin": "not valid UTF-8", "large": "too large to read: 32 MiB, the limit is 32 MiB"} {
		if _, err := tree.File(name).Read(); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
	f := tree.File("text")
	if f.Digest() != "" {
		t.Error("a digest before anything was read")
	}
	b, err := f.Read()
	if err != nil || string(b) != "hello" {
		t.Errorf("text: %q, %v", b, err)
	}
	if !strings.HasPrefix(f.Digest(), "sha256:") || len(f.Digest()) != len("sha256:")+64 {
		t.Errorf("digest %q", f.Digest())
	}
	locked := &File{Path: "text", fsys: lockedFS{m, "text"}}
	if _, err := locked.Read(); err == nil || err.Error() != "permission denied" {
		t.Errorf("locked: %v", err)
	}
}

func testCollector() *Collector {
	return &Collector{
		ID: "c", Version: "2", Doc: "d", Kinds: []string{"k", "l"},
		Wants:   func(p string) bool { return strings.HasSuffix(p, ".sql") },
		Collect: func(context.Context, *Input) error { return nil },
	}
}

func TestInput(t *testing.T) {
	tree, err := Walk(context.Background(), files("a.sql", "b.txt"), nil)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	in := NewInput(testCollector(), tree, now)
	if len(in.Files) != 1 || in.Files[0].Path != "a.sql" {
		t.Fatalf("wants: %v", in.Files)
	}
	if _, err := in.Files[0].Read(); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			in.Emit(candor.Fact{Kind: "k", Subject: fmt.Sprint(i), State: candor.Observed, At: candor.Location{Path: "a.sql", Line: i + 1}})
		})
	}
	wg.Wait()
	in.Gap(candor.Error, candor.Location{Path: "a.sql", Line: 3}, "broken", "k", "l")
	facts := in.Facts()
	if len(facts) != 22 {
		t.Fatalf("%d facts", len(facts))
	}
	for _, f := range facts {
		if p := f.From; p.Collector != "c" || p.Version != "2" || p.Source != "a.sql" || !strings.HasPrefix(p.Digest, "sha256:") || !p.At.Equal(now) {
			t.Errorf("provenance %+v", p)
		}
	}
	if g := facts[21]; g.Kind != "l" || g.State != candor.Error || g.Reason != "broken" || g.Subject != "a.sql:3" {
		t.Errorf("gap %+v", g)
	}
}

func TestCheck(t *testing.T) {
	if err := testCollector().Check(); err != nil {
		t.Error(err)
	}
	for name, spoil := range map[string]func(*Collector){
		"no id":      func(c *Collector) { c.ID = "" },
		"no kinds":   func(c *Collector) { c.Kinds = nil },
		"no Wants":   func(c *Collector) { c.Wants = nil },
		"no Collect": func(c *Collector) { c.Collect = nil },
	} {
		c := testCollector()
		spoil(c)
		if c.Check() == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// A credential in a text never reaches a fact.
func TestEmitMasks(t *testing.T) {
	tree, err := Walk(context.Background(), files("a.sql"), nil)
	if err != nil {
		t.Fatal(err)
	}
	in := NewInput(testCollector(), tree, time.Now())
	const arn, hash = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-*", "sha512-q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJCrze8SNFZ4kA=="
	in.Emit(candor.Fact{
		Kind: "k", Subject: "npm install --registry https://bob:CANARYpassword@npm.example.com/", State: candor.Observed,
		Reason: "near 'sk_live_CANARYabcdefghijkl'", At: candor.Location{Path: "a.sql"},
		Value: map[string]any{
			"using": "token = 'sk_live_CANARYabcdefghijkl'", "list": []any{"https://CANARYtokentoken@git.example.com/x.git", arn},
			"hash": hash, "flag": "npm install --//npm.example.com/:_authToken=CANARYabcdefgh", "n": 1,
		},
	})
	got := fmt.Sprintf("%+v", in.Facts())
	if strings.Contains(got, "CANARY") {
		t.Error(got)
	}
	for _, want := range []string{arn, hash, "npm.example.com", "git.example.com/x.git"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q was masked: %s", want, got)
		}
	}
}

// TestOpen: a stream is bounded, and gives the digest once it was read.
func TestOpen(t *testing.T) {
	tree, err := Walk(context.Background(), fstest.MapFS{"a": {Data: []byte("abc")}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	f := tree.File("a")
	if _, err := f.Open(2); err == nil || !strings.Contains(err.Error(), "too large") {
		t.Errorf("a file over the limit: %v", err)
	}
	whole := ""
	for range 2 {
		r, err := f.Open(3)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil || string(b) != "abc" {
			t.Errorf("got %q, %v", b, err)
		}
		whole = f.Digest()
		r.Close()
	}
	if _, err := f.Read(); err != nil || f.Digest() != whole {
		t.Errorf("the digest of a stream is %q, of the file %q, %v", whole, f.Digest(), err)
	}
}
