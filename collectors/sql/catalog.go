package sql

import (
	"maps"
	"slices"
	"strings"
)

// place is where a statement stands.
type place struct {
	path      string
	line, col int
}

func (p place) tree() map[string]any {
	return map[string]any{"path": p.path, "line": p.line, "col": p.col}
}

// name is the name of a relation or a function with its schema.
type name struct{ schema, rel string }

func (n name) String() string { return n.schema + "." + n.rel }

// tri is a switch that may not be known.
type tri int8

const (
	unknown tri = iota
	off
	on
)

// relKind tells tables from what shares their namespace.
type relKind int8

const (
	table relKind = iota
	foreignTable
	view
	sequence
)

type column struct {
	name, typ string
	notNull   bool
	at        place // where it was added
}

// relation is a table, or something else that a statement could take for one.
type relation struct {
	name
	kind        relKind
	created     bool // false: only ever altered, its base lies outside of the files
	at          place
	temporary   bool
	partitioned bool
	partitionOf string
	columns     []column
	allColumns  bool // false: there may be columns that the files do not name
	rls, force  tri
	rlsAt       *place // the statement that last switched RLS, nil when none did
	forceAt     *place // the same for FORCE
	policies    []*policy

	// Why a part of the state can't be told; empty when it can.
	rlsDoubt, forceDoubt, policyDoubt string
	// policyLoss is policyDoubt where policies may be gone or changed, not only added.
	policyLoss string
}

type policy struct {
	name         string
	command      string // "ALL", "SELECT", ...
	permissive   bool
	roles        []string
	using, check *expression // nil: not given
	at           place
	created      bool
}

// function is what later statements can do by calling it.
type function struct {
	at   place
	body string // lower case; only of those that may change tables or policies
}

// routine is one function among those that share its name.
type routine struct {
	name
	args string
}

// catalog is what Postgres would hold after the statements so far, as far as
// tables and policies go.
type catalog struct {
	rels      map[name]*relation
	schemas   map[string]bool
	functions map[name]*function // those that change tables or policies
	routines  map[routine]bool   // all
	autoRLS   string             // why new tables may get row-level security on their own
}

func newCatalog() *catalog {
	return &catalog{
		rels:      make(map[name]*relation),
		schemas:   map[string]bool{"public": true},
		functions: make(map[name]*function),
		routines:  make(map[routine]bool),
	}
}

// clone copies the catalog, for a transaction that may be rolled back.
func (c *catalog) clone() *catalog {
	d := &catalog{
		rels:      make(map[name]*relation, len(c.rels)),
		schemas:   maps.Clone(c.schemas),
		functions: maps.Clone(c.functions),
		routines:  maps.Clone(c.routines),
		autoRLS:   c.autoRLS,
	}
	for k, r := range c.rels {
		s := *r
		s.columns = slices.Clone(r.columns)
		s.policies = make([]*policy, len(r.policies))
		for i, p := range r.policies {
			q := *p
			q.roles = slices.Clone(p.roles)
			s.policies[i] = &q
		}
		d.rels[k] = &s
	}
	return d
}

// sorted lists the relations by name, so that facts come in the same order each time.
func (c *catalog) sorted() []*relation {
	return slices.SortedFunc(maps.Values(c.rels), func(a, b *relation) int {
		return strings.Compare(a.String(), b.String())
	})
}

func (r *relation) policy(n string) *policy {
	for _, p := range r.policies {
		if p.name == n {
			return p
		}
	}
	return nil
}

func (r *relation) dropPolicy(p *policy) {
	r.policies = slices.DeleteFunc(r.policies, func(q *policy) bool { return q == p })
}

func (r *relation) column(n string) int {
	return slices.IndexFunc(r.columns, func(c column) bool { return c.name == n })
}

// taken reports whether a name belongs to a relation that the files have made.
func (c *catalog) taken(n name) bool { return c.rels[n] != nil && c.rels[n].created }

// move puts a relation under another name.
func (c *catalog) move(r *relation, to name) {
	delete(c.rels, r.name)
	r.name = to
	c.rels[to] = r
}

// dropTemporary forgets what ends with the session.
func (c *catalog) dropTemporary() []*relation {
	var gone []*relation
	for _, r := range c.sorted() {
		if r.temporary {
			gone = append(gone, r)
			delete(c.rels, r.name)
		}
	}
	return gone
}
