package download

import (
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// takesScript reports whether an interpreter with these words reads its program
// from the standard input; file is the word of the program that it is given.
func takesScript(words []word) (stdin bool, file *word) {
	name := base(words[0].text)
	switch {
	case isShell(name):
	case name == "fish" || name == "perl" || name == "ruby" || name == "node" || name == "php" || name == "deno" || name == "bun" ||
		strings.HasPrefix(name, "python") && strings.Trim(name[6:], "0123456789.") == "":
	default:
		return false, nil
	}
	for i := 1; i < len(words); i++ {
		t := words[i].text
		switch {
		case t == "-" || t == "/dev/stdin" || t == "-s" || strings.HasPrefix(t, "-s") && isShell(name):
			return true, nil
		case t == "-o" || t == "+o":
			i++
		case t == "-c" || t == "-m" || t == "-e" || t == "-r" || isShell(name) && strings.HasPrefix(t, "-") && !strings.HasPrefix(t, "--") && strings.HasSuffix(t, "c"):
			return false, nil
		case strings.HasPrefix(t, "-") || strings.HasPrefix(t, "+"):
		default:
			return false, &words[i]
		}
	}
	return true, nil
}

// script returns the word of sh -c "...", su -c "..." and eval "...".
func script(words []word) *word {
	name := base(words[0].text)
	switch {
	case isShell(name) || name == "su" || name == "runuser":
		for i, x := range words[1:] {
			t := x.text
			if (t == "--command" || strings.HasPrefix(t, "-") && !strings.HasPrefix(t, "--") && strings.HasSuffix(t, "c")) && i+2 < len(words) {
				return &words[i+2]
			}
		}
	case name == "eval" && len(words) > 1:
		return &words[1]
	}
	return nil
}

// bare takes away what stands before the program.
func (w *walker) bare(args []*syntax.Word) []word {
	words := w.words(args)
	for len(words) > 0 {
		t := words[0].text
		switch base(t) {
		case "sudo", "env", "nice", "ionice", "doas", "nohup", "exec", "command", "builtin", "time", "gosu", "chroot":
			words = words[1:]
			for len(words) > 0 && (strings.HasPrefix(words[0].text, "-") || strings.Contains(words[0].text, "=")) {
				takes := slices.Contains([]string{"-u", "-n", "-g"}, words[0].text)
				words = words[1:]
				if takes && len(words) > 0 {
					words = words[1:]
				}
			}
			continue
		case "timeout", "retry":
			words = words[1:]
			for len(words) > 0 && (strings.HasPrefix(words[0].text, "-") || words[0].text != "" && words[0].text[0] >= '0' && words[0].text[0] <= '9') {
				words = words[1:]
			}
			continue
		}
		if strings.HasPrefix(t, "--") { // a flag of a Dockerfile's RUN
			words = words[1:]
			continue
		}
		break
	}
	return words
}

func (w *walker) call(x *syntax.CallExpr, s *syntax.Stmt, c context) {
	for _, a := range x.Assigns {
		w.assign(a, c)
	}
	words := w.bare(x.Args)
	if len(words) == 0 {
		return
	}
	name := base(words[0].text)
	switch name {
	case "set":
		w.set(words[1:])
		return
	case "cd", "pushd":
		if len(words) > 1 {
			w.r.dir = join(w.r.dir, words[len(words)-1].text)
		}
		return
	}
	if w.runs(words, s, c) {
		return
	}
	for _, a := range x.Args {
		w.substitutions(a, c)
	}
	if w.verify(words, s, c) {
		return
	}
	if f, dest := w.fetch(words, s); f != nil {
		if dest != "" {
			w.r.put(join(w.r.dir, dest), f)
		}
		return
	}
	if (name == "echo" || name == "printf") && len(words) > 1 {
		if to, ok := w.output(s); ok {
			p := join(w.r.dir, to)
			w.r.texts[p] += joinWords(words[1:]) + "\n"
		}
		return
	}
	w.moved(words, s, c)
}

func (w *walker) set(words []word) {
	for i, x := range words {
		t := x.text
		on := strings.HasPrefix(t, "-")
		if t == "-o" || t == "+o" {
			if i+1 < len(words) && words[i+1].text == "errexit" {
				w.errExit = on
			}
		} else if (on || strings.HasPrefix(t, "+")) && !strings.HasPrefix(t, "--") && strings.Contains(t, "e") {
			w.errExit = on
		} else if (on || strings.HasPrefix(t, "+")) && strings.HasSuffix(t, "o") && i+1 < len(words) && words[i+1].text == "errexit" {
			w.errExit = on
		}
	}
}

// runs reads a command that runs what was downloaded; false when the command is
// something else.
func (w *walker) runs(words []word, s *syntax.Stmt, c context) bool {
	name := base(words[0].text)
	if in := script(words); in != nil {
		w.inner(in, s, c)
		return true
	}
	sources := name == "source" || name == "."
	stdin, file := takesScript(words)
	if sources && len(words) > 1 {
		file = &words[1]
	}
	if file != nil {
		if f := w.substituted(file.node); f != nil {
			w.emit(f, c, "substitution", s)
			return true
		}
		if f := w.r.files[join(w.r.dir, file.text)]; f != nil {
			w.emit(f, c, "file", s)
			return true
		}
	}
	if stdin {
		for _, d := range s.Redirs {
			switch {
			case d.Hdoc != nil && isShell(name):
				w.document(d, c)
				return true
			case d.Op == syntax.WordHdoc || d.Op == syntax.RdrIn:
				if f := w.content(d.Word); f != nil {
					w.emit(f, c, "substitution", s)
				} else if f := w.r.files[join(w.r.dir, w.word(d.Word).text)]; f != nil && d.Op == syntax.RdrIn {
					w.emit(f, c, "file", s)
				}
				return true
			}
		}
	}
	if f := w.r.files[join(w.r.dir, words[0].text)]; f != nil {
		w.emit(f, c, "file", s)
		return true
	}
	return false
}

// inner reads the script of sh -c: what a substitution fetches, or a text.
func (w *walker) inner(in *word, s *syntax.Stmt, c context) {
	if in.node != nil {
		if f := w.content(in.node); f != nil {
			w.emit(f, c, "substitution", s)
			return
		}
		if sub := startsWith(in.node); sub != nil {
			w.substitutions(in.node, c)
			return
		}
	}
	w.nested(in.text, w.lineOf(in.node.Pos()), c)
}

// content returns the download whose text a word holds: "$(curl ...)", "$X",
// or <(curl ...).
func (w *walker) content(n *syntax.Word) *file {
	if n == nil {
		return nil
	}
	if f := w.substituted(n); f != nil {
		return f
	}
	if f := w.r.bodies[onlyVariable(n)]; f != nil {
		return f
	}
	if sub := startsWith(n); sub != nil {
		return w.fetched(sub.Stmts)
	}
	return nil
}

// substituted returns the download of <(curl ...).
func (w *walker) substituted(n *syntax.Word) *file {
	if n == nil || len(n.Parts) != 1 {
		return nil
	}
	if p, ok := n.Parts[0].(*syntax.ProcSubst); ok {
		return w.fetched(p.Stmts)
	}
	return nil
}

// fetched returns the download that some statements write to their output.
func (w *walker) fetched(stmts []*syntax.Stmt) *file {
	for _, s := range stmts {
		switch x := s.Cmd.(type) {
		case *syntax.CallExpr:
			if f, dest := w.fetch(w.bare(x.Args), s); f != nil && dest == "" {
				return f
			}
		case *syntax.BinaryCmd:
			if f := w.fetched([]*syntax.Stmt{x.X, x.Y}); f != nil {
				return f
			}
		case *syntax.Block:
			if f := w.fetched(x.Stmts); f != nil {
				return f
			}
		case *syntax.Subshell:
			if f := w.fetched(x.Stmts); f != nil {
				return f
			}
		}
	}
	return nil
}

// redirected notes a file that a group of commands writes.
func (w *walker) redirected(s *syntax.Stmt, inner []*syntax.Stmt) {
	if to, ok := w.output(s); ok {
		if f := w.fetched(inner); f != nil {
			w.r.put(join(w.r.dir, to), f)
		}
	}
}
