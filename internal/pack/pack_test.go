package pack

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/candor-dev/candor/internal/signkey"
	"github.com/candor-dev/candor/internal/translog"
)

var start = time.Date(2026, 11, 1, 6, 0, 0, 0, time.UTC)

func newSigner(t testing.TB, seed int64, from time.Time) *signkey.Private {
	t.Helper()
	k, err := signkey.New("ledgerline.example", from, from.AddDate(1, 0, 0), rand.New(rand.NewSource(seed)))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// daily makes the packs of n days in one log and returns the last.
func daily(t testing.TB, k *signkey.Private, n int) []byte {
	t.Helper()
	dir, last := filepath.Join(t.TempDir(), "log"), []byte(nil)
	for i := range n {
		w, err := translog.OpenWriter(dir, k, nil)
		if err != nil {
			t.Fatal(err)
		}
		at := start.AddDate(0, 0, i).Format(time.RFC3339)
		facts := bytes.Repeat([]byte(`{"type":"fact"}`+"\n"), 700) // three chunks
		last, _, _, err = Create(
			Manifest{At: at, Clock: "system", Claims: map[string]int{"verified": 2}},
			[]Part{{"report.json", []byte(`{"schema":"x"}`)}, {"facts.jsonl", facts}, {"populations/rls/forced.csv", []byte("subject\n")}, {"empty", nil}},
			translog.Entry{At: at, Clock: "system", Claims: map[string]int{"verified": 2}}, w, k)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return last
}

func options(k *signkey.Private) Options {
	return Options{[]*signkey.Public{&k.Public}, start.AddDate(0, 0, 30)}
}

func TestVerify(t *testing.T) {
	k := newSigner(t, 1, start)
	b := daily(t, k, 3)
	v, err := Verify(b, options(k))
	if err != nil {
		t.Fatal(err)
	}
	if v.Manifest.Run != 3 || v.Log.Len() != 3 || string(v.File("report.json")) != `{"schema":"x"}` {
		t.Errorf("run %d of %d", v.Manifest.Run, v.Log.Len())
	}
	if !bytes.Equal(b, daily(t, k, 3)) {
		t.Error("the same runs give another pack")
	}
}

// TestOthersRead: any program for zip archives opens a pack.
func TestOthersRead(t *testing.T) {
	b := daily(t, newSigner(t, 1, start), 1)
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, r); err != nil { // checks the CRC
			t.Errorf("%s: %v", f.Name, err)
		}
		if f.Mode().Perm() != 0o644 {
			t.Errorf("%s: mode %s", f.Name, f.Mode())
		}
	}
	if len(z.File) != 8 {
		t.Errorf("%d files", len(z.File))
	}
}

func filesOf(t testing.TB, b []byte) []content {
	t.Helper()
	rs, err := readArchive(b)
	if err != nil {
		t.Fatal(err)
	}
	if len(rs) != 1 {
		t.Fatal("an archive of ours in two readings")
	}
	return rs[0]
}

// TestOracle checks a pack with libraries of others where CANDOR_DSSE_PYTHON
// names a Python that has securesystemslib and cryptography.
func TestOracle(t *testing.T) {
	python := os.Getenv("CANDOR_DSSE_PYTHON")
	if python == "" {
		t.Skip("CANDOR_DSSE_PYTHON is not set")
	}
	k := newSigner(t, 1, start)
	file := filepath.Join(t.TempDir(), "pack.zip")
	for name, b := range map[string][]byte{file: daily(t, k, 2), file + ".pub": k.MarshalPublic()} {
		if err := os.WriteFile(name, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command(python, filepath.Join("testdata", "oracle.py"), file, file+".pub").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	} else {
		t.Logf("%s", out)
	}
}

// place returns where the content of a file begins in a pack.
func place(t *testing.T, b []byte, name string) (from, size int) {
	t.Helper()
	for _, f := range filesOf(t, b) {
		if f.name == name {
			return bytes.Index(b, f.body), len(f.body)
		}
	}
	t.Fatalf("no %s", name)
	return 0, 0
}

// TestAnyByte: a pack with any byte changed is refused, and in the files that
// digests cover the very byte is named.
func TestAnyByte(t *testing.T) {
	k := newSigner(t, 1, start)
	whole := daily(t, k, 2)
	o := options(k)
	for i := 0; i < len(whole); i += 23 { // odd, so that every bit has its turn
		b := bytes.Clone(whole)
		b[i] ^= 1 << (i % 8)
		_, err := Verify(b, o)
		var r *Refused
		if !errors.As(err, &r) || r.Why == "" {
			t.Fatalf("byte %d of %d changed: %v", i, len(whole), err)
		}
	}
	for _, name := range []string{"facts.jsonl", "report.json", ManifestName} {
		from, size := place(t, whole, name)
		for _, at := range []int{0, 1, size / 3, size - 2, size - 1} {
			b := bytes.Clone(whole)
			b[from+at] ^= 4
			_, err := Verify(b, o)
			if want := fmt.Sprintf("%s: byte %d is the first that was changed (1 byte;", name, at); err == nil || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("%s byte %d: %v", name, at, err)
			}
		}
	}
	// A byte of the envelope's payload, and one that no file owns.
	from, _ := place(t, whole, EnvelopeName)
	b := bytes.Clone(whole)
	b[from+40] ^= 1
	if _, err := Verify(b, o); err == nil || !strings.HasPrefix(err.Error(), EnvelopeName+": byte 40 is the first that was changed") {
		t.Errorf("envelope: %v", err)
	}
	for _, at := range []int{10, len(whole) - 1, len(whole) - 25} {
		b := bytes.Clone(whole)
		b[at] ^= 1
		if _, err := Verify(b, o); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("byte %d of the pack was changed, added", at)) {
			t.Errorf("byte %d: %v", at, err)
		}
	}
}

