package python

import (
	"path"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/locked"
	"github.com/candor-dev/candor/internal/ref"
)

// load returns a file of requirements of the tree, nil when it can't be read.
func (p *project) load(name string) *reqFile {
	if f := p.reqs[name]; f != nil {
		return f
	}
	src, ok := p.text(name)
	if !ok {
		return nil
	}
	f := readReqFile(name, string(src))
	p.reqs[name] = f
	return f
}

// closure is a file with those that it includes by -r, each once. A constraint
// installs nothing and is not among them. What can't be followed becomes a doubt
// of the file that names it. open is true for a file while its includes are
// followed and false behind that.
func (p *project) closure(f *reqFile, open map[string]bool) []*reqFile {
	open[f.path] = true
	defer func() { open[f.path] = false }()
	out := []*reqFile{f}
	for _, inc := range f.includes {
		if inc.constraint {
			continue
		}
		target := path.Join(path.Dir(f.path), inc.path)
		x := (*reqFile)(nil)
		if !strings.Contains(inc.path, "://") && !strings.Contains(inc.path, "${") && !locked.Outside(path.Dir(f.path), inc.path) {
			x = p.load(target)
		}
		if x == nil {
			f.doubt(inc.line, "the file "+inc.path+" that it includes can't be read")
			continue
		}
		p.included[target] = true
		switch inside, seen := open[target]; {
		case inside:
			f.doubt(inc.line, "the file "+inc.path+" includes itself")
		case !seen:
			out = append(out, p.closure(x, open)...)
		}
	}
	return out
}

// constraints are the exact versions that the files of a closure constrain to.
func (p *project) constraints(files []*reqFile) map[string]string {
	out := make(map[string]string)
	for _, f := range files {
		for _, inc := range f.includes {
			if !inc.constraint || locked.Outside(path.Dir(f.path), inc.path) {
				continue
			}
			c := p.load(path.Join(path.Dir(f.path), inc.path))
			if c == nil {
				continue // without it an entry is what it says itself
			}
			p.included[c.path] = true
			for _, x := range p.closure(c, make(map[string]bool)) {
				for _, r := range x.reqs {
					if v := r.spec.Exact(); v != "" && r.marker == "" {
						out[r.name] = v
					}
				}
			}
		}
	}
	return out
}

// entry gives what a line of a file of requirements says.
func (p *project) entry(f *reqFile, r fileReq, constraints map[string]string) locked.Entry {
	e := locked.Entry{
		Name: r.name, Spec: r.text, Version: r.spec.Exact(), Dir: path.Dir(f.path), Source: "registry", Direct: p.direct[f.path][r.name],
		HashAlg: locked.Weakest(r.algs), Written: len(r.algs) > 0, At: candor.Location{Path: f.path, Line: r.line, Col: 1},
	}
	for _, h := range r.sums {
		alg, sum, _ := strings.Cut(h, ":")
		e.Sum(alg, sum)
	}
	if e.Version == "" && r.url == "" {
		e.Version = constraints[r.name]
	}
	e.Exact, e.Named = e.Version != "", f.tool == ""
	if !e.Exact && r.url == "" {
		e.Label = r.name + r.text
	}
	// Of several indexes nobody can tell which one a package comes from.
	if len(f.indexes) == 1 && f.indexes[0].name == "index-url" {
		e.URL = f.indexes[0].value
	}
	if r.url != "" {
		var target string
		e.Source, e.Commit, target = source(r.url)
		switch e.Source {
		case "path":
			e.Path = target
			if i := strings.IndexByte(target, '['); i > 0 {
				e.Path = target[:i]
			}
		default:
			e.URL = target
			if alg, written := fragmentHash(r.url); e.HashAlg == "" {
				e.HashAlg, e.Written = alg, e.Written || written
			}
			if e.Source == "url" {
				e.Label = e.Name + "@url"
			}
		}
	}
	if r.env {
		e.Doubt, e.DoubtFor = "an environment variable stands in it", candor.Unresolved
	}
	return e
}

