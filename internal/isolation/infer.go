package isolation

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/candor-dev/candor/internal/pgcat"
)

// chooseRoles finds the roles whose reach is judged.
func (p *prover) chooseRoles() {
	t := &p.report.Tenancy
	take := func(name, why string) {
		if slices.ContainsFunc(p.roles, func(r *role) bool { return r.name == name }) {
			return
		}
		p.roles = append(p.roles, p.newRole(name))
		t.Roles = append(t.Roles, Choice{name, why})
	}
	if len(p.o.Roles) > 0 {
		known := p.mentioned()
		for _, n := range p.o.Roles {
			if _, ok := known[n]; !ok && p.roleByName[n] == nil && n != pgcat.Public && !(p.cat.Supabase && (n == anonRole || n == authRole)) {
				p.report.Problems = append(p.report.Problems, "role "+n+" is neither made nor named by any grant or policy")
			}
			take(n, "declared")
		}
		return
	}
	t.Inferred = true
	if p.cat.Supabase {
		take(anonRole, "clients without a user act as it")
		take(authRole, "signed-in clients act as it")
		return
	}
	known := p.mentioned()
	for _, n := range slices.Sorted(maps.Keys(known)) {
		c := p.roleByName[n]
		if n == pgcat.Public || c != nil && (c.Super || c.BypassRLS || c.Platform) || n == p.cat.User {
			continue
		}
		take(n, known[n])
	}
	for _, c := range p.cat.Roles {
		if c.Login && !c.Super && !c.BypassRLS && !c.Platform {
			for _, m := range c.MemberOf {
				if m.Inherit && slices.ContainsFunc(p.roles, func(r *role) bool { return r.name == m.Role }) {
					take(c.Name, "it logs in and inherits "+m.Role)
				}
			}
		}
	}
	if _, ok := known[pgcat.Public]; len(p.roles) == 0 && ok {
		take(pgcat.Public, "everybody has grants")
	}
	if len(p.roles) > 0 {
		return
	}
	owners := make(map[string]bool)
	for _, x := range p.cat.Tables {
		if !x.Platform && x.Owner != "" {
			owners[x.Owner] = true
		}
	}
	for _, n := range slices.Sorted(maps.Keys(owners)) {
		take(n, "no grant or policy names another role, so the application is taken to connect as the owner of the tables")
		p.roles[len(p.roles)-1].assumed = true
	}
}

// mentioned lists the roles that grants on tables and policies name.
func (p *prover) mentioned() map[string]string {
	out := make(map[string]string)
	for _, t := range p.cat.Tables {
		if t.Platform {
			continue
		}
		for _, g := range t.Grants {
			if g.Role != t.Owner && out[g.Role] == "" {
				out[g.Role] = "it has grants on " + t.Name.String()
			}
		}
		for _, q := range t.Policies {
			for _, r := range q.Roles {
				if r != pgcat.Public && out[r] == "" {
					out[r] = "policy " + q.Name + " of " + t.Name.String() + " names it"
				}
			}
		}
	}
	return out
}

// chooseExposed finds the schemas that clients can address.
func (p *prover) chooseExposed() {
	t := &p.report.Tenancy
	if p.o.Exposed != nil {
		p.exposed = make(map[string]bool)
		for _, s := range p.o.Exposed {
			if p.schemas[s] == nil && s != "public" && !slices.ContainsFunc(p.cat.Tables, func(t *pgcat.Table) bool { return t.Schema == s }) {
				p.report.Problems = append(p.report.Problems, "exposed schema "+s+" does not exist")
			}
			p.exposed[s] = true
			t.Exposed = append(t.Exposed, Choice{s, "declared"})
		}
		return
	}
	t.Inferred = true
	if !p.cat.Supabase {
		return
	}
	p.exposed = map[string]bool{"public": true, "storage": true, "realtime": true, "graphql_public": true}
	p.exposedFor = map[string]bool{anonRole: true, authRole: true}
	t.Exposed = append(t.Exposed, Choice{"public", "the platform exposes it"})
	for _, s := range p.cat.Schemas {
		if p.exposed[s.Name] || platformSchema(s.Name) {
			continue
		}
		for _, r := range p.roles {
			if p.usage(s.Name, r) && len(s.Grants) > 0 {
				p.exposed[s.Name] = true
				t.Exposed = append(t.Exposed, Choice{s.Name, "role " + r.name + " has USAGE on it"})
				break
			}
		}
	}
}

func platformSchema(s string) bool {
	switch s {
	case "auth", "storage", "realtime", "vault", "extensions", "graphql", "graphql_public", "supabase_functions", "supabase_migrations", "pgmq", "cron", "net", "pgsodium":
		return true
	}
	return false
}

