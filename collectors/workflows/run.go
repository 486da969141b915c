package workflows

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/install"
	"github.com/candor-dev/candor/internal/ref"
	"github.com/candor-dev/candor/internal/yamldoc"
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
	m := yamldoc.NewLines(n, r.lines)
	for _, c := range install.Find(script, install.Setting{CI: p.ci, LockedRestore: r.locked}) {
		f := candor.Fact{Kind: kindInstall, State: candor.Observed, Value: c.Value("workflow"), At: r.place(m, c.Line, c.Col, c.Text)}
		f.Subject = r.installs.Unique(ref.Printable(p.String() + ": " + c.Text))
		if c.Unsure != "" {
			f.State, f.Reason = candor.Unresolved, c.Unsure
		}
		r.in.Emit(f)
	}
}

func (r *reader) place(m *yamldoc.Lines, line, col int, text string) candor.Location {
	line, col = m.Place(line, col, text)
	return candor.Location{Path: r.path, Line: line, Col: col}
}
