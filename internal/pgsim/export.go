package pgsim

import (
	"maps"
	"slices"

	pg_query "github.com/pganalyze/pg_query_go/v6"

	"github.com/candor-dev/candor/internal/pgcat"
)

// export turns the working catalog into the model that others read.
func (p *player) export() *pgcat.Catalog {
	c := &pgcat.Catalog{Origin: "migrations", Supabase: p.supabase, User: p.user.Name}
	for _, r := range append(p.cat.sorted(), p.gone...) {
		switch r.kind {
		case table, foreignTable:
			c.Tables = append(c.Tables, p.exportTable(r))
		case view, matview:
			c.Views = append(c.Views, p.exportView(r))
		case sequence:
			s := &pgcat.Sequence{Name: r.name, At: r.at, Owner: r.owner.name(), Platform: r.platform, Grants: exportACL(r.acl, onSequence, r.owner, r.at)}
			if r.ownedBy != nil {
				s.Table, s.Column = &r.ownedBy.rel.name, r.ownedBy.name
			}
			c.Sequences = append(c.Sequences, s)
		}
	}
	for _, n := range slices.Sorted(maps.Keys(p.cat.schemas)) {
		s := p.cat.schemas[n]
		c.Schemas = append(c.Schemas, &pgcat.Schema{Name: n, Owner: s.owner.name(), At: s.at, Created: s.made, Platform: s.platform, Grants: exportACL(s.acl, onSchema, s.owner, s.at)})
	}
	for _, f := range p.cat.allFunctions() {
		if f.kindName != "" {
			continue
		}
		out := f.Function
		out.Owner, out.Platform, out.Grants = f.owner.name(), f.platform, exportACL(f.acl, onFunction, f.owner, f.At)
		c.Functions = append(c.Functions, &out)
	}
	for _, r := range p.cat.sortedRoles() {
		out := r.Role
		if p.supabase && r == p.user {
			out.Super = false // of a project, not of the server
		}
		out.MemberOf = nil
		for _, m := range r.memberOf {
			x := pgcat.Membership{Role: m.of.Name, Inherit: r.Inherit, Set: true, At: m.at}
			if m.inherit != nil {
				x.Inherit = *m.inherit
			}
			if m.set != nil {
				x.Set = *m.set
			}
			out.MemberOf = append(out.MemberOf, x)
		}
		c.Roles = append(c.Roles, &out)
	}
	for _, d := range p.cat.defaults {
		x := pgcat.DefaultPrivilege{Owner: d.owner.name(), Schema: d.schema, On: [...]string{onTable: "TABLES", onSequence: "SEQUENCES", onSchema: "SCHEMAS", onFunction: "FUNCTIONS"}[d.kind]}
		x.Grants = exportEntries(d.acl, nil)
		c.Defaults = append(c.Defaults, x)
	}
	for _, d := range p.doubts {
		c.Doubts = append(c.Doubts, pgcat.Doubt{At: d.at, Reason: d.reason})
	}
	return c
}

func (r *role) name() string {
	if r == nil {
		return ""
	}
	return r.Name
}

func (p *player) exportTable(r *relation) *pgcat.Table {
	t := &pgcat.Table{
		Name: r.name, At: r.at, Created: r.created, Temporary: r.temporary, Foreign: r.kind == foreignTable, Partitioned: r.partitioned,
		AllColumns: r.allColumns, RLS: r.rls, Force: r.force, RLSAt: r.rlsAt, ForceAt: r.forceAt, Owner: r.owner.name(),
		RLSDoubt: r.rlsDoubt, ForceDoubt: r.forceDoubt, PolicyDoubt: r.policyDoubt, PolicyLoss: r.policyLoss, GrantDoubt: r.grantDoubt,
		Platform: r.platform, Grants: exportACL(r.acl, onTable, r.owner, r.at),
	}
	if t.Platform && t.RLS == unknown {
		t.RLS = platformRLS(r.name)
	}
	switch {
	case r.partitionOf != nil:
		t.PartitionOf = &r.partitionOf.name
	case r.orphanOf != "":
		parent := parseName(r.orphanOf)
		t.PartitionOf = &parent
	}
	for _, parent := range r.inherits {
		t.Inherits = append(t.Inherits, parent.name)
	}
	for _, col := range r.columns {
		out := pgcat.Column{Name: col.name, Type: col.typ, NotNull: col.notNull, Generated: col.generated, Fuzzy: col.fuzzy, At: col.at}
		if col.def != nil && !col.generated {
			out.Default = p.exportExpr(col.def.expr)
		}
		if col.def != nil && col.generated {
			out.From = p.exportExpr(col.def.expr)
		}
		t.Columns = append(t.Columns, out)
		t.Grants = append(t.Grants, exportColumnACL(col)...)
	}
	for _, k := range r.constraints {
		switch k.kind {
		case pg_query.ConstrType_CONSTR_PRIMARY, pg_query.ConstrType_CONSTR_UNIQUE:
			t.Keys = append(t.Keys, pgcat.Key{Columns: columnNames(k.columns), Primary: k.kind == pg_query.ConstrType_CONSTR_PRIMARY, At: k.at})
		case pg_query.ConstrType_CONSTR_FOREIGN:
			f := pgcat.ForeignKey{Columns: columnNames(k.columns), Table: k.absent, Refs: k.refNames, Cascades: k.cascades, At: k.at}
			if k.target != nil {
				f.Table = k.target.name
			}
			if len(k.refs) > 0 {
				f.Refs = columnNames(k.refs)
			}
			t.ForeignKeys = append(t.ForeignKeys, f)
		}
	}
	for _, x := range r.triggers {
		t.Triggers = append(t.Triggers, x.export())
	}
	t.Runs = runs(r)
	for _, q := range r.policies {
		out := &pgcat.Policy{
			Name: q.name, Command: q.command, Permissive: q.permissive, At: q.at, Created: q.created,
			Using: p.exportExpr(q.using), Check: p.exportExpr(q.check),
		}
		for _, who := range q.roles {
			if who == nil {
				out.Roles = append(out.Roles, pgcat.Public)
			} else {
				out.Roles = append(out.Roles, who.Name)
			}
		}
		t.Policies = append(t.Policies, out)
	}
	return t
}

