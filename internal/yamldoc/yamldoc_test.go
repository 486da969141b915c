package yamldoc

import (
	"strings"
	"testing"
)

func TestFile(t *testing.T) {
	f, err := Parse([]byte("---\n---\nx: &a {image: one, k: v}\ny:\n  <<: *a\n  image: two\nz: *a\nl: [1, 2]\n---\nother: 1\n"))
	if err != nil || len(f.Docs) != 2 {
		t.Fatal(f, err)
	}
	d := f.Docs[0]
	for path, want := range map[string]string{"x image": "one", "y image": "two", "y k": "v", "z image": "one", "q r": "", "l": ""} {
		if got := Text(f.Get(d, strings.Fields(path)...)); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	if len(f.Items(f.Get(d, "l"))) != 2 || f.Items(d) != nil {
		t.Error("Items")
	}
	n := 0
	f.Walk(d, func([]Pair) { n++ })
	if n != 4 || f.Full() {
		t.Errorf("%d mappings", n)
	}
	f, _ = Parse([]byte("a: 1\na: 2\n"))
	if f.Pairs(f.Docs[0]); len(f.Twice) != 1 {
		t.Error("a key that stands twice")
	}
	if _, err := Parse([]byte("a: [")); err == nil {
		t.Error("broken YAML")
	}
}

// Aliases that stand for more than anyone wrote end at the bound.
func TestBound(t *testing.T) {
	var b strings.Builder
	b.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x]\n")
	for i := '1'; i <= '9'; i++ {
		p := "*a" + string(i-1)
		b.WriteString("a" + string(i) + ": &a" + string(i) + " [" + strings.Repeat(p+", ", 8) + p + "]\n")
	}
	f, err := Parse([]byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	f.Walk(f.Docs[0], func([]Pair) {})
	if !f.Full() {
		t.Error("the bound was not reached")
	}
}
