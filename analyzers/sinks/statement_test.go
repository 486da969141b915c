package sinks

import (
	"strings"
	"testing"
)

func TestStatements(t *testing.T) {
	for _, tc := range []struct{ text, want string }{
		{"insert into public.deals values (1)", "insert deals"},
		{"INSERT INTO `deals` VALUES (1)", "insert deals"},
		{"INSERT INTO [dbo].[Deals] VALUES (1)", "insert Deals"},
		{"INSERT OR REPLACE INTO deals VALUES (1)", "insert deals"},
		{"INSERT IGNORE INTO deals VALUES (1)", "insert deals"},
		{"REPLACE INTO deals VALUES (1)", "upsert deals"},
		{"MERGE INTO deals USING x ON 1 = 1", "upsert deals"},
		{"UPDATE ONLY billing.deals SET n = 1", "update billing.deals"},
		{"DELETE FROM ONLY deals", "delete deals"},
		{"COPY deals (a, b) FROM STDIN", "insert deals"},
		{"COPY (SELECT 1) TO STDOUT", "read"},
		{"TRUNCATE TABLE deals", "truncate deals"},
		{"-- name: X :one\n/* a /* b */ c */ UPDATE deals SET n = ';'; SELECT 1", "update deals, read"},
		{"update deals", ""},
		{"delete deal", ""},
		{"insert deal", ""},
		{"create deal", ""},
		{"select", "read"},
		{"UPDATE " + hole, "update"},
		{"DELETE FROM " + hole + "deals", "delete deals"},
		{"DELETE FROM deals_" + hole, "delete deals"},
		{"DELETE FROM %s", "delete"},
		{hole + " FROM deals", "unread"},
		{"WITH x AS (SELECT 1) INSERT INTO deals SELECT * FROM x", "insert deals"},
		{"WITH x AS (INSERT INTO a VALUES (1)), y AS MATERIALIZED (DELETE FROM b RETURNING 1) SELECT 1", "insert a, delete b"},
		{"WITH x AS (" + hole + ") SELECT 1", "unread"},
		{"WITH x(a, b) AS (SELECT 1) SELECT count(a) FROM x", "read"},
		{"SELECT coalesce(a, now()), t.x FROM (VALUES (1)) AS t(x) WHERE a IN (1) AND EXISTS (SELECT 1) FOR UPDATE", "read"},
		{"SELECT billing.close_month(1)", "call"},
		{"SELECT pg_catalog.set_config('a', 'b', true)", "read"},
		{"SELECT * INTO copies FROM deals", "ddl copies"},
		{"CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON deals (a)", "ddl"},
		{"CREATE OR REPLACE VIEW v AS SELECT 1", "ddl v"},
		{"ALTER TABLE ONLY deals ADD COLUMN a int", "ddl deals"},
		{"GRANT ALL ON deals TO app", "ddl"},
		{"DROP TABLE IF EXISTS deals CASCADE", "ddl deals"},
		{"DROP TABLE deals, public.audit_log", "ddl deals, ddl audit_log"},
		{"TRUNCATE TABLE ONLY deals, ONLY audit_log RESTART IDENTITY", "truncate deals, truncate audit_log"},
		{"DELETE a, audit_log FROM a JOIN audit_log ON a.id = audit_log.a", "delete a, delete audit_log"},
		{"DELETE FROM a, b USING a JOIN b", "delete a, delete b"},
		{"DELETE FROM a USING b, c WHERE a.b = b.id", "delete a"},
		{"DELETE FROM {t}", "delete"}, {"DELETE FROM {t}_old", "delete old"},
		{"INSERT INTO audit_log SELECT 1 WHERE false", "read"}, {"INSERT INTO audit_log SELECT 1 WHERE 1 = 0", "read"},
		{"INSERT INTO audit_log SELECT id FROM deals WHERE id = 1", "insert audit_log"},
		{"CALL close_month(1)", "call close_month"},
		{"DO $$ BEGIN DELETE FROM x; END $$", "call"},
		{"BEGIN", "read"}, {"COMMIT", "commit"}, {"ROLLBACK TO SAVEPOINT a", "read"}, {"SET a = 1", "read"}, {"PRAGMA foreign_keys = ON", "read"},
		{"EXPLAIN DELETE FROM deals", "read"}, {"EXPLAIN ANALYZE DELETE FROM deals", "delete deals"},
		{"NOTIFY deals", "send"}, {"", ""}, {"hello world", ""}, {"(SELECT 1) UNION (SELECT 2)", "read"},
		{"LOAD DATA INFILE 'x' INTO TABLE deals", "insert deals"},
	} {
		var got []string
		for _, s := range statements(tc.text) {
			switch s.kind {
			case reads:
				got = append(got, "read")
			case unread:
				got = append(got, "unread")
			default:
				got = append(got, label(s.verb, s.table))
			}
		}
		if g := strings.Join(got, ", "); g != tc.want {
			t.Errorf("%q: %s, want %s", tc.text, g, tc.want)
		}
	}
}

func FuzzStatements(f *testing.F) {
	f.Add("WITH x AS (DELETE FROM \"a\".b RETURNING $1) SELECT f(1)")
	f.Add("$$ '' -- /* [a] {{.x}} ${y} %[1]s \x00")
	f.Fuzz(func(t *testing.T, s string) {
		if got := statements(s); len(got) > len(s)+1 {
			t.Errorf("%d statements in %d bytes", len(got), len(s))
		}
	})
}
