package htmldoc

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"testing"
	"unicode/utf8"
)

func body(write func(d *Doc)) string {
	var d Doc
	write(&d)
	return d.b.String()
}

func TestEscape(t *testing.T) {
	for name, c := range map[string]struct {
		write func(d *Doc)
		want  string
	}{
		"text":            {func(d *Doc) { d.El("b", `<script>alert("1")</script>&`) }, "<b>&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt;&amp;</b>"},
		"terminal escape": {func(d *Doc) { d.Text("\x1b[2J\x00") }, `\x1b[2J\x00`},
		"reordering":      {func(d *Doc) { d.Text("a\u202eb") }, `a\u202eb`},
		"bytes":           {func(d *Doc) { d.Text("\xff") }, `\xff`},
		"attribute":       {func(d *Doc) { d.El("b", "x", "title", `"><img src=x onerror=y>`) }, `<b title="&#34;&gt;&lt;img src=x onerror=y&gt;">x</b>`},
		"no value":        {func(d *Doc) { d.Open("details", "open", "", "class", ""); d.Close("details") }, "<details open></details>\n"},
		"a link":          {func(d *Doc) { d.Link("https://example.com/a?b&c", "x<") }, `<a href="https://example.com/a?b&amp;c" rel="noreferrer">x&lt;</a>`},
		"a script link":   {func(d *Doc) { d.Link("javascript:alert(1)", "x") }, "x"},
		"a data link":     {func(d *Doc) { d.Link("data:text/html,x", "x") }, "x"},
		"a hidden scheme": {func(d *Doc) { d.Link(" java\nscript:alert(1)", "x") }, "x"},
		"a password":      {func(d *Doc) { d.Link("https://a:b@example.com/", "x") }, "x"},
		"relative":        {func(d *Doc) { d.Link("//example.com/", "x") }, "x"},
		"closed wrongly":  {func(d *Doc) { d.Open("p"); d.Close("b", "p", "p") }, "<p></p>\n"},
		"long":            {func(d *Doc) { d.Long(strings.Repeat("ü", 30), 5) }, "üüüüü… (25 characters more)"},
	} {
		if got := body(c.write); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestID(t *testing.T) {
	var d Doc
	for _, c := range [][2]string{{"RLS on", "claim-rls-on"}, {"rls/on", "claim-rls-on-2"}, {"顧客", "claim"}, {"", "claim-2"}, {strings.Repeat("x", 200), "claim-" + strings.Repeat("x", 74)}} {
		if got := d.ID("claim", c[0]); got != c[1] {
			t.Errorf("%q: %q, want %q", c[0], got, c[1])
		}
	}
}

// TestPage: the policy names the very bytes between the tags, else a browser
// shows the page without style and script.
func TestPage(t *testing.T) {
	var d Doc
	d.El("p", "x")
	page := d.Page(Head{Title: "a</title><script>", Style: "\n  b { c: d; }\n\n", Script: "  e();\n"})
	for _, tag := range []string{"style", "script"} {
		_, rest, _ := strings.Cut(page, "<"+tag+">")
		inner, _, ok := strings.Cut(rest, "</"+tag+">")
		sum := sha256.Sum256([]byte(inner))
		if !ok || !strings.Contains(page, tag+"-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'") {
			t.Errorf("the policy does not name the digest of %q", inner)
		}
	}
	if strings.Contains(page, "</title><script>") || strings.Contains(page, "unsafe") || !strings.Contains(page, "default-src 'none'") {
		t.Error(page)
	}
	if p := d.Page(Head{Style: "x"}); strings.Contains(p, "script") {
		t.Errorf("a page without script: %s", p)
	}
}

func TestUnclosed(t *testing.T) {
	var d Doc
	d.Open("p")
	d.Open("b")
	if got := strings.Join(d.Unclosed(), " "); got != "p b" {
		t.Error(got)
	}
}

func FuzzText(f *testing.F) {
	f.Add("<script>", 3)
	f.Add("\xff\x00\u202e\"'", 1)
	f.Fuzz(func(t *testing.T, s string, n int) {
		n = max(0, n%1000)
		out := body(func(d *Doc) { d.El("b", s, "title", s, "id", d.ID("x", s)); d.Long(s, n); d.Link(s, s) })
		if !utf8.ValidString(out) {
			t.Errorf("%q: not UTF-8", s)
		}
		rest := out
		for _, ours := range []string{"<b", "</b>", "<a href", "</a>"} {
			rest = strings.ReplaceAll(rest, ours, "")
		}
		if strings.Contains(rest, "<") || strings.Contains(strings.ToLower(out), `href="javascript`) || strings.ContainsAny(out, "\x00\x1b") {
			t.Errorf("%q gives %q", s, out)
		}
	})
}
