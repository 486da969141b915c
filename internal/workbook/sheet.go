package workbook

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Sheet is one sheet of a workbook, read when it is first asked for.
type Sheet struct {
	Name   string
	Hidden bool

	book *Book
	part string
	load bool
	err  error
	grid
	edits map[Ref]string
}

// grid is what a sheet's part says.
type grid struct {
	src         []byte
	cells       map[Ref]*Cell
	rows        []row // in their order
	cols        []colStyle
	merges      []Range
	validations []validation
	protected   bool
	formulas    bool // a cell holds one
	last        Ref  // the largest row and column that hold a cell
	dimension   span
	data        span   // the content of sheetData
	dataClosed  bool   // <sheetData/>
	prefix      string // of the namespace in tags: "" or "x:"
	comma       rune   // of CSV; 0 for a workbook
}

// span is a stretch of bytes of the part.
type span struct{ from, to int64 }

type row struct {
	n      int
	style  int // -1: the row has none of its own
	all    span
	end    int64 // where its content ends
	closed bool  // <row/>
	cells  []*Cell
}

type colStyle struct{ from, to, style int }

// Kind is what a cell holds.
type Kind int

// The kinds.
const (
	Empty Kind = iota
	Text
	Number // dates are numbers, too
	Bool
	Fault // "#REF!"
)

// Cell is a cell that stands in the file. A cell may stand there and be empty.
type Cell struct {
	Ref     Ref
	Kind    Kind
	Text    string // as it is stored: a date is its number
	Formula bool   // Text is what it came to when the file was saved

	style int
	phone bool // the attribute ph
	at    span
}

// Cell returns what stands in a cell, with the changes that were set. The
// second value is false for a cell that the file does not hold.
func (s *Sheet) Cell(r Ref) (Cell, bool) {
	if s.Load() != nil {
		return Cell{Ref: r}, false
	}
	c, ok := s.cells[r]
	out := Cell{Ref: r}
	if ok {
		out = *c
	}
	if t, set := s.edits[r]; set {
		out.Text, out.Kind = t, Text
		if t == "" {
			out.Kind = Empty
		}
	}
	return out, ok
}

// Holds reports whether the cell has the text, as far as a reader of the file
// can see.
func (s *Sheet) Holds(r Ref, text string) bool {
	text = lines(text)
	if s.comma != 0 {
		text = GuardCSV(text)
	}
	c, _ := s.Cell(r)
	return c.Text == text && (c.Kind == Text || c.Kind == Empty)
}

// Text returns a cell's text without the white space around it.
func (s *Sheet) Text(col, row int) string {
	c, _ := s.Cell(Ref{col, row})
	return strings.TrimSpace(c.Text)
}

// Last returns the largest column and row that hold a cell.
func (s *Sheet) Last() Ref {
	if s.Load() != nil {
		return Ref{}
	}
	return s.last
}

// Protected reports whether locked cells of the sheet can't be changed.
func (s *Sheet) Protected() bool { return s.Load() == nil && s.protected }

// Locked reports whether the sheet's protection covers the cell.
func (s *Sheet) Locked(r Ref) bool {
	if !s.Protected() {
		return false
	}
	n := s.style(r)
	return n < 0 || n >= len(s.book.unlocked) || !s.book.unlocked[n]
}

// Merged returns the merged range that holds the cell.
func (s *Sheet) Merged(r Ref) (Range, bool) {
	if s.Load() != nil {
		return Range{}, false
	}
	for _, m := range s.merges {
		if m.Has(r) && m.From != m.To {
			return m, true
		}
	}
	return Range{}, false
}

// style is the style that a cell has, or would have if it were written.
func (s *Sheet) style(r Ref) int {
	if c := s.cells[r]; c != nil {
		return c.style
	}
	if i, ok := s.row(r.Row); ok && s.rows[i].style >= 0 {
		return s.rows[i].style
	}
	for _, c := range s.cols {
		if r.Col >= c.from && r.Col <= c.to {
			return c.style
		}
	}
	return 0
}

// row finds a row, or the place where it would stand.
func (s *Sheet) row(n int) (int, bool) {
	return slices.BinarySearchFunc(s.rows, n, func(r row, n int) int { return r.n - n })
}

// Load reads the sheet. The other methods do so themselves and give nothing
// where it fails.
func (s *Sheet) Load() error {
	if s.load {
		return s.err
	}
	s.load = true
	src, err := s.book.part(s.part)
	if err == nil {
		s.src = src
		err = s.scan()
	}
	if err != nil {
		s.err = fmt.Errorf("read sheet %q: %w", s.Name, err)
	}
	return s.err
}

