package cache

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func open(t *testing.T, dir, identity string) *Store {
	t.Helper()
	s, err := Open(Options{Dir: dir, Identity: identity})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestStore(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	s := open(t, dir, "one")
	key := s.Key("k", "part")
	if _, ok := s.Get(key); ok {
		t.Error("found what nobody put")
	}
	s.Put(key, []byte("content"))
	if b, ok := s.Get(key); !ok || string(b) != "content" {
		t.Errorf("%q %t", b, ok)
	}
	if b, ok := open(t, dir, "one").Get(key); !ok || string(b) != "content" {
		t.Errorf("the next run: %q %t", b, ok)
	}
	if other := open(t, dir, "two").Key("k", "part"); other == key {
		t.Error("two programs share a key")
	}
	for _, parts := range [][]string{{"par", "t"}, {"part", ""}, {}, {"k", "part"}} {
		if s.Key("k", parts...) == key {
			t.Errorf("%q has the key of another", parts)
		}
	}
	for name, mode := range map[string]os.FileMode{dir: 0o700, s.file(key): 0o600} {
		st, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if st.Mode().Perm() != mode {
			t.Errorf("%s: %s", name, st.Mode())
		}
	}
}

// What is not as it was written is not found, and can be put again.
func TestBroken(t *testing.T) {
	s := open(t, t.TempDir(), "one")
	key := s.Key("k")
	s.Put(key, []byte("a content of some length"))
	whole, err := os.ReadFile(s.file(key))
	if err != nil {
		t.Fatal(err)
	}
	var broken [][]byte
	for i := range whole {
		broken = append(broken, whole[:i])
		b := bytes.Clone(whole)
		b[i] ^= 1
		broken = append(broken, b)
	}
	broken = append(broken, append(bytes.Clone(whole), 0), seal(s.Key("other"), []byte("x")), nil)
	for _, b := range broken {
		if err := os.WriteFile(s.file(key), b, 0o600); err != nil {
			t.Fatal(err)
		}
		if got, ok := s.Get(key); ok {
			t.Fatalf("%q was taken for %q", b, got)
		}
		s.Put(key, []byte("new"))
		if got, ok := s.Get(key); !ok || string(got) != "new" {
			t.Fatalf("not replaced: %q %t", got, ok)
		}
	}
}

func TestEvict(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(Options{Dir: dir, Identity: "one", Max: 10_000})
	if err != nil {
		t.Fatal(err)
	}
	mine := filepath.Join(dir, "notes.txt")
	if err := os.WriteFile(mine, make([]byte, 20_000), 0o600); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	for i := range 20 {
		key := s.Key("k", fmt.Sprint(i))
		s.Put(key, make([]byte, 900))
		at := now.Add(time.Duration(i-100) * time.Minute)
		if err := os.Chtimes(s.file(key), at, at); err != nil {
			t.Fatal(err)
		}
	}
	s.Get(s.Key("k", "0")) // used just now
	left := filepath.Join(dir, tempPrefix+"123")
	for _, name := range []string{left, filepath.Join(dir, tempPrefix+"456")} {
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chtimes(left, now.Add(-2*staleTemp), now.Add(-2*staleTemp)); err != nil {
		t.Fatal(err)
	}
	s.Close()
	var kept []string
	for i := range 20 {
		if _, ok := s.Get(s.Key("k", fmt.Sprint(i))); ok {
			kept = append(kept, fmt.Sprint(i))
		}
	}
	if got := strings.Join(kept, " "); got != "0 14 15 16 17 18 19" {
		t.Errorf("kept %s", got)
	}
	if _, err := os.Stat(mine); err != nil {
		t.Error("a file that is none of ours is gone")
	}
	if _, err := os.Stat(left); err == nil {
		t.Error("what a killed run left is still there")
	}
	if _, err := os.Stat(filepath.Join(dir, tempPrefix+"456")); err != nil {
		t.Error("what another run is writing is gone")
	}
}

// A folder that can't be written to is read, and nothing is said of it.
func TestReadOnly(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, "one")
	s.Put(s.Key("k"), []byte("content"))
	for _, d := range []string{filepath.Dir(s.file(s.Key("k"))), dir} {
		if err := os.Chmod(d, 0o500); err != nil {
			t.Fatal(err)
		}
		defer os.Chmod(d, 0o700)
	}
	s = open(t, dir, "one")
	s.Put(s.Key("l"), []byte("other"))
	if b, ok := s.Get(s.Key("k")); !ok || string(b) != "content" {
		t.Errorf("%q %t", b, ok)
	}
	s.Close()
	if err := os.WriteFile(filepath.Join(t.TempDir(), "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(Options{Dir: file, Identity: "one"}); err == nil {
		t.Error("a file was taken for a folder")
	}
}

func TestParallel(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			s, err := Open(Options{Dir: dir, Identity: "one", Max: 4000})
			if err != nil {
				t.Error(err)
				return
			}
			for i := range 50 {
				key := s.Key("k", fmt.Sprint(i%10))
				if b, ok := s.Get(key); ok && string(b) != strings.Repeat(fmt.Sprint(i%10), 500) {
					t.Errorf("%d: %q", i, b)
				}
				s.Put(key, []byte(strings.Repeat(fmt.Sprint(i%10), 500)))
				s.Close()
			}
		})
	}
	wg.Wait()
}

func TestIdentity(t *testing.T) {
	a, err := Identity()
	if err != nil || len(a) < 30 {
		t.Fatalf("%q: %v", a, err)
	}
	if b, _ := Identity(); a != b {
		t.Errorf("%q, then %q", a, b)
	}
	for text, want := range map[string]string{
		"MZ....\xff Go build ID: \"abcdefghijklmnopqrstuvwxyz\"\n \xff...": "abcdefghijklmnopqrstuvwxyz",
		"a program without one": "",
	} {
		got, err := buildID(strings.NewReader(text))
		if err != nil || want != "" && got != want || want == "" && len(got) != 64 {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
}
