package terraform

import (
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/iac"
)

// document turns a data source aws_iam_policy_document into the policy that the
// provider makes of it.
func (m *module) document(b *block, depth int) *iac.Node {
	p := m.properties(b)
	at := placeOf(b)
	list := &iac.Node{Kind: iac.List, At: at}
	// A sid that stands twice among the sources or among its own statements is
	// refused by the provider; its own replace those of the sources.
	for _, src := range documents(p.Get("source_policy_documents"), p.Get("source_json")) {
		for _, st := range statements(src) {
			if sid := twice(list.Items, st); sid != "" {
				return iac.Hidden("source_policy_documents has the sid "+sid+" twice, which is an error", at)
			}
			list.Items = append(list.Items, st)
		}
	}
	var own []*iac.Node
	for _, x := range p.Get("statement").List() {
		st := statement(x)
		if sid := twice(own, st); sid != "" {
			return iac.Hidden("the sid "+sid+" stands twice, which is an error", at)
		}
		own = append(own, st)
		list.Items = put(list.Items, st)
	}
	for _, src := range documents(p.Get("override_policy_documents"), p.Get("override_json")) {
		for _, st := range statements(src) {
			list.Items = put(list.Items, st)
		}
	}
	return &iac.Node{Kind: iac.Map, At: at, Entries: []iac.Entry{{Key: "Statement", At: at, Node: list}}}
}

func documents(lists ...*iac.Node) []*iac.Node {
	var out []*iac.Node
	for _, l := range lists {
		out = append(out, l.List()...)
	}
	return out
}

// statements of another document; one that can't be told stays as a statement
// that can't be told, and the known ones are judged all the same.
func statements(doc *iac.Node) []*iac.Node {
	d := iac.Document(doc)
	if d.Kind == iac.Map {
		return d.Get("Statement").List()
	}
	why := d.Why
	if why == "" {
		why = "a policy document that can't be told"
	}
	return []*iac.Node{iac.Hidden(why, d.At)}
}

// twice gives the sid of a statement when another has it, too.
func twice(list []*iac.Node, st *iac.Node) string {
	sid, ok := st.Get("Sid").Str()
	if !ok || sid == "" {
		return ""
	}
	for _, old := range list {
		if s, _ := old.Get("Sid").Str(); s == sid {
			return sid
		}
	}
	return ""
}

// put adds a statement; one with the same sid is replaced.
func put(list []*iac.Node, st *iac.Node) []*iac.Node {
	if sid, ok := st.Get("Sid").Str(); ok && sid != "" {
		for i, old := range list {
			if s, ok := old.Get("Sid").Str(); ok && s == sid {
				list[i] = st
				return list
			}
		}
	}
	return append(list, st)
}

func statement(st *iac.Node) *iac.Node {
	if st.Kind != iac.Map {
		return st
	}
	out := &iac.Node{Kind: iac.Map, At: st.At}
	add := func(key string, n *iac.Node) {
		if n.Has() {
			out.Entries = append(out.Entries, iac.Entry{Key: key, At: n.At, Node: n})
		}
	}
	effect := st.Get("effect")
	if !effect.Has() {
		effect = iac.Platform("Allow", "the effect when none is written", st.At)
	}
	add("Sid", st.Get("sid"))
	add("Effect", effect)
	for key, name := range map[string]string{"Action": "actions", "NotAction": "not_actions", "Resource": "resources", "NotResource": "not_resources"} {
		add(key, variables(st.Get(name)))
	}
	add("Principal", principals(st.Get("principals")))
	add("NotPrincipal", principals(st.Get("not_principals")))
	add("Condition", conditions(st.Get("condition")))
	return out
}

// variables turns "&{aws:username}", as the data source wants it, into IAM's own form.
func variables(n *iac.Node) *iac.Node {
	if !n.Has() {
		return n
	}
	c := *n
	if s, ok := c.V.(string); ok {
		c.V = strings.ReplaceAll(s, "&{", "${")
		c.Raw = strings.ReplaceAll(c.Raw, "&{", "${")
	}
	c.Items = nil
	for _, i := range n.Items {
		if i.Kind != iac.List { // a list within a list is no text, either way
			i = variables(i)
		}
		c.Items = append(c.Items, i)
	}
	return &c
}

func principals(n *iac.Node) *iac.Node {
	if !n.Has() {
		return nil
	}
	out := &iac.Node{Kind: iac.Map, At: n.At}
	for _, p := range n.List() {
		typ, ok := p.Get("type").Str()
		if !ok {
			return iac.Hidden("principals that a plan decides", n.At)
		}
		ids := p.Get("identifiers")
		if ids == nil {
			ids = iac.Hidden("a principal without identifiers", p.At)
		}
		out.Entries = append(out.Entries, iac.Entry{Key: typ, At: p.At, Node: ids})
	}
	return out
}

func conditions(n *iac.Node) *iac.Node {
	if !n.Has() {
		return nil
	}
	out := &iac.Node{Kind: iac.Map, At: n.At}
	for _, c := range n.List() {
		test, ok1 := c.Get("test").Str()
		variable := c.Get("variable")
		if !ok1 || !variable.IsText() {
			return iac.Hidden("a condition that a plan decides", n.At)
		}
		name := variable.RawText()
		values := variables(c.Get("values"))
		if values == nil {
			values = iac.Hidden("a condition without values", c.At)
		}
		key := iac.Entry{Key: name, At: c.At, Node: values}
		found := false
		for _, e := range out.Entries {
			if e.Key != test {
				continue
			}
			found = true
			same := slices.IndexFunc(e.Node.Entries, func(x iac.Entry) bool { return x.Key == name })
			switch {
			case same < 0:
				e.Node.Entries = append(e.Node.Entries, key)
			case variable.Kind != iac.Scalar: // the holes of both may hold different texts
				return iac.Hidden("a condition that a plan decides", n.At)
			default: // the provider puts their values together
				both := slices.Concat(e.Node.Entries[same].Node.List(), values.List())
				e.Node.Entries[same].Node = &iac.Node{Kind: iac.List, Items: both, At: c.At}
			}
		}
		if !found {
			op := &iac.Node{Kind: iac.Map, At: c.At, Entries: []iac.Entry{key}}
			out.Entries = append(out.Entries, iac.Entry{Key: test, At: c.At, Node: op})
		}
	}
	return out
}
