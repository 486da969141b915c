package pgsim

import (
	"fmt"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
)

// defineColumn adds a column; false when Postgres refuses.
func (p *player) defineColumn(u *unit, r *relation, d *pg_query.ColumnDef) bool {
	c := &column{name: d.Colname, rel: r, typ: typeName(d.TypeName), notNull: d.IsNotNull, local: true, at: u.where(d.Location)}
	if alienType(c.typ) {
		p.alien = fmt.Sprintf("column type %s at %s:%d is not one of Postgres", c.typ, c.at.Path, c.at.Line)
	}
	known := true
	c.fuzzy = fuzzy(d.CollClause)
	c.sized = len(d.GetTypeName().GetTypmods()) > 0
	if t := p.findType(nameOf(d.GetTypeName().GetNames())); t != nil {
		c.sized = t.domain
	}
	if c.canon, c.typeDep, known = p.canon(d.TypeName); !known {
		return false
	}
	if strings.HasSuffix(c.typ, "serial") || strings.HasPrefix(c.typ, "serial") || c.typ == "bigserial8" {
		c.notNull = true
	}
	for _, k := range d.Constraints {
		switch k.GetConstraint().GetContype() {
		case pg_query.ConstrType_CONSTR_NOTNULL, pg_query.ConstrType_CONSTR_PRIMARY, pg_query.ConstrType_CONSTR_IDENTITY:
			c.notNull = true
		}
	}
	if old := r.column(c.name); old != nil {
		if old.inherited == 0 || old.local {
			return false
		}
		edit(p.cat, old)
		old.local, old.notNull = true, old.notNull || c.notNull // merged with what is inherited
		return true
	}
	r.columns = with(r.columns, c)
	return true
}

// columnConstraints adds what a column definition says beyond name and type.
func (p *player) columnConstraints(u *unit, r *relation, d *pg_query.ColumnDef) bool {
	c := r.column(d.Colname)
	if c == nil {
		return true
	}
	switch d.GetTypeName().GetNames()[len(d.GetTypeName().GetNames())-1].GetString_().GetSval() {
	case "serial", "bigserial", "smallserial", "serial2", "serial4", "serial8":
		if p.shut(r.Schema) {
			return false // its default can't name the sequence
		}
		p.serial(r, c)
	}
	for _, n := range d.Constraints {
		k := n.GetConstraint()
		switch k.GetContype() {
		case pg_query.ConstrType_CONSTR_DEFAULT:
			if !p.setDefault(u, c, k.RawExpr, defaultAt(u.text, int(k.Location)+u.base)) {
				return false
			}
		case pg_query.ConstrType_CONSTR_IDENTITY:
			edit(p.cat, c).identity = true
			p.ownSequence(r, c, k.Options)
		case pg_query.ConstrType_CONSTR_GENERATED:
			e, ok := p.bindIn(u, span{}, k.RawExpr, r)
			if !ok {
				return false
			}
			edit(p.cat, c).generated, c.def = true, &deflt{expr: e, auto: true}
			c.def.expr.deps = withoutDep(c.def.expr.deps, c)
		case pg_query.ConstrType_CONSTR_PRIMARY, pg_query.ConstrType_CONSTR_UNIQUE,
			pg_query.ConstrType_CONSTR_FOREIGN, pg_query.ConstrType_CONSTR_CHECK:
			if !p.addConstraint(u, r, k, c) {
				return false
			}
		}
	}
	return true
}

func withoutDep(deps []dep, on any) []dep {
	var out []dep
	for _, d := range deps {
		if d.on != on {
			out = append(out, d)
		}
	}
	return out
}

// setDefault gives a column a default; none with a nil node.
func (p *player) setDefault(u *unit, c *column, n *pg_query.Node, at span) bool {
	if n == nil || isNullConst(n) && !c.sized {
		edit(p.cat, c).def = nil
		return true
	}
	e, ok := p.bindIn(u, at, n, nil)
	if !ok {
		return false
	}
	// nextval('name') leans on the sequence that it names
	if f := n.GetFuncCall(); f != nil && nameOf(f.Funcname).Rel == "nextval" && len(f.Args) == 1 {
		arg := f.Args[0]
		if arg.GetTypeCast() != nil {
			arg = arg.GetTypeCast().Arg
		}
		if v := arg.GetAConst().GetSval(); v != nil {
			seq := p.find(parseName(v.Sval))
			if seq == nil && p.absent(classRelation, parseName(v.Sval)) {
				return false
			}
			if seq != nil {
				e.deps = append(e.deps, dep{on: seq})
			}
		}
	}
	edit(p.cat, c).def = &deflt{expr: e}
	return true
}

// copy is the same default for another column.
func (d *deflt) copy() *deflt {
	if d == nil {
		return nil
	}
	own := *d
	return &own
}

// isNullConst tells a DEFAULT NULL, which Postgres does not keep.
func isNullConst(n *pg_query.Node) bool {
	for n.GetTypeCast() != nil {
		n = n.GetTypeCast().Arg
	}
	return n.GetAConst().GetIsnull()
}

// serial gives a column the sequence and the default of a serial type.
func (p *player) serial(r *relation, c *column) {
	s := p.ownSequence(r, c, nil)
	edit(p.cat, c).notNull = true
	text := "nextval('" + s.String() + "'::regclass)"
	c.def = &deflt{expr: &expression{raw: text, path: p.path, bound: bound{deps: []dep{{on: s}}}}}
}

// ownSequence makes the sequence that belongs to a column. Its options may name it.
func (p *player) ownSequence(r *relation, c *column, options []*pg_query.Node) *relation {
	n := p.freeName(r.Schema, r.Rel, c.name, "seq")
	for _, o := range options {
		if d := o.GetDefElem(); d.GetDefname() == "sequence_name" {
			n = nameOf(d.GetArg().GetList().GetItems()).Rel
		}
	}
	s := &relation{name: name{Schema: r.Schema, Rel: n}, kind: sequence, created: true, at: c.at, owner: r.owner, ownedBy: c,
		temporary: r.temporary, platform: p.onPlatform}
	s.acl = p.newACL(onSequence, r.Schema, p.role, c.at)
	p.enter(s)
	return s
}

// freeName is the name that Postgres makes up for something of a table.
func (p *player) freeName(schema, one, two, label string) string {
	for i := 0; ; i++ {
		end := label
		if i > 0 {
			end += itoa(i)
		}
		n := objectName(one, two, end)
		if p.cat.rels[name{Schema: schema, Rel: n}] == nil {
			return n
		}
	}
}

// objectName joins names as Postgres does, cut to 63 bytes.
func objectName(one, two, label string) string {
	rest := 63 - len(label) - 1
	if two != "" {
		rest--
	}
	a, b := len(one), len(two)
	for a+b > rest {
		if a > b {
			a--
		} else {
			b--
		}
	}
	one, two = clip(one, a), clip(two, b)
	if two != "" {
		return one + "_" + two + "_" + label
	}
	return one + "_" + label
}

// clip cuts a text to at most n bytes, between letters.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}

// fuzzy reports whether a collation may hold different texts for equal: those
// that Postgres brings along do not.
func fuzzy(c *pg_query.CollateClause) bool {
	if c == nil {
		return false
	}
	n := nameOf(c.Collname)
	low := strings.ToLower(n.Rel)
	return n.Schema != "pg_catalog" && low != "default" && low != "c" && low != "posix" && low != "ucs_basic" && !strings.Contains(low, "_") && !strings.HasSuffix(low, "-x-icu")
}
