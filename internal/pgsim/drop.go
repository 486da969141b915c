package pgsim

import (
	"fmt"
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
)

// drop follows DROP of all kinds. All objects of one statement go together or
// none does.
func (p *player) drop(u *unit, s *pg_query.DropStmt) {
	cascade := s.Behavior == pg_query.DropBehavior_DROP_CASCADE
	var targets []any
	defer p.unfollowed(s, cascade)()
	for _, o := range s.Objects {
		t, ok := p.dropTarget(u, s, o, cascade)
		if !ok {
			p.fail()
			return
		}
		targets = append(targets, t...)
	}
	if !p.remove(u, targets, cascade, "DROP "+dropWord(s.RemoveType)) {
		p.fail()
	}
}

// unfollowed gives what is left to do after a DROP ... CASCADE of an object whose
// dependents are not kept: an operator or its class, a cast, a collation, a sequence, or a function that
// one of them runs. Policies that may have gone with it can't be told any more.
func (p *player) unfollowed(s *pg_query.DropStmt, cascade bool) func() {
	var names []string
	all := false
	for _, o := range s.Objects {
		switch s.RemoveType {
		case pg_query.ObjectType_OBJECT_OPERATOR:
			names = append(names, nameOf(o.GetObjectWithArgs().GetObjname()).Rel)
		case pg_query.ObjectType_OBJECT_COLLATION, pg_query.ObjectType_OBJECT_SEQUENCE:
			names = append(names, nameOf(o.GetList().GetItems()).Rel)
		case pg_query.ObjectType_OBJECT_CAST, pg_query.ObjectType_OBJECT_OPCLASS, pg_query.ObjectType_OBJECT_OPFAMILY:
			all = true
		case pg_query.ObjectType_OBJECT_FUNCTION, pg_query.ObjectType_OBJECT_ROUTINE:
			for _, f := range p.named(nameOf(o.GetObjectWithArgs().GetObjname())) {
				all = all || f.Bound
			}
		}
	}
	if !cascade || !all && len(names) == 0 {
		return func() {}
	}
	return func() {
		for _, r := range p.cat.rels {
			for _, q := range r.policies {
				for _, x := range []*expression{q.using, q.check} {
					if x != nil && (all || slices.ContainsFunc(names, func(n string) bool { return n != "" && strings.Contains(x.raw, n) })) {
						e := edit(p.cat, r)
						e.policyDoubt = "policy " + q.name + " may have gone with what DROP ... CASCADE dropped"
						e.policyLoss = e.policyDoubt
					}
				}
			}
		}
	}
}

func dropWord(t pg_query.ObjectType) string {
	switch t {
	case pg_query.ObjectType_OBJECT_FUNCTION, pg_query.ObjectType_OBJECT_PROCEDURE, pg_query.ObjectType_OBJECT_ROUTINE:
		return "FUNCTION ... CASCADE"
	case pg_query.ObjectType_OBJECT_SCHEMA:
		return "SCHEMA"
	case pg_query.ObjectType_OBJECT_TYPE, pg_query.ObjectType_OBJECT_DOMAIN:
		return "TYPE ... CASCADE"
	}
	return "TABLE"
}

// dropTarget finds what one name of a DROP stands for; false when Postgres refuses.
func (p *player) dropTarget(u *unit, s *pg_query.DropStmt, o *pg_query.Node, cascade bool) ([]any, bool) {
	switch s.RemoveType {
	case pg_query.ObjectType_OBJECT_TABLE, pg_query.ObjectType_OBJECT_FOREIGN_TABLE, pg_query.ObjectType_OBJECT_INDEX,
		pg_query.ObjectType_OBJECT_VIEW, pg_query.ObjectType_OBJECT_MATVIEW, pg_query.ObjectType_OBJECT_SEQUENCE:
		return p.dropRelation(nameOf(o.GetList().GetItems()), s)
	case pg_query.ObjectType_OBJECT_SCHEMA:
		return p.dropSchema(o.GetString_().GetSval(), s.MissingOk)
	case pg_query.ObjectType_OBJECT_POLICY:
		return p.dropPolicy(o.GetList().GetItems(), s.MissingOk)
	case pg_query.ObjectType_OBJECT_TRIGGER:
		return p.dropTrigger(o.GetList().GetItems(), s.MissingOk)
	case pg_query.ObjectType_OBJECT_FUNCTION, pg_query.ObjectType_OBJECT_PROCEDURE, pg_query.ObjectType_OBJECT_ROUTINE, pg_query.ObjectType_OBJECT_AGGREGATE:
		return p.dropFunction(o.GetObjectWithArgs(), s)
	case pg_query.ObjectType_OBJECT_TYPE, pg_query.ObjectType_OBJECT_DOMAIN:
		return p.dropType(nameOf(o.GetTypeName().GetNames()), s.MissingOk, cascade)
	case pg_query.ObjectType_OBJECT_EXTENSION:
		return p.dropExtension(u, o.GetString_().GetSval(), cascade), true
	case pg_query.ObjectType_OBJECT_EVENT_TRIGGER:
		p.dropEventTrigger(o.GetString_().GetSval())
	}
	return nil, true
}

// wantedKinds is what a DROP of a type may drop.
func wantedKind(t pg_query.ObjectType) relKind {
	switch t {
	case pg_query.ObjectType_OBJECT_FOREIGN_TABLE:
		return foreignTable
	case pg_query.ObjectType_OBJECT_VIEW:
		return view
	case pg_query.ObjectType_OBJECT_MATVIEW:
		return matview
	case pg_query.ObjectType_OBJECT_SEQUENCE:
		return sequence
	case pg_query.ObjectType_OBJECT_INDEX:
		return index
	}
	return table
}

