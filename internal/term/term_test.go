package term

import (
	"strings"
	"testing"
)

func TestDecide(t *testing.T) {
	for _, c := range []struct {
		name         string
		choice       Mode
		tty          bool
		env          string
		color, links bool
	}{
		{"a terminal", Auto, true, "", true, false},
		{"a pipe", Auto, false, "", false, false},
		{"always into a pipe", Always, false, "NO_COLOR=1", true, false},
		{"never on a terminal", Never, true, "FORCE_COLOR=1", false, false},
		{"NO_COLOR", Auto, true, "NO_COLOR=1", false, false},
		{"an empty NO_COLOR says nothing", Auto, true, "NO_COLOR=", true, false},
		{"NO_COLOR outweighs FORCE_COLOR", Auto, true, "NO_COLOR=1 FORCE_COLOR=1", false, false},
		{"FORCE_COLOR in a pipe", Auto, false, "FORCE_COLOR=1", true, false},
		{"FORCE_COLOR=0 on a terminal", Auto, true, "FORCE_COLOR=0", false, false},
		{"CLICOLOR_FORCE", Auto, false, "CLICOLOR_FORCE=1", true, false},
		{"CLICOLOR_FORCE=0", Auto, true, "CLICOLOR_FORCE=0", true, false},
		{"a dumb terminal", Auto, true, "TERM=dumb", false, false},
		{"links", Auto, true, "TERM_PROGRAM=WezTerm", true, true},
		{"links of VTE", Auto, true, "VTE_VERSION=7600", true, true},
		{"no links of an old VTE", Auto, true, "VTE_VERSION=4900", true, false},
		{"no links into a pipe", Always, false, "TERM_PROGRAM=WezTerm", true, false},
		{"no links in CI", Auto, true, "TERM_PROGRAM=WezTerm CI=true", true, false},
	} {
		env := make(map[string]string)
		for _, kv := range strings.Fields(c.env) {
			k, v, _ := strings.Cut(kv, "=")
			env[k] = v
		}
		got := Decide(Env{Color: c.choice, IsTerminal: c.tty, Getenv: func(k string) string { return env[k] }})
		if got.Color != c.color || got.Links != c.links {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
	columns := func(k string) string { return map[string]string{"COLUMNS": "72"}[k] }
	if got := Decide(Env{Getenv: columns}).Width; got != 72 {
		t.Errorf("width from COLUMNS: %d", got)
	}
	if got := Decide(Env{Getenv: columns, Width: 120}).Width; got != 120 {
		t.Errorf("the terminal knows its width best: %d", got)
	}
	if got := Detect(&strings.Builder{}, Auto, nil); got.IsTerminal || got.Color || got.Width != 0 {
		t.Errorf("a buffer: %+v", got)
	}
	if _, err := ParseMode("sometimes"); err == nil {
		t.Error("no error for an unknown mode")
	}
}

func TestSanitize(t *testing.T) {
	for in, want := range map[string]string{
		"plain":              "plain",
		"a\tb\r\nc":          "a b  c",
		"\x1b[31mred\x1b[0m": `\x1b[31mred\x1b[0m`,
		"\x1b]8;;x\aL":       `\x1b]8;;x\x07L`,
		"del\x7f":            `del\x7f`,
		"c1\u009b31m":        `c1\x9b31m`,
		"bidi\u202eabc":      `bidi\u202eabc`,
		"iso\u2066x\u2069":   `iso\u2066x\u2069`,
		"bom\ufeff":          `bom\ufeff`,
		"zero\u200bwidth":    `zero\u200bwidth`,
		"tag\U000e0041":      `tag\U000e0041`,
		"line\u2028sep":      `line\u2028sep`,
		"bad\xff\xc3":        `bad\xff\xc3`,
		"größe 顧客 👩‍💻":       "größe 顧客 👩‍💻",
		"wide\u3000blank":    "wide blank",
		"no\u00a0break":      "no break",
	} {
		if got := Sanitize(in); got != want {
			t.Errorf("Sanitize(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestWidth(t *testing.T) {
	for in, want := range map[string]int{
		"": 0, "abc": 3, "größe": 5, "顧客": 4, "e\u0301": 1, "✓ ok": 4, "\x1b[1;31mred\x1b[0m": 3,
		Style{Color: true, Links: true}.Link("here", "file:///x"): 4,
	} {
		if got := Width(in); got != want {
			t.Errorf("Width(%q) = %d, want %d", in, got, want)
		}
	}
}

func TestTruncate(t *testing.T) {
	for _, c := range []struct {
		in    string
		width int
		want  string
	}{
		{"short", 10, "short"},
		{"exactly10!", 10, "exactly10!"},
		{"path/to/some/file.go", 10, "path/to/s…"},
		{"顧客データ", 5, "顧客…"},
		{"顧客データ", 4, "顧…"},
		{"ae\u0301iou", 3, "ae\u0301…"},
		{"abc", 0, ""},
	} {
		if got := Truncate(c.in, c.width); got != c.want {
			t.Errorf("Truncate(%q, %d) = %q, want %q", c.in, c.width, got, c.want)
		}
	}
}

func TestShorten(t *testing.T) {
	for _, c := range []struct {
		in    string
		width int
		want  string
	}{
		{"every table that we have", 24, "every table that we have"},
		{"every table that we have", 22, "every table that we…"},
		{"every table that we have", 20, "every table that we…"},
		{"every table, that we", 14, "every table…"},
		{"a verylongwordthatendsnowhere", 12, "a verylongw…"},
		{"顧客データは保存時に", 9, "顧客デー…"},
		{"abc def", 0, ""},
	} {
		if got := Shorten(c.in, c.width); got != c.want {
			t.Errorf("Shorten(%q, %d) = %q, want %q", c.in, c.width, got, c.want)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		in    string
		width int
		want  string
	}{
		{"one two three", 7, "one two|three"},
		{"one", 0, "one"},
		{"", 5, ""},
		{"a verylongword b", 6, "a|verylo|ngword|b"},
		{"顧客データは保存", 6, "顧客デ|ータは|保存"},
		{"    ", 2, ""},
		{"at (db/migrations/0006_comments.sql:5)", 22, "at|(db/migrations/|0006_comments.sql:5)"},
		{"aws_iam_role_policy.release", 21, "aws_iam_role_policy.|release"},
		{"a/b/c/d/e f", 4, "a/b/|c/d/|e f"},
		{"abcdef-ghijk/l", 10, "abcdef-|ghijk/l"},
	} {
		got := Wrap(c.in, c.width)
		if s := strings.Join(got, "|"); s != c.want {
			t.Errorf("Wrap(%q, %d) = %q, want %q", c.in, c.width, s, c.want)
		}
	}
}

func TestSource(t *testing.T) {
	s := NewSource("\tx := \"größe顧\"\x1b[0m end\n")
	for col, cell := range map[int]int{0: 0, 1: 0, 2: 4, 8: 10, 13: 15, 14: 17, 15: 18, 999: s.Width()} {
		if got := s.Cell(col); got != cell {
			t.Errorf("column %d begins in cell %d, want %d", col, got, cell)
		}
	}
	if text, shift := s.Cut(0, 100); text != `    x := "größe顧"\x1b[0m end` || shift != 0 {
		t.Errorf("%q %d", text, shift)
	}
	long := NewSource(strings.Repeat("顧a", 60) + "HERE" + strings.Repeat("b", 60))
	focus := long.Cell(121)
	for width := 5; width < 120; width++ {
		text, shift := long.Cut(focus, width)
		if Width(text) > width {
			t.Errorf("width %d: %d cells", width, Width(text))
		}
		at := focus - shift
		if at < 0 || at >= Width(text) || !strings.Contains(text, "H") {
			t.Errorf("width %d: the place is out of sight: cell %d of %q", width, at, text)
			continue
		}
		if before, _, _ := strings.Cut(text, "H"); Width(before) != at {
			t.Errorf("width %d: the mark is in cell %d, the place in %d", width, at, Width(before))
		}
	}
}

func TestLink(t *testing.T) {
	st := Style{Links: true}
	if got := st.Link("x", "file:///a\x1b"); got != "x" {
		t.Errorf("an address with an escape was linked: %q", got)
	}
	if got := (Style{}).Link("x", "file:///a"); got != "x" {
		t.Errorf("linked though links are off: %q", got)
	}
}
