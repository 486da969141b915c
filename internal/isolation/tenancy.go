package isolation

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/candor-dev/candor/internal/pgcat"
)

// findAnchors learns from the policies which columns name the tenant.
func (p *prover) findAnchors(ds []draft) {
	for i := range ds {
		d := &ds[i]
		if d.done {
			continue
		}
		row := p.rowOf(d.t)
		for _, x := range p.parts(d.t, d.r, d.command, d.command == "INSERT", row) {
			for _, c := range x.f {
				for _, b := range p.bindings(c, row) {
					p.learn(d.t, b)
				}
			}
		}
	}
}

func (p *prover) learn(t *pgcat.Table, b binding) {
	if b.user() {
		return
	}
	mark := func(t *pgcat.Table, col string) {
		if p.namesUser(t, col) {
			return
		}
		if p.named(col).tenant {
			p.anchors[col] = true
			p.anchorAt[t.Name.String()+"."+col] = true
		}
		for _, fk := range t.ForeignKeys {
			if len(fk.Columns) == 1 && fk.Columns[0] == col && (p.named(col).tenant || p.named(fk.Table.Rel).tenant) {
				p.tenants[fk.Table] = true
				p.anchorAt[t.Name.String()+"."+col] = true
			}
		}
	}
	mark(t, b.col)
	for _, h := range b.hops {
		mark(h.table, h.to)
	}
}

// anchored reports whether a column names the tenant.
func (p *prover) anchored(t *pgcat.Table, col string) bool {
	if p.tenantColumn(t, col) || p.anchorAt[t.Name.String()+"."+col] || p.anchors[col] {
		return true
	}
	for _, fk := range t.ForeignKeys {
		if len(fk.Columns) == 1 && fk.Columns[0] == col && p.tenants[fk.Table] {
			return true
		}
	}
	return p.named(col).tenant && p.named(col).id && len(p.anchors) == 0
}

// tenantOf is the column of a table that names the tenant, by what policies say
// or by its name; "" for none.
func (p *prover) tenantOf(t *pgcat.Table) string {
	if c, ok := p.tenantCols[t]; ok {
		return c
	}
	out := ""
	for _, c := range t.Columns {
		if p.anchored(t, c.Name) || p.named(c.Name).tenant && p.named(c.Name).id {
			out = t.Name.String() + "." + c.Name
		}
	}
	p.tenantCols[t] = out
	return out
}

func (p *prover) isTenantTable(t *pgcat.Table) bool { return p.tenants[t.Name] }

// tenancy writes down what was found.
func (p *prover) tenancy(ds []draft) {
	t := &p.report.Tenancy
	type key struct{ table, col string }
	count := make(map[key]int)
	for _, x := range p.cat.Tables {
		if !p.judged(x) || x.Platform {
			continue
		}
		for _, c := range x.Columns {
			if !p.anchored(x, c.Name) {
				continue
			}
			k := key{"", c.Name}
			for _, fk := range x.ForeignKeys {
				if len(fk.Columns) == 1 && fk.Columns[0] == c.Name {
					k.table = fk.Table.String()
				}
			}
			count[k]++
		}
	}
	for k, n := range count {
		why := "policies tie it to the caller"
		switch {
		case slices.ContainsFunc(p.o.Tenants, func(c TenantColumn) bool { return c.Column == k.col }):
			why = "declared"
		case len(p.anchors) == 0 && !p.tenants[nameOf(k.table)]:
			why = "by its name; no policy ties it to the caller"
		}
		t.Anchors = append(t.Anchors, Anchor{k.table, k.col, n, fmt.Sprintf("%s; %d tables have it", why, n)})
	}
	slices.SortFunc(t.Anchors, func(a, b Anchor) int {
		return cmp.Or(b.Tables-a.Tables, strings.Compare(a.Column, b.Column), strings.Compare(a.Table, b.Table))
	})
	for _, k := range slices.Sorted(maps.Keys(p.seen)) {
		t.Identities = append(t.Identities, p.seen[k])
	}
	p.memberships(ds)
}

