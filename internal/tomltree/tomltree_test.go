package tomltree

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
)

func (d *Document) dump(n *Node) string {
	line, col := d.At(n.Offset)
	at := fmt.Sprintf("@%d:%d", line, col)
	switch n.Kind {
	case Table:
		var parts []string
		for _, k := range n.Keys {
			parts = append(parts, k+"="+d.dump(n.field(k)))
		}
		return "{" + strings.Join(parts, " ") + "}" + at
	case Array:
		var parts []string
		for _, x := range n.Items {
			parts = append(parts, d.dump(x))
		}
		return "[" + strings.Join(parts, " ") + "]" + at
	}
	return n.Text + at
}

func TestParse(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"empty", "", "{}@1:1"},
		{"scalars", "a = 1\nb = \"x\\ty\" # c\nc = true\nd = 1.5\ne = 1979-05-27", "{a=1@1:1 b=x\ty@2:1 c=true@3:1 d=1.5@4:1 e=1979-05-27@5:1}@1:1"},
		{"headers", "[a.b]\nc = 1\n[a]\nd = 2", "{a={b={c=1@2:1}@1:4 d=2@4:1}@3:2}@1:1"},
		{"tables", "[[p]]\nn = 1\n[p.x]\ny = 2\n[[p]]\nn = 2", "{p=[{n=1@2:1 x={y=2@4:1}@3:4}@1:3 {n=2@6:1}@5:3]@1:3}@1:1"},
		{"dotted", "a.b.c = 1\na.b.d = 2", "{a={b={c=1@1:5 d=2@2:5}@1:3}@1:1}@1:1"},
		{"inline", "a = { b = 1, c = { d = 2 } }", "{a={b=1@1:7 c={d=2@1:20}@1:14}@1:1}@1:1"},
		{"arrays over lines", "a = [\n  \"x\",\n  { n = \"y\" },\n]", "{a=[x@2:3 {n=y@3:5}@3:3]@1:1}@1:1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, err := Parse([]byte(tt.src))
			if err != nil {
				t.Fatal(err)
			}
			if got := d.dump(d.Root); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	for src, line := range map[string]int{
		"a = 1\na = 2":                           2,
		"[a]\n[a]":                               2,
		"[a]\nb = 1\n[a.b]":                      3,
		"a = []\n[[a]]":                          2,
		"[[a]]\n[a]":                             2,
		"[a]\n[[a]]":                             2,
		"a = {b = 1}\na.c = 2":                   2,
		"a.b = 1\n[a]":                           2,
		"a = {b = 1, b = 2}":                     1,
		"ok = 1\n\na = \"unclosed":               3,
		"x = 1\n[[p]]\nname = \"a\"\nversion = ": 4,
		"a = " + strings.Repeat("[", 100000):     1,
	} {
		_, err := Parse([]byte(src))
		if err == nil || err.Line != line || err.Reason == "" {
			t.Errorf("%.40q: %v, want an error in line %d", src, err, line)
		}
	}
}

func TestNothing(t *testing.T) {
	var n *Node
	if n.Get("a") != nil || n.Str("a") != "" || n.List() != nil || n.Names() != nil || n.IsTable() || n.True("x") {
		t.Error("nil holds something")
	}
}

// FuzzParse: no input panics, and what is accepted is what go-toml accepts.
func FuzzParse(f *testing.F) {
	f.Add("[[package]]\nname = \"a\"\ndependencies = [\"b\"]\n[package.x]\ny = {z = 1}")
	f.Add("a.b = 1\n[a]\nc = 2")
	f.Add("a = {b.c = 1}")
	f.Fuzz(func(t *testing.T, src string) {
		d, err := Parse([]byte(src))
		var v map[string]any
		whole := toml.Unmarshal([]byte(src), &v)
		if err == nil {
			d.dump(d.Root)
			return
		}
		if err.Line < 1 {
			t.Errorf("no line: %v", err)
		}
		if whole == nil && !strings.Contains(err.Reason, "deep") {
			t.Errorf("go-toml accepts what is refused: %v in %q", err, src)
		}
	})
}

// A table of many keys is looked up by another way than one of few.
func TestManyKeys(t *testing.T) {
	var src strings.Builder
	for i := range 40 {
		fmt.Fprintf(&src, "k%d = %d\n", i, i)
		d, err := Parse([]byte(src.String()))
		if err != nil {
			t.Fatal(err)
		}
		for k := range 42 {
			want := ""
			if k <= i {
				want = fmt.Sprint(k)
			}
			got := ""
			if x := d.Root.Get(fmt.Sprintf("k%d", k)); x != nil {
				got = x.Text
			}
			if got != want {
				t.Fatalf("%d keys: k%d is %q", i+1, k, got)
			}
		}
		if _, err := Parse([]byte(src.String() + "k0 = 1\n")); err == nil || err.Line != i+2 {
			t.Errorf("%d keys and one twice: %v", i+1, err)
		}
	}
}
