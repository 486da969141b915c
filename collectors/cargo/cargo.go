// Package cargo reads the manifests and locks of Rust: what a Cargo.toml asks
// for, what Cargo.lock fixes, and whether the two agree.
package cargo

import (
	"context"
	"path"
	"slices"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/locked"
	"github.com/candor-dev/candor/internal/ref"
	"github.com/candor-dev/candor/internal/tomltree"
)

const (
	kindManifest = "cargo.manifest" // a Cargo.toml and the lock that covers it
	kindLock     = "cargo.lock"     // one package of a Cargo.lock
	ecosystem    = "cargo"
)

// New returns the collector.
func New() *collector.Collector {
	return &collector.Collector{
		ID:      "cargo",
		Version: "1",
		Doc:     "Cargo.toml files and the Cargo.lock that covers them",
		Kinds:   []string{kindManifest, kindLock},
		Wants: func(p string) bool {
			base := path.Base(p)
			return base == "Cargo.toml" || base == "Cargo.lock"
		},
		Collect: collect,
	}
}

// project is every manifest and lock of the tree.
type project struct {
	tree      *collector.Tree
	manifests map[string]*manifest // by folder
	locks     map[string]*lock     // by folder
	broken    map[string]bool      // folders whose manifest can't be read
	used      map[string]bool      // folders whose lock covers a manifest
}

func collect(ctx context.Context, in *collector.Input) error {
	p := &project{tree: in.Tree, manifests: make(map[string]*manifest), locks: make(map[string]*lock), broken: make(map[string]bool), used: make(map[string]bool)}
	for _, f := range in.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		p.read(in, f)
	}
	for _, dir := range sorted(p.manifests) {
		if f, ok := p.manifestFact(p.manifests[dir]); ok {
			in.Emit(f)
		}
	}
	for _, dir := range sorted(p.locks) {
		if err := ctx.Err(); err != nil {
			return err
		}
		p.emit(in, p.locks[dir])
	}
	return nil
}

func (p *project) read(in *collector.Input, f *collector.File) {
	dir, isLock := path.Dir(f.Path), path.Base(f.Path) == "Cargo.lock"
	src, err := f.Read()
	var doc *tomltree.Document
	at, why := candor.Location{Path: f.Path, Line: 1}, ""
	if err != nil {
		why = err.Error()
	} else {
		var fault *tomltree.Error
		if doc, fault = tomltree.Parse(src); fault != nil {
			at.Line, at.Col = fault.Line, fault.Col
			why = "broken " + path.Base(f.Path) + ": " + fault.Reason
		}
	}
	switch {
	case isLock && why != "":
		p.locks[dir] = &lock{path: f.Path, problem: why, state: candor.Error, at: at}
	case isLock:
		p.locks[dir] = readLock(f.Path, doc)
	case why != "":
		p.broken[dir] = true
		gap(in, candor.Error, at, why, kindManifest)
	default:
		p.manifests[dir] = readManifest(f.Path, doc)
	}
}

// rootOf is the folder of the workspace that a manifest belongs to, or its own.
func (p *project) rootOf(m *manifest) string {
	if m.workspace != nil {
		return m.dir
	}
	if w := m.doc.Root.Str("package", "workspace"); w != "" && !locked.Outside(m.dir, w) {
		return path.Join(m.dir, w)
	}
	for dir := m.dir; dir != "." && dir != "/"; {
		dir = path.Dir(dir)
		if r := p.manifests[dir]; r != nil && r.workspace != nil && !r.excludes(m.dir) {
			return dir
		}
	}
	return m.dir
}

// manifestFact gives the fact of a manifest; false for one that asks for nothing
// and has no lock of its own.
func (p *project) manifestFact(m *manifest) (candor.Fact, bool) {
	root := p.rootOf(m)
	l := p.locks[root]
	if l == nil && root != m.dir && p.locks[m.dir] != nil {
		// Cargo reads no lock of a member; it stands there without effect.
		p.used[m.dir] = true
	}
	if l != nil {
		p.used[root] = true
	}
	if m.name == "" || len(m.deps) == 0 && l == nil {
		return candor.Fact{}, false
	}
	out := locked.Manifest{Kind: kindManifest, Ecosystem: ecosystem, Path: m.path, At: m.at(m.off), LockState: "absent", Direct: len(m.deps), State: candor.Unresolved}
	switch {
	case l == nil:
		if p.broken[root] {
			out.Undecided, out.State = path.Join(root, "Cargo.toml")+" could not be read", candor.Error
		}
	case l.problem != "":
		out.Lock, out.LockState = l.path, "unparsable"
		out.Undecided, out.State = l.at.String()+": "+l.problem, l.state
	default:
		out.Lock, out.LockState, out.Version = l.path, "present", l.version
		out.Ignored, out.IgnoredAt = locked.Ignored(p.text, l.path)
		out.Differ, out.Undecided = p.compare(m, p.manifests[root], l)
	}
	return out.Fact(), true
}

// text reads a file of the tree.
func (p *project) text(name string) ([]byte, bool) {
	f := p.tree.File(name)
	if f == nil {
		return nil, false
	}
	b, err := f.Read()
	return b, err == nil
}

// emit gives one fact for each package of a lock.
func (p *project) emit(in *collector.Input, l *lock) {
	if l.problem != "" {
		gap(in, l.state, l.at, l.problem, kindLock)
		return
	}
	if dir := path.Dir(l.path); !p.used[dir] && p.manifests[dir] == nil && !p.broken[dir] {
		gap(in, candor.Unresolved, candor.Location{Path: l.path, Line: 1}, "there is no Cargo.toml beside this lock to hold it against", kindManifest)
	}
	for _, d := range l.doubts {
		gap(in, candor.Error, d.at, d.why, kindLock)
	}
	names := ref.Names{}
	for i := range l.packages {
		in.Emit(p.entry(l, &l.packages[i]).Fact(kindLock, ecosystem, names))
	}
}

func sorted[T any](m map[string]T) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.SortFunc(out, strings.Compare)
	return out
}

func gap(in *collector.Input, state candor.State, at candor.Location, reason string, kind string) {
	in.Emit(candor.Fact{Kind: kind, Subject: ref.Printable(at.String()), State: state, Reason: ref.Printable(reason), At: at, Value: map[string]any{"ecosystem": ecosystem}})
}
