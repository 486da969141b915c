// Package python reads what Python projects ask for and what their locks fix:
// pyproject.toml, Pipfile and files of requirements on one side, the locks of
// uv, poetry, pdm, pipenv and pip on the other.
package python

import (
	"bytes"
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
	kindManifest = "python.manifest" // a manifest and the lock that covers it
	kindLock     = "python.lock"     // one package of a lock, or of a file of requirements
	ecosystem    = "pypi"
	maxDoubts    = 20 // of one file
)

// New returns the collector.
func New() *collector.Collector {
	return &collector.Collector{
		ID:      "python",
		Version: "1",
		Doc:     "pyproject.toml, Pipfile and requirements files with the locks of uv, poetry, pdm, pipenv and pip",
		Kinds:   []string{kindManifest, kindLock},
		Wants:   func(p string) bool { return formOf(p) != "" },
		Collect: collect,
	}
}

// formOf tells what a file is by its path, "" for nothing of Python's.
func formOf(p string) string {
	base := path.Base(p)
	switch {
	case toolOf(base) != "":
		return "lock"
	case base == "pyproject.toml" || base == "Pipfile" || base == "setup.py" || base == "setup.cfg":
		return base
	case (strings.HasPrefix(base, "environment") || strings.HasPrefix(base, "conda")) && (strings.HasSuffix(base, ".yml") || strings.HasSuffix(base, ".yaml")):
		return "conda"
	}
	stem, ext := strings.TrimSuffix(base, path.Ext(base)), path.Ext(base)
	if ext == ".lock" && strings.HasPrefix(base, "requirements") {
		ext = ".txt" // as rye writes it
	}
	if ext != ".txt" && ext != ".in" {
		return ""
	}
	stem = strings.ReplaceAll(strings.ToLower(stem), "_", "-")
	switch {
	case strings.HasPrefix(stem, "requirements") || strings.HasSuffix(stem, "requirements") || path.Base(path.Dir(p)) == "requirements":
		return ext
	}
	return ""
}

// project is everything of the tree that speaks of Python packages.
type project struct {
	in        *collector.Input
	manifests []*manifest
	locks     map[string]*lock    // by path
	reqs      map[string]*reqFile // by path
	broken    map[string]bool     // folders with a manifest that can't be read
	used      map[string]bool     // locks and files of requirements that cover a manifest
	included  map[string]bool     // files of requirements that another one includes
	emitted   map[string]bool
	direct    map[string]map[string]bool // by file of requirements: what a manifest asks for
}

func collect(ctx context.Context, in *collector.Input) error {
	p := &project{
		in: in, locks: make(map[string]*lock), reqs: make(map[string]*reqFile), broken: make(map[string]bool),
		used: make(map[string]bool), included: make(map[string]bool), emitted: make(map[string]bool), direct: make(map[string]map[string]bool),
	}
	for _, f := range in.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		p.read(f)
	}
	for _, m := range p.manifests {
		if len(m.reqs) == 0 && len(m.doubts) == 0 && !m.dynamic {
			continue
		}
		in.Emit(p.manifestFact(m))
	}
	for _, name := range sorted(p.locks) {
		p.emit(p.locks[name])
	}
	p.emitRequirements()
	return ctx.Err()
}

