package pgdrift

import (
	"slices"

	"github.com/candor-dev/candor/internal/pgcat"
)

// index finds the objects of a catalog by name.
type index struct {
	columns   map[pgcat.Name][]string // of tables whose columns are all known, and of views
	relations map[pgcat.Name]bool
	functions map[string][]string // schemas by name
}

func newIndex(c *pgcat.Catalog) *index {
	x := &index{columns: make(map[pgcat.Name][]string), relations: make(map[pgcat.Name]bool), functions: make(map[string][]string)}
	for _, t := range c.Tables {
		x.relations[t.Name] = true
		if t.AllColumns && t.Created {
			cols := make([]string, 0, len(t.Columns))
			for i := range t.Columns {
				cols = append(cols, t.Columns[i].Name)
			}
			x.columns[t.Name] = cols
		}
	}
	for _, v := range c.Views {
		x.relations[v.Name] = true
		if v.Columns != nil {
			x.columns[v.Name] = v.Columns
		}
	}
	for _, f := range c.Functions {
		if !slices.Contains(x.functions[f.Rel], f.Schema) {
			x.functions[f.Rel] = append(x.functions[f.Rel], f.Schema)
		}
	}
	return x
}

// names resolves the names of one expression: first by its own catalog, then by
// the other one, for what only that one knows.
type names struct {
	path  []string // nil: not known
	sides [2]*index
}

// relation finds the schema of a name without one.
func (n *names) relation(rel string) (pgcat.Name, bool) {
	for _, x := range n.sides {
		for _, s := range n.path {
			if m := (pgcat.Name{Schema: s, Rel: rel}); x.relations[m] {
				return m, true
			}
		}
	}
	return pgcat.Name{Schema: "?", Rel: rel}, false
}

// columnsOf lists the columns of a relation; false when they are not known.
func (n *names) columnsOf(m pgcat.Name) ([]string, bool) {
	for _, x := range n.sides {
		if cols, ok := x.columns[m]; ok {
			return cols, true
		}
	}
	return nil, false
}

// function finds the schema of a function called without one; "" for one of Postgres' own.
func (n *names) function(name string) string {
	for _, x := range n.sides {
		have := x.functions[name]
		for _, s := range n.path {
			if slices.Contains(have, s) {
				return s
			}
		}
		if n.path == nil && len(have) == 1 {
			return have[0]
		}
	}
	return ""
}

// knows reports a function of that name, in whatever schema, on either side.
func (n *names) knows(name string) bool {
	return len(n.sides[0].functions[name])+len(n.sides[1].functions[name]) > 0
}
