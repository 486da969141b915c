package xlsx

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/workbook"
	"github.com/candor-dev/candor/reports/format"
	"github.com/candor-dev/candor/reports/testreport"
)

// withAnswers is the sample report with answers of each kind.
func withAnswers() *candor.Report {
	r := testreport.Rich()
	r.Instruments = []candor.Instrument{{ID: "caiq-4.1.0", Questions: []candor.Question{{ID: "A&A-01.1", Topic: "audit rules"}}}}
	r.Answers = []candor.Answer{
		{Instrument: "caiq-4.1.0", ID: "A&A-01.1", Reply: candor.Yes, Verdict: candor.Verified, Text: "=1+1 is <no> formula.\nIt holds [E1].", Citations: []candor.Citation{{Mark: "E1", Text: "rls/forced: 41 of 41 pass", At: candor.Location{Path: "a.sql", Line: 3}}}},
		{Instrument: "caiq-4.1.0", ID: "A&A-01.2", Reply: candor.No, Verdict: candor.Contradicted, Text: strings.Repeat("x", 40000), Expires: testreport.Now()},
		{Instrument: "caiq-4.1.0", ID: "A&A-02.1", Why: "\u202eno claim\x1b[31m speaks to it"},
	}
	return r
}

func rendered(t testing.TB, r *candor.Report) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, r, format.Options{}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestWrite reads the workbook with another library.
func TestWrite(t *testing.T) {
	out := rendered(t, withAnswers())
	if !bytes.Equal(out, rendered(t, withAnswers())) {
		t.Error("two runs differ")
	}
	f, err := excelize.OpenReader(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := strings.Join(f.GetSheetList(), " "); got != "Report Claims Controls Answers Populations" {
		t.Errorf("the sheets are %s", got)
	}
	r := testreport.Rich()
	for sheet, want := range map[string]int{"Claims": len(r.Claims), "Controls": len(r.Controls), "Answers": 3, "Populations": len(r.Results)} {
		rows, err := f.GetRows(sheet)
		if err != nil || len(rows) != want+1 {
			t.Errorf("%s has %d rows (%v), want a header and %d", sheet, len(rows), err, want)
		}
		p, err := f.GetPanes(sheet)
		if err != nil || !p.Freeze || p.YSplit != 1 {
			t.Errorf("%s: the header is not frozen: %+v %v", sheet, p, err)
		}
	}
	for at, want := range map[string]string{
		"A2": "caiq-4.1.0", "B2": "A&A-01.1", "C2": "audit rules", "D2": "Yes", "G2": "=1+1 is <no> formula.\nIt holds [E1].", "M2": "[E1] rls/forced: 41 of 41 pass, a.sql:3",
		"D3": "No", "L3": "2026-11-21", "D4": "", "I4": `\u202eno claim\x1b[31m speaks to it`,
	} {
		if got, err := f.GetCellValue("Answers", at); err != nil || got != want {
			t.Errorf("Answers %s is %q (%v), want %q", at, got, err, want)
		}
	}
	if got, err := f.GetCellValue("Answers", "G3"); err != nil || !strings.HasSuffix(got, "[cut: 40000 characters in all]") || len(got) > maxText {
		t.Errorf("a long text became %d characters, %q (%v)", len(got), got[max(0, len(got)-40):], err)
	}
	b, err := workbook.Open("r.xlsx", out)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range b.Sheets() {
		if err := s.Load(); err != nil {
			t.Error(err)
		}
	}
}

func TestEmpty(t *testing.T) {
	f, err := excelize.OpenReader(bytes.NewReader(rendered(t, testreport.Empty())))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := strings.Join(f.GetSheetList(), " "); got != "Report Claims Controls Populations" {
		t.Errorf("the sheets are %s", got)
	}
}

// TestLarge: a hundred thousand results.
func TestLarge(t *testing.T) {
	if testing.Short() {
		t.Skip("measures")
	}
	r := testreport.Rich()
	one := r.Results
	for len(r.Results) < 100000 {
		r.Results = append(r.Results, one...)
	}
	start := time.Now()
	out := rendered(t, r)
	t.Logf("%d results: %d bytes in %v", len(r.Results), len(out), time.Since(start))
	if d := time.Since(start); d > 10*time.Second {
		t.Errorf("took %v", d)
	}
}

// TestLibreOffice opens the workbook with the office program.
func TestLibreOffice(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("needs LibreOffice (soffice)")
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "report.xlsx")
	if err := os.WriteFile(file, rendered(t, withAnswers()), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(office, "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", "pdf", "--outdir", dir, file)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v\n%s", err, out)
	}
	pdf, err := os.ReadFile(filepath.Join(dir, "report.pdf"))
	if err != nil || !bytes.HasPrefix(pdf, []byte("%PDF")) {
		t.Fatalf("no PDF came out: %v", err)
	}
	if keep := os.Getenv("CANDOR_KEEP"); keep != "" {
		if err := os.WriteFile(filepath.Join(keep, "report.pdf"), pdf, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
