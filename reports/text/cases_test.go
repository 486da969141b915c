package text

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/term"
	"github.com/candor-dev/candor/reports/format"
	"github.com/candor-dev/candor/reports/testreport"
)

// one returns a report with one finding in a file of one line.
func one(line string, at candor.Location) (*candor.Report, func(string, int) (string, bool)) {
	at.Path, at.Line = "a.go", 1
	return &candor.Report{Results: []candor.Result{{Rule: "a/b", Outcome: candor.Fail, Severity: candor.Bad, Subject: "s", Message: "m", At: at}}},
		func(string, int) (string, bool) { return line, true }
}

// under returns what of the shown source stands above the carets.
func under(t *testing.T, out string) (above string, carets int) {
	t.Helper()
	lines := strings.Split(out, "\n")
	for i, l := range lines {
		from := strings.Index(l, "^")
		if from < 0 {
			continue
		}
		n := strings.Count(l, "^")
		start := term.Width(l[:from])
		cell := 0
		for _, r := range lines[i-1] {
			if cell >= start && cell < start+n {
				above += string(r)
			}
			cell += term.Width(string(r))
		}
		return above, n
	}
	t.Fatalf("no caret in:\n%s", out)
	return "", 0
}

func TestCaret(t *testing.T) {
	for _, c := range []struct {
		name, line string
		at         candor.Location
		want       string
	}{
		{"a span", "func createDeal() {", candor.Location{Col: 6, EndCol: 16}, "createDeal"},
		{"a word", "func createDeal() {", candor.Location{Col: 6}, "createDeal"},
		{"a name with dots", "create table public.deals (", candor.Location{Col: 14}, "public.deals"},
		{"a dot that ends a sentence", "see deals.", candor.Location{Col: 5}, "deals"},
		{"a quoted text", `x: "a b", y`, candor.Location{Col: 4}, `"a b"`},
		{"a quote that never ends", `x: "a b`, candor.Location{Col: 4}, `"`},
		{"after a tab", "\tx = 1", candor.Location{Col: 2}, "x"},
		{"after characters of several bytes", "größe, äöü := 1", candor.Location{Col: 8}, "äöü"},
		{"after wide characters", "顧客 := データ", candor.Location{Col: 7}, "データ"},
		{"after an escape", "\x1b[31m name", candor.Location{Col: 7}, "name"},
		{"past the end", "ab", candor.Location{Col: 9}, ""},
		{"an end before the start", "name x", candor.Location{Col: 1, EndCol: 1}, "name"},
		{"over several lines", "begin of it", candor.Location{Col: 7, EndLine: 4, EndCol: 2}, "of it"},
		{"an action", "  - uses: jdx/mise-action@v3 # tools", candor.Location{Col: 11}, "jdx/mise-action@v3"},
		{"an image with a comma", "  image: node:22-slim, x", candor.Location{Col: 10}, "node:22-slim"},
		{"a key", "  by: Ines", candor.Location{Col: 3}, "by"},
		{"what ends outside", `f(a/b-c"});`, candor.Location{Col: 3}, "a/b-c"},
		{"brackets that close", "a[0].b{c}, d", candor.Location{Col: 1}, "a[0].b{c}"},
		{"a bracket that stays open", "a/b[c, d", candor.Location{Col: 1}, "a/b"},
		{"a list", `x: ["a", "b"] # y`, candor.Location{Col: 4}, `["a", "b"]`},
		{"a bracket alone", "x = {", candor.Location{Col: 5}, "{"},
		{"an expression", "uses: a/b@${{ inputs.ref }} # y", candor.Location{Col: 7}, "a/b@${{ inputs.ref }}"},
		{"a statement", `CREATE POLICY "own rows" ON public.deals FOR`, candor.Location{Col: 1}, `CREATE POLICY "own rows"`},
		{"a table", "create unlogged table if not exists app.deals (", candor.Location{Col: 1}, "create unlogged table if not exists app.deals"},
		{"no statement", "created table x", candor.Location{Col: 1}, "created"},
		{"far to the right", strings.Repeat("x ", 200) + "here " + strings.Repeat("y ", 200), candor.Location{Col: 401}, "here"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, src := one(c.line, c.at)
			out := render(t, r, format.Options{Width: 80, Source: src})
			if got, _ := under(t, out); got != c.want {
				t.Errorf("the caret is under %q, want %q:\n%s", got, c.want, out)
			}
			for _, l := range strings.Split(out, "\n") {
				if strings.Contains(l, "| ") && term.Width(l) > 80 {
					t.Errorf("%d cells: %s", term.Width(l), l)
				}
			}
		})
	}
}

