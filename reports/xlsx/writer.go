package xlsx

import (
	"archive/zip"
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/candor-dev/candor/internal/term"
	"github.com/candor-dev/candor/internal/workbook"
)

// The limits of a sheet and of a cell in Excel.
const (
	maxRows = 1048576
	maxText = 32767 // UTF-16 units
)

// Styles of cells, by their place in the list of styles.xml.
const (
	plain = iota
	head
	good
	bad
	open
	title
	count
)

// sheet is one sheet: its name, its columns, and its rows one after the other.
type sheet struct {
	name    string
	columns []column
	rows    func(add func(cells ...cell))
	free    bool // no header: lines for people
	written int  // rows, once it is written
}

type column struct {
	title string
	width int // in characters
}

// cell is a text, or a number where num says so.
type cell struct {
	text  string
	n     int
	num   bool
	style int
}

func text(s string) cell           { return cell{text: s} }
func number(n int) cell            { return cell{n: n, num: true, style: count} }
func styled(s string, st int) cell { return cell{text: s, style: st} }
func texts(words ...string) []cell {
	out := make([]cell, len(words))
	for i, w := range words {
		out[i] = text(w)
	}
	return out
}

const (
	declaration = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	main        = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relations   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packages    = "http://schemas.openxmlformats.org/package/2006/"
	types       = "application/vnd.openxmlformats-officedocument.spreadsheetml."
)

// book writes a workbook of the sheets. The same sheets give the same bytes.
func book(w io.Writer, sheets []sheet) error {
	z := zip.NewWriter(w)
	part := func(name, body string) error {
		p, err := z.Create(name)
		if err != nil {
			return err
		}
		_, err = io.WriteString(p, declaration+body)
		return err
	}
	var kinds, list, rels strings.Builder
	for i, s := range sheets {
		n := strconv.Itoa(i + 1)
		kinds.WriteString(`<Override PartName="/xl/worksheets/sheet` + n + `.xml" ContentType="` + types + `worksheet+xml"/>`)
		list.WriteString(`<sheet name="` + s.name + `" sheetId="` + n + `" r:id="s` + n + `"/>`)
		rels.WriteString(`<Relationship Id="s` + n + `" Type="` + relations + `/worksheet" Target="worksheets/sheet` + n + `.xml"/>`)
	}
	err := errors.Join(
		part("[Content_Types].xml", `<Types xmlns="`+packages+`content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>`+
			`<Override PartName="/xl/workbook.xml" ContentType="`+types+`sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="`+types+`styles+xml"/>`+kinds.String()+`</Types>`),
		part("_rels/.rels", `<Relationships xmlns="`+packages+`relationships"><Relationship Id="w" Type="`+relations+`/officeDocument" Target="xl/workbook.xml"/></Relationships>`),
		part("xl/_rels/workbook.xml.rels", `<Relationships xmlns="`+packages+`relationships"><Relationship Id="styles" Type="`+relations+`/styles" Target="styles.xml"/>`+rels.String()+`</Relationships>`),
		part("xl/styles.xml", styles()),
	)
	for i := range sheets {
		if err != nil {
			return err
		}
		var p io.Writer
		if p, err = z.Create("xl/worksheets/sheet" + strconv.Itoa(i+1) + ".xml"); err == nil {
			err = sheets[i].write(p)
		}
	}
	if err == nil { // last, since the names hold how many rows there are
		err = part("xl/workbook.xml", `<workbook xmlns="`+main+`" xmlns:r="`+relations+`"><bookViews><workbookView/></bookViews><sheets>`+list.String()+`</sheets>`+names(sheets)+`</workbook>`)
	}
	return errors.Join(err, z.Close())
}

// names are the defined names: what each filter covers, and the row that
// repeats on every printed page.
func names(sheets []sheet) string {
	var b strings.Builder
	for i := range sheets {
		s := &sheets[i]
		if s.free {
			continue
		}
		fmt.Fprintf(&b, `<definedName name="_xlnm._FilterDatabase" localSheetId="%d" hidden="1">%s!$A$1:$%s$%d</definedName>`, i, s.name, workbook.ColName(len(s.columns)), s.written)
		fmt.Fprintf(&b, `<definedName name="_xlnm.Print_Titles" localSheetId="%d">%s!$1:$1</definedName>`, i, s.name)
	}
	if b.Len() == 0 {
		return ""
	}
	return "<definedNames>" + b.String() + "</definedNames>"
}

