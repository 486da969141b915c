package download

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// pipeline reads commands that are joined by pipes.
func (w *walker) pipeline(parts []*syntax.Stmt, s *syntax.Stmt, c context) {
	var from *file
	text, hasText := "", false
	for i, p := range parts {
		in := c
		in.last, in.guard = c.last && i == len(parts)-1, c.guard && i == len(parts)-1
		call, ok := p.Cmd.(*syntax.CallExpr)
		if !ok || len(call.Args) == 0 {
			if f := w.fetched([]*syntax.Stmt{p}); f != nil {
				from = f
			}
			w.stmt(p, in)
			continue
		}
		words := w.bare(call.Args)
		if len(words) == 0 {
			continue
		}
		name := base(words[0].text)
		if i > 0 {
			stdin, _ := takesScript(words)
			if stdin && len(p.Redirs) == 0 && from != nil {
				w.emit(from, c, "pipe", s)
				return
			}
			if stdin && hasText && isShell(name) && !isHole.MatchString(text) {
				w.nested(text, w.lineOf(p.Pos()), c)
				continue
			}
			if hasText && isSummer(words) && verifies(words) {
				e := w.errExit
				w.errExit = e && i == len(parts)-1
				w.sums(text, in)
				w.errExit = e
				continue
			}
			if from != nil && (name == "tar" || name == "bsdtar" || name == "unzip" || name == "funzip" || name == "cpio") {
				w.emit(from, c, unpackOf(words), s)
				from = nil
				continue
			}
			if from != nil && name == "tee" {
				for _, x := range words[1:] {
					if !strings.HasPrefix(x.text, "-") {
						w.r.put(join(w.r.dir, x.text), from)
					}
				}
				continue
			}
			if (name == "grep" || name == "egrep" || name == "fgrep") && isSummer(w.bareStmt(parts[i-1])) {
				if lvl := sumIn(w.variants(joinWords(words[1:]))); lvl != "" {
					for _, f := range w.named(joinWords(w.bareStmt(parts[i-1]))) {
						w.mark(f, in, lvl, "a sum that stands in the script")
					}
				}
				continue
			}
		}
		if f, dest := w.fetch(words, p); f != nil {
			for _, a := range call.Args {
				w.substitutions(a, c)
			}
			if dest != "" {
				if w.r.put(join(w.r.dir, dest), f); name != "wget" {
					continue
				}
			}
			from = f
			continue
		}
		if name == "cat" && len(words) == 2 {
			if f := w.r.files[join(w.r.dir, words[1].text)]; f != nil {
				from = f
				continue
			}
		}
		if name == "echo" || name == "printf" {
			text, hasText = joinWords(words[1:]), true
			if len(words) == 2 {
				if f := w.content(words[1].node); f != nil {
					from = f
				}
			}
			for _, a := range call.Args {
				w.substitutions(a, c)
			}
			continue
		}
		if name == "cat" && len(p.Redirs) > 0 && p.Redirs[0].Hdoc != nil {
			text, hasText = w.expand(w.text(p.Redirs[0].Hdoc)), true
			continue
		}
		if to, ok := w.output(p); ok && from != nil && i == len(parts)-1 {
			w.r.put(join(w.r.dir, to), from)
			continue
		}
		w.stmt(p, in)
	}
}

func (w *walker) bareStmt(s *syntax.Stmt) []word {
	if call, ok := s.Cmd.(*syntax.CallExpr); ok {
		return w.bare(call.Args)
	}
	return nil
}
