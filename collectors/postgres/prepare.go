package postgres

import (
	"fmt"
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/pgcat"
)

// prepare reads what the catalog model does not hold and plans each table.
func (p *prober) prepare(roles []string) error {
	if err := p.pickRoles(roles); err != nil {
		return err
	}
	if err := p.readTypes(); err != nil {
		return err
	}
	columns := make(map[uint32][]*columnRow)
	for i := range p.rows.columns {
		c := &p.rows.columns[i]
		columns[c.Rel] = append(columns[c.Rel], c)
	}
	oids := make(map[pgcat.Name]uint32)
	schema := make(map[uint32]string)
	for _, s := range p.rows.schemas {
		schema[s.OID] = s.Name
	}
	for _, r := range p.rows.rels {
		oids[pgcat.Name{Schema: schema[r.Schema], Rel: r.Name}] = r.OID
	}
	// Tables of the platform are seeded, for joins and foreign keys, and not judged.
	for _, t := range p.cat.Tables {
		oid := oids[t.Name]
		p.plans = append(p.plans, p.planTable(t, oid, columns[oid]))
	}
	all := texts(p.cat)
	p.settings, p.claims = make(map[string]bool), make(map[string]bool)
	for _, s := range p.axes.settings(all) {
		p.settings[s] = p.isNumber(s[strings.LastIndexByte(s, '.')+1:])
	}
	for _, c := range claims(all) {
		p.claims[c] = p.isNumber(c)
	}
	return p.readGrants()
}

// pickRoles settles who asks.
func (p *prober) pickRoles(roles []string) error {
	if p.roles = roles; len(roles) > 0 {
		for _, r := range roles {
			if p.cat.Role(r) == nil && p.rows.noRoles == "" {
				return &RefusedError{fmt.Sprintf("%s is not probed: there is no role %s", p.target.source, r)}
			}
		}
		return nil
	}
	for _, r := range []string{"anon", "authenticated"} {
		if p.cat.Role(r) != nil {
			p.roles = append(p.roles, r)
		}
	}
	if len(p.roles) > 0 {
		return nil
	}
	for _, t := range p.cat.Tables {
		for _, g := range t.Grants {
			r := p.cat.Role(g.Role)
			if r != nil && !r.Super && !r.BypassRLS && !r.Platform && !slices.Contains(p.roles, r.Name) {
				p.roles = append(p.roles, r.Name)
			}
		}
	}
	slices.Sort(p.roles)
	if len(p.roles) == 0 {
		return &RefusedError{fmt.Sprintf("%s is not probed: no role besides the owner has a grant on a table; name one with --role", p.target.source)}
	}
	return nil
}

func (p *prober) readTypes() error {
	rows, err := p.exec(`begin read only; set local search_path = '';
	select 'enum', format_type(e.enumtypid, null), e.enumlabel from pg_catalog.pg_enum e order by e.enumtypid, e.enumsortorder;
	select 'check', n.nspname || '.' || c.relname || '/' || x.conname, pg_get_constraintdef(x.oid)
		from pg_catalog.pg_constraint x join pg_catalog.pg_class c on c.oid = x.conrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace and ` + mine + `
		where x.contype = 'c';
	rollback`)
	if err != nil {
		return p.target.fault("read types and constraints", err)
	}
	p.labels, p.checks = make(map[string][]string), make(map[string]string)
	for _, r := range rows {
		if r[0] == "enum" {
			p.labels[r[1]] = append(p.labels[r[1]], r[2])
		} else {
			p.checks[r[1]] = r[2]
		}
	}
	for t, l := range p.labels {
		p.labels[t] = mighty(l)
	}
	return nil
}

// readGrants asks the server what each role may do, memberships and all.
func (p *prober) readGrants() error {
	byOID := make(map[string]*plan, len(p.plans))
	for _, pl := range p.plans {
		byOID[fmt.Sprint(pl.oid)] = pl
		pl.allowed = make(map[string]string)
	}
	for _, role := range p.roles {
		rows, err := p.exec(`begin read only; set local search_path = '';
	select c.oid, has_schema_privilege(r.oid, n.oid, 'USAGE'),
		has_any_column_privilege(r.oid, c.oid, 'SELECT'), has_any_column_privilege(r.oid, c.oid, 'INSERT'),
		has_any_column_privilege(r.oid, c.oid, 'UPDATE'), has_table_privilege(r.oid, c.oid, 'DELETE')
	from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace and ` + mine + `
	join pg_catalog.pg_roles r on r.rolname = ` + quote(role) + ` where c.relkind in ('r', 'p', 'f'); rollback`)
		if err != nil {
			return p.target.fault("read the grants of "+role, err)
		}
		for _, r := range rows {
			pl := byOID[r[0]]
			if pl == nil {
				continue
			}
			for i, command := range commands {
				switch {
				case r[1] != "t":
					pl.allowed[role+"/"+command] = role + " has no USAGE on schema " + pl.table.Schema
				case r[2+i] != "t":
					pl.allowed[role+"/"+command] = role + " has no grant of " + command
				}
			}
		}
	}
	return nil
}

// isNumber reports whether the columns of that name hold numbers.
func (p *prober) isNumber(column string) bool {
	for i := range p.rows.columns {
		c := &p.rows.columns[i]
		if c.Name == column {
			return c.Base == "integer" || c.Base == "bigint" || c.Base == "smallint" || c.Base == "numeric"
		}
	}
	return false
}

func (p *prober) planTable(t *pgcat.Table, oid uint32, columns []*columnRow) *plan {
	pl := &plan{table: t, oid: oid, columns: columns, fixed: make(map[string]string)}
	pl.axis = p.axes.tenant(t)
	pl.users = users(t)
	if pl.axis == "" && len(pl.users) > 0 {
		pl.axis = pl.users[0]
	}
	for _, k := range t.Keys {
		if k.Primary {
			pl.primary = k.Columns
		}
	}
	add := func(names ...string) {
		for _, n := range names {
			if n != "" && pl.column(n) != nil && !slices.Contains(pl.keys, n) {
				pl.keys = append(pl.keys, n)
			}
		}
	}
	add(pl.primary...)
	for _, k := range t.ForeignKeys {
		add(k.Columns...)
	}
	add(pl.axis)
	add(pl.users...)
	for _, c := range columns {
		// An identifier without a foreign key still ties rows together.
		if c.Base == "uuid" && !c.HasDefault {
			add(c.Name)
		}
	}
	for _, k := range pl.keys {
		if c := pl.column(k); !c.Generated && !c.Identity && (!slices.Contains(pl.primary, k) || pl.tied(k)) {
			pl.ties = append(pl.ties, k)
		}
	}
	switch {
	case t.Foreign:
		pl.unable = "a foreign table: its rows lie on another server"
	case t.Temporary:
		pl.unable = "a temporary table"
	case t.PartitionOf != nil:
		pl.unable = "a partition: what rows it takes is decided by its bounds"
	case len(columns) == 0:
		pl.unable = "it has no columns that could be read"
	}
	for _, g := range p.rows.triggers {
		if g.Rel == oid && (g.Enabled == "A" || g.Enabled == "R") {
			pl.unable = "trigger " + g.Name + " runs even in replica mode, and what it does outside of the database would stay"
		}
	}
	return pl
}
