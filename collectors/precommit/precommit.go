// Package precommit reads the configuration of pre-commit: the repositories
// whose hooks run on every developer's machine, and what those install.
package precommit

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

const kindHook = "precommit.hook"

// New returns the collector.
func New() *collector.Collector {
	return &collector.Collector{
		ID:      "precommit",
		Version: "1",
		Doc:     "pre-commit configurations: the repositories of hooks and what they install",
		Kinds:   []string{kindHook},
		Wants: func(p string) bool {
			base := path.Base(p)
			return base == ".pre-commit-config.yaml" || base == ".pre-commit-config.yml"
		},
		Apart:   true,
		Collect: collect,
	}
}

func collect(ctx context.Context, in *collector.Input) error {
	for _, f := range in.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		src, err := f.Read()
		if err != nil {
			in.Gap(candor.Error, candor.Location{Path: f.Path, Line: 1}, err.Error(), kindHook)
			continue
		}
		doc, err := yamldoc.Parse(src)
		if err != nil {
			msg, line := yamlfault.Find(src, err)
			in.Gap(candor.Error, candor.Location{Path: f.Path, Line: line}, ref.Printable("broken YAML: "+msg), kindHook)
			continue
		}
		r := &reader{in: in, path: f.Path, doc: doc, names: ref.Names{}}
		for _, d := range doc.Docs {
			if list := doc.Get(d, "repos"); list == nil || list.Kind != yaml.SequenceNode {
				in.Gap(candor.Error, r.at(d), "broken configuration: no list of repos", kindHook)
			}
			for _, n := range doc.Items(doc.Get(d, "repos")) {
				r.repo(n)
			}
		}
		for _, k := range doc.Twice {
			in.Gap(candor.Error, r.at(k), "the key "+ref.Printable(k.Value)+" stands twice", kindHook)
		}
		if doc.Full() {
			in.Gap(candor.Error, candor.Location{Path: f.Path, Line: 1}, "too many nodes; the file was not read to its end", kindHook)
		}
	}
	return nil
}

type reader struct {
	in    *collector.Input
	path  string
	doc   *yamldoc.File
	names ref.Names
}

func (r *reader) at(n *yaml.Node) candor.Location {
	return candor.Location{Path: r.path, Line: max(1, n.Line), Col: n.Column}
}

func (r *reader) repo(n *yaml.Node) {
	repo, rev := yamldoc.Text(r.doc.Get(n, "repo")), r.doc.Get(n, "rev")
	if rev == nil {
		rev = r.doc.Get(n, "sha") // the first name of the key
	}
	at := n
	if rev != nil {
		at = rev
	}
	v := map[string]any{
		"ecosystem": "precommit", "what": "repo", "name": ref.Printable(repo), "spec": ref.Printable(yamldoc.Text(rev)),
		"level": "tag", "internal": repo == "local" || repo == "meta" || strings.HasPrefix(repo, "."),
	}
	switch s := yamldoc.Text(rev); {
	case ref.IsCommit(s):
		v["level"] = "hash"
	case s == "":
		v["level"] = "none"
	}
	f := candor.Fact{Kind: kindHook, Subject: r.names.Unique(ref.Printable(repo)), State: candor.Observed, At: r.at(at), Value: v}
	switch {
	case repo == "":
		f.State, f.Reason, f.Subject = candor.Error, "a repository without a name", f.At.String()
	case strings.Contains(repo+yamldoc.Text(rev), "{{"):
		f.State, f.Reason = candor.Unresolved, "the repository is a template"
	}
	r.in.Emit(f)
	for _, h := range r.doc.Items(r.doc.Get(n, "hooks")) {
		id := yamldoc.Text(r.doc.Get(h, "id"))
		for _, d := range r.doc.Items(r.doc.Get(h, "additional_dependencies")) {
			r.dependency(id, d)
		}
	}
}

// dependency emits a package that a hook installs beside its own.
func (r *reader) dependency(hook string, n *yaml.Node) {
	s := yamldoc.Text(n)
	lvl := "range"
	if exact(s) {
		lvl = "exact"
	}
	local := strings.HasPrefix(s, ".") || strings.HasPrefix(s, "/")
	f := candor.Fact{
		Kind: kindHook, Subject: r.names.Unique(ref.Printable(hook + ": " + s)), State: candor.Observed, At: r.at(n),
		Value: map[string]any{"ecosystem": "precommit", "what": "dependency", "name": ref.Printable(s), "spec": ref.Printable(s), "level": lvl, "internal": local},
	}
	if strings.Contains(s, "{{") || strings.Contains(s, "$") {
		f.State, f.Reason = candor.Unresolved, "the package is a template or holds a variable"
	}
	r.in.Emit(f)
}

// exact tells one version in the forms of the languages that hooks are written
// in: a==1.2, a@1.2.3, a@v1.2.3, a:1.2.3, and git URLs with a commit.
func exact(s string) bool {
	s, _, _ = strings.Cut(s, ";") // an environment marker
	s = strings.TrimSpace(s)
	if _, v, ok := strings.Cut(s, "=="); ok {
		return v != "" && !strings.ContainsAny(v, "*,<>!~ =")
	}
	if strings.HasPrefix(s, "git+") || strings.Contains(s, "git+http") {
		u, _, _ := strings.Cut(s, "#")
		i := strings.LastIndexByte(u, '@')
		return i > 0 && ref.IsCommit(u[i+1:])
	}
	if i := strings.LastIndexByte(s, '@'); i > 0 {
		return semver.IsExact(strings.TrimPrefix(s[i+1:], "v"))
	}
	if i := strings.LastIndexByte(s, ':'); i > 0 {
		return semver.IsExact(s[i+1:])
	}
	return false
}