func nameOf(s string) pgcat.Name {
	a, b, _ := strings.Cut(s, ".")
	return pgcat.Name{Schema: a, Rel: b}
}

func (p *prover) memberships(ds []draft) {
	found := make(map[hop]bool)
	for i := range ds {
		for _, list := range [][]ruling{ds[i].uses, ds[i].checks} {
			for _, ru := range list {
				for _, b := range ru.binds {
					if len(b.hops) > 0 && b.id.user && p.anchored(b.hops[0].table, b.hops[0].to) {
						h := b.hops[0]
						found[h] = true
					}
				}
			}
		}
	}
	var out []Membership
	for h := range found {
		s := p.state(h)
		m := Membership{h.table.Name, h.from, h.to, s.safety.String(), s.reason, orPlace(s.at, h.table.At)}
		i := slices.IndexFunc(out, func(o Membership) bool {
			return o.Table == m.Table && o.UserColumn == m.UserColumn && o.TenantColumn == m.TenantColumn
		})
		switch {
		case i < 0:
			out = append(out, m)
		case slices.Index(safetyNames, m.SelfInsert) > slices.Index(safetyNames, out[i].SelfInsert):
			out[i] = m
		}
	}
	slices.SortFunc(out, func(a, b Membership) int {
		return cmp.Or(strings.Compare(a.Table.String(), b.Table.String()), strings.Compare(a.UserColumn, b.UserColumn), strings.Compare(a.TenantColumn, b.TenantColumn))
	})
	p.report.Tenancy.Memberships = out
}

// policyRefs lists the tables that the subqueries of a command's policies read;
// nil stands for a subquery as such. Without a permissive policy Postgres looks
// at no other.
func (p *prover) policyRefs(t *pgcat.Table, r *role, command string) []*pgcat.Table {
	var out []*pgcat.Table
	admits := false
	for _, check := range []bool{false, true} {
		if check && command != "INSERT" && command != "UPDATE" || !check && command == "INSERT" {
			continue
		}
		var refs []*pgcat.Table
		permissive := false
		for _, q := range t.Policies {
			x := q.Using
			if check {
				x = checked(q)
			}
			if !covers(q, command) || !r.bound(q) || x == nil || x.Node == nil {
				continue
			}
			permissive = permissive || q.Permissive
			refs = append(refs, p.exprRefs(x)...)
			if q.Using != nil && q.Using.Node != nil && len(p.exprRefs(q.Using)) > 0 || q.Check != nil && q.Check.Node != nil && len(p.exprRefs(q.Check)) > 0 {
				refs = append(refs, nil) // either expression counts
			}
		}
		if permissive {
			out, admits = append(out, refs...), true
		}
	}
	if !admits {
		return nil
	}
	return out
}

func (p *prover) exprRefs(x *pgcat.Expr) []*pgcat.Table {
	if refs, ok := p.refs[x]; ok {
		return refs
	}
	var out []*pgcat.Table
	ctes := ctesOf(x.Node.ProtoReflect())
	e := &eval{p: p}
	walk(x.Node.ProtoReflect(), 0, func(m proto.Message) {
		switch m := m.(type) {
		case *pg_query.SubLink:
			out = append(out, nil)
		case *pg_query.RangeVar:
			if t, _, _ := e.relation(m, &env{path: x.Path}); t != nil && !(m.Schemaname == "" && ctes[m.Relname]) {
				out = append(out, t)
			}
		}
	})
	p.refs[x] = out
	return out
}

// walk visits a syntax tree.
func walk(m protoreflect.Message, depth int, visit func(proto.Message)) {
	if depth > 800 {
		return
	}
	visit(m.Interface())
	m.Range(func(f protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		switch {
		case f.IsList() && f.Message() != nil:
			for i := range v.List().Len() {
				walk(v.List().Get(i).Message(), depth+1, visit)
			}
		case f.Message() != nil:
			walk(v.Message(), depth+1, visit)
		}
		return true
	})
}
