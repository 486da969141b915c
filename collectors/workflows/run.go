package workflows

import (
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/install"
	"github.com/candor-dev/candor/internal/ref"
)

// run emits the install commands of a step's script.
func (r *reader) run(n *yaml.Node, p place) {
	if n.Kind != yaml.ScalarNode {
		return
	}
	script := n.Value
	shell, _, _ := strings.Cut(p.shell, " ")
	switch shell {
	case "", "bash", "sh", "cmd":
	case "pwsh", "powershell":
		script = strings.ReplaceAll(script, "`\n", "\\\n")
	default:
		if install.Mentions(script) {
			gap(r.in, candor.Unsupported, r.at(n), "candor does not read scripts for the shell "+ref.Printable(shell), kindInstall)
		}
		return
	}
	m := newLineMap(n, r.lines)
	for _, c := range install.Find(script, install.Setting{CI: p.ci, LockedRestore: r.locked}) {
		f := candor.Fact{Kind: kindInstall, State: candor.Observed, Value: c.Value("workflow"), At: m.place(c)}
		f.At.Path = r.path
		f.Subject = r.installs.Unique(ref.Printable(p.String() + ": " + c.Text))
		if c.Unsure != "" {
			f.State, f.Reason = candor.Unresolved, c.Unsure
		}
		r.in.Emit(f)
	}
}

// lineMap finds the place in the file of a line of a scalar. A literal block
// maps line for line; of a folded or quoted one only the words can be looked for.
type lineMap struct {
	lines   []string
	first   int // 0-based line of the file that holds the first line of the script
	literal bool
	values  []string // lines of the script
	node    *yaml.Node
	from    int // where the search goes on
}

func newLineMap(n *yaml.Node, lines []string) *lineMap {
	m := &lineMap{lines: lines, node: n, values: strings.Split(n.Value, "\n")}
	m.first = max(0, n.Line-1)
	if n.Style&yaml.LiteralStyle != 0 {
		m.literal = true
		m.first++ // behind the line of the indicator
	}
	m.from = m.first
	return m
}

func (m *lineMap) place(c install.Command) candor.Location {
	if m.literal {
		k := m.first + c.Line - 1
		loc := candor.Location{Line: k + 1, Col: c.Col}
		if k < len(m.lines) && c.Line-1 < len(m.values) {
			if i := strings.Index(m.lines[k], strings.TrimRight(m.values[c.Line-1], "\r")); i > 0 {
				loc.Col += utf8.RuneCountInString(m.lines[k][:i])
			}
		}
		return loc
	}
	if k := m.first; k < len(m.lines) && len(m.values) == 1 {
		if i := strings.Index(m.lines[k], m.values[0]); i >= 0 { // on one line, as it is
			return candor.Location{Line: k + 1, Col: utf8.RuneCountInString(m.lines[k][:i]) + c.Col}
		}
	}
	words := strings.Fields(c.Text + " *")
	want := strings.Join(words[:min(2, len(words))], " ")
	for _, text := range []string{want, words[0]} {
		for k := m.from; k < len(m.lines) && k < m.from+200; k++ {
			if i := strings.Index(m.lines[k], text); i >= 0 {
				m.from = k
				return candor.Location{Line: k + 1, Col: utf8.RuneCountInString(m.lines[k][:i]) + 1}
			}
		}
	}
	return candor.Location{Line: max(1, m.node.Line), Col: m.node.Column}
}
