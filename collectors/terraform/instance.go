package terraform

import (
	"cmp"
	"context"
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/iac"
)

// Bounds of what the module calls of one tree unfold to.
const (
	maxModules     = 2_000
	maxModuleDepth = 12
	maxAllSteps    = 20_000_000 // of evaluation
)

// folders are the parsed folders of a tree; each call of one is an instance
// with values of its own.
type folders struct {
	byDir map[string]*module
	in    *collector.Input
	sink  *iac.Sink
	left  int                        // instances that may still be made
	facts map[string][]instanceFacts // by folder
	seen  map[string]bool            // folders that are called
	steps int

	callers
	plansOf   map[string]*module   // folders as plans of their own, for those that read their states
	manifests map[string]*manifest // of installed modules, by the folder that was initialised
	loaded    []string             // folders of installed modules
}

type instanceFacts struct {
	address string // "module.a.module.b", or ""
	root    string // the folder whose calls the address begins with
	lacking bool   // what the tree has does not plan that folder
	facts   []candor.Fact
}

// instance is the folder with nothing evaluated yet.
func (m *module) instance() *module {
	c := *m
	c.attached, c.reach = nil, nil
	c.steps, c.scope, c.item = 0, nil, make(map[any]*iac.Node)
	c.known, c.busy, c.used = make(map[string]*iac.Node), make(map[string]bool), make(map[*block]bool)
	c.boundaries, c.children, c.missing = make(map[string]bool), make(map[string]*module), make(map[string]string)
	c.byName = make(map[string]*block, len(m.byName))
	fresh := func(list []*block) []*block {
		out := make([]*block, 0, len(list))
		for _, b := range list {
			n := *b
			n.props, n.made, n.scope, n.counted = nil, nil, nil, false
			out = append(out, &n)
			if c.byName[n.id] == nil {
				c.byName[n.id] = &n
			}
		}
		return out
	}
	c.blocks, c.calls = fresh(m.blocks), fresh(m.calls)
	return &c
}

// child is what one instance of a module call makes of its folder; nil when the
// folder is not in the tree or calls itself without end.
func (m *module) child(c *block) *module {
	if got, ok := m.children[c.id]; ok {
		return got
	}
	m.children[c.id] = nil
	t := m.folder(c)
	if t == nil || t.dir == m.dir || m.level >= maxModuleDepth || m.all.left <= 0 {
		return nil
	}
	m.all.left--
	i := t.instance()
	i.caller, i.site, i.level = m, c, m.level+1
	i.address = strings.TrimPrefix(m.address+"."+c.id, ".")
	m.children[c.id] = i
	return i
}

// folder is the parsed folder that a call names: in the tree, beside an
// installed module, or installed itself.
func (m *module) folder(c *block) *module {
	dir := m.target(c)
	switch {
	case dir == "" && m.all.in != nil:
		t, why := m.remote(c)
		m.missing[c.id] = why
		return t
	case dir == "":
		return nil
	case m.origin != nil && strings.HasPrefix(dir, m.installedIn()):
		return m.all.load(dir, *m.origin)
	}
	return m.all.byDir[dir]
}

// target is the folder that a module call names, or "" when it is elsewhere.
func (m *module) target(c *block) string {
	a := c.Body.Attributes["source"]
	if a == nil {
		return ""
	}
	s, _ := m.inScope(c.scope, func() *iac.Node { return m.eval(a.Expr, 0) }).Str()
	if !strings.HasPrefix(s, "./") && !strings.HasPrefix(s, "../") && s != "." && s != ".." {
		return ""
	}
	return path.Join(m.dir, s)
}

// output is an output of a module call: "module.x.name", with an index where
// the call makes several.
func (m *module) output(t hcl.Traversal, parts []string, name string, at iac.Place, depth int) *iac.Node {
	later := iac.Later(name, name+" is an output of a module", at)
	if len(parts) < 2 {
		return later
	}
	b := m.byName["module."+parts[0]]
	if b == nil {
		return iac.Hidden(name+" is not in the folder", at)
	}
	switch m.existence(b) {
	case absent:
		return missing(b.id+" is not made", &iac.Node{}, at)
	case perhaps:
		return later
	}
	i := 2
	if len(t) > 2 {
		if x, ok := t[2].(hcl.TraverseIndex); ok && (x.Key.Type() == cty.String || x.Key.Type() == cty.Number) {
			i = 3
		}
	}
	if len(t) <= i {
		return later
	}
	out := m.pick(b, t[:i], at, func(x *block) *iac.Node {
		c := m.child(x)
		if c == nil {
			return later
		}
		o := c.outputs[parts[1]]
		if o == nil || o.Body.Attributes["value"] == nil {
			return iac.Hidden(name+" is not an output", at)
		}
		if s := o.Body.Attributes["sensitive"]; s != nil {
			if v, ok := c.eval(s.Expr, depth+1).Bool(); !ok || v {
				return iac.Hidden(name+" is sensitive", at)
			}
		}
		return c.guarded("output."+parts[1], at, func() *iac.Node { return c.eval(o.Body.Attributes["value"].Expr, depth+1) })
	})
	return placed(m.follow(out, t[i+1:], at), name, at)
}

