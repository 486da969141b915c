package pgsim

import (
	"fmt"
	"slices"
)

// dep says that an object leans on another.
type dep struct {
	// on is a *relation, *column, *function, *typ, *constraint, *schema or
	// *relation.
	on any
	// auto: the object goes with what it leans on, without CASCADE.
	auto bool
	// maybe: it may lean on that, but a name can't be resolved.
	maybe bool
}

// nodes are the objects that can be dropped, with what they lean on. The memory
// is used again from one statement to the next.
type nodes struct {
	list []node
	deps []dep
}

type node struct {
	it       any
	from, to int // of its deps
}

// add begins an object; what it leans on follows.
func (n *nodes) add(it any) {
	n.list = append(n.list, node{it, len(n.deps), len(n.deps)})
}

func (n *nodes) on(deps ...dep) {
	n.deps = append(n.deps, deps...)
	n.list[len(n.list)-1].to = len(n.deps)
}

func (n *nodes) of(x node) []dep { return n.deps[x.from:x.to] }

// all lists all objects and what they lean on.
func (c *catalog) all() *nodes {
	n := &c.scratch
	n.list, n.deps = n.list[:0], n.deps[:0]
	for _, r := range c.rels {
		n.relation(c, r)
	}
	for _, list := range c.functions {
		for _, f := range list {
			n.add(f)
			n.on(dep{on: c.schemas[f.Schema]})
			n.on(f.deps...)
		}
	}
	for _, t := range c.types {
		n.add(t)
		n.on(dep{on: c.schemas[t.Schema]})
	}
	for _, e := range c.events {
		n.add(e)
		n.on(dep{on: e.function})
	}
	return n
}

func (n *nodes) relation(c *catalog, r *relation) {
	n.add(r)
	n.on(dep{on: c.schemas[r.Schema]})
	n.on(r.deps...)
	if r.partitionOf != nil {
		n.on(dep{on: r.partitionOf, auto: true})
	}
	for _, p := range r.inherits {
		n.on(dep{on: p})
	}
	if r.table != nil {
		n.on(dep{on: r.table, auto: true})
	}
	if r.ownedBy != nil {
		n.on(dep{on: r.ownedBy, auto: true})
	}
	for _, x := range r.columns {
		n.column(r, x)
	}
	for _, k := range r.constraints {
		n.constraint(r, k)
	}
	for _, t := range r.triggers {
		n.add(t)
		n.on(dep{on: r, auto: true})
		n.on(t.deps...)
		if t.parent != nil {
			n.on(dep{on: t.parent, auto: true})
		}
		if t.function != nil {
			n.on(dep{on: t.function})
		}
		for _, x := range t.columns {
			n.on(dep{on: x})
		}
	}
	for _, q := range r.policies {
		n.add(q)
		n.on(dep{on: r, auto: true})
		for _, e := range []*expression{q.using, q.check} {
			if e != nil {
				n.on(e.deps...)
			}
		}
	}
}

func (n *nodes) column(r *relation, c *column) {
	if c.def != nil && !c.def.auto {
		n.add(c.def)
		n.on(dep{on: c, auto: true})
		n.on(c.def.expr.deps...)
	}
	n.add(c)
	n.on(dep{on: r, auto: true})
	if c.typeDep != nil {
		n.on(dep{on: c.typeDep})
	}
	if c.def != nil && c.def.auto {
		for _, d := range c.def.expr.deps {
			d.auto = true // it goes with what it is generated from
			n.on(d)
		}
	}
}

func (n *nodes) constraint(r *relation, k *constraint) {
	n.add(k)
	n.on(dep{on: r, auto: true})
	n.on(k.deps...)
	if k.parent != nil {
		n.on(dep{on: k.parent, auto: true})
	}
	for _, c := range k.columns {
		n.on(dep{on: c, auto: true})
	}
	if k.target != nil {
		n.on(dep{on: k.target})
	}
	for _, c := range k.refs {
		n.on(dep{on: c})
	}
	if k.on != nil {
		n.on(dep{on: k.on})
	}
}

// closure is what goes when the targets go. It is refused when something else
// leans on them and cascade is not given.
func (c *catalog) closure(targets []any, cascade bool) (set map[any]bool, doubts []any, refused bool) {
	set = make(map[any]bool)
	for _, t := range targets {
		set[t] = true
	}
	if !slices.ContainsFunc(targets, leaned) {
		return set, nil, false
	}
	all := c.all()
	for {
		if all.grow(set, func(d dep) bool { return d.auto && !d.maybe }) {
			continue
		}
		before := len(set)
		if !cascade && all.meets(set) {
			return nil, nil, true
		}
		if all.grow(set, func(d dep) bool { return !d.auto && !d.maybe }); len(set) == before {
			break
		}
	}
	for _, n := range all.list {
		if !set[n.it] && slices.ContainsFunc(all.of(n), func(d dep) bool { return d.maybe && set[d.on] }) {
			doubts = append(doubts, n.it)
		}
	}
	return set, doubts, false
}

