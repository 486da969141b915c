package isolation

import (
	"encoding/json"
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
	"google.golang.org/protobuf/proto"

	"github.com/candor-dev/candor/internal/pgcat"
)

// around lists what leads around the policies of the judged tables.
func (p *prover) around() {
	for _, t := range p.cat.Tables {
		if p.judged(t) {
			p.aroundTable(t)
		}
	}
	for _, c := range p.cat.Roles {
		if c.Login && !c.Platform && (c.Super || c.BypassRLS) {
			what := "BYPASSRLS"
			if c.Super {
				what = "SUPERUSER"
			}
			p.bypass(Bypass{Kind: "role", Object: c.Name, Role: c.Name, Text: "role " + c.Name + " can log in and has " + what, At: c.At})
		}
	}
	for _, r := range p.roles {
		for _, s := range r.sets {
			other := p.newRole(s)
			owns := slices.ContainsFunc(p.cat.Tables, func(t *pgcat.Table) bool { return p.judged(t) && other.holds[t.Owner] })
			if other.super || other.bypass || owns {
				p.bypass(Bypass{Kind: "set_role", Object: s, Role: r.name, Text: "role " + r.name + " can become " + s + " by SET ROLE, whom the policies do not bind"})
			}
		}
	}
	for _, v := range p.cat.Views {
		p.report.Views = append(p.report.Views, p.viewRead(v))
	}
	for _, f := range p.cat.Functions {
		p.report.Routines = append(p.report.Routines, p.routine(f))
	}
	p.settle()
}

func (p *prover) bypass(b Bypass) { p.report.Bypasses = append(p.report.Bypasses, b) }

func (p *prover) aroundTable(t *pgcat.Table) {
	for _, r := range p.roles {
		if x := p.reaches(t, r, "TRUNCATE"); x.ok {
			p.bypass(Bypass{Kind: "truncate", Table: t.Name, Object: t.Name.String(), Role: r.name,
				Text: "role " + r.name + " may TRUNCATE " + t.Name.String() + ", which no policy binds", At: grantAt(t, r, "TRUNCATE")})
		}
		parents := slices.Clone(t.Inherits)
		kind := "child"
		if t.PartitionOf != nil {
			parents, kind = append(parents, *t.PartitionOf), "partition"
		}
		for _, n := range parents {
			parent := p.tables[n]
			if parent == nil {
				continue
			}
			above, _, _ := p.guarded(parent, r)
			own, _, unknown := p.guarded(t, r)
			if above && !own && unknown == "" && p.reaches(t, r, "SELECT").ok {
				p.bypass(Bypass{Kind: kind, Table: n, Object: t.Name.String(), Role: r.name,
					Text: "role " + r.name + " reads " + t.Name.String() + " directly, where the policies of " + n.String() + " do not apply", At: t.At})
			}
		}
	}
}

func grantAt(t *pgcat.Table, r *role, privilege string) pgcat.Place {
	for _, g := range t.Grants {
		if g.Privilege == privilege && r.holds[g.Role] {
			return g.At
		}
	}
	return t.At
}

// tied tells whether a query ties every row of every protected table that it
// reads to the caller.
func (p *prover) tied(rows []selAlt, r *role) (pgcat.Tri, string) {
	out, why := pgcat.On, ""
	for _, s := range rows {
		for _, i := range s.c.insts {
			if i.table == nil || !p.protected(i.table) {
				continue
			}
			b := p.bindings(s.c, i)
			for _, x := range b {
				for _, h := range x.hops {
					p.state(h)
				}
			}
			p.settle()
			switch worst, _ := p.best(b); {
			case len(b) > 0 && worst == safe:
			case slices.ContainsFunc(s.c.atoms, func(a atom) bool { return a.kind == aUnknown }) || len(b) > 0 && worst == unsure:
				if out == pgcat.On {
					out, why = pgcat.Unknown, "whether its conditions tie the rows of "+i.table.Name.String()+" to the caller can't be told"
				}
			case slices.ContainsFunc(s.c.atoms, func(a atom) bool { return a.kind == aRole }):
				if out == pgcat.On {
					out, why = pgcat.Unknown, "callers that pass a test see all rows of "+i.table.Name.String()
				}
			default:
				return pgcat.Off, "nothing ties the rows of " + i.table.Name.String() + " to the caller"
			}
		}
	}
	return out, why
}

// protected reports whether row-level security is on for a table.
func (p *prover) protected(t *pgcat.Table) bool {
	return t.RLS == pgcat.On || t.RLS == pgcat.Unknown && t.Platform
}

