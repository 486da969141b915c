package iac

import "strings"

// Proviso says under what something stands that its source may leave out.
type Proviso struct {
	Only string // why it may not be there, as the end of a sentence: by the defaults it is not
	By   string // the default by which it is there
}

// Over is what holds of a part that stands within another: all that either may be
// missing for, which weighs more than a default by which it is there.
func (m *Proviso) Over(inner *Proviso) *Proviso {
	switch {
	case inner == nil:
		return m
	case m == nil, m.Only == "" && inner.Only != "":
		return inner
	case m.Only == "", inner.Only == "", strings.Contains(m.Only, inner.Only):
		return m
	case strings.Contains(inner.Only, m.Only):
		return inner
	}
	return &Proviso{Only: m.Only + ", and " + inner.Only}
}

// Under is a node that stands under m, and so does what is in its lists.
func (n *Node) Under(m *Proviso) *Node {
	if n == nil || m == nil {
		return n
	}
	c := *n
	c.Proviso = m.Over(n.Proviso)
	if n.Kind == List || n.Kind == Either {
		c.Items = make([]*Node, 0, len(n.Items))
		for _, x := range n.Items {
			c.Items = append(c.Items, x.Under(m))
		}
	}
	return &c
}

// Within emits, by f, what stands under m.
func (s *Sink) Within(m *Proviso, f func()) {
	old := s.proviso
	s.proviso = old.Over(m)
	defer func() { s.proviso = old }()
	f()
}

// Inherit says what all stands under that is emitted from now on.
func (s *Sink) Inherit(m *Proviso) { s.proviso = m }

// note puts what stands under a condition into the value of a fact. A secret that
// is written down stands there whatever is made.
func (m *Proviso) note(kind string, value map[string]any) {
	switch {
	case m == nil || kind == "secret.value":
	case m.Only != "":
		value["only"] = m.Only
	case m.By != "":
		value["made_by"] = m.By
	}
}
