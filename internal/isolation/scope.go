package isolation

import (
	"slices"

	pg_query "github.com/pganalyze/pg_query_go/v6"

	"github.com/candor-dev/candor/internal/pgcat"
)

// env is what the names in an expression mean.
type env struct {
	scopes  [][]item // the innermost last
	vars    map[string]*thunk
	params  []*thunk
	fname   string // the function whose parameters they are
	strict  bool   // a variable and a column of the same name are an error (PL/pgSQL)
	path    []string
	definer string // the role whose rights the queries use; "" for the caller
	ctes    map[string]*thunk
}

// item is one relation of a FROM clause.
type item struct {
	alias       string
	schema, rel string // for names like public.deals.id; empty when there is an alias
	inst        *inst
	cols        []outCol
	partial     bool // it may have columns that are not listed
}

// outCol is a column of a relation that is not a table.
type outCol struct {
	name string
	val  *thunk
}

// thunk is a value that is computed when it is needed, once.
type thunk struct {
	node  *pg_query.Node
	env   *env
	sels  *sels // a record variable or a column of a query instead of a node
	col   int   // of sels
	alts  []alt
	ready bool
}

// sels is a query that is evaluated once, so that all of its columns speak of
// the same row.
type sels struct {
	stmt  *pg_query.SelectStmt
	env   *env
	list  []selAlt
	ready bool
}

func (v *env) inner() *env {
	w := *v
	w.scopes = slices.Clip(v.scopes)
	return &w
}

func (v *env) with(items []item) *env {
	w := v.inner()
	w.scopes = append(w.scopes, items)
	return w
}

func (e *eval) force(t *thunk) []alt {
	if !t.ready {
		t.ready = true // a value that needs itself has none
		if t.sels != nil {
			for _, s := range e.rows(t.sels) {
				cols, _ := e.outputs(s)
				if t.col >= len(cols) {
					t.alts = append(t.alts, alt{opaque("a column", "the columns of a query are not known"), s.c})
					continue
				}
				for _, a := range e.force(cols[t.col].val) {
					t.alts = append(t.alts, alt{a.t, s.c.and(a.c)})
				}
			}
			if mayBeEmpty(t.sels.stmt) {
				t.alts = append(t.alts, alt{t: nullTerm()})
			}
		} else {
			t.alts = e.scalar(t.node, t.env)
		}
		t.alts = e.capAlts(t.alts, "a value")
	}
	return t.alts
}

func (e *eval) rows(s *sels) []selAlt {
	if !s.ready {
		s.ready = true
		s.list = e.sel(s.stmt, s.env)
	}
	return s.list
}

func (e *eval) capAlts(a []alt, text string) []alt {
	if len(a) > maxAlts {
		return []alt{{t: opaque(text, "more alternatives than are followed")}}
	}
	return a
}

// colTerm is a column of a row variable.
func (e *eval) colTerm(i *inst, col string) term {
	text := col
	if i.id != 0 {
		text = i.name + "." + col
	}
	t := term{kind: tCol, key: "r" + itoa(i.id) + "." + col, text: text, inst: i, col: col, deps: deps{insts: []*inst{i}}}
	if i.table != nil {
		if c := i.table.Column(col); c != nil {
			t.lossy = c.Fuzzy
		}
	}
	if i.table != nil && i.table.Schema == "auth" && i.table.Rel == "users" && col == "raw_user_meta_data" {
		return term{kind: tWrite, key: t.key, text: text, deps: deps{written: true}}
	}
	return t
}

// column finds what a column reference means.
func (e *eval) column(ref *pg_query.ColumnRef, v *env) []alt {
	var parts []string
	for _, f := range ref.Fields {
		if f.GetAStar() != nil {
			return e.whole(parts, v)
		}
		parts = append(parts, f.GetString_().GetSval())
	}
	text := show(&pg_query.Node{Node: &pg_query.Node_ColumnRef{ColumnRef: ref}})
	switch len(parts) {
	case 1:
		return e.bare(parts[0], v)
	case 2, 3, 4:
		if a, ok := e.qualified(parts, v); ok {
			return a
		}
	}
	return []alt{{t: opaque(text, "it is not clear what "+text+" means")}}
}

// whole gives a term for a whole row, which nothing is known about.
func (e *eval) whole(parts []string, v *env) []alt {
	return []alt{{t: opaque("*", "a whole row is compared")}}
}

func (it *item) find(col string) *outCol {
	i := slices.IndexFunc(it.cols, func(c outCol) bool { return c.name == col })
	if i < 0 {
		return nil
	}
	return &it.cols[i]
}

// has tells whether the relation has the column; sure is false when it may.
func (it *item) has(col string) (yes, sure bool) {
	if it.inst != nil && it.inst.table != nil {
		t := it.inst.table
		if t.Column(col) != nil {
			return true, true
		}
		return false, t.AllColumns && !systemColumn(col)
	}
	if it.find(col) != nil {
		return true, true
	}
	return false, !it.partial
}

