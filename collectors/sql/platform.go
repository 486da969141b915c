package sql

import (
	"encoding/json"
	"path"
	"strings"

	"github.com/candor-dev/candor/collectors/collector"
)

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
