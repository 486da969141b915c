package install

import "strings"

// Word is one word of a command with its place in the script.
type Word struct {
	Text string // quotes and escapes taken away; every hole is "*"
	Hole bool   // it holds an expansion, so Text is a pattern
	Name string // of the variable, where the word begins with that of a shell
	Line int    // 1-based, within the script
	Col  int    // 1-based, in code points
}

// command is a simple command: words up to a separator.
type command []Word

// maxDepth bounds substitutions inside substitutions, and here-documents of one line.
const maxDepth = 16

// scan splits a script into its simple commands, in order of appearance. It
// knows quotes, escapes, continuation lines, comments, separators, groups,
// substitutions and here-documents; it needs no valid script and never fails.
func scan(script string) []command {
	s := &scanner{src: []rune(script), line: 1, col: 1}
	s.list(0, 0)
	return s.out
}

type heredoc struct {
	end      string
	tabs     bool // <<- : leading tabs are dropped
	isScript bool // its reader is a shell
	judged   bool // isScript was set from a command
}

// readBy takes the command that reads the document, or that it is piped into.
func (h *heredoc) readBy(cmd command) {
	if len(cmd) > 0 || !h.judged {
		h.isScript = h.isScript || readsScript(cmd)
		h.judged = true
	}
}

type scanner struct {
	src       []rune
	i         int
	line, col int
	out       []command
	pending   []*heredoc
	tick      bool // inside backquotes
}

func (s *scanner) eof() bool { return s.i >= len(s.src) }

func (s *scanner) peek(k int) rune {
	if s.i+k < len(s.src) {
		return s.src[s.i+k]
	}
	return 0
}

func (s *scanner) next() rune {
	c := s.src[s.i]
	s.i++
	if c == '\n' {
		s.line, s.col = s.line+1, 1
	} else {
		s.col++
	}
	return c
}

func (s *scanner) skip(n int) {
	for ; n > 0 && !s.eof(); n-- {
		s.next()
	}
}

// has reports whether the text stands here.
func (s *scanner) has(text string) bool {
	for k, c := range []rune(text) {
		if s.peek(k) != c {
			return false
		}
	}
	return true
}

// list reads commands until the closing rune (0: the end of the script).
func (s *scanner) list(closing rune, depth int) {
	var cmd command
	at := len(s.out)
	flush := func() {
		if len(cmd) > 0 {
			// A command stands before those inside its substitutions.
			s.out = append(s.out[:at], append([]command{cmd}, s.out[at:]...)...)
			cmd = nil
		}
		at = len(s.out)
	}
	defer flush()
	for !s.eof() {
		c := s.peek(0)
		switch {
		case closing != 0 && c == closing:
			s.next()
			return
		case c == '\\' && s.peek(1) == '\n':
			s.skip(2)
		case c == '\\' && s.peek(1) == '\r' && s.peek(2) == '\n':
			s.skip(3)
		case c == '\n':
			for _, h := range s.pending {
				h.readBy(cmd)
			}
			flush()
			s.next()
			s.heredocs(depth)
			at = len(s.out)
		case c == ' ' || c == '\t' || c == '\r':
			s.next()
		case c == '#':
			for !s.eof() && s.peek(0) != '\n' {
				s.next()
			}
		case c == ';' || c == '|' || c == '&' && s.peek(1) != '>' || c == '(' || c == ')':
			for _, h := range s.pending {
				h.readBy(cmd)
			}
			flush()
			s.next()
		case c == '<' || c == '>' || c == '&':
			s.redirect(depth)
		default:
			cmd = append(cmd, s.word(depth))
		}
	}
}

// redirect reads a redirection and drops its target; it notes a here-document.
func (s *scanner) redirect(depth int) {
	if s.has("<<") && !s.has("<<<") {
		s.skip(2)
		h := &heredoc{}
		if s.peek(0) == '-' {
			h.tabs = true
			s.next()
		}
		s.blanks()
		h.end = s.word(depth).Text
		if h.end != "" && len(s.pending) < maxDepth {
			s.pending = append(s.pending, h)
		}
		return
	}
	if (s.peek(0) == '<' || s.peek(0) == '>') && s.peek(1) == '(' { // process substitution
		s.skip(2)
		s.nested(')', depth)
		return
	}
	for !s.eof() && strings.ContainsRune("<>&|", s.peek(0)) {
		s.next()
	}
	s.blanks()
	if !s.eof() && !strings.ContainsRune("\n;|&()", s.peek(0)) {
		s.word(depth)
	}
}

func (s *scanner) blanks() {
	for s.peek(0) == ' ' || s.peek(0) == '\t' {
		s.next()
	}
}

// heredocs reads the bodies of the pending here-documents. A body is data
// unless a shell reads it.
func (s *scanner) heredocs(depth int) {
	for _, h := range s.pending {
		first, body := s.line, strings.Builder{}
		for !s.eof() {
			var l strings.Builder
			for !s.eof() && s.peek(0) != '\n' {
				l.WriteRune(s.next())
			}
			if !s.eof() {
				s.next()
			}
			text := strings.TrimSuffix(l.String(), "\r")
			if text == h.end || h.tabs && strings.TrimLeft(text, "\t") == h.end {
				break
			}
			body.WriteString(text + "\n")
		}
		if h.isScript && depth < maxDepth {
			in := &scanner{src: []rune(body.String()), line: first, col: 1}
			in.list(0, depth+1)
			s.out = append(s.out, in.out...)
		}
	}
	s.pending = nil
}

// readsScript reports whether a here-document of the command is a script: the
// command is a shell, or there is none (a Dockerfile's RUN <<EOF).
func readsScript(cmd command) bool {
	if len(cmd) == 0 {
		return true
	}
	cmd = cmd.bare()
	return len(cmd) > 0 && isShell(cmd[0].Text)
}

// nested reads the commands of a substitution.
func (s *scanner) nested(closing rune, depth int) {
	if depth >= maxDepth {
		s.i = len(s.src) // deeper than any script: stop reading here
		return
	}
	pending, tick := s.pending, s.tick
	s.pending, s.tick = nil, closing == '`'
	s.list(closing, depth+1)
	s.pending, s.tick = pending, tick
}
