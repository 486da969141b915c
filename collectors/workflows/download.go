package workflows

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/download"
	"github.com/candor-dev/candor/internal/ref"
	"github.com/candor-dev/candor/internal/yamldoc"
)

// env gives variables their literal values.
func (r *reader) env(p place, n *yaml.Node) {
	names, values := r.pairs(n)
	for i, v := range values {
		s := text(v)
		if strings.Contains(s, "${{") {
			s = ""
		}
		p.files.Set(names[i].Value, s)
	}
}

// errExit reports whether a shell stops at the first failing command: the
// platform starts its own ones so; a command line of the user's says it itself.
func errExit(shell string) bool {
	switch shell {
	case "", "bash", "sh":
		return true
	}
	return strings.Contains(shell, " -e")
}

// download emits what a step downloads and runs.
func (r *reader) download(n *yaml.Node, p place) {
	if n.Kind != yaml.ScalarNode {
		return
	}
	shell, _, _ := strings.Cut(p.shell, " ")
	if shell == "" && p.windows {
		shell = "pwsh"
	}
	if i := strings.LastIndexByte(shell, '/'); i >= 0 {
		shell = shell[i+1:]
	}
	switch shell {
	case "", "bash", "sh", "ksh", "zsh", "dash":
	default:
		if download.Mentions(n.Value) {
			gap(r.in, candor.Unsupported, r.at(n), "candor does not read downloads in scripts for the shell "+ref.Printable(shell), kindRun)
		}
		return
	}
	m := yamldoc.NewLines(n, r.lines)
	first := m.First()
	uses, err := p.files.Read(download.Script{Text: n.Value, Line: first, ErrExit: errExit(p.shell), Dir: p.dir, Ends: true})
	for _, u := range uses {
		r.emitRun(u, p, r.place(m, u.Line-first+1, u.Col, u.Text))
	}
	if err != nil && download.Mentions(n.Value) {
		gap(r.in, candor.Error, r.at(n), err.Error(), kindRun)
	}
}

func (r *reader) emitRun(u download.Use, p place, at candor.Location) {
	at.Path = r.path
	f := candor.Fact{
		Kind: kindRun, Subject: r.runs.Unique(ref.Printable(p.String() + ": " + u.Text)), State: candor.Observed,
		Value: u.Value("workflow"), At: at,
	}
	if u.Level == download.Unsure {
		f.State, f.Reason = candor.Unresolved, u.Why
	}
	r.in.Emit(f)
}

// finish emits what a job made into programs for later.
func (r *reader) finish(p place) {
	for _, u := range p.files.Finish() {
		r.emitRun(u, p, candor.Location{Line: max(1, u.Line)})
	}
}
