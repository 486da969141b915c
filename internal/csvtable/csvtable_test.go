package csvtable

import (
	"encoding/csv"
	"strings"
	"testing"
)

func TestCell(t *testing.T) {
	for in, want := range map[string]string{
		"=cmd|' /C calc'!A0": "'=cmd|' /C calc'!A0", "+1": "'+1", "-1": "'-1", "@sum": "'@sum", " =1": "' =1", "\t=1": "' =1", "a=1": "a=1", "": "", "a\nb\x1b": `a b\x1b`,
	} {
		if got := Cell(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func FuzzCell(f *testing.F) {
	f.Add("=1")
	f.Add("\u00a0=1")
	f.Fuzz(func(t *testing.T, s string) {
		got := Cell(s)
		if i := strings.TrimLeft(got, " \t\r\n\u00a0"); i != "" && strings.ContainsRune("=+-@", rune(i[0])) || strings.ContainsAny(got, "\n\r\x00\x1b") {
			t.Errorf("%q gives %q", s, got)
		}
	})
}

func TestWrite(t *testing.T) {
	b, err := Write([][]string{{"a", "=b"}, {"c,\"d", "e\nf"}})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(b))).ReadAll()
	if err != nil || len(rows) != 2 || rows[0][1] != "'=b" || rows[1][0] != "c,\"d" || rows[1][1] != "e f" {
		t.Errorf("%q %v", rows, err)
	}
}
