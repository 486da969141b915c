package nuget

import (
	"strconv"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/locked"
	"github.com/candor-dev/candor/internal/tree"
	"github.com/candor-dev/candor/internal/versions"
)

// lock is a packages.lock.json, read.
type lock struct {
	path, version string
	packages      []pkg
	direct        map[string][]*pkg // by name in lower case, over all frameworks

	problem string
	state   candor.State
	line    int
}

// pkg is one package of a framework.
type pkg struct {
	name, kind, requested, resolved, hash string
	line                                  int
}

func readLock(name string, src []byte) *lock {
	l := &lock{path: name, line: 1, direct: make(map[string][]*pkg)}
	lines := tree.NewLines(name, src)
	root, fault := tree.ParseUnique(src)
	if fault != nil {
		l.problem, l.state, l.line = "broken packages.lock.json: "+fault.Msg, candor.Error, lines.At(fault.Off).Line
		return l
	}
	if v := root.Scalar("version"); v != "1" && v != "2" {
		text := "nothing"
		if m := root.Member("version"); m != nil {
			text, l.line = strconv.Quote(v), lines.At(m.Off).Line
		}
		l.problem, l.state = "candor does not know the lock version "+text+"; it reads 1 and 2", candor.Unsupported
		return l
	}
	l.version = root.Scalar("version")
	deps := root.Get("dependencies")
	if deps == nil || deps.Kind != tree.Object {
		l.problem, l.state = "broken packages.lock.json: no dependencies", candor.Error
		return l
	}
	for _, framework := range deps.Members {
		if framework.Val.Kind != tree.Object {
			l.problem, l.state, l.line = "broken packages.lock.json: the packages of a framework are no object", candor.Error, lines.At(framework.Off).Line
			return l
		}
		for i := range framework.Val.Members {
			m := &framework.Val.Members[i]
			n := &m.Val
			l.packages = append(l.packages, pkg{
				name: m.Key, kind: n.Text("type"), requested: n.Text("requested"), resolved: n.Text("resolved"), hash: n.Text("contentHash"), line: lines.At(m.Off).Line,
			})
		}
	}
	for i := range l.packages {
		if p := &l.packages[i]; p.kind == "Direct" {
			key := strings.ToLower(p.name)
			l.direct[key] = append(l.direct[key], p)
		}
	}
	return l
}

// compare holds what a project asks for against its lock. undecided says why
// that was not possible in full.
func (s *settled) compare(l *lock) (differ []locked.Disagreement, undecided string) {
	if len(s.doubts) > 0 {
		undecided = s.doubts[0]
	}
	asked := make(map[string]bool)
	for _, r := range s.asked {
		key := strings.ToLower(r.name)
		asked[key] = true
		at := candor.Location{Path: r.path, Line: r.line}
		have := l.direct[key]
		if r.maybe {
			continue
		}
		if len(have) == 0 {
			differ = append(differ, locked.Disagreement{Name: r.name, Kind: locked.Missing, At: at})
		}
		for _, p := range have {
			if r.version == "" {
				break
			}
			if !sameRange(r.version, p.requested) {
				differ = append(differ, locked.Disagreement{Name: r.name, Kind: locked.Specifier, At: at})
				break
			}
			if ok, err := versions.NuGet.Allows(r.version, p.resolved); err == nil && !ok {
				differ = append(differ, locked.Disagreement{Name: r.name, Kind: locked.Range, At: candor.Location{Path: l.path, Line: p.line}})
				break
			}
		}
	}
	for key, have := range l.direct {
		switch {
		case asked[key] || implicit(key) || len(s.doubts) > 0:
		case s.sdk != "":
			undecided = "the lock holds more than " + s.path + " asks for, and candor does not know what the SDK " + s.sdk + " adds"
		default:
			differ = append(differ, locked.Disagreement{Name: have[0].name, Kind: locked.Extraneous, At: candor.Location{Path: l.path, Line: have[0].line}})
		}
	}
	return differ, undecided
}

// implicit reports whether an SDK asks for a package by itself.
func implicit(name string) bool {
	return strings.HasPrefix(name, "microsoft.net.") || strings.HasPrefix(name, "microsoft.netframework.referenceassemblies") || strings.HasPrefix(name, "microsoft.dotnet.ilcompiler") ||
		name == "netstandard.library" || name == "fsharp.core" || name == "microsoft.netcore.app" || name == "microsoft.aspnetcore.app"
}

// sameRange reports whether a range of a project is the one that the lock
// recorded, which writes "1.2" as "[1.2.0, )".
func sameRange(asked, recorded string) bool {
	a, b := bounds(asked), bounds(recorded)
	return a.open == b.open && a.shut == b.shut && sameVersion(a.low, b.low) && sameVersion(a.high, b.high)
}

type interval struct {
	open, shut byte
	low, high  string
}

func bounds(s string) interval {
	s = strings.TrimSpace(s)
	if s == "" || s[0] != '[' && s[0] != '(' {
		return interval{'[', ')', s, ""}
	}
	in := interval{open: s[0], shut: s[len(s)-1]}
	low, high, two := strings.Cut(strings.Trim(s, "[]()"), ",")
	in.low, in.high = strings.TrimSpace(low), strings.TrimSpace(high)
	if !two {
		in.high = in.low
	}
	return in
}

func sameVersion(a, b string) bool {
	return strings.EqualFold(a, b) || a != "" && b != "" && !strings.Contains(a+b, "*") && versions.NuGet.Same(a, b)
}
