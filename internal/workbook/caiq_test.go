package workbook_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/frameworks"
	"github.com/candor-dev/candor/internal/workbook"
	"github.com/candor-dev/candor/internal/workbook/testbook"
)

func questions(t testing.TB, id string) []candor.Question {
	t.Helper()
	c, err := frameworks.Load()
	if err != nil {
		t.Fatal(err)
	}
	var qs []candor.Question
	for _, it := range c.Framework(id).Items {
		qs = append(qs, candor.Question(it))
	}
	return qs
}

func caiq(t testing.TB) []byte {
	t.Helper()
	b, err := testbook.CAIQ(testbook.Options{Version: "4.0.3", Questions: questions(t, "caiq-4.0.3")})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

const sheet = "CAIQv4.0.3"

func parts(t testing.TB, b []byte) (names []string, body map[string]string, packed map[string]string) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	body, packed = make(map[string]string), make(map[string]string)
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		all, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := f.OpenRaw()
		if err != nil {
			t.Fatal(err)
		}
		deflated, err := io.ReadAll(raw)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, f.Name)
		body[f.Name], packed[f.Name] = string(all), string(deflated)
	}
	return names, body, packed
}

// answer is what the tests write into the three columns of a row.
func answer(i int) [3]string {
	a := [3]string{"Yes", "CSP-owned", fmt.Sprintf("=1+%d is no formula & <no> tag.\nSecond line [E1] …", i)}
	if i%5 == 1 {
		a[0] = "No"
	}
	return a
}

