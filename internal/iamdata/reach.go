package iamdata

import (
	"sort"
	"strings"
)

// Group is a set of actions that can be limited to the same resources.
type Group struct {
	Patterns []string // of the ARNs; none: the actions can't be limited
	Actions  []string // "lambda:InvokeFunction", sorted
	Writes   []string // those of them that change something
}

// Reach is what the actions of a policy statement stand for.
type Reach struct {
	Groups []Group
	// Unknown are the services that the catalogue does not hold and the patterns
	// that can't be read.
	Unknown []string
	// Misspelt are patterns of known services that match no action, with the
	// nearest name ("" when none is near).
	Misspelt map[string]string
}

// Reach expands the patterns of an Action list, leaves out what an except list
// names, and puts together the actions that share their resources. An empty
// list of services means all.
func (c *Catalogue) Reach(patterns, except, services []string) (Reach, error) {
	r := Reach{Misspelt: make(map[string]string)}
	groups := make(map[string]*Group)
	seen := make(map[string]bool)
	unknown := make(map[string]bool)
	for _, p := range patterns {
		x, err := c.Expand(p, services)
		if err != nil {
			return Reach{}, err
		}
		for _, u := range x.Unknown {
			unknown[u] = true
		}
		if x.Misspelt {
			r.Misspelt[p] = x.Nearest
		}
		for _, a := range x.Actions {
			name := a.Service + ":" + a.Name
			if seen[name] || matchesAny(except, name) {
				continue
			}
			seen[name] = true
			var pats []string
			for _, t := range a.Resources {
				pats = append(pats, t.Pattern())
			}
			sort.Strings(pats)
			key := strings.Join(pats, "\n")
			g := groups[key]
			if g == nil {
				g = &Group{Patterns: pats}
				groups[key] = g
			}
			g.Actions = append(g.Actions, name)
			// Of an action that lists or describes, AWS' own list errs here and there.
			if a.Access != Read && a.Access != List && !strings.HasPrefix(a.Name, "List") && !strings.HasPrefix(a.Name, "Describe") {
				g.Writes = append(g.Writes, name)
			}
		}
	}
	for _, g := range groups {
		sort.Strings(g.Actions)
		sort.Strings(g.Writes)
		r.Groups = append(r.Groups, *g)
	}
	sort.Slice(r.Groups, func(i, j int) bool { return r.Groups[i].Actions[0] < r.Groups[j].Actions[0] })
	for u := range unknown {
		r.Unknown = append(r.Unknown, u)
	}
	sort.Strings(r.Unknown)
	return r, nil
}

func matchesAny(patterns []string, action string) bool {
	for _, p := range patterns {
		if MatchAction(p, action) {
			return true
		}
	}
	return false
}

// MatchAction reports whether an action pattern of a policy covers an action.
func MatchAction(pattern, action string) bool {
	if pattern == "*" {
		return true
	}
	return Match(strings.ToLower(pattern), strings.ToLower(action))
}
