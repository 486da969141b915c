package pgdrift

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/pgcat"
)

func (c *comparison) compareTables() {
	seen := make(map[pgcat.Name]bool)
	for _, m := range c.mig.Tables {
		seen[m.Name] = true
		if m.Temporary || c.ignored(m.Schema) {
			continue
		}
		l := c.tables[m.Name]
		if l == nil {
			// What the migrations never make (the platform's own, a base schema that
			// lies elsewhere) is not missed.
			if made(m.At) && m.Created {
				c.differ(Difference{Kind: "table", Object: m.String(), What: "exists", Migrations: "yes", At: m.At,
					Why: "the live database has no such table: are all migrations applied?"})
			}
			continue
		}
		c.out.Compared.Tables++
		c.compareTable(m, l)
	}
	for _, l := range c.live.Tables {
		if !seen[l.Name] && !l.Temporary && !c.ignored(l.Schema) && !l.Platform {
			c.onlyLive(l)
		}
	}
}

// onlyLive is a table that no migration makes: it is outside of all that was
// proved about the migrations.
func (c *comparison) onlyLive(l *pgcat.Table) {
	d := Difference{Kind: "table", Object: l.String(), What: "exists", Live: "yes", Effect: Neutral, Why: "no migration makes it, and nobody but its owner has a grant on it"}
	var reached []string
	for _, g := range others(l.Grants, l.Owner) {
		if !slices.Contains(reached, g.Role) {
			reached = append(reached, g.Role)
		}
	}
	switch {
	case l.GrantDoubt != "":
		d.Effect, d.Why = MayWeaken, "no migration makes it, and who reaches it could not be read"
	case len(reached) == 0:
	case l.RLS != pgcat.On:
		d.Effect, d.Why = Weakens, fmt.Sprintf("no migration makes it, it has no row-level security, and %s may reach it", strings.Join(reached, ", "))
	default:
		d.Effect, d.Why = MayWeaken, fmt.Sprintf("no migration makes it, and %s may reach what its policies admit", strings.Join(reached, ", "))
	}
	c.differ(d)
}

func (c *comparison) compareTable(m, l *pgcat.Table) {
	at := func(p *pgcat.Place) pgcat.Place {
		if p != nil {
			return *p
		}
		return m.At
	}
	known := m.Created || m.RLS != pgcat.Unknown
	if known || m.RLSDoubt != "" {
		c.onOff(Difference{Kind: "table", Object: m.String(), What: "row-level security", At: at(m.RLSAt),
			Why: "without it every role with a grant reaches every row"}, m.RLS, l.RLS, m.RLSDoubt)
	} else {
		c.unread(m.String(), "row-level security", "the table is made outside of the migrations", m.At)
	}
	if m.Created || m.Force != pgcat.Unknown {
		c.onOff(Difference{Kind: "table", Object: m.String(), What: "forced row-level security", At: at(m.ForceAt),
			Why: "without it the owner of the table passes by its policies"}, m.Force, l.Force, m.ForceDoubt)
	}
	c.comparePolicies(m, l)
	c.compareGrants("table", m.String(), m.At, others(m.Grants, m.Owner), others(l.Grants, l.Owner), cmp.Or(m.GrantDoubt, l.GrantDoubt), m.Created && made(m.At))
}

func (c *comparison) compareSchemas() {
	for _, m := range c.mig.Schemas {
		i := slices.IndexFunc(c.live.Schemas, func(s *pgcat.Schema) bool { return s.Name == m.Name })
		if i < 0 || c.ignored(m.Name) {
			continue
		}
		// Grants on a schema that the migrations do not make are the platform's.
		l := c.live.Schemas[i]
		c.compareGrants("schema", m.Name, m.At, others(m.Grants, m.Owner), others(l.Grants, l.Owner), "", made(m.At))
	}
}

// made reports an object, or a grant, that a statement of the migrations makes.
// The rest is what the platform is known to bring along.
func made(at pgcat.Place) bool { return at.Path != "" }

// others are the grants of all but the owner, who can give himself anything
// back whatever the list says of him.
func others(list []pgcat.Grant, owner string) []pgcat.Grant {
	var out []pgcat.Grant
	for _, g := range list {
		if g.Role != owner {
			out = append(out, g)
		}
	}
	return out
}

// compareGrants compares who holds what. Grants that only the live database has
// count where the migrations make the object: of another's they say only a part.
func (c *comparison) compareGrants(kind, object string, at pgcat.Place, mig, live []pgcat.Grant, doubt string, whole bool) {
	if doubt != "" {
		c.unread(object, "grants", doubt, at)
		return
	}
	have, want := spread(live), spread(mig)
	for _, g := range order(want) {
		if _, ok := have[g]; !ok && !g.grantable && !have.wider(g) && (whole || made(want[g])) {
			c.differ(Difference{Kind: "grant", Object: object, What: g.String(), Migrations: "granted", Effect: Strengthens, At: cmp.Or(want[g], at),
				Why: g.role + " has lost it"})
		}
	}
	if !whole {
		return
	}
	for _, g := range order(have) {
		_, ok := want[g]
		if ok || want.wider(g) || c.known(g.role) {
			continue
		}
		why := g.role + " has it in the live database alone"
		if g.role == pgcat.Public {
			why = "everybody has it in the live database alone"
		}
		if g.grantable {
			why += ", and may pass it on"
		}
		c.differ(Difference{Kind: "grant", Object: object, What: g.String(), Live: "granted", Effect: Weakens, At: at, Why: why})
	}
}

// known reports a role that passes by every policy and grant anyway.
func (c *comparison) known(role string) bool {
	r := c.live.Role(role)
	return r != nil && r.Super
}

// right is one privilege of one role, on one column or on the whole object.
type right struct {
	role, privilege, column string
	grantable               bool
}

func (r right) String() string {
	s := r.privilege
	if r.column != "" {
		s += " (" + r.column + ")"
	}
	if r.grantable {
		return s + " with grant option, to " + r.role
	}
	return s + " to " + r.role
}

type rights map[right]pgcat.Place

func spread(list []pgcat.Grant) rights {
	out := make(rights)
	for _, g := range list {
		if g.Privilege == "MAINTAIN" {
			continue // from Postgres 17 on; it reads and changes no row
		}
		cols := g.Columns
		if cols == nil {
			cols = []string{""}
		}
		for _, col := range cols {
			out[right{g.Role, g.Privilege, col, false}] = g.At
			if g.Grantable {
				out[right{g.Role, g.Privilege, col, true}] = g.At
			}
		}
	}
	return out
}

// wider reports whether the privilege is there for the whole object.
func (r rights) wider(g right) bool {
	if g.column == "" {
		return false
	}
	g.column = ""
	_, ok := r[g]
	return ok
}

func order(r rights) []right {
	out := make([]right, 0, len(r))
	for g := range r {
		out = append(out, g)
	}
	slices.SortFunc(out, func(a, b right) int { return cmp.Compare(a.String(), b.String()) })
	return out
}
