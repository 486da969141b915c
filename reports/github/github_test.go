package github

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
	testreport.Golden(t, *update, "rich.golden", render(t, testreport.Rich(), o))
	testreport.Golden(t, *update, "empty.golden", render(t, testreport.Empty(), o))
}

func TestEscape(t *testing.T) {
	r := &candor.Report{Results: []candor.Result{
		{Rule: "a/b", Outcome: candor.Fail, Severity: candor.Warning, Message: "100% of it\r\n::error::x", At: candor.Location{Path: "a,b:c%.go", Line: 3, Col: 2, EndLine: 9, EndCol: 4}},
		{Rule: "a/c", Outcome: candor.Fail, Severity: candor.Note, Subject: "acct", Message: "no file"},
	}}
	want := "::warning file=a%2Cb%3Ac%25.go,line=3,endLine=9,title=a/b::100%25 of it  ::error::x\n" +
		"::notice file=candor.yaml,line=1,endLine=1,title=a/c::no file\n"
	if got := render(t, r, format.Options{}); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// TestContradictionsFirst holds because GitHub shows only ten of a kind.
func TestContradictionsFirst(t *testing.T) {
	r := testreport.Rich()
	for i := range 20 {
		r.Results = append(r.Results, candor.Result{Rule: "a/b", Outcome: candor.Fail, Severity: candor.Bad, Message: "m", At: candor.Location{Path: "a", Line: i + 1}})
	}
	seen := false
	for _, l := range strings.Split(render(t, r, format.Options{}), "\n") {
		if !strings.HasPrefix(l, "::error file=") {
			continue
		}
		c := strings.Contains(l, "Contradicts ")
		if c && seen {
			t.Fatalf("a contradiction after a finding that is none: %s", l)
		}
		seen = seen || !c
	}
}
