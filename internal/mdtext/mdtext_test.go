package mdtext

import (
	"strings"
	"testing"
)

func TestEscape(t *testing.T) {
	for in, want := range map[string]string{
		"a | b":                     `a \| b`,
		"`x` *y* _z_":               "\\`x\\` \\*y\\* \\_z\\_",
		"<script>alert(1)</script>": "&lt;script&gt;alert(1)&lt;/script&gt;",
		"[x](javascript:y)":         `\[x\](javascript:y)`,
		"ping @ana":                 "ping @<!-- -->ana",
		"two\nlines\x1b[0m":         `two lines\\x1b\[0m`,
		`back\slash`:                `back\\slash`,
	} {
		if got := Text(in); got != want {
			t.Errorf("Text(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"a/b.go:1": "`a/b.go:1`",
		"a|b":      "`a\\|b`",
		"a`b":      "``a`b``",
		"`a``":     "``` `a`` ```",
		"":         "",
		"x\ny":     "`x y`",
	} {
		if got := Code(in); got != want {
			t.Errorf("Code(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add("a | `b` <c> @d")
	f.Fuzz(func(t *testing.T, s string) {
		got := Text(s)
		if strings.ContainsAny(got, "\n\r\x1b\x00") || strings.Contains(got, "<") && !strings.Contains(got, "<!-- -->") {
			t.Errorf("%q gives %q", s, got)
		}
		Code(s)
	})
}
