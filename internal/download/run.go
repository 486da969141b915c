package download

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/candor-dev/candor/internal/ref"
)

// use fills in what is known of the file.
func (r *Reader) use(f *file, scope []int, u Use) Use {
	u.Level, u.Why = outcome(f, scope)
	u.From = f.line
	if len(f.urls) > 0 {
		u.URL, u.Host = clean(f.urls[0]), ref.Printable(hostOf(clean(f.urls[0])))
		u.Local = !slices.ContainsFunc(f.urls, func(s string) bool { return !isLocal(s) })
	}
	return u
}

// emit notes that a download is used, once for each download.
func (w *walker) emit(f *file, c context, how string, at syntax.Node) {
	if f == nil || f.used {
		return
	}
	u := w.r.use(f, c.scope, w.place(how, at))
	if w.r.unsure != "" {
		u.Level, u.Why = Unsure, w.r.unsure
	} else if how == "unpack" && u.Level == None {
		u.Level, u.Why = Unsure, "an archive is unpacked without a check; whether anything of it is run is not known"
	} else {
		f.used = true
	}
	w.r.uses = append(w.r.uses, u)
}

func (w *walker) place(how string, at syntax.Node) Use {
	p := at.Pos()
	return Use{Text: describe(strings.Trim(w.text(at), "!;& \t\n")), How: how, Line: w.lineOf(p), Col: int(p.Col())}
}

// describe writes a command for people: on one line, addresses without
// credentials, values of headers left out.
func describe(s string) string {
	s = secretFlag.ReplaceAllString(strings.ReplaceAll(s, "\\\n", " "), "${1} ...")
	var out []string
	for f := range strings.FieldsSeq(s) {
		if i := strings.Index(f, "http"); i >= 0 && i < 4 && strings.Contains(f, "://") {
			f = f[:i] + clean(f[i:])
		}
		out = append(out, f)
	}
	text := []rune(strings.Join(out, " "))
	if len(text) > 160 {
		return ref.Printable(string(text[:150]) + "...")
	}
	return ref.Printable(string(text))
}

// secretFlag finds the flags of curl and wget whose values may be secrets.
var secretFlag = regexp.MustCompile(`(-H|--header|-u|--user|-b|--cookie|-d|--data[a-z-]*|--password|--http-password)[= ]*("[^"]*"?|'[^']*'?|\S+)`)

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

// moved reads what else is done with a file: made executable, moved, unpacked.
func (w *walker) moved(words []word, s *syntax.Stmt, c context) {
	name := base(words[0].text)
	var args []string
	for i := 1; i < len(words); i++ {
		t := words[i].text
		if t == "-m" || t == "-o" || t == "-g" || t == "-t" {
			i++
			continue
		}
		if !strings.HasPrefix(t, "-") {
			args = append(args, t)
		}
	}
	at := func(p string) *file { return w.r.files[join(w.r.dir, p)] }
	ready := func(f *file) {
		if f != nil && f.install == nil {
			u := w.r.use(f, c.scope, w.place("install", s))
			f.install = &u
		}
	}
	switch name {
	case "chmod":
		if len(args) > 1 && (strings.Contains(args[0], "x") || strings.HasPrefix(strings.TrimLeft(args[0], "0"), "7") || strings.HasPrefix(args[0], "5")) {
			for _, p := range args[1:] {
				ready(at(p))
			}
		}
	case "mv", "cp", "install", "ln":
		if len(args) < 2 {
			return
		}
		dest := args[len(args)-1]
		for _, p := range args[:len(args)-1] {
			f := at(p)
			if f == nil {
				continue
			}
			if name == "install" || isBin(dest) {
				ready(f)
			}
			w.r.put(join(w.r.dir, into(dest, path.Base(p))), f)
			w.r.put(join(w.r.dir, path.Join(dest, path.Base(p))), f)
		}
	case "dpkg", "rpm", "apt", "apt-get", "apk", "yum", "dnf", "zypper", "installer", "msiexec", "pip", "pip3":
		for _, p := range args {
			w.emit(at(p), c, "install", s)
		}
	case "tar", "unzip", "gunzip", "bsdtar", "7z":
		for _, p := range args {
			if f := at(p); f != nil && (name != "tar" || !strings.HasPrefix(args[0], "c")) {
				w.emit(f, c, unpackOf(words), s)
				break
			}
		}
	}
}

// unpackOf tells an archive that is unpacked where programs are.
func unpackOf(words []word) string {
	for i := 1; i < len(words); i++ {
		t := words[i].text
		dir, ok := strings.CutPrefix(t, "--directory=")
		if (t == "-C" || t == "-d" || t == "--directory" || strings.HasPrefix(t, "-") && !strings.HasPrefix(t, "--") && strings.HasSuffix(t, "C")) && i+1 < len(words) {
			dir, ok = words[i+1].text, true
		}
		if ok && isBin(dir) {
			return "install"
		}
	}
	return "unpack"
}

// isBin tells a folder where programs are, or a file in one.
func isBin(p string) bool {
	p = strings.TrimSuffix(p, "/")
	return p == "/usr/local" || p == "/usr" || p == "" || slices.Contains(strings.Split(p, "/"), "bin") || slices.Contains(strings.Split(p, "/"), "sbin")
}

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
