package collector

import (
	"context"
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
		if have, ok := shapes[tr.Shape()]; ok {
			t.Errorf("trees %d and %d have one shape", have, i)
		}
		shapes[tr.Shape()] = i
	}
	a := &Tree{Files: []*File{{Path: "a"}}, Unread: []candor.Unread{{Path: "x"}}}
	if a.Shape() != (&Tree{Files: []*File{{Path: "a"}}}).Shape() {
		t.Error("what no collector sees is a part of the shape")
	}
}
