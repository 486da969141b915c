package postgres

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/pgcat"
	"github.com/candor-dev/candor/internal/pgparse"
)

// builder turns rows into the model.
type builder struct {
	*reader
	cat     *pgcat.Catalog
	schemas map[uint32]string
	rels    map[uint32]pgcat.Name
	tables  map[uint32]*pgcat.Table
	views   map[uint32]*pgcat.View
	numbers map[uint32]map[int16]string // columns by number
	owned   map[ownedRow]bool
	exprs   []pending
}

func (b *builder) build(ctx context.Context, parser *pgparse.Parser) (*pgcat.Catalog, error) {
	q := &b.rows
	b.cat = &pgcat.Catalog{Origin: "live", User: b.session.User, Supabase: isSupabase(q)}
	b.schemas, b.rels = make(map[uint32]string), make(map[uint32]pgcat.Name)
	b.tables, b.views = make(map[uint32]*pgcat.Table), make(map[uint32]*pgcat.View)
	b.owned = make(map[ownedRow]bool, len(q.owned))
	for _, o := range q.owned {
		o.Catalog = strings.TrimPrefix(o.Catalog, "pg_catalog.")
		b.owned[o] = true
	}
	b.namespaces()
	b.roles()
	b.relations()
	b.columns()
	b.parents()
	b.keys()
	b.triggers()
	b.policies()
	b.viewParts()
	b.rules()
	b.functions()
	b.grants()
	for _, g := range b.gaps {
		b.cat.Doubts = append(b.cat.Doubts, pgcat.Doubt{Reason: g.Reason})
	}
	b.sort()
	return b.cat, b.parse(ctx, parser)
}

func (b *builder) namespaces() {
	for _, s := range b.rows.schemas {
		b.schemas[s.OID] = s.Name
		b.cat.Schemas = append(b.cat.Schemas, &pgcat.Schema{Name: s.Name, Owner: s.Owner})
	}
}

func (b *builder) roles() {
	for _, r := range b.rows.roles {
		b.cat.Roles = append(b.cat.Roles, &pgcat.Role{
			Name: r.Name, Super: r.Super, BypassRLS: r.BypassRLS, Login: r.Login, Inherit: r.Inherit, CreateRole: r.CreateRoles,
			Platform: strings.HasPrefix(r.Name, "pg_") || b.cat.Supabase && platformRole(r.Name),
		})
	}
	for _, m := range b.rows.members {
		role := b.cat.Role(m.Member)
		if role == nil {
			continue
		}
		// Before Postgres 16 the member itself says whether it inherits, and SET is always allowed.
		in := pgcat.Membership{Role: m.Role, Inherit: role.Inherit, Set: true}
		if m.Inherit != nil {
			in.Inherit = *m.Inherit
		}
		if m.Set != nil {
			in.Set = *m.Set
		}
		role.MemberOf = append(role.MemberOf, in)
	}
}

func (b *builder) relations() {
	for _, r := range b.rows.rels {
		n := pgcat.Name{Schema: b.schemas[r.Schema], Rel: r.Name}
		b.rels[r.OID] = n
		if b.owned[ownedRow{"pg_class", r.OID}] {
			continue
		}
		if r.Kind == "v" || r.Kind == "m" {
			v := &pgcat.View{
				Name: n, Owner: r.Owner, Materialized: r.Kind == "m", Path: []string{},
				Invoker: option(r.Options, "security_invoker"), Barrier: option(r.Options, "security_barrier"),
				CheckOption: text(r.Options, "check_option"), GrantDoubt: b.rows.noACL,
			}
			b.views[r.OID] = v
			b.cat.Views = append(b.cat.Views, v)
			continue
		}
		t := &pgcat.Table{
			Name: n, Created: true, Owner: r.Owner, Temporary: r.Persists == "t", Foreign: r.Kind == "f", Partitioned: r.Kind == "p",
			AllColumns: b.rows.noColumns == "", RLS: tri(r.RLS), Force: tri(r.Force),
			Platform: b.cat.Supabase && platformSchema(n.Schema),
		}
		t.PolicyDoubt, t.PolicyLoss, t.GrantDoubt = b.rows.noPolicies, b.rows.noPolicies, b.rows.noACL
		b.tables[r.OID] = t
		b.cat.Tables = append(b.cat.Tables, t)
	}
}

func (b *builder) columns() {
	b.numbers = make(map[uint32]map[int16]string)
	for _, c := range b.rows.columns {
		if b.numbers[c.Rel] == nil {
			b.numbers[c.Rel] = make(map[int16]string)
		}
		b.numbers[c.Rel][c.Num] = c.Name
		if v := b.views[c.Rel]; v != nil {
			v.Columns = append(v.Columns, c.Name)
		}
		t := b.tables[c.Rel]
		if t == nil {
			continue
		}
		col := pgcat.Column{Name: c.Name, Type: c.Type, NotNull: c.NotNull, Generated: c.Generated, Fuzzy: c.Fuzzy}
		if c.DefaultText != nil && !c.Generated {
			col.Default = b.expr(c.DefaultText)
		}
		if c.DefaultText != nil && c.Generated {
			col.From = b.expr(c.DefaultText)
		}
		t.Columns = append(t.Columns, col)
	}
}

func (b *builder) parents() {
	for _, p := range b.rows.parents {
		t, parent := b.tables[p.Child], b.rels[p.Parent]
		switch {
		case t == nil || parent.Rel == "":
		case p.Partition:
			t.PartitionOf = &parent
		default:
			t.Inherits = append(t.Inherits, parent)
		}
	}
}