func systemColumn(c string) bool {
	return slices.Contains([]string{"ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"}, c)
}

func (e *eval) itemColumn(it *item, col string) []alt {
	if c := it.find(col); c != nil {
		return e.force(c.val)
	}
	if it.inst != nil {
		return []alt{{t: e.colTerm(it.inst, col)}}
	}
	return []alt{{t: opaque(it.alias+"."+col, "the column "+col+" of "+it.alias+" is not known")}}
}

// bare resolves a name without a qualifier, innermost scope first.
func (e *eval) bare(name string, v *env) []alt {
	variable := v.variable(name)
	for s := len(v.scopes) - 1; s >= 0; s-- {
		var yes, maybe []*item
		for i := range v.scopes[s] {
			it := &v.scopes[s][i]
			if has, sure := it.has(name); has {
				yes = append(yes, it)
			} else if !sure {
				maybe = append(maybe, it)
			}
		}
		switch {
		case len(yes) > 0:
			// Several are the same value, merged by USING: Postgres refuses them otherwise.
			if variable != nil && v.strict {
				return []alt{{t: opaque(name, name+" is a variable and a column")}}
			}
			return e.itemColumn(yes[0], name)
		case len(maybe) == 0:
		case len(maybe) == 1 && variable == nil && !v.known(name, s):
			return e.itemColumn(maybe[0], name)
		default:
			return []alt{{t: opaque(name, "it is not clear which relation has the column "+name)}}
		}
		if len(yes) == 0 {
			// A relation's own name stands for its whole row, or for its only column.
			for i := range v.scopes[s] {
				if it := &v.scopes[s][i]; it.alias == name || it.alias == "" && it.rel == name {
					if len(it.cols) == 1 && it.inst == nil {
						return e.force(it.cols[0].val)
					}
					return e.whole(nil, v)
				}
			}
		}
	}
	if variable != nil {
		return e.force(variable)
	}
	return []alt{{t: opaque(name, "no relation in sight has a column "+name)}}
}

// known reports whether a scope further out has the column for certain.
func (v *env) known(name string, below int) bool {
	for s := below - 1; s >= 0; s-- {
		for i := range v.scopes[s] {
			if yes, _ := v.scopes[s][i].has(name); yes {
				return true
			}
		}
	}
	return false
}

// column reports whether some relation in sight has or may have the column.
func (v *env) column(name string) bool {
	for _, s := range v.scopes {
		for i := range s {
			if yes, sure := s[i].has(name); yes || !sure {
				return true
			}
		}
	}
	return false
}

func (v *env) variable(name string) *thunk { return v.vars[name] }

// qualified resolves alias.column, schema.table.column, function.parameter and
// record.field.
func (e *eval) qualified(parts []string, v *env) ([]alt, bool) {
	n := len(parts)
	col, rel, schema := parts[n-1], parts[n-2], ""
	if n > 2 {
		schema = parts[n-3]
	}
	for s := len(v.scopes) - 1; s >= 0; s-- {
		for i := range v.scopes[s] {
			it := &v.scopes[s][i]
			if schema != "" && it.alias == "" && it.rel == rel && it.schema == schema ||
				schema == "" && (it.alias == rel || it.alias == "" && it.rel == rel) {
				return e.itemColumn(it, col), true
			}
		}
	}
	if schema != "" {
		return nil, false
	}
	if v.fname == rel && v.vars[col] != nil {
		return e.force(v.vars[col]), true
	}
	if rec := v.vars[rel]; rec != nil && rec.sels != nil {
		return e.field(rec, col), true
	}
	return nil, false
}

// field is a column of a record variable.
func (e *eval) field(rec *thunk, col string) []alt {
	var out []alt
	for _, s := range e.rows(rec.sels) {
		cols, open := e.outputs(s)
		i := slices.IndexFunc(cols, func(c outCol) bool { return c.name == col })
		if i < 0 {
			if open {
				return []alt{{t: opaque(col, "the columns of the record are not known")}}
			}
			continue
		}
		for _, a := range e.force(cols[i].val) {
			out = append(out, alt{a.t, s.c.and(a.c)})
		}
	}
	if mayBeEmpty(rec.sels.stmt) {
		out = append(out, alt{t: nullTerm()})
	}
	return out
}

// relation finds a table or a view by its name and the search path.
func (e *eval) relation(r *pg_query.RangeVar, v *env) (*pgcat.Table, *pgcat.View, pgcat.Name) {
	if r.Schemaname != "" {
		n := pgcat.Name{Schema: r.Schemaname, Rel: r.Relname}
		return e.p.tables[n], e.p.views[n], n
	}
	for _, s := range v.path {
		n := pgcat.Name{Schema: s, Rel: r.Relname}
		if t, w := e.p.tables[n], e.p.views[n]; t != nil || w != nil {
			return t, w, n
		}
	}
	return nil, nil, pgcat.Name{Rel: r.Relname}
}
