package lsp

import (
	"testing"
	"unicode/utf8"

	"github.com/candor-dev/candor"
)

func TestSpan(t *testing.T) {
	ls := lines("\ufeffa\r\n  é𝒳 := b  \n\nlast")
	type at = candor.Location
	for _, c := range []struct {
		name string
		e    encoding
		at   at
		want span
	}{
		{"no column", utf16Units, at{Line: 2}, span{position{1, 2}, position{1, 10}}},
		{"behind a wide sign, utf-16", utf16Units, at{Line: 2, Col: 6}, span{position{1, 6}, position{1, 10}}},
		{"behind a wide sign, utf-8", utf8Units, at{Line: 2, Col: 6}, span{position{1, 9}, position{1, 13}}},
		{"behind a wide sign, utf-32", utf32Units, at{Line: 2, Col: 6}, span{position{1, 5}, position{1, 9}}},
		{"with an end", utf16Units, at{Line: 2, Col: 3, EndLine: 2, EndCol: 5}, span{position{1, 2}, position{1, 5}}},
		{"over lines", utf16Units, at{Line: 1, Col: 1, EndLine: 4, EndCol: 3}, span{position{0, 0}, position{3, 2}}},
		{"an end before the begin", utf16Units, at{Line: 4, Col: 2, EndLine: 2, EndCol: 1}, span{position{3, 1}, position{3, 4}}},
		{"no line", utf16Units, at{}, span{position{0, 0}, position{0, 1}}},
		{"behind the file", utf16Units, at{Line: 99, Col: 99}, span{position{3, 4}, position{3, 4}}},
		{"an empty line", utf16Units, at{Line: 3, Col: 1}, span{position{2, 0}, position{2, 0}}},
	} {
		if got := c.e.span(ls, c.at); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestApply(t *testing.T) {
	r := func(a, b, c, d int) *span { return &span{position{a, b}, position{c, d}} }
	for _, c := range []struct {
		name, text string
		edits      []edit
		want       string
	}{
		{"the whole", "a", []edit{{Text: "b"}}, "b"},
		{"insert", "ab\ncd", []edit{{r(1, 1, 1, 1), "X"}}, "ab\ncXd"},
		{"behind a wide sign", "𝒳b", []edit{{r(0, 2, 0, 3), "c"}}, "𝒳c"},
		{"a line with its end", "a\r\nb\r\nc", []edit{{r(1, 0, 2, 0), ""}}, "a\r\nc"},
		{"end of a line keeps its return", "a\r\nb", []edit{{r(0, 99, 0, 99), "x"}}, "ax\r\nb"},
		{"one after the other", "a", []edit{{r(0, 1, 0, 1), "\n"}, {r(1, 0, 1, 0), "b"}}, "a\nb"},
		{"behind the end", "a", []edit{{r(9, 9, 9, 9), "b"}}, "ab"},
		{"backwards", "abc", []edit{{r(0, 2, 0, 1), "X"}}, "abXc"},
		{"negative", "abc", []edit{{r(-1, -1, 0, 0), "X"}}, "Xabc"},
	} {
		if got := utf16Units.apply(c.text, c.edits); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// Any edit of any text is taken, and one that undoes it gives the text back.
func FuzzApply(f *testing.F) {
	f.Add("a\r\n𝒳b", "x\n", 0, 1, 1, 2)
	f.Fuzz(func(t *testing.T, text, put string, a, b, c, d int) {
		if !utf8.ValidString(text) || a > 1000 || c > 1000 {
			t.Skip()
		}
		for _, e := range []encoding{utf8Units, utf16Units, utf32Units} {
			s := span{position{a, b}, position{c, d}}
			from := e.offset(text, s.Start)
			to := max(from, e.offset(text, s.End))
			got := e.apply(text, []edit{{&s, put}})
			if got != text[:from]+put+text[to:] {
				t.Fatalf("%s: %q", e, got)
			}
			e.span(lines(text), candor.Location{Line: a, Col: b, EndLine: c, EndCol: d})
		}
	})
}

func TestURI(t *testing.T) {
	for _, c := range []struct {
		uri     string
		windows bool
		path    string
		back    string // "" for the same
	}{
		{"file:///a/b%20c/%5Bid%5D.sql", false, "/a/b c/[id].sql", "file:///a/b%20c/%5Bid%5D.sql"},
		{"file:///c%3A/Users/x.sql", true, "C:/Users/x.sql", "file:///C:/Users/x.sql"},
		{"file:///C:/Users/x.sql", true, "C:/Users/x.sql", ""},
		{"file://server/share/x.sql", true, "//server/share/x.sql", ""},
		{"file:///a/%C3%A9.sql", false, "/a/é.sql", ""},
		{"untitled:Untitled-1", false, "", ""},
		{"git:/a/b.sql", false, "", ""},
		{"%", false, "", ""},
	} {
		p, ok := slashPath(c.uri, c.windows)
		if p != c.path || ok != (c.path != "") {
			t.Errorf("%s: %q %v", c.uri, p, ok)
		}
		if c.back == "" {
			c.back = c.uri
		}
		if ok && slashURI(p) != c.back {
			t.Errorf("%s: back as %s", c.uri, slashURI(p))
		}
	}
}
