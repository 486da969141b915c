package sql

import (
	"encoding/json"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/candor-dev/candor/collectors/collector"
)

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
	case n.schema == "storage" && (n.rel == "objects" || n.rel == "buckets"),
		n.schema == "realtime" && n.rel == "messages",
		n.schema == "auth":
		return on
	}
	return unknown
}

// usesSupabase reports whether a text leans on what only Supabase has.
func usesSupabase(text string) bool {
	low := strings.ToLower(text)
	return strings.Contains(low, "auth.uid(") || strings.Contains(low, "auth.jwt(") || strings.Contains(low, "service_role") ||
		strings.Contains(low, "storage.objects") || strings.Contains(low, "storage.buckets")
}

// otherDatabase reports whether a word names a database other than Postgres.
func otherDatabase(word string) bool {
	switch strings.ToLower(word) {
	case "mysql", "mariadb", "sqlite", "sqlite3", "mssql", "sqlserver", "oracle", "clickhouse", "bigquery", "snowflake", "d1", "duckdb", "redshift", "cassandra":
		return true
	}
	return false
}

// alienFolder says which folder above a file is for another database.
func alienFolder(p string) string {
	for part := range strings.SplitSeq(path.Dir(p), "/") {
		if otherDatabase(part) {
			return "a folder named " + part
		}
	}
	return ""
}

// alienFile says which part of a file's own name is for another database.
func alienFile(p string) string {
	for _, part := range strings.FieldsFunc(strings.TrimSuffix(strings.ToLower(path.Base(p)), ".sql"), func(r rune) bool { return r == '.' || r == '-' || r == '_' }) {
		if otherDatabase(part) {
			return "a file named after " + part
		}
	}
	return ""
}

// alienTool reads from the files of the tool which database a chain is for;
// "" for Postgres or when nothing says so.
func alienTool(c *chain, t *collector.Tree) string {
	for _, f := range []struct{ path, key string }{
		{path.Join(c.root, "migration_lock.toml"), "provider"},
		{path.Join(c.root, "meta", "_journal.json"), "dialect"},
	} {
		file := t.File(f.path)
		if file == nil {
			continue
		}
		b, err := file.Read()
		if err != nil {
			continue
		}
		if v := setting(string(b), f.key); v != "" && !strings.HasPrefix(v, "postgres") && v != "pg" && v != "cockroachdb" {
			return f.path + " says " + v
		}
	}
	return ""
}

// setting finds key = "value" in TOML or "key": "value" in JSON.
func setting(text, key string) string {
	var doc map[string]any
	if json.Unmarshal([]byte(text), &doc) == nil {
		s, _ := doc[key].(string)
		return strings.ToLower(s)
	}
	for line := range strings.Lines(text) {
		if k, v, ok := strings.Cut(line, "="); ok && strings.TrimSpace(k) == key {
			return strings.ToLower(strings.Trim(strings.TrimSpace(v), `"`))
		}
	}
	return ""
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
