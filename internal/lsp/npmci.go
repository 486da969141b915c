package lsp

import (
	"io/fs"
	"regexp"
	"strings"

	"github.com/candor-dev/candor"
)

// npmInstall is npm's command without the names of packages: with them the lock
// says nothing, and what was meant is for a person to say.
var npmInstall = regexp.MustCompile(`^npm[ \t]+(?:install|i)((?:[ \t]+--?[A-Za-z][A-Za-z-]*(?:=[^\s&|;"'` + "`" + `]*)?)*)[ \t]*(?:$|&&|\|\||;|["'#])`)

// npmVerb is the part that changes.
var npmVerb = regexp.MustCompile(`^npm[ \t]+(?:install|i)\b`)

// npmCI writes the command that keeps to the lock in place of the one that may
// not, where the root of the tree has a lock that it could keep to.
func (s *server) npmCI(d *document, src *sources, r *candor.Result) *textEdit {
	ls := src.lines(d.path)
	if r.At.Line < 1 || r.At.Line > len(ls) || r.At.Col < 1 {
		return nil
	}
	line := ls[r.At.Line-1]
	from := utf32Units.bytesOf(line, r.At.Col-1)
	m := npmInstall.FindStringSubmatch(line[from:])
	if m == nil || strings.Contains(m[1], "-g") || strings.Contains(m[1], "--save") || strings.Contains(m[1], "package-lock") {
		return nil
	}
	root, locked := open(d.tree.root, nil), false
	for _, name := range []string{"package-lock.json", "npm-shrinkwrap.json"} {
		st, err := fs.Stat(root, name)
		locked = locked || err == nil && st.Mode().IsRegular()
	}
	if !locked {
		return nil
	}
	end := from + len(npmVerb.FindString(line[from:]))
	return &textEdit{Range: span{
		position{r.At.Line - 1, s.enc.units(line[:from])}, position{r.At.Line - 1, s.enc.units(line[:end])},
	}, NewText: "npm ci"}
}
