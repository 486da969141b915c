// Package table sets borderless tables for a terminal. It is the only package
// that knows the table library.
package table

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"

	"github.com/candor-dev/candor/internal/term"
)

const gap = 2 // blanks between columns

// Column is one column of a table.
type Column struct {
	Header string
	Right  bool // for numbers
	// Min is how far the column may shrink on a narrow terminal, in cells;
	// zero means that it never shrinks.
	Min int
}

// Cell is one cell: clean text that may be wrapped, and how it is painted.
type Cell struct {
	Text  string
	Paint func(string) string // each line apart; nil leaves it plain
	// Sub is set below the text, painted by SubPaint.
	Sub      string
	SubPaint func(string) string
	MaxLines int // of Text; 0 means all of it
}

// Table is one table, written by Write.
type Table struct {
	Columns []Column
	Rows    [][]Cell
	Width   int // of the terminal, in cells; 0 means no limit
	Indent  int
	Head    func(string) string // paints the header; nil leaves it plain
}

// New returns a table of plain columns. On a narrow terminal the last one is
// wrapped; for anything else, fill a Table.
func New(headers ...string) *Table {
	t := &Table{}
	for i, h := range headers {
		c := Column{Header: h}
		if i == len(headers)-1 {
			c.Min = 20
		}
		t.Columns = append(t.Columns, c)
	}
	return t
}

// Blank adds an empty line.
func (t *Table) Blank() { t.Rows = append(t.Rows, nil) }

// Row adds a row of texts, made safe for a terminal.
func (t *Table) Row(cells ...string) {
	row := make([]Cell, len(cells))
	for i, c := range cells {
		row[i].Text = term.Sanitize(c)
	}
	t.Rows = append(t.Rows, row)
}

// Render writes the table for a terminal of that width; 0 means no limit.
func (t *Table) Render(w io.Writer, width int) error {
	t.Width = width
	return t.Write(w)
}

// Write lays the table out and writes it. Text is wrapped here, so that the
// library never has to break a line with escapes or wide characters in it.
func (t *Table) Write(w io.Writer) error {
	if len(t.Rows) == 0 {
		return nil
	}
	widths := t.widths()
	var buf bytes.Buffer
	cfg := tw.CellConfig{
		Formatting: tw.CellFormatting{AutoWrap: tw.WrapNone, AutoFormat: tw.Off},
		Alignment:  tw.CellAlignment{PerColumn: t.align()},
		Padding:    tw.CellPadding{Global: tw.Padding{Right: strings.Repeat(" ", gap), Overwrite: true}},
	}
	out := tablewriter.NewTable(&buf,
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{
			Borders: tw.BorderNone,
			Settings: tw.Settings{
				Separators: tw.SeparatorsNone,
				Lines:      tw.LinesNone,
			},
		})),
		tablewriter.WithConfig(tablewriter.Config{Header: cfg, Row: cfg}),
		tablewriter.WithHeaderAutoFormat(tw.Off),
		tablewriter.WithTrimSpace(tw.Off),
	)
	if head := t.header(); head != nil {
		out.Header(head)
	}
	for _, row := range t.Rows {
		cells := make([]string, len(t.Columns))
		for i := range cells {
			if i < len(row) {
				cells[i] = row[i].render(widths[i])
			}
		}
		if err := out.Append(cells); err != nil {
			return fmt.Errorf("add a row to the table: %w", err)
		}
	}
	if err := out.Render(); err != nil {
		return fmt.Errorf("set the table: %w", err)
	}
	indent := strings.Repeat(" ", t.Indent)
	for line := range strings.Lines(buf.String()) {
		if line = trimLine(line); line != "" {
			line = indent + line
		}
		if _, err := io.WriteString(w, line+"\n"); err != nil {
			return err
		}
	}
	return nil
}

// trimLine drops the blanks that end a line, and the reset that the library
// sets behind the blanks of a painted cell.
func trimLine(line string) string {
	const reset = "\x1b[0m"
	for {
		line = strings.TrimRight(line, " \n")
		if rest, ok := strings.CutSuffix(line, reset); ok && strings.HasSuffix(rest, " ") {
			line = rest
			continue
		}
		return line
	}
}

func (t *Table) align() []tw.Align {
	a := make([]tw.Align, len(t.Columns))
	for i, c := range t.Columns {
		if a[i] = tw.AlignLeft; c.Right {
			a[i] = tw.AlignRight
		}
	}
	return a
}

func (t *Table) header() []string {
	head := make([]string, len(t.Columns))
	any := false
	for i, c := range t.Columns {
		head[i] = c.Header
		if any = any || c.Header != ""; t.Head != nil && c.Header != "" {
			head[i] = t.Head(c.Header)
		}
	}
	if !any {
		return nil
	}
	return head
}

// widths gives each column what it asks for, then takes from the widest of
// those that may shrink until the table fits.
func (t *Table) widths() []int {
	ws := make([]int, len(t.Columns))
	total := t.Indent + gap*(len(ws)-1)
	for i, c := range t.Columns {
		ws[i] = term.Width(c.Header)
		for _, row := range t.Rows {
			if i < len(row) {
				ws[i] = max(ws[i], term.Width(row[i].Text), term.Width(row[i].Sub))
			}
		}
		total += ws[i]
	}
	for t.Width > 0 && total > t.Width {
		widest := -1
		for i, c := range t.Columns {
			if c.Min > 0 && ws[i] > c.Min && (widest < 0 || ws[i] > ws[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			break
		}
		ws[widest]--
		total--
	}
	return ws
}

func (c Cell) render(width int) string {
	lines := term.Wrap(c.Text, width)
	if c.MaxLines > 0 && len(lines) > c.MaxLines {
		rest := strings.Join(lines[c.MaxLines-1:], " ")
		lines = append(lines[:c.MaxLines-1:c.MaxLines-1], term.Shorten(rest, width))
	}
	paintAll(lines, c.Paint)
	if c.Sub != "" {
		sub := term.Wrap(c.Sub, width)
		paintAll(sub, c.SubPaint)
		lines = append(lines, sub...)
	}
	return strings.Join(lines, "\n")
}

func paintAll(lines []string, paint func(string) string) {
	if paint == nil {
		return
	}
	for i, l := range lines {
		lines[i] = paint(l)
	}
}