func (p *prover) viewRead(v *pgcat.View) ViewRead {
	out := ViewRead{View: v, OwnerBypasses: pgcat.Off, Filters: pgcat.Unknown}
	seen := make(map[pgcat.Name]bool)
	var gather func(v *pgcat.View, depth int)
	gather = func(v *pgcat.View, depth int) {
		names := v.Reads
		if len(names) == 0 && v.Query != nil {
			names = p.relations(v.Query, v.Path)
		}
		for _, n := range names {
			if t := p.tables[n]; t != nil && !seen[n] {
				seen[n] = true
				out.Reads = append(out.Reads, t)
			} else if w := p.views[n]; w != nil && !seen[n] && depth < 20 {
				seen[n] = true
				gather(w, depth+1)
			}
		}
	}
	gather(v, 0)
	slices.SortFunc(out.Reads, func(a, b *pgcat.Table) int { return strings.Compare(a.Name.String(), b.Name.String()) })
	if !v.Invoker || v.Materialized {
		out.OwnerBypasses = p.ownerBypasses(v.Owner, out.Reads)
	}
	q := v.Query.GetSelectStmt()
	switch {
	case v.Materialized:
		out.Filters, out.Why = pgcat.Off, "its rows are those that its owner saw when it was filled"
	case q == nil:
		out.Why = "its query is not known"
	case v.Invoker:
		out.Why = "it reads with the rights of the caller"
	case len(p.roles) > 0:
		r := p.roles[len(p.roles)-1]
		for _, x := range p.roles {
			if x.name == authRole {
				r = x
			}
		}
		e := &eval{p: p, role: r}
		out.Filters, out.Why = p.tied(e.sel(q, &env{path: v.Path, definer: orName(v.Owner, "the owner")}), r)
	}
	return out
}

// ownerBypasses tells whether the policies of the tables do not bind an owner.
func (p *prover) ownerBypasses(owner string, reads []*pgcat.Table) pgcat.Tri {
	if owner == "" {
		return pgcat.Unknown
	}
	r := p.newRole(owner)
	out := pgcat.Off
	for _, t := range reads {
		if !p.protected(t) {
			continue
		}
		on, _, unknown := p.guarded(t, r)
		switch {
		case unknown != "":
			if out == pgcat.Off {
				out = pgcat.Unknown
			}
		case !on:
			return pgcat.On
		case r.cat == nil && t.Owner != owner:
			if out == pgcat.Off {
				out = pgcat.Unknown
			}
		}
	}
	return out
}

// relations lists the relations that a statement names.
func (p *prover) relations(n *pg_query.Node, path []string) []pgcat.Name {
	var out []pgcat.Name
	ctes := make(map[string]bool)
	e := &eval{p: p}
	walk(n.ProtoReflect(), 0, func(m proto.Message) {
		switch m := m.(type) {
		case *pg_query.CommonTableExpr:
			ctes[m.Ctename] = true
		case *pg_query.RangeVar:
			if m.Schemaname == "" && ctes[m.Relname] {
				return
			}
			if t, v, name := e.relation(m, &env{path: path}); (t != nil || v != nil) && !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	})
	return out
}

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
	switch {
	case !f.Definer:
		out.Why = "it runs with the rights of the caller"
	case !ok:
		out.Why = "its body is not known"
	case len(out.Writes) > 0:
		out.Why = "it writes; what it lets through is not judged"
	case !slices.ContainsFunc(out.Reads, p.protected):
		out.Filters, out.Why = pgcat.On, "it reads no protected table"
	case f.Returns == "trigger" || f.Returns == "event_trigger":
		out.Filters, out.Why = pgcat.On, "nobody can call a trigger function"
	case len(p.roles) > 0:
		out.Filters, out.Why = p.filters(f)
	}
	return out
}

// filters tells whether the rows that a function reads are tied to the caller
// whatever he calls it with.
func (p *prover) filters(f *pgcat.Function) (pgcat.Tri, string) {
	b := p.body(f)
	if b.bad != "" {
		return pgcat.Unknown, b.bad
	}
	r := p.roles[len(p.roles)-1]
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
			return pgcat.Unknown, bad
		}
	}
	out, why := pgcat.On, ""
	for _, o := range outs {
		for _, g := range o.guard {
			rows := e.sel(o.stmt, o.env)
			for i := range rows {
				rows[i].c = rows[i].c.and(g)
			}
			rows = append(rows, e.targets(o.stmt, o.env, g)...)
			if t, w := p.tied(rows, r); t != pgcat.On {
				if out, why = t, w; t == pgcat.Off {
					return out, why
				}
			}
		}
	}
	return out, why
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
