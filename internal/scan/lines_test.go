package scan

import (
	"fmt"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
)

// TestLinesOf: the facts file keeps every line that a report of its findings can
// show, each once, and no line of what passes.
func TestLinesOf(t *testing.T) {
	r := &candor.Report{Results: []candor.Result{
		{Outcome: candor.Fail, At: candor.Location{Path: "a", Line: 3, EndLine: 5}, Related: []candor.Location{{Path: "b", Line: 9, EndLine: 12}, {Path: "a", Line: 3}}},
		{Outcome: candor.Fail, At: candor.Location{Path: "c", Line: 10, EndLine: 999}},
		{Outcome: candor.Pass, At: candor.Location{Path: "d", Line: 1}},
		{Outcome: candor.Fail, At: candor.Location{Path: "e"}},
		{Outcome: candor.Fail, At: candor.Location{Path: "f", Line: 7, EndLine: 2}},
	}}
	var got []string
	for _, l := range linesOf(r, func(path string, line int) (string, bool) { return "x", path != "f" }) {
		got = append(got, fmt.Sprint(l.Path, l.Line))
	}
	if want := "a3 a4 a5 b9 c10 c11 c12 c13 c14 c15 c16 c17"; strings.Join(got, " ") != want {
		t.Errorf("%v, want %s", got, want)
	}
}
