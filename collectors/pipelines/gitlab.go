package pipelines

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/download"
	"github.com/candor-dev/candor/internal/ref"
	"github.com/candor-dev/candor/internal/yamldoc"
)

// gitlab reads a pipeline of GitLab and returns the files of the tree that it
// includes.
func (r *reader) gitlab(d *yaml.Node) []*collector.File {
	vars := r.variables(r.doc.Get(d, "variables"), nil)
	more := r.includes(r.doc.Get(d, "include"))
	common := job{name: "default", errExit: true, stays: true, files: download.New()}
	for _, from := range []*yaml.Node{d, r.doc.Get(d, "default")} {
		r.images(from, common.name, vars)
		for _, key := range []string{"before_script", "after_script"} {
			r.scripts(r.doc.Get(from, key), common)
		}
	}
	r.finish(common)
	for _, p := range r.doc.Pairs(d) {
		switch p.Key.Value {
		case "variables", "include", "default", "stages", "workflow", "cache", "spec", "image", "services", "before_script", "after_script":
			continue
		}
		if p.Value.Kind != yaml.MappingNode {
			continue
		}
		own := r.variables(r.doc.Get(p.Value, "variables"), vars)
		r.images(p.Value, p.Key.Value, own)
		j := job{name: p.Key.Value, errExit: true, stays: true, files: download.New()}
		for name, v := range own {
			j.files.Set(name, v)
		}
		for _, key := range []string{"before_script", "script", "after_script"} {
			r.scripts(r.doc.Get(p.Value, key), j)
		}
		for _, h := range r.doc.Pairs(r.doc.Get(p.Value, "hooks")) {
			r.scripts(h.Value, j)
		}
		r.finish(j)
	}
	return more
}

// includes reads what a pipeline takes in: files of the tree are read as well,
// everything else is a gap.
func (r *reader) includes(n *yaml.Node) []*collector.File {
	var out []*collector.File
	items := r.doc.Items(n)
	if n != nil && n.Kind != yaml.SequenceNode {
		items = []*yaml.Node{n}
	}
	for _, item := range items {
		local := yamldoc.Text(item)
		if item.Kind == yaml.MappingNode {
			local = yamldoc.Text(r.doc.Get(item, "local"))
		}
		name := strings.TrimPrefix(local, "/")
		switch f := r.in.Tree.File(name); {
		case local != "" && f != nil:
			out = append(out, f)
		case local != "" && strings.ContainsAny(local, "*$"):
			r.gap(candor.Unresolved, r.at(item), "an include by a pattern or variable: "+ref.Printable(local))
		default:
			r.gap(candor.Unresolved, r.at(item), "an include that is not in the tree")
		}
	}
	return out
}

func (r *reader) images(n *yaml.Node, name string, vars map[string]string) {
	r.imageOf(r.doc.Get(n, "image"), name, "container", vars)
	for _, s := range r.doc.Items(r.doc.Get(n, "services")) {
		r.imageOf(s, name, "service", vars)
	}
}

// imageOf reads an image: a name, or a mapping with one.
func (r *reader) imageOf(n *yaml.Node, name, use string, vars map[string]string) {
	if n != nil && n.Kind == yaml.MappingNode {
		n = r.doc.Get(n, "name")
	}
	if yamldoc.Text(n) != "" && n.Tag != "!reference" {
		r.image(n, name, use, vars)
	}
}

// scripts reads a script: a text, or a list of texts and lists.
func (r *reader) scripts(n *yaml.Node, j job) {
	if n == nil || n.Tag == "!reference" {
		return // what it names is read where it stands
	}
	if n.Kind == yaml.ScalarNode {
		r.script(n, j)
		return
	}
	for _, x := range r.doc.Items(n) {
		r.scripts(x, j)
	}
}

// variables are the literal values that a mapping gives; outer are those around it.
func (r *reader) variables(n *yaml.Node, outer map[string]string) map[string]string {
	out := maps.Clone(outer)
	if out == nil {
		out = map[string]string{}
	}
	for _, p := range r.doc.Pairs(n) {
		v := p.Value
		if v.Kind == yaml.MappingNode {
			v = r.doc.Get(v, "value")
		}
		if out[p.Key.Value] = ""; !strings.Contains(yamldoc.Text(v), "$") {
			out[p.Key.Value] = yamldoc.Text(v)
		}
	}
	return out
}

var variable = regexp.MustCompile(`\$(?:\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*))`)

// expand puts the values of variables into a text; used names them. One without
// a value stays as it is.
func expand(s string, vars map[string]string) (out, used string) {
	var names []string
	out = variable.ReplaceAllStringFunc(s, func(m string) string {
		name := strings.Trim(m, "${}")
		v := vars[name]
		if v == "" {
			return m
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
		return v
	})
	return out, strings.Join(names, ", ")
}