// run reads a folder as one instance, and all that it calls.
func (all *folders) run(ctx context.Context, m *module) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	slot := len(all.facts[m.dir])
	all.facts[m.dir] = append(all.facts[m.dir], instanceFacts{address: m.address, root: m.root().dir, lacking: m.root().made != nil})
	m.sink = all.sink.Fork(func(f candor.Fact) {
		all.facts[m.dir][slot].facts = append(all.facts[m.dir][slot].facts, f)
	})
	if m.caller != nil {
		m.sink.Shares(m.caller.sink)
	}
	m.sink.Inherit(m.made)
	m.read()
	for _, base := range m.calls {
		switch m.existence(base) {
		case absent:
			all.seen[m.target(base)] = true
			continue
		case perhaps: // with whose values, the caller of this folder says
			all.seen[m.target(base)] = true
			m.unmade(base, "the module "+base.name+" is "+notByDefault)
			continue
		}
		for _, c := range m.instances(base) {
			i := m.child(c)
			if i == nil {
				m.unmade(c, cmp.Or(m.missing[c.id], "the module "+c.name+" is not in the tree"))
				continue
			}
			all.seen[i.dir] = true
			i.made = m.proviso(base).Over(m.made)
			if err := all.run(ctx, i); err != nil {
				return err
			}
		}
	}
	return nil
}

// root is the folder that was not called for this instance to be made.
func (m *module) root() *module {
	for m.caller != nil {
		m = m.caller
	}
	return m
}

// merge emits the facts of a folder. What all its instances say alike is one
// fact; what differs is told apart by the address of the call, and by the folder
// that it begins in where several have a call of that address.
func (all *folders) merge(dir string, emit func(candor.Fact)) {
	type key struct{ kind, path, subject string }
	groups := make(map[key][]candor.Fact)
	from := make(map[key][][]instanceFacts)
	var order []key
	foreign := all.byDir[dir].origin
	called := slices.ContainsFunc(all.facts[dir], all.firm)
	for _, i := range all.facts[dir] {
		for _, f := range i.facts {
			if i.lacking && called && f.State != candor.Observed {
				continue // for want of values that its calls have
			}
			k := key{f.Kind, f.At.Path, f.Subject}
			if groups[k] == nil {
				order = append(order, k)
			}
			if n := slices.IndexFunc(groups[k], func(g candor.Fact) bool { return reflect.DeepEqual(f, g) }); n >= 0 {
				from[k][n] = append(from[k][n], i)
				continue
			}
			groups[k] = append(groups[k], f)
			from[k] = append(from[k], []instanceFacts{i})
		}
	}
	several := severalRoots(all.facts[dir])
	for _, k := range order {
		groups[k], from[k] = all.told(groups[k], from[k])
		for n, f := range groups[k] {
			first := from[k][n][0]
			if (len(groups[k]) > 1 || foreign != nil) && first.address != "" {
				f.Subject = first.address + "." + f.Subject
			}
			if len(groups[k]) > 1 && several[first.address] {
				f.Subject += " of " + first.folder()
			}
			if foreign != nil { // whose code it is, since it is not the tree's own
				f.Subject += " (" + foreign.words + ")"
			}
			if v, ok := f.Value.(map[string]any); ok && v["holders"] != nil && len(from[k][n]) < len(all.facts[dir]) {
				var list []any
				for _, i := range from[k][n] {
					name := i.address
					if several[i.address] {
						name += " of " + i.folder()
					}
					list = append(list, name)
				}
				v["instances"] = list
			}
			emit(f)
		}
	}
}

// severalRoots are the addresses that more than one folder begins.
func severalRoots(list []instanceFacts) map[string]bool {
	first, out := make(map[string]string), make(map[string]bool)
	for _, i := range list {
		if root, ok := first[i.address]; ok && root != i.root {
			out[i.address] = true
		}
		first[i.address] = i.root
	}
	return out
}

// folder is the root in words.
func (i instanceFacts) folder() string {
	if i.root == "" || i.root == "." {
		return "the top folder"
	}
	return i.root
}