func (b *builder) named(rel uint32, nums []int16) []string {
	out := make([]string, 0, len(nums))
	for _, n := range nums {
		name := b.numbers[rel][n]
		if name == "" {
			return nil // a system column, or columns that were not read
		}
		out = append(out, name)
	}
	return out
}

func (b *builder) keys() {
	for _, k := range b.rows.keys {
		t, cols := b.tables[k.Rel], b.named(k.Rel, k.Columns)
		if t == nil || cols == nil {
			continue
		}
		if k.Foreign == 0 {
			t.Keys = append(t.Keys, pgcat.Key{Columns: cols, Primary: k.Primary})
			continue
		}
		to, refs := b.rels[k.Foreign], b.named(k.Foreign, k.Refs)
		if to.Rel != "" && refs != nil {
			t.ForeignKeys = append(t.ForeignKeys, pgcat.ForeignKey{Columns: cols, Table: to, Refs: refs, Cascades: k.Cascades})
		}
	}
}

// The bits of pg_trigger.tgtype.
const (
	trigRow = 1 << iota
	trigBefore
	trigInsert
	trigDelete
	trigUpdate
	trigTruncate
	trigInstead
)

func (b *builder) triggers() {
	for _, g := range b.rows.triggers {
		t, v := b.tables[g.Rel], b.views[g.Rel]
		if t == nil && v == nil {
			continue
		}
		x := pgcat.Trigger{
			Name: g.Name, Timing: "AFTER", Row: g.Type&trigRow != 0, Columns: b.named(g.Rel, g.Columns),
			Function: pgcat.Name{Schema: g.FnSchema, Rel: g.FnName}, Enabled: g.Enabled == "O" || g.Enabled == "A",
		}
		switch {
		case g.Type&trigBefore != 0:
			x.Timing = "BEFORE"
		case g.Type&trigInstead != 0:
			x.Timing = "INSTEAD OF"
		}
		for _, e := range []struct {
			bit  int16
			name string
		}{{trigInsert, "INSERT"}, {trigUpdate, "UPDATE"}, {trigDelete, "DELETE"}, {trigTruncate, "TRUNCATE"}} {
			if g.Type&e.bit != 0 {
				x.Events = append(x.Events, e.name)
			}
		}
		if v != nil {
			v.Triggers = append(v.Triggers, x)
		} else {
			t.Triggers = append(t.Triggers, x)
		}
	}
	for _, f := range b.rows.runs {
		if t := b.tables[f.Rel]; t != nil {
			t.Runs = append(t.Runs, pgcat.Name{Schema: f.FnSchema, Rel: f.FnName})
		}
	}
}

func (b *builder) policies() {
	for _, p := range b.rows.policies {
		t := b.tables[p.Rel]
		if t == nil {
			continue
		}
		x := &pgcat.Policy{Name: p.Name, Permissive: p.Permissive, Roles: p.Roles, Created: true, Using: b.expr(p.Using), Check: b.expr(p.Check)}
		switch p.Command {
		case "r":
			x.Command = "SELECT"
		case "a":
			x.Command = "INSERT"
		case "w":
			x.Command = "UPDATE"
		case "d":
			x.Command = "DELETE"
		default:
			x.Command = "ALL"
		}
		slices.Sort(x.Roles)
		t.Policies = append(t.Policies, x)
	}
}

// sort settles an order that does not depend on numbers inside the server.
func (b *builder) sort() {
	byName := func(a, c pgcat.Name) int {
		return cmp.Or(cmp.Compare(a.Schema, c.Schema), cmp.Compare(a.Rel, c.Rel))
	}
	c := b.cat
	slices.SortFunc(c.Schemas, func(x, y *pgcat.Schema) int { return cmp.Compare(x.Name, y.Name) })
	slices.SortFunc(c.Tables, func(x, y *pgcat.Table) int { return byName(x.Name, y.Name) })
	slices.SortFunc(c.Views, func(x, y *pgcat.View) int { return byName(x.Name, y.Name) })
	slices.SortFunc(c.Roles, func(x, y *pgcat.Role) int { return cmp.Compare(x.Name, y.Name) })
	slices.SortStableFunc(c.Functions, func(x, y *pgcat.Function) int {
		return cmp.Or(byName(x.Name, y.Name), slices.CompareFunc(x.Args, y.Args, func(p, q pgcat.Arg) int { return cmp.Compare(p.Type, q.Type) }))
	})
	for _, t := range c.Tables {
		slices.SortFunc(t.Inherits, byName)
	}
	for _, v := range c.Views {
		slices.SortFunc(v.Reads, byName)
	}
	for _, r := range c.Roles {
		slices.SortFunc(r.MemberOf, func(x, y pgcat.Membership) int { return cmp.Compare(x.Role, y.Role) })
	}
}

func tri(on bool) pgcat.Tri {
	if on {
		return pgcat.On
	}
	return pgcat.Off
}

// text reads a storage option of a relation, "" for none.
func text(list []string, name string) string {
	for _, o := range list {
		if k, v, _ := strings.Cut(o, "="); k == name {
			return strings.ToLower(v)
		}
	}
	return ""
}

// option reads a switch among the storage options of a relation.
func option(list []string, name string) bool {
	for _, o := range list {
		if k, v, _ := strings.Cut(o, "="); k == name {
			switch strings.ToLower(v) {
			case "", "true", "on", "yes", "1", "t", "y":
				return true
			}
		}
	}
	return false
}
