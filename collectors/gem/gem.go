// Package gem reads what Ruby projects ask for and what Bundler's lock fixes. A
// Gemfile is a program; the part of it that is plain data is read, and the rest
// is said to be unread.
package gem

import (
	"context"
	"path"
	"slices"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/locked"
	"github.com/candor-dev/candor/internal/ref"
	"github.com/candor-dev/candor/internal/versions"
)

const (
	kindManifest = "gem.manifest" // a Gemfile and its lock
	kindLock     = "gem.lock"     // one gem of a lock
	ecosystem    = "gem"
)

// New returns the collector.
func New() *collector.Collector {
	return &collector.Collector{
		ID:      "gem",
		Version: "1",
		Doc:     "Gemfiles, as far as they are plain data, and Bundler's locks",
		Kinds:   []string{kindManifest, kindLock},
		Wants: func(p string) bool {
			base := path.Base(p)
			return lockOf(base) != "" || isLock(base)
		},
		Collect: collect,
	}
}

// lockOf is the name of the lock that belongs to a manifest.
func lockOf(base string) string {
	switch base {
	case "Gemfile":
		return "Gemfile.lock"
	case "gems.rb":
		return "gems.locked"
	}
	return ""
}

func isLock(base string) bool { return base == "Gemfile.lock" || base == "gems.locked" }

func collect(ctx context.Context, in *collector.Input) error {
	locks := make(map[string]*lock)
	for _, f := range in.Files {
		if isLock(path.Base(f.Path)) {
			src, err := f.Read()
			if err != nil {
				locks[f.Path] = &lock{path: f.Path, problem: err.Error(), line: 1}
				continue
			}
			locks[f.Path] = readLock(f.Path, string(src))
		}
	}
	covered := make(map[string]bool)
	for _, f := range in.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		base := lockOf(path.Base(f.Path))
		if base == "" {
			continue
		}
		name := path.Join(path.Dir(f.Path), base)
		covered[name] = true
		src, err := f.Read()
		if err != nil {
			gap(in, candor.Error, candor.Location{Path: f.Path, Line: 1}, err.Error(), kindManifest)
			continue
		}
		m := readGemfile(f.Path, string(src))
		if len(m.gems) > 0 || len(m.doubts) > 0 || locks[name] != nil {
			in.Emit(manifestFact(in.Tree, m, name, locks[name]))
		}
	}
	for _, f := range in.Files {
		if l := locks[f.Path]; l != nil {
			if !covered[f.Path] {
				gap(in, candor.Unresolved, candor.Location{Path: f.Path, Line: 1}, "there is no Gemfile beside this lock to hold it against", kindManifest)
			}
			emit(in, l)
		}
	}
	return nil
}

func manifestFact(t *collector.Tree, m *gemfile, name string, l *lock) candor.Fact {
	out := locked.Manifest{
		Kind: kindManifest, Ecosystem: ecosystem, Path: m.path, At: candor.Location{Path: m.path, Line: m.line()},
		LockState: "absent", Direct: len(m.gems), State: candor.Unresolved,
	}
	switch {
	case l == nil:
	case l.problem != "":
		out.Lock, out.LockState, out.State = name, "unparsable", candor.Error
		out.Undecided = candor.Location{Path: name, Line: l.line}.String() + ": " + l.problem
	default:
		out.Lock, out.LockState, out.Version = name, "present", l.bundler
		out.Ignored, out.IgnoredAt = locked.Ignored(func(p string) ([]byte, bool) {
			f := t.File(p)
			if f == nil {
				return nil, false
			}
			b, err := f.Read()
			return b, err == nil
		}, name)
		out.Differ = m.compare(l)
		if len(m.doubts) > 0 {
			d := m.doubts[0]
			out.Undecided = candor.Location{Path: m.path, Line: d.line}.String() + ": " + d.why
		}
	}
	return out.Fact()
}