// scan reads the part with the place of every cell.
func (s *Sheet) scan() error {
	s.cells = make(map[Ref]*Cell)
	var (
		cur     *Cell
		kind    string
		value   strings.Builder
		in      textState
		inV     bool
		fault   error
		lastRow int
		lastCol int
		v       validation
		inData  bool
		inRule  string // f, formula1 or sqref of a validation
		rule    strings.Builder
	)
	err := walk(s.src, func(e *element) {
		in.start(e.name)
		switch e.name {
		case "worksheet":
			if tag := string(s.src[e.from+1 : e.to]); strings.Contains(strings.Fields(tag)[0], ":") {
				s.prefix, _, _ = strings.Cut(tag, ":")
				s.prefix += ":"
			}
		case "dimension":
			s.dimension = span{e.from, e.to}
		case "col":
			if st := e.attr("style"); st != "" {
				s.cols = append(s.cols, colStyle{atoi(e.attr("min"), 0), atoi(e.attr("max"), 0), atoi(st, -1)})
			}
		case "sheetData":
			s.data, s.dataClosed, inData = span{e.from, e.to}, e.closed, true
		case "row":
			if !inData {
				return
			}
			n := atoi(e.attr("r"), lastRow+1)
			if n <= lastRow || n > maxRow {
				fault = fmt.Errorf("row %d stands out of order", n)
			}
			lastRow, lastCol = n, 0
			st := -1
			if e.flag("customFormat", false) {
				st = atoi(e.attr("s"), -1)
			}
			s.rows = append(s.rows, row{n: n, style: st, all: span{e.from, e.to}, closed: e.closed})
		case "c":
			if !inData || len(s.rows) == 0 {
				return
			}
			ref := Ref{lastCol + 1, lastRow}
			if a := e.attr("r"); a != "" {
				r, err := ParseRef(a)
				if err != nil || r.Row != lastRow || r.Col <= lastCol {
					fault = fmt.Errorf("cell %s of row %d stands out of order", a, lastRow)
				}
				ref = r
			}
			if len(s.cells) >= maxCells {
				fault = fmt.Errorf("it has more than %d cells", maxCells)
			}
			lastCol = ref.Col
			cur, kind = &Cell{Ref: ref, style: atoi(e.attr("s"), 0), phone: e.flag("ph", false), at: span{e.from, e.to}}, e.attr("t")
			value.Reset()
		case "v":
			inV = cur != nil
		case "f":
			if cur != nil {
				cur.Formula, s.formulas = true, true
			} else if inRule == "formula1" { // the newer form has it one level deeper
				inRule = "f"
				rule.Reset()
			}
		case "mergeCell":
			if r, err := ParseRange(e.attr("ref")); err == nil {
				s.merges = append(s.merges, r)
			}
		case "sheetProtection":
			s.protected = e.flag("sheet", false)
		case "dataValidation":
			v = newValidation(e)
		case "formula1", "sqref":
			inRule = e.name
			rule.Reset()
		}
	}, func(t string) {
		switch {
		case cur != nil && (inV || in.text()):
			value.WriteString(t)
		case cur == nil && inRule != "":
			rule.WriteString(t)
		}
	}, func(name string, at int64) {
		in.end(name)
		switch name {
		case "v":
			inV = false
		case "c":
			if cur != nil {
				if err := s.finish(cur, kind, value.String(), at); err != nil && fault == nil {
					fault = err
				}
				cur = nil
			}
		case "row":
			if n := len(s.rows); inData && n > 0 {
				s.rows[n-1].end = at
				s.rows[n-1].all.to = s.tagEnd(at, s.rows[n-1].closed)
			}
		case "sheetData":
			inData = false
			if !s.dataClosed {
				s.data = span{s.data.to, at}
			}
		case "f", "formula1":
			if inRule != "" && cur == nil {
				v.formula = strings.TrimSpace(rule.String())
				inRule = ""
			}
		case "sqref":
			v.add(rule.String())
			inRule = ""
		case "dataValidation":
			s.validations = append(s.validations, v)
		}
	})
	return errors.Join(err, fault, s.whole())
}

// whole reports a sheet without its data.
func (s *Sheet) whole() error {
	if s.data.to == 0 {
		return errors.New("it holds no sheetData")
	}
	return nil
}

// tagEnd is where an end tag that begins at ends.
func (s *Sheet) tagEnd(at int64, closed bool) int64 {
	if closed {
		return at
	}
	for i := at; i < int64(len(s.src)); i++ {
		if s.src[i] == '>' {
			return i + 1
		}
	}
	return at
}

// finish settles what a cell holds once its end is read.
func (s *Sheet) finish(c *Cell, kind, value string, at int64) error {
	closed := at == c.at.to && s.src[at-1] == '>' && at >= 2 && s.src[at-2] == '/'
	c.at.to = s.tagEnd(at, closed)
	c.Kind, c.Text = Number, strings.TrimSpace(value)
	switch kind {
	case "s":
		n := atoi(c.Text, -1)
		if c.Text == "" {
			break
		}
		if n < 0 || n >= len(s.book.shared) {
			return fmt.Errorf("cell %s names text %s, which the workbook does not hold", c.Ref, c.Text)
		}
		c.Kind, c.Text = Text, s.book.shared[n]
	case "inlineStr", "str":
		c.Kind, c.Text = Text, unescape(value)
	case "b":
		c.Kind = Bool
	case "e":
		c.Kind = Fault
	}
	if c.Text == "" {
		c.Kind = Empty
	}
	s.cells[c.Ref] = c
	r := &s.rows[len(s.rows)-1]
	r.cells = append(r.cells, c)
	s.last = Ref{max(s.last.Col, c.Ref.Col), max(s.last.Row, c.Ref.Row)}
	return nil
}
