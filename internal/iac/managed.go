package iac

import (
	"encoding/json"
	"fmt"
	"sort"
	"sync"

	"github.com/candor-dev/candor/internal/iamdata"
)

// managedPolicy gives the document of a policy that AWS keeps, or nil and why
// there is none. Its values are of the platform: AWS can change them.
func (s *Sink) managedPolicy(name string, at Place) (*Node, string) {
	d := s.managedDoc(name)
	if d.why != "" {
		return nil, d.why
	}
	return platformNode(d.tree, d.source, at), ""
}

func (s *Sink) managedDoc(name string) managedDoc {
	if s.managed == nil {
		s.managed = newManagedTexts()
	}
	return s.managed.doc(name)
}

// kept is what AWS says of a policy that it keeps, for a fact; nil when nothing
// is known.
func kept(p iamdata.Purpose) map[string]any {
	if p == (iamdata.Purpose{}) {
		return nil
	}
	out := make(map[string]any)
	for key, text := range map[string]string{"for": p.For, "guide": p.Guide, "instead": p.Instead} {
		if text != "" {
			out[key] = text
		}
	}
	if p.ReadOnly {
		out["read_only"] = true
	}
	return out
}

// managedTexts are the policies that were asked for, shared by the sinks of a
// run. It is safe for concurrent use; what it gives nobody changes.
type managedTexts struct {
	mu   sync.Mutex
	all  *iamdata.Managed // opened when first asked for
	docs map[string]managedDoc
}

type managedDoc struct {
	tree        any
	source, why string
	purpose     iamdata.Purpose
}

func newManagedTexts() *managedTexts { return &managedTexts{docs: make(map[string]managedDoc)} }

func (t *managedTexts) doc(name string) managedDoc {
	t.mu.Lock()
	defer t.mu.Unlock()
	d, ok := t.docs[name]
	if !ok {
		d = t.read(name)
		t.docs[name] = d
	}
	return d
}

func (t *managedTexts) read(name string) managedDoc {
	if t.all == nil {
		m, err := iamdata.OpenManaged()
		if err != nil {
			return managedDoc{why: err.Error()}
		}
		t.all = m
	}
	p, ok, err := t.all.Policy(name)
	if err != nil {
		return managedDoc{why: err.Error()}
	}
	if !ok {
		return managedDoc{why: "AWS keeps no managed policy " + name + " that candor knows of"}
	}
	d := managedDoc{source: fmt.Sprintf("text of the managed policy %s (%s of %s)", p.Name, p.Version, p.Date), purpose: iamdata.PurposeOf(p.Path, p.Name)}
	if err := json.Unmarshal([]byte(p.JSON), &d.tree); err != nil {
		d.why = fmt.Sprintf("the text of the managed policy %s can't be read: %v", name, err)
	}
	return d
}

// ManagedText is the document of a policy that AWS keeps, by its name, or nil
// and why there is none.
func (s *Sink) ManagedText(name string, at Place) (*Node, string) { return s.managedPolicy(name, at) }

// platformNode turns decoded JSON into a node whose values AWS decides.
func platformNode(v any, why string, at Place) *Node {
	switch v := v.(type) {
	case map[string]any:
		n := &Node{Kind: Map, At: at}
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		sort.Strings(keys)
		for _, k := range keys {
			n.Entries = append(n.Entries, Entry{k, at, platformNode(v[k], why, at)})
		}
		return n
	case []any:
		n := &Node{Kind: List, At: at}
		for _, x := range v {
			n.Items = append(n.Items, platformNode(x, why, at))
		}
		return n
	}
	return Platform(v, why, at)
}
