package concise

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

func TestOneLineEach(t *testing.T) {
	r := testreport.Rich()
	r.Results[0].Message = "two\nlines"
	out := render(t, r, format.Options{MaxPerRule: 5})
	findings := len(format.Findings(r, format.Options{}))
	if n := strings.Count(out, "\n"); n != findings+2+1 { // two claims without an answer, one line on what is incomplete
		t.Errorf("%d lines for %d findings", n, findings)
	}
	for _, l := range strings.Split(strings.TrimSpace(out), "\n") {
		if place, _, ok := strings.Cut(l, ": "); !ok || place == "" {
			t.Errorf("no place: %s", l)
		}
	}
}
