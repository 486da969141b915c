// Package nuget reads what .NET projects ask for and what packages.lock.json
// fixes.
package nuget

import (
	"context"
	"path"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/locked"
	"github.com/candor-dev/candor/internal/ref"
	"github.com/candor-dev/candor/internal/versions"
)

const (
	kindManifest = "nuget.manifest" // a project and its lock
	kindLock     = "nuget.lock"     // one package of a lock
	ecosystem    = "nuget"
)

// New returns the collector.
func New() *collector.Collector {
	return &collector.Collector{
		ID:      "nuget",
		Version: "1",
		Doc:     "project files of .NET and their packages.lock.json",
		Kinds:   []string{kindManifest, kindLock},
		Wants: func(p string) bool {
			base := path.Base(p)
			return isProject(base) || isProps(base) || isLock(base) || base == "packages.config"
		},
		Collect: collect,
	}
}

func isProject(base string) bool {
	switch path.Ext(base) {
	case ".csproj", ".fsproj", ".vbproj":
		return true
	}
	return false
}

func isProps(base string) bool {
	return base == "Directory.Packages.props" || base == "Directory.Build.props" || base == "Directory.Build.targets"
}

func isLock(base string) bool {
	return strings.HasPrefix(base, "packages.") && strings.HasSuffix(base, "lock.json")
}

// sources is everything of the tree that speaks of NuGet packages.
type sources struct {
	in     *collector.Input
	files  map[string]*project // projects and props, by path
	locks  map[string]*lock    // by path
	used   map[string]bool
	broken map[string]bool // folders with a file that can't be read
}

func collect(ctx context.Context, in *collector.Input) error {
	t := &sources{in: in, files: make(map[string]*project), locks: make(map[string]*lock), used: make(map[string]bool), broken: make(map[string]bool)}
	for _, f := range in.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		t.read(f)
	}
	for _, f := range in.Files {
		if p := t.files[f.Path]; p != nil && isProject(path.Base(f.Path)) {
			t.emitProject(p)
		}
	}
	for _, f := range in.Files {
		if l := t.locks[f.Path]; l != nil {
			t.emitLock(l)
		}
	}
	return nil
}

func (t *sources) read(f *collector.File) {
	base := path.Base(f.Path)
	at := candor.Location{Path: f.Path, Line: 1}
	src, err := f.Read()
	switch {
	case isLock(base) && err != nil:
		t.locks[f.Path] = &lock{path: f.Path, problem: err.Error(), state: candor.Error, line: 1}
	case isLock(base):
		t.locks[f.Path] = readLock(f.Path, src)
	case base == "packages.config":
		t.gap(candor.Unsupported, at, "candor does not read packages.config yet", kindManifest)
	case err != nil:
		t.broken[path.Dir(f.Path)] = true
		t.gap(candor.Error, at, err.Error(), kindManifest)
	default:
		p, line, why := readProject(f.Path, src)
		if why != "" {
			t.broken[path.Dir(f.Path)] = true
			at.Line = line
			t.gap(candor.Error, at, "broken "+base+": "+why, kindManifest)
			return
		}
		t.files[f.Path] = p
	}
}

// nearest finds a props file in the folder of a project or above; only the
// nearest one counts.
func (t *sources) nearest(dir, base string) *project {
	for {
		if p := t.files[path.Join(dir, base)]; p != nil {
			return p
		}
		if dir == "." || dir == "/" {
			return nil
		}
		dir = path.Dir(dir)
	}
}

