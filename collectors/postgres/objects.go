package postgres

import (
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/pgcat"
)

func (b *builder) viewParts() {
	for _, d := range b.rows.depends {
		if v, to := b.views[d.View], b.rels[d.Rel]; v != nil && to.Rel != "" {
			v.Reads = append(v.Reads, to)
		}
	}
	for _, row := range b.rows.views {
		v := b.views[row.OID]
		if v == nil || row.Def == nil {
			continue
		}
		v.Text = strings.TrimSuffix(strings.TrimSpace(*row.Def), ";")
		b.exprs = append(b.exprs, pending{text: v.Text, view: v})
	}
}

func (b *builder) functions() {
	bodies := make(map[uint32]*string, len(b.rows.bodies))
	for _, r := range b.rows.bodies {
		bodies[r.OID] = r.Body
	}
	grants := groupACL(b.rows.callACL)
	start := startPath(b.session.Path, b.session.User, b.cat)
	for _, f := range b.rows.functions {
		if b.owned[ownedRow{"pg_proc", f.OID}] {
			continue
		}
		x := &pgcat.Function{
			Name: pgcat.Name{Schema: b.schemas[f.Schema], Rel: f.Name}, Args: args(f), Returns: f.Type, Set: f.Returns,
			Procedure: f.Kind == "p", Language: strings.ToLower(f.Language), Definer: f.Definer, Leakproof: f.Leakproof, Strict: f.Strict,
			Owner: f.Owner, Path: start, Volatility: "volatile", Grants: privileges(grants[f.OID]), GrantDoubt: b.rows.noCallACL, Bound: f.Bound,
		}
		switch f.Volatility {
		case "s":
			x.Volatility = "stable"
		case "i":
			x.Volatility = "immutable"
		}
		if f.Returns {
			x.Returns = "setof " + x.Returns
		}
		for _, c := range f.Config {
			if v, ok := strings.CutPrefix(c, "search_path="); ok {
				x.PinsPath, x.SearchPath = true, splitPath(v)
			} else if name, _, ok := strings.Cut(c, "="); ok {
				x.Sets = append(x.Sets, strings.ToLower(name))
			}
		}
		if body := bodies[f.OID]; body != nil && (x.Language == "sql" || x.Language == "plpgsql") {
			x.Body, x.BodyKnown = *body, true
		}
		b.cat.Functions = append(b.cat.Functions, x)
	}
}

func args(f functionRow) []pgcat.Arg {
	modes := map[string]string{"o": "out", "b": "inout", "v": "variadic", "t": "table"}
	out := make([]pgcat.Arg, 0, len(f.ArgTypes))
	in := 0
	for i, t := range f.ArgTypes {
		a := pgcat.Arg{Type: t, Mode: "in"}
		if i < len(f.ArgModes) {
			if m, ok := modes[f.ArgModes[i]]; ok {
				a.Mode = m
			}
		}
		if i < len(f.ArgNames) {
			a.Name = f.ArgNames[i]
		}
		if a.Mode == "in" || a.Mode == "inout" || a.Mode == "variadic" {
			in++
		}
		out = append(out, a)
	}
	// Only the last parameters can have defaults.
	for i, n := len(out)-1, int(f.Defaults); i >= 0 && n > 0; i-- {
		if out[i].Mode == "in" || out[i].Mode == "inout" || out[i].Mode == "variadic" {
			out[i].Default = true
			n--
		}
	}
	return out
}

func groupACL(rows []aclRow) map[uint32][]aclRow {
	m := make(map[uint32][]aclRow)
	for _, r := range rows {
		m[r.Object] = append(m[r.Object], r)
	}
	return m
}

func (b *builder) grants() {
	bySchema := groupACL(b.rows.schemaACL)
	for _, s := range b.rows.schemas {
		for _, x := range b.cat.Schemas {
			if x.Name == s.Name {
				x.Grants = privileges(bySchema[s.OID])
			}
		}
	}
	byRel := groupACL(b.rows.acls)
	for oid, t := range b.tables {
		t.Grants = privileges(byRel[oid])
	}
	for oid, v := range b.views {
		v.Grants = privileges(byRel[oid])
	}
}

// privileges lists what each role holds, the owner among them. A privilege on
// columns names them all in one grant.
func privileges(rows []aclRow) []pgcat.Grant {
	type key struct {
		role, privilege string
		columns, option bool
	}
	var order []key
	found := make(map[key]*pgcat.Grant)
	for _, r := range rows {
		for i, p := range r.Privileges {
			k := key{r.Grantee, p, r.Column != nil, i < len(r.Grantable) && r.Grantable[i]}
			g := found[k]
			if g == nil {
				g = &pgcat.Grant{Role: r.Grantee, Privilege: p, Grantable: k.option}
				found[k] = g
				order = append(order, k)
			}
			if r.Column != nil {
				g.Columns = append(g.Columns, *r.Column)
			}
		}
	}
	out := make([]pgcat.Grant, 0, len(order))
	for _, k := range order {
		slices.Sort(found[k].Columns)
		out = append(out, *found[k])
	}
	slices.SortFunc(out, compareGrants)
	return out
}

func compareGrants(a, b pgcat.Grant) int {
	if c := strings.Compare(a.Role, b.Role); c != 0 {
		return c
	}
	if c := strings.Compare(a.Privilege, b.Privilege); c != 0 {
		return c
	}
	return slices.Compare(a.Columns, b.Columns)
}

// splitPath reads the value of search_path: names, some in double quotes.
func splitPath(s string) []string {
	out := []string{}
	for len(s) > 0 {
		s = strings.TrimLeft(s, " ,")
		if s == "" {
			break
		}
		if s[0] != '"' {
			end := strings.IndexByte(s, ',')
			if end < 0 {
				end = len(s)
			}
			out = append(out, strings.TrimSpace(s[:end]))
			s = s[end:]
			continue
		}
		var name strings.Builder
		i := 1
		for ; i < len(s); i++ {
			if s[i] == '"' {
				if i+1 < len(s) && s[i+1] == '"' {
					i++
				} else {
					break
				}
			}
			name.WriteByte(s[i])
		}
		s = s[min(i+1, len(s)):]
		if name.Len() > 0 { // "" is the empty path, spelt out
			out = append(out, name.String())
		}
	}
	return out
}

// startPath is the search_path that a function without one of its own meets,
// as far as it can be told: that of this user's sessions. "$user" stands for a
// schema of his name, which hardly ever exists.
func startPath(s, user string, c *pgcat.Catalog) []string {
	out := []string{}
	for _, n := range splitPath(s) {
		if n == "$user" {
			n = user
		}
		if slices.ContainsFunc(c.Schemas, func(x *pgcat.Schema) bool { return x.Name == n }) {
			out = append(out, n)
		}
	}
	return out
}
