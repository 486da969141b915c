package iamdata

import (
	"sort"
	"strings"

	"github.com/candor-dev/candor/internal/nearest"
)

// service holds the actions of one service as questions ask for them. What
// follows from an action alone is worked out once, since a wildcard of a large
// service is met in many statements.
type service struct {
	prefix  string // in lower case
	actions []Action
	full    []string       // "s3:GetObject"
	lower   []string       // "getobject"
	byName  map[string]int // by lower
	limits  []*limit
}

// limit is what actions can be limited to: patterns of ARNs, sorted, none where
// AWS knows no resource. Actions with the same patterns share one.
type limit struct{ patterns []string }

func newService(prefix string, actions []Action) *service {
	n := len(actions)
	s := &service{prefix: prefix, actions: actions, full: make([]string, n), lower: make([]string, n), byName: make(map[string]int, n), limits: make([]*limit, n)}
	patterns := make(map[string]string) // by ARN format
	limits := make(map[string]*limit)
	var of []string
	for i := range actions {
		a := &actions[i]
		s.full[i], s.lower[i] = a.Service+":"+a.Name, strings.ToLower(a.Name)
		if _, twice := s.byName[s.lower[i]]; !twice {
			s.byName[s.lower[i]] = i
		}
		of = of[:0]
		for _, r := range a.Resources {
			p, ok := patterns[r.ARN]
			if !ok {
				p = r.Pattern()
				patterns[r.ARN] = p
			}
			of = append(of, p)
		}
		sort.Strings(of)
		key := strings.Join(of, "\n")
		l := limits[key]
		if l == nil {
			l = &limit{append([]string(nil), of...)}
			limits[key] = l
		}
		s.limits[i] = l
	}
	return s
}

// each hands over the actions that a pattern in lower case matches and reports
// whether there is one.
func (s *service) each(name string, take func(i int)) bool {
	if !strings.ContainsAny(name, "*?") {
		i, ok := s.byName[name]
		if ok {
			take(i)
		}
		return ok
	}
	found := false
	for i, l := range s.lower {
		if Match(name, l) {
			take(i)
			found = true
		}
	}
	return found
}

// near is the name of an action that is nearest to a misspelt one, "" when none is.
func (s *service) near(name string) string {
	best, _ := nearest.Name(name, s.lower)
	i, ok := s.byName[best]
	if !ok {
		return ""
	}
	return s.actions[i].Name
}
