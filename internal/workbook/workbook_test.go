package workbook

import (
	"archive/zip"
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

const relType = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

// made packs a workbook of one sheet from its XML.
func made(t testing.TB, sheet string, more map[string]string) []byte {
	t.Helper()
	parts := map[string]string{
		"_rels/.rels":     `<Relationships><Relationship Id="r1" Type="` + relType + `officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml": `<workbook xmlns:r="` + strings.TrimSuffix(relType, "/") + `"><sheets><sheet name="Q" sheetId="1" r:id="r1"/><sheet name="My lists" sheetId="2" state="hidden" r:id="r2"/></sheets><definedNames><definedName name="Words">'My lists'!$A$1:$A$2</definedName><definedName name="Loop">Loop</definedName></definedNames></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="` + relType + `worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="` + relType + `worksheet" Target="/xl/worksheets/sheet2.xml"/>` +
			`<Relationship Id="r3" Type="` + relType + `sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r4" Type="` + relType + `styles" Target="styles.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml": sheet,
		"xl/worksheets/sheet2.xml": `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>In place</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>Not in place</t></is></c></row></sheetData></worksheet>`,
		"xl/sharedStrings.xml":     `<sst><si><t>plain</t></si><si><r><t>ri</t></r><r><rPr/><t>ch</t></r><rPh sb="0" eb="1"><t>aid</t></rPh></si><si><t xml:space="preserve">a_x000D_b_x005F_x000D_ _xD83D__xDE00_</t></si></sst>`,
		"xl/styles.xml": `<styleSheet><cellStyleXfs><xf/><xf><protection locked="0"/></xf></cellStyleXfs><cellXfs><xf xfId="0"/><xf xfId="0"><protection locked="0"/></xf><xf xfId="1"/><xf xfId="1"><protection locked="true"/></xf></cellXfs>` +
			`<dxfs><dxf><protection locked="0"/></dxf></dxfs></styleSheet>`,
	}
	maps.Copy(parts, more)
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, n := range slices.Sorted(maps.Keys(parts)) {
		if parts[n] == "-" {
			continue
		}
		p, err := w.Create(n)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Write([]byte(parts[n])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func open(t testing.TB, b []byte) *Book {
	t.Helper()
	book, err := Open("q.xlsx", b)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range book.Sheets() {
		if err := s.Load(); err != nil {
			t.Fatal(err)
		}
	}
	return book
}

func ref(s string) Ref {
	r, err := ParseRef(s)
	if err != nil {
		panic(err) // a mistake of the test's
	}
	return r
}

func TestCells(t *testing.T) {
	s := open(t, made(t, `<worksheet><sheetData><row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c><c r="F1"><v>4.5</v></c><c t="b"><v>1</v></c></row>
<row r="4"><c r="B4" t="str"><f>A1&amp;"x"</f><v>plainx</v></c><c r="C4" t="e"><v>#REF!</v></c><c r="D4" s="2"/></row></sheetData></worksheet>`, nil)).Sheets()[0]
	for at, want := range map[string]string{
		"A1": "1/plain", "B1": "1/rich", "C1": "1/a\rb_x000D_ 😀", "F1": "2/4.5", "G1": "3/1",
		"B4": "1/plainx", "C4": "4/#REF!", "D4": "0/", "E4": "0/",
	} {
		c, _ := s.Cell(ref(at))
		if got := fmt.Sprintf("%d/%s", c.Kind, c.Text); got != want {
			t.Errorf("%s is %q, want %q", at, got, want)
		}
	}
	if s.book.Stale() != "" {
		t.Error("nothing was changed")
	}
	if err := s.Set(ref("A1"), "x"); err != nil || s.book.Stale() == "" {
		t.Errorf("a formula reads a changed cell: %v", err)
	}
	if s.Last() != (Ref{7, 4}) {
		t.Errorf("the last cell is %v", s.Last())
	}
}

// TestPatch: where a cell, its row or all rows are missing, they are put in at
// their place, and nothing else moves.
func TestPatch(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"cells between, before, behind", `<row r="2" ht="9"><c r="B2" s="1"/><c r="D2" t="s" s="1" ph="1" cm="1"><v>0</v></c></row>`,
			`<row r="2" ht="9"><c r="A2"@A2@<c r="B2" s="1"@B2@<c r="C2"@C2@<c r="D2" s="1" ph="1"@D2@<c r="E2"@E2@</row>`},
		{"an empty row", `<row r="2" s="1" customFormat="1"/><row r="7"/>`,
			`<row r="2" s="1" customFormat="1"><c r="A2" s="1"@A2@<c r="B2" s="1"@B2@<c r="C2" s="1"@C2@<c r="D2" s="1"@D2@<c r="E2" s="1"@E2@</row><row r="7"/>`},
		{"a missing row before another", `<row r="3"><c r="A3"/></row>`, `<row r="2"><c r="A2"@A2@<c r="B2"@B2@<c r="C2"@C2@<c r="D2"@D2@<c r="E2"@E2@</row><row r="3"><c r="A3"/></row>`},
		{"a missing row behind all", `<row r="1"></row>`, `<row r="1"></row><row r="2"><c r="A2"@A2@<c r="B2"@B2@<c r="C2"@C2@<c r="D2"@D2@<c r="E2"@E2@</row>`},
	} {
		for _, p := range []string{"", "x:"} {
			sheet := func(rows string) string {
				s := `<!-- kept --><worksheet xmlns:x="u"><dimension ref="A1:A9"/><sheetData>` + rows + `</sheetData><other a='1'/></worksheet>`
				if p != "" {
					s = strings.ReplaceAll(strings.ReplaceAll(s, "<", "<x:"), "<x:/", "</x:")
					s = strings.ReplaceAll(strings.ReplaceAll(s, "<x:!--", "<!--"), "<x:x:", "<x:")
				}
				return s
			}
			book := open(t, made(t, sheet(c.in), nil))
			s := book.Sheets()[0]
			want := c.want
			for _, at := range []string{"E2", "A2", "B2", "C2", "D2"} {
				if err := s.Set(ref(at), "v "+at); err != nil {
					t.Fatal(err)
				}
				want = strings.ReplaceAll(want, "@"+at+"@", ` t="inlineStr"><is><t xml:space="preserve">v `+at+`</t></is></c>`)
			}
			want = strings.Replace(sheet(want), "A1:A9", "A1:E9", 1)
			got, err := s.patched()
			if err != nil || string(got) != want {
				t.Errorf("%s %s:\n got %s (%v)\nwant %s", c.name, p, got, err, want)
			}
			out, err := book.Bytes()
			if err != nil {
				t.Fatal(err)
			}
			if again := open(t, out).Sheets()[0]; again.Text(4, 2) != "v D2" {
				t.Errorf("%s %s: D2 reads %q", c.name, p, again.Text(4, 2))
			}
		}
	}
	book := open(t, made(t, `<worksheet><sheetData/></worksheet>`, nil))
	s := book.Sheets()[0]
	for _, at := range []string{"B3", "A1"} {
		if err := s.Set(ref(at), "=x"); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := s.patched(); err != nil || string(got) != `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t xml:space="preserve">=x</t></is></c></row><row r="3"><c r="B3" t="inlineStr"><is><t xml:space="preserve">=x</t></is></c></row></sheetData></worksheet>` {
		t.Errorf("a sheet without rows: %s %v", got, err)
	}
}

func TestValidations(t *testing.T) {
	s := open(t, made(t, `<worksheet><sheetData><row r="1"><c r="H1" t="inlineStr"><is><t>Y</t></is></c><c r="I1" t="inlineStr"><is><t>N</t></is></c></row></sheetData>
<dataValidations><dataValidation type="list" sqref="A1 A3:A4"><formula1>"Yes, No,N/A"</formula1></dataValidation>
<dataValidation type="list" sqref="B1"><formula1>$H$1:$I$1</formula1></dataValidation>
<dataValidation type="list" sqref="C1"><formula1>Words</formula1></dataValidation>
<dataValidation type="list" sqref="D1"><formula1>INDIRECT(A1)</formula1></dataValidation>
<dataValidation type="list" sqref="D2"><formula1>Loop</formula1></dataValidation>
<dataValidation type="textLength" operator="lessThanOrEqual" sqref="E1"><formula1>5</formula1></dataValidation>
<dataValidation type="custom" sqref="F1"><formula1>LEN(F1)&lt;9</formula1></dataValidation></dataValidations>
<extLst><ext><x14:dataValidations xmlns:x14="u" xmlns:xm="v"><x14:dataValidation type="list"><x14:formula1><xm:f>'My lists'!$A$1:$A$2</xm:f></x14:formula1><x14:formula2><xm:f>0</xm:f></x14:formula2><xm:sqref>G1:G2</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst></worksheet>`, nil)).Sheets()[0]
	for _, c := range []struct{ at, text, want string }{
		{"A1", "No", ""}, {"A4", "N/A", ""}, {"A2", "anything", ""}, {"A3", "NA", "none of its values: Yes,No,N/A"},
		{"B1", "Y", ""}, {"B1", "y", "none of its values"}, {"C1", "Not in place", ""}, {"C1", "No", "none"},
		{"D1", "Yes", "can't be read without Excel"}, {"D2", "Yes", "can't be read"},
		{"E1", "five5", ""}, {"E1", "sixsix", "has 6 characters, and the sheet allows 5"}, {"F1", "x", `kind "custom"`},
		{"G2", "In place", ""}, {"G2", "Yes", "none of its values: In place,Not in place"}, {"G2", "", ""},
	} {
		err := s.Check(ref(c.at), c.text)
		if got := fmt.Sprint(err); err == nil != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s %q: %s, want %q", c.at, c.text, got, c.want)
		}
	}
}