func (p *project) read(f *collector.File) {
	form := formOf(f.Path)
	src, err := f.Read()
	at := candor.Location{Path: f.Path, Line: 1}
	switch {
	case form == "lock" && err != nil:
		p.locks[f.Path] = newLock(f.Path, toolOf(path.Base(f.Path))).broken(candor.Error, at, err.Error())
	case form == "lock" && path.Base(f.Path) == "Pipfile.lock":
		p.locks[f.Path] = readPipfileLock(f.Path, src)
	case form == "lock":
		p.locks[f.Path] = readTOMLLock(f.Path, toolOf(path.Base(f.Path)), src)
	case err != nil:
		p.broken[path.Dir(f.Path)] = true
		p.gap(candor.Error, at, err.Error(), kindManifest, kindLock)
	case form == "setup.py" || form == "setup.cfg":
		if bytes.Contains(src, []byte("install_requires")) {
			p.gap(candor.Unresolved, at, "candor does not run or read "+form+", which says what is installed", kindManifest)
		}
	case form == "conda":
		if bytes.Contains(src, []byte("dependencies:")) {
			p.gap(candor.Unsupported, at, "candor does not read conda environments yet", kindManifest, kindLock)
		}
	case form == ".txt":
		p.reqs[f.Path] = readReqFile(f.Path, string(src))
	case form == ".in":
		p.manifests = append(p.manifests, p.requirementsIn(f.Path, string(src)))
	default:
		doc, fault := tomltree.Parse(src)
		if fault != nil {
			p.broken[path.Dir(f.Path)] = true
			at.Line, at.Col = fault.Line, fault.Col
			p.gap(candor.Error, at, "broken "+path.Base(f.Path)+": "+fault.Reason, kindManifest)
			return
		}
		if form == "Pipfile" {
			p.manifests = append(p.manifests, readPipfile(f.Path, doc))
		} else {
			p.manifests = append(p.manifests, readPyproject(f.Path, doc))
		}
	}
}

// requirementsIn reads the file that pip-compile and uv make a lock of.
func (p *project) requirementsIn(name, src string) *manifest {
	m := &manifest{path: name, dir: path.Dir(name)}
	for _, f := range p.closure(readReqFile(name, src), make(map[string]bool)) {
		for _, d := range f.doubts {
			m.doubts = append(m.doubts, candor.Location{Path: f.path, Line: d.line}.String()+": "+d.why)
		}
		for _, r := range f.reqs {
			if f.path != name {
				r.off = 0 // a place in another file
			}
			if r.url == "" {
				m.reqs = append(m.reqs, r.requirement)
			}
		}
	}
	if len(m.reqs) > 0 {
		m.off = m.reqs[0].off
	}
	return m
}

// lockOf finds the lock that covers a manifest. state and why say that it can't
// be told which one it is.
func (p *project) lockOf(m *manifest) (l *lock, state candor.State, why string) {
	if path.Base(m.path) == "Pipfile" {
		return p.locks[path.Join(m.dir, "Pipfile.lock")], candor.Observed, ""
	}
	var have []*lock
	if m.doc != nil {
		for _, name := range sorted(p.locks) {
			if x := p.locks[name]; path.Dir(name) == m.dir && x.tool != "pipenv" {
				have = append(have, x)
			}
		}
	}
	if len(have) > 1 { // a pylock.toml beside the lock of a tool is an export
		have = slices.DeleteFunc(have, func(x *lock) bool { return x.tool == "pylock" })
	}
	if len(have) > 1 {
		mine := slices.DeleteFunc(slices.Clone(have), func(x *lock) bool { return !m.doc.Root.Get("tool", x.tool).IsTable() })
		if len(mine) != 1 {
			return nil, candor.Unresolved, have[0].path + " and " + have[1].path + " are both there and " + m.path + " does not say which one counts"
		}
		have = mine
	}
	if len(have) == 1 {
		return have[0], candor.Observed, ""
	}
	if f := p.compiledFrom(m); f != nil {
		return p.asLock(f), candor.Observed, ""
	}
	for dir := m.dir; m.doc != nil && dir != "." && dir != "/"; {
		dir = path.Dir(dir)
		x := p.locks[path.Join(dir, "uv.lock")]
		if x != nil && (x.problem != "" && m.doc.Root.Get("tool", "uv").IsTable() || x.problem == "" && m.uvPackage(x) != nil) {
			return x, candor.Observed, ""
		}
	}
	return nil, candor.Observed, ""
}

