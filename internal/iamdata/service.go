package iamdata

import (
	"slices"
	"strings"
	"sync"

	"github.com/candor-dev/candor/internal/nearest"
)

// service holds the actions of one service as questions ask for them. A wildcard
// of a large service is met in many statements, and one over everything asks for
// all services: so no more is made of the text than most questions need.
type service struct {
	prefix string // in lower case
	text   string
	names  []string // "GetObject", parts of the text
	access []Access
	limits []*limit
	byName func() map[string]int // by name in lower case
}

// limit is what actions can be limited to: patterns of ARNs, sorted, none where
// AWS knows no resource. Actions with the same patterns share one.
type limit struct {
	patterns []string
	key      string // the same for the same patterns, of other services, too
}

func newService(prefix, text string) (*service, error) {
	n := strings.Count(text, "\nA\t") + 1
	s := &service{prefix: prefix, text: text, names: make([]string, 0, n), access: make([]Access, 0, n), limits: make([]*limit, 0, n)}
	limits := make(map[string]*limit) // by numbers of types
	err := entries(prefix, text, func(types []Resource, name string, access Access, refs string) error {
		l := limits[refs]
		if l == nil {
			resources, err := named(prefix, types, refs)
			if err != nil {
				return err
			}
			l = newLimit(resources)
			limits[refs] = l
		}
		s.names, s.access, s.limits = append(s.names, name), append(s.access, access), append(s.limits, l)
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.byName = sync.OnceValue(func() map[string]int {
		m := make(map[string]int, len(s.names))
		for i, name := range s.names {
			if low := strings.ToLower(name); !has(m, low) {
				m[low] = i
			}
		}
		return m
	})
	return s, nil
}

func has(m map[string]int, key string) bool {
	_, ok := m[key]
	return ok
}

func newLimit(resources []Resource) *limit {
	l := &limit{}
	for _, r := range resources {
		l.patterns = append(l.patterns, r.Pattern())
	}
	slices.Sort(l.patterns)
	l.key = strings.Join(l.patterns, "\n")
	return l
}

// full is the name of an action with its service: "s3:GetObject".
func (s *service) full(i int) string { return s.prefix + ":" + s.names[i] }

// writes reports whether an action changes something. Of one that lists or
// describes, AWS' own list errs here and there.
func (s *service) writes(i int) bool {
	name, access := s.names[i], s.access[i]
	return access != Read && access != List && !strings.HasPrefix(name, "List") && !strings.HasPrefix(name, "Describe")
}

// changes reports an action that changes something and can be limited.
func (s *service) changes(i int) bool { return len(s.limits[i].patterns) > 0 && s.writes(i) }

// each hands over the actions that a pattern in lower case matches, until one
// wants no more. It reports whether there is one, and whether more are wanted.
func (s *service) each(name string, take func(i int) bool) (found, more bool) {
	if !strings.ContainsAny(name, "*?") {
		i, ok := s.byName()[name]
		return ok, !ok || take(i)
	}
	for i, n := range s.names {
		if name == "*" || matchFold(name, n) {
			found = true
			if !take(i) {
				return true, false
			}
		}
	}
	return found, true
}

// near is the name of an action that is nearest to a misspelt one, "" when none is.
func (s *service) near(name string) string {
	best, _ := nearest.Name(name, lowered(s.names))
	i, ok := s.byName()[best]
	if !ok {
		return ""
	}
	return s.names[i]
}