func TestLongerChanges(t *testing.T) {
	k := newSigner(t, 1, start)
	whole := daily(t, k, 1)
	from, _ := place(t, whole, "facts.jsonl")
	for _, c := range []struct {
		at, n int
		want  string
	}{
		{5000, 2, "byte 5000 is the first that was changed (2 bytes"},
		{5000, 4, "byte 5000 is the first that was changed (4 bytes"},
		{5000, 9, "the first byte that was changed is one of 4096 to 8191"},
		{8190, 4, "the first byte that was changed is one of 4096 to 8191|byte 8190 is the first that was changed (2 bytes"},
	} {
		b := bytes.Clone(whole)
		for i := range c.n {
			b[from+c.at+i] ^= byte(0x11 * (i + 1))
		}
		_, err := Verify(b, options(k))
		ok := false
		for want := range strings.SplitSeq(c.want, "|") {
			ok = ok || err != nil && strings.Contains(err.Error(), want)
		}
		if !ok {
			t.Errorf("%d bytes at %d: %v", c.n, c.at, err)
		}
	}
}

// TestOtherFiles: a file dropped, added, renamed, longer or shorter is refused,
// though the archive itself is made anew and in order.
func TestOtherFiles(t *testing.T) {
	k := newSigner(t, 1, start)
	whole := daily(t, k, 2)
	files := filesOf(t, whole)
	try := func(what, want string, change func([]content) []content) {
		t.Helper()
		fs := change(append([]content{}, files...))
		sortContents(fs)
		b, err := writeArchive(fs)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Verify(b, options(k)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", what, err, want)
		}
	}
	for i, f := range files {
		try("dropped "+f.name, f.name+": missing from the pack", func(fs []content) []content { return append(fs[:i], fs[i+1:]...) })
		try("renamed "+f.name, "", func(fs []content) []content { fs[i].name = "z" + f.name; return fs })
		try("longer "+f.name, f.name, func(fs []content) []content {
			fs[i].body = append(bytes.Clone(f.body), 'x')
			return fs
		})
		if len(f.body) > 0 {
			try("shorter "+f.name, f.name, func(fs []content) []content { fs[i].body = f.body[:len(f.body)-1]; return fs })
		}
	}
	try("added", "more.txt: added to the pack", func(fs []content) []content { return append(fs, content{"more.txt", []byte("x")}) })
	try("swapped", "facts.jsonl: ", func(fs []content) []content {
		for i := range fs {
			if fs[i].name == "facts.jsonl" {
				fs[i].body = []byte("{}")
			}
		}
		return fs
	})
	// The whole of another pack by the same key does not lend its log or its signature.
	other := filesOf(t, daily(t, k, 1))
	for i, f := range files {
		if f.name == EnvelopeName || f.name == RunsName || f.name == CheckpointName || f.name == ManifestName {
			try("of another pack: "+f.name, "", func(fs []content) []content { fs[i].body = other[i].body; return fs })
		}
	}
	try("log of another pack", "log/runs.jsonl: this is the pack of run 2, and the log in it ends with run 1", func(fs []content) []content {
		for i := range fs {
			if fs[i].name == RunsName || fs[i].name == CheckpointName {
				fs[i].body = other[i].body
			}
		}
		return fs
	})
}

// TestRunTakenOut: each run taken out of the log inside a pack is named.
func TestRunTakenOut(t *testing.T) {
	k := newSigner(t, 1, start)
	files := filesOf(t, daily(t, k, 5))
	for drop := range 5 {
		fs := append([]content{}, files...)
		for i := range fs {
			if fs[i].name == RunsName {
				lines := bytes.SplitAfter(fs[i].body, []byte("\n"))
				fs[i].body = bytes.Join(append(append([][]byte{}, lines[:drop]...), lines[drop+1:]...), nil)
			}
		}
		b, err := writeArchive(fs)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Verify(b, options(k)); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("run %d: missing", drop+1)) {
			t.Errorf("run %d: %v", drop+1, err)
		}
	}
}

