// Package stdsql calls database/sql in the ways that services do.
package stdsql

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

const insertDeal = "INSERT INTO deals (id) VALUES ($1)"

var (
	deleteDeal = "delete from public.deals where id = $1"
	changed    = "delete from deals"
	queries    = map[string]string{"a": "UPDATE a SET x = 1", "b": "UPDATE b SET x = 1"}
)

func setChanged(s string) { changed = s }

type store struct {
	db   *sql.DB
	stmt *sql.Stmt
}

func (s *store) plain(ctx context.Context, tx *sql.Tx, id, table string) {
	tx.ExecContext(ctx, "UPDATE deals SET n = 1")               // want `mutation update "UPDATE deals" model=deals`
	tx.Exec(insertDeal, id)                                     // want `mutation insert "INSERT deals" model=deals`
	tx.Exec(deleteDeal, id)                                     // want `mutation delete "DELETE deals" model=deals`
	tx.Exec(changed)                                            // want `mutation delete "DELETE deals" model=deals`
	tx.Exec("UPDATE " + table + " SET n = 1")                   // want `mutation update "UPDATE"`
	tx.Exec("UPDATE app_" + table + " SET n = 1")               // want `mutation update "UPDATE app" model=app`
	tx.Exec(fmt.Sprintf("DELETE FROM %s.deals WHERE 1", table)) // want `mutation delete "DELETE deals" model=deals`
	tx.Exec(fmt.Sprintf("%s INTO deals", "INSERT"))             // want `mutation insert "INSERT deals" model=deals`
	tx.Exec("CREATE TABLE IF NOT EXISTS deals (id int)")        // want `mutation ddl "CREATE TABLE deals" model=deals`
	tx.Exec("TRUNCATE deals")                                   // want `mutation truncate "TRUNCATE deals" model=deals`
	tx.Exec("SELECT 1")
	tx.Exec("ROLLBACK")
	tx.Exec("SET LOCAL role = 'x'")
	tx.Exec("BEGIN; DELETE FROM deals; COMMIT")                  // want `mutation delete "DELETE deals" model=deals`
	tx.Exec("SELECT close_deal($1)", id)                         // want `mutation call "SELECT close_deal\(\)" weak`
	tx.Exec("CALL close_deal($1)", id)                           // want `mutation call "CALL close_deal" model=close_deal weak`
	tx.QueryRow("INSERT INTO deals DEFAULT VALUES RETURNING id") // want `mutation insert "INSERT deals" model=deals`
	tx.Query("SELECT id, count(*) FROM deals WHERE x IN (1) FOR UPDATE SKIP LOCKED")
	tx.Query("WITH d AS (DELETE FROM deals RETURNING *) SELECT * FROM d") // want `mutation delete "DELETE deals" model=deals`
	tx.Query("WITH RECURSIVE d(a, b) AS (SELECT 1) SELECT * FROM d")
	tx.Query("SELECT * FROM " + table)
	tx.Query(table)                                    // want `mutation  "SQL that can't be read" weak unread param=4`
	tx.Exec(queries[id])                               // want `mutation update "UPDATE a" model=a` `mutation update "UPDATE b" model=b`
	tx.Exec("INSERT INTO \"Deals\" VALUES (1)")        // want `mutation insert "INSERT Deals" model=Deals`
	tx.Exec("INSERT INTO {{.prefix}}deals VALUES (1)") // want `mutation insert "INSERT deals" model=deals`
	tx.Commit()
	tx.Rollback()
}

func (s *store) built(tx *sql.Tx, all bool) {
	q := "UPDATE deals SET n = 1"
	if !all {
		q += " WHERE id = 1"
	}
	tx.Exec(q) // want `mutation update "UPDATE deals" model=deals`

	var parts string
	parts += "DELETE FROM "
	parts += "deals"
	tx.Exec(parts) // want `mutation delete "DELETE"`

	var b strings.Builder
	b.WriteString("INSERT INTO deals ")
	b.WriteString("VALUES (1)")
	tx.Exec(b.String()) // want `mutation insert "INSERT deals" model=deals`

	var f strings.Builder
	fmt.Fprintf(&f, "INSERT INTO deals VALUES (%d)", 1)
	tx.Exec(f.String()) // want `mutation insert "INSERT deals" model=deals`

	for _, q := range []string{"DROP TABLE a", "DROP TABLE b"} {
		tx.Exec(q) // want `mutation ddl "DROP TABLE a" model=a` `mutation ddl "DROP TABLE b" model=b`
	}
	tx.Exec(strings.Join([]string{"DELETE", "FROM deals"}, " ")) // want `mutation delete "DELETE deals" model=deals`
	tx.Exec(tidy("delete from deals"))                           // want `mutation delete "DELETE deals" model=deals`
	tx.Exec(text("x"))                                           // want `mutation update "UPDATE deals" model=deals`

	long := "UPDATE deals " + "SET " + "a" + " = " + "1" + ", " + "b" + " = " + "2" + ", " + f.String() + ", " + "c" + " = " + "3" + " WHERE " + tidy("x") + " = " + "1"
	long = fmt.Sprintf("%s AND %d = 1", long, 1)
	tx.Exec(long) // want `mutation update "UPDATE deals" model=deals`

	var either string
	if all {
		either = "SELECT 1"
	} else {
		either = "DELETE FROM deals"
	}
	tx.Exec(either) // want `mutation delete "DELETE deals" model=deals`
}