// compare holds a Gemfile against its lock.
func (m *gemfile) compare(l *lock) (differ []locked.Disagreement) {
	asked := make(map[string]bool)
	for _, g := range m.gems {
		asked[g.name] = true
		at := candor.Location{Path: m.path, Line: g.line}
		d, ok := l.deps[g.name]
		switch {
		case !ok && g.maybe:
			continue
		case !ok:
			differ = append(differ, locked.Disagreement{Name: g.name, Kind: locked.Missing, At: at})
			continue
		case !slices.Equal(plain(g.reqs), plain(d.reqs)) || (g.from != "") != d.own:
			if !g.maybe && !m.twice(g) {
				differ = append(differ, locked.Disagreement{Name: g.name, Kind: locked.Specifier, At: at})
			}
			continue
		}
		if kind, line := l.meets(g); kind != "" && !g.maybe {
			if line > 0 {
				at = candor.Location{Path: l.path, Line: line}
			}
			differ = append(differ, locked.Disagreement{Name: g.name, Kind: kind, At: at})
		}
	}
	for name, d := range l.deps {
		// What a part that was not read asks for may stand here.
		if !asked[name] && len(m.doubts) == 0 {
			differ = append(differ, locked.Disagreement{Name: name, Kind: locked.Extraneous, At: candor.Location{Path: l.path, Line: d.line}})
		}
	}
	return differ
}

// twice reports whether a gem is asked for on another line as well, in other
// words: Bundler takes one of them, and warns.
func (m *gemfile) twice(g asked) bool {
	for _, o := range m.gems {
		if o.name == g.name && o.line != g.line && (!slices.Equal(o.reqs, g.reqs) || o.from != g.from) {
			return true
		}
	}
	return false
}

// meets reports how the lock fails to give a gem; "" when it does not.
func (l *lock) meets(g asked) (kind string, line int) {
	have := l.byName[g.name]
	if len(have) == 0 {
		if l.bundled[g.name] {
			return "", 0 // Bundler itself is never listed
		}
		return locked.Missing, 0
	}
	for _, i := range have {
		s := l.specs[i]
		if g.from == "git" && s.source != "git" || g.from == "path" && s.source != "path" {
			return locked.Specifier, 0
		}
		version, _, _ := strings.Cut(s.version, "-")
		if ok, err := versions.Gem.Allows(strings.Join(g.reqs, ","), version); err == nil && !ok {
			return locked.Range, s.line
		}
	}
	return "", 0
}

// plain writes requirements in one way: sorted, with "=" for a bare version and
// without one that allows everything.
func plain(reqs []string) []string {
	var out []string
	for _, r := range reqs {
		r = strings.TrimSpace(r)
		if r == "" {
			continue
		}
		op := strings.TrimRight(r[:len(r)-len(strings.TrimLeft(r, "<>=!~"))], " ")
		v := strings.TrimSpace(r[len(op):])
		if op == "" {
			op = "="
		}
		if op == ">=" && v == "0" {
			continue
		}
		out = append(out, op+" "+v)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func emit(in *collector.Input, l *lock) {
	if l.problem != "" {
		gap(in, candor.Error, candor.Location{Path: l.path, Line: l.line}, l.problem, kindLock)
		return
	}
	names := ref.Names{}
	for _, s := range l.specs {
		version, _, _ := strings.Cut(s.version, "-")
		_, direct := l.deps[s.name]
		e := locked.Entry{
			Name: s.name, Version: s.version, Exact: versions.Gem.Valid(version), Source: s.source, Commit: s.revision, Path: s.remote,
			Direct: direct, Dir: path.Dir(l.path), At: candor.Location{Path: l.path, Line: s.line},
		}
		if s.source != "path" {
			e.URL = s.remote
		}
		if sum, ok := l.sums[s.name+" "+s.version]; ok {
			e.HashAlg, e.Written = sum.alg, sum.written
			for _, s := range sum.sums {
				a, hex, _ := strings.Cut(s, "=")
				e.Sum(a, hex)
			}
		}
		in.Emit(e.Fact(kindLock, ecosystem, names))
	}
}

func gap(in *collector.Input, state candor.State, at candor.Location, reason, kind string) {
	in.Emit(candor.Fact{Kind: kind, Subject: ref.Printable(at.String()), State: state, Reason: ref.Printable(reason), At: at, Value: map[string]any{"ecosystem": ecosystem}})
}
