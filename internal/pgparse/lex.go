package pgparse

import "strings"

// Kind is what a token is.
type Kind int

// The kinds of token. Space and comments are no tokens.
const (
	Punct   Kind = iota // one byte
	Word                // keyword or unquoted identifier
	Quoted              // "identifier"
	String              // 'text', E'text' and dollar-quoted text
	Number              // number or $1
	Command             // a psql command, from the backslash to the end of the line
)

// Token is one token of SQL, by byte offsets.
type Token struct {
	Kind       Kind
	Start, End int
	// Open marks a string or quoted name that the text ends within.
	Open bool
}

// Lexer cuts SQL into tokens. It needs no valid SQL: whatever the grammar does
// not know is punctuation.
type Lexer struct {
	text string
	pos  int
}

// NewLexer starts at a byte offset of the text.
func NewLexer(text string, offset int) *Lexer { return &Lexer{text: text, pos: offset} }

// Next returns the next token, or false at the end.
func (l *Lexer) Next() (Token, bool) {
	l.skip()
	if l.pos >= len(l.text) {
		return Token{}, false
	}
	t := Token{Start: l.pos, Kind: Punct}
	c := l.text[l.pos]
	switch {
	case c == '\'':
		t.Kind = String
		t.Open = !l.quoted('\'', false)
	case c == '"':
		t.Kind = Quoted
		t.Open = !l.quoted('"', false)
	case c == '$':
		t.Kind = Number
		if tag := dollarTag(l.text[l.pos:]); tag != "" {
			t.Kind = String
			t.Open = !l.until(l.pos+len(tag), tag)
		} else {
			l.pos++
			l.while(isDigit)
		}
	case isWordStart(c):
		t.Kind = Word
		l.while(isWord)
		l.prefixed(&t)
	case isDigit(c):
		t.Kind = Number
		l.while(func(c byte) bool { return isWord(c) || c == '.' })
	case c == '\\':
		t.Kind = Command
		l.while(func(c byte) bool { return c != '\n' })
	default:
		l.pos++
	}
	t.End = l.pos
	return t, true
}

// prefixed turns a word that stands right before a quote into the string it
// belongs to: E'..', B'..', X'..', N'..', U&'..' and U&"..".
func (l *Lexer) prefixed(t *Token) {
	rest := l.text[l.pos:]
	switch strings.ToLower(l.text[t.Start:l.pos]) {
	case "e":
		if strings.HasPrefix(rest, "'") {
			t.Kind, t.Open = String, !l.quoted('\'', true)
		}
	case "b", "x", "n":
		if strings.HasPrefix(rest, "'") {
			t.Kind, t.Open = String, !l.quoted('\'', false)
		}
	case "u":
		if strings.HasPrefix(rest, "&'") {
			l.pos++
			t.Kind, t.Open = String, !l.quoted('\'', false)
		} else if strings.HasPrefix(rest, `&"`) {
			l.pos++
			t.Kind, t.Open = Quoted, !l.quoted('"', false)
		}
	}
}

// quoted moves behind a quoted text; a doubled quote is part of it. It reports
// whether the text was closed.
func (l *Lexer) quoted(q byte, escapes bool) bool {
	for l.pos++; l.pos < len(l.text); l.pos++ {
		switch c := l.text[l.pos]; {
		case c == '\\' && escapes:
			l.pos++
		case c == q:
			if l.pos+1 < len(l.text) && l.text[l.pos+1] == q {
				l.pos++
				continue
			}
			l.pos++
			return true
		}
	}
	l.pos = len(l.text)
	return false
}

// until moves behind the next occurrence of end at or after from.
func (l *Lexer) until(from int, end string) bool {
	i := strings.Index(l.text[from:], end)
	if i < 0 {
		l.pos = len(l.text)
		return false
	}
	l.pos = from + i + len(end)
	return true
}

func (l *Lexer) while(ok func(byte) bool) {
	for l.pos < len(l.text) && ok(l.text[l.pos]) {
		l.pos++
	}
}

// skip moves over space and comments; block comments nest.
func (l *Lexer) skip() {
	for l.pos < len(l.text) {
		switch rest := l.text[l.pos:]; {
		case isSpace(rest[0]):
			l.pos++
		case strings.HasPrefix(rest, "--"):
			l.while(func(c byte) bool { return c != '\n' })
		case strings.HasPrefix(rest, "/*"):
			l.block()
		default:
			return
		}
	}
}

func (l *Lexer) block() {
	depth := 0
	for l.pos < len(l.text) {
		switch rest := l.text[l.pos:]; {
		case strings.HasPrefix(rest, "/*"):
			depth++
			l.pos += 2
		case strings.HasPrefix(rest, "*/"):
			depth--
			l.pos += 2
			if depth == 0 {
				return
			}
		default:
			l.pos++
		}
	}
}

// dollarTag returns the opening "$tag$" at the start of s, or "".
func dollarTag(s string) string {
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == '$':
			return s[:i+1]
		case i == 1 && isDigit(c), !isWord(c):
			return ""
		}
	}
	return ""
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' || c == '\v'
}
func isDigit(c byte) bool { return '0' <= c && c <= '9' }
func isWordStart(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || c >= 0x80
}
func isWord(c byte) bool { return isWordStart(c) || isDigit(c) || c == '$' }
