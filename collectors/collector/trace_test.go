package collector

import (
	"context"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/candor-dev/candor"
)

// A trace holds what its own collector read, and says where that is not all.
func TestTrace(t *testing.T) {
	m := fstest.MapFS{"a": {Data: []byte("\xef\xbb\xbfa")}, "b": {Data: []byte{0}}, "c": {Data: []byte("c")}, "locked": {Data: []byte("x")}, "large": {Data: make([]byte, MaxFileSize+1)}}
	tree, err := Walk(context.Background(), m, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range tree.Files {
		if f.Path == "locked" {
			f.fsys = lockedFS{m, "locked"}
		}
	}
	for name, c := range map[string]struct {
		read  func(*Tree, *Input)
		seen  string
		loose bool
	}{
		"nothing": {func(*Tree, *Input) {}, "", false},
		"text":    {func(t *Tree, _ *Input) { _, _ = t.File("a").Read() }, "a", false},
		"binary":  {func(t *Tree, _ *Input) { _, _ = t.File("b").Read(); t.File("b").Raw() }, "b", false},
		"denied":  {func(t *Tree, _ *Input) { _, _ = t.File("locked").Read(); t.File("locked").Raw() }, "locked", false},
		"raw":     {func(t *Tree, _ *Input) { t.Files[2].Raw() }, "c", false},
		"any": {func(t *Tree, _ *Input) {
			t.Any(func(p string) bool { return p < "c" }, func(string) bool { return false })
		}, "a b", false},
		"too large":  {func(t *Tree, _ *Input) { _, _ = t.File("large").Read() }, "", true},
		"large, raw": {func(t *Tree, _ *Input) { t.File("large").Raw() }, "", true},
		"the time":   {func(_ *Tree, in *Input) { in.Now() }, "", true},
		"the commit": {func(_ *Tree, in *Input) { in.Commit() }, "", true},
		"a change": {func(t *Tree, _ *Input) {
			_, _ = t.File("c").Read()
			m["c"] = &fstest.MapFile{Data: []byte("d")}
			runtime.GC() // until then it may be what was read before
			_, _ = t.File("c").Read()
			m["c"] = &fstest.MapFile{Data: []byte("c")}
		}, "c", true},
	} {
		var tr Trace
		own := tree.Traced(&tr)
		c.read(own, NewInputIn(testCollector(), own, Circumstances{Now: time.Now(), Trace: &tr}))
		seen, follows := tr.Seen()
		var paths []string
		for _, f := range tree.Files {
			digest, ok := seen[f.Path]
			if !ok {
				continue
			}
			paths = append(paths, f.Path)
			if !c.loose && digest != f.Stamp() {
				t.Errorf("%s: %s was seen as %s and is %s", name, f.Path, digest, f.Stamp())
			}
		}
		if got := strings.Join(paths, " "); got != c.seen || follows == c.loose {
			t.Errorf("%s: saw %q, the facts follow from it: %t", name, got, follows)
		}
	}
	if tree.File("a").Digest() != "" {
		t.Error("what one collector read is known to the others")
	}
	if tree.File("large").Stamp() != "" {
		t.Error("a stamp of what is not read whole")
	}
}

func TestShape(t *testing.T) {
	shapes := make(map[string]int)
	for i, tr := range []*Tree{
		{}, {Files: []*File{{Path: "a"}}}, {Files: []*File{{Path: "a"}, {Path: "b"}}}, {Links: []string{"a"}},
		{Problems: []Problem{{"a", "b"}}}, {Problems: []Problem{{"a", "c"}}},
	} {
		shape := tr.Shape(everything)
		if have, ok := shapes[shape]; ok {
			t.Errorf("trees %d and %d have one shape", have, i)
		}
		shapes[shape] = i
	}
	a := &Tree{Files: []*File{{Path: "a"}}, Unread: []candor.Unread{{Path: "x"}}}
	if a.Shape(everything) != (&Tree{Files: []*File{{Path: "a"}}}).Shape(everything) {
		t.Error("what no collector sees is a part of the shape")
	}
	more := &Tree{Files: []*File{{Path: "a"}, {Path: "b"}}}
	if a.Shape(everything) != more.Shape(func(p string) bool { return p == "a" }) {
		t.Error("a path that nobody sees is a part of the shape")
	}
}

func everything(string) bool { return true }

// A collector sees what it declares, and every other path is a question of which
// it is known whether the answer would be the same.
func TestView(t *testing.T) {
	tree, err := Walk(context.Background(), files("a.sql", "b.txt", "d/c.conf", "d/e.conf", "x.go"), nil)
	if err != nil {
		t.Fatal(err)
	}
	c := testCollector()
	c.Beside = func(p string) bool { return p == "x.go" }
	var tr Trace
	in := NewInputIn(c, tree.Traced(&tr), Circumstances{Trace: &tr})
	if len(in.Files) != 1 || paths(in.Tree) != "a.sql x.go" {
		t.Errorf("given %d files, sees %s", len(in.Files), paths(in.Tree))
	}
	if len(tr.Looks()) != 0 {
		t.Error("a look before anybody asked")
	}
	if in.Tree.File("b.txt") == nil || in.Tree.File("none") != nil || in.Tree.First().Path != "a.sql" || len(in.Tree.Glob("d/*.conf")) != 2 || in.Tree.Glob("[") != nil {
		t.Error("what is asked for by its path is not found")
	}
	if len(tr.Looks()) != 5 {
		t.Errorf("looks: %+v", tr.Looks())
	}
	still := func(names ...string) (n int) {
		other, err := Walk(context.Background(), files(names...), nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range tr.Looks() {
			if other.Still(l) {
				n++
			}
		}
		return n
	}
	for want, names := range map[int][]string{
		5: {"a.sql", "b.txt", "d/c.conf", "d/e.conf", "new"},
		4: {"a.sql", "b.txt", "d/c.conf"},
		3: {"a.sql", "none", "d/c.conf", "d/e.conf"},
		2: {"0", "d/c.conf"},
	} {
		if got := still(names...); got != want {
			t.Errorf("%v: %d of 5 answers are the same, want %d", names, got, want)
		}
	}
}