func TestLocks(t *testing.T) {
	const sheet = `<worksheet><cols><col min="7" max="9" style="1"/></cols><sheetData><row r="1"><c r="A1"/><c r="B1" s="1"/><c r="C1" s="2"/><c r="D1" s="3"/><c r="E1" s="99"/></row><row r="2" s="1" customFormat="1"/><row r="3" s="1"/></sheetData>%s</worksheet>`
	s := open(t, made(t, fmt.Sprintf(sheet, `<sheetProtection sheet="1"/>`), nil)).Sheets()[0]
	for at, want := range map[string]bool{"A1": true, "B1": false, "C1": false, "D1": true, "E1": true, "F2": false, "F3": true, "H9": false, "J9": true} {
		if s.Locked(ref(at)) != want {
			t.Errorf("%s: locked=%v, want %v", at, !want, want)
		}
	}
	s = open(t, made(t, fmt.Sprintf(sheet, `<sheetProtection sheet="0"/>`), nil)).Sheets()[0]
	if s.Locked(ref("A1")) {
		t.Error("a sheet without protection locks nothing")
	}
}

// TestBroken: a file that can't be read says why, and never more than that.
func TestBroken(t *testing.T) {
	good := made(t, `<worksheet><sheetData/></worksheet>`, nil)
	sheet := func(s string) []byte { return made(t, s, nil) }
	part := func(n, s string) []byte {
		return made(t, `<worksheet><sheetData/></worksheet>`, map[string]string{n: s})
	}
	twice := func() []byte {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		for range 2 {
			if _, err := w.Create("xl/workbook.xml"); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	ole := append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), make([]byte, 600)...)
	for _, c := range []struct {
		name string
		in   []byte
		want string
	}{
		{"q.xlsx", nil, "the file is empty"},
		{"q.xlsx", []byte("hello"), "neither an .xlsx"},
		{"q.xlsx", good[:len(good)/2], "the file is damaged"},
		{"q.xls", ole, "format before 2007"},
		{"q.xlsx", append(ole, "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"...), "protected with a password"},
		{"q.xlsx", twice(), "there twice"},
		{"q.ods", part("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), "OpenDocument"},
		{"q.xlsx", part("xl/workbook.xml", "-"), "no workbook"},
		{"q.xlsb", made(t, "", map[string]string{"xl/workbook.xml": "-", "xl/workbook.bin": "x"}), "binary workbook"},
		{"q.xlsx", part("xl/worksheets/sheet1.xml", "-"), "sheet1.xml is missing"},
		{"q.xlsx", part("xl/workbook.xml", "<workbook><sheets/></workbook>"), "no sheet with cells"},
		{"q.xlsx", part("xl/sharedStrings.xml", "<sst><si>"), "the file is damaged: xl/sharedStrings.xml"},
		{"q.xlsx", sheet(`<worksheet><sheetData>`), "EOF"},
		{"q.xlsx", sheet(`<worksheet/>`), "no sheetData"},
		{"q.xlsx", sheet(`<!DOCTYPE x [<!ENTITY e "e">]><worksheet><sheetData/></worksheet>`), "document type"},
		{"q.xlsx", sheet(`<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>9</v></c></row></sheetData></worksheet>`), "names text 9"},
		{"q.xlsx", sheet(`<worksheet><sheetData><row r="2"/><row r="1"/></sheetData></worksheet>`), "row 1 stands out of order"},
		{"q.xlsx", sheet(`<worksheet><sheetData><row r="2"><c r="B2"/><c r="A2"/></row></sheetData></worksheet>`), "A2 of row 2 stands out of order"},
		{"q.xlsx", sheet(`<worksheet><sheetData><row r="2"><c r="B7"/></row></sheetData></worksheet>`), "out of order"},
		{"q.xlsx", sheet(strings.Repeat(" ", maxPart+1)), "too large: 96 MiB unpacked"},
		{"q.csv", []byte("a,\"b\nc"), "a quote is never closed"},
		{"q.csv", []byte("\"a\"b,c"), "row 1: text follows a closing quote"},
		{"q.csv", []byte("\xff\xfea\x00"), "UTF-16"},
		{"q.csv", []byte("caf\xe9"), "not UTF-8"},
	} {
		b, err := Open(c.name, c.in)
		for i := 0; err == nil && i < len(b.Sheets()); i++ {
			err = b.Sheets()[i].Load()
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.want, err, c.want)
		}
	}
	if w := open(t, part("_xmlsignatures/sig1.xml", "<s/>")).Warnings(); len(w) != 1 || !strings.Contains(w[0], "signature") {
		t.Errorf("a signed workbook: %v", w)
	}
}

func TestCSV(t *testing.T) {
	const in = "\xef\xbb\xbfid;question;answer;comment\r\n1;\"a;b \"\"q\"\"\";;\r\n2;x\r\n\r\n3;y;Yes;\"old\"\r\n"
	book, err := Open("dir/q.csv", []byte(in))
	if err != nil {
		t.Fatal(err)
	}
	s := book.Sheet("q")
	if s.Text(1, 1) != "id" || s.Text(2, 2) != `a;b "q"` || s.Text(3, 5) != "Yes" || s.Text(4, 5) != "old" {
		t.Errorf("the file reads wrong: %v", s.cells)
	}
	fill := func(s *Sheet) {
		for at, text := range map[string]string{"C2": "Yes", "D2": "=cmd|' /C'!A0", "C3": "No; not yet", "D3": "two\r\nlines", "D5": "say \"so\""} {
			if err := s.Set(ref(at), text); err != nil {
				t.Fatal(err)
			}
		}
	}
	fill(s)
	out, err := book.Bytes()
	const want = "\xef\xbb\xbfid;question;answer;comment\r\n1;\"a;b \"\"q\"\"\";Yes;'=cmd|' /C'!A0\r\n2;x;\"No; not yet\";\"two\nlines\"\r\n\r\n3;y;Yes;\"say \"\"so\"\"\"\r\n"
	if err != nil || string(out) != want {
		t.Errorf("got  %q (%v)\nwant %q", out, err, want)
	}
	again, err := Open("q.csv", out)
	if err != nil {
		t.Fatal(err)
	}
	fill(again.Sheets()[0])
	if b, err := again.Bytes(); err != nil || string(b) != want {
		t.Errorf("a second time: %q %v", b, err)
	}
	if err := again.Sheets()[0].Set(Ref{1, 9}, "x"); err != nil {
		t.Fatal(err)
	}
	if _, err := again.Bytes(); err == nil {
		t.Error("a line below the last one was written")
	}
}

func TestRefs(t *testing.T) {
	for _, s := range []string{"A1", "Z9", "AA10", "XFD1048576"} {
		if r := ref(s); r.String() != s {
			t.Errorf("%s became %s", s, r)
		}
	}
	for _, s := range []string{"", "A", "1", "A0", "XFE1", "A1048577", "1A", "AAAAAAAAAAAAAAAAAAA1", "A-1"} {
		if r, err := ParseRef(s); err == nil {
			t.Errorf("%q became %s", s, r)
		}
	}
	for s, want := range map[string]string{"$C$3:$C$9": "C3:C9", "B2": "B2", "C:D": "C1:D1048576", "3:9": "A3:XFD9"} {
		if r, err := ParseRange(s); err != nil || r.String() != want {
			t.Errorf("%s became %s (%v)", s, r, err)
		}
	}
}

// FuzzSheet: whatever a sheet holds, it is refused or can be written and read back.
func FuzzSheet(f *testing.F) {
	f.Add(`<worksheet><sheetData><row r="2"><c r="B2" t="s"><v>1</v></c></row></sheetData></worksheet>`, "C2", "text")
	f.Add(`<x:worksheet xmlns:x="u"><x:sheetData/></x:worksheet>`, "A1", "_x000D_")
	f.Add(`<worksheet><sheetData><row/><row r="9"/></sheetData><dataValidations><dataValidation type="list" sqref="A1"><formula1>Words</formula1></dataValidation></dataValidations></worksheet>`, "A1", "In place")
	f.Fuzz(func(t *testing.T, sheet, at, text string) {
		b, err := Open("q.xlsx", made(t, sheet, nil))
		if err != nil {
			return
		}
		s := b.Sheets()[0]
		r, err := ParseRef(at)
		if err != nil || s.Set(r, text) != nil {
			return
		}
		out, err := b.Bytes()
		if err != nil {
			t.Fatalf("can't be written: %v", err)
		}
		again, err := Open("q.xlsx", out)
		if err != nil {
			t.Fatalf("can't be opened again: %v", err)
		}
		if err := again.Sheets()[0].Load(); err != nil {
			t.Fatalf("can't be read again: %v\n%s", err, sheet)
		}
		if !again.Sheets()[0].Holds(r, text) {
			c, _ := again.Sheets()[0].Cell(r)
			t.Fatalf("%s reads %q, was set to %q", r, c.Text, text)
		}
	})
}

// FuzzCSV: the same for CSV.
func FuzzCSV(f *testing.F) {
	f.Add("a,b\n1,\"x\"\"y\"\n", "B2", "=1")
	f.Add("\xef\xbb\xbfa;b\r\n\r\nc", "A3", "\"")
	f.Fuzz(func(t *testing.T, src, at, text string) {
		b, err := Open("q.csv", []byte(src))
		if err != nil {
			return
		}
		s := b.Sheets()[0]
		r, err := ParseRef(at)
		if err != nil || r.Row > s.Last().Row || r.Col > 50 || s.Set(r, text) != nil {
			return
		}
		out, err := b.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		again, err := Open("q.csv", out)
		if err != nil {
			t.Fatalf("can't be opened again: %v", err)
		}
		if again.Sheets()[0].comma == s.comma && !again.Sheets()[0].Holds(r, text) {
			t.Fatalf("%s reads %q, was set to %q\n%q", r, again.Sheets()[0].Text(r.Col, r.Row), text, out)
		}
	})
}

// FuzzOpen: no bytes bring it down.
func FuzzOpen(f *testing.F) {
	f.Add(made(f, `<worksheet><sheetData/></worksheet>`, nil))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, b []byte) {
		book, err := Open("q.xlsx", b)
		if err != nil {
			return
		}
		for _, s := range book.Sheets() {
			_ = s.Load() // the error is an answer
			s.Last()
		}
	})
}
