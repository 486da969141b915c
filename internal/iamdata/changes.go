package iamdata

import (
	"slices"
	"strings"
)

// Changes is what action patterns change that AWS can limit to a resource.
type Changes struct {
	Count   int
	First   []string // of the actions, in the order of Reach, as many as were asked for
	ARN     string   // a pattern of what the first can be limited to
	Unknown []string // as in Reach
}

// Changes counts, of what Reach gives, the actions that change something and can
// be limited, but for the harmless ones, and names the first few of them.
func (c *Catalogue) Changes(patterns, except, services, harmless []string, few int) (Changes, error) {
	type group struct {
		patterns []string
		least    string   // of its actions, by which groups are sorted
		writes   []string // but for the harmless ones
	}
	var out Changes
	groups := make(map[string]*group)
	ofLimit := make(map[*limit]*group)
	marks := make(map[*service]*mark)
	except, harmless = lowered(except), lowered(harmless)
	spared := make(map[*service][]string)
	for _, p := range patterns {
		var x Expansion
		err := c.expand(p, services, &x, false, func(s *service, i int) {
			m := marks[s]
			if m == nil {
				m = &mark{seen: make([]bool, len(s.actions)), except: exceptOf(except, s)}
				marks[s], spared[s] = m, exceptOf(harmless, s)
			}
			if m.seen[i] || anyMatches(m.except, s.lower[i]) {
				return
			}
			m.seen[i] = true
			l := s.limits[i]
			if len(l.patterns) == 0 {
				return
			}
			g := ofLimit[l]
			if g == nil {
				key := strings.Join(l.patterns, "\n")
				if g = groups[key]; g == nil {
					g = &group{patterns: l.patterns, least: s.full[i]}
					groups[key] = g
				}
				ofLimit[l] = g
			}
			g.least = min(g.least, s.full[i])
			if s.actions[i].writes() && !anyMatches(spared[s], s.lower[i]) {
				g.writes = append(g.writes, s.full[i])
			}
		})
		if err != nil {
			return Changes{}, err
		}
		out.Unknown = append(out.Unknown, x.Unknown...)
	}
	slices.Sort(out.Unknown)
	out.Unknown = slices.Compact(out.Unknown)
	var list []*group
	for _, g := range groups {
		if len(g.writes) > 0 {
			list = append(list, g)
			out.Count += len(g.writes)
		}
	}
	slices.SortFunc(list, func(a, b *group) int { return strings.Compare(a.least, b.least) })
	for i, g := range list {
		if i == 0 {
			out.ARN = g.patterns[0]
		}
		if len(out.First) >= few {
			break
		}
		slices.Sort(g.writes)
		out.First = append(out.First, g.writes[:min(len(g.writes), few-len(out.First))]...)
	}
	return out, nil
}

// writes reports whether the action changes something. Of one that lists or
// describes, AWS' own list errs here and there.
func (a *Action) writes() bool {
	return a.Access != Read && a.Access != List && !strings.HasPrefix(a.Name, "List") && !strings.HasPrefix(a.Name, "Describe")
}
