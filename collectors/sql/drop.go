package sql

import (
	"fmt"
	"maps"
	"slices"

	pg_query "github.com/pganalyze/pg_query_go/v6"
)

func (p *player) drop(u *unit, s *pg_query.DropStmt) {
	cascade := s.Behavior == pg_query.DropBehavior_DROP_CASCADE
	for _, o := range s.Objects {
		switch s.RemoveType {
		case pg_query.ObjectType_OBJECT_TABLE, pg_query.ObjectType_OBJECT_FOREIGN_TABLE,
			pg_query.ObjectType_OBJECT_VIEW, pg_query.ObjectType_OBJECT_MATVIEW, pg_query.ObjectType_OBJECT_SEQUENCE:
			p.dropRelation(nameOf(o.GetList().GetItems()), cascade)
		case pg_query.ObjectType_OBJECT_SCHEMA:
			p.dropSchema(o.GetString_().GetSval(), cascade)
		case pg_query.ObjectType_OBJECT_POLICY:
			p.dropPolicy(o.GetList().GetItems(), s.MissingOk)
		case pg_query.ObjectType_OBJECT_FUNCTION, pg_query.ObjectType_OBJECT_PROCEDURE, pg_query.ObjectType_OBJECT_ROUTINE:
			p.dropFunction(u, nameOf(o.GetObjectWithArgs().GetObjname()), cascade)
		case pg_query.ObjectType_OBJECT_TYPE, pg_query.ObjectType_OBJECT_DOMAIN:
			if cascade {
				p.dropType(u, nameOf(o.GetTypeName().GetNames()).rel)
			}
		case pg_query.ObjectType_OBJECT_EXTENSION:
			if cascade {
				p.dropExtension(u, o.GetString_().GetSval())
			}
		case pg_query.ObjectType_OBJECT_EVENT_TRIGGER:
			p.cat.autoRLS = ""
		}
	}
}

func (p *player) dropRelation(n name, cascade bool) {
	r := p.find(n)
	if r == nil {
		return // an error, unless a base that is not in the files has made it
	}
	leans := func(e *expression) bool { return slices.Contains(e.refs.rels, r.name) }
	if !cascade && p.othersLean(r, leans) {
		p.failed = true // Postgres refuses: a policy of another table names this one
		return
	}
	p.dropLeaning(leans)
	for _, child := range p.cat.sorted() {
		if child.partitionOf == r.String() {
			delete(p.cat.rels, child.name)
		}
	}
	delete(p.cat.rels, r.name)
}

// othersLean reports whether a policy of another table leans on what is dropped.
func (p *player) othersLean(r *relation, leans func(*expression) bool) bool {
	found := false
	p.cat.eachExpression(func(o *relation, _ *policy, e *expression) {
		found = found || o != r && o.created && leans(e)
	})
	return found
}

// dropLeaning drops the policies that lean on what a CASCADE removes.
func (p *player) dropLeaning(leans func(*expression) bool) {
	type one struct {
		r *relation
		q *policy
	}
	var gone []one
	p.cat.eachExpression(func(r *relation, q *policy, e *expression) {
		if leans(e) {
			gone = append(gone, one{r, q})
		}
	})
	for _, g := range gone {
		g.r.dropPolicy(g.q)
	}
}

func (p *player) dropSchema(schema string, cascade bool) {
	var inside []*relation
	for _, r := range p.cat.sorted() {
		if r.schema == schema {
			inside = append(inside, r)
		}
	}
	if !cascade && len(inside) > 0 {
		p.failed = true
		return
	}
	for _, r := range inside {
		if p.cat.rels[r.name] != nil {
			p.dropRelation(r.name, true)
		}
	}
	if cascade {
		p.dropLeaning(func(e *expression) bool {
			return slices.ContainsFunc(e.refs.functions, func(f name) bool { return f.schema == schema })
		})
	}
	delete(p.cat.schemas, schema)
}

func (p *player) dropPolicy(parts []*pg_query.Node, missingOK bool) {
	if len(parts) < 2 {
		return
	}
	r := p.find(nameOf(parts[:len(parts)-1]))
	pol := parts[len(parts)-1].GetString_().GetSval()
	if r == nil {
		return
	}
	q := r.policy(pol)
	if q == nil {
		p.failed = !missingOK && r.created
		return
	}
	r.dropPolicy(q)
}

