package lsp

import (
	"strings"
	"testing"
)

func TestSpotAt(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{ // | is the caret
		{"a key of the document", "company: X\ncla|", "key: cla"},
		{"a value", "company: X|", "company value: X"},
		{"nothing yet", "|", "key: "},
		{"a key of a claim", "claims:\n  - id: x\n    te|", "claims [] key: te"},
		{"the first key of a claim", "claims:\n  - i|", "claims [] value: i"},
		{"a list without indentation", "claims:\n- id: x\n  ru|", "claims [] key: ru"},
		{"a list in brackets", "claims:\n  - id: x\n    rules: [a/b, rls/ta|", "claims [] rules [] value: rls/ta"},
		{"a list below", "claims:\n  - id: x\n    rules:\n      - rls/|", "claims [] rules [] value: rls/"},
		{"a list below, as far left", "claims:\n  - id: x\n    rules:\n    - rls/|", "claims [] rules [] value: rls/"},
		{"a rule with its key", "claims:\n  - id: x\n    rules:\n      - rule: rls/|", "claims [] rules [] rule value: rls/"},
		{"a rule in braces", "claims:\n  - id: x\n    rules: [{rule: tls/min|", "claims [] rules [] rule value: tls/min"},
		{"parameters below", "claims:\n  - id: x\n    rules:\n      - rule: a/b\n        with:\n          ver|", "claims [] rules [] with key: ver"},
		{"parameters in braces", "claims:\n  - id: x\n    rules: [{rule: a/b, with: {ver|", "claims [] rules [] with key: ver"},
		{"the second claim", "claims:\n  - id: x\n    rules: [a]\n\n  # y\n  - id: y\n    st|", "claims [] key: st"},
		{"back in the document", "claims:\n  - id: x\n    rules: [a]\nwai|", "key: wai"},
		{"an inner mapping", "database:\n  ten|", "database key: ten"},
		{"in the middle of a word", "claims:\n  - id: x\n    rules: [rls/ta|ble]", "claims [] rules [] value: rls/table"},
		{"a waiver in braces", "waivers:\n  - {rule: r|", "waivers [] rule value: r"},
		{"a comment", "company: X # a|", "none"},
		{"prose", "claims:\n  - text: Every ta|", "none"},
		{"a text over lines", "claims:\n  - text: >\n      every|", "none"},
	} {
		text, after, _ := strings.Cut(c.text, "|")
		ls := lines(text + after)
		n := strings.Count(text, "\n")
		s, ok := spotAt(ls, n, len(text)-strings.LastIndexByte(text, '\n')-1)
		got := "none"
		if ok {
			kind := " value: "
			if s.key {
				kind = " key: "
			}
			got = strings.TrimLeft(strings.Join(s.path, " ")+kind+s.word, " ")
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// Nothing that stands in a file makes it panic.
func FuzzSpotAt(f *testing.F) {
	f.Add("claims:\n  - id: x\n    rules: [{rule: a/b, with: {ver", 2, 10)
	f.Fuzz(func(t *testing.T, text string, n, col int) {
		ls := lines(text)
		if n < 0 || n >= len(ls) || col < 0 || col > len(ls[n]) {
			t.Skip()
		}
		s, ok := spotAt(ls, n, col)
		if ok && (s.start < 0 || s.start > col) {
			t.Fatalf("the word begins at %d, the caret stands at %d", s.start, col)
		}
	})
}
