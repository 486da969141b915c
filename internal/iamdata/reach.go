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
	ofLimit := make(map[*limit]*Group)
	marks := make(map[*service]*mark)
	unknown := make(map[string]bool)
	except = lowered(except)
	for _, p := range patterns {
		var x Expansion
		err := c.expand(p, services, &x, true, func(s *service, i int) bool {
			m := marks[s]
			if m == nil {
				m = &mark{seen: make([]bool, len(s.names)), except: exceptOf(except, s)}
				marks[s] = m
			}
			if m.seen[i] || anyMatches(m.except, s.names[i]) {
				return true
			}
			m.seen[i] = true
			name := s.full(i)
			l := s.limits[i]
			g := ofLimit[l]
			if g == nil {
				if g = groups[l.key]; g == nil { // of another service it may be the same
					g = &Group{Patterns: l.patterns}
					groups[l.key] = g
				}
				ofLimit[l] = g
			}
			g.Actions = append(g.Actions, name)
			if s.writes(i) {
				g.Writes = append(g.Writes, name)
			}
			return true
		})
		if err != nil {
			return Reach{}, err
		}
		for _, u := range x.Unknown {
			unknown[u] = true
		}
		if x.Misspelt {
			r.Misspelt[p] = x.Nearest
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

// mark is what Reach remembers of a service.
type mark struct {
	seen   []bool   // the actions that were met before
	except []string // patterns of names, in lower case
}

// exceptOf are those of some action patterns, in lower case, that can speak of a
// service, without its name.
func exceptOf(patterns []string, s *service) []string {
	var out []string
	for _, p := range patterns {
		prefix, name, ok := strings.Cut(p, ":")
		switch {
		case ok && Match(prefix, s.prefix):
			out = append(out, name)
		case !ok: // its wildcards take the colon in
			for _, name := range lowered(s.names) {
				if Match(p, s.prefix+":"+name) {
					out = append(out, name)
				}
			}
		}
	}
	return out
}

// MatchAction reports whether an action pattern of a policy covers an action.
func MatchAction(pattern, action string) bool {
	return anyMatches([]string{strings.ToLower(pattern)}, action)
}

// Covered lists those of some actions that one of the patterns covers and none
// of the excepted ones, in their order.
func Covered(patterns, except, actions []string) []string {
	patterns, except = lowered(patterns), lowered(except)
	var out []string
	for _, a := range actions {
		if anyMatches(patterns, a) && !anyMatches(except, a) {
			out = append(out, a)
		}
	}
	return out
}

// anyMatches is MatchAction for several patterns in lower case.
func anyMatches(patterns []string, action string) bool {
	for _, p := range patterns {
		if p == "*" || matchFold(p, action) {
			return true
		}
	}
	return false
}

func lowered(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = strings.ToLower(s)
	}
	return out
}
