package isolation

import (
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
		p.report.Views = append(p.report.Views, *p.read(v))
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
	out := ViewRead{View: v, OwnerBypasses: pgcat.Off, Filters: pgcat.Unknown, byRole: make(map[string]pgcat.Tri)}
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
	s := p.newSurvey(true)
	if v.Query != nil {
		s.statement(v.Query, v.Path, false)
		for _, t := range s.reads {
			if !slices.Contains(out.Reads, t) {
				out.Reads = append(out.Reads, t)
			}
		}
	}
	slices.SortFunc(out.Reads, func(a, b *pgcat.Table) int { return strings.Compare(a.Name.String(), b.Name.String()) })
	if !v.Invoker || v.Materialized {
		out.OwnerBypasses = p.ownerBypasses(v.Owner, out.Reads)
	}
	q := v.Query.GetSelectStmt()
	out.Opaque = s.why
	out.Updatable = !v.Materialized && p.updatable(v, 0)
	switch {
	case v.Materialized:
		out.Filters, out.Why = pgcat.Off, "its rows are those that its owner saw when it was filled"
	case q == nil:
		out.Why = "its query is not known"
	case v.Invoker:
		out.Why = "it reads with the rights of the caller"
	case len(p.roles) > 0:
		out.Filters = pgcat.On
		var all []selAlt
		roles := p.callers(v.Grants, "SELECT")
		for _, r := range p.roles {
			e := &eval{p: p, role: r}
			rows := e.sel(q, &env{path: v.Path, definer: orName(v.Owner, "the owner")})
			all = append(all, rows...)
			if !slices.Contains(roles, r) {
				continue
			}
			t, why := p.tied(rows, r)
			out.byRole[r.name] = t
			if t == pgcat.Off || t == pgcat.Unknown && out.Filters == pgcat.On {
				out.Filters, out.Why = t, why
			}
		}
		if why := orName(s.why, s.covered(all)); why != "" && out.Filters == pgcat.On {
			out.Filters, out.Why = pgcat.Unknown, why
		}
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

// updatable reports whether Postgres lets INSERT, UPDATE and DELETE through a
// view to the table below it. It errs on the side of saying so.
func (p *prover) updatable(v *pgcat.View, depth int) bool {
	q := v.Query.GetSelectStmt()
	if q == nil || depth > 20 {
		return true
	}
	if len(q.FromClause) != 1 || q.Op != pg_query.SetOperation_SETOP_NONE || len(q.GroupClause) > 0 || q.HavingClause != nil ||
		len(q.DistinctClause) > 0 || q.LimitCount != nil || q.LimitOffset != nil || q.WithClause != nil || q.FromClause[0].GetRangeVar() == nil {
		return false
	}
	t, w, _ := (&eval{p: p}).relation(q.FromClause[0].GetRangeVar(), &env{path: v.Path})
	if w != nil {
		return !w.Materialized && p.updatable(w, depth+1)
	}
	if _, agg := aggregate(q.TargetList); agg != "" {
		return false
	}
	return t == nil || p.protected(t) || t.RLSDoubt != ""
}
