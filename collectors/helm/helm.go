// Package helm reads Helm charts: the charts that a chart takes in and what its
// lock fixes of them, and the images of values and templates.
package helm

import (
	"context"
	"path"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/ref"
	"github.com/candor-dev/candor/internal/semver"
	"github.com/candor-dev/candor/internal/yamldoc"
	"github.com/candor-dev/candor/internal/yamlfault"
)

const (
	kindImage = "image.ref"
	kindChart = "helm.dependency"
)

// New returns the collector.
func New() *collector.Collector {
	return &collector.Collector{
		ID:      "helm",
		Version: "1",
		Doc:     "Helm charts: the charts they take in, their locks and their images",
		Kinds:   []string{kindImage, kindChart},
		Wants: func(p string) bool {
			base := path.Base(p)
			return base == "Chart.yaml" || base == "requirements.yaml"
		},
		Beside: func(p string) bool {
			base, ext := path.Base(p), path.Ext(p)
			return (ext == ".yaml" || ext == ".yml" || ext == ".tpl") && (strings.HasPrefix(base, "values") || strings.Contains("/"+p, "/templates/"))
		},
		Collect: collect,
	}
}

func collect(ctx context.Context, in *collector.Input) error {
	for _, f := range in.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		if path.Base(f.Path) != "Chart.yaml" && in.Tree.File(path.Join(path.Dir(f.Path), "Chart.yaml")) == nil {
			continue // a list of another kind
		}
		if doc := open(in, f, kindChart); doc != nil {
			c := &chart{in: in, dir: path.Dir(f.Path), path: f.Path, doc: doc}
			c.dependencies()
		}
		if path.Base(f.Path) == "Chart.yaml" {
			images(in, path.Dir(f.Path))
		}
	}
	return nil
}

// open parses a file of a chart; nil and a gap when it can't be.
func open(in *collector.Input, f *collector.File, kinds ...string) *yamldoc.File {
	src, err := f.Read()
	if err != nil {
		in.Gap(candor.Error, candor.Location{Path: f.Path, Line: 1}, err.Error(), kinds...)
		return nil
	}
	doc, err := yamldoc.Parse(src)
	if err != nil {
		msg, line := yamlfault.Find(src, err)
		in.Gap(candor.Error, candor.Location{Path: f.Path, Line: line}, ref.Printable("broken YAML: "+msg), kinds...)
		return nil
	}
	return doc
}

// chart is one Chart.yaml (or requirements.yaml) while it is read.
type chart struct {
	in   *collector.Input
	dir  string
	path string
	doc  *yamldoc.File
}

// locked is one entry of a lock.
type locked struct {
	version, repository string
	line                int
}

func (c *chart) dependencies() {
	var deps []*yaml.Node
	for _, d := range c.doc.Docs {
		deps = append(deps, c.doc.Items(c.doc.Get(d, "dependencies"))...)
	}
	if len(deps) == 0 {
		return
	}
	name := "Chart.lock"
	if path.Base(c.path) == "requirements.yaml" {
		name = "requirements.lock"
	}
	lockPath := path.Join(c.dir, name)
	entries, state := c.lock(lockPath)
	subjects := ref.Names{}
	for _, n := range deps {
		c.dependency(n, lockPath, entries, state, subjects)
	}
}

// lock reads the lock: state is "present", "absent" or "unparsable".
func (c *chart) lock(p string) (entries map[string]locked, state string) {
	f := c.in.Tree.File(p)
	if f == nil {
		return nil, "absent"
	}
	src, err := f.Read()
	if err != nil {
		return nil, "unparsable"
	}
	doc, err := yamldoc.Parse(src)
	if err != nil || len(doc.Docs) != 1 {
		return nil, "unparsable"
	}
	entries = map[string]locked{}
	for _, n := range doc.Items(doc.Get(doc.Docs[0], "dependencies")) {
		entries[yamldoc.Text(doc.Get(n, "name"))] = locked{
			version: yamldoc.Text(doc.Get(n, "version")), repository: yamldoc.Text(doc.Get(n, "repository")), line: n.Line,
		}
	}
	return entries, "present"
}

func (c *chart) dependency(n *yaml.Node, lockPath string, entries map[string]locked, state string, subjects ref.Names) {
	name, spec, repo := yamldoc.Text(c.doc.Get(n, "name")), yamldoc.Text(c.doc.Get(n, "version")), yamldoc.Text(c.doc.Get(n, "repository"))
	entry, found := entries[name]
	v := map[string]any{
		"ecosystem": "helm", "name": ref.Printable(name), "spec": ref.Printable(spec), "resolved": ref.Printable(entry.version),
		"repository": ref.Printable(repo), "lock": lockPath, "lock_state": state, "locked": found, "lock_line": entry.line,
		"exact":       semver.IsExact(strings.TrimPrefix(spec, "v")),
		"lock_exact":  semver.IsExact(strings.TrimPrefix(entry.version, "v")),
		"same_source": entry.repository == repo,
		"in_sync":     "unknown",
		"internal":    strings.HasPrefix(repo, "file://") || repo == "" && c.in.Tree.File(path.Join(c.dir, "charts", name, "Chart.yaml")) != nil,
		"oci":         strings.HasPrefix(repo, "oci://"),
	}
	if found && v["exact"] == true {
		v["in_sync"] = "no"
		if strings.TrimPrefix(spec, "v") == strings.TrimPrefix(entry.version, "v") {
			v["in_sync"] = "yes"
		}
	} else if found {
		v["in_sync"] = inRange(spec, entry.version)
	}
	v["level"] = level(v)
	f := candor.Fact{
		Kind: kindChart, Subject: subjects.Unique(ref.Printable(name)), State: candor.Observed, Value: v,
		At: candor.Location{Path: c.path, Line: max(1, n.Line), Col: n.Column},
	}
	switch {
	case state == "unparsable" && v["internal"] == false:
		f.State, f.Reason = candor.Error, "its lock "+lockPath+" can't be read"
	case name == "":
		f.State, f.Reason, f.Subject = candor.Error, "a dependency without a name", f.At.String()
	case strings.Contains(spec+repo, "{{"):
		f.State, f.Reason = candor.Unresolved, "the dependency is a template"
	}
	c.in.Emit(f)
}

// level is the level of a dependency: what the lock holds counts where it fits
// what the chart asks for, and else the chart's own words.
func level(v map[string]any) string {
	switch {
	case v["locked"] == true && v["same_source"] == true && v["in_sync"] == "unknown":
		return ref.Unresolved
	case v["locked"] == true && v["same_source"] == true && v["in_sync"] == "yes" && v["lock_exact"] == true:
		return ref.Lock
	case v["exact"] == true:
		return ref.Exact
	case v["spec"] == "":
		return ref.None
	}
	return ref.Range
}