// styles are the looks of cells. Colours only repeat what the words say.
func styles() string {
	fill := func(rgb string) string {
		return `<fill><patternFill patternType="solid"><fgColor rgb="FF` + rgb + `"/></patternFill></fill>`
	}
	xf := func(font, fill int) string {
		return fmt.Sprintf(`<xf numFmtId="0" fontId="%d" fillId="%d" borderId="0" xfId="0" applyFont="1" applyFill="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>`, font, fill)
	}
	return `<styleSheet xmlns="` + main + `">` +
		`<fonts count="3"><font><sz val="10"/><name val="Calibri"/></font><font><b/><sz val="10"/><name val="Calibri"/></font><font><b/><sz val="16"/><name val="Calibri"/></font></fonts>` +
		`<fills count="6"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>` + fill("D9E2F3") + fill("D5EBD8") + fill("F8D7D4") + fill("FBECC7") + `</fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		`<cellXfs count="7">` + xf(0, 0) + xf(1, 2) + xf(0, 3) + xf(0, 4) + xf(0, 5) + strings.Replace(xf(2, 0), ` wrapText="1"`, "", 1) + strings.Replace(xf(0, 0), `<alignment`, `<alignment horizontal="right" indent="1"`, 1) + `</cellXfs>` +
		`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
}

// write writes the sheet's part: the header is frozen and has filters.
func (s *sheet) write(w io.Writer) error {
	b := bufio.NewWriter(w)
	last := workbook.ColName(len(s.columns))
	fmt.Fprint(b, declaration, `<worksheet xmlns="`+main+`"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0"`)
	if s.free {
		fmt.Fprint(b, ` showGridLines="0"/></sheetViews>`)
	} else {
		fmt.Fprint(b, `><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`)
	}
	fmt.Fprint(b, `<sheetFormatPr defaultRowHeight="13"/><cols>`)
	for i, c := range s.columns {
		fmt.Fprintf(b, `<col min="%d" max="%d" width="%d" customWidth="1"/>`, i+1, i+1, c.width)
	}
	fmt.Fprint(b, `</cols><sheetData>`)
	n, left := 0, 0
	add := func(cells ...cell) {
		if n >= maxRows-1 { // the last row says that there are more
			left++
			return
		}
		n++
		s.row(b, n, cells)
	}
	if !s.free {
		var titles []cell
		for _, c := range s.columns {
			titles = append(titles, styled(c.title, head))
		}
		add(titles...)
	}
	s.rows(add)
	if left > 0 {
		n++
		s.row(b, n, texts(fmt.Sprintf("and %d more rows, which no sheet can hold: see the JSON report", left)))
	}
	s.written = n
	fmt.Fprint(b, `</sheetData>`)
	if !s.free {
		fmt.Fprintf(b, `<autoFilter ref="A1:%s%d"/>`, last, n)
	}
	fmt.Fprint(b, `<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/><pageSetup orientation="landscape" fitToHeight="0"/></worksheet>`)
	return b.Flush()
}

func (s *sheet) row(b *bufio.Writer, n int, cells []cell) {
	row := strconv.Itoa(n)
	put := func(words ...string) {
		for _, w := range words {
			b.WriteString(w) // its error comes back from Flush
		}
	}
	put(`<row r="`, row, `"`)
	if h := s.height(cells); h > lineHeight {
		put(` ht="`, strconv.Itoa(h), `" customHeight="1"`)
	}
	put(`>`)
	for i, c := range cells {
		if !c.num && c.text == "" && c.style == plain {
			continue
		}
		put(`<c r="`, workbook.ColName(i+1), row, `" s="`, strconv.Itoa(c.style), `"`)
		switch {
		case c.num:
			put(`><v>`, strconv.Itoa(c.n), `</v></c>`)
		case c.text != "":
			put(` t="inlineStr"><is><t xml:space="preserve">`, workbook.Escape(fit(c.text)), `</t></is></c>`)
		default:
			put(`/>`)
		}
	}
	put(`</row>`)
}

const (
	lineHeight = 13  // points
	maxHeight  = 400 // points; Excel allows 409
)

// height is what a row needs for its wrapped texts, roughly: not every program
// works it out when it opens a file.
func (s *sheet) height(cells []cell) int {
	most := 1
	for i, c := range cells {
		if c.style == title {
			most = max(most, 2)
			continue
		}
		if len(c.text) <= s.columns[i].width && !strings.Contains(c.text, "\n") {
			continue
		}
		n := 0
		for line := range strings.SplitSeq(c.text, "\n") {
			n += 1 + utf8.RuneCountInString(line)/max(s.columns[i].width, 1)
		}
		most = max(most, n)
	}
	return min(most*lineHeight, maxHeight)
}

// fit makes a scanned text safe to show, line by line, and cuts what no cell
// can hold, with a word on it.
func fit(s string) string {
	if len(s) > maxText { // bytes: only then is counting worth it
		if u := utf16.Encode([]rune(s)); len(u) > maxText {
			const room = 100
			s = string(utf16.Decode(u[:maxText-room])) + fmt.Sprintf(" [cut: %d characters in all]", len(u))
		}
	}
	if !strings.Contains(s, "\n") {
		return term.Sanitize(s)
	}
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = term.Sanitize(lines[i])
	}
	return strings.Join(lines, "\n")
}
