package iac

import (
	"path"
	"slices"
	"strings"
)

// Hold notes that what owner grants is held by holder, too: a policy by the role
// that it is attached to. Both are ids of resources in the file or folder of at. It
// counts for statements that are emitted afterwards.
func (s *Sink) Hold(at Place, owner, holder string) {
	s.HoldIn(at, owner, strings.TrimSuffix(s.scoped(at, ""), "#"), holder)
}

// HoldIn is Hold for a holder of another file or folder, its scope.
func (s *Sink) HoldIn(at Place, owner, scope, holder string) {
	if s.held == nil {
		s.held = make(map[string][]string)
	}
	k := s.scoped(at, owner)
	if h := scope + "#" + holder; h != k && !slices.Contains(s.held[k], h) {
		s.held[k] = append(s.held[k], h)
	}
}

// scoped is an id that no other file or folder has.
func (s *Sink) scoped(at Place, id string) string {
	scope := at.Path
	if strings.HasPrefix(s.Format, "terraform") {
		scope = path.Dir(scope)
	}
	return scope + "#" + id
}

// holders are those who hold what owner grants: the owner first. An instance of a
// resource is held by whoever holds the resource.
func (s *Sink) holders(at Place, owner string) []any {
	out := []any{s.scoped(at, owner)}
	base, _, instance := strings.Cut(owner, "[")
	if instance {
		for _, h := range s.held[s.scoped(at, owner)] {
			out = append(out, h)
		}
	}
	for _, h := range s.held[s.scoped(at, base)] {
		out = append(out, h)
		for _, far := range s.held[h] { // as which other files know that holder
			if !slices.Contains(out, any(far)) {
				out = append(out, far)
			}
		}
	}
	return out
}
