// Package npm reads the manifests and locks of npm, pnpm, yarn and bun: what a
// package.json asks for, what the lock fixes, and whether the two agree.
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
		Version: "2",
		Doc:     "package.json files and the locks of npm, pnpm, yarn and bun that cover them",
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
		foreign: make(map[string]*foreign), spaces: make(map[string]*workspace), syncers: make(map[string]*syncer),
		unused: make(map[string]string), broken: make(map[string]bool),
	}
	for _, f := range in.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		p.files[f.Path] = true
		if !p.read(in, f) {
			p.broken[path.Dir(f.Path)] = true
		}
	}
	for _, m := range p.ordered() {
		for _, d := range m.doubts {
			gap(in, candor.Error, m.lines.At(d.Off), "the key "+quoted(d.Key)+" stands twice in one object", kindManifest, kindSpec)
		}
		// A manifest that asks for nothing matters only beside a lock of its own.
		if m.installs() || len(p.candidates(m.dir)) > 0 && p.rootOf(m) == m.dir {
			in.Emit(p.manifestFact(m))
			for _, f := range m.refs(p) {
				in.Emit(f)
			}
			p.emitLinks(in, m)
		}
	}
	for _, name := range p.lockPaths() {
		dir := path.Dir(name)
		l, o := p.locks[name], p.foreign[name]
		readable := l != nil && l.problem == nil || o != nil && o.problem == nil
		if why, no := p.unused[name]; no {
			in.Emit(unusedFact(name, p.managerOf(name), why))
			continue
		}
		if !p.used[name] && readable && p.manifests[dir] == nil && !p.broken[dir] {
			gap(in, candor.Unresolved, candor.Location{Path: name, Line: 1}, "there is no package.json beside this lock to hold it against", kindManifest)
		}
		if l != nil {
			p.emitLock(in, l)
		} else {
			p.emitForeign(in, o)
		}
	}
	return nil
}

// read takes one file in and says false when it is a manifest that can't be read.
func (p *project) read(in *collector.Input, f *collector.File) bool {
	base := path.Base(f.Path)
	if otherManager(base) != "" {
		p.foreign[f.Path] = readForeign(f)
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
		gap(in, candor.Error, m.lines.At(jerr.Off), "broken package.json: "+jerr.Msg, kindManifest, kindSpec)
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

// lockPaths are the paths of all locks, in order.
func (p *project) lockPaths() []string {
	var out []string
	for name := range p.locks {
		out = append(out, name)
	}
	for name := range p.foreign {
		out = append(out, name)
	}
	sort.Strings(out)
	return out
}

// managerOf is the manager that a lock belongs to.
func (p *project) managerOf(name string) string {
	if m := otherManager(path.Base(name)); m != "" {
		return m
	}
	return "npm"
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
	in.Expect(len(l.entries))
	names, linked := make(ref.Names, len(l.entries)), l.linked()
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
	reason = ref.Printable(reason)
	for _, k := range kinds {
		in.Emit(candor.Fact{Kind: k, Subject: at.String(), State: state, Reason: reason, At: at, Value: map[string]any{"ecosystem": "npm"}})
	}
}