func fill(t testing.TB, b []byte) []byte {
	t.Helper()
	book, err := workbook.Open("caiq.xlsx", b)
	if err != nil {
		t.Fatal(err)
	}
	s := book.Sheet(sheet)
	for i := range 261 {
		for c, text := range answer(i) {
			if err := s.Set(workbook.Ref{Col: 3 + c, Row: 3 + i}, text); err != nil {
				t.Fatal(err)
			}
		}
	}
	out, err := book.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestFill: 783 cells of a workbook in the official layout change, and not one
// byte beside them.
func TestFill(t *testing.T) {
	in := caiq(t)
	out := fill(t, in)
	names, before, rawBefore := parts(t, in)
	names2, after, rawAfter := parts(t, out)
	if fmt.Sprint(names) != fmt.Sprint(names2) {
		t.Fatalf("parts were %v, are %v", names, names2)
	}
	const edited = "xl/worksheets/sheet2.xml"
	for _, n := range names {
		if same := before[n] == after[n] && rawBefore[n] == rawAfter[n]; same == (n == edited) {
			t.Errorf("part %s: same=%v", n, same)
		}
	}
	cell := regexp.MustCompile(`<c r="([C-E])(\d+)"[^>]*?(/>|>.*?</c>)`)
	n := 0
	blank := func(s string) string {
		return cell.ReplaceAllStringFunc(s, func(c string) string {
			m := cell.FindStringSubmatch(c)
			var row int
			if _, err := fmt.Sscan(m[2], &row); err != nil || row < 3 || row > 263 {
				return c
			}
			n++
			return "<" + m[1] + m[2] + ">"
		})
	}
	if blank(strings.ReplaceAll(before[edited], "\n", " ")) != blank(strings.ReplaceAll(after[edited], "\n", " ")) || n != 2*783 {
		t.Errorf("more than the 783 cells changed (%d cells seen in both)", n)
	}

	again, err := workbook.Open("caiq.xlsx", fill(t, out))
	if err != nil {
		t.Fatal(err)
	}
	if b, err := again.Bytes(); err != nil || !bytes.Equal(b, out) {
		t.Errorf("the second fill changed the file (%v)", err)
	}
	if second := fill(t, out); !bytes.Equal(second, out) {
		t.Error("the second fill changed the file")
	}

	// Another reader sees what was written, in the styles that were there.
	was, is := reader(t, in), reader(t, out)
	for i := range 261 {
		for c, want := range answer(i) {
			at := workbook.Ref{Col: 3 + c, Row: 3 + i}.String()
			if got, err := is.GetCellValue(sheet, at); err != nil || got != want {
				t.Fatalf("%s is %q (%v), want %q", at, got, err, want)
			}
			a, err1 := was.GetCellStyle(sheet, at)
			b, err2 := is.GetCellStyle(sheet, at)
			if err1 != nil || err2 != nil || a != b || a == 0 {
				t.Fatalf("%s had style %d, has %d", at, a, b)
			}
			if f, err := is.GetCellFormula(sheet, at); err != nil || f != "" {
				t.Fatalf("%s became the formula %q (%v)", at, f, err)
			}
		}
	}
}

func reader(t *testing.T, b []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// TestRefusals: what must not be written into the workbook says why.
func TestRefusals(t *testing.T) {
	book, err := workbook.Open("caiq.xlsx", caiq(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ sheet, at, text, want string }{
		{sheet, "C3", "Partial", `"Partial" is none of its values: Yes,No,NA`},
		{sheet, "C3", "yes", `none of its values`},
		{sheet, "D3", "us", "none of its values"},
		{sheet, "B3", "another question", "locked by the sheet's protection"},
		{sheet, "G3", "x", "locked"},
		{sheet, "ZZ900", "x", "locked"},
		{sheet, "E3", strings.Repeat("x", 32768), "32768 characters, and a cell holds 32767"},
		{sheet, "E3", strings.Repeat("😀", 16384), "32768 characters"},
		{sheet, "E3", strings.Repeat("\n", 254), "254 line feeds"},
		{sheet, "E3", "a\xff", "not UTF-8"},
		{"Introduction", "A9", "x", "locked"},
		{"Tally", "B1", "7", "holds a formula"},
		{sheet, "C3", "", ""},
		{sheet, "E3", strings.Repeat("x", 32767), ""},
		{"Tally", "C9", "free", ""},
	} {
		ref, err := workbook.ParseRef(c.at)
		if err != nil {
			t.Fatal(err)
		}
		err = book.Sheet(c.sheet).Check(ref, c.text)
		if got := fmt.Sprint(err); err == nil != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s %s %.20q: %s, want %q", c.sheet, c.at, c.text, got, c.want)
		}
	}
	s := book.Sheet(sheet)
	for y := 3; y < 300; y++ {
		if m, ok := s.Merged(workbook.Ref{Col: 9, Row: y}); ok && m.From.Row != y {
			if err := s.Check(workbook.Ref{Col: 9, Row: y}, "x"); err == nil || !strings.Contains(err.Error(), "merged cells "+m.String()) {
				t.Errorf("a merged cell: %v", err)
			}
			break
		}
	}
}

// TestSpeed: filling is no slower than the library that rewrites the sheet.
func TestSpeed(t *testing.T) {
	if testing.Short() {
		t.Skip("measures")
	}
	in := caiq(t)
	best := time.Hour
	for range 3 {
		start := time.Now()
		fill(t, in)
		best = min(best, time.Since(start))
	}
	t.Logf("783 cells in %v", best)
	if best > 490*time.Millisecond {
		t.Errorf("783 cells took %v, want under 490ms", best)
	}
}

func BenchmarkFill(b *testing.B) {
	in := caiq(b)
	b.Run("candor", func(b *testing.B) {
		for b.Loop() {
			fill(b, in)
		}
	})
	b.Run("excelize", func(b *testing.B) {
		for b.Loop() {
			f, err := excelize.OpenReader(bytes.NewReader(in))
			if err != nil {
				b.Fatal(err)
			}
			for i := range 261 {
				for c, text := range answer(i) {
					if err := f.SetCellStr(sheet, workbook.Ref{Col: 3 + c, Row: 3 + i}.String(), text); err != nil {
						b.Fatal(err)
					}
				}
			}
			if _, err := f.WriteToBuffer(); err != nil {
				b.Fatal(err)
			}
			f.Close()
		}
	})
}

// TestLibreOffice opens a filled workbook with the office program, which
// complains of what it can't read by writing nothing.
func TestLibreOffice(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("needs LibreOffice (soffice)")
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "filled.xlsx")
	if err := os.WriteFile(file, fill(t, caiq(t)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, to := range []string{"csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2", "pdf"} {
		cmd := exec.Command(office, "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", to, "--outdir", dir, file)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("soffice: %v\n%s", err, out)
		}
	}
	csv, err := filepath.Glob(filepath.Join(dir, "*.csv"))
	if err != nil || len(csv) != 1 {
		t.Fatalf("no CSV came out: %v %v", csv, err)
	}
	text, err := os.ReadFile(csv[0])
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(text), "is no formula & <no> tag.\nSecond line [E1] …"); n != 261 {
		t.Errorf("the office program reads %d of 261 descriptions", n)
	}
	pdf, err := os.ReadFile(filepath.Join(dir, "filled.pdf"))
	if err != nil || !bytes.HasPrefix(pdf, []byte("%PDF")) {
		t.Errorf("no PDF came out: %v", err)
	}
	if keep := os.Getenv("CANDOR_KEEP"); keep != "" {
		if err := os.WriteFile(filepath.Join(keep, "filled.pdf"), pdf, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
