package pgdrift

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/pgcat"
)

func (c *comparison) compareViews() {
	for _, m := range c.mig.Views {
		if c.ignored(m.Schema) || !made(m.At) {
			continue
		}
		l := c.live.View(m.Name)
		if l == nil {
			c.differ(Difference{Kind: "view", Object: m.String(), What: "exists", Migrations: "yes", At: m.At,
				Why: "the live database has no such view: are all migrations applied?"})
			continue
		}
		c.out.Compared.Views++
		d := Difference{Kind: "view", Object: m.String(), At: m.At}
		d.What, d.Why = "security_invoker", "without it the view reads with the rights of its owner"
		c.onOff(d, flag(m.Invoker), flag(l.Invoker), "")
		d.What, d.Why = "security_barrier", "without it a caller's own function may see rows before they are filtered"
		c.onOff(d, flag(m.Barrier), flag(l.Barrier), "")
		c.compareGrants("view", m.String(), m.At, others(m.Grants, m.Owner), others(l.Grants, l.Owner), "", true)
	}
	for _, l := range c.live.Views {
		if c.mig.View(l.Name) != nil || c.ignored(l.Schema) || c.platformSchema(l.Schema) || len(others(l.Grants, l.Owner)) == 0 {
			continue
		}
		d := Difference{Kind: "view", Object: l.String(), What: "exists", Live: "yes", Effect: MayWeaken, Why: "no migration makes it, and others than its owner may read it"}
		if !l.Invoker {
			d.Why += " with the rights of the owner"
		}
		c.differ(d)
	}
}

// platformSchema reports a schema whose live tables are the platform's.
func (c *comparison) platformSchema(name string) bool {
	return c.live.Supabase && slices.ContainsFunc(c.live.Tables, func(t *pgcat.Table) bool { return t.Schema == name && t.Platform })
}

// signature names a function with its input types, each in the words of format_type.
func signature(f *pgcat.Function) string {
	var types []string
	for _, a := range f.Args {
		if a.Mode == "" || a.Mode == "in" || a.Mode == "inout" || a.Mode == "variadic" {
			types = append(types, typeName(a.Type))
		}
	}
	return f.String() + "(" + strings.Join(types, ", ") + ")"
}

// typeName brings the spellings of a type together; schema and length of it are left out.
func typeName(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	array := strings.HasSuffix(s, "[]")
	s = strings.TrimSuffix(s, "[]")
	if i := strings.IndexByte(s, '('); i >= 0 {
		rest := s[i:]
		if j := strings.IndexByte(rest, ')'); j >= 0 {
			s = s[:i] + rest[j+1:]
		}
	}
	if i := strings.LastIndexByte(s, '.'); i >= 0 {
		s = s[i+1:]
	}
	switch s = strings.Trim(s, `" `); s {
	case "int", "int4":
		s = "integer"
	case "int8":
		s = "bigint"
	case "int2":
		s = "smallint"
	case "bool":
		s = "boolean"
	case "varchar":
		s = "character varying"
	case "char", "bpchar":
		s = "character"
	case "timestamptz":
		s = "timestamp with time zone"
	case "timestamp":
		s = "timestamp without time zone"
	case "timetz":
		s = "time with time zone"
	case "time":
		s = "time without time zone"
	case "float8", "float":
		s = "double precision"
	case "float4":
		s = "real"
	case "decimal":
		s = "numeric"
	case "varbit":
		s = "bit varying"
	}
	if array {
		s += "[]"
	}
	return s
}

func (c *comparison) compareFunctions() {
	live := make(map[string]*pgcat.Function, len(c.live.Functions))
	for _, f := range c.live.Functions {
		live[signature(f)] = f
	}
	seen := make(map[string]bool)
	for _, m := range c.mig.Functions {
		sig := signature(m)
		seen[sig] = true
		if c.ignored(m.Schema) || !made(m.At) {
			continue
		}
		l := live[sig]
		if l == nil {
			c.differ(Difference{Kind: "function", Object: sig, What: "exists", Migrations: "yes", At: m.At,
				Why: "the live database has no such function: are all migrations applied?"})
			continue
		}
		c.out.Compared.Functions++
		c.compareFunction(sig, m, l)
	}
	for _, l := range c.live.Functions {
		sig := signature(l)
		if seen[sig] || c.ignored(l.Schema) || c.platformSchema(l.Schema) {
			continue
		}
		d := Difference{Kind: "function", Object: sig, What: "exists", Live: "yes", Why: "no migration makes it; it runs with the rights of its caller"}
		if l.Definer {
			d.Effect, d.Why = MayWeaken, "no migration makes it, and it runs with the rights of "+l.Owner
		}
		c.differ(d)
	}
}

