package tree

import (
	"fmt"
	"strings"
	"testing"
)

func show(n *Node) string {
	switch n.Kind {
	case Object, List:
		var parts []string
		for i := range n.Members {
			m := &n.Members[i]
			s := show(&m.Val)
			if n.Kind == Object {
				s = fmt.Sprintf("%q@%d=%s", m.Key, m.Off, s)
			}
			parts = append(parts, s)
		}
		return fmt.Sprintf("%d[%s]", n.Kind, strings.Join(parts, " "))
	}
	return fmt.Sprintf("%d%q", n.Kind, n.Str)
}

const sample = `lockfileVersion: '6.0' # of today

settings:
  autoInstallPeers: true
empty:
nothing: {}
"quoted key": 5.4
packages:

  /a@1.0.0(b@2.0.0):
    resolution: {integrity: sha512-AA+/==, tarball: https://example.com/a.tgz}
    engines: {node: '>=12', npm: ">=3"}
    cpu: [x64, arm64]
    os: []
    dependencies:
      b: 2.0.0
      '@c/d': link:../d
  b@2.0.0: {}
overrides:
- one
- a b
`

// What the fast reader takes, the library takes, and as the same tree.
func TestBlocks(t *testing.T) {
	n, ok := parseBlocks([]byte(sample))
	if !ok {
		t.Fatal("not taken")
	}
	w, more, err := parseWhole([]byte(sample))
	if err != nil || more {
		t.Fatal(err, more)
	}
	if show(&n) != show(&w) {
		t.Errorf("got\n%s\nwant\n%s", show(&n), show(&w))
	}
}

// What is not of the small part is left to the library, and what is broken is
// refused with its line.
func TestYAML(t *testing.T) {
	for text, want := range map[string]string{
		"a: |\n  x\n  y\n":           `5["a"@0=3"x\ny\n"]`,
		"a: b\n  c\n":                `5["a"@0=3"b c"]`,
		"a: 'it''s'\n":               `5["a"@0=3"it's"]`,
		"a: \"x\\ty\"\n":             `5["a"@0=3"x\ty"]`,
		"a:\n  - b: 1\n    c: 2\n":   `5["a"@0=4[5["b"@7=2"1" "c"@16=2"2"]]]`,
		"? a\n: b\n":                 `5["a"@2=3"b"]`,
		"a: !!str 1\n":               `5["a"@0=2"1"]`,
		"\xc3\xa9: \xc3\xbc\nb: 1\n": `5["é"@0=3"ü" "b"@7=2"1"]`,
		"":                           `0""`,
		"# only\n":                   `0""`,
		"a: 1\r\nb: 2\r\n":           `5["a"@0=2"1" "b"@6=2"2"]`,
	} {
		if _, ok := parseBlocks([]byte(text)); ok {
			t.Errorf("%q was taken by the fast reader", text)
		}
		n, _, err := ParseYAML([]byte(text))
		if err != nil || show(&n) != want {
			t.Errorf("%q: %s, %v, want %s", text, show(&n), err, want)
		}
	}
	for text, line := range map[string]int{
		"a: &x 1\nb: *x\n": 2, "a: [1\n": 2, "a: 1\nb\n": 2, "a:\n  b: 1\n c: 2\n": 3, "a: 1\n? [x]\n: 2\n": 2, "a: 1\n<<<<<<< ours\nb: 2\n": 2,
	} {
		_, _, err := ParseYAML([]byte(text))
		if err == nil {
			t.Errorf("%q was taken", text)
		} else if at := NewLines("x", []byte(text)).At(err.Off); at.Line != line && at.Line != line+1 && at.Line != line-1 {
			t.Errorf("%q: %s at %v, want line %d", text, err.Msg, at, line)
		}
	}
	if _, more, err := ParseYAML([]byte("a: 1\n---\nb: 2\n")); !more || err != nil {
		t.Error("a second document was not seen", err)
	}
}

// A text on one line, and one with long values, are read in time.
func TestLongLines(t *testing.T) {
	one := "{" + strings.Repeat("a: {b: [c, d]}, ", 40_000) + "}"
	if n, _, err := ParseYAML([]byte(one)); err != nil || len(n.Members) != 40_000 {
		t.Error(len(n.Members), err)
	}
	long := "a: " + strings.Repeat("(x@1)", 1000) + "\n'b': '" + strings.Repeat("y", 5000) + "'\n"
	if _, ok := parseBlocks([]byte(long)); !ok {
		t.Error("long values were not taken")
	}
	if _, ok := parseBlocks([]byte(strings.Repeat("k", 1100) + ": 1\n")); ok {
		t.Error("a key was taken that is too long")
	}
}

func TestJSONC(t *testing.T) {
	n, err := ParseJSONC([]byte("// c\n{\"a\": [1, 2,], /* x */ \"b\": {},\n}\n// end"))
	if err != nil || show(&n) != `5["a"@6=4[2"1" 2"2"] "b"@28=5[]]` {
		t.Error(show(&n), err)
	}
	for _, s := range []string{"{,}", "[,]", "{\"a\": 1,,}", "/* open", "{\"a\": 1 /", "[1 2]"} {
		if _, err := ParseJSONC([]byte(s)); err == nil {
			t.Errorf("%q was taken", s)
		}
	}
	if _, err := ParseJSON([]byte("[1,]")); err == nil {
		t.Error("JSON with a comma too many was taken")
	}
}

func FuzzYAML(f *testing.F) {
	f.Add(sample)
	f.Add("a: b\n# c\nd: {e: [f, 'g']}\n")
	f.Add("a:\n- b\n-  c # d\ne: \"f\"\n")
	f.Fuzz(func(t *testing.T, s string) {
		n, ok := parseBlocks([]byte(s))
		if !ok {
			return
		}
		w, more, err := parseWhole([]byte(s))
		if err != nil || more {
			t.Fatalf("%q: the library says %v, %v", s, err, more)
		}
		if show(&n) != show(&w) {
			t.Errorf("%q:\ngot  %s\nwant %s", s, show(&n), show(&w))
		}
	})
}

func FuzzJSONC(f *testing.F) {
	f.Add("// c\n{\"a\": [1, 2,], /* x */ \"b\": {},}")
	f.Fuzz(func(t *testing.T, s string) {
		strict, err := ParseJSON([]byte(s))
		if err != nil {
			ParseJSONC([]byte(s))
			return
		}
		if loose, err := ParseJSONC([]byte(s)); err != nil || show(&loose) != show(&strict) {
			t.Errorf("%q: %s, %v, want %s", s, show(&loose), err, show(&strict))
		}
	})
}

func BenchmarkYAML(b *testing.B) {
	src := []byte(strings.Repeat(sample, 1000))
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		if _, ok := parseBlocks(src); !ok {
			b.Fatal("not taken")
		}
	}
}
