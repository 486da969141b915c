package frameworks

import (
	"slices"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/globs"
)

// maxLeft is how many gaps that a claim leaves out are named.
const maxLeft = 20

// reaching returns the gaps of a kind that a use can't leave out, and notes the
// others. A use may leave a gap out when
//
//   - it names, by over, the places that it speaks of,
//   - its rule judges each fact by itself, and facts of the kind not merely to
//     judge others by them: else a fact that is missing elsewhere might have
//     changed what is said here,
//   - whoever met the gap says where all lies that may be missing because of it,
//     and none of that can be in one of the places.
func (a *assessor) reaching(u *use, kind string, gaps []*candor.Fact) []*candor.Fact {
	rule := a.rules[u.Rule]
	if len(u.Over) == 0 || rule == nil || !rule.Judges(kind) || !slices.ContainsFunc(gaps, placed) || !a.apart(u.Rule) {
		return gaps
	}
	var out []*candor.Fact
	for _, g := range gaps {
		if !placed(g) || slices.ContainsFunc(g.Within, func(w string) bool { return a.meets(u.Over, w) }) {
			out = append(out, g)
			continue
		}
		switch what := gapText(g); {
		case slices.Contains(u.LeftOut, what): // of another kind that the rule judges
		case len(u.LeftOut) < maxLeft:
			u.LeftOut = append(u.LeftOut, what)
		default:
			u.LeftMore++
		}
	}
	return out
}

// placed reports a gap that says where it may hide something. A pattern that
// nothing can match says nothing.
func placed(g *candor.Fact) bool { return len(g.Within) > 0 && !slices.Contains(g.Within, "") }

// apart asks once whether a rule judges each fact by itself; of one that nobody
// can tell it is not so.
func (a *assessor) apart(rule string) bool {
	if a.in.Apart == nil {
		return false
	}
	v, ok := a.alones[rule]
	if !ok {
		v = a.in.Apart(rule)
		a.alones[rule] = v
	}
	return v
}

// meets reports whether one of the patterns may take in what lies within another.
// Gaps are many, and their places few.
func (a *assessor) meets(over []string, within string) bool {
	return slices.ContainsFunc(over, func(o string) bool {
		key := [2]string{o, within}
		v, ok := a.met[key]
		if !ok {
			v = globs.Meet(o, within)
			a.met[key] = v
		}
		return v
	})
}

// gapText is "path:line: reason".
func gapText(g *candor.Fact) string {
	if at := g.At.String(); at != "" {
		return at + ": " + g.Reason
	}
	return g.Reason
}

// Alias is a second name of a file, which is read under its own name alone.
type Alias struct{ Path, Target string }

// aliased says which files a narrowed use speaks of by a second name alone: what
// was found in them stands elsewhere.
func (a *assessor) aliased(u *use, kind string) []string {
	covers := func(p string) bool {
		return slices.ContainsFunc(u.Over, func(g string) bool { return candor.MatchGlob(g, p) })
	}
	var out []string
	n := 0
	for _, x := range a.in.Aliases[kind] {
		if !covers(x.Path) || covers(x.Target) {
			continue
		}
		if n++; n == 1 {
			out = append(out, kind+" is not complete: "+x.Path+" is "+x.Target+" by a symbolic link, and over does not name that")
		}
	}
	if n > 1 {
		out[0] += more(n - 1)
	}
	return out
}
