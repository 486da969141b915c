package isolation

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"

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
		// Others come first: the last one stands for every signed-in caller.
		known := p.mentioned()
		for _, n := range slices.Sorted(maps.Keys(known)) {
			c := p.roleByName[n]
			if n == pgcat.Public || n == anonRole || n == authRole || platformRole(n) || c != nil && (c.Super || c.BypassRLS || c.Platform) {
				continue
			}
			take(n, known[n])
		}
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
	for _, n := range slices.Concat(p.o.Public, p.o.AdminOnly, p.o.AppendOnly) {
		if !slices.ContainsFunc(p.cat.Tables, func(t *pgcat.Table) bool { return t.Name.String() == n }) {
			p.report.Problems = append(p.report.Problems, "table "+n+" does not exist")
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
			p.declared[key] = &ident{key: key, text: s, user: p.named(name).user && !p.named(name).tenant}
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
			id := &ident{key: key, text: s, user: p.named(key[strings.LastIndexAny(key, ":./")+1:]).user}
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

// platformRole names the roles that a Supabase project has besides those of
// its clients.
func platformRole(n string) bool {
	switch n {
	case "postgres", "service_role", "authenticator", "dashboard_user", "pgbouncer", "pgtle_admin", "cli_login_postgres", "current_user", "session_user", "current_role":
		return true
	}
	return strings.HasPrefix(n, "supabase_") || strings.HasPrefix(n, "pg_") || strings.HasPrefix(n, "pgsodium_")
}

var (
	setConfig  = regexp.MustCompile(`(?i)\bset_config\s*\(\s*(?:setting_name\s*(?:=>|:=)\s*)?('[^']*'\s*[,:])?`)
	setCommand = regexp.MustCompile(`(?i)\bset\s+(?:local\s+|session\s+)?"?([a-z_][a-z0-9_]*)"?\."?([a-z_][a-z0-9_.]*)"?\s*(?:=|to\b)`)
)

// anySetting stands for all settings.
const anySetting = "*"

// setters finds functions by which a caller sets a setting to what he likes.
func (p *prover) setters() {
	if !p.cat.Supabase {
		return // the application calls them, not its users
	}
	seen := make(map[*pgcat.Function]bool)
	var visit func(f *pgcat.Function, depth int)
	visit = func(f *pgcat.Function, depth int) {
		if seen[f] || f.Platform || depth > 30 {
			return
		}
		seen[f] = true
		for _, name := range f.Sets {
			p.settable[name] = f.Name.String()
		}
		body := sqlComment.ReplaceAllString(f.Body, " ")
		for _, m := range setConfig.FindAllStringSubmatch(body, -1) {
			name := anySetting
			if m[1] != "" {
				name = strings.ToLower(strings.SplitN(m[1], "'", 3)[1])
			}
			p.settable[name] = f.Name.String()
		}
		for _, m := range setCommand.FindAllStringSubmatch(body, -1) {
			p.settable[strings.ToLower(m[1]+"."+m[2])] = f.Name.String()
		}
		for _, m := range dynamicSQL.FindAllStringSubmatch(body, -1) {
			// What is put together may be a SET of any name, unless it begins with another word.
			word := strings.ToLower(m[1])
			if word == "" || strings.HasPrefix(word, "%") || word == "set" && !setCommand.MatchString(body) {
				p.settable[anySetting] = f.Name.String()
			}
		}
		for _, m := range calledName.FindAllStringSubmatch(body, -1) {
			for _, g := range p.byRel[strings.ToLower(m[1])] {
				visit(g, depth+1)
			}
		}
	}
	p.byRel = make(map[string][]*pgcat.Function)
	for _, f := range p.cat.Functions {
		p.byRel[strings.ToLower(f.Rel)] = append(p.byRel[strings.ToLower(f.Rel)], f)
	}
	for _, f := range p.cat.Functions {
		if slices.ContainsFunc(p.roles, func(r *role) bool { return p.callable(f, r) }) {
			visit(f, 0)
		}
	}
	for _, t := range p.cat.Tables {
		for _, g := range t.Triggers {
			if f := p.function(g.Function); f != nil && g.Enabled && t.Schema != "auth" && slices.ContainsFunc(p.roles, func(r *role) bool {
				return slices.ContainsFunc(g.Events, func(event string) bool { x := p.reaches(t, r, event); return x.ok || !x.sure })
			}) {
				visit(f, 0)
			}
		}
	}
	for _, v := range p.cat.Views {
		for _, m := range setConfig.FindAllStringSubmatch(v.Text, -1) {
			name := anySetting
			if m[1] != "" {
				name = strings.ToLower(strings.SplitN(m[1], "'", 3)[1])
			}
			p.settable[name] = "view " + v.Name.String()
		}
	}
}

var asRole = regexp.MustCompile(`(?i)\bset\s+(?:local\s+|session\s+)?(?:role\s*(?:=|to\b)?|session\s+authorization)\s*['"]?([\w%]+)|\bset_config\s*\(\s*'role'`)

// roleChanger names a function that clients call and that goes on as another
// role than theirs; "" for none. One that runs with the rights of its owner can't.
func (p *prover) roleChanger(t *pgcat.Table) string {
	for _, f := range p.cat.Functions {
		if f.Platform || f.Definer || !f.BodyKnown || !p.cat.Supabase {
			continue
		}
		body := strings.ToLower(sqlComment.ReplaceAllString(f.Body, " "))
		touches := strings.Contains(body, strings.ToLower(t.Rel)) || strings.Contains(body, "execute")
		if touches && (slices.Contains(f.Sets, "role") || slices.Contains(f.Sets, "session_authorization")) &&
			slices.ContainsFunc(p.roles, func(r *role) bool { return p.callable(f, r) }) {
			return f.Name.String()
		}
		for _, m := range asRole.FindAllStringSubmatch(body, -1) {
			if m[1] != anonRole && m[1] != authRole && m[1] != "none" && touches &&
				slices.ContainsFunc(p.roles, func(r *role) bool { return p.callable(f, r) }) {
				return f.Name.String()
			}
		}
	}
	return ""
}

var (
	sqlComment = regexp.MustCompile(`(?m)--[^\n]*$`)
	dynamicSQL = regexp.MustCompile(`(?i)\bexecute\s+(?:(?:format\s*\(\s*)?[eE]?(?:'|\$[a-z_]*\$)\s*(%?\w*))?`)
	calledName = regexp.MustCompile(`"?(\w+)"?\s*\(`)
)

// setBy names the function by which a caller sets a setting; "" for none.
func (p *prover) setBy(name string) string {
	return orName(p.settable[strings.ToLower(name)], p.settable[anySetting])
}