func TestLineWithoutColumn(t *testing.T) {
	r, src := one("  source", candor.Location{})
	out := render(t, r, format.Options{Source: src})
	if !strings.Contains(out, "1 |   source") || strings.Contains(out, "^") {
		t.Errorf("want the line and no caret:\n%s", out)
	}
}

func TestLabelWithoutColumn(t *testing.T) {
	r, src := one("\t  id: roles", candor.Location{Col: 5})
	r.Results[0].Related = []candor.Location{{Path: "a.go", Line: 3, Label: "declared here"}}
	out := render(t, r, format.Options{Source: src})
	if !strings.Contains(out, "3 |       id: roles\n  |       -- declared here\n") {
		t.Errorf("the label is not below the first word:\n%s", out)
	}
}

func TestContradictsIsCutBetweenWords(t *testing.T) {
	text := "Row-level security is switched on for every table that holds the data of a customer"
	for width := 60; width < 160; width++ {
		r, src := one("x", candor.Location{Col: 1})
		r.Claims = []candor.ClaimVerdict{{Claim: candor.Claim{ID: "rls", Text: text, At: candor.Location{Path: "p.md", Line: 4}, Rules: []candor.RuleUse{{Rule: "a/b"}}}, Verdict: candor.Contradicted}}
		_, line, _ := strings.Cut(render(t, r, format.Options{Width: width, Source: src}), "  = contradicts: p.md:4 ")
		line, _, _ = strings.Cut(line, "\n")
		line = strings.Trim(line, `"`)
		if cut, ok := strings.CutSuffix(line, "…"); ok && !strings.HasPrefix(text, cut+" ") || !ok && line != text {
			t.Errorf("width %d: %q", width, line)
		}
		if n := term.Width(line) + len(`  = contradicts: p.md:4 ""`); n > width || n < width-12 && line != text {
			t.Errorf("width %d: %d cells are used", width, n)
		}
	}
}

// TestUndecidedIsShort holds that a long list of what is not decided is folded,
// and that nothing is lost on the way.
func TestUndecidedIsShort(t *testing.T) {
	part := func(o format.Options) string {
		_, s, _ := strings.Cut(render(t, testreport.Gaps(), o), "Not decided\n")
		s, _, _ = strings.Cut(s, "\n\n")
		return s
	}
	for width := 60; width <= 160; width += 10 {
		if s := part(format.Options{Width: width, MaxPerRule: 5}); strings.Count(s, "\n")+2 > 26 || !strings.Contains(s, "candor check -v") || !strings.Contains(s, "concerns claim tls") {
			t.Errorf("width %d:\n%s", width, s)
		}
	}
	for name, o := range map[string]format.Options{"verbose": {MaxPerRule: 5, Verbose: true}, "one rule": {MaxPerRule: 5, Rule: "crypto/at-rest"}} {
		s := part(o)
		for i := range 12 {
			for _, want := range []string{fmt.Sprintf("infra/stacks/%02d.yaml:8:3", i), fmt.Sprintf("infra/stores.yaml:%d:3", 10+i)} {
				if strings.Count(s, want) != 1 {
					t.Errorf("%s: %s stands there %d times", name, want, strings.Count(s, want))
				}
			}
		}
		if strings.Contains(s, "more place") {
			t.Errorf("%s: something is folded:\n%s", name, s)
		}
	}
}

