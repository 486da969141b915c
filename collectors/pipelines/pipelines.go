// Package pipelines reads the pipelines of GitLab and CircleCI: the images that
// jobs run in, and what their scripts install and download.
package pipelines

import (
	"context"
	"path"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/download"
	"github.com/candor-dev/candor/internal/install"
	"github.com/candor-dev/candor/internal/ref"
	"github.com/candor-dev/candor/internal/yamldoc"
	"github.com/candor-dev/candor/internal/yamlfault"
)

const (
	kindImage   = "image.ref"
	kindInstall = "ci.install"
	kindRun     = "download.run"
)

// New returns the collector.
func New() *collector.Collector {
	return &collector.Collector{
		ID:      "pipelines",
		Version: "1",
		Doc:     "GitLab and CircleCI pipelines: images, install commands and downloads",
		Kinds:   []string{kindImage, kindInstall, kindRun},
		Wants:   func(p string) bool { return isGitLab(p) || isCircle(p) },
		Beside:  install.IsProject,
		Collect: collect,
	}
}

func isGitLab(p string) bool {
	return path.Base(p) == ".gitlab-ci.yml" || path.Base(p) == ".gitlab-ci.yaml"
}

func isCircle(p string) bool {
	return path.Base(path.Dir(p)) == ".circleci" && (path.Base(p) == "config.yml" || path.Base(p) == "config.yaml")
}

func collect(ctx context.Context, in *collector.Input) error {
	setting := install.Setting{CI: true, LockedRestore: in.Tree.Any(install.IsProject, install.SpeaksOfLockedRestore)}
	read := map[string]bool{}
	queue := in.Files
	for len(queue) > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		f := queue[0]
		queue = queue[1:]
		if read[f.Path] {
			continue
		}
		read[f.Path] = true
		r := &reader{in: in, path: f.Path, setting: setting, refs: ref.Names{}, installs: ref.Names{}, runs: ref.Names{}}
		src, err := f.Read()
		if err != nil {
			r.gap(candor.Error, candor.Location{Path: f.Path, Line: 1}, err.Error())
			continue
		}
		r.lines = strings.Split(string(src), "\n")
		if r.doc, err = yamldoc.Parse(src); err != nil {
			msg, line := yamlfault.Find(src, err)
			r.gap(candor.Error, candor.Location{Path: f.Path, Line: line}, ref.Printable("broken YAML: "+msg))
			continue
		}
		for _, d := range r.doc.Docs {
			switch {
			case d.Kind != yaml.MappingNode:
				r.gap(candor.Error, r.at(d), "broken pipeline: not a mapping")
			case isCircle(f.Path):
				r.circle(d)
			default:
				queue = append(queue, r.gitlab(d)...)
			}
		}
		for _, k := range r.doc.Twice {
			r.gap(candor.Error, r.at(k), "the key "+ref.Printable(k.Value)+" stands twice")
		}
		if r.doc.Full() {
			r.gap(candor.Error, candor.Location{Path: f.Path, Line: 1}, "too many nodes; the file was not read to its end")
		}
	}
	return nil
}

// reader is one file while it is read.
type reader struct {
	in                   *collector.Input
	path                 string
	lines                []string
	doc                  *yamldoc.File
	setting              install.Setting
	refs, installs, runs ref.Names
}

func (r *reader) at(n *yaml.Node) candor.Location {
	return candor.Location{Path: r.path, Line: max(1, n.Line), Col: n.Column}
}

func (r *reader) gap(state candor.State, at candor.Location, reason string) {
	r.in.Gap(state, at, reason, kindImage, kindInstall, kindRun)
}

// job is where scripts run one after the other.
type job struct {
	name    string
	errExit bool
	stays   bool // the scripts share one shell
	dir     string
	files   *download.Reader
}

// image emits one reference; vars are the variables that the file gives values.
func (r *reader) image(n *yaml.Node, job, use string, vars map[string]string) {
	spec := yamldoc.Text(n)
	text, used := expand(spec, vars)
	d := ref.DescribeImage(text, use, job)
	f := candor.Fact{Kind: kindImage, State: candor.Observed, At: r.at(n), Value: d.Value}
	if d.Unresolved != "" {
		f.State, f.Reason, d.Subject = candor.Unresolved, d.Unresolved, ref.Printable(spec)
	} else if used != "" {
		d.Value["from"], d.Value["arg"] = "default", ref.Printable(used)
	}
	f.Subject = r.refs.Unique(d.Subject)
	r.in.Emit(f)
}

// script emits what one script installs and downloads.
func (r *reader) script(n *yaml.Node, j job) {
	if n.Kind != yaml.ScalarNode || n.Tag == "!reference" {
		return
	}
	m := yamldoc.NewLines(n, r.lines)
	place := func(line, col int, text string) candor.Location {
		line, col = m.Place(line, col, text)
		return candor.Location{Path: r.path, Line: line, Col: col}
	}
	for _, c := range install.Find(n.Value, r.setting) {
		f := candor.Fact{
			Kind: kindInstall, Subject: r.installs.Unique(ref.Printable(j.name + ": " + c.Text)), State: candor.Observed,
			Value: c.Value("pipeline"), At: place(c.Line, c.Col, c.Text),
		}
		if c.Unsure != "" {
			f.State, f.Reason = candor.Unresolved, c.Unsure
		}
		r.in.Emit(f)
	}
	first := m.First()
	uses, err := j.files.Read(download.Script{Text: n.Value, Line: first, ErrExit: j.errExit, Ends: j.errExit, Stays: j.stays, Dir: j.dir})
	for _, u := range uses {
		r.run(u, j, place(u.Line-first+1, u.Col, u.Text))
	}
	if err != nil && download.Mentions(n.Value) {
		r.in.Gap(candor.Error, r.at(n), err.Error(), kindRun)
	}
}

func (r *reader) run(u download.Use, j job, at candor.Location) {
	f := candor.Fact{
		Kind: kindRun, Subject: r.runs.Unique(ref.Printable(j.name + ": " + u.Text)), State: candor.Observed,
		Value: u.Value("pipeline"), At: at,
	}
	if u.Level == download.Unsure {
		f.State, f.Reason = candor.Unresolved, u.Why
	}
	r.in.Emit(f)
}

func (r *reader) finish(j job) {
	for _, u := range j.files.Finish() {
		r.run(u, j, candor.Location{Path: r.path, Line: max(1, u.Line)})
	}
}
