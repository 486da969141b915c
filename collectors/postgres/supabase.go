package postgres

import "slices"

// isSupabase reports whether the platform's own roles and schemas are there. One
// of them alone says nothing: anon and authenticated are PostgREST's names, too.
func isSupabase(q *catalogRows) bool {
	schema := func(n string) bool {
		return slices.ContainsFunc(q.schemas, func(s schemaRow) bool { return s.Name == n })
	}
	role := func(n string) bool {
		return slices.ContainsFunc(q.roles, func(r roleRow) bool { return r.Name == n })
	}
	if !schema("auth") {
		return false
	}
	if q.noRoles != "" {
		return schema("storage") && schema("realtime")
	}
	return role("anon") && role("authenticated") && role("service_role") &&
		(role("supabase_admin") || role("supabase_auth_admin") || schema("storage"))
}

// platformRole knows the roles that Supabase makes in every project.
func platformRole(name string) bool {
	switch name {
	case "anon", "authenticated", "service_role", "authenticator", "postgres", "dashboard_user", "pgbouncer",
		"pgsodium_keyiduser", "pgsodium_keyholder", "pgsodium_keymaker", "cli_login_postgres":
		return true
	}
	return len(name) > 9 && name[:9] == "supabase_"
}

// platformSchema knows the schemas whose tables the platform makes.
func platformSchema(name string) bool {
	switch name {
	case "auth", "storage", "realtime", "vault", "extensions", "graphql", "graphql_public",
		"supabase_functions", "supabase_migrations", "pgmq", "cron", "net":
		return true
	}
	return false
}