func (p *player) dropRelation(n name, s *pg_query.DropStmt) ([]any, bool) {
	r := p.find(n)
	switch {
	case r == nil && s.MissingOk:
		p.markGone(classRelation, n)
		return nil, true
	case r == nil && p.absent(classRelation, n):
		return nil, false
	case r == nil:
		p.markGone(classRelation, n)
		return nil, true // an error, unless a base that is not in the files has made it
	case r.created && r.kind != wantedKind(s.RemoveType), !p.owns(r.owner) && !p.ownsSchema(r.Schema):
		return nil, false
	case r.kind == sequence && r.ownedBy != nil && r.ownedBy.identity:
		return nil, false
	case r.kind == index && p.backs(r):
		return nil, false
	}
	return []any{r}, true
}

// backs reports whether an index belongs to a constraint, which must be dropped itself.
func (p *player) backs(i *relation) bool {
	return i.table != nil && slices.ContainsFunc(i.table.constraints, func(k *constraint) bool { return k.index == i })
}

func (p *player) ownsSchema(n string) bool {
	s := p.cat.schemas[n]
	return s != nil && privilegesOf(p.role, s.owner)
}

// markGone notes that nothing of that name is there any more.
func (p *player) markGone(c class, n name) {
	if n.Schema != "" || c == classSchema {
		put(p.cat, p.cat.gone, object{c, n}, true)
		return
	}
	for _, s := range p.path {
		put(p.cat, p.cat.gone, object{c, name{Schema: s, Rel: n.Rel}}, true)
	}
}

func (p *player) dropSchema(n string, missingOK bool) ([]any, bool) {
	s := p.cat.schemas[n]
	switch {
	case s == nil:
		ok := missingOK || !p.absent(classSchema, name{Rel: n})
		p.markGone(classSchema, name{Rel: n})
		return nil, ok
	case !p.owns(s.owner):
		return nil, false
	}
	return []any{s}, true
}

func (p *player) dropPolicy(parts []*pg_query.Node, missingOK bool) ([]any, bool) {
	if len(parts) < 2 {
		return nil, true
	}
	n := nameOf(parts[:len(parts)-1])
	r := p.find(n)
	if r == nil {
		return nil, missingOK || !p.absent(classRelation, n)
	}
	q := r.policy(parts[len(parts)-1].GetString_().GetSval())
	switch {
	case q == nil:
		return nil, missingOK || !r.created
	case !p.owns(r.owner):
		return nil, false
	}
	return []any{q}, true
}

// dropExtension drops the policies that call a function of the extension. What
// an extension holds that is not listed here is not known.
func (p *player) dropExtension(u *unit, ext string, cascade bool) []any {
	remove(p.cat, p.cat.extensions, ext)
	if !cascade {
		return nil
	}
	holds, ok := extensionFunctions(ext)
	if !ok {
		p.cloud(u.start(), fmt.Sprintf("DROP EXTENSION %s CASCADE removes whatever leans on it, which is not followed", ext), touch{unmakes: true})
		return nil
	}
	var out []any
	for _, r := range p.cat.sorted() {
		for _, q := range r.policies {
			for _, e := range []*expression{q.using, q.check} {
				if e != nil && slices.ContainsFunc(e.foreign, func(f name) bool { return slices.Contains(holds, f.Rel) }) {
					out = append(out, q)
					break
				}
			}
		}
	}
	return out
}

// dropType drops a type; with CASCADE the columns of it go, too, and what leans on them.
func (p *player) dropType(n name, missingOK, cascade bool) ([]any, bool) {
	t := p.findType(n)
	if t != nil {
		return []any{t}, p.owns(t.owner) || p.ownsSchema(t.Schema)
	}
	if r := p.find(n); r != nil && r.kind == composite {
		return []any{r}, true
	}
	if missingOK || !p.absent(classType, n) {
		p.markGone(classType, n)
		if !cascade {
			return nil, true
		}
		return p.ofType(n.Rel), true
	}
	return nil, false
}

// ofType lists the columns of a type that no file has made, and the policies that name it.
func (p *player) ofType(typ string) []any {
	var out []any
	for _, r := range p.cat.sorted() {
		for _, c := range r.columns {
			if c.typeDep == nil && (c.typ == typ || c.typ == typ+"[]") {
				out = append(out, c)
			}
		}
		for _, q := range r.policies {
			for _, e := range []*expression{q.using, q.check} {
				if e != nil && slices.Contains(e.types, typ) {
					out = append(out, q)
				}
			}
		}
	}
	return out
}

// dropColumn drops a column from a table and from those that have it from there.
func (p *player) dropColumn(u *unit, r *relation, col string, cascade, missingOK bool) bool {
	c := r.column(col)
	if c == nil {
		return missingOK || !(r.created && r.allColumns) || systemColumn(col)
	}
	if c.inherited > 0 || c.splits {
		return false
	}
	targets := []any{c}
	p.inheritedDrop(r, col, &targets, 0)
	return p.remove(u, targets, cascade, "DROP COLUMN "+col+" CASCADE")
}

func (p *player) inheritedDrop(r *relation, col string, targets *[]any, depth int) {
	if depth > maxDepth {
		return
	}
	for _, child := range p.cat.children(r) {
		c := child.column(col)
		if c == nil {
			continue
		}
		if c.inherited == 1 && !c.local {
			*targets = append(*targets, c)
			p.inheritedDrop(child, col, targets, depth+1)
		} else {
			edit(p.cat, c).inherited = max(0, c.inherited-1)
		}
	}
}
