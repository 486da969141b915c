package iac

import "slices"

// texts are the secrets of one source that were told where they are written, each
// with the value of its fact; nil for one that is only noted.
type texts struct{ told map[Place]map[string]any }

func newTexts() *texts { return &texts{told: make(map[Place]map[string]any)} }

// WrittenOnce reports that a secret which is the default of a parameter, or stands in
// a file of values, was not told of before: one that many places refer to is written
// down once, at the place of its text.
func (s *Sink) WrittenOnce(at Place) bool {
	if s.written == nil {
		s.written = newTexts()
	}
	if _, again := s.written.told[at]; again {
		return false
	}
	if s.Doubt == "" { // what may not exist speaks for no other
		s.written.told[at] = nil
	}
	return true
}

// Shares says that s tells of the same texts as another sink does: a folder that is
// called takes what the caller's files of values hold.
func (s *Sink) Shares(with *Sink) {
	if with.written == nil {
		with.written = newTexts()
	}
	s.written = with.written
}

// secret emits what a place holds.
func (s *Sink) secret(r Owner, what string, holds *Node, at Place) {
	loc := At(or(at, r.At), r.Resource)
	value := map[string]any{"what": what, "holds": holds.TextVal(loc.Path)}
	if s.written != nil && s.Doubt == "" {
		if told, noted := s.written.told[at]; noted && told == nil {
			s.written.told[at] = value
		}
	}
	s.Fact("secret.value", r.Subject, loc, value)
}

// maxTaken bounds the places that are named beside a secret.
const maxTaken = 20

// taken adds a place that takes a secret to the fact of where it is written, which
// stands until the whole source is read.
func (s *Sink) taken(text, use Place, subject string) {
	value := s.written.told[text]
	list, _ := value["taken"].([]any)
	place := func(x any) bool {
		m := x.(map[string]any)
		return m["path"] == use.Path && m["line"] == use.Line && m["label"] == "taken by "+subject
	}
	if value == nil || s.Doubt != "" || len(list) >= maxTaken || use.Line == 0 || slices.ContainsFunc(list, place) {
		return
	}
	value["taken"] = append(list, map[string]any{"path": use.Path, "line": use.Line, "label": "taken by " + subject})
}
