package postgres

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/config"
	"github.com/candor-dev/candor/internal/isolation"
	"github.com/candor-dev/candor/internal/pgcat"
	"github.com/candor-dev/candor/internal/pgfacts"
	"github.com/candor-dev/candor/internal/pgparse"
)

// Prove decides on every table, role and command of a catalog, with what
// candor.yaml says of the database.
func Prove(c *pgcat.Catalog, db config.Database, parser *pgparse.Parser) *isolation.Report {
	o := isolation.Options{Parser: parser, Identities: db.Identities, Roles: db.Roles, Exposed: db.Exposed,
		Public: db.Public, AdminOnly: db.AdminOnly, Admins: db.Admins, AppendOnly: db.AppendOnly}
	for _, t := range db.Tenants {
		o.Tenants = append(o.Tenants, isolation.TenantColumn{Table: t.Table, Column: t.Column})
	}
	return isolation.Prove(c, o)
}

var settingOf = regexp.MustCompile(`current_setting\(\s*'([^']+)'`)

// AxesOf takes what tells the owners of rows apart from a proof, so that the
// probe asks the very question that the proof has answered.
func AxesOf(r *isolation.Report) Axes {
	a := Axes{Tenant: make(map[pgcat.Name]string)}
	users := make(map[pgcat.Name]string)
	for i := range r.Access {
		x := &r.Access[i]
		switch {
		case x.Tenant.Column == "":
		case x.Tenant.Kind == "user":
			if users[x.Table] == "" {
				users[x.Table] = x.Tenant.Column
			}
		case a.Tenant[x.Table] == "":
			a.Tenant[x.Table] = x.Tenant.Column
		}
	}
	for t, column := range users {
		if a.Tenant[t] == "" {
			a.Tenant[t] = column
		}
	}
	for _, m := range r.Tenancy.Memberships {
		if m.TenantColumn != "" {
			a.Tenant[m.Table] = m.TenantColumn
		}
	}
	for _, id := range r.Tenancy.Identities {
		if m := settingOf.FindStringSubmatch(id.Expr); m != nil && id.Trusted && !slices.Contains(a.Settings, m[1]) {
			a.Settings = append(a.Settings, m[1])
		}
	}
	return a
}

// Facts are what the catalog and the proof over it say.
func (s *Snapshot) Facts(r *isolation.Report) []candor.Fact {
	var out []candor.Fact
	pgfacts.Emit(func(f candor.Fact) { out = append(out, f) }, s.Catalog, r, pgfacts.Source{
		Name: s.Origin.Source,
		At:   func(_ pgcat.Place, resource string) candor.Location { return candor.Location{Resource: resource} },
	})
	return out
}

// Summary says in one line what was read.
func (s *Snapshot) Summary() string {
	c := s.Catalog
	tables, rls, policies := 0, 0, 0
	for _, t := range c.Tables {
		if t.Platform {
			continue
		}
		tables++
		policies += len(t.Policies)
		if t.RLS == pgcat.On {
			rls++
		}
	}
	return fmt.Sprintf("%d tables (%d with row-level security), %d policies, %d views, %d functions", tables, rls, policies, len(c.Views), len(c.Functions))
}

// Inferred says, one line each, what a proof took for the tenants, the callers
// and the roles, for people to check.
func Inferred(r *isolation.Report) []string {
	var out []string
	t := &r.Tenancy
	for _, a := range t.Anchors {
		of := ""
		if a.Table != "" {
			of = " of " + a.Table
		}
		out = append(out, fmt.Sprintf("tenant: %s%s (%s)", a.Column, of, a.Why))
	}
	for _, i := range t.Identities {
		trust := "trusted"
		if !i.Trusted {
			trust = "not trusted"
		}
		if i.Why != "" {
			trust += ": " + i.Why
		}
		out = append(out, fmt.Sprintf("caller: %s (%s)", i.Expr, trust))
	}
	for _, m := range t.Memberships {
		out = append(out, fmt.Sprintf("members: %s says which %s belongs to which %s", m.Table, m.UserColumn, m.TenantColumn))
	}
	choices := func(what string, list []isolation.Choice) {
		for _, c := range list {
			out = append(out, strings.TrimSpace(fmt.Sprintf("%s: %s (%s)", what, c.Name, c.Why)))
		}
	}
	choices("role", t.Roles)
	choices("exposed schema", t.Exposed)
	for _, p := range r.Problems {
		out = append(out, "candor.yaml: "+p)
	}
	n := make(map[string]int)
	for i := range r.Access {
		n[r.Access[i].Verdict.String()]++
	}
	if len(n) > 0 {
		out = append(out, "proof: "+tally(n))
	}
	return out
}

// Summary says in one line what the probe saw.
func (p *Probe) Summary() string {
	n := make(map[string]int)
	for _, s := range p.Sightings {
		n[string(s.Outcome)]++
	}
	return "probe: " + tally(n) + "; everything was taken back"
}

func tally(n map[string]int) string {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(n)) {
		parts = append(parts, fmt.Sprintf("%d %s", n[k], k))
	}
	return strings.Join(parts, ", ")
}
