package cargo

import (
	"net/url"
	"strings"

	"github.com/candor-dev/candor/internal/locked"
	"github.com/candor-dev/candor/internal/versions"
)

// compare holds a manifest against the lock of its workspace. undecided says
// why that was not possible in full.
func (p *project) compare(m, root *manifest, l *lock) (differ []locked.Disagreement, undecided string) {
	add := func(name, kind string, off int) {
		differ = append(differ, locked.Disagreement{Name: name, Kind: kind, At: m.at(off)})
	}
	own := l.own(m.name)
	if own == nil {
		add(m.name, locked.Missing, m.off)
		return differ, ""
	}
	if v, ok := m.ownVersion(root); !ok {
		undecided = "the version of " + m.name + " is left to a workspace that does not say it"
	} else if v != own.version {
		add(m.name, locked.Specifier, m.off)
	}
	asked := make(map[string]bool)
	has := make(map[string][]*pkg) // what the lock gives it, by name
	for _, x := range own.deps {
		name, _, _ := strings.Cut(x.Text, " ")
		has[name] = append(has[name], l.find(x.Text)...)
	}
	for _, d := range m.deps {
		full, _, ok := m.resolve(d, root)
		asked[full.name] = true
		if !ok {
			undecided = d.key + " is left to a workspace that does not know it"
			continue
		}
		kind, at, why := meets(has[full.name], full, m.patched[full.name] || root != nil && root.patched[full.name])
		switch {
		case why != "":
			undecided = why
		case kind == locked.Range:
			differ = append(differ, locked.Disagreement{Name: full.name, Kind: kind, At: l.place(at.off)})
		case kind != "":
			add(full.name, kind, d.off)
		}
	}
	for _, x := range own.deps {
		name, _, _ := strings.Cut(x.Text, " ")
		if !asked[name] {
			differ = append(differ, locked.Disagreement{Name: name, Kind: locked.Extraneous, At: l.place(x.Offset)})
		}
	}
	return differ, undecided
}

// own is the package of a folder of the tree.
func (l *lock) own(name string) *pkg {
	for _, p := range l.byName[name] {
		if p.source == "" {
			return p
		}
	}
	return nil
}

// meets reports how the packages of that name that the lock gives fail to be
// what is asked for; kind "" says that one of them is.
func meets(have []*pkg, d dep, patched bool) (kind string, at *pkg, why string) {
	kind = locked.Missing
	for _, x := range have {
		if !patched && !sourceFits(x.source, d) {
			if kind == locked.Missing {
				kind = locked.Specifier
			}
			continue
		}
		if d.rng == "" {
			return "", x, ""
		}
		ok, err := versions.Cargo.Allows(d.rng, x.version)
		switch {
		case err != nil:
			return "", x, "the range of " + d.name + " can't be read: " + err.Error()
		case ok:
			return "", x, ""
		}
		kind, at = locked.Range, x
	}
	return kind, at, ""
}

// sourceFits reports whether a package comes from where the manifest wants it.
func sourceFits(source string, d dep) bool {
	switch {
	case d.git != "":
		have, ok := strings.CutPrefix(source, "git+")
		if !ok {
			return false
		}
		have, _, _ = strings.Cut(have, "#")
		have, query, _ := strings.Cut(have, "?")
		want, _, _ := strings.Cut(d.git, "?")
		if q, err := url.QueryUnescape(query); err == nil {
			query = q
		}
		wantQuery := d.query
		if q, err := url.QueryUnescape(wantQuery); err == nil {
			wantQuery = q
		}
		return plainURL(have) == plainURL(want) && (query == wantQuery || query == "branch=master" && wantQuery == "")
	case d.path != "":
		return source == ""
	}
	return strings.HasPrefix(source, "registry+") || strings.HasPrefix(source, "sparse+")
}

func plainURL(s string) string {
	return strings.ToLower(strings.TrimSuffix(strings.TrimSuffix(s, "/"), ".git"))
}
