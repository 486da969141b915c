package bundle

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"io/fs"
	"strings"
	"testing"
)

type file struct {
	name, text string
	kind       byte
}

func archive(t testing.TB, files ...file) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for _, f := range files {
		if f.kind == 0 {
			f.kind = tar.TypeReg
		}
		h := &tar.Header{Name: f.name, Mode: 0o600, Size: int64(len(f.text)), Typeflag: f.kind}
		if f.kind == tar.TypeSymlink {
			h.Linkname, h.Size, f.text = "/etc/passwd", 0, ""
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(f.text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRead(t *testing.T) {
	b, err := Read(bytes.NewReader(archive(t,
		file{name: "/data.json", text: "{}"},
		file{name: "/.manifest", text: `{"revision": "r1", "roots": [""], "rego_version": 1}`},
		file{name: "/.signatures.json", text: "{}"},
		file{name: "./team/", kind: tar.TypeDir},
		file{name: "./team/a.rego", text: "package user.team.a"},
	)))
	if err != nil || b.Revision != "r1" || !b.Signed {
		t.Fatalf("%+v, %v", b, err)
	}
	if src, err := fs.ReadFile(b.FS, "team/a.rego"); err != nil || string(src) != "package user.team.a" {
		t.Errorf("%q, %v", src, err)
	}
}

func TestRefused(t *testing.T) {
	m := file{name: ".manifest", text: "{}"}
	big := strings.Repeat("x", MaxBytes)
	for want, files := range map[string][]file{
		"no .manifest":          {{name: "a.rego"}},
		".manifest can't":       {{name: ".manifest", text: "["}},
		"leads out of it":       {m, {name: "../a.rego"}},
		`"//etc/x" in it`:       {m, {name: "//etc/x"}},
		`"a\\..\\b.rego" in it`: {m, {name: `a\..\b.rego`}},
		"links are not":         {m, {name: "a.rego", kind: tar.TypeSymlink}},
		"twice":                 {m, {name: "a.rego"}, {name: "/a.rego"}},
		"holds data (x/data":    {m, {name: "x/data.json", text: `{"a": 1}`}},
		"Rego v0":               {{name: ".manifest", text: `{"rego_version": 0}`}},
		"compiled rules":        {{name: ".manifest", text: `{"wasm": [{}]}`}},
		"more than 32 MiB":      {m, {name: "a.rego", text: big}},
	} {
		if _, err := Read(bytes.NewReader(archive(t, files...))); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	if _, err := Read(strings.NewReader("package a")); err == nil || !strings.Contains(err.Error(), "not a tar.gz") {
		t.Error(err)
	}
}

// FuzzRead: whatever the bytes are, names stay inside and nothing panics.
func FuzzRead(f *testing.F) {
	f.Add(archive(f, file{name: ".manifest", text: "{}"}, file{name: "/a/b.rego", text: "package a"}))
	f.Fuzz(func(t *testing.T, src []byte) {
		b, err := Read(bytes.NewReader(src))
		if err != nil {
			return
		}
		err = fs.WalkDir(b.FS, ".", func(p string, _ fs.DirEntry, err error) error {
			if !fs.ValidPath(p) {
				t.Errorf("%q", p)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}
