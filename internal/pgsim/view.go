package pgsim

import (
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
)

type viewStatement struct {
	rel                                *pg_query.RangeVar
	query                              *pg_query.Node
	materialized, replace, ifNotExists bool
	aliases, options                   []*pg_query.Node
	check                              pg_query.ViewCheckOption
}

// createView makes a view. One that is replaced keeps its owner and its grants
// and takes the new query and options.
func (p *player) createView(u *unit, s viewStatement) {
	kind := view
	if s.materialized {
		kind = matview
	}
	b := p.binder()
	cols, known := b.query(s.query.GetSelectStmt(), nil)
	if b.refused {
		p.fail()
		return
	}
	for i, a := range s.aliases {
		if i < len(cols) {
			cols[i].name = a.GetString_().GetSval()
		} else if known {
			p.fail()
			return
		}
	}
	n, ok := p.target(s.rel)
	old := p.cat.rels[n]
	if ok && s.replace && old != nil && old.created {
		if old.kind != view || !p.owns(old.owner) || !p.extends(old, cols, known) {
			p.fail()
			return
		}
		p.replaceView(u, old, s, cols, known, b)
		p.ddl("CREATE VIEW", old)
		return
	}
	if s.ifNotExists && old != nil && old.created {
		return
	}
	if s.materialized && (!p.mayRead(p.role, b.out.deps, 0) || recursive(b.out.deps, 0)) {
		p.fail()
		return
	}
	r := p.make(u, s.rel, kind, s.ifNotExists)
	if r == nil {
		return
	}
	p.replaceView(u, r, s, cols, known, b)
	seen := make(map[string]bool)
	for _, c := range r.columns {
		if known && seen[c.name] {
			p.fail() // twice the same name
			return
		}
		seen[c.name] = true
	}
	p.ddl("CREATE VIEW", r)
}

// recursive tells whether a query reads a view that reads itself.
func recursive(deps []dep, depth int) bool {
	for _, d := range deps {
		if r, ok := d.on.(*relation); ok && r.kind == view && (r.recursive || depth > maxDepth || recursive(r.deps, depth+1)) {
			return true
		}
	}
	return false
}

// reads tells whether what leans on deps leads to a view.
func reads(deps []dep, v *relation, depth int) bool {
	return slices.ContainsFunc(deps, func(d dep) bool {
		r, ok := d.on.(*relation)
		return ok && (r == v || depth < maxDepth && r.kind == view && reads(r.deps, v, depth+1))
	})
}

// extends tells whether a new query keeps the columns of a view.
func (p *player) extends(old *relation, cols []outcol, known bool) bool {
	if !known || !old.allColumns {
		return true
	}
	if len(cols) < len(old.columns) {
		return false
	}
	for i, c := range old.columns {
		if cols[i].typ == "" && cols[i].col != nil {
			cols[i].typ = cols[i].col.canon
		}
		if cols[i].name != c.name || c.canon != "" && cols[i].typ != "" && cols[i].typ != c.canon {
			return false
		}
	}
	return true
}

func (p *player) replaceView(u *unit, r *relation, s viewStatement, cols []outcol, known bool, b *binder) {
	edit(p.cat, r)
	at := afterAs(u.text)
	text := strings.TrimSuffix(strings.TrimSpace(u.text[at.from:at.to]), ";")
	r.query = &boundQuery{expression: expression{raw: strings.Clone(text), base: at.from + strings.Index(u.text[at.from:], text) - u.base, node: s.query, path: slices.Clone(p.path), bound: b.out}}
	for _, a := range s.aliases {
		r.query.columns = append(r.query.columns, a.GetString_().GetSval())
	}
	r.recursive = reads(b.out.deps, r, 0)
	r.deps, r.allColumns, r.at = withoutDep(b.out.deps, r), known && !b.loose, u.start()
	for i, c := range cols {
		if i < len(r.columns) {
			continue
		}
		own := &column{name: c.name, rel: r, canon: c.typ, local: true, at: r.at}
		if c.col != nil {
			own.typ, own.canon = c.col.typ, c.col.canon
		}
		r.columns = with(r.columns, own)
	}
	r.options = viewOptions{}
	switch s.check {
	case pg_query.ViewCheckOption_LOCAL_CHECK_OPTION:
		r.options.check = "local"
	case pg_query.ViewCheckOption_CASCADED_CHECK_OPTION:
		r.options.check = "cascaded"
	}
	p.setViewOptions(r, s.options, false)
}

// setViewOptions applies WITH (...) of a view; reset takes options back.
func (p *player) setViewOptions(r *relation, options []*pg_query.Node, reset bool) {
	for _, o := range options {
		d := o.GetDefElem()
		on := !reset && switchedOn(d)
		switch strings.ToLower(d.GetDefname()) {
		case "security_invoker":
			r.options.invoker = on
		case "security_barrier":
			r.options.barrier = on
		case "check_option":
			r.options.check = ""
			if !reset {
				r.options.check = strings.ToLower(d.GetArg().GetString_().GetSval())
			}
		}
	}
}

// switchedOn reads a boolean option; one without a value is on.
func switchedOn(d *pg_query.DefElem) bool {
	switch {
	case d.GetArg() == nil:
		return true
	case d.GetArg().GetInteger() != nil:
		return d.GetArg().GetInteger().Ival != 0
	case d.GetArg().GetBoolean() != nil:
		return d.GetArg().GetBoolean().Boolval
	}
	switch strings.ToLower(d.GetArg().GetString_().GetSval()) {
	case "true", "on", "yes", "1", "t", "y":
		return true
	}
	return false
}
