package yamlfault

import (
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

func TestFind(t *testing.T) {
	for name, c := range map[string]struct {
		src  string
		line int
	}{
		"outdented key":   {"a: 1\nb:\n  c:\n    d: 1\n   e: {\n", 5},
		"open bracket":    {"a: 1\nb: [1,\n", 2},
		"two colons":      {"a:\n  b: c: d\n", 2},
		"tab":             {"a:\n\tb: 1\n", 2},
		"second document": {"a: 1\n---\nb: 1\n", 2},
		"far below":       {"a:\n" + strings.Repeat("  - x\n", 200) + " - y: {\n", 202},
	} {
		t.Run(name, func(t *testing.T) {
			var n yaml.Node
			err := yaml.Unmarshal([]byte(c.src), &n)
			if err == nil {
				err = yaml.NewDecoder(strings.NewReader("a: [")).Decode(&n)
			}
			if msg, line := Find([]byte(c.src), err); line != c.line || msg == "" || strings.Contains(msg, "line ") {
				t.Errorf("got line %d %q, want %d", line, msg, c.line)
			}
		})
	}
}

func FuzzFind(f *testing.F) {
	f.Add([]byte("a: [\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		var n yaml.Node
		if err := yaml.Unmarshal(src, &n); err != nil {
			if _, line := Find(src, err); line < 1 {
				t.Errorf("line %d", line)
			}
		}
	})
}
