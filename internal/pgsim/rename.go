package pgsim

import (
	pg_query "github.com/pganalyze/pg_query_go/v6"
)

func (p *player) rename(u *unit, s *pg_query.RenameStmt) {
	switch s.RenameType {
	case pg_query.ObjectType_OBJECT_SCHEMA:
		p.renameSchema(s.Subname, s.Newname)
		return
	case pg_query.ObjectType_OBJECT_ROLE:
		p.renameRole(s.Subname, s.Newname)
		return
	case pg_query.ObjectType_OBJECT_FUNCTION, pg_query.ObjectType_OBJECT_PROCEDURE, pg_query.ObjectType_OBJECT_ROUTINE, pg_query.ObjectType_OBJECT_AGGREGATE:
		p.renameFunction(s)
		return
	case pg_query.ObjectType_OBJECT_TYPE, pg_query.ObjectType_OBJECT_DOMAIN:
		p.renameType(s)
		return
	case pg_query.ObjectType_OBJECT_TABLE, pg_query.ObjectType_OBJECT_VIEW, pg_query.ObjectType_OBJECT_MATVIEW, pg_query.ObjectType_OBJECT_INDEX,
		pg_query.ObjectType_OBJECT_FOREIGN_TABLE, pg_query.ObjectType_OBJECT_SEQUENCE, pg_query.ObjectType_OBJECT_TRIGGER,
		pg_query.ObjectType_OBJECT_COLUMN, pg_query.ObjectType_OBJECT_POLICY, pg_query.ObjectType_OBJECT_TABCONSTRAINT:
	default:
		return
	}
	if s.Relation == nil {
		return
	}
	r := p.find(rangeName(s.Relation))
	if r == nil {
		switch {
		case s.MissingOk:
			return
		case p.absent(classRelation, rangeName(s.Relation)):
			p.fail()
			return
		}
		switch s.RenameType {
		case pg_query.ObjectType_OBJECT_SEQUENCE, pg_query.ObjectType_OBJECT_VIEW, pg_query.ObjectType_OBJECT_MATVIEW, pg_query.ObjectType_OBJECT_INDEX:
			return
		}
		if s.RelationType == pg_query.ObjectType_OBJECT_VIEW {
			return
		}
		if r = p.base(u, s.Relation); r == nil {
			return
		}
	}
	if !p.owns(r.owner) {
		p.fail()
		return
	}
	ok := true
	switch s.RenameType {
	case pg_query.ObjectType_OBJECT_COLUMN:
		ok = p.renameColumn(r, s.Subname, s.Newname, 0)
	case pg_query.ObjectType_OBJECT_POLICY:
		p.renamePolicy(u, r, s)
	case pg_query.ObjectType_OBJECT_TRIGGER:
		ok = p.renameTrigger(r, s.Subname, s.Newname)
	case pg_query.ObjectType_OBJECT_TABCONSTRAINT:
		ok = p.renameConstraint(r, s.Subname, s.Newname)
	default:
		ok = p.renameRelation(r, name{Schema: r.Schema, Rel: s.Newname}, s.RenameType)
	}
	if !ok {
		p.fail()
	}
}

func (p *player) renameRelation(r *relation, to name, t pg_query.ObjectType) bool {
	if s := p.cat.schemas[r.Schema]; s != nil && !r.temporary && !p.mayIn(s, "CREATE") {
		return false
	}
	if p.cat.rels[to] != nil && p.cat.rels[to].created || r.created && !alters(t, r.kind) {
		return false
	}
	p.cat.move(r, to)
	if r.kind == index && r.table != nil {
		for _, k := range r.table.constraints {
			if k.index == r {
				edit(p.cat, k).name = to.Rel
			}
		}
	}
	return true
}

func (p *player) renameColumn(r *relation, from, to string, depth int) bool {
	if depth > maxDepth {
		return false
	}
	c := r.column(from)
	switch {
	case c == nil:
		return !r.created || !r.allColumns
	case r.column(to) != nil || systemColumn(to) || depth == 0 && c.inherited > 0:
		return false
	case c.inherited > 1:
		return false
	}
	edit(p.cat, c).name = to
	for _, child := range p.cat.children(r) {
		if !p.renameColumn(child, from, to, depth+1) {
			return false
		}
	}
	return true
}

func (p *player) renameTrigger(r *relation, from, to string) bool {
	var found *trigger
	for _, t := range r.triggers {
		if t.Name == to {
			return false
		}
		if t.Name == from {
			found = t
		}
	}
	if found == nil {
		return !r.created
	}
	if found.parent != nil {
		return false
	}
	edit(p.cat, found).Name = to
	for _, child := range p.cat.children(r) {
		for _, t := range child.triggers {
			if t.parent == found {
				edit(p.cat, t).Name = to
			}
		}
	}
	return true
}

func (p *player) renameConstraint(r *relation, from, to string) bool {
	k := r.constraint(from)
	switch {
	case k == nil:
		return !r.created
	case r.constraint(to) != nil, k.parent != nil:
		return false
	case k.index != nil:
		n := name{Schema: r.Schema, Rel: to}
		if p.cat.rels[n] != nil {
			return false
		}
		p.cat.move(k.index, n)
	}
	edit(p.cat, k).name = to
	return true
}

