package candor

import (
	"cmp"
	"strconv"
)

// Location is a place in a source file or, for a live source, a named resource.
//
// Lines and columns are 1-based; a zero means that it is not known. Columns
// count Unicode code points. Path is slash-separated and relative to the
// scanned root.
type Location struct {
	Path     string `json:"path,omitempty"`
	Line     int    `json:"line,omitempty"`
	Col      int    `json:"col,omitempty"`
	EndLine  int    `json:"end_line,omitempty"`
	EndCol   int    `json:"end_col,omitempty"` // the column after the last one
	Resource string `json:"resource,omitempty"`
	Label    string `json:"label,omitempty"` // what stands here, for a related location
}

// IsZero reports whether the location names no file.
func (l Location) IsZero() bool { return l.Path == "" }

// String returns "path:line:col", shorter where parts are unknown.
func (l Location) String() string {
	s := l.Path
	if s == "" {
		return l.Resource
	}
	if l.Line > 0 {
		s += ":" + strconv.Itoa(l.Line)
		if l.Col > 0 {
			s += ":" + strconv.Itoa(l.Col)
		}
	}
	return s
}

// Compare orders locations by path, then line, then column, then resource.
func (l Location) Compare(m Location) int {
	return cmp.Or(
		cmp.Compare(l.Path, m.Path),
		cmp.Compare(l.Line, m.Line),
		cmp.Compare(l.Col, m.Col),
		cmp.Compare(l.Resource, m.Resource),
	)
}
