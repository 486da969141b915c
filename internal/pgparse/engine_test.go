package pgparse

import (
	"os"
	"path/filepath"
	"testing"
)

// TestLink notices a new version of the parser's module that renames or moves
// what link.go reaches for.
func TestLink(t *testing.T) {
	if len(moduleBytes) < 1<<20 || string(moduleBytes[:4]) != "\x00asm" {
		t.Fatalf("the parser is not where it was: %d bytes", len(moduleBytes))
	}
}

func TestCacheFolderWithABrokenFile(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles the parser twice")
	}
	dir := t.TempDir()
	e, err := newEngine(dir)
	if err != nil {
		t.Fatal(err)
	}
	e.close()
	files, err := filepath.Glob(filepath.Join(dir, "*", "*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v: want one file", files, err)
	}
	if err := os.Truncate(files[0], 1000); err != nil {
		t.Fatal(err)
	}
	if e, err = newEngine(dir); err != nil {
		t.Fatal(err)
	}
	defer e.close()
	in, err := e.instantiate()
	if err != nil {
		t.Fatal(err)
	}
	defer in.close()
	if _, err := in.query(parseLayout, "select 1"); err != nil {
		t.Error(err)
	}
}