func (c *comparison) compareFunction(sig string, m, l *pgcat.Function) {
	d := Difference{Kind: "function", Object: sig, At: m.At}
	if m.Definer != l.Definer {
		x := d
		x.What, x.Migrations, x.Live = "SECURITY DEFINER", word(flag(m.Definer)), word(flag(l.Definer))
		x.Effect, x.Why = Strengthens, "it now runs with the rights of its caller"
		if l.Definer {
			x.Effect, x.Why = Weakens, "it now runs with the rights of "+l.Owner
		}
		c.differ(x)
	}
	if m.PinsPath != l.PinsPath || !slices.Equal(m.SearchPath, l.SearchPath) {
		x := d
		x.What, x.Migrations, x.Live = "search_path", path(m), path(l)
		x.Effect, x.Why = Neutral, "it runs with the rights of its caller, who could set it anyway"
		switch {
		case !l.Definer:
		case !l.PinsPath:
			x.Effect, x.Why = Weakens, "whoever calls it decides which objects its names mean"
		case !m.PinsPath:
			x.Effect, x.Why = Strengthens, "its names now mean the same for everybody"
		default:
			x.Effect, x.Why = MayWeaken, "its names may mean other objects"
		}
		c.differ(x)
	}
	switch {
	case m.Language != l.Language:
		x := d
		x.What, x.Migrations, x.Live, x.Effect, x.Why = "language", m.Language, l.Language, MayWeaken, "it does something else"
		c.differ(x)
	case !m.BodyKnown || !l.BodyKnown:
		who := "live"
		if !m.BodyKnown {
			who = "migrations'"
		}
		if m.Language == "sql" || m.Language == "plpgsql" {
			c.unread(sig, "body", "the "+who+" body is not known", m.At)
		}
	case digest(m.Body) == digest(l.Body):
	case m.Language == "sql" && (atomic(m.Body) || atomic(l.Body)):
		c.unread(sig, "body", "Postgres keeps a body of the SQL standard as a tree, whose text is not what the migration wrote", m.At)
	default:
		x := d
		x.What, x.Migrations, x.Live = "body", digest(m.Body), digest(l.Body)
		x.Effect, x.Why = MayWeaken, "the live body is another one"
		c.differ(x)
	}
	c.compareGrants("function", sig, m.At, others(m.Grants, m.Owner), others(l.Grants, l.Owner), "", true)
}

func path(f *pgcat.Function) string {
	if !f.PinsPath {
		return "not set"
	}
	return "'" + strings.Join(f.SearchPath, ", ") + "'"
}

func atomic(body string) bool {
	low := strings.ToLower(strings.TrimSpace(body))
	return strings.HasPrefix(low, "begin atomic") || strings.HasPrefix(low, "return ") || strings.HasPrefix(low, "return(")
}

// digest stands for a body, which may hold what is not to be shown. Line ends
// and space around it do not count.
func digest(body string) string {
	lines := strings.Split(strings.ReplaceAll(body, "\r\n", "\n"), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \t")
	}
	sum := sha256.Sum256([]byte(strings.TrimSpace(strings.Join(lines, "\n"))))
	return "sha256:" + hex.EncodeToString(sum[:8])
}

// compareRoles compares what passes by every policy, and who may become whom.
func (c *comparison) compareRoles() {
	for _, m := range c.mig.Roles {
		l := c.live.Role(m.Name)
		if l == nil {
			continue // roles are of the cluster; a missing one reaches nothing
		}
		c.out.Compared.Roles++
		c.attribute(l, "SUPERUSER", m.Super, l.Super, m.At)
		if !l.Super {
			c.attribute(l, "BYPASSRLS", m.BypassRLS, l.BypassRLS, m.At)
		}
		if m.Platform {
			continue
		}
		for _, in := range l.MemberOf {
			if !slices.ContainsFunc(m.MemberOf, func(x pgcat.Membership) bool { return x.Role == in.Role }) {
				c.differ(Difference{Kind: "role", Object: m.Name, What: "member of " + in.Role, Live: "yes", Effect: Weakens, At: m.At,
					Why: "it has the rights of " + in.Role + " in the live database alone"})
			}
		}
	}
	for _, l := range c.live.Roles {
		if c.mig.Role(l.Name) != nil || l.Platform || l.Super || !l.BypassRLS {
			continue
		}
		c.differ(Difference{Kind: "role", Object: l.Name, What: "BYPASSRLS", Live: "on", Effect: Weakens, Why: "no migration makes this role, and no policy binds it"})
	}
}

func (c *comparison) attribute(l *pgcat.Role, what string, mig, live bool, at pgcat.Place) {
	// The platform gives its own roles what they need, but clients must never pass by.
	if mig == live || l.Platform && l.Name != "anon" && l.Name != "authenticated" {
		return
	}
	d := Difference{Kind: "role", Object: l.Name, What: what, Migrations: word(flag(mig)), Live: word(flag(live)), Effect: Weakens, At: at, Why: "no policy binds it"}
	if !live {
		d.Effect, d.Why = Strengthens, "policies bind it"
	}
	c.differ(d)
}
