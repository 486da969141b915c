package pgsim

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
)

// supabaseSQL makes what Supabase makes in every project before its migrations
// run, as far as migrations lean on it.
//
//go:embed supabase.sql
var supabaseSQL string

// SupabaseSQL is the script that gives an empty Postgres what Supabase projects
// lean on: roles, schemas, default privileges, and the tables and functions of
// the platform in their outlines.
func SupabaseSQL() string { return supabaseSQL }

// platformSchemas are the schemas that Supabase makes and owns in every project.
func platformSchemas() []string {
	return []string{"auth", "storage", "realtime", "vault", "extensions", "graphql", "graphql_public",
		"supabase_functions", "supabase_migrations", "pgmq", "cron", "net"}
}

func isPlatform(schema string) bool { return slices.Contains(platformSchemas(), schema) }

// platformRLS tells whether the platform itself switches row-level security on
// for its table: it does for those that clients reach.
func platformRLS(n name) tri {
	switch {
	case n.Schema == "storage" && (n.Rel == "objects" || n.Rel == "buckets"),
		n.Schema == "realtime" && n.Rel == "messages",
		n.Schema == "auth":
		return on
	}
	return unknown
}

// alienSyntax are words that no Postgres has, in statements that it refuses.
var alienSyntax = regexp.MustCompile("(?i)\\bauto_?increment\\b|\\bengine\\s*=|^\\s*pragma\\b|\\bwithout\\s+rowid\\b|\\[dbo\\]|`\\w+`|\\bunsigned\\b|\\bidentity\\s*\\(\\s*1\\s*,")

// alienType reports whether a column type belongs to another database.
func alienType(t string) bool {
	switch strings.ToLower(t) {
	case "datetime", "tinyint", "mediumint", "blob", "longblob", "mediumblob", "tinyblob", "mediumtext", "longtext",
		"tinytext", "nvarchar", "varchar2", "nvarchar2", "clob", "nclob", "datetime2", "uniqueidentifier", "smalldatetime":
		return true
	}
	return false
}

// extensionFunctions lists what a policy could call of an extension that holds
// functions alone; false for an extension that also holds types or tables.
func extensionFunctions(ext string) ([]string, bool) {
	switch ext {
	case "pgjwt":
		return []string{"sign", "verify", "algorithm_sign", "url_encode", "url_decode", "try_cast_double"}, true
	case "pg_net", "pg_cron", "pg_stat_statements", "pg_graphql", "plpgsql_check", "index_advisor", "hypopg":
		return nil, true // none that a policy could use
	case "uuid-ossp":
		return []string{"uuid_generate_v1", "uuid_generate_v1mc", "uuid_generate_v3", "uuid_generate_v4", "uuid_generate_v5", "uuid_nil"}, true
	case "pgcrypto":
		return []string{"digest", "hmac", "crypt", "gen_salt", "gen_random_uuid", "gen_random_bytes", "encrypt", "decrypt", "armor", "dearmor"}, true
	}
	return nil, false
}