// compiledFrom finds the file of requirements that says it was made from a
// manifest; a requirements.in has one of its own name, too.
func (p *project) compiledFrom(m *manifest) *reqFile {
	for _, name := range sorted(p.reqs) {
		f := p.reqs[name]
		for _, w := range f.header {
			if _, v, ok := strings.Cut(w, "="); ok && strings.HasPrefix(w, "--") {
				w = v
			}
			if path.Base(w) == path.Base(m.path) && (path.Join(path.Dir(f.path), w) == m.path || path.Clean(w) == m.path || path.Dir(f.path) == m.dir) {
				return f
			}
		}
		if path.Base(m.path) == "pyproject.toml" && path.Dir(f.path) == m.dir && (f.tool == "poetry" || f.tool == "pdm" || f.tool == "uv" && slices.Contains(f.header, "export")) {
			return f
		}
		if path.Base(m.path) == "pyproject.toml" && path.Dir(f.path) == m.dir && path.Base(f.path) == "requirements.lock" {
			return f
		}
	}
	if stem, ok := strings.CutSuffix(m.path, ".in"); ok {
		return p.reqs[stem+".txt"]
	}
	return nil
}

// asLock gives a file of requirements the shape of a lock.
func (p *project) asLock(f *reqFile) *lock {
	l := newLock(f.path, "requirements")
	l.partial = true
	for _, x := range p.closure(f, make(map[string]bool)) {
		for _, r := range x.reqs {
			l.add(p.entry(x, r, nil), nil)
		}
		for _, d := range x.doubts {
			l.broken(candor.Error, candor.Location{Path: x.path, Line: d.line}, d.why)
		}
	}
	return l
}

func (p *project) manifestFact(m *manifest) candor.Fact {
	out := locked.Manifest{Kind: kindManifest, Ecosystem: ecosystem, Path: m.path, At: m.at(m.off), LockState: "absent", Direct: len(m.reqs), State: candor.Unresolved}
	l, state, why := p.lockOf(m)
	tool := ""
	switch {
	case why != "":
		out.State, out.Undecided = state, why
	case l == nil && m.dynamic && len(m.reqs) == 0:
		out.Undecided = "the build backend finds the dependencies of " + m.path + ", and candor does not run it"
	case l == nil:
	case l.problem != "":
		tool, p.used[l.path] = l.tool, true
		out.Lock, out.LockState = l.path, "unparsable"
		out.State, out.Undecided = l.state, l.at.String()+": "+l.problem
	default:
		tool, p.used[l.path] = l.tool, true
		out.Lock, out.LockState, out.Version = l.path, "present", l.version
		out.Ignored, out.IgnoredAt = locked.Ignored(p.text, l.path)
		out.Differ, out.Undecided = m.compare(l)
		if l.tool == "requirements" {
			p.direct[l.path] = make(map[string]bool)
			for _, r := range m.reqs {
				p.direct[l.path][r.name] = true
			}
		}
	}
	out.More = map[string]any{"tool": tool, "complete": "", "entries": 0, "hashed": 0, "indexes": []any{}}
	return out.Fact()
}

// text reads a file of the tree.
func (p *project) text(name string) ([]byte, bool) {
	f := p.in.Tree.File(name)
	if f == nil {
		return nil, false
	}
	b, err := f.Read()
	return b, err == nil
}

// emit gives one fact for each package of a lock.
func (p *project) emit(l *lock) {
	dir := path.Dir(l.path)
	if !p.used[l.path] && !p.broken[dir] && l.problem == "" && !slices.ContainsFunc(p.manifests, func(m *manifest) bool { return m.dir == dir }) {
		p.gap(candor.Unresolved, candor.Location{Path: l.path, Line: 1}, "there is no manifest beside this lock to hold it against", kindManifest)
	}
	if l.problem != "" {
		p.gap(l.state, l.at, l.problem, kindLock)
		return
	}
	for i, d := range l.doubts {
		if i < maxDoubts {
			p.gap(candor.Error, d.At, d.Doubt, kindLock)
		}
	}
	names := ref.Names{}
	for _, e := range l.entries {
		p.in.Emit(e.Fact(kindLock, ecosystem, names))
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

// gap says what could not be read, for each kind that may be missing.
func (p *project) gap(state candor.State, at candor.Location, reason string, kinds ...string) {
	for _, k := range kinds {
		p.in.Emit(candor.Fact{Kind: k, Subject: ref.Printable(at.String()), State: state, Reason: ref.Printable(reason), At: at, Value: map[string]any{"ecosystem": ecosystem}})
	}
}
