package pages

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func show(d *Document) []string {
	var out []string
	for _, s := range d.Statements {
		badge := ""
		if s.Badge != "" {
			badge = " [" + s.Badge + "]"
		}
		out = append(out, fmt.Sprintf("%d %s (%s) %s%s", s.Line, s.Shape, s.Section, s.Text, badge))
	}
	for _, r := range d.Rows {
		out = append(out, fmt.Sprintf("%d row (%s) %s", r.Line, r.Section, strings.Join(r.Cells, " | ")))
	}
	return out
}

func TestRead(t *testing.T) {
	tests := []struct {
		name, file, src string
		want            []string
	}{
		{"markdown", "a.md", "---\ntitle: x\n---\n# Trust\n\nOne sentence, e.g. this. Two\nlines. \n\n## Data\n- **Bold** [link](x) item\n  goes on\n* second\n\n```\nno text\n```\n<!-- not\nread --> seen\n",
			[]string{"4 heading () Trust", "6 sentence (Trust) One sentence, e.g. this.", "6 sentence (Trust) Two lines.", "9 heading (Trust) Data",
				"10 item (Trust > Data) Bold link item goes on", "12 item (Trust > Data) second", "18 sentence (Trust > Data) seen"}},
		{"setext and rule", "a.md", "# x\nTitle\n=====\n\ntext\n\n---\n", []string{"1 heading () x", "2 heading () Title", "5 sentence (Title) text"}},
		{"table", "a.md", "# T\n\n| Vendor | Purpose |\n|---|---|\n| A \\| B | mail |\n\n| no head |\n", []string{"1 heading () T", "5 row (T) A | B | mail"}},
		{"badges", "a.md", "# R\n- SSO · roadmap\n- Audit log (live)\n- Olive oil\n", []string{"1 heading () R", "2 item (R) SSO [roadmap]", "3 item (R) Audit log [live]", "4 item (R) Olive oil"}},
		{"text that lost its markup", "a.txt", "Roadmap\n- Row-level securitylive\n- Audit logQ3 2026roadmap\nData\nIt is kept for a year.\n",
			[]string{"1 heading () Roadmap", "2 item (Roadmap) Row-level security [live]", "3 item (Roadmap) Audit logQ3 2026 [roadmap]", "4 heading () Data", "5 sentence (Data) It is kept for a year."}},
		{"no badge but words", "a.md", "# x\n- We stay alive\n- Nothing else\n- More\n", []string{"1 heading () x", "2 item (x) We stay alive", "3 item (x) Nothing else", "4 item (x) More"}},
		{"html", "a.html", "<html><head><title>no</title></head>\n<body><nav>menu</nav><h1>Trust</h1>\n<p>One. Two.</p><ul>\n<li><p>item <b>bold</b></p></li></ul><script>x</script>\n<table><tr><th>Vendor</th><th>Purpose</th></tr><tr><td>A</td><td></td></tr></table></body>",
			[]string{"2 heading () Trust", "3 sentence (Trust) One.", "3 sentence (Trust) Two.", "4 item (Trust) item bold", "5 row (Trust) A | "}},
		{"a table for layout", "a.html", "<table><tr><td><h2>Trust</h2>\n<td><p>One.<table>\n<tr><td>Two.",
			[]string{"1 heading () Trust", "2 sentence (Trust) One.", "3 sentence (Trust) Two."}},
		{"nothing", "a.md", "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, show(Read(tt.file, tt.src))); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestCut(t *testing.T) {
	if d := Read("a.md", strings.Repeat("- x\n", maxStatements+10)); !d.Cut || len(d.Statements) != maxStatements {
		t.Errorf("%d statements, cut %v", len(d.Statements), d.Cut)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("# a\n- b live\n|x|y|\n|-|-|\n|1|2|\n<!-- c", false)
	f.Add("<table><tr><th>a<td>b</table><li>x<p>", true)
	f.Fuzz(func(t *testing.T, src string, html bool) {
		name := "a.md"
		if html {
			name = "a.html"
		}
		lines := strings.Count(src, "\n") + 1
		for _, s := range Read(name, src).Statements {
			if s.Text == "" || s.Line < 1 || s.Line > lines || s.EndLine < s.Line {
				t.Fatalf("%+v", s)
			}
		}
	})
}
