// Package npm reads the manifests and locks of npm: what a package.json asks
// for, what the lock fixes, and whether the two agree.
package npm

import (
	"context"
	"path"
	"sort"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/ref"
)

const (
	kindManifest = "npm.manifest" // a package.json and the lock that covers it
	kindLock     = "npm.lock"     // one entry of a lock
	kindSpec     = "npm.spec"     // one dependency as a package.json asks for it
)

// New returns the collector.
func New() *collector.Collector {
	return &collector.Collector{
		ID:      "npm",
		Version: "1",
		Doc:     "package.json files and the npm locks that cover them",
		Kinds:   []string{kindManifest, kindLock, kindSpec},
		Wants:   wants,
		Collect: collect,
	}
}

func wants(p string) bool {
	base := path.Base(p)
	switch base {
	case "package.json", "package-lock.json", "npm-shrinkwrap.json":
		return true
	}
	return otherManager(base) != ""
}

func collect(ctx context.Context, in *collector.Input) error {
	p := &project{
		tree: in.Tree, manifests: make(map[string]*manifest), locks: make(map[string]*lock),
		files: make(map[string]bool), used: make(map[string]bool), direct: make(map[string]map[string]bool),
	}
	broken := make(map[string]bool) // folders whose package.json can't be read
	for _, f := range in.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		p.files[f.Path] = true
		if !p.read(in, f) {
			broken[path.Dir(f.Path)] = true
		}
	}
	for _, m := range p.ordered() {
		for _, d := range m.doubts {
			gap(in, candor.Error, m.lines.at(d.off), "the key "+quoted(d.key)+" stands twice in one object", kindManifest, kindSpec)
		}
		// A manifest that asks for nothing matters only beside a lock of its own.
		if m.installs() || p.lockIn(m.dir) != "" && p.rootOf(m) == m.dir {
			in.Emit(p.manifestFact(m))
			for _, f := range m.refs() {
				in.Emit(f)
			}
		}
	}
	for _, name := range sortedLocks(p.locks) {
		l := p.locks[name]
		dir := path.Dir(name)
		if !p.used[name] && l.problem == nil && p.manifests[dir] == nil && !broken[dir] {
			gap(in, candor.Unresolved, candor.Location{Path: name, Line: 1}, "there is no package.json beside this lock to hold it against", kindManifest)
		}
		p.emitLock(in, l)
	}
	return nil
}

// read takes one file in and says false when it is a manifest that can't be read.
func (p *project) read(in *collector.Input, f *collector.File) bool {
	base := path.Base(f.Path)
	if m := otherManager(base); m != "" {
		gap(in, candor.Unsupported, candor.Location{Path: f.Path, Line: 1}, "candor does not read "+m+" locks yet", kindLock)
		return true
	}
	src, err := f.Read()
	if base != "package.json" {
		if err != nil {
			at := candor.Location{Path: f.Path, Line: 1}
			p.locks[f.Path] = &lock{path: f.Path, problem: &candor.Fact{State: candor.Error, Reason: err.Error(), Subject: at.String(), At: at}}
			return true
		}
		p.locks[f.Path] = readLock(f.Path, src)
		return true
	}
	if err != nil {
		gap(in, candor.Error, candor.Location{Path: f.Path, Line: 1}, err.Error(), kindManifest, kindSpec)
		return false
	}
	m, jerr := readManifest(f.Path, src)
	if jerr != nil {
		gap(in, candor.Error, m.lines.at(jerr.off), "broken package.json: "+jerr.msg, kindManifest, kindSpec)
		return false
	}
	p.manifests[m.dir] = m
	return true
}

func (p *project) ordered() []*manifest {
	out := make([]*manifest, 0, len(p.manifests))
	for _, m := range p.manifests {
		out = append(out, m)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].path < out[j].path })
	return out
}

func sortedLocks(locks map[string]*lock) []string {
	var out []string
	for name := range locks {
		out = append(out, name)
	}
	sort.Strings(out)
	return out
}

// emitLock gives one fact for each package of the lock.
func (p *project) emitLock(in *collector.Input, l *lock) {
	if l.problem != nil {
		gap(in, l.problem.State, l.problem.At, l.problem.Reason, kindLock)
		return
	}
	for _, d := range l.doubts {
		gap(in, d.State, d.At, d.Reason, kindLock)
	}
	names, linked := ref.Names{}, l.linked()
	for i := range l.entries {
		e := &l.entries[i]
		if !e.link && linked[e.key] {
			continue // the link to this folder speaks for it
		}
		in.Emit(l.fact(e, names, p.direct[l.path]))
	}
}

// gap says what could not be read, for each kind that may be missing.
func gap(in *collector.Input, state candor.State, at candor.Location, reason string, kinds ...string) {
	for _, k := range kinds {
		in.Emit(candor.Fact{Kind: k, Subject: at.String(), State: state, Reason: reason, At: at, Value: map[string]any{"ecosystem": "npm"}})
	}
}
