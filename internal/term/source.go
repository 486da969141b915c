package term

import "strings"

// TabStop is how many cells apart the tab stops of shown source are.
const TabStop = 4

// Source is one line of scanned text made ready to be shown, with the cell at
// which each of its code points begins.
type Source struct {
	parts []cluster
	cells []int // the first cell of the i-th code point; one more for the end
}

// NewSource expands the tabs of a line and escapes what a terminal would obey.
func NewSource(line string) Source {
	line = strings.TrimRight(line, "\r\n")
	s := Source{cells: make([]int, 0, len(line)+1)}
	cell := 0
	for _, r := range line { // an invalid byte counts as one code point
		text := cleanRune(r)
		if r == '\t' {
			text = strings.Repeat(" ", TabStop-cell%TabStop)
		}
		w := Width(text)
		s.cells = append(s.cells, cell)
		if n := len(s.parts); n > 0 && w == 0 {
			s.parts[n-1].text += text
		} else {
			s.parts = append(s.parts, cluster{text, w})
		}
		cell += w
	}
	s.cells = append(s.cells, cell)
	return s
}

// Cell is the first cell of the code point at the 1-based column. A column
// past the end is the end.
func (s Source) Cell(col int) int { return s.cells[max(0, min(col-1, len(s.cells)-1))] }

// Width is the number of cells of the whole line.
func (s Source) Width() int { return s.cells[len(s.cells)-1] }

// Cut shows at most width cells of the line, so that the cell at focus can be
// seen. It returns the text and the number of cells by which a place in the
// line has moved to the left.
func (s Source) Cut(focus, width int) (text string, shift int) {
	if width < 1 || s.Width() <= width {
		return strings.TrimRight(s.text(0, s.Width()), " "), 0
	}
	start := 0
	if focus > width*2/3 {
		start = min(focus-width/3, s.Width()-width)
	}
	end := start + width
	head, tail := "", ""
	if start > 0 {
		head, start = ellipsis, start+1
	}
	if end < s.Width() {
		tail, end = ellipsis, end-1
	}
	return head + strings.TrimRight(s.text(start, end), " ") + tail, start - len([]rune(head))
}

// text returns the cells from start to end; a wide character that is cut in
// two leaves a blank.
func (s Source) text(start, end int) string {
	var b strings.Builder
	at := 0
	for _, p := range s.parts {
		next := at + p.width
		switch {
		case next <= start || at >= end:
		case at >= start && next <= end:
			b.WriteString(p.text)
		default:
			// A run of blanks that stands for a tab, or half of a wide character.
			b.WriteString(strings.Repeat(" ", min(next, end)-max(at, start)))
		}
		at = next
	}
	return b.String()
}
