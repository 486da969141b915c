package config

import (
	"path"
	"strings"
)

// Database is what the migrations alone can't tell of the database. All of it
// is optional: what is left out is inferred, and the inference is shown.
type Database struct {
	Tenants    []TenantColumn
	Identities []string // expressions that name the caller: auth.uid(), current_setting('app.tenant_id')
	Roles      []string // roles that customers' requests run as
	Exposed    []string // schemas that those roles reach through an API
	Public     []string // tables that everybody may read, as schema.table
	AdminOnly  []string // tables that only administrators of a tenant may read
	Admins     []string // conditions and functions that administrators alone pass: public.is_admin()
	AppendOnly []string // tables whose rows nobody may change or delete
	Migrations []Migrations
}

// TenantColumn names the table of tenants and the column by which others
// refer to it.
type TenantColumn struct{ Table, Column string }

// Migrations says which tool applies the files of a folder.
type Migrations struct{ Dir, Tool string }

func (r *reader) database(n *node) Database {
	var d Database
	if n == nil {
		return d
	}
	m, ok := r.mapping(n, "database")
	if !ok {
		return d
	}
	d.Admins = r.texts(m.get("admins"))
	d.Identities, d.Roles, d.Exposed = r.texts(m.get("identities")), r.texts(m.get("roles")), r.texts(m.get("exposed"))
	d.Public, d.AdminOnly, d.AppendOnly = r.tables(m.get("public")), r.tables(m.get("admin_only")), r.tables(m.get("append_only"))
	for _, it := range r.items(m.get("tenants")) {
		if t, ok := r.mapping(it, "tenant"); ok {
			table, _ := r.textAt(t, "table")
			d.Tenants = append(d.Tenants, TenantColumn{
				Table: table, Column: r.required(t, "column", "the tenant", "name the column that says whose a row is: organization_id"),
			})
		}
	}
	for _, it := range r.items(m.get("migrations")) {
		w, ok := r.mapping(it, "migrations")
		if !ok {
			continue
		}
		if w.get("dir") == nil {
			r.bad(w.at, "name the folder of the migrations", "the entry has no dir")
			continue
		}
		dir, ok := r.file(w.get("dir"))
		if !ok {
			continue
		}
		tool := r.required(w, "tool", "the entry", "name the tool that applies them: supabase, goose, flyway, plain, ...")
		d.Migrations = append(d.Migrations, Migrations{Dir: path.Clean(dir), Tool: tool})
	}
	return d
}

// tables reads names of tables with their schema.
func (r *reader) tables(n *node) []string {
	var out []string
	for _, it := range r.items(n) {
		s, ok := r.text(it)
		if !ok {
			continue
		}
		if !strings.Contains(s, ".") {
			r.bad(it, "write it as schema.table: public."+s, "%s has no schema", quoted(s))
			continue
		}
		out = append(out, s)
	}
	return out
}
