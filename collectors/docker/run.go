package docker

import (
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/install"
	"github.com/candor-dev/candor/internal/ref"
)

// run emits the install commands of a RUN.
func (b *build) run(n, top *parser.Node) {
	var found []install.Command
	setting := install.Setting{CI: b.ci, LockedRestore: b.locked}
	if n.Attributes["json"] {
		var words []string
		for w := n.Next; w != nil; w = w.Next {
			words = append(words, w.Value)
		}
		found = install.Exec(words, setting)
	} else {
		found = install.Find(b.script(top), setting)
	}
	for _, c := range found {
		label := b.stage + ": " + c.Text
		f := candor.Fact{
			Kind: kindInstall, Subject: b.installs.Unique(ref.Printable(label)), State: candor.Observed, Value: c.Value("dockerfile"),
			At: candor.Location{Path: b.path, Line: top.StartLine + c.Line - 1, Col: c.Col},
		}
		if c.Unsure != "" {
			f.State, f.Reason = candor.Unresolved, c.Unsure
		}
		b.in.Emit(f)
	}
}

// script is the shell text of a RUN, line for line as it stands in the file:
// the instruction is blanked out, and the comments that a Dockerfile allows
// between continued lines are taken away.
func (b *build) script(n *parser.Node) string {
	last := min(n.EndLine, len(b.lines))
	var out []string
	for l := max(1, n.StartLine); l <= last; l++ {
		s := strings.TrimSuffix(b.lines[l-1], "\r")
		trimmed := strings.TrimSpace(s)
		switch {
		case l == n.StartLine:
			s = blankWords(s)
		case len(n.Heredocs) == 0 && (trimmed == "" || trimmed[0] == '#'):
			s = `\`
		}
		if b.escape == "`" {
			if t := strings.TrimRight(s, " \t"); strings.HasSuffix(t, "`") {
				s = t[:len(t)-1] + `\`
			}
		} else if t := strings.TrimRight(s, " \t"); strings.HasSuffix(t, `\`) && len(n.Heredocs) == 0 {
			s = t // Docker forgives blanks behind the backslash
		}
		out = append(out, s)
	}
	return strings.Join(out, "\n")
}

// blankWords blanks RUN, and ONBUILD before it.
func blankWords(s string) string {
	for _, word := range []string{"onbuild", "run"} {
		i := len(s) - len(strings.TrimLeft(s, " \t"))
		if len(s) >= i+len(word) && strings.EqualFold(s[i:i+len(word)], word) {
			s = strings.Repeat(" ", i+len(word)) + s[i+len(word):]
		}
	}
	return s
}
