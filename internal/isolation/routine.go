package isolation

import (
	"encoding/json"
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
	"google.golang.org/protobuf/proto"

	"github.com/candor-dev/candor/internal/pgcat"
)

// routine says what a function reaches and who may call it.
func (p *prover) routine(f *pgcat.Function) Routine {
	out := Routine{Function: f, Filters: pgcat.Unknown}
	for _, g := range f.Grants {
		if g.Privilege == "EXECUTE" && g.Role == pgcat.Public && !slices.Contains(out.Callers, g.Role) {
			out.Callers = append(out.Callers, pgcat.Public)
		}
	}
	for _, r := range p.roles {
		if p.hidden(f.Schema, r) != "" || !p.usage(f.Schema, r) {
			continue
		}
		if slices.ContainsFunc(f.Grants, func(g pgcat.Grant) bool { return g.Privilege == "EXECUTE" && r.holds[g.Role] }) && !slices.Contains(out.Callers, r.name) {
			out.Callers = append(out.Callers, r.name)
		}
	}
	path := f.Path
	if f.PinsPath {
		path = f.SearchPath
	}
	nodes, ok := p.statements(f)
	out.Known = ok
	reads, writes := p.touched(nodes, path)
	out.Reads, out.Writes = reads, writes
	s := &survey{}
	if f.Definer && ok {
		s = p.surveyOf(f)
		out.Reads = slices.Clone(s.reads)
		slices.SortFunc(out.Reads, func(a, b *pgcat.Table) int { return strings.Compare(a.Name.String(), b.Name.String()) })
	}
	switch {
	case !f.Definer:
		out.Why = "it runs with the rights of the caller"
	case !ok:
		out.Why = "its body is not known"
	case len(out.Writes) > 0:
		out.Why = "it writes; what it lets through is not judged"
	case f.Returns == "trigger" || f.Returns == "event_trigger":
		out.Filters, out.Why = pgcat.On, "nobody can call a trigger function"
	case !slices.ContainsFunc(out.Reads, p.protected) && s.why == "":
		out.Filters, out.Why = pgcat.On, "it reads no protected table"
	case !slices.ContainsFunc(out.Reads, p.protected):
		out.Why = s.why
	case len(p.roles) > 0:
		out.Filters, out.Why = p.filters(f, p.callers(f.Grants, "EXECUTE"))
	}
	return out
}

// callers are the judged roles that hold a privilege; all of them when it is none.
func (p *prover) callers(grants []pgcat.Grant, privilege string) []*role {
	var out []*role
	for _, r := range p.roles {
		if slices.ContainsFunc(grants, func(g pgcat.Grant) bool {
			return g.Privilege == privilege && (g.Role == pgcat.Public || r.holds[g.Role])
		}) {
			out = append(out, r)
		}
	}
	if len(out) == 0 {
		return p.roles
	}
	return out
}

// filters tells whether the rows that a function reads are tied to the caller
// whatever he calls it with, for each of the roles.
func (p *prover) filters(f *pgcat.Function, roles []*role) (pgcat.Tri, string) {
	s := p.surveyOf(f)
	out, why := pgcat.On, ""
	var all []selAlt // of every role: a condition that one of them never meets has no rows
	for _, r := range p.roles {
		t, w, rows := p.filtersFor(f, r)
		all = append(all, rows...)
		if !slices.Contains(roles, r) {
			continue
		}
		if t == pgcat.Off {
			return t, w
		}
		if t != pgcat.On && out == pgcat.On {
			out, why = t, w
		}
	}
	if missed := orName(s.why, s.covered(all)); out == pgcat.On && missed != "" {
		return pgcat.Unknown, missed
	}
	return out, why
}

