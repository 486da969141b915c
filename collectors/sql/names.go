package sql

import (
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
)

// set follows search_path, by which unqualified names are found.
func (p *player) set(s *pg_query.VariableSetStmt) {
	all := s.Kind == pg_query.VariableSetKind_VAR_RESET_ALL
	if !all && !strings.EqualFold(s.Name, "search_path") {
		return
	}
	if s.IsLocal && len(p.tx) > 0 && p.local == nil {
		p.local = append([]string{}, p.path...)
	}
	switch s.Kind {
	case pg_query.VariableSetKind_VAR_SET_VALUE:
		// SET LOCAL outside of BEGIN: the tool has begun a transaction for the file
		p.path = nil
		for _, a := range s.Args {
			if v := a.GetAConst().GetSval(); v != nil {
				p.addPath(v.Sval)
			}
		}
	case pg_query.VariableSetKind_VAR_SET_DEFAULT, pg_query.VariableSetKind_VAR_RESET, pg_query.VariableSetKind_VAR_RESET_ALL:
		p.path = []string{"public"}
	}
}

func (p *player) addPath(schema string) {
	if schema = strings.TrimSpace(schema); schema != "" && schema != "$user" {
		p.path = append(p.path, schema)
	}
}

// target is the name under which a statement makes a relation; false when no
// schema is selected, where Postgres fails.
func (p *player) target(v *pg_query.RangeVar) (name, bool) {
	switch {
	case v.GetRelpersistence() == "t" || v.GetSchemaname() == "pg_temp":
		return name{"pg_temp", v.GetRelname()}, true
	case v.GetSchemaname() != "":
		return name{v.Schemaname, v.Relname}, true
	case len(p.path) == 0:
		return name{}, false
	}
	for _, s := range p.path {
		if p.cat.schemas[s] {
			return name{s, v.GetRelname()}, true
		}
	}
	// the schema is made elsewhere; the first one named is meant
	return name{p.path[0], v.GetRelname()}, true
}

// find looks a relation up as Postgres does; nil when it was never mentioned.
func (p *player) find(n name) *relation {
	if n.schema != "" {
		return p.cat.rels[n]
	}
	for _, s := range append([]string{"pg_temp"}, p.path...) {
		if r := p.cat.rels[name{s, n.rel}]; r != nil {
			return r
		}
	}
	return nil
}

func rangeName(v *pg_query.RangeVar) name { return name{v.GetSchemaname(), v.GetRelname()} }

// base returns the relation that a statement changes. One that no file has made
// is taken to come from a base schema that is not among the files: from then on
// it is known by what is done to it, and its state is unresolved.
func (p *player) base(u *unit, v *pg_query.RangeVar) *relation {
	if r := p.find(rangeName(v)); r != nil {
		return r
	}
	n, ok := p.target(v)
	if !ok || p.whole {
		p.failed = true
		return nil
	}
	if p.late != nil {
		*p.late = append(*p.late, u)
		return nil
	}
	r := &relation{name: n, at: u.start()}
	p.cat.rels[n] = r
	return r
}
