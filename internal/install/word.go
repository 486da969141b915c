package install

import "strings"

// word reads one word. Quotes and escapes are resolved, expansions become "*".
func (s *scanner) word(depth int) Word {
	w := Word{Line: s.line, Col: s.col}
	var b strings.Builder
	start := s.i
	for !s.eof() {
		c := s.peek(0)
		switch {
		case c == '`' && s.tick:
			if s.i == start {
				s.next() // a stray one
			}
			w.Text = b.String()
			return w
		case c == '\\':
			s.escape(&b)
		case c == '\'':
			s.single(&b)
		case c == '"':
			s.double(&b, &w, depth)
		case c == '$' || c == '`':
			s.expansion(&b, &w, depth)
		case strings.ContainsRune(" \t\r\n;|&()<>", c):
			if s.i == start {
				s.next() // never stand still
			}
			w.Text = b.String()
			return w
		default:
			b.WriteRune(s.next())
		}
	}
	w.Text = b.String()
	return w
}

func (s *scanner) escape(b *strings.Builder) {
	s.next()
	switch {
	case s.eof():
	case s.peek(0) == '\n':
		s.next()
	case s.peek(0) == '\r' && s.peek(1) == '\n':
		s.skip(2)
	default:
		b.WriteRune(s.next())
	}
}

func (s *scanner) single(b *strings.Builder) {
	s.next()
	for !s.eof() {
		c := s.next()
		if c == '\'' {
			return
		}
		b.WriteRune(c)
	}
}

func (s *scanner) double(b *strings.Builder, w *Word, depth int) {
	s.next()
	for !s.eof() {
		switch c := s.peek(0); {
		case c == '"':
			s.next()
			return
		case c == '`' && s.tick:
			return
		case c == '\\':
			s.escape(b)
		case c == '$' || c == '`':
			s.expansion(b, w, depth)
		default:
			b.WriteRune(s.next())
		}
	}
}

// expansion reads what starts with "$" or "`" and writes a hole for it. The
// commands of a substitution are scanned too.
func (s *scanner) expansion(b *strings.Builder, w *Word, depth int) {
	switch {
	case s.has("${{"): // an expression of a workflow
		s.skip(3)
		for !s.eof() && !s.has("}}") {
			s.next()
		}
		s.skip(2)
	case s.has("${"):
		s.skip(2)
		s.name(w)
		for open := 1; !s.eof() && open > 0; {
			switch s.next() {
			case '{':
				open++
			case '}':
				open--
			case '\\':
				s.skip(1)
			}
		}
	case s.has("$(("):
		s.skip(3)
		for !s.eof() && !s.has("))") {
			s.next()
		}
		s.skip(2)
	case s.has("$("):
		s.skip(2)
		s.nested(')', depth)
	case s.peek(0) == '`':
		s.next()
		s.nested('`', depth)
	case isName(s.peek(1)):
		s.next()
		s.name(w)
	case strings.ContainsRune("@*#?$!-", s.peek(1)) && s.peek(1) != 0:
		s.skip(2)
	default: // a lone "$", or $'...' and $"..."
		s.next()
		if s.peek(0) != '\'' && s.peek(0) != '"' {
			b.WriteByte('$')
		}
		return
	}
	b.WriteByte('*')
	w.Hole = true
}

// name reads the name of a variable and keeps it where it is the first of the word.
func (s *scanner) name(w *Word) {
	var b strings.Builder
	for isName(s.peek(0)) {
		b.WriteRune(s.next())
	}
	if !w.Hole {
		w.Name = b.String()
	}
}

func isName(c rune) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
