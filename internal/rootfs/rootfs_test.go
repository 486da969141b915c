package rootfs

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"
)

func tree(t *testing.T) (*FS, *os.Root, string) {
	t.Helper()
	dir := t.TempDir()
	for i := range 2 * open {
		name := filepath.Join(dir, "in", fmt.Sprintf("d%03d", i), "sub", "f.txt")
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, fmt.Append(nil, i), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(filepath.Join(dir, "in"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	return New(root), root, dir
}

func TestFS(t *testing.T) {
	f, _, _ := tree(t)
	if err := fstest.TestFS(f, "d000/sub/f.txt", "d063/sub/f.txt"); err != nil {
		t.Error(err)
	}
}

// Links are followed and refused as os.Root does it.
func TestLinks(t *testing.T) {
	f, root, dir := tree(t)
	if err := os.WriteFile(filepath.Join(dir, "secret"), []byte("outside"), 0o644); err != nil {
		t.Fatal(err)
	}
	at := filepath.Join(dir, "in", "d000", "sub")
	for name, to := range map[string]string{
		"beside": "f.txt", "inside": "../../d001/sub/f.txt", "outside": "../../../secret", "absolute": filepath.Join(dir, "secret"), "loop": "loop", "none": "gone",
	} {
		if err := os.Symlink(to, filepath.Join(at, name)); err != nil {
			t.Skip("no symbolic links here:", err)
		}
	}
	if err := os.Symlink("../../..", filepath.Join(at, "up")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"beside", "inside", "outside", "absolute", "loop", "none", "up/secret", "gone", "../../d001/sub/f.txt", "f.txt/x"} {
		name = "d000/sub/" + name
		want, werr := fs.ReadFile(root.FS(), name)
		var got []byte
		r, gerr := f.Open(name)
		if gerr == nil {
			got, gerr = io.ReadAll(r)
			r.Close()
		}
		if (gerr == nil) != (werr == nil) || string(got) != string(want) {
			t.Errorf("%s: %q, %v; os.Root gives %q, %v", name, got, gerr, want, werr)
		}
	}
}

// Readers of more folders than are held open do not get in each other's way.
func TestReaders(t *testing.T) {
	f, _, _ := tree(t)
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 4 * open {
				n := (i*(g+1) + g) % (2 * open)
				r, err := f.Open(fmt.Sprintf("d%03d/sub/f.txt", n))
				if err != nil {
					t.Error(err)
					return
				}
				b, err := io.ReadAll(r)
				r.Close()
				if err != nil || string(b) != fmt.Sprint(n) {
					t.Errorf("%d holds %q, %v", n, b, err)
				}
			}
		})
	}
	wg.Wait()
	if len(f.dirs) > open || len(f.last) != len(f.dirs) {
		t.Errorf("%d folders are held open", len(f.dirs))
	}
}
