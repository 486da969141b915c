package cloudformation

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/iac"
)

// Bounds of one template. AWS itself allows 1 MB and 500 resources.
const (
	maxNodes = 400_000 // resolved values, aliases expanded
	maxDepth = 120
)

type template struct {
	path         string
	sink         *iac.Sink
	tree         *collector.Tree
	params       map[string]*yaml.Node
	given        map[string]*iac.Node   // values of parameters that the tree gives
	secretsGiven map[string][]iac.Place // where it gives secrets, by parameter
	// Where it is deployed, nil when the tree does not say.
	region, account *iac.Node
	mappings        map[string]*yaml.Node
	conditions      map[string]*yaml.Node
	resources       []*resource
	byID            map[string]*resource
	globals         *yaml.Node
	outputs         *yaml.Node
	boundaries      map[string]bool   // ids of policies that only bound what others grant
	unheld          map[string]bool   // ids of policies that say of themselves that they are one, and that nobody holds
	loose           map[string]bool   // ids of policies that nothing of the template attaches or hands on
	handed          map[string]string // ids of policies that nobody holds, and the output that hands them on as a boundary
	leanings        map[string]*leaning
	left            int // of maxNodes
}

type resource struct {
	id    string
	typ   string
	at    iac.Place // of the id
	props *yaml.Node
	meta  map[string]*yaml.Node // its Metadata, where CDK says what it was made from
	// deletion says what becomes of the resource when its stack is deleted.
	deletion *yaml.Node
	replaced *yaml.Node // the same of one that is replaced
	when     string     // the condition under which it is made, "" for always
	never    bool       // that condition fails, whatever a deployment says

	resolved *iac.Node
}

// gap is a reason why a template, or a part of it, says nothing.
type gap struct {
	state  candor.State
	at     iac.Place
	reason string
}

// newTemplate returns nil without a gap for a document that is no template,
// and both for one that can be read in part.
func newTemplate(path string, root *yaml.Node) (*template, *gap) {
	top, resources := fields(root), (*yaml.Node)(nil)
	if r, ok := top["Resources"]; ok {
		resources = r
	}
	if resources == nil || resources.Kind != yaml.MappingNode {
		return nil, nil
	}
	t := &template{
		path: path, left: maxNodes,
		params: fields(top["Parameters"]), mappings: fields(top["Mappings"]), conditions: fields(top["Conditions"]), globals: top["Globals"], outputs: top["Outputs"],
		byID: make(map[string]*resource), boundaries: make(map[string]bool), unheld: make(map[string]bool), loose: make(map[string]bool), handed: make(map[string]string), leanings: make(map[string]*leaning),
	}
	if g := t.inspect(root); g != nil {
		return nil, g
	}
	known := false
	var g *gap
	resources, loop := t.unrolled(resources, 0)
	if loop != nil {
		g = &gap{candor.Unsupported, iac.PlaceOf(path, loop), loop.Value + " makes resources from a collection that can't be told"}
	}
	for i := 0; i+1 < len(resources.Content); i += 2 {
		id, body := resources.Content[i], deref(resources.Content[i+1])
		at := iac.PlaceOf(path, id)
		if strings.HasPrefix(id.Value, "Fn::") {
			g = &gap{candor.Unsupported, at, id.Value + " makes resources that candor can't expand"}
			continue
		}
		f := fields(body)
		typ := f["Type"]
		if typ == nil || typ.Kind != yaml.ScalarNode {
			continue
		}
		known = known || strings.Contains(typ.Value, "::")
		r := &resource{id: id.Value, typ: typ.Value, at: at, props: f["Properties"], meta: fields(f["Metadata"]), deletion: f["DeletionPolicy"], replaced: f["UpdateReplacePolicy"]}
		if c := f["Condition"]; c != nil && c.Kind == yaml.ScalarNode {
			r.when = c.Value
			if is, ok := t.decided(r.when, 0); ok && !is {
				r.never = true
			}
		}
		t.resources = append(t.resources, r)
		t.byID[r.id] = r
	}
	if _, versioned := top["AWSTemplateFormatVersion"]; !known && !versioned {
		return nil, nil
	}
	if m := t.macro(top["Transform"]); m != nil {
		g = m
	}
	return t, g
}

