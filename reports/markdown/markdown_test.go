package markdown

import (
	"flag"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/reports/format"
	"github.com/candor-dev/candor/reports/testreport"
)

var update = flag.Bool("update", false, "write the golden files")

func render(t *testing.T, r *candor.Report, o format.Options) string {
	t.Helper()
	var b strings.Builder
	if err := Write(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	o := format.Options{Width: 100, Source: testreport.Source, MaxPerRule: 5}
	testreport.Golden(t, *update, "rich.golden.md", render(t, testreport.Rich(), o))
	testreport.Golden(t, *update, "empty.golden.md", render(t, testreport.Empty(), o))
	testreport.Golden(t, *update, "gaps.golden.md", render(t, testreport.Gaps(), o))
}

// TestAudit: the auditor's document, whole where the other one is capped.
func TestAudit(t *testing.T) {
	var b, large strings.Builder
	if err := WriteAudit(&b, testreport.Audit(), format.Options{Source: testreport.Source}); err != nil {
		t.Fatal(err)
	}
	testreport.Golden(t, *update, "audit.golden.md", b.String())
	if strings.Contains(b.String(), "tr0ub4dor") {
		t.Error("a secret is in the document")
	}
	if err := WriteAudit(&large, testreport.Large(20_000), format.Options{}); err != nil {
		t.Fatal(err)
	}
	if n := large.Len(); n > 2<<20 {
		t.Errorf("%d bytes for 20,000 results", n)
	}
}

// TestCells counts the borders of every row of every table.
func TestCells(t *testing.T) {
	r := testreport.Rich()
	r.Claims[0].Claim.Text = "a | b `c|d` \\| e\nf"
	r.Claims[0].Why = "|||"
	r.Waivers[0].Reason = "x | y"
	r.Unread[0].Path = "a|`b"
	columns := 0
	for _, l := range strings.Split(render(t, r, format.Options{}), "\n") {
		if !strings.HasPrefix(l, "|") {
			columns = 0
			continue
		}
		n := 0
		for i := range l {
			if l[i] == '|' && (i == 0 || l[i-1] != '\\') {
				n++
			}
		}
		if columns == 0 {
			columns = n
		}
		if n != columns {
			t.Errorf("%d borders, want %d: %s", n, columns, l)
		}
	}
}

func TestCap(t *testing.T) {
	r := testreport.Rich()
	for i := range 3000 {
		r.Results = append(r.Results, candor.Result{Rule: "a/b", Outcome: candor.Fail, Subject: strings.Repeat("s", 40), Message: strings.Repeat("m", 90), At: candor.Location{Path: "x.go", Line: i + 1}})
		r.Claims = append(r.Claims, candor.ClaimVerdict{Claim: candor.Claim{Text: strings.Repeat("c", 80)}})
		r.Unread = append(r.Unread, candor.Unread{Path: strings.Repeat("p", 60), Count: 1})
		r.Runs = append(r.Runs, candor.Run{ID: strings.Repeat("r", 30)})
	}
	out := render(t, r, format.Options{})
	if len(out) > 61_000 {
		t.Errorf("%d bytes", len(out))
	}
	for _, want := range []string{"claims are left out here", "findings are left out here", "entries are left out here", "### Accepted exceptions", "### How this was made"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing", want)
		}
	}
}