// emitRequirements gives the entries of all files of requirements, and for each
// that nothing else includes or is locked by it, whether it is whole.
func (p *project) emitRequirements() {
	roots := sorted(p.reqs)
	for _, name := range roots {
		p.closure(p.reqs[name], make(map[string]bool)) // finds what is included
	}
	for _, name := range roots {
		f := p.reqs[name]
		if p.included[name] && !p.loops(f) {
			continue
		}
		files := p.closure(f, make(map[string]bool))
		fixed := p.constraints(files)
		if p.included[name] && p.emitted[name] {
			continue
		}
		n, hashed, exact, at := 0, 0, 0, 0
		for _, x := range files {
			for _, r := range x.reqs {
				e := p.entry(x, r, fixed)
				if at == 0 && x == f {
					at = r.line
				}
				n++
				// As pip has it, a constraint pins nothing here, and neither a
				// folder nor a repository can be held to a hash.
				if locked.Strong(e.HashAlg) && (e.Source == "url" || r.spec.Exact() != "") {
					hashed++
				}
				if e.Exact || e.Source == "path" || e.Source == "git" && ref.IsCommit(e.Commit) {
					exact++
				}
			}
			p.emitFile(x, fixed)
		}
		if n == 0 || p.used[name] || !p.lists(name) {
			continue
		}
		p.in.Emit(p.wholeFact(f, files, max(1, at), n, hashed, exact))
	}
}

// lists reports whether a file installs something by itself: a file of
// constraints does not.
func (p *project) lists(name string) bool {
	return !strings.Contains(strings.ToLower(path.Base(name)), "constraint")
}

// loops reports whether a file includes itself in the end.
func (p *project) loops(f *reqFile) bool {
	for _, x := range p.closure(f, make(map[string]bool)) {
		for _, inc := range x.includes {
			if !inc.constraint && path.Join(path.Dir(x.path), inc.path) == f.path {
				return true
			}
		}
	}
	return false
}

// emitFile gives the entries of one file, once.
func (p *project) emitFile(f *reqFile, fixed map[string]string) {
	if p.emitted[f.path] || !p.lists(f.path) {
		return
	}
	p.emitted[f.path] = true
	for _, d := range f.doubts {
		p.gap(candor.Error, candor.Location{Path: f.path, Line: d.line}, d.why, kindLock)
	}
	names := ref.Names{}
	for _, r := range f.reqs {
		p.in.Emit(p.entry(f, r, fixed).Fact(kindLock, ecosystem, names))
	}
}

// wholeFact says of a file that is its own lock whether anything else can be
// installed: with a hash on every line pip refuses what has none.
func (p *project) wholeFact(f *reqFile, files []*reqFile, at, n, hashed, exact int) candor.Fact {
	out := locked.Manifest{
		Kind: kindManifest, Ecosystem: ecosystem, Path: f.path, At: candor.Location{Path: f.path, Line: at, Col: 1},
		Lock: f.path, LockState: "present", Direct: n, State: candor.Error,
	}
	complete := "no"
	switch {
	case hashed == n:
		complete = "hashed"
	case f.tool != "" && exact == n:
		complete = "compiled"
	}
	indexes := []any{}
	for _, x := range files {
		for _, d := range x.doubts {
			out.Undecided = candor.Location{Path: x.path, Line: d.line}.String() + ": " + d.why
		}
		for _, o := range x.indexes {
			origin := locked.ParseOrigin(o.value)
			if o.name == "trusted-host" {
				origin.Host = o.value
			}
			indexes = append(indexes, map[string]any{"option": o.name, "host": ref.Printable(origin.Host), "scheme": ref.Printable(origin.Scheme), "path": ref.Printable(x.path), "line": o.line})
		}
	}
	out.Ignored, out.IgnoredAt = locked.Ignored(p.text, f.path)
	out.More = map[string]any{"tool": "pip", "complete": complete, "entries": n, "hashed": hashed, "indexes": indexes}
	return out.Fact()
}
