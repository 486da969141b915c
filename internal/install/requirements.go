package install

import (
	"path"
	"strings"
)

// Requirements is what files of requirements say of the versions that pip takes.
type Requirements struct {
	Path   string // the file, and with Line the place, that says so; Path is "" when it can't be told
	Line   int
	Hashed bool // a requirement has a hash, so pip takes nothing without one
}

// maxRequirementFiles bounds the files that others take in.
const maxRequirementFiles = 50

// readRequirements follows files of requirements to those that they take in.
// read returns the text of a file of the tree, false where there is none that
// can be read. A requirement with a hash decides; else one that leaves its
// version open, if every file was read and none holds constraints.
func readRequirements(names []string, read func(string) ([]byte, bool)) Requirements {
	var open Requirements
	seen, sure := make(map[string]bool), true
	for todo := names; len(todo) > 0; todo = todo[1:] {
		name := todo[0]
		if seen[name] {
			continue
		}
		seen[name] = true
		src, ok := read(name)
		if !ok || len(seen) > maxRequirementFiles {
			sure = false
			continue
		}
		for _, l := range logicalLines(string(src)) {
			flag, value, _ := strings.Cut(strings.Replace(l.text, "=", " ", 1), " ")
			switch {
			case flag == "-r" || flag == "--requirement":
				todo = append(todo, path.Join(path.Dir(name), strings.TrimSpace(value)))
			case flag == "-c" || flag == "--constraint":
				sure = false
			case flag == "--require-hashes", !strings.HasPrefix(l.text, "-") && strings.Contains(l.text, "--hash="):
				return Requirements{name, l.line, true}
			case strings.HasPrefix(l.text, "-"), strings.Contains(l.text, "://"), strings.ContainsAny(l.text[:1], "./"), strings.Contains(l.text, "$"):
			case open.Path == "" && isOpen(l.text):
				open = Requirements{name, l.line, false}
			}
		}
	}
	if !sure {
		return Requirements{}
	}
	return open
}

// isOpen reports whether more than one version meets a requirement.
func isOpen(text string) bool {
	text, _, _ = strings.Cut(text, ";") // the condition behind it names versions, too
	_, version, exact := strings.Cut(text, "==")
	return !exact || strings.Contains(version, "*")
}

type logicalLine struct {
	text string // without comment and the space around it
	line int
}

// logicalLines joins lines that end in a backslash and leaves empty ones out.
func logicalLines(src string) []logicalLine {
	var out []logicalLine
	joined, from := "", 0
	for i, l := range strings.Split(src, "\n") {
		l = strings.TrimSuffix(l, "\r")
		if joined == "" {
			from = i + 1
		}
		if t := strings.TrimSpace(l); strings.HasPrefix(t, "#") {
			l = ""
		} else if k := strings.Index(l, " #"); k >= 0 {
			l = l[:k]
		}
		if more, ok := strings.CutSuffix(l, `\`); ok {
			joined += more + " "
			continue
		}
		if text := strings.TrimSpace(joined + l); text != "" {
			out = append(out, logicalLine{text, from})
		}
		joined = ""
	}
	if text := strings.TrimSpace(joined); text != "" {
		out = append(out, logicalLine{text, from})
	}
	return out
}

// moves reports whether a script goes to another folder.
func moves(cmds []command) bool {
	for _, c := range cmds {
		for _, w := range c {
			switch strings.TrimLeft(w.Text, "({") {
			case "cd", "pushd", "popd", "chdir", "Set-Location":
				return true
			}
		}
	}
	return false
}
