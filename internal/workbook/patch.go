package workbook

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// CellError says why a cell can't be written.
type CellError struct {
	Sheet  string
	Ref    Ref
	Reason string
}

func (e *CellError) Error() string {
	return fmt.Sprintf("%s of sheet %q can't be written: %s", e.Ref, e.Sheet, e.Reason)
}

// Check says why the cell can't hold the text; the error is a *CellError, or
// that of a sheet that can't be read.
func (s *Sheet) Check(r Ref, text string) error {
	if err := s.Load(); err != nil {
		return err
	}
	text = lines(text)
	no := func(format string, args ...any) error {
		return &CellError{s.Name, r, fmt.Sprintf(format, args...)}
	}
	if why := textFault(text); why != "" {
		return no("%s", why)
	}
	if r.Col < 1 || r.Row < 1 || r.Col > maxCol || r.Row > maxRow {
		return no("it lies outside of a sheet")
	}
	if c := s.cells[r]; c != nil && c.Formula {
		return no("it holds a formula")
	}
	if m, ok := s.Merged(r); ok && r != m.From {
		return no("it is part of the merged cells %s, whose text stands in %s", m, m.From)
	}
	if s.Locked(r) {
		return no("it is locked by the sheet's protection")
	}
	if text != "" {
		if why := s.refuses(r, text); why != "" {
			return no("%s", why)
		}
	}
	return nil
}

// Set changes a cell's text when the book is next written. A text that looks
// like a formula stays a text.
func (s *Sheet) Set(r Ref, text string) error {
	if err := s.Check(r, text); err != nil {
		return err
	}
	text = lines(text)
	delete(s.edits, r)
	if s.Holds(r, text) {
		return nil
	}
	if s.edits == nil {
		s.edits = make(map[Ref]string)
	}
	s.edits[r] = text
	return nil
}