// declare reads the identities of the options.
func (p *prover) declare() {
	p.report.Tenancy.Inferred = p.report.Tenancy.Inferred || len(p.o.Tenants) == 0 || len(p.o.Identities) == 0
	for _, c := range p.o.Tenants {
		if !slices.ContainsFunc(p.cat.Tables, func(t *pgcat.Table) bool {
			return (c.Table == "" || c.Table == t.Name.String() || c.Table == t.Rel) && (t.Column(c.Column) != nil || !t.AllColumns)
		}) {
			p.report.Problems = append(p.report.Problems, "tenant column "+strings.TrimPrefix(c.Table+"."+c.Column, ".")+" does not exist")
		}
	}
	for _, s := range p.o.Identities {
		list, err := p.parse("SELECT " + s)
		if err != nil || len(list) != 1 || len(list[0].GetSelectStmt().GetTargetList()) != 1 {
			p.report.Problems = append(p.report.Problems, "identity "+s+" is not an expression")
			continue
		}
		n := list[0].GetSelectStmt().TargetList[0].GetResTarget().GetVal()
		for n.GetTypeCast() != nil {
			n = n.GetTypeCast().Arg
		}
		p.declareOne(s, n)
	}
}

func (p *prover) declareOne(s string, n *pg_query.Node) {
	e := &eval{p: p, role: &role{name: authRole, holds: map[string]bool{}}}
	v := &env{path: []string{"public"}}
	if call := n.GetFuncCall(); call != nil {
		schema, name := dotted(call.Funcname)
		if fs := e.lookup(schema, name, len(call.Args), v); len(fs) > 0 {
			key := "fn:" + fs[0].Name.String()
			p.declared[key] = &ident{key: key, text: s, user: userish(name) && !tenantish(name)}
			return
		}
	}
	for _, a := range e.scalar(n, v) {
		key, ok := "", false
		switch a.t.kind {
		case tIdent:
			key, ok = a.t.ident.key, true
		case tClaim, tConst:
			key, ok = a.t.key, a.t.kind == tClaim
		case tWrite:
			p.report.Problems = append(p.report.Problems, "identity "+s+" is written by the caller himself and can't be trusted")
			return
		}
		if ok && !strings.HasSuffix(key, ":") {
			id := &ident{key: key, text: s, user: userish(key[strings.LastIndexAny(key, ":./")+1:])}
			if strings.HasPrefix(key, "guc:") {
				id.why = "no caller can run SET " + strings.TrimPrefix(key, "guc:") + " himself: he never sends SQL of his own"
			}
			p.declared[key] = id
			return
		}
	}
	p.report.Problems = append(p.report.Problems, "identity "+s+" is no function, setting or claim that is known")
}

// note keeps an identity for the report.
func (p *prover) note(id *ident) {
	p.seen[id.key] = Identity{Expr: id.text, Trusted: true, Why: id.why}
}

var setConfig = regexp.MustCompile(`(?i)set_config\(\s*'([^']+)'`)

// setters finds functions by which a caller sets a setting to what he likes.
func (p *prover) setters() {
	for _, f := range p.cat.Functions {
		if f.Returns == "trigger" || len(inputs(f)) == 0 {
			continue
		}
		for _, m := range setConfig.FindAllStringSubmatch(f.Body, -1) {
			p.settable[strings.ToLower(m[1])] = f.Name.String()
		}
	}
}

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
		if tenantish(col) {
			p.anchors[col] = true
			p.anchorAt[t.Name.String()+"."+col] = true
		}
		for _, fk := range t.ForeignKeys {
			if len(fk.Columns) == 1 && fk.Columns[0] == col && (tenantish(col) || tenantish(fk.Table.Rel)) {
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
	return tenantish(col) && anyWord(col, "id") && len(p.anchors) == 0
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
		s := p.hops[h]
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
// nil stands for a subquery without a table.
func (p *prover) policyRefs(t *pgcat.Table, r *role, command string) []*pgcat.Table {
	var out []*pgcat.Table
	for _, q := range t.Policies {
		if !covers(q, command) || !r.bound(q) {
			continue
		}
		var xs []*pgcat.Expr
		if command != "INSERT" {
			xs = append(xs, q.Using)
		}
		if command == "INSERT" || command == "UPDATE" {
			xs = append(xs, checked(q))
		}
		for _, x := range xs {
			if x != nil && x.Node != nil {
				out = append(out, p.exprRefs(x)...)
			}
		}
	}
	return out
}

func (p *prover) exprRefs(x *pgcat.Expr) []*pgcat.Table {
	if refs, ok := p.refs[x]; ok {
		return refs
	}
	var out []*pgcat.Table
	ctes := make(map[string]bool)
	e := &eval{p: p}
	walk(x.Node.ProtoReflect(), 0, func(m proto.Message) {
		switch m := m.(type) {
		case *pg_query.SubLink:
			out = append(out, nil)
		case *pg_query.CommonTableExpr:
			ctes[m.Ctename] = true
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
