package tree

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"github.com/candor-dev/candor"
)

// Lines turns offsets of one text into positions.
type Lines struct {
	path   string
	src    []byte
	starts []int32 // of the lines

	last  int  // the line that offset was asked for last
	ascii bool // whether it is ASCII
}

// NewLines prepares the positions of a text.
func NewLines(path string, src []byte) *Lines {
	l := &Lines{path: path, src: src, starts: make([]int32, 1, bytes.Count(src, []byte{'\n'})+1)}
	for i := 0; ; {
		k := bytes.IndexByte(src[i:], '\n')
		if k < 0 {
			return l
		}
		i += k + 1
		l.starts = append(l.starts, int32(i))
	}
}

// maxCol is the offset within a line past which no column is counted: it keeps
// a lock that was written on one line from costing a pass for every entry.
const maxCol = 4096

// At is the place of an offset.
func (l *Lines) At(offset int32) candor.Location {
	off := min(int(offset), len(l.src))
	k, _ := slices.BinarySearch(l.starts, int32(off)+1)
	k--
	loc := candor.Location{Path: l.path, Line: k + 1}
	if start := int(l.starts[k]); off-start <= maxCol {
		loc.Col = utf8.RuneCount(l.src[start:off]) + 1
	}
	return loc
}

// Path is the path of the text.
func (l *Lines) Path() string { return l.path }

// offset is the place of a line and a column, both from 1, columns in code
// points as YAML readers count them. Far into a line that is not ASCII it is only
// near: a text on one line must not cost a pass for every value.
func (l *Lines) offset(line, col int) int32 {
	if line < 1 || line > len(l.starts) {
		return int32(len(l.src))
	}
	off, end := int(l.starts[line-1]), len(l.src)
	if line < len(l.starts) {
		end = int(l.starts[line])
	}
	if l.last != line {
		l.last, l.ascii = line, !bytes.ContainsFunc(l.src[off:end], func(r rune) bool { return r >= utf8.RuneSelf })
	}
	if l.ascii {
		return int32(min(off+max(col-1, 0), end))
	}
	for col = min(col, maxCol); col > 1 && off < end; col-- {
		_, n := utf8.DecodeRune(l.src[off:])
		off += n
	}
	return int32(off)
}
