package reports

import (
	"archive/zip"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/reports/format"
	"github.com/candor-dev/candor/reports/testreport"
)

func TestLookup(t *testing.T) {
	for _, f := range Formats() {
		got, err := Lookup(f.Name)
		if err != nil || got.Name != f.Name || f.Doc == "" || f.Write == nil {
			t.Errorf("%s: %+v %v", f.Name, got, err)
		}
	}
	for name, hint := range map[string]string{"srif": `"sarif"`, "MARKDOWN": `"markdown"`, "md": "", "jsno": `"json"`, "": "", "yaml": ""} {
		_, err := Lookup(name)
		if err == nil {
			t.Errorf("%q: no error", name)
			continue
		}
		if !strings.Contains(err.Error(), "text, concise, json") {
			t.Errorf("%q: the formats are not listed: %v", name, err)
		}
		if has := strings.Contains(err.Error(), "did you mean"); has != (hint != "") || !strings.Contains(err.Error(), hint) {
			t.Errorf("%q: %v, want the hint %s", name, err, hint)
		}
	}
}

// shown is what a reader of the format is shown: of an archive, its parts.
func shown(t *testing.T, f format.Format, s string) string {
	t.Helper()
	if !f.Binary {
		return s
	}
	z, err := zip.NewReader(strings.NewReader(s), int64(len(s)))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, p := range z.File {
		r, err := p.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&all, r); err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}

// TestEvery holds for every format: the same bytes each time, no escape and no
// other character that a terminal obeys when colour is off, no word of praise.
func TestEvery(t *testing.T) {
	o := format.Options{Width: 100, Source: testreport.Source, MaxPerRule: 5, AllSuppressed: true, Verbose: true}
	for _, f := range Formats() {
		t.Run(f.Name, func(t *testing.T) {
			var a, b strings.Builder
			if err := errors.Join(f.Write(&a, testreport.Rich(), o), f.Write(&b, testreport.Rich(), o)); err != nil {
				t.Fatal(err)
			}
			if a.String() != b.String() {
				t.Error("two runs differ")
			}
			text := shown(t, f, a.String())
			for _, r := range text {
				if r < 0x20 && r != '\n' || r == 0x7f || r == 0x202e && f.Name != "json" {
					t.Fatalf("control character %U in the output", r)
				}
			}
			for _, word := range []string{"compliant", "Compliant", "certified", "score"} {
				if strings.Contains(text, word) {
					t.Errorf("the word %q is in the output", word)
				}
			}
			if strings.Contains(text, "tr0ub4dor") {
				t.Error("a secret is in the output")
			}
		})
	}
}

// TestOddReports writes reports that a bug or a hostile tree could make.
func TestOddReports(t *testing.T) {
	long := strings.Repeat("x", 5000)
	odd := map[string]*candor.Report{
		"zero": {},
		"no place at all": {Results: []candor.Result{{Rule: "a/b", Outcome: candor.Fail}},
			Claims: []candor.ClaimVerdict{{}}},
		"places beyond the source": {Results: []candor.Result{
			{Rule: "a/b", Outcome: candor.Fail, At: candor.Location{Path: "db/migrations/001_init.sql", Line: 3, Col: 9999, EndCol: 3}, Related: []candor.Location{
				{Path: "db/migrations/001_init.sql", Line: 3, Col: -4, EndLine: 1, EndCol: -1, Label: "x"}, {Path: "db/migrations/001_init.sql", Line: -1}, {},
			}},
			{Rule: "a/b", Outcome: candor.Fail, At: candor.Location{Path: "api/deals.go", Line: 41, Col: 1, EndLine: 99, EndCol: 2}},
		}},
		"bytes that are no text": {Company: "\xff\xfe", Results: []candor.Result{
			{Rule: "\x1b]0;x\a", Outcome: candor.Fail, Subject: "\xff", Message: long, Fix: "\r\n::error::x", At: candor.Location{Path: "a\nb\x1b[2J%,:c.go", Line: 1, Label: "\u2066"}},
		}, Incomplete: []string{"\x1b[2J"}, Notices: []candor.Notice{{Message: "\x00"}}, Waivers: []candor.Waiver{{Used: 1, Reason: "\x1b"}}},
		"values that no enum has": {Results: []candor.Result{{Outcome: 99, Severity: 99}}, Claims: []candor.ClaimVerdict{{Verdict: 99}}, Runs: []candor.Run{{State: 99}}},
	}
	for name, r := range odd {
		for _, f := range Formats() {
			for _, width := range []int{0, 1, 37, 80, 500} {
				var b strings.Builder
				o := format.Options{Width: width, Source: testreport.Source, Links: true, Verbose: true, AllSuppressed: true}
				if err := f.Write(&b, r, o); err != nil {
					t.Errorf("%s, %s: %v", name, f.Name, err)
				}
				if strings.ContainsAny(shown(t, f, b.String()), "\x1b\a\x00\r") {
					t.Errorf("%s, %s: a control character came through", name, f.Name)
				}
			}
		}
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk full") }

var _ io.Writer = broken{}

func TestWriteError(t *testing.T) {
	for _, f := range Formats() {
		if err := f.Write(broken{}, testreport.Rich(), format.Options{}); err == nil || !strings.Contains(err.Error(), "disk full") {
			t.Errorf("%s: a failed write is not told: %v", f.Name, err)
		}
	}
}
