package suppress

import (
	"strings"
)

// syntax says which signs of a language matter for finding its comments.
type syntax struct {
	hash            bool   // # to the end of the line
	hashNeedsSpace  bool   // ... only after white space
	slashes         bool   // // to the end of the line
	dashes          bool   // -- to the end of the line
	block, nested   bool   // /* */
	quotes          string // signs that open and close a string
	quotesNeedSpace bool   // ... only at the start of a word: don't
	multiline       bool   // a string may hold line ends
	doubled         bool   // a quote is escaped by doubling; by a backslash only in E'...'
	rawSingle       bool   // a backslash is nothing special in '...'
	triple          bool   // """ and '''
	template        bool   // `...${...}...`
	regex           bool   // /.../
	heredoc         bool   // <<EOF
	dollar          bool   // $tag$ ... $tag$
}

// rough returns a lexer that knows of a language only where strings and
// comments begin and end.
func rough(sx syntax) lexer {
	return func(src []byte) ([]comment, map[int]bool) {
		l := &lex{syntax: sx, s: string(src), line: 1, code: make(map[int]bool)}
		l.run()
		return l.comments, l.code
	}
}

type lex struct {
	syntax
	s    string
	i    int // offset of what comes next
	line int
	last byte
	// braces counts the open { inside each ${ of the templates around the offset.
	braces   []int
	comments []comment
	code     map[int]bool
}

func (l *lex) run() {
	for l.i < len(l.s) {
		rest := l.s[l.i:]
		c := rest[0]
		switch {
		case c == '\n' || c == ' ' || c == '\t' || c == '\r':
			l.advance(1)
		case l.hash && c == '#' && (!l.hashNeedsSpace || l.spaceBefore()),
			l.slashes && strings.HasPrefix(rest, "//"),
			l.dashes && strings.HasPrefix(rest, "--"):
			signs := 2
			if c == '#' {
				signs = 1
			}
			l.comment(signs, lineLen(rest), 0)
		case l.block && strings.HasPrefix(rest, "/*"):
			n, closed := l.blockLen(rest)
			l.comment(2, n, closed)
		default:
			l.codeAt(rest, c)
		}
	}
}

// codeAt steps over one piece of code: a string or a single sign.
func (l *lex) codeAt(rest string, c byte) {
	n := 1
	switch {
	case l.triple && (strings.HasPrefix(rest, `"""`) || strings.HasPrefix(rest, `'''`)):
		n = untilLen(rest, 3, rest[:3])
	case strings.IndexByte(l.quotes, c) >= 0 && (!l.quotesNeedSpace || l.opensWord()):
		n = l.stringLen(rest, c)
	case l.template && c == '`':
		n = l.templateLen(rest, 1)
	case l.template && c == '{' && len(l.braces) > 0:
		l.braces[len(l.braces)-1]++
	case l.template && c == '}' && len(l.braces) > 0:
		if top := len(l.braces) - 1; l.braces[top] > 0 {
			l.braces[top]--
		} else {
			l.braces = l.braces[:top]
			n = l.templateLen(rest, 1)
		}
	case l.regex && c == '/' && l.regexMayStand():
		n = regexLen(rest)
	case l.heredoc && strings.HasPrefix(rest, "<<"):
		n = heredocLen(rest)
	case l.dollar && c == '$' && !wordByte(l.before(1)):
		n = dollarLen(rest)
	}
	l.mark(n)
	l.last = l.s[l.i+n-1]
	l.advance(n)
}

// mark notes that the lines of the next n bytes hold code.
func (l *lex) mark(n int) {
	for k := range strings.Count(l.s[l.i:l.i+n], "\n") + 1 {
		l.code[l.line+k] = true
	}
}

func (l *lex) advance(n int) {
	l.line += strings.Count(l.s[l.i:l.i+n], "\n")
	l.i += n
}

// comment takes the next n bytes, of which the first open and the last closed
// are its signs.
func (l *lex) comment(open, n, closed int) {
	text := l.s[l.i+open : l.i+n-closed]
	l.comments = append(l.comments, comment{
		text: text, off: l.i, line: l.line, end: l.line + strings.Count(text, "\n"),
	})
	l.advance(n)
}