func (t *sources) emitProject(p *project) {
	s := t.settle(p)
	name := t.lockOf(p, s)
	l := t.locks[name]
	if len(s.asked) == 0 && len(s.doubts) == 0 && l == nil {
		return
	}
	out := locked.Manifest{
		Kind: kindManifest, Ecosystem: ecosystem, Path: p.path, At: candor.Location{Path: p.path, Line: 1},
		LockState: "absent", Direct: len(s.asked), State: candor.Unresolved,
		More: map[string]any{"locked_mode": strings.EqualFold(s.value("RestoreLockedMode"), "true")},
	}
	if len(s.asked) > 0 && s.asked[0].path == p.path {
		out.At.Line = s.asked[0].line
	}
	switch {
	case l == nil:
		if strings.Contains(name, "$(") {
			out.Undecided = "NuGetLockFilePath is " + name + ", which candor can't work out"
		}
	case l.problem != "":
		t.used[name] = true
		out.Lock, out.LockState, out.State = name, "unparsable", l.state
		out.Undecided = candor.Location{Path: name, Line: l.line}.String() + ": " + l.problem
	default:
		t.used[name] = true
		out.Lock, out.LockState, out.Version = name, "present", l.version
		out.Ignored, out.IgnoredAt = locked.Ignored(t.text, name)
		out.Differ, out.Undecided = s.compare(l)
	}
	t.in.Emit(out.Fact())
}

// lockOf is the path of the lock that NuGet keeps for a project.
func (t *sources) lockOf(p *project, s *settled) string {
	dir := path.Dir(p.path)
	if set := s.value("NuGetLockFilePath"); set != "" {
		set = strings.ReplaceAll(strings.TrimPrefix(set, "$(MSBuildProjectDirectory)"), `\`, "/")
		return path.Join(dir, set)
	}
	stem := strings.TrimSuffix(path.Base(p.path), path.Ext(p.path))
	if own := path.Join(dir, "packages."+stem+".lock.json"); t.locks[own] != nil {
		return own
	}
	return path.Join(dir, "packages.lock.json")
}

// text reads a file of the tree.
func (t *sources) text(name string) ([]byte, bool) {
	f := t.in.Tree.File(name)
	if f == nil {
		return nil, false
	}
	b, err := f.Read()
	return b, err == nil
}

func (t *sources) emitLock(l *lock) {
	at := candor.Location{Path: l.path, Line: l.line}
	if l.problem != "" {
		t.gap(l.state, at, l.problem, kindLock)
		return
	}
	if !t.used[l.path] && !t.broken[path.Dir(l.path)] {
		t.gap(candor.Unresolved, candor.Location{Path: l.path, Line: 1}, "no project of the tree has this lock", kindManifest)
	}
	names, seen := ref.Names{}, make(map[string]bool)
	for _, p := range l.packages {
		key := p.name + "\n" + p.resolved + "\n" + p.hash + "\n" + p.kind
		if seen[key] {
			continue // the same in another framework
		}
		seen[key] = true
		e := locked.Entry{
			Name: p.name, Spec: p.requested, Version: p.resolved, Exact: versions.NuGet.Valid(p.resolved), Source: "registry",
			HashAlg: locked.Base64Hash("sha512", p.hash), Written: p.hash != "", Direct: p.kind == "Direct", Dir: path.Dir(l.path),
			At: candor.Location{Path: l.path, Line: p.line},
		}
		e.Base64Sum("sha512", p.hash)
		switch p.kind {
		case "Project":
			e.Source, e.Path = "path", p.name
			e.Label = p.name + "@project"
			if !t.has(p.name) {
				e.Doubt, e.DoubtFor = "no project of the tree has the name "+p.name, candor.Unresolved
			}
		case "Direct", "Transitive", "CentralTransitive":
		default:
			e.Doubt, e.DoubtFor = "candor does not know packages of the type "+p.kind, candor.Unsupported
		}
		t.in.Emit(e.Fact(kindLock, ecosystem, names))
	}
}

// has reports whether a project of that name lies in the tree. NuGet writes the
// name in lower case, and it is the assembly's where the project says one.
func (t *sources) has(name string) bool {
	for file, p := range t.files {
		stem := strings.TrimSuffix(path.Base(file), path.Ext(file))
		if isProject(path.Base(file)) && (strings.EqualFold(stem, name) || strings.EqualFold(p.props["PackageId"].text, name) || strings.EqualFold(p.props["AssemblyName"].text, name)) {
			return true
		}
	}
	return false
}

func (t *sources) gap(state candor.State, at candor.Location, reason, kind string) {
	t.in.Emit(candor.Fact{Kind: kind, Subject: ref.Printable(at.String()), State: state, Reason: ref.Printable(reason), At: at, Value: map[string]any{"ecosystem": ecosystem}})
}