func TestKeys(t *testing.T) {
	k := newSigner(t, 1, start)
	b := daily(t, k, 1)
	for name, c := range map[string]struct {
		o    Options
		want string
	}{
		"another key":               {options(newSigner(t, 2, start)), "none of those given"},
		"no key":                    {Options{nil, start}, "none of those given"},
		"expired now":               {Options{[]*signkey.Public{&k.Public}, start.AddDate(2, 0, 0)}, "expired on 2027-11-01"},
		"future":                    {Options{[]*signkey.Public{&k.Public}, start.AddDate(0, 0, -1)}, "one of the two clocks is wrong"},
		"same key, longer validity": {Options{[]*signkey.Public{{Name: k.Name, Key: k.Key, NotBefore: k.NotBefore, NotAfter: k.NotAfter.AddDate(1, 0, 0)}}, start}, "none of those given"},
	} {
		if _, err := Verify(b, c.o); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	// A key that is not valid yet, or no longer, signs no run.
	for _, from := range []time.Time{start.AddDate(0, 0, 1), start.AddDate(-2, 0, 0)} {
		late := newSigner(t, 1, from)
		w, err := translog.OpenWriter(filepath.Join(t.TempDir(), "log"), late, nil)
		if err != nil {
			t.Fatal(err)
		}
		at := start.Format(time.RFC3339)
		if _, _, _, err := Create(Manifest{At: at}, nil, translog.Entry{At: at, Clock: "system"}, w, late); err == nil {
			t.Errorf("a key from %s signed a run of %s", from, at)
		}
	}
}

func TestNames(t *testing.T) {
	for _, bad := range []string{"", "/a", "a/", "a//b", "../a", "a/../b", "./a", "A", "a b", `a\b`, "c:a", "ä", "a\x00", ".git", "a/.b", "a.", strings.Repeat("a", 201)} {
		if checkName(bad) == nil {
			t.Errorf("%q is taken", bad)
		}
		if _, err := writeArchive([]content{{bad, nil}}); err == nil {
			t.Errorf("%q is written", bad)
		}
	}
	for _, good := range []string{"a", "log/runs.jsonl", "populations/rls/table-without_rls.csv", "candor.yaml"} {
		if err := checkName(good); err != nil {
			t.Error(err)
		}
	}
	if _, err := writeArchive([]content{{"a", nil}, {"a", nil}}); err == nil {
		t.Error("one name twice")
	}
}

func FuzzVerify(f *testing.F) {
	k := newSigner(f, 1, start)
	good := daily(f, k, 1)
	f.Add(good)
	var z bytes.Buffer
	w := zip.NewWriter(&z)
	for _, name := range []string{"../../etc/passwd", "manifest.json", "manifest.json"} {
		p, err := w.Create(name)
		if err != nil {
			f.Fatal(err)
		}
		if _, err := p.Write(make([]byte, 1<<16)); err != nil {
			f.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		f.Fatal(err)
	}
	f.Add(z.Bytes())
	f.Fuzz(func(t *testing.T, in []byte) {
		if _, err := Verify(in, options(k)); err == nil && !bytes.Equal(in, good) {
			t.Error("a forged pack")
		}
	})
}

func FuzzArchive(f *testing.F) {
	for _, files := range [][]content{nil, {{"a", []byte("x")}}, {{"a/b.json", nil}, {"c", []byte("hello")}}} {
		b, err := writeArchive(files)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		readings, err := readArchive(in)
		if err != nil {
			return
		}
		for _, files := range readings {
			if inOrder(files) != nil || strayByte(in, files) >= 0 {
				continue
			}
			if again, err := writeArchive(files); err != nil || !bytes.Equal(again, in) {
				t.Error("an archive in two forms")
			}
		}
	})
}

func FuzzEnvelope(f *testing.F) {
	k := newSigner(f, 1, start)
	good := map[string][]byte{}
	for _, c := range filesOf(f, daily(f, k, 1)) {
		good[c.name] = c.body
	}
	f.Add(good[EnvelopeName], good[ManifestName])
	f.Fuzz(func(t *testing.T, env, manifest []byte) {
		if _, _, err := openEnvelope(env, []*signkey.Public{&k.Public}); err == nil && !bytes.Equal(env, good[EnvelopeName]) {
			t.Error("a forged envelope")
		}
		if m, err := parseManifest(manifest); err == nil {
			again, err := canonical(m)
			if err != nil || !bytes.Equal(again, manifest) {
				t.Error("a manifest in two forms")
			}
		}
	})
}