func (p *player) renameSchema(from, to string) {
	s := p.cat.schemas[from]
	if s == nil && !p.absent(classSchema, name{Rel: from}) {
		s = p.assumeSchema(from)
	}
	if s == nil || p.cat.schemas[to] != nil && p.cat.schemas[to].made || !p.owns(s.owner) {
		p.fail()
		return
	}
	remove(p.cat, p.cat.schemas, from)
	put(p.cat, p.cat.gone, object{classSchema, name{Rel: from}}, true)
	edit(p.cat, s).name = to
	put(p.cat, p.cat.schemas, to, s)
	remove(p.cat, p.cat.gone, object{classSchema, name{Rel: to}})
	for _, r := range p.cat.sorted() {
		if r.Schema == from {
			p.cat.move(r, name{Schema: to, Rel: r.Rel})
		}
	}
	for _, f := range p.cat.allFunctions() {
		if f.Schema == from {
			p.moveFunction(f, name{Schema: to, Rel: f.Rel})
		}
	}
	for n, t := range p.cat.types {
		if n.Schema == from {
			p.moveType(t, name{Schema: to, Rel: n.Rel})
		}
	}
	for _, d := range p.cat.defaults {
		if d.schema == from {
			edit(p.cat, d).schema = to
		}
	}
}

func (p *player) moveType(t *typ, to name) {
	remove(p.cat, p.cat.types, t.name)
	put(p.cat, p.cat.gone, object{classType, t.name}, true)
	from := t.String()
	edit(p.cat, t).name = to
	put(p.cat, p.cat.types, to, t)
	remove(p.cat, p.cat.gone, object{classType, to})
	p.retitle(from, to.String())
}

// retitle follows the new name of a type in columns and signatures.
func (p *player) retitle(from, to string) {
	swap := func(s string) string {
		switch s {
		case from:
			return to
		case from + "[]":
			return to + "[]"
		}
		return s
	}
	for _, r := range p.cat.rels {
		for _, c := range r.columns {
			if n := swap(c.canon); n != c.canon {
				edit(p.cat, c).canon = n
			}
		}
	}
	for _, f := range p.cat.allFunctions() {
		edit(p.cat, f)
		f.canon = swap(f.canon)
		f.args, f.all = each(f.args, swap), each(f.all, swap)
	}
}

func each(list []string, f func(string) string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = f(s)
	}
	return out
}

func (p *player) renameType(s *pg_query.RenameStmt) {
	n := nameOf(s.GetObject().GetList().GetItems())
	t := p.findType(n)
	switch {
	case t == nil && p.absent(classType, n):
		p.fail()
	case t == nil:
	case p.cat.types[name{Schema: t.Schema, Rel: s.Newname}] != nil || !p.owns(t.owner):
		p.fail()
	default:
		p.moveType(t, name{Schema: t.Schema, Rel: s.Newname})
	}
}

func (p *player) setSchema(u *unit, s *pg_query.AlterObjectSchemaStmt) {
	if p.cat.schemas[s.Newschema] == nil {
		if p.absent(classSchema, name{Rel: s.Newschema}) {
			p.fail()
			return
		}
		p.assumeSchema(s.Newschema)
	}
	switch s.ObjectType {
	case pg_query.ObjectType_OBJECT_FUNCTION, pg_query.ObjectType_OBJECT_PROCEDURE, pg_query.ObjectType_OBJECT_ROUTINE, pg_query.ObjectType_OBJECT_AGGREGATE:
		p.setFunctionSchema(s)
		return
	case pg_query.ObjectType_OBJECT_TYPE, pg_query.ObjectType_OBJECT_DOMAIN:
		n := nameOf(s.GetObject().GetList().GetItems())
		t := p.findType(n)
		to := name{Schema: s.Newschema, Rel: n.Rel}
		switch {
		case t == nil && p.absent(classType, n), t != nil && p.cat.types[to] != nil:
			p.fail()
		case t != nil:
			p.moveType(t, to)
		}
		return
	}
	if s.Relation == nil {
		return
	}
	r := p.find(rangeName(s.Relation))
	if r == nil {
		if s.MissingOk {
			return
		}
		if s.ObjectType != pg_query.ObjectType_OBJECT_TABLE {
			if p.absent(classRelation, rangeName(s.Relation)) {
				p.fail()
			}
			return
		}
		if r = p.base(u, s.Relation); r == nil {
			return
		}
	}
	to := name{Schema: s.Newschema, Rel: r.Rel}
	if to == r.name && p.owns(r.owner) && p.mayIn(p.cat.schemas[s.Newschema], "CREATE") && (!r.created || alters(s.ObjectType, r.kind)) {
		return
	}
	if p.cat.rels[to] != nil && p.cat.rels[to].created || !p.owns(r.owner) || r.created && !alters(s.ObjectType, r.kind) ||
		r.kind == sequence && r.ownedBy != nil || r.kind == index || r.temporary || !p.mayIn(p.cat.schemas[s.Newschema], "CREATE") {
		p.fail()
		return
	}
	if !p.moveWhole(r, s.Newschema) {
		p.fail()
	}
}

// moveWhole puts a relation with its indexes and sequences into another schema.
func (p *player) moveWhole(r *relation, to string) bool {
	for _, x := range p.cat.sorted() {
		if x.table != r && (x.ownedBy == nil || x.ownedBy.rel != r) {
			continue
		}
		n := name{Schema: to, Rel: x.Rel}
		if p.cat.rels[n] != nil && p.cat.rels[n] != x {
			return false
		}
		p.cat.move(x, n)
	}
	p.cat.move(r, name{Schema: to, Rel: r.Rel})
	return true
}
