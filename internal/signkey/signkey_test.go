package signkey

import (
	"bytes"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var day = time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)

func pair(t testing.TB) *Private {
	t.Helper()
	k, err := New("ledgerline.example", day, day.AddDate(2, 0, 0), rand.New(rand.NewSource(1)))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestRoundTrip(t *testing.T) {
	k := pair(t)
	p, err := ParsePublic(k.MarshalPublic())
	if err != nil {
		t.Fatal(err)
	}
	k2, err := ParsePrivate(k.MarshalPrivate())
	if err != nil {
		t.Fatal(err)
	}
	if p.ID() != k.ID() || k2.ID() != k.ID() {
		t.Error("another key came back")
	}
	if !p.Verify([]byte("x"), k2.Sign([]byte("x"))) || p.Verify([]byte("y"), k2.Sign([]byte("x"))) {
		t.Error("the signature does not tell")
	}
	if strings.Contains(string(k.MarshalPublic()), "private") {
		t.Error("the public file holds the private part")
	}
}

func TestCovers(t *testing.T) {
	k := pair(t)
	for at, want := range map[time.Time]string{day: "", day.AddDate(2, 0, 0): "", day.Add(-1): "not valid before", day.AddDate(2, 0, 1): "expired on"} {
		err := k.Covers(at)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", at, err, want)
		}
	}
}

// TestChanged: a public file that says something else is another key, and says so.
func TestChanged(t *testing.T) {
	b := pair(t).MarshalPublic()
	for i := range b {
		c := bytes.Clone(b)
		c[i] ^= 1
		if p, err := ParsePublic(c); err == nil && p.ID() != pair(t).ID() {
			t.Errorf("byte %d changed (%q): read as another key", i, c[max(0, i-10):i+1])
		}
	}
	longer := bytes.Replace(b, []byte("2028-11-21"), []byte("2038-11-21"), 1)
	if _, err := ParsePublic(longer); err == nil || !strings.Contains(err.Error(), "the file was changed") {
		t.Errorf("a longer validity: %v", err)
	}
}

func TestRefuses(t *testing.T) {
	for _, name := range []string{"", "a b", "a+b", "a\nb", "a\x00b", strings.Repeat("x", 101)} {
		if _, err := New(name, day, day.AddDate(1, 0, 0), nil); err == nil {
			t.Errorf("name %q is taken", name)
		}
	}
	if _, err := New("a", day, day, nil); err == nil {
		t.Error("a key that is never valid")
	}
	k := pair(t)
	if _, err := ParsePublic(k.MarshalPrivate()); err == nil || !strings.Contains(err.Error(), "private file") {
		t.Errorf("the private file as the public one: %v", err)
	}
	if _, err := ParsePrivate(k.MarshalPublic()); err == nil {
		t.Error("the public file as the private one")
	}
	file := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(file, k.MarshalPrivate(), 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadPrivate(file); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("a private file that a group reads: %v", err)
	}
	if err := os.Chmod(file, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadPrivate(file); err != nil {
		t.Error(err)
	}
}

func FuzzParse(f *testing.F) {
	k := pair(f)
	f.Add(k.MarshalPublic())
	f.Add(k.MarshalPrivate())
	f.Fuzz(func(t *testing.T, in []byte) {
		if p, err := ParsePublic(in); err == nil && len(p.Key) != 32 {
			t.Error("a key without a key")
		}
		if _, err := ParsePrivate(in); err == nil && !bytes.Contains(in, []byte(PrivateSchema)) {
			t.Error("a private key out of nothing")
		}
	})
}
