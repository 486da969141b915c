package download

import (
	"path"
	"regexp"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// word is a word of a command: its text with quotes taken away and variables of
// one known value put in; what is not known stays as it is written.
type word struct {
	text string
	hole bool
	node *syntax.Word
}

func (w *walker) words(list []*syntax.Word) []word {
	out := make([]word, len(list))
	for i, n := range list {
		out[i] = w.word(n)
	}
	return out
}

func (w *walker) word(n *syntax.Word) word {
	out := word{node: n}
	if n == nil {
		return out
	}
	var b strings.Builder
	for _, p := range n.Parts {
		w.part(&b, p, &out, false)
	}
	out.text = b.String()
	return out
}

func (w *walker) part(b *strings.Builder, p syntax.WordPart, out *word, quoted bool) {
	switch x := p.(type) {
	case *syntax.Lit:
		b.WriteString(unescape(x.Value, quoted))
	case *syntax.SglQuoted:
		b.WriteString(x.Value)
	case *syntax.DblQuoted:
		for _, q := range x.Parts {
			w.part(b, q, out, true)
		}
	case *syntax.ParamExp:
		name := ""
		if x.Param != nil {
			name = x.Param.Value
		}
		whole := !x.Excl && !x.Length && x.Index == nil && x.Slice == nil && x.Repl == nil && x.Exp == nil
		if v := w.r.vars[name]; whole && len(v) == 1 && v[0] != "" {
			b.WriteString(v[0])
			return
		}
		out.hole = true
		if whole {
			b.WriteString("${" + name + "}")
			return
		}
		b.WriteString(w.text(p))
	default:
		out.hole = true
		b.WriteString(w.text(p))
	}
}

func unescape(s string, quoted bool) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && (!quoted || strings.IndexByte("$`\"\\\n", s[i+1]) >= 0) {
			i++
			if s[i] == '\n' {
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// assign keeps what a variable holds.
func (w *walker) assign(a *syntax.Assign, c context) {
	if a.Name == nil || a.Naked {
		return
	}
	name := a.Name.Value
	if a.Value == nil {
		w.r.vars[name] = []string{""}
		return
	}
	w.substitutions(a.Value, c)
	v := w.word(a.Value)
	delete(w.r.sums, name)
	delete(w.r.bodies, name)
	if sub := onlySubstitution(a.Value); sub != nil {
		if f := w.sumOf(w.text(sub)); f != nil {
			w.r.sums[name] = f
		}
		if len(sub.Stmts) == 1 {
			if call, ok := sub.Stmts[0].Cmd.(*syntax.CallExpr); ok {
				if f, dest := w.fetch(w.bare(call.Args), sub.Stmts[0]); f != nil && dest == "" {
					w.r.bodies[name] = f
				}
			}
		}
	}
	value := v.text
	if v.hole || a.Append {
		value = ""
	}
	for _, old := range w.r.vars[name] {
		if old == value {
			return
		}
	}
	// Assigned again: in a branch, or in turn. Both are possible from here on.
	w.r.vars[name] = append(w.r.vars[name], value)
}

// onlySubstitution returns the command substitution that a word is.
func onlySubstitution(n *syntax.Word) *syntax.CmdSubst {
	parts := n.Parts
	if len(parts) == 1 {
		if q, ok := parts[0].(*syntax.DblQuoted); ok {
			parts = q.Parts
		}
	}
	if len(parts) == 1 {
		if s, ok := parts[0].(*syntax.CmdSubst); ok {
			return s
		}
	}
	return nil
}

// startsWith returns the substitution that a word starts with.
func startsWith(n *syntax.Word) *syntax.CmdSubst {
	parts := n.Parts
	if len(parts) > 0 {
		if q, ok := parts[0].(*syntax.DblQuoted); ok {
			parts = q.Parts
		}
	}
	if len(parts) > 0 {
		if s, ok := parts[0].(*syntax.CmdSubst); ok {
			return s
		}
	}
	return nil
}

// onlyVariable returns the name of the variable that a word is, or "".
func onlyVariable(n *syntax.Word) string {
	if n == nil {
		return ""
	}
	parts := n.Parts
	if len(parts) == 1 {
		if q, ok := parts[0].(*syntax.DblQuoted); ok {
			parts = q.Parts
		}
	}
	if len(parts) == 1 {
		if p, ok := parts[0].(*syntax.ParamExp); ok && p.Param != nil && p.Exp == nil {
			return p.Param.Value
		}
	}
	return ""
}

// join is the path of a file seen from a working directory.
func join(dir, p string) string {
	if p == "" {
		return dir
	}
	if strings.HasPrefix(p, "/") || strings.HasPrefix(p, "$") || strings.HasPrefix(p, "~") || dir == "" {
		return path.Clean(p)
	}
	return path.Join(dir, p)
}

// base is the name of a program without folder and suffix.
func base(s string) string {
	b := path.Base(strings.ReplaceAll(s, `\`, "/"))
	for _, suffix := range []string{".exe", ".cmd"} {
		b = strings.TrimSuffix(b, suffix)
	}
	return b
}

var isHole = regexp.MustCompile(`\$[{(A-Za-z_]`)

// isShellText reports whether a script is for a shell, by its first line.
func isShellText(s string) bool {
	line, _, _ := strings.Cut(strings.TrimLeft(s, " \t\n"), "\n")
	if !strings.HasPrefix(line, "#!") {
		return true
	}
	return Shebang(line)
}

// Shebang reports whether the first line of a file names a shell that is read.
func Shebang(line string) bool {
	if !strings.HasPrefix(line, "#!") {
		return false
	}
	for _, f := range strings.Fields(line[2:]) {
		if isShell(f) {
			return true
		}
	}
	return false
}

func isShell(s string) bool {
	switch base(s) {
	case "sh", "bash", "dash", "ash", "zsh", "ksh", "mksh":
		return true
	}
	return false
}
