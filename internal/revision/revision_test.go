package revision

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func run(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"}, args...)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestReadFile(t *testing.T) {
	dir, ctx := t.TempDir(), context.Background()
	run(t, dir, "init", "-q")
	write(t, filepath.Join(dir, "svc/a.txt"), "old\n")
	run(t, dir, "add", ".")
	run(t, dir, "commit", "-qm", "one")
	write(t, filepath.Join(dir, "svc/a.txt"), "new\n")
	write(t, filepath.Join(dir, "svc/b.txt"), "new\n")

	tree, err := Open(ctx, filepath.Join(dir, "svc"), "HEAD")
	if err != nil {
		t.Fatal(err)
	}
	if len(tree.Commit) != 40 {
		t.Errorf("commit %q", tree.Commit)
	}
	if b, err := tree.ReadFile(ctx, "a.txt"); err != nil || string(b) != "old\n" {
		t.Errorf("a.txt is %q, %v", b, err)
	}
	if _, err := tree.ReadFile(ctx, "b.txt"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("b.txt: %v", err)
	}
	if _, err := tree.ReadFile(ctx, "../x"); !errors.Is(err, fs.ErrInvalid) {
		t.Errorf("../x: %v", err)
	}
	for name, want := range map[string]string{"nowhere": "no revision nowhere", "": "no revision", "--help": "no revision"} {
		if _, err := Open(ctx, dir, name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Open(%q): %v", name, err)
		}
	}
	if _, err := Open(ctx, t.TempDir(), "HEAD"); err == nil || !strings.Contains(err.Error(), "no git repository") {
		t.Errorf("outside of a repository: %v", err)
	}
}