func tidy(q string) string { return strings.TrimSpace(q) }

func text(where string) string {
	if where == "" {
		return ""
	}
	return "UPDATE deals SET n = 1 WHERE " + where
}

func (s *store) prepared(tx *sql.Tx) error {
	stmt, err := s.db.Prepare("INSERT INTO deals VALUES ($1)")
	if err != nil {
		return err
	}
	stmt.Exec(1)          // want `mutation insert "INSERT deals" model=deals`
	tx.Stmt(stmt).Exec(1) // want `mutation insert "INSERT deals" model=deals`
	s.stmt.Exec(1)        // want `mutation  "SQL that can't be read" unread`
	return nil
}

// exec hands a statement on: what it is, its callers know.
func (s *store) exec(query string, args ...any) (sql.Result, error) {
	return s.db.Exec(query, args...) // want `mutation  "SQL that can't be read" unread param=1`
}

func (s *store) one(dest any, query string) error {
	row := s.db.QueryRow(strings.TrimSpace(query)) // want `mutation  "SQL that can't be read" weak unread param=2`
	return row.Scan(dest)
}

// insert is one more step on the way.
func (s *store) insert(table, query string) error {
	_, err := s.exec(query) // want `mutation  "statement of the caller, handed on" weak unread param=2 passed`
	return err
}

func (s *store) callers() {
	s.insert("x", "INSERT INTO x VALUES (1)")   // want `mutation insert "INSERT x" model=x passed`
	s.exec("delete from deals where id = ?", 1) // want `mutation delete "DELETE deals" model=deals passed`
	s.exec("SELECT 1")                          // want `read  "SELECT" passed`
	q := "update deals set n = 1"
	s.exec(q)                          // want `mutation update "UPDATE deals" model=deals passed`
	s.one(nil, "select id from deals") // want `read  "SELECT" passed`
	s.note("delete from the list failed")
	s.note("DELETE FROM deals") // want `mutation delete "DELETE deals" model=deals passed`
}

func (s *store) note(msg string) {}

// querier is what generated code runs its statements by.
type querier interface {
	ExecContext(context.Context, string, ...any) (sql.Result, error)
	QueryRowContext(context.Context, string, ...any) *sql.Row
}

const createUser = `-- name: CreateUser :one
INSERT INTO users (name) VALUES ($1) RETURNING id`

const getUser = "-- name: GetUser :one\nSELECT id FROM users"

type Queries struct{ db querier }

func (q *Queries) CreateUser(ctx context.Context, name string) (id int, err error) {
	row := q.db.QueryRowContext(ctx, createUser, name) // want `mutation insert "INSERT users" model=users`
	return id, row.Scan(&id)
}

func (q *Queries) GetUser(ctx context.Context) (id int, err error) {
	row := q.db.QueryRowContext(ctx, getUser) // want `read  "SELECT" passed`
	return id, row.Scan(&id)
}

func (q *Queries) DeleteUsers(ctx context.Context) error {
	_, err := q.db.ExecContext(ctx, "DELETE FROM users") // want `mutation delete "DELETE users" model=users`
	return err
}

func audit(tx *sql.Tx) {
	tx.Exec("INSERT INTO audit_log (what) VALUES ($1)", 1) // want `audit insert "INSERT audit_log" model=audit_log`
	tx.Exec("DELETE FROM billing.audit_events")            // want `tamper delete "DELETE billing.audit_events" model=billing.audit_events`
	tx.Exec("INSERT INTO audit_settings VALUES (1)")       // want `mutation insert "INSERT audit_settings" model=audit_settings`
	tx.Exec("INSERT INTO project_events VALUES (1)")       // want `audit insert "INSERT project_events" model=project_events`
}
