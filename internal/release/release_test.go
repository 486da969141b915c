package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestSame packs the same files twice, made at other times and with other modes
// of the group: the bytes are the same.
func TestSame(t *testing.T) {
	var first map[string]string
	for i, perm := range []os.FileMode{0o700, 0o775} {
		tmp := t.TempDir()
		out := filepath.Join(tmp, "out")
		args := []string{"-out", out, "-time", "1790000000"}
		for _, name := range []string{"candor_1_linux_amd64", "candor_1_windows_amd64"} {
			dir := filepath.Join(tmp, name)
			put(t, filepath.Join(dir, "candor"), "program", perm)
			put(t, filepath.Join(dir, "man", "candor.1"), "page", 0o640)
			if err := os.Chtimes(filepath.Join(dir, "candor"), time.Time{}, time.Unix(int64(1e9+i), 0)); err != nil {
				t.Fatal(err)
			}
			args = append(args, dir)
		}
		if err := os.MkdirAll(out, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := run(args, io.Discard); err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, name := range []string{"candor_1_linux_amd64.tar.gz", "candor_1_windows_amd64.zip", sums} {
			b, err := os.ReadFile(filepath.Join(out, name))
			if err != nil {
				t.Fatal(err)
			}
			got[name] = string(b)
		}
		if first == nil {
			first = got
			continue
		}
		for name := range got {
			if got[name] != first[name] {
				t.Errorf("%s differs", name)
			}
		}
		if n := strings.Count(got[sums], "\n"); n != 2 {
			t.Errorf("%d checksums:\n%s", n, got[sums])
		}
		looked(t, got)
	}
}

// looked reads the archives back.
func looked(t *testing.T, got map[string]string) {
	z, err := gzip.NewReader(strings.NewReader(got["candor_1_linux_amd64.tar.gz"]))
	if err != nil {
		t.Fatal(err)
	}
	h, err := tar.NewReader(z).Next()
	if err != nil || h.Name != "candor_1_linux_amd64/candor" || h.Mode != 0o755 || h.Uid != 0 || h.Uname != "" || h.ModTime.Unix() != 1790000000 {
		t.Errorf("%+v, %v", h, err)
	}
	b := []byte(got["candor_1_windows_amd64.zip"])
	r, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil || len(r.File) != 2 || r.File[1].Name != "candor_1_windows_amd64/man/candor.1" || r.File[1].Modified.Unix() != 1790000000 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestRefused(t *testing.T) {
	tmp := t.TempDir()
	dir := filepath.Join(tmp, "candor_1_linux_amd64")
	put(t, filepath.Join(dir, "candor"), "x", 0o755)
	if err := os.Symlink("candor", filepath.Join(dir, "link")); err != nil {
		t.Skip(err)
	}
	for want, args := range map[string][]string{
		"link is no file": {"-out", tmp, "-time", "1", dir},
		"want -out":       {"-out", tmp, dir},
		"not defined":     {"-x"},
	} {
		if err := run(args, io.Discard); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %q", args, err, want)
		}
	}
}

func put(t *testing.T, name, text string, perm os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), perm); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(name, perm); err != nil {
		t.Fatal(err)
	}
}
