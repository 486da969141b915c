package workbook

import (
	"fmt"
	"strconv"
	"strings"
)

// The limits of a sheet in Excel.
const (
	maxCol = 16384
	maxRow = 1048576
)

// Ref is a cell's place, both parts 1-based: {3, 17} is C17.
type Ref struct{ Col, Row int }

func (r Ref) String() string { return ColName(r.Col) + strconv.Itoa(r.Row) }

// Compare orders refs by row, then column, as a sheet stores them.
func (r Ref) Compare(o Ref) int {
	if r.Row != o.Row {
		return r.Row - o.Row
	}
	return r.Col - o.Col
}

// ColName returns the letters of a column: 28 is "AB".
func ColName(n int) string {
	var b []byte
	for ; n > 0; n = (n - 1) / 26 {
		b = append([]byte{byte('A' + (n-1)%26)}, b...)
	}
	return string(b)
}

// ParseCol reads the letters of a column.
func ParseCol(s string) (int, error) {
	n := 0
	for _, c := range strings.ToUpper(s) {
		if c < 'A' || c > 'Z' || n > maxCol {
			return 0, fmt.Errorf("%q is no column: want letters like C or AB", s)
		}
		n = n*26 + int(c-'A') + 1
	}
	if n < 1 || n > maxCol {
		return 0, fmt.Errorf("%q is no column: want letters like C or AB", s)
	}
	return n, nil
}

// ParseRef reads a cell's address, with or without dollar signs.
func ParseRef(s string) (Ref, error) {
	t := strings.ReplaceAll(s, "$", "")
	i := strings.IndexFunc(t, func(c rune) bool { return c >= '0' && c <= '9' })
	if i > 0 {
		col, err := ParseCol(t[:i])
		row, err2 := strconv.Atoi(t[i:])
		if err == nil && err2 == nil && row >= 1 && row <= maxRow {
			return Ref{col, row}, nil
		}
	}
	return Ref{}, fmt.Errorf("%q is no cell: want an address like C17", s)
}

// Range is a rectangle of cells, both corners included.
type Range struct{ From, To Ref }

func (r Range) String() string {
	if r.From == r.To {
		return r.From.String()
	}
	return r.From.String() + ":" + r.To.String()
}

// Has reports whether the cell lies in the rectangle.
func (r Range) Has(c Ref) bool {
	return c.Col >= r.From.Col && c.Col <= r.To.Col && c.Row >= r.From.Row && c.Row <= r.To.Row
}

// ParseRange reads "C3:C263", "C3", and whole columns or rows ("C:C", "3:9").
func ParseRange(s string) (Range, error) {
	a, b, two := strings.Cut(strings.ReplaceAll(s, "$", ""), ":")
	if !two {
		r, err := ParseRef(a)
		return Range{r, r}, err
	}
	if from, err := ParseRef(a); err == nil {
		to, err := ParseRef(b)
		return Range{from, to}, err
	}
	if from, err := ParseCol(a); err == nil {
		to, err := ParseCol(b)
		return Range{Ref{from, 1}, Ref{to, maxRow}}, err
	}
	from, err := strconv.Atoi(a)
	to, err2 := strconv.Atoi(b)
	if err != nil || err2 != nil || from < 1 || to > maxRow {
		return Range{}, fmt.Errorf("%q is no range: want one like C3:C263", s)
	}
	return Range{Ref{1, from}, Ref{maxCol, to}}, nil
}

// parseRanges reads a list of ranges with spaces between; what is no range is
// left out and said by ok.
func parseRanges(s string) (rs []Range, ok bool) {
	ok = true
	for _, f := range strings.Fields(s) {
		r, err := ParseRange(f)
		if err != nil {
			ok = false
			continue
		}
		rs = append(rs, r)
	}
	return rs, ok
}

func anyHas(rs []Range, c Ref) bool {
	for _, r := range rs {
		if r.Has(c) {
			return true
		}
	}
	return false
}
