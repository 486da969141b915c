package pgsim

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// journal holds how to undo each change, the last one at the end. A statement,
// a block or a transaction that fails goes back to where it began.
type journal struct {
	undo []func()
	// reached is what functions may do to the catalog, as long as they are the same.
	reached map[*function]touch
}

func (j *journal) mark() int { return len(j.undo) }

func (j *journal) rollback(to int) {
	for i := len(j.undo) - 1; i >= to; i-- {
		j.undo[i]()
	}
	j.undo = slices.Delete(j.undo, to, len(j.undo))
	j.reached = nil
}

// forget drops what nobody goes back to any more.
func (j *journal) forget() {
	clear(j.undo)
	j.undo = j.undo[:0]
}

// edit notes the state of an object that is about to change. Slices in it must
// be replaced, never written into.
func edit[T any](c *catalog, p *T) *T {
	old := *p
	c.undo = append(c.undo, func() { *p = old })
	return p
}

// put sets or, with the zero value, removes an entry of a map.
func put[K comparable, V any](c *catalog, m map[K]V, k K, v V) {
	old, was := m[k]
	c.undo = append(c.undo, func() {
		if was {
			m[k] = old
		} else {
			delete(m, k)
		}
	})
	m[k] = v
}

func remove[K comparable, V any](c *catalog, m map[K]V, k K) {
	old, was := m[k]
	if !was {
		return
	}
	c.undo = append(c.undo, func() { m[k] = old })
	delete(m, k)
}

// without is a list without an element.
func without[T comparable](list []T, x T) []T {
	out := make([]T, 0, len(list))
	for _, y := range list {
		if y != x {
			out = append(out, y)
		}
	}
	return out
}

// with is a list with one more element, in memory of its own.
func with[T any](list []T, x T) []T { return append(slices.Clip(list), x) }

// sorted lists the relations by name, so that facts come in the same order each time.
func (c *catalog) sorted() []*relation {
	return slices.SortedFunc(maps.Values(c.rels), func(a, b *relation) int { return compareNames(a.name, b.name) })
}

func compareNames(a, b name) int {
	return cmp.Or(strings.Compare(a.Schema, b.Schema), strings.Compare(a.Rel, b.Rel))
}

// allFunctions lists the functions by name and arguments.
func (c *catalog) allFunctions() []*function {
	var out []*function
	for _, list := range c.functions {
		out = append(out, list...)
	}
	slices.SortFunc(out, func(a, b *function) int {
		return cmp.Or(compareNames(a.Name, b.Name), slices.Compare(a.args, b.args))
	})
	return out
}

func (c *catalog) sortedRoles() []*role {
	return slices.SortedFunc(maps.Values(c.roles), func(a, b *role) int { return strings.Compare(a.Name, b.Name) })
}

func (r *relation) policy(n string) *policy {
	for _, p := range r.policies {
		if p.name == n {
			return p
		}
	}
	return nil
}

func (r *relation) column(n string) *column {
	for _, c := range r.columns {
		if c.name == n {
			return c
		}
	}
	return nil
}

func (r *relation) constraint(n string) *constraint {
	for _, c := range r.constraints {
		if c.name == n {
			return c
		}
	}
	return nil
}

func (r *relation) isTable() bool { return r.kind == table || r.kind == foreignTable }

func (r *relation) isView() bool { return r.kind == view || r.kind == matview }

// children lists the partitions and heirs of a table.
func (c *catalog) children(r *relation) []*relation {
	var out []*relation
	for _, x := range c.rels {
		if x.partitionOf == r || slices.Contains(x.inherits, r) {
			out = append(out, x)
		}
	}
	slices.SortFunc(out, func(a, b *relation) int { return compareNames(a.name, b.name) })
	return out
}

// move puts a relation under another name.
func (c *catalog) move(r *relation, to name) {
	remove(c, c.rels, r.name)
	put(c, c.gone, object{classRelation, r.name}, true)
	edit(c, r).name = to
	put(c, c.rels, to, r)
	remove(c, c.gone, object{classRelation, to})
}

// dropTemporary forgets what ends with the session.
func (c *catalog) dropTemporary() []*relation {
	var gone []*relation
	for _, r := range c.rels {
		if r.temporary {
			gone = append(gone, r)
			delete(c.rels, r.name)
		}
	}
	slices.SortFunc(gone, func(a, b *relation) int { return compareNames(a.name, b.name) })
	for n := range c.functions {
		if n.Schema == "pg_temp" {
			delete(c.functions, n)
		}
	}
	return gone
}