// dropFunction follows a function by its name alone. Where several functions
// share the name, types tell which one a policy calls: that is left in doubt.
func (p *player) dropFunction(u *unit, fn name, cascade bool) {
	same := func(n name) bool {
		return n.rel == fn.rel && (fn.schema == "" || n.schema == "" || n.schema == fn.schema)
	}
	overloads := 0
	for n := range p.cat.routines {
		if same(n.name) {
			overloads++
		}
	}
	maps.DeleteFunc(p.cat.functions, func(n name, _ *function) bool { return same(n) })
	if overloads == 1 {
		maps.DeleteFunc(p.cat.routines, func(n routine, _ bool) bool { return same(n.name) })
	}
	if !cascade {
		return // with a policy on it Postgres refuses, and nothing changes
	}
	calls := func(e *expression) bool { return slices.ContainsFunc(e.refs.functions, same) }
	if overloads <= 1 {
		p.dropLeaning(calls)
		return
	}
	at := u.start()
	p.cat.eachExpression(func(r *relation, _ *policy, e *expression) {
		if calls(e) {
			r.policyDoubt = fmt.Sprintf("DROP FUNCTION %s CASCADE at %s:%d may have removed a policy", fn.rel, at.path, at.line)
			r.policyLoss = r.policyDoubt
		}
	})
}

// dropExtension drops the policies that call a function of the extension. What
// an extension holds that is not listed here is not known.
func (p *player) dropExtension(u *unit, ext string) {
	holds, ok := extensionFunctions(ext)
	if !ok {
		p.cloud(u.start(), fmt.Sprintf("DROP EXTENSION %s CASCADE removes whatever leans on it, which is not followed", ext), touch{unmakes: true})
		return
	}
	p.dropLeaning(func(e *expression) bool {
		return slices.ContainsFunc(e.refs.functions, func(f name) bool { return slices.Contains(holds, f.rel) })
	})
}

// dropType drops the columns of a type, and the policies that lean on them.
func (p *player) dropType(u *unit, typ string) {
	for _, r := range p.cat.sorted() {
		for _, c := range slices.Clone(r.columns) {
			if t := c.typ; t == typ || t == typ+"[]" {
				p.dropColumn(u, r, c.name, true, true)
			}
		}
	}
	p.dropLeaning(func(e *expression) bool { return slices.Contains(e.refs.types, typ) })
}

// dropColumn drops a column. With CASCADE the policies on it go, too; without,
// Postgres refuses when there are any.
func (p *player) dropColumn(u *unit, r *relation, col string, cascade, missingOK bool) {
	i := r.column(col)
	if i < 0 && r.created && r.allColumns {
		p.failed = !missingOK
		return
	}
	for _, o := range p.cat.sorted() {
		for _, q := range slices.Clone(o.policies) {
			sure, maybe := leansOnColumn(o, q, r, col)
			switch {
			case !sure && !maybe:
			case !cascade && sure:
				p.failed = true
				return
			case cascade && sure:
				o.dropPolicy(q)
			case cascade:
				o.policyDoubt = fmt.Sprintf("DROP COLUMN %s CASCADE at %s:%d may have removed policy %q", col, u.start().path, u.start().line, q.name)
				o.policyLoss = o.policyDoubt
			}
		}
	}
	if i >= 0 {
		r.columns = slices.Delete(r.columns, i, i+1)
	}
	p.toChildren(r, func(child *relation) {
		if j := child.column(col); j >= 0 {
			child.columns = slices.Delete(child.columns, j, j+1)
		}
	})
}

// leansOnColumn tells whether policy q of table o needs column col of table r.
// Inside of a subquery a bare name may belong to another table.
func leansOnColumn(o *relation, q *policy, r *relation, col string) (sure, maybe bool) {
	for _, e := range []*expression{q.using, q.check} {
		if e == nil || !slices.Contains(e.refs.columns, col) {
			continue
		}
		switch {
		case o == r && !e.refs.subquery:
			sure = true
		case o == r || slices.Contains(e.refs.rels, r.name):
			maybe = true
		}
	}
	return sure, maybe
}