func (p *prover) filtersFor(f *pgcat.Function, r *role) (pgcat.Tri, string, []selAlt) {
	b := p.body(f)
	if b.bad != "" {
		return pgcat.Unknown, b.bad, nil
	}
	e := &eval{p: p, role: r}
	v := &env{vars: make(map[string]*thunk), fname: f.Rel, path: f.Path, definer: orName(f.Owner, "the owner")}
	if f.PinsPath {
		v.path = f.SearchPath
	}
	for i, a := range inputs(f) {
		t := &thunk{alts: []alt{{t: written("arg:"+a.Name+itoa(i), orName(a.Name, "$"+itoa(i+1)))}}, ready: true}
		v.params = append(v.params, t)
		if a.Name != "" {
			v.vars[a.Name] = t
		}
	}
	outs := []outcome{{always(), b.stmt, v}}
	if b.stmt == nil {
		var bad string
		v.strict = true
		if outs, bad = e.run(b.block, v); bad != "" {
			return pgcat.Unknown, bad, nil
		}
	}
	out, why := pgcat.On, ""
	var all []selAlt
	for _, o := range outs {
		for _, g := range o.guard {
			rows := e.sel(o.stmt, o.env)
			for i := range rows {
				rows[i].c = rows[i].c.and(g)
			}
			rows = append(rows, e.targets(o.stmt, o.env, g)...)
			all = append(all, rows...)
			if t, w := p.tied(rows, r); t != pgcat.On {
				if out, why = t, w; t == pgcat.Off {
					return out, why, nil
				}
			}
		}
	}
	return out, why, all
}

// targets lists the rows of subqueries in the result of a query without FROM:
// RETURN EXISTS (...) and the like.
func (e *eval) targets(s *pg_query.SelectStmt, v *env, g clause) []selAlt {
	if len(s.FromClause) > 0 || len(s.TargetList) != 1 {
		return nil
	}
	var out []selAlt
	for _, a := range e.scalar(s.TargetList[0].GetResTarget().GetVal(), v) {
		out = append(out, selAlt{env: v, c: a.c.and(g)})
	}
	for _, c := range e.cond(s.TargetList[0].GetResTarget().GetVal(), v, wTrue) {
		out = append(out, selAlt{env: v, c: c.and(g)})
	}
	return out
}

// statements parses all SQL of a body.
func (p *prover) statements(f *pgcat.Function) ([]*pg_query.Node, bool) {
	if !f.BodyKnown {
		return nil, false
	}
	switch f.Language {
	case "sql":
		list, err := p.parse(f.Body)
		return list, err == nil
	case "plpgsql":
		js, err := p.plpgsqlTree(f)
		if err != nil {
			return nil, false
		}
		var out []*pg_query.Node
		ok := true
		var tree any
		if json.Unmarshal(js, &tree) != nil {
			return nil, false
		}
		p.texts(tree, func(text string) {
			list, err := p.parse(text)
			if err != nil {
				if list, err = p.parse("SELECT " + text); err != nil {
					if _, val, found := strings.Cut(text, ":="); found {
						list, err = p.parse("SELECT " + val)
					}
				}
			}
			ok = ok && err == nil
			out = append(out, list...)
		})
		return out, ok
	}
	return nil, false
}

func (p *prover) texts(x any, visit func(string)) {
	switch x := x.(type) {
	case map[string]any:
		for k, v := range x {
			if s, ok := v.(string); ok && strings.EqualFold(k, "query") && s != "" {
				visit(s)
			} else {
				p.texts(v, visit)
			}
		}
	case []any:
		for _, v := range x {
			p.texts(v, visit)
		}
	}
}

// touched lists the tables that statements read and write.
func (p *prover) touched(nodes []*pg_query.Node, path []string) (reads, writes []*pgcat.Table) {
	e := &eval{p: p}
	add := func(list []*pgcat.Table, r *pg_query.RangeVar) []*pgcat.Table {
		if t, _, _ := e.relation(r, &env{path: path}); t != nil && !slices.Contains(list, t) {
			return append(list, t)
		}
		return list
	}
	for _, n := range nodes {
		walk(n.ProtoReflect(), 0, func(m proto.Message) {
			switch m := m.(type) {
			case *pg_query.RangeVar:
				reads = add(reads, m)
			case *pg_query.InsertStmt:
				writes = add(writes, m.Relation)
			case *pg_query.UpdateStmt:
				writes = add(writes, m.Relation)
			case *pg_query.DeleteStmt:
				writes = add(writes, m.Relation)
			}
		})
	}
	byName := func(a, b *pgcat.Table) int { return strings.Compare(a.Name.String(), b.Name.String()) }
	slices.SortFunc(reads, byName)
	slices.SortFunc(writes, byName)
	return reads, writes
}