func TestFold(t *testing.T) {
	out := render(t, testreport.Rich(), format.Options{MaxPerRule: 5})
	if n := strings.Count(out, "warning[deps/exact-manifest]"); n != 5 {
		t.Errorf("%d frames, want 5", n)
	}
	if !strings.Contains(out, "+37 more of deps/exact-manifest: candor check --rule deps/exact-manifest") {
		t.Error("the folded ones are not told")
	}
	for name, o := range map[string]format.Options{"no cap": {}, "one rule": {MaxPerRule: 5, Rule: "deps/exact-manifest"}} {
		out := render(t, testreport.Rich(), o)
		if n := strings.Count(out, "warning[deps/exact-manifest]"); n != 42 || strings.Contains(out, " more of deps") {
			t.Errorf("%s: %d frames, want 42", name, n)
		}
	}
}

func TestNarrow(t *testing.T) {
	for width := 40; width <= 140; width += 4 {
		out := render(t, testreport.Rich(), format.Options{Width: width, Source: testreport.Source})
		_, claims, _ := strings.Cut(out, "\nClaims\n")
		claims, _, _ = strings.Cut(claims, "\n\n")
		for _, l := range strings.Split(claims, "\n") {
			if term.Width(l) > width {
				t.Errorf("width %d: %d cells: %s", width, term.Width(l), l)
			}
		}
	}
}

func TestNothingFoundIsNoPraise(t *testing.T) {
	out := render(t, testreport.Empty(), format.Options{})
	for _, want := range []string{"nothing was judged", "incomplete: nothing to look at", "candor.yaml"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not said:\n%s", want, out)
		}
	}
}

func TestColourIsNeverAlone(t *testing.T) {
	r := testreport.Rich()
	plain := render(t, r, format.Options{Width: 100, Source: testreport.Source})
	coloured := render(t, r, format.Options{Width: 100, Source: testreport.Source, Color: true})
	if got := strip(coloured); got != plain {
		t.Error("colour changes the words or the layout")
	}
}

func strip(s string) string {
	var b strings.Builder
	for {
		head, rest, ok := strings.Cut(s, "\x1b[")
		b.WriteString(head)
		if !ok {
			return b.String()
		}
		_, s, _ = strings.Cut(rest, "m")
	}
}

func TestLinks(t *testing.T) {
	r, src := one("x", candor.Location{Col: 1})
	r.Root = "/srv/my app"
	out := render(t, r, format.Options{Source: src, Links: true})
	if !strings.Contains(out, "\x1b]8;;file:///srv/my%20app/a.go\x1b\\a.go:1:1\x1b]8;;\x1b\\") {
		t.Errorf("%q", out)
	}
}

// TestAnything draws frames over random text at random places.
func TestAnything(t *testing.T) {
	rnd := rand.New(rand.NewSource(1))
	letters := []rune("ab \t\"'._顧é\u0301\u200d👩\x1b\u202e\ufffd|&=:")
	for range 3000 {
		var b strings.Builder
		for range rnd.Intn(90) {
			b.WriteRune(letters[rnd.Intn(len(letters))])
		}
		n := func() int { return rnd.Intn(100) - 3 }
		r, src := one(b.String(), candor.Location{Col: n(), EndCol: n(), EndLine: rnd.Intn(3), Label: "label"})
		r.Results[0].Related = []candor.Location{{Path: "a.go", Line: 1 + rnd.Intn(3), Col: n(), EndCol: n(), Label: fmt.Sprint(rnd.Int())}}
		out := render(t, r, format.Options{Width: rnd.Intn(120), Source: src})
		if strings.ContainsAny(out, "\x1b\t\r\u202e") {
			t.Fatalf("a control character came through: %q", out)
		}
	}
}
