package pgparse

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// Lines turns byte offsets of a text into lines and columns.
type Lines struct {
	text   string
	starts []int
}

// NewLines indexes the text.
func NewLines(text string) *Lines {
	l := &Lines{text: text, starts: []int{0}}
	for i := 0; ; {
		n := strings.IndexByte(text[i:], '\n')
		if n < 0 {
			return l
		}
		i += n + 1
		l.starts = append(l.starts, i)
	}
}

// Pos returns the 1-based line and column of a byte offset; columns count code
// points. An offset outside of the text is moved to its nearest end.
func (l *Lines) Pos(offset int) (line, col int) {
	offset = min(max(offset, 0), len(l.text))
	i := sort.SearchInts(l.starts, offset+1) - 1
	return i + 1, utf8.RuneCountInString(l.text[l.starts[i]:offset]) + 1
}

// Offset returns the byte offset at which a 1-based line starts.
func (l *Lines) Offset(line int) int {
	line = min(max(line, 1), len(l.starts))
	return l.starts[line-1]
}

// offsetOfCursor turns the cursor of a Postgres error, which counts code points
// from 1, into a byte offset; 0 means that there is none.
func offsetOfCursor(sql string, cursor int) int {
	if cursor <= 0 {
		return -1
	}
	n := 1
	for i := range sql {
		if n == cursor {
			return i
		}
		n++
	}
	return len(sql)
}