func (p *player) exportView(r *relation) *pgcat.View {
	v := &pgcat.View{Name: r.name, At: r.at, Owner: r.owner.name(), Materialized: r.kind == matview, Invoker: r.options.invoker,
		Barrier: r.options.barrier, CheckOption: r.options.check, Platform: r.platform, GrantDoubt: r.grantDoubt, Grants: exportACL(r.acl, onTable, r.owner, r.at)}
	for _, c := range r.columns {
		v.Columns = append(v.Columns, c.name)
		v.Grants = append(v.Grants, exportColumnACL(c)...)
	}
	v.AllColumns = r.allColumns
	if q := r.query; q != nil {
		e := p.exportExpr(&q.expression)
		v.Query, v.Text, v.Path = e.Node, e.Text, e.Path
		v.Named = len(q.columns)
	}
	for _, x := range r.triggers {
		v.Triggers = append(v.Triggers, x.export())
	}
	seen := make(map[name]bool)
	for _, d := range r.deps {
		if t, ok := d.on.(*relation); ok && !seen[t.name] {
			seen[t.name] = true
			v.Reads = append(v.Reads, t.name)
		}
	}
	return v
}

// runs lists the functions that a write of a row runs by itself.
func runs(r *relation) []name {
	var out []name
	add := func(deps []dep) {
		for _, d := range deps {
			if f, ok := d.on.(*function); ok && !f.platform && !slices.Contains(out, f.Name) {
				out = append(out, f.Name)
			}
		}
	}
	for _, c := range r.columns {
		if c.def != nil && c.def.expr != nil {
			add(c.def.expr.deps)
		}
	}
	for _, k := range r.constraints {
		add(k.deps)
	}
	for _, t := range r.triggers {
		add(t.deps)
	}
	return out
}

func exportACL(a acl, k aclKind, owner *role, at place) []pgcat.Grant {
	return exportEntries(a.or(k, owner, at), nil)
}

func exportColumnACL(c *column) []pgcat.Grant {
	return exportEntries(c.acl, []string{c.name})
}

// exportEntries writes a list of privileges; of the same one from several
// grantors it keeps one.
func exportEntries(a acl, columns []string) []pgcat.Grant {
	var out []pgcat.Grant
	for _, e := range a {
		g := pgcat.Grant{Role: pgcat.Public, Privilege: e.priv, Columns: columns, Grantable: e.grantable, At: e.at}
		if e.grantee != nil {
			g.Role = e.grantee.Name
		}
		if i := slices.IndexFunc(out, func(x pgcat.Grant) bool { return x.Role == g.Role && x.Privilege == g.Privilege }); i >= 0 {
			out[i].Grantable = out[i].Grantable || g.Grantable
			continue
		}
		out = append(out, g)
	}
	return out
}

// exportExpr gives an expression in the names of today: what was renamed since it
// was written has its new name in the text and in the tree.
func (p *player) exportExpr(e *expression) *pgcat.Expr {
	if e == nil {
		return nil
	}
	return &pgcat.Expr{Text: e.today(p.cat), Node: e.node, Path: e.path}
}
