package tree

// maxShared is the longest text whose values are parts of one copy of it. Of a
// longer one each value is copied, so that a few of them don't keep it all.
const maxShared = 8 << 20

// texts gives the values of a text: most of a lock is kept in facts, and one
// copy of the whole is made faster than one of each part.
type texts string

func textsOf(src []byte) texts {
	if len(src) > maxShared {
		return ""
	}
	return texts(src)
}

func (t texts) cut(src []byte, from, to int) string {
	if t == "" {
		return string(src[from:to])
	}
	return string(t[from:to])
}

// members holds the members of values that are not closed yet, and the room
// for those of values that are.
type members struct {
	open  []Member
	free  []Member // of the current piece of room
	piece int      // how many members a piece has
}

// maxPiece keeps a piece of room below the size that is handed out by the page.
const maxPiece = 400

// roomFor is place for the members of a text as locks are: one is open at once
// for each package.
func roomFor(src []byte) members {
	return members{open: make([]Member, 0, 16+len(src)/256), piece: min(maxPiece, 8+len(src)/64)}
}

// close gives the members read since mark a place of their own.
func (m *members) close(mark int) []Member {
	read := m.open[mark:]
	m.open = m.open[:mark]
	switch k := len(read); {
	case k == 0:
		return nil
	case k > m.piece/4:
		return append([]Member(nil), read...)
	case k > len(m.free):
		m.free = make([]Member, m.piece)
	}
	k := copy(m.free, read)
	own := m.free[:k:k]
	m.free = m.free[k:]
	return own
}