func (l *lex) spaceBefore() bool {
	return l.i == 0 || strings.IndexByte(" \t\r\n", l.s[l.i-1]) >= 0
}

func (l *lex) opensWord() bool {
	return l.i == 0 || strings.IndexByte(" \t\r\n[{,(=", l.s[l.i-1]) >= 0
}

// regexMayStand guesses by the sign before whether a / divides or opens a pattern.
func (l *lex) regexMayStand() bool {
	return l.last == 0 || strings.IndexByte("(,=:[!&|?{};+-*%<>~^\n", l.last) >= 0
}

func lineLen(s string) int {
	if i := strings.IndexByte(s, '\n'); i >= 0 {
		return i
	}
	return len(s)
}

// untilLen is the length of s up to and with end, looked for behind skip bytes.
func untilLen(s string, skip int, end string) int {
	if i := strings.Index(s[skip:], end); i >= 0 {
		return skip + i + len(end)
	}
	return len(s)
}

func (l *lex) blockLen(s string) (n, closed int) {
	depth := 0
	for i := 0; i+1 < len(s); i++ {
		switch {
		case s[i] == '/' && s[i+1] == '*' && (l.nested || i == 0):
			depth++
			i++
		case s[i] == '*' && s[i+1] == '/':
			i++
			if depth--; depth == 0 {
				return i + 1, 2
			}
		}
	}
	return len(s), 0
}

func (l *lex) stringLen(s string, quote byte) int {
	escapes := true
	switch {
	case l.doubled:
		escapes = quote == '\'' && l.before(1)|0x20 == 'e' && !wordByte(l.before(2))
	case l.rawSingle:
		escapes = quote != '\''
	}
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\n' && !l.multiline:
			return i
		case s[i] == '\\' && escapes && i+1 < len(s) && (l.multiline || s[i+1] != '\n'):
			i++
		case s[i] == quote:
			return i + 1
		}
	}
	return len(s)
}

// templateLen steps from skip to the end of a template or into its next ${.
func (l *lex) templateLen(s string, skip int) int {
	for i := skip; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			i++
		case s[i] == '`':
			return i + 1
		case s[i] == '$' && i+1 < len(s) && s[i+1] == '{':
			l.braces = append(l.braces, 0)
			return i + 2
		}
	}
	return len(s)
}

// regexLen is the length of a pattern, or 1 when none ends soon in this line.
func regexLen(s string) int {
	class := false
	s = s[:min(len(s), 1000)]
	for i := 1; i < len(s) && s[i] != '\n'; i++ {
		switch {
		case s[i] == '\\':
			i++
		case s[i] == '[':
			class = true
		case s[i] == ']':
			class = false
		case s[i] == '/' && !class:
			return i + 1
		}
	}
	return 1
}

// before returns the byte k bytes before the offset, or a line end.
func (l *lex) before(k int) byte {
	if l.i < k {
		return '\n'
	}
	return l.s[l.i-k]
}

func wordByte(b byte) bool {
	return b == '_' || 'a' <= b|0x20 && b|0x20 <= 'z' || '0' <= b && b <= '9' || b >= 0x80
}

// heredocLen is the length of <<NAME with all lines to the one that says NAME,
// or 2 when s starts none.
func heredocLen(s string) int {
	head := s[:lineLen(s)]
	name := strings.TrimLeft(head[2:], "-~ \"'\\")
	end := 0
	for end < len(name) && wordByte(name[end]) {
		end++
	}
	if name = name[:end]; name == "" || '0' <= name[0] && name[0] <= '9' {
		return 2
	}
	n := len(head)
	for n < len(s) {
		n++ // the line end
		line := s[n : n+lineLen(s[n:])]
		n += len(line)
		if strings.TrimSpace(line) == name {
			break
		}
	}
	return n
}

// dollarLen is the length of a $tag$ ... $tag$ text, or 1 when s starts none.
func dollarLen(s string) int {
	i := 1
	for i < len(s) && wordByte(s[i]) && (i > 1 || s[i] < '0' || s[i] > '9') {
		i++
	}
	if i >= len(s) || s[i] != '$' {
		return 1
	}
	tag := s[:i+1]
	return untilLen(s, len(tag), tag)
}
