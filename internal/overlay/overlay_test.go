package overlay

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

func TestFS(t *testing.T) {
	base := fstest.MapFS{"a.sql": {Data: []byte("old")}, "db/b.sql": {Data: []byte("below")}}
	o := New(base, map[string][]byte{"a.sql": []byte("new"), "db/c.sql": []byte("added"), "x/y/z.sql": []byte("deep"), "../out": nil, ".": nil})
	if err := fstest.TestFS(o, "a.sql", "db/b.sql", "db/c.sql", "x/y/z.sql"); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"a.sql": "new", "db/b.sql": "below", "db/c.sql": "added", "x/y/z.sql": "deep"} {
		if b, err := fs.ReadFile(o, name); err != nil || string(b) != want {
			t.Errorf("%s: %q, %v, want %q", name, b, err, want)
		}
	}
	if _, err := o.Open("nothing"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is nowhere: %v", err)
	}
	if b, _ := fs.ReadFile(base, "a.sql"); string(b) != "old" {
		t.Error("the base was changed")
	}
}

// A symbolic link stays one, so that a walk leaves it alone as it does on disk,
// and nothing outside the root can be reached.
func TestLinks(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "real"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("real", filepath.Join(dir, "link")); err != nil {
		t.Skip(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	o := New(root.FS(), map[string][]byte{"link/a.sql": []byte("x")})
	var seen []string
	err = fs.WalkDir(o, ".", func(p string, d fs.DirEntry, err error) error {
		seen = append(seen, p)
		return err
	})
	if got := strings.Join(seen, " "); err != nil || got != ". link real" {
		t.Errorf("walked %s, %v", got, err)
	}
}
