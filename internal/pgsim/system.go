package pgsim

import (
	"fmt"
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
)

// system lists what a set of system catalogs holds, joined in the usual way.
func (b *block) system(from []string) ([]map[string]string, bool) {
	slices.Sort(from)
	c := b.p.cat
	var out []map[string]string
	add := func(row map[string]string) { out = append(out, row) }
	whole := true
	each := func(f func(r *relation)) {
		for _, r := range c.sorted() {
			if r.kind == table && r.created {
				f(r)
			}
		}
	}
	yes := func(t tri) string { return fmt.Sprint(t == on) }
	switch strings.Join(from, ",") {
	case "pg_event_trigger_ddl_commands":
		return b.commands, true
	case "pg_policies":
		each(func(r *relation) {
			for _, q := range r.policies {
				add(map[string]string{"schemaname": r.Schema, "tablename": r.Rel, "policyname": q.name, "cmd": q.command})
			}
		})
	case "pg_policy", "pg_class,pg_policy", "pg_class,pg_namespace,pg_policy":
		each(func(r *relation) {
			for _, q := range r.policies {
				add(map[string]string{"nspname": r.Schema, "relname": r.Rel, "polname": q.name, "polrelid": identity(r.name), "relnamespace": r.Schema})
			}
		})
	case "pg_tables":
		each(func(r *relation) {
			add(map[string]string{"schemaname": r.Schema, "tablename": r.Rel, "rowsecurity": yes(r.rls)})
		})
	case "tables":
		each(func(r *relation) {
			add(map[string]string{"table_schema": r.Schema, "table_name": r.Rel, "table_type": "BASE TABLE"})
		})
	case "columns":
		each(func(r *relation) {
			whole = whole && r.allColumns
			for _, col := range r.columns {
				add(map[string]string{"table_schema": r.Schema, "table_name": r.Rel, "column_name": col.name})
			}
		})
	case "pg_class", "pg_class,pg_namespace":
		each(func(r *relation) {
			add(map[string]string{"nspname": r.Schema, "relname": r.Rel, "oid": identity(r.name), "relkind": relkind(r),
				"relrowsecurity": yes(r.rls), "relforcerowsecurity": yes(r.force), "relnamespace": r.Schema})
		})
	case "pg_constraint", "table_constraints", "pg_class,pg_constraint", "pg_class,pg_constraint,pg_namespace":
		each(func(r *relation) {
			for _, k := range r.constraints {
				add(map[string]string{"conname": k.name, "constraint_name": k.name, "conrelid": identity(r.name), "relname": r.Rel, "table_name": r.Rel,
					"table_schema": r.Schema, "constraint_schema": r.Schema, "nspname": r.Schema, "contype": contype(k.kind)})
			}
		})
	case "pg_trigger", "triggers", "pg_class,pg_trigger":
		each(func(r *relation) {
			for _, t := range r.triggers {
				add(map[string]string{"tgname": t.Name, "trigger_name": t.Name, "tgrelid": identity(r.name), "relname": r.Rel,
					"event_object_table": r.Rel, "event_object_schema": r.Schema, "trigger_schema": r.Schema})
			}
		})
	case "pg_type", "pg_namespace,pg_type":
		for n := range c.types {
			add(map[string]string{"typname": n.Rel, "nspname": n.Schema, "typnamespace": n.Schema})
		}
	case "pg_proc", "pg_namespace,pg_proc", "routines":
		for _, f := range c.allFunctions() {
			add(map[string]string{"proname": f.Rel, "nspname": f.Schema, "pronamespace": f.Schema, "routine_name": f.Rel, "routine_schema": f.Schema,
				"oid": identity(f.Name) + "(" + strings.Join(f.args, ", ") + ")", "prokind": map[bool]string{true: "p", false: "f"}[f.Procedure],
				"prosecdef": fmt.Sprint(f.Definer)})
		}
	case "pg_depend,pg_extension":
		return nil, true // what belongs to an extension is not in the model
	case "pg_namespace", "schemata":
		for n := range c.schemas {
			add(map[string]string{"nspname": n, "schema_name": n})
		}
	case "pg_indexes":
		for _, r := range c.sorted() {
			if r.kind == index && r.table != nil {
				add(map[string]string{"schemaname": r.Schema, "tablename": r.table.Rel, "indexname": r.Rel})
			}
		}
	case "pg_roles", "pg_user", "pg_authid":
		for _, r := range c.sortedRoles() {
			add(map[string]string{"rolname": r.Name, "usename": r.Name})
		}
	case "pg_extension":
		for n := range c.extensions {
			add(map[string]string{"extname": n})
		}
	default:
		return nil, false
	}
	return out, whole
}

// lacks tells that rows which the model does not hold may be there all the same.
func (b *block) lacks(s *pg_query.SelectStmt) bool {
	if b.p.whole {
		return false
	}
	var from []string
	var quals []*pg_query.Node
	for _, f := range s.FromClause {
		flatten(f, &from, &quals, 0)
	}
	if slices.Contains(from, "pg_depend") {
		return false
	}
	for _, f := range from {
		switch f {
		case "pg_roles", "pg_user", "pg_authid", "pg_extension", "pg_namespace", "schemata", "pg_proc", "routines":
			return true
		}
	}
	return false
}

// uncertain reports whether there is more in the database than the catalog knows.
func (p *player) uncertain() bool {
	for _, r := range p.cat.rels {
		if !r.created && !isPlatform(r.Schema) || r.rlsDoubt != "" || r.policyDoubt != "" {
			return true
		}
	}
	return false
}

// relkind is how pg_class tells plain tables from partitioned ones.
func relkind(r *relation) string {
	if r.partitioned {
		return "p"
	}
	return "r"
}

// contype is how pg_constraint tells constraints apart.
func contype(k pg_query.ConstrType) string {
	switch k {
	case pg_query.ConstrType_CONSTR_PRIMARY:
		return "p"
	case pg_query.ConstrType_CONSTR_UNIQUE:
		return "u"
	case pg_query.ConstrType_CONSTR_FOREIGN:
		return "f"
	case pg_query.ConstrType_CONSTR_CHECK:
		return "c"
	}
	return "x"
}
