package candor

import (
	"path"
	"slices"
	"strings"
)

// Concerns reports whether a result speaks to the use: of its rule, with its
// parameters, in the part of the tree that it names. A result may point at
// another file than the one that its subject was read from (the migration that
// switches something off again, the switch of an account that opens a bucket):
// each is enough, or a subject would slip out of a claim by the very line that
// breaks it.
func (u RuleUse) Concerns(r *Result) bool {
	if u.Rule != r.Rule || UseKey(u.With) != r.Use {
		return false
	}
	return u.covers(r.At.Path) || r.Of != "" && u.covers(r.Of) || slices.ContainsFunc(r.Facts, func(p Provenance) bool { return u.covers(p.Source) })
}

func (u RuleUse) covers(p string) bool {
	if len(u.Over) == 0 {
		return true
	}
	for _, g := range u.Over {
		if MatchGlob(g, p) {
			return true
		}
	}
	return false
}

// MatchGlob reports whether the slash-separated path matches the glob. "*"
// stays within a folder, "**" crosses folders, and a glob without wildcard
// also covers everything below the folder it names.
func MatchGlob(glob, p string) bool {
	glob = strings.TrimSuffix(strings.TrimPrefix(glob, "./"), "/")
	if glob == p || strings.HasPrefix(p, glob+"/") {
		return true
	}
	return matchParts(strings.Split(glob, "/"), strings.Split(p, "/"))
}

func matchParts(g, p []string) bool {
	for len(g) > 0 {
		if g[0] == "**" {
			if len(g) == 1 {
				return true
			}
			for i := range p {
				if matchParts(g[1:], p[i:]) {
					return true
				}
			}
			return false
		}
		if len(p) == 0 {
			return false
		}
		if ok, err := path.Match(g[0], p[0]); err != nil || !ok {
			return false
		}
		g, p = g[1:], p[1:]
	}
	return len(p) == 0
}
