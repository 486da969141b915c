package pipelines

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/download"
	"github.com/candor-dev/candor/internal/ref"
	"github.com/candor-dev/candor/internal/yamldoc"
)

// circle reads a pipeline of CircleCI.
func (r *reader) circle(d *yaml.Node) {
	for _, p := range r.doc.Pairs(r.doc.Get(d, "orbs")) {
		if p.Value.Kind == yaml.MappingNode { // written out in the file
			r.parts(p.Value)
			continue
		}
		r.gap(candor.Unresolved, r.at(p.Value), "what the orb "+ref.Printable(yamldoc.Text(p.Value))+" runs is not in the tree")
	}
	if setup := r.doc.Get(d, "setup"); yamldoc.Text(setup) == "true" {
		r.gap(candor.Unresolved, r.at(setup), "the pipeline is written by the pipeline itself")
	}
	r.parts(d)
}

// parts reads executors, commands and jobs.
func (r *reader) parts(d *yaml.Node) {
	for _, key := range []string{"executors", "jobs", "commands"} {
		for _, p := range r.doc.Pairs(r.doc.Get(d, key)) {
			for _, c := range r.doc.Items(r.doc.Get(p.Value, "docker")) {
				if n := r.doc.Get(c, "image"); n != nil {
					r.image(n, p.Key.Value, "container", nil)
				}
			}
			shell := yamldoc.Text(r.doc.Get(p.Value, "shell"))
			j := job{name: p.Key.Value, errExit: stops(shell), dir: yamldoc.Text(r.doc.Get(p.Value, "working_directory")), files: download.New()}
			r.environment(j, r.doc.Get(p.Value, "environment"))
			r.steps(r.doc.Get(p.Value, "steps"), j, 0)
			r.finish(j)
		}
	}
}

// stops reports whether a shell stops at the first failing command, as the
// platform's own does.
func stops(shell string) bool { return shell == "" || strings.Contains(shell, " -e") }

func (r *reader) environment(j job, n *yaml.Node) {
	for _, p := range r.doc.Pairs(n) {
		j.files.Set(p.Key.Value, yamldoc.Text(p.Value))
	}
}

func (r *reader) steps(list *yaml.Node, j job, depth int) {
	if depth > 20 {
		return
	}
	for _, s := range r.doc.Items(list) {
		for _, p := range r.doc.Pairs(s) {
			switch p.Key.Value {
			case "when", "unless":
				r.steps(r.doc.Get(p.Value, "steps"), j, depth+1)
			case "run":
				r.step(p.Value, j)
			}
		}
	}
}

// step reads a run: a text, or a mapping with a command.
func (r *reader) step(n *yaml.Node, j job) {
	if n.Kind == yaml.MappingNode {
		if sh := yamldoc.Text(r.doc.Get(n, "shell")); sh != "" {
			j.errExit = stops(sh)
			if name, _, _ := strings.Cut(sh, " "); !download.Shebang("#!" + name) {
				if c := r.doc.Get(n, "command"); c != nil && download.Mentions(c.Value) {
					r.in.Gap(candor.Unsupported, r.at(c), "candor does not read downloads in scripts for the shell "+ref.Printable(sh), kindRun)
				}
				return
			}
		}
		if dir := yamldoc.Text(r.doc.Get(n, "working_directory")); dir != "" {
			j.dir = dir
		}
		r.environment(j, r.doc.Get(n, "environment"))
		n = r.doc.Get(n, "command")
	}
	if n != nil {
		r.script(n, j)
	}
}
