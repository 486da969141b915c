package collector

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A link to a file that is read gives it a second name; one to a file that is not
// read, or to nothing, is a link that leads out.
func TestAliases(t *testing.T) {
	root := t.TempDir()
	for _, p := range []string{"legacy/a.sql", "legacy/deep/b.sql", "testdata/c.sql", "old/d.sql", "api/e.sql"} {
		full := filepath.Join(root, p)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for p, to := range map[string]string{
		"api/file.sql":  "../legacy/a.sql",
		"api/dir":       "../legacy",
		"api/twice.sql": "dir/deep/b.sql", // through another link
		"api/tests.sql": "../testdata/c.sql",
		"api/out.sql":   "../../nowhere.sql",
		"api/left":      "../legacy/deep",
		"api/old.sql":   "../old/d.sql", // which is excluded
		"api/loop":      "loop",
		"all":           ".",
		"vendor":        "legacy",
	} {
		if err := os.Symlink(to, filepath.Join(root, p)); err != nil {
			t.Fatal(err)
		}
	}
	dir, err := os.OpenRoot(root)
	if err != nil {
		t.Fatal(err)
	}
	defer dir.Close()
	tree, err := Walk(context.Background(), dir.FS(), []string{"api/left/**", "old"})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, a := range tree.Aliases {
		got = append(got, a.Path+" "+a.Target)
	}
	want := "api/dir/a.sql legacy/a.sql|api/dir/deep/b.sql legacy/deep/b.sql|api/file.sql legacy/a.sql|api/twice.sql legacy/deep/b.sql"
	if g := strings.Join(got, "|"); g != want {
		t.Errorf("aliases %s, want %s", g, want)
	}
	if g, w := fmt.Sprint(tree.Links), "[api/loop api/out.sql api/old.sql api/tests.sql]"; g != w {
		t.Errorf("links %s, want %s", g, w)
	}
}
