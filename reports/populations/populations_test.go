package populations

import (
	"encoding/csv"
	"flag"
	"strconv"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/reports/testreport"
)

var update = flag.Bool("update", false, "write the golden files")

func files(t *testing.T, r *candor.Report) map[string][][]string {
	t.Helper()
	fs, err := Files(r)
	if err != nil {
		t.Fatal(err)
	}
	out := make(map[string][][]string)
	for _, f := range fs {
		rows, err := csv.NewReader(strings.NewReader(string(f.Body))).ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		if out[f.Name] != nil || strings.ContainsAny(f.Name, "/\\ ") || f.Name[0] == '.' {
			t.Errorf("name %q", f.Name)
		}
		out[f.Name] = rows
	}
	return out
}

func TestGolden(t *testing.T) {
	fs, err := Files(testreport.Audit())
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, f := range fs {
		b.WriteString("-- " + f.Name + " --\n" + string(f.Body))
	}
	testreport.Golden(t, *update, "audit.golden.txt", b.String())
}

// TestWhole: every result of the report is in exactly one table, and the index
// counts them.
func TestWhole(t *testing.T) {
	r := testreport.Audit()
	all := files(t, r)
	n, indexed := 0, 0
	for name, rows := range all {
		if name != Index {
			n += len(rows) - 1
		}
	}
	for _, row := range all[Index][1:] {
		of, err := strconv.Atoi(row[4])
		if err != nil || row[0] != "" && len(all[row[0]])-1 != of || row[0] == "" && of != 0 {
			t.Errorf("index: %v", row)
		}
		indexed += of
	}
	if n != len(r.Results) || indexed != n {
		t.Errorf("%d rows, %d in the index, %d results", n, indexed, len(r.Results))
	}
	if rows := all["rls.table-without-rls.csv"]; len(rows) != 19 || rows[1][0] != "public.deals" || rows[1][1] != "fail" {
		t.Errorf("%v", rows)
	}
	if got := strings.Join(all["rls.table-without-rls.csv"][len(all["rls.table-without-rls.csv"])-1][:2], " "); got != "public.audit_log waived" {
		t.Errorf("a waived failure is written as %q", got)
	}
}

func TestNames(t *testing.T) {
	used := map[string]bool{Index: true}
	for _, c := range []struct{ rule, use, want string }{
		{"rls/forced", "", "rls.forced.csv"}, {"RLS/forced", "", "rls.forced-2.csv"}, {"iam/scope", "ab12", "iam.scope.ab12.csv"},
		{"index", "", "index-2.csv"}, {"../../etc/passwd", "", "__.__.etc.passwd.csv"}, {"", "", "rule.csv"}, {"/", "", "_.csv"}, {"顧客", "", "__.csv"},
	} {
		if got := fileName(population{rule: c.rule, use: c.use}, used); got != c.want {
			t.Errorf("%q: %q, want %q", c.rule, got, c.want)
		}
	}
}
