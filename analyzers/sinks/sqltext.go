package sinks

import "strings"

// hole stands in a text for a part that is not constant.
const hole = "\x00"

// tok is one word of an SQL text.
type tok struct {
	word string // lower case; "" for what is no word
	name string // as a table's name: unquoted words in lower case, quoted ones as they are
	sign byte   // one of ( ) ; . , = for a sign, 'h' for a hole, 's' for a text in quotes
	// open: the name is joined to a hole, so that it is only a part of one.
	open bool
}

func (t tok) is(words ...string) bool {
	for _, w := range words {
		if t.word == w {
			return true
		}
	}
	return false
}

// maxTokens bounds the work on one text; what stands behind is not read.
const maxTokens = 4000

// sqlTokens lists the words, names, holes and signs of a text. Comments are
// left out. A place that a template or a format fills is a hole: "%s",
// "{{.prefix}}", "${name}", "{name}".
func sqlTokens(s string) []tok {
	var out []tok
	for len(s) > 0 && len(out) < maxTokens {
		c := s[0]
		if n := holeAt(s); n > 0 {
			out = append(out, tok{sign: 'h'})
			s = s[n:]
			// A name that goes on behind a hole keeps its known part.
			if n := nameLen(s); n > 0 && s[0] != '.' {
				out[len(out)-1] = tok{name: strings.ToLower(s[:n]), sign: 'h', open: true}
				s = s[n:]
			}
			continue
		}
		switch {
		case strings.HasPrefix(s, "--"):
			_, s, _ = strings.Cut(s, "\n")
		case strings.HasPrefix(s, "/*"):
			s = s[blockComment(s):]
		case c == '\'':
			out = append(out, tok{sign: 's'})
			_, s = quoted(s, '\'')
		case c == '"' || c == '`':
			var name string
			name, s = quoted(s, c)
			out = append(out, tok{name: name, open: strings.Contains(name, hole)})
		case c == '[' && bracketed(s) > 0:
			n := bracketed(s)
			out = append(out, tok{name: s[1 : n-1]})
			s = s[n:]
		case c == '$' && dollarQuote(s) > 0:
			out = append(out, tok{sign: 's'})
			s = s[dollarQuote(s):]
		case strings.IndexByte("();.,=", c) >= 0:
			out = append(out, tok{sign: c})
			s = s[1:]
		case wordByte(c):
			n := nameLen(s)
			w := strings.ToLower(s[:n])
			t := tok{word: w, name: w}
			s = s[n:]
			if m := holeAt(s); m > 0 {
				t.open = true // "blocks_" + year
			}
			out = append(out, t)
		default:
			s = s[1:]
		}
	}
	return out
}

// holeAt is the length of what a format or a template fills at the start of a
// text, or 0.
func holeAt(s string) int {
	switch {
	case s == "":
		return 0
	case s[0] == hole[0]:
		return 1
	case s[0] == '%' && len(s) > 1 && strings.IndexByte("sdvqt", s[1]) >= 0 && (len(s) == 2 || !wordByte(s[2]) || s[1] == 's'):
		return 2
	case strings.HasPrefix(s, "%["):
		if i := strings.IndexByte(s, ']'); i > 0 && i < 6 && i+1 < len(s) {
			return i + 2
		}
	case strings.HasPrefix(s, "{{"):
		if i := strings.Index(s, "}}"); i > 0 {
			return i + 2
		}
	case s[0] == '{':
		// "{table}", for strings.NewReplacer and the like. Of ClickHouse's
		// parameters, {id:UInt64}, none is a part of a statement.
		if n := 1 + nameLen(s[1:]); n > 1 && n < len(s) && s[n] == '}' {
			return n + 1
		}
	case strings.HasPrefix(s, "${"):
		if i := strings.IndexByte(s, '}'); i > 0 {
			return i + 1
		}
	}
	return 0
}

func nameLen(s string) int {
	n := 0
	for n < len(s) && wordByte(s[n]) {
		n++
	}
	return n
}

func wordByte(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c >= 0x80
}

// blockComment is the length of a comment, which may hold others.
func blockComment(s string) int {
	depth := 0
	for i := 0; i+1 < len(s); i++ {
		switch s[i : i+2] {
		case "/*":
			depth++
			i++
		case "*/":
			depth--
			i++
			if depth == 0 {
				return i + 1
			}
		}
	}
	return len(s)
}

// quoted cuts a text in quotes off: a doubled quote opens the next one, which
// changes nothing for the words behind it.
func quoted(s string, quote byte) (inside, rest string) {
	i := strings.IndexByte(s[1:], quote)
	if i < 0 {
		return s[1:], ""
	}
	return s[1 : i+1], s[i+2:]
}

// bracketed is the length of [name], or 0 for an index or an array.
func bracketed(s string) int {
	n := 1 + nameLen(s[1:])
	if n == 1 || n >= len(s) || s[n] != ']' || '0' <= s[1] && s[1] <= '9' {
		return 0
	}
	return n + 1
}

// dollarQuote is the length of $tag$ ... $tag$, or 0 for a parameter like $1.
func dollarQuote(s string) int {
	n := 1
	for n < len(s) && wordByte(s[n]) {
		n++
	}
	if n == len(s) || s[n] != '$' || n > 1 && '0' <= s[1] && s[1] <= '9' {
		return 0
	}
	tag := s[:n+1]
	end := strings.Index(s[n+1:], tag)
	if end < 0 {
		return len(s)
	}
	return n + 1 + end + len(tag)
}
