package translog

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/candor-dev/candor/internal/signkey"
)

var start = time.Date(2026, 11, 1, 6, 0, 0, 0, time.UTC)

func key(t testing.TB, seed int64) *signkey.Private {
	t.Helper()
	k, err := signkey.New("ledgerline.example", start, start.AddDate(1, 0, 0), rand.New(rand.NewSource(seed)))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func entry(at time.Time, exit int) Entry {
	e := Entry{At: at.Format(time.RFC3339), Clock: "system", Tool: "0", Exit: exit, Claims: map[string]int{"verified": 2}, Manifest: "sha256:" + strings.Repeat("ab", 32)}
	if exit == 1 {
		e.Claims, e.Open = map[string]int{"verified": 1, "contradicted": 1}, map[string]string{"rls-on": "contradicted"}
	}
	return e
}

// logOf writes a log of n daily runs into a folder.
func logOf(t testing.TB, dir string, k *signkey.Private, n int) {
	t.Helper()
	for i := range n {
		w, err := OpenWriter(dir, k, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := w.Add(entry(start.AddDate(0, 0, i), i%5/4)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func open(dir string, k *signkey.Private) error {
	_, err := Open(dir, []*signkey.Public{&k.Public})
	return err
}

func TestGrows(t *testing.T) {
	dir, k := t.TempDir(), key(t, 1)
	logOf(t, dir, k, 9)
	d, err := Open(dir, []*signkey.Public{&k.Public})
	if err != nil {
		t.Fatal(err)
	}
	if d.Len() != 9 || len(d.Heads) != 9 {
		t.Fatalf("%d runs, %d heads", d.Len(), len(d.Heads))
	}
	// The tree is that of RFC 6962: the proofs of x/mod hold for it.
	top, err := tlog.ParseHash(d.Heads[8].Head.Root)
	if err != nil {
		t.Fatal(err)
	}
	for i := range int64(9) {
		p, err := tlog.ProveRecord(9, i, d)
		if err != nil {
			t.Fatal(err)
		}
		line := bytes.Split(d.Text(), []byte("\n"))[i]
		if err := tlog.CheckRecord(p, 9, top, i, tlog.RecordHash(line)); err != nil {
			t.Errorf("run %d: %v", i+1, err)
		}
	}
}

// TestRunTakenOut: each run taken out of the log is seen and named.
func TestRunTakenOut(t *testing.T) {
	dir, k := t.TempDir(), key(t, 1)
	logOf(t, dir, k, 9)
	file := filepath.Join(dir, runsName)
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(strings.TrimSuffix(string(whole), "\n"), "\n")
	lines[len(lines)-1] += "\n"
	for i := range lines {
		t.Run(fmt.Sprint(i+1), func(t *testing.T) {
			left := strings.Join(append(append([]string{}, lines[:i]...), lines[i+1:]...), "")
			if err := os.WriteFile(file, []byte(left), 0o644); err != nil {
				t.Fatal(err)
			}
			var b *Broken
			if err := open(dir, k); !errors.As(err, &b) || b.Run != int64(i)+1 || !strings.Contains(b.Why, "missing") {
				t.Errorf("got %v, want run %d missing", err, i+1)
			}
		})
	}
}

// TestRewritten: a log written anew by the holder of the key, without a run that
// failed, is consistent with itself and not with any head that was kept.
func TestRewritten(t *testing.T) {
	old, k := t.TempDir(), key(t, 1)
	logOf(t, old, k, 9)
	was, err := Open(old, []*signkey.Public{&k.Public})
	if err != nil {
		t.Fatal(err)
	}
	for drop := range 9 {
		l := &Log{}
		for i := range 9 {
			if i != drop {
				e := entry(start.AddDate(0, 0, i), 0)
				e.Key = k.ID()
				if _, err := l.Append(e); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := l.Agrees(was.Heads[8]); err == nil {
			t.Errorf("run %d dropped and all written anew: not seen", drop+1)
		}
		if err := l.Extends(was.Log); err == nil {
			t.Errorf("run %d dropped: it extends the old log", drop+1)
		}
	}
}

// TestAnyByte: every byte of the log's files counts.
func TestAnyByte(t *testing.T) {
	dir, k := t.TempDir(), key(t, 1)
	logOf(t, dir, k, 3)
	for _, name := range []string{runsName, "checkpoints/00000001", "checkpoints/00000003"} {
		file := filepath.Join(dir, name)
		whole, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i := range whole {
			for _, flip := range []byte{1 << (i % 8)} {
				b := bytes.Clone(whole)
				b[i] ^= flip
				if err := os.WriteFile(file, b, 0o644); err != nil {
					t.Fatal(err)
				}
				if err := open(dir, k); err == nil {
					t.Fatalf("%s: byte %d changed by %#x is not seen", name, i, flip)
				}
			}
		}
		for _, b := range [][]byte{whole[:len(whole)-1], append(bytes.Clone(whole), '\n'), append(bytes.Clone(whole), "— x AAAAAAA=\n"...), nil} {
			if err := os.WriteFile(file, b, 0o644); err != nil {
				t.Fatal(err)
			}
			if err := open(dir, k); err == nil {
				t.Errorf("%s: cut or longer (%d bytes) is not seen", name, len(b))
			}
		}
		if err := os.WriteFile(file, whole, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := open(dir, k); err != nil {
		t.Errorf("put back: %v", err)
	}
	if err := open(dir, key(t, 2)); err == nil || !strings.Contains(err.Error(), "none of those given") {
		t.Errorf("another key: %v", err)
	}
	if err := os.Remove(filepath.Join(dir, "checkpoints/00000003")); err != nil {
		t.Fatal(err)
	}
	if err := open(dir, k); err == nil || !strings.Contains(err.Error(), "no checkpoint was signed after it") {
		t.Errorf("without its last head: %v", err)
	}
}

func TestClocks(t *testing.T) {
	dir, k := t.TempDir(), key(t, 1)
	logOf(t, dir, k, 2)
	w, err := OpenWriter(dir, k, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenWriter(dir, k, nil); err == nil || !strings.Contains(err.Error(), "is being written by another run") {
		t.Errorf("two writers: %v", err)
	}
	if _, _, err := w.Add(entry(start, 0)); err == nil || !strings.Contains(err.Error(), "a clock was set back") {
		t.Errorf("a run before the last: %v", err)
	}
	for at, want := range map[time.Time]string{
		start: "set the clock right", start.AddDate(0, 0, -1): "not valid before", start.AddDate(1, 0, 1): "expired",
	} {
		if err := w.Time(at); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", at, err, want)
		}
	}
	if err := w.Future(start); err == nil || !strings.Contains(err.Error(), "run 2: dated") {
		t.Errorf("future: %v", err)
	}
	if err := w.Future(start.AddDate(0, 0, 1)); err != nil {
		t.Error(err)
	}
}

// TestRotated: a new key goes on where the old one ended; a verifier needs both.
func TestRotated(t *testing.T) {
	dir, k, k2 := t.TempDir(), key(t, 1), key(t, 2)
	logOf(t, dir, k, 2)
	if _, err := OpenWriter(dir, k2, nil); err == nil {
		t.Error("a new key alone reads the heads of the old one")
	}
	w, err := OpenWriter(dir, k2, []*signkey.Public{&k.Public})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.Add(entry(start.AddDate(0, 0, 2), 0)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	d, err := Open(dir, []*signkey.Public{&k.Public, &k2.Public})
	if err != nil {
		t.Fatal(err)
	}
	if c := Cover(d.Entries(), Window{}, start.AddDate(0, 1, 0)); len(c.Keys) != 2 {
		t.Errorf("keys: %v", c.Keys)
	}
}

func FuzzParse(f *testing.F) {
	l := &Log{}
	for i := range 3 {
		if _, err := l.Append(entry(start.AddDate(0, 0, i), i/2)); err != nil {
			f.Fatal(err)
		}
	}
	f.Add(l.Text())
	f.Add([]byte("{}\n"))
	f.Fuzz(func(t *testing.T, in []byte) {
		got, err := Parse(in)
		if err == nil && !bytes.Equal(got.Text(), in) {
			t.Error("a log that is read is not the log that is there")
		}
	})
}

func FuzzCheckpoint(f *testing.F) {
	k := key(f, 1)
	l := &Log{}
	if _, err := l.Append(entry(start, 0)); err != nil {
		f.Fatal(err)
	}
	l.entries[0].Key = k.ID()
	cp, err := l.Sign(k)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(cp.Note)
	f.Fuzz(func(t *testing.T, in []byte) {
		if _, err := OpenCheckpoint(in, []*signkey.Public{&k.Public}); err == nil && !bytes.Equal(in, cp.Note) {
			t.Error("a forged checkpoint")
		}
	})
}
