package csv

import (
	"encoding/csv"
	"flag"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/reports/format"
	"github.com/candor-dev/candor/reports/testreport"
)

var update = flag.Bool("update", false, "write the golden files")

func render(t *testing.T, r *candor.Report) string {
	t.Helper()
	var b strings.Builder
	if err := Write(&b, r, format.Options{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	testreport.Golden(t, *update, "audit.golden.csv", render(t, testreport.Audit()))
}

// TestRows: every id of every framework has its row, answered or not, and no
// cell is a formula.
func TestRows(t *testing.T) {
	rows, err := csv.NewReader(strings.NewReader(render(t, testreport.Audit()))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 1+5+3 {
		t.Errorf("%d rows", len(rows))
	}
	by := make(map[string]string)
	for _, row := range rows[1:] {
		by[row[0]+" "+row[1]] = row[4] + " " + row[5]
		for _, c := range row {
			if strings.HasPrefix(c, "=") {
				t.Errorf("a formula: %q", c)
			}
		}
	}
	for id, want := range map[string]string{
		"soc2-2017 CC6.1": "against no", "soc2-2017 CC6.7": "toward yes", "soc2-2017 CC6.3": "against blank",
		"caiq-4.1.0 IAM-05.1": "none na", "caiq-4.1.0 HRS-09.1": "none ",
	} {
		if by[id] != want {
			t.Errorf("%s: %q, want %q", id, by[id], want)
		}
	}
	if n := strings.Count(render(t, testreport.Rich()), "\n"); n != 1 {
		t.Errorf("%d lines without a framework", n)
	}
}
