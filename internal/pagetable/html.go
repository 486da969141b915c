package pagetable

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
)

// htmlReader gathers tables from tokens. The line of a token is known because
// what the tokenizer hands out, put together, is the page.
type htmlReader struct {
	out    []Table
	depth  int // of tables in tables; the inner ones are text of their cell
	row    Row
	inRow  bool
	inCell bool
	cell   strings.Builder
	mute   int // inside script and style
	cells  int
}

func readHTML(src []byte) []Table {
	z := html.NewTokenizer(bytes.NewReader(src))
	r := &htmlReader{}
	for line := 1; ; {
		kind := z.Next()
		if kind == html.ErrorToken {
			r.endRow()
			return r.out
		}
		lines := bytes.Count(z.Raw(), []byte{'\n'})
		switch kind {
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			r.start(string(name), line, kind == html.SelfClosingTagToken)
		case html.EndTagToken:
			name, _ := z.TagName()
			r.end(string(name))
		case html.TextToken:
			if r.inCell && r.mute == 0 {
				r.cell.Write(z.Text())
			}
		}
		line += lines
	}
}

func (r *htmlReader) start(name string, line int, closed bool) {
	switch name {
	case "table":
		if r.depth++; r.depth == 1 {
			r.out = append(r.out, Table{})
		}
	case "script", "style":
		if !closed {
			r.mute++
		}
	case "tr":
		if r.depth == 1 {
			r.endRow()
			r.row, r.inRow = Row{Line: line}, true
		}
	case "td", "th":
		if r.depth == 1 && r.inRow {
			r.endCell()
			r.inCell = true
		}
	case "br", "p", "div", "li":
		if r.inCell {
			r.cell.WriteByte(' ')
		}
	}
}

func (r *htmlReader) end(name string) {
	switch name {
	case "table":
		if r.depth == 1 {
			r.endRow()
		}
		r.depth = max(0, r.depth-1)
	case "script", "style":
		r.mute = max(0, r.mute-1)
	case "tr":
		if r.depth == 1 {
			r.endRow()
		}
	case "td", "th":
		if r.depth == 1 {
			r.endCell()
		}
	}
}

func (r *htmlReader) endCell() {
	if r.inCell && r.cells < maxCells {
		r.row.Cells = append(r.row.Cells, strings.Join(strings.Fields(r.cell.String()), " "))
		r.cells++
	}
	r.cell.Reset()
	r.inCell = false
}

// endRow keeps the row: the first of a table is its header.
func (r *htmlReader) endRow() {
	r.endCell()
	if !r.inRow || len(r.out) == 0 {
		return
	}
	t := &r.out[len(r.out)-1]
	switch {
	case len(r.row.Cells) == 0:
	case t.Header == nil && len(t.Rows) == 0:
		t.Header = r.row.Cells
	default:
		t.Rows = append(t.Rows, r.row)
	}
	r.inRow = false
}