// leaned tells an object that others may lean on.
func leaned(it any) bool {
	switch it.(type) {
	case *policy:
		return false
	}
	return true
}

// grow adds what leans on the set in a way; true when there was any.
func (n *nodes) grow(set map[any]bool, by func(dep) bool) bool {
	var more []any
	for _, x := range n.list {
		if !set[x.it] && slices.ContainsFunc(n.of(x), func(d dep) bool { return by(d) && set[d.on] }) {
			more = append(more, x.it)
		}
	}
	for _, m := range more {
		set[m] = true
	}
	return len(more) > 0
}

// meets tells that something outside of the set leans on it.
func (n *nodes) meets(set map[any]bool) bool {
	return slices.ContainsFunc(n.list, func(x node) bool {
		return !set[x.it] && slices.ContainsFunc(n.of(x), func(d dep) bool { return !d.auto && !d.maybe && set[d.on] })
	})
}

// remove drops objects with what leans on them; false when Postgres refuses.
func (p *player) remove(u *unit, targets []any, cascade bool, what string) bool {
	if len(targets) == 0 {
		return true
	}
	set, doubts, refused := p.cat.closure(targets, cascade)
	if refused {
		return false
	}
	at := u.start()
	for _, d := range doubts {
		p.doubtOn(d, fmt.Sprintf("%s at %s:%d may have removed a policy", what, at.Path, at.Line), cascade)
	}
	for _, r := range p.cat.rels {
		if set[r] {
			p.removeRelation(r)
			continue
		}
		p.removeParts(r, set)
	}
	for _, list := range p.cat.functions {
		for _, f := range list {
			if set[f] {
				p.removeFunction(f)
			}
		}
	}
	for n, t := range p.cat.types {
		if set[t] {
			remove(p.cat, p.cat.types, n)
			put(p.cat, p.cat.gone, object{classType, n}, true)
		}
	}
	for n, s := range p.cat.schemas {
		if set[s] {
			remove(p.cat, p.cat.schemas, n)
			put(p.cat, p.cat.gone, object{classSchema, name{Rel: n}}, true)
			edit(p.cat, &p.cat.defaults)
			p.cat.defaults = slices.DeleteFunc(slices.Clone(p.cat.defaults), func(d *defaultPrivilege) bool { return d.schema == n })
		}
	}
	for _, e := range p.cat.events {
		if set[e] {
			edit(p.cat, &p.cat.events)
			p.cat.events = without(p.cat.events, e)
		}
	}
	return true
}

// doubtOn says that an object may be gone.
func (p *player) doubtOn(it any, why string, cascade bool) {
	q, ok := it.(*policy)
	if !ok {
		return
	}
	for _, r := range p.cat.rels {
		if slices.Contains(r.policies, q) {
			edit(p.cat, r).policyDoubt = why
			if cascade {
				r.policyLoss = why
			}
		}
	}
}

func (p *player) removeRelation(r *relation) {
	remove(p.cat, p.cat.rels, r.name)
	put(p.cat, p.cat.gone, object{classRelation, r.name}, true)
}

// removeParts takes out of a relation what is in the set.
func (p *player) removeParts(r *relation, set map[any]bool) {
	e := false
	change := func() {
		if !e {
			edit(p.cat, r)
			e = true
		}
	}
	for _, c := range r.columns {
		if set[c] {
			change()
			r.columns = without(r.columns, c)
		} else if c.def != nil && set[c.def] {
			edit(p.cat, c).def = nil
		}
	}
	for _, k := range r.constraints {
		if set[k] {
			change()
			r.constraints = without(r.constraints, k)
			if k.index != nil && p.cat.rels[k.index.name] == k.index {
				p.removeRelation(k.index)
			}
		}
	}
	for _, t := range r.triggers {
		if set[t] {
			change()
			r.triggers = without(r.triggers, t)
		}
	}
	for _, q := range r.policies {
		if set[q] {
			change()
			r.policies = without(r.policies, q)
		}
	}
}

func (p *player) removeFunction(f *function) {
	list := without(p.cat.functions[f.Name], f)
	if len(list) == 0 {
		remove(p.cat, p.cat.functions, f.Name)
		put(p.cat, p.cat.gone, object{classFunction, f.Name}, true)
		return
	}
	put(p.cat, p.cat.functions, f.Name, list)
}
