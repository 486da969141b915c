package pagetable

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRead(t *testing.T) {
	for _, tt := range []struct {
		name, path, src string
		want            []Table
	}{
		{"markdown", "a.md", "# List\n\n| Vendor | Where |\n|:--|--|\n| **Stripe** | US |\n| [Resend](https://resend.example) | [EU](x)<br>Ireland |\n\ntext | with a pipe\n",
			[]Table{{Header: []string{"Vendor", "Where"}, Rows: []Row{{5, []string{"Stripe", "US"}}, {6, []string{"Resend", "EU Ireland"}}}}}},
		{"without outer pipes", "a.md", "Name | Use\n--- | ---\nA\\|B | `c`\n", []Table{{Header: []string{"Name", "Use"}, Rows: []Row{{3, []string{"A|B", "c"}}}}}},
		{"in a fence", "a.md", "```\n| a | b |\n|---|---|\n| c | d |\n```\n", nil},
		{"commented in markdown", "a.md", "<!--\n-->| a | b |\n|---|---|\n<!-- | c | d | -->\n", []Table{{Header: []string{"a", "b"}}}},
		{"columns that differ", "a.md", "| a | b |\n|---|\n| c | d |\n", nil},
		{"carriage returns", "a.md", "| a | b |\r\n|---|---|\r\n| c | d |\r\n", []Table{{Header: []string{"a", "b"}, Rows: []Row{{3, []string{"c", "d"}}}}}},
		{"html", "a.html", "<html>\n<table class=x>\n<tr><th>Name<th>Where</tr>\n<tr>\n<td><a href=y>A &amp; B</a></td><td>EU<br>Paris</td></tr>\n<tr><td>C<td>US\n</table>",
			[]Table{{Header: []string{"Name", "Where"}, Rows: []Row{{4, []string{"A & B", "EU Paris"}}, {6, []string{"C", "US"}}}}}},
		{"html in markdown", "a.mdx", "text\n<table><tr><td>N</td></tr>\n<tr><td>x</td></tr></table>", []Table{{Header: []string{"N"}, Rows: []Row{{3, []string{"x"}}}}}},
		{"html without an end", "a.htm", "<table><tr><td>N<tr><td>x<script>var a = '<td>'", []Table{{Header: []string{"N"}, Rows: []Row{{1, []string{"x"}}}}}},
		{"commented out", "a.html", "<!-- <table><tr><td>N</td></tr></table> -->", nil},
		{"none", "a.md", "nothing", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, Read(tt.path, []byte(tt.src))); d != "" {
				t.Errorf("-want +got\n%s", d)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add("| a | b |\n|---|---|\n| c | d |\n")
	f.Add("<table><tr><td>N<tr><td>x<table></td></tr></table>")
	f.Fuzz(func(t *testing.T, src string) {
		for _, p := range []string{"a.md", "a.html"} {
			for _, tb := range Read(p, []byte(src)) {
				for _, r := range tb.Rows {
					if r.Line < 1 {
						t.Errorf("line %d", r.Line)
					}
				}
			}
		}
	})
}
