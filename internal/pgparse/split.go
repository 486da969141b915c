package pgparse

import "strings"

// Span is one statement of a script without its semicolon, by byte offsets; it
// starts at its first word, not at the comment before it.
type Span struct{ Start, End int }

// Script is a file of SQL, cut into statements.
type Script struct {
	// Text is the file with everything that is for psql rather than for Postgres
	// turned into spaces: offsets stay what they were.
	Text  string
	Stmts []Span
	// Commands are the psql commands that were taken out.
	Commands []Span
}

// Split cuts a file into statements. It never fails: what is not closed reaches
// to the end of the file. It knows strings, dollar quotes, nested comments,
// parentheses, BEGIN ATOMIC bodies, psql commands and the data of COPY.
func Split(text string) *Script {
	s := &splitter{src: text, lex: NewLexer(text, 0)}
	s.run()
	out := &Script{Text: text, Stmts: s.stmts, Commands: s.commands}
	if len(s.blank) > 0 {
		out.Text = Blank(text, s.blank...)
	}
	return out
}

// Blank turns the spans into spaces and leaves line ends in place, so that
// offsets and lines stay what they were.
func Blank(text string, spans ...Span) string {
	b := []byte(text)
	for _, sp := range spans {
		for i := sp.Start; i < sp.End; i++ {
			if b[i] != '\n' {
				b[i] = ' '
			}
		}
	}
	return string(b)
}

type splitter struct {
	src      string
	lex      *Lexer
	stmts    []Span
	commands []Span
	blank    []Span

	cur    Span     // Start is -1 outside of a statement
	words  []string // the first words of the statement, lower case
	parens int
	atomic int // depth of BEGIN ATOMIC ... END
	stdin  bool
	last   string // the word before
}

// keptWords is how many words of a statement tell what it is.
const keptWords = 4

func (s *splitter) run() {
	s.begin()
	for {
		t, ok := s.lex.Next()
		if !ok {
			break
		}
		if t.Kind == Command {
			s.commands = append(s.commands, Span{t.Start, t.End})
			s.blank = append(s.blank, Span{t.Start, t.End})
			if sends(s.src[t.Start:t.End]) {
				s.end()
			}
			continue
		}
		if t.Kind == Punct && s.src[t.Start] == ';' && s.parens == 0 && s.atomic == 0 {
			s.end()
			continue
		}
		if s.cur.Start < 0 {
			s.cur.Start = t.Start
		}
		s.cur.End = t.End
		s.token(t)
	}
	s.stdin = false
	s.end()
}

// sends reports whether a psql command ends the statement before it, as a semicolon would.
func sends(command string) bool {
	name, _, _ := strings.Cut(strings.TrimPrefix(command, `\`), " ")
	switch strings.TrimSpace(name) {
	case "g", "gx", "gset", "gexec", "gdesc", "crosstabview", "watch":
		return true
	}
	return false
}

func (s *splitter) begin() {
	s.cur = Span{Start: -1}
	s.words = s.words[:0]
	s.parens, s.atomic, s.stdin, s.last = 0, 0, false, ""
}

func (s *splitter) end() {
	if s.cur.Start >= 0 {
		s.stmts = append(s.stmts, s.cur)
		if s.stdin {
			s.copyData()
		}
	}
	s.begin()
}

func (s *splitter) token(t Token) {
	switch {
	case t.Kind == Punct:
		switch s.src[t.Start] {
		case '(':
			s.parens++
		case ')':
			s.parens = max(0, s.parens-1)
		}
		s.last = ""
	case t.Kind == Word:
		w := strings.ToLower(s.src[t.Start:t.End])
		if len(s.words) < keptWords {
			s.words = append(s.words, w)
		}
		s.body(w)
		if w == "stdin" && s.last == "from" && s.words[0] == "copy" {
			s.stdin = true
		}
		s.last = w
	default:
		s.last = ""
	}
}

// body follows the nesting of a function body that is written in SQL without quotes.
func (s *splitter) body(w string) {
	switch {
	case w == "atomic" && s.last == "begin" && s.isRoutine():
		s.atomic++
	case s.atomic > 0 && w == "case":
		s.atomic++
	case s.atomic > 0 && w == "end":
		s.atomic--
	}
}

func (s *splitter) isRoutine() bool {
	if s.words[0] != "create" {
		return false
	}
	for _, w := range s.words[1:] {
		if w == "function" || w == "procedure" {
			return true
		}
	}
	return false
}

// copyData moves behind the lines that follow COPY ... FROM stdin, up to "\.".
func (s *splitter) copyData() {
	i := strings.IndexByte(s.src[s.lex.pos:], '\n')
	if i < 0 {
		return
	}
	from := s.lex.pos + i + 1
	for at := from; at < len(s.src); {
		next := len(s.src)
		if n := strings.IndexByte(s.src[at:], '\n'); n >= 0 {
			next = at + n + 1
		}
		if strings.TrimRight(s.src[at:next], "\r\n") == `\.` {
			s.blank = append(s.blank, Span{from, next})
			s.lex.pos = next
			return
		}
		at = next
	}
	// no end: psql would read to the end of the file
	s.blank = append(s.blank, Span{from, len(s.src)})
	s.lex.pos = len(s.src)
}
