package postgres

import (
	"regexp"
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/pgcat"
)

// Axes say how a database tells tenants and users apart. What is not given is
// taken from names and policies.
type Axes struct {
	// Tenant is the column of a table that says whose a row is: its tenant's, or
	// where there are none, its user's.
	Tenant map[pgcat.Name]string
	// Settings are the names of the session settings that carry who is asking.
	Settings []string
}

// tenantNames and userNames are columns that say whose a row is, by custom.
func tenantNames() []string {
	return []string{"organization_id", "organisation_id", "org_id", "tenant_id", "team_id", "account_id", "company_id", "workspace_id"}
}

func userNames() []string {
	return []string{"user_id", "owner_id", "owner", "created_by", "author_id", "profile_id", "member_id", "auth_user_id", "auth_id", "uid"}
}

func (a *Axes) tenant(t *pgcat.Table) string {
	if c := a.Tenant[t.Name]; c != "" {
		return c
	}
	for _, n := range tenantNames() {
		if t.Column(n) != nil {
			return n
		}
	}
	return ""
}

var (
	settingCall = regexp.MustCompile(`(?i)current_setting\(\s*'([a-z_][a-z0-9_]*\.[a-z0-9_.]+)'`)
	claimPath   = regexp.MustCompile(`->>?\s*'([A-Za-z_][A-Za-z0-9_]*)'`)
	asksUser    = regexp.MustCompile(`(?i)(?:"?([a-z_][a-z0-9_]*)"?\s*=\s*\(?\s*(?:select\s+)?auth\.uid\(\)|auth\.uid\(\)(?:\s+as\s+uid\s*\))?\s*=\s*\(?(?:[a-z_"]+\.)?"?([a-z_][a-z0-9_]*)"?)`)
)

// texts are what the rules of a database say in words: policies and functions.
func texts(c *pgcat.Catalog) []string {
	var out []string
	for _, t := range c.Tables {
		for _, p := range t.Policies {
			for _, e := range []*pgcat.Expr{p.Using, p.Check} {
				if e != nil {
					out = append(out, e.Text)
				}
			}
		}
	}
	for _, f := range c.Functions {
		if f.BodyKnown {
			out = append(out, f.Body)
		}
	}
	return out
}

// settings are those of the session that carry an identity: declared ones, and
// those whose name speaks of a tenant or a user. One of another kind (a switch,
// a role) is left unset: a made-up value would not be of its type.
func (a *Axes) settings(all []string) []string {
	out := slices.Clone(a.Settings)
	for _, s := range all {
		for _, m := range settingCall.FindAllStringSubmatch(s, -1) {
			name := strings.ToLower(m[1])
			if !strings.HasPrefix(name, "request.") && namesSomebody(name[strings.LastIndexByte(name, '.')+1:]) && !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	slices.Sort(out)
	return out
}

// claims are the keys of the caller's token that name a tenant or a user.
func claims(all []string) []string {
	var out []string
	for _, s := range all {
		if !strings.Contains(s, "jwt") {
			continue
		}
		for _, m := range claimPath.FindAllStringSubmatch(s, -1) {
			if m[1] != "sub" && namesSomebody(m[1]) && !slices.Contains(out, m[1]) {
				out = append(out, m[1])
			}
		}
	}
	slices.Sort(out)
	return out
}

func namesSomebody(s string) bool {
	s = strings.ToLower(s)
	if slices.Contains(tenantNames(), s) || slices.Contains(userNames(), s) {
		return true
	}
	for _, w := range []string{"tenant", "organization", "organisation", "org", "team", "account", "company", "workspace", "user"} {
		if s == w || s == w+"id" || s == "current_"+w || s == "current_"+w+"_id" {
			return true
		}
	}
	return false
}

// users are the columns of a table that name a user: by custom, by a foreign
// key to the table of users, or because a policy compares them to the caller.
func users(t *pgcat.Table) []string {
	var out []string
	add := func(name string) {
		if name != "" && t.Column(name) != nil && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	for _, n := range userNames() {
		add(n)
	}
	for _, k := range t.ForeignKeys {
		if len(k.Columns) == 1 && (k.Table.Rel == "users" || k.Table.Rel == "profiles") {
			add(k.Columns[0])
		}
	}
	for _, p := range t.Policies {
		for _, e := range []*pgcat.Expr{p.Using, p.Check} {
			if e == nil {
				continue
			}
			for _, m := range asksUser.FindAllStringSubmatch(e.Text, -1) {
				add(m[1])
				add(m[2])
			}
		}
	}
	return out
}
