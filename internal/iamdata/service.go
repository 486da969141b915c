package iamdata

import (
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/arn"
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
	sorted bool   // the names, whatever their case
	ended  string // "MediaStore on 2025-11-13" where AWS shut it down
}

// limit is what actions can be limited to: patterns of ARNs, sorted, none where
// AWS knows no resource. Actions with the same patterns share one.
type limit struct {
	patterns []string
	named    bool   // one of them has a place for a name: an account has several such resources
	key      string // the same for the same patterns, of other services, too
	refs     string // the numbers of the types, a part of the text
}

func newService(prefix, text string) (*service, error) {
	n := strings.Count(text, "\nA\t") + 1
	s := &service{prefix: prefix, text: text, names: make([]string, 0, n), access: make([]Access, 0, n), limits: make([]*limit, 0, n)}
	limits := make(map[string]*limit)   // by numbers of types
	patterns := make(map[string]string) // by ARN format
	err := entries(prefix, text, func(types []Resource, name string, access Access, refs string) error {
		l := limits[refs]
		if l == nil {
			resources, err := named(prefix, types, refs)
			if err != nil {
				return err
			}
			l = newLimit(resources, patterns)
			l.refs = refs
			limits[refs] = l
		}
		s.names, s.access, s.limits = append(s.names, name), append(s.access, access), append(s.limits, l)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if name, day := ended(prefix); name != "" {
		s.ended = name + " on " + day
	}
	s.sorted = slices.IsSortedFunc(s.names, compareFold)
	return s, nil
}

// find is the first action of a name, whatever its case.
func (s *service) find(name string) (int, bool) {
	if s.sorted {
		i, ok := slices.BinarySearchFunc(s.names, name, compareFold)
		return i, ok
	}
	i := slices.IndexFunc(s.names, func(n string) bool { return len(n) == len(name) && compareFold(n, name) == 0 })
	return i, i >= 0
}

// compareFold compares texts of ASCII as they are in lower case.
func compareFold(a, b string) int {
	for i := range min(len(a), len(b)) {
		if c := int(lower(a[i])) - int(lower(b[i])); c != 0 {
			return c
		}
	}
	return len(a) - len(b)
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

func newLimit(resources []Resource, patterns map[string]string) *limit {
	l := &limit{}
	for _, r := range resources {
		p, ok := patterns[r.ARN]
		if !ok {
			p = r.Pattern()
			patterns[r.ARN] = p
		}
		l.patterns = append(l.patterns, p)
		l.named = l.named || strings.ContainsAny(resourceOf(p), arn.Name+"*")
	}
	slices.Sort(l.patterns)
	l.key = strings.Join(l.patterns, "\n")
	return l
}

// resourceOf is the part of an ARN behind the account; all of what is no ARN.
func resourceOf(pattern string) string {
	parts := strings.SplitN(pattern, ":", 6)
	return parts[len(parts)-1]
}

// full is the name of an action with its service: "s3:GetObject".
func (s *service) full(i int) string { return s.prefix + ":" + s.names[i] }

// writes reports whether an action changes something. Of one that lists or
// describes, AWS' own list errs here and there.
func (s *service) writes(i int) bool {
	name, access := s.names[i], s.access[i]
	return access != Read && access != List && !strings.HasPrefix(name, "List") && !strings.HasPrefix(name, "Describe")
}

// changes reports an action that changes something and can be limited. What an
// account has one of, such as the catalog of Glue, limits nothing.
func (s *service) changes(i int) bool { return s.limits[i].named && s.writes(i) }

// each hands over the actions that a pattern matches, until one wants no more. It reports whether there is one, and whether more are wanted.
func (s *service) each(name string, take func(i int) bool) (found, more bool) {
	if !strings.ContainsAny(name, "*?") {
		i, ok := s.find(name)
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
	best, _ := nearest.Name(strings.ToLower(name), lowered(s.names))
	i, ok := s.find(best)
	if !ok {
		return ""
	}
	return s.names[i]
}