// macro finds a transform that can change any resource.
func (t *template) macro(n *yaml.Node) *gap {
	if n == nil {
		return nil
	}
	for _, x := range append([]*yaml.Node{n}, n.Content...) {
		if x.Kind != yaml.ScalarNode || x.Value == "" || n.Kind == yaml.MappingNode && x != n.Content[1] {
			continue
		}
		switch {
		case strings.HasPrefix(x.Value, "AWS::Serverless-"), strings.HasPrefix(x.Value, "AWS::SecretsManager-"),
			x.Value == "AWS::LanguageExtensions", x.Value == "AWS::CodeDeployBlueGreen":
			continue
		}
		return &gap{candor.Unsupported, iac.PlaceOf(t.path, x),
			fmt.Sprintf("the macro %s can change every resource; check the processed template", x.Value)}
	}
	return nil
}

// inspect walks the text once: a key that stands twice makes the template
// ambiguous, and one that unfolds to too much is not read at all.
func (t *template) inspect(root *yaml.Node) *gap {
	left := maxNodes
	var walk func(n *yaml.Node, depth int) *gap
	walk = func(n *yaml.Node, depth int) *gap {
		left--
		if left < 0 || depth > maxDepth {
			return &gap{candor.Error, iac.PlaceOf(t.path, n), "nested or aliased too deep to read"}
		}
		if n.Kind == yaml.AliasNode {
			if n.Alias == nil {
				return nil
			}
			return walk(n.Alias, depth+1)
		}
		twice := repeated(n)
		for i, c := range n.Content {
			if n.Kind == yaml.MappingNode && i%2 == 0 && twice(i) && c.Value != "<<" {
				return &gap{candor.Error, iac.PlaceOf(t.path, c), fmt.Sprintf("the key %s stands twice in one object", c.Value)}
			}
			if g := walk(c, depth+1); g != nil {
				return g
			}
		}
		return nil
	}
	return walk(root, 0)
}

// repeated tells of the keys of a mapping, by their index, whether the same stands
// before. Most mappings are small, and comparing costs less than a table.
func repeated(n *yaml.Node) func(i int) bool {
	const few = 16
	if len(n.Content) <= 2*few {
		return func(i int) bool {
			for k := 0; k < i; k += 2 {
				if n.Content[k].Value == n.Content[i].Value {
					return true
				}
			}
			return false
		}
	}
	seen := make(map[string]bool, len(n.Content)/2)
	return func(i int) bool {
		key := n.Content[i].Value
		was := seen[key]
		seen[key] = true
		return was
	}
}

// deref follows aliases.
func deref(n *yaml.Node) *yaml.Node {
	for i := 0; n != nil && n.Kind == yaml.AliasNode && i < maxDepth; i++ {
		n = n.Alias
	}
	return n
}

// fields returns the values of a mapping by key.
func fields(n *yaml.Node) map[string]*yaml.Node {
	n = deref(n)
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	m := make(map[string]*yaml.Node, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == "<<" {
			for k, v := range fields(n.Content[i+1]) {
				if _, ok := m[k]; !ok {
					m[k] = v
				}
			}
			continue
		}
		m[n.Content[i].Value] = deref(n.Content[i+1])
	}
	return m
}

// properties resolves the properties of a resource, once.
func (t *template) properties(r *resource) *iac.Node {
	if r.resolved == nil {
		if r.props == nil {
			r.resolved = &iac.Node{Kind: iac.Map, At: r.at}
		} else {
			r.resolved = t.resolve(r.props, 0)
		}
		r.resolved = t.overGlobals(r, r.resolved)
	}
	return r.resolved
}
