package npm

import (
	"bytes"
	"sort"
	"unicode/utf8"

	"github.com/candor-dev/candor"
)

// lines turns offsets into positions.
type lines struct {
	path   string
	src    []byte
	starts []int
}

func newLines(path string, src []byte) *lines {
	l := &lines{path: path, src: src, starts: make([]int, 1, bytes.Count(src, []byte{'\n'})+1)}
	for i, c := range src {
		if c == '\n' {
			l.starts = append(l.starts, i+1)
		}
	}
	return l
}

// maxCol is the offset within a line past which no column is counted: it keeps
// a lock that was written on one line from costing a pass for every entry.
const maxCol = 4096

func (l *lines) at(offset int32) candor.Location {
	off := min(int(offset), len(l.src))
	k := sort.SearchInts(l.starts, off+1) - 1
	loc := candor.Location{Path: l.path, Line: k + 1}
	if start := l.starts[k]; off-start <= maxCol {
		loc.Col = utf8.RuneCount(l.src[start:off]) + 1
	}
	return loc
}
