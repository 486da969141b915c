package workflows

import (
	"path"
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
	for _, c := range install.Find(script, install.Setting{CI: p.ci, LockedRestore: r.locked, Read: r.reader(p)}) {
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

// reader gives the files that a step of a workflow sees, from its folder: those
// of the tree, where the job checks out this repository and nothing else. nil
// where that is not so.
func (r *reader) reader(p place) func(string) ([]byte, bool) {
	if p.job == "action" || p.elsewhere || strings.Contains(p.dir, "$") {
		return nil
	}
	return func(name string) ([]byte, bool) {
		if path.IsAbs(name) || path.IsAbs(p.dir) {
			return nil, false
		}
		f := r.in.Tree.File(path.Join(p.dir, name))
		if f == nil {
			return nil, false
		}
		b, err := f.Read()
		return b, err == nil
	}
}

// elsewhere reports whether a step checks out something else than the commit
// that is built, or to another folder.
func (r *reader) elsewhere(step *yaml.Node) bool {
	if !strings.HasPrefix(text(r.get(step, "uses")), "actions/checkout@") {
		return false
	}
	with := r.get(step, "with")
	return r.get(with, "path") != nil || r.get(with, "repository") != nil || r.get(with, "ref") != nil
}
