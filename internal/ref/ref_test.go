package ref

import (
	"strings"
	"testing"
)

func TestParseImage(t *testing.T) {
	hex := strings.Repeat("0a", 32)
	tests := []struct {
		in, name, host, tag, level string
	}{
		{"node", "node", "", "", "none"},
		{"node:latest", "node", "", "latest", "none"},
		{"node:20", "node", "", "20", "tag"},
		{"node:20@sha256:" + hex, "node", "", "20", "hash"},
		{"node@sha256:" + hex, "node", "", "", "hash"},
		{"node@sha256:123456", "node", "", "", "none"},
		{"node:20@sha256:" + strings.ToUpper(hex), "node", "", "20", "tag"},
		{"node:20@sha512:" + hex + hex, "node", "", "20", "hash"},
		{"node:20@md5:" + hex, "node", "", "20", "tag"},
		{"@sha256:" + hex, "", "", "", "none"},
		{"gcr.example.com/distroless/static:sha256-" + hex + ".sig", "gcr.example.com/distroless/static", "gcr.example.com", "sha256-" + hex + ".sig", "tag"},
		{"localhost:5000/app", "localhost:5000/app", "localhost:5000", "", "none"},
		{"registry.example.com:443/team/app:v1", "registry.example.com:443/team/app", "registry.example.com:443", "v1", "tag"},
		{"team/app:v1", "team/app", "", "v1", "tag"},
		{"", "", "", "", "none"},
	}
	for _, tt := range tests {
		m := ParseImage(tt.in)
		if m.Name != tt.name || m.Host != tt.host || m.Tag != tt.tag || m.Level() != tt.level {
			t.Errorf("ParseImage(%q) = %+v level %s, want %+v", tt.in, m, m.Level(), tt)
		}
	}
}

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"node:20":             "node:20",
		"a\x1b[31mred":        `a\x1b[31mred`,
		"line\nbreak":         `line\nbreak`,
		"evil\u202egnp":       `evil\u202egnp`,
		"zero\u200bwidth":     `zero\u200bwidth`,
		"früh":                "früh",
		"bell\a":              `bell\a`,
		`back\slash "quoted"`: `back\slash "quoted"`,
	} {
		if got := Printable(in); got != want {
			t.Errorf("Printable(%q) = %q, want %q", in, got, want)
		}
	}
	if got := Printable(strings.Repeat("ü", 500)); len([]rune(got)) != 203 {
		t.Errorf("a long text is not cut: %d", len([]rune(got)))
	}
}

func TestNamesAndCommits(t *testing.T) {
	n := Names{}
	if a, b := n.Unique("x"), n.Unique("x"); a != "x" || b != "x #2" {
		t.Errorf("Unique gave %q, %q", a, b)
	}
	for in, want := range map[string]bool{
		strings.Repeat("a1", 20): true, strings.Repeat("a1", 32): true,
		strings.Repeat("A1", 20): false, "a81bbbf": false, "": false, strings.Repeat("g1", 20): false,
	} {
		if IsCommit(in) != want {
			t.Errorf("IsCommit(%q) is not %v", in, want)
		}
	}
}

func FuzzImage(f *testing.F) {
	f.Add("registry.example.com:5000/a/b:1@sha256:00")
	f.Add("@:/@")
	f.Fuzz(func(t *testing.T, s string) {
		m := ParseImage(s)
		if m.Pinned && m.Level() != "hash" {
			t.Errorf("%q is pinned but level %s", s, m.Level())
		}
		m.Fact(s, "from")
	})
}