// Bytes returns the file with the changes that were set; without any, the very
// bytes that were opened.
func (b *Book) Bytes() ([]byte, error) {
	changed := make(map[*zip.File][]byte)
	for _, s := range b.sheets {
		if len(s.edits) == 0 {
			continue
		}
		src, err := s.patched()
		if err != nil {
			return nil, fmt.Errorf("write sheet %q: %w", s.Name, err)
		}
		if b.zip == nil {
			return src, nil
		}
		changed[b.parts[strings.ToLower(s.part)]] = src
	}
	if len(changed) == 0 {
		return b.raw, nil
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range b.zip.File {
		src, ok := changed[f]
		if !ok {
			if err := w.Copy(f); err != nil {
				return nil, fmt.Errorf("copy part %s: %w", f.Name, err)
			}
			continue
		}
		h := &zip.FileHeader{Name: f.Name, Comment: f.Comment, NonUTF8: f.NonUTF8, Method: zip.Deflate, Modified: f.Modified, ExternalAttrs: f.ExternalAttrs, CreatorVersion: f.CreatorVersion}
		p, err := w.CreateHeader(h)
		if err != nil {
			return nil, fmt.Errorf("write part %s: %w", f.Name, err)
		}
		if _, err := io.Copy(p, bytes.NewReader(src)); err != nil {
			return nil, fmt.Errorf("write part %s: %w", f.Name, err)
		}
	}
	if err := w.SetComment(b.zip.Comment); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// splice is a replacement of a stretch of the part.
type splice struct {
	span
	text string
}

// patched is the sheet's part with its changes.
func (s *Sheet) patched() ([]byte, error) {
	if s.comma != 0 {
		return s.patchedCSV()
	}
	var sp []splice
	refs := slices.SortedFunc(maps.Keys(s.edits), Ref.Compare)
	grown := s.last
	for len(refs) > 0 {
		n := 1
		for n < len(refs) && refs[n].Row == refs[0].Row {
			n++
		}
		sp = append(sp, s.patchRow(refs[:n])...)
		for _, r := range refs[:n] {
			grown = Ref{max(grown.Col, r.Col), max(grown.Row, r.Row)}
		}
		refs = refs[n:]
	}
	if s.dataClosed { // everything above was put into one place
		var all strings.Builder
		for _, x := range sp {
			all.WriteString(x.text)
		}
		sp = []splice{{s.data, "<" + s.prefix + "sheetData>" + all.String() + "</" + s.prefix + "sheetData>"}}
	}
	if grown != s.last && s.dimension.to > 0 {
		sp = append(sp, s.grow(grown)...)
	}
	slices.SortStableFunc(sp, func(a, b splice) int { return int(a.from - b.from) })
	return apply(s.src, sp)
}

// apply puts the splices, which are in order, into the source.
func apply(src []byte, sp []splice) ([]byte, error) {
	var out bytes.Buffer
	at := int64(0)
	for _, x := range sp {
		if x.from < at || x.to < x.from || x.to > int64(len(src)) {
			return nil, errors.New("two changes fall on one place")
		}
		out.Write(src[at:x.from])
		out.WriteString(x.text)
		at = x.to
	}
	out.Write(src[at:])
	return out.Bytes(), nil
}

// patchRow gives the changes of one row.
func (s *Sheet) patchRow(refs []Ref) []splice {
	i, ok := s.row(refs[0].Row)
	if !ok {
		at := s.data.to
		if i < len(s.rows) {
			at = s.rows[i].all.from
		}
		tag := s.prefix + "row"
		return []splice{{span{at, at}, "<" + tag + ` r="` + strconv.Itoa(refs[0].Row) + `">` + s.tags(refs) + "</" + tag + ">"}}
	}
	r := &s.rows[i]
	if r.closed {
		slash := r.all.to - 2 // "/>"
		return []splice{{span{slash, r.all.to}, ">" + s.tags(refs) + "</" + s.prefix + "row>"}}
	}
	var sp []splice
	for _, ref := range refs {
		if c := s.cells[ref]; c != nil {
			sp = append(sp, splice{c.at, s.tag(ref)})
			continue
		}
		at := r.end
		for _, c := range r.cells {
			if c.Ref.Col > ref.Col {
				at = c.at.from
				break
			}
		}
		sp = append(sp, splice{span{at, at}, s.tag(ref)})
	}
	return sp
}

func (s *Sheet) tags(refs []Ref) string {
	var b strings.Builder
	for _, r := range refs {
		b.WriteString(s.tag(r))
	}
	return b.String()
}

// tag is a cell with its new text, in the style that it had.
func (s *Sheet) tag(r Ref) string {
	var b strings.Builder
	p, text := s.prefix, s.edits[r]
	fmt.Fprintf(&b, `<%sc r="%s"`, p, r)
	if st := s.style(r); st > 0 {
		fmt.Fprintf(&b, ` s="%d"`, st)
	}
	if c := s.cells[r]; c != nil && c.phone {
		b.WriteString(` ph="1"`)
	}
	if text == "" {
		b.WriteString("/>")
		return b.String()
	}
	fmt.Fprintf(&b, ` t="inlineStr"><%[1]sis><%[1]st xml:space="preserve">%[2]s</%[1]st></%[1]sis></%[1]sc>`, p, Escape(text))
	return b.String()
}

// grow widens the dimension that the sheet states, because some readers look
// no further. A dimension that can't be read is left alone.
func (s *Sheet) grow(to Ref) []splice {
	tag := string(s.src[s.dimension.from:s.dimension.to])
	i := strings.Index(tag, `ref="`)
	if i < 0 {
		return nil
	}
	old, rest, ok := strings.Cut(tag[i+5:], `"`)
	rg, err := ParseRange(old)
	if !ok || err != nil || rg.Has(to) {
		return nil
	}
	rg.To = Ref{max(rg.To.Col, to.Col), max(rg.To.Row, to.Row)}
	return []splice{{s.dimension, tag[:i+5] + rg.String() + `"` + rest}}
}
