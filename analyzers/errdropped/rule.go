package errdropped

import "github.com/candor-dev/candor"

const help = `A write whose error nobody looks at can fail in silence: the request is
answered with success, the audit trail has a hole, and the data is not what the
company says it is.

Judged are all calls that write and give an error: those that give a
` + "`sql.Result`" + ` or a ` + "`pgconn.CommandTag`" + ` with it (database/sql, pgx, query builders,
wrappers of your own), commits of database/sql and pgx, bulk copies of pgx,
queries that write, and the functions that you list under ` + "`mutations`" + `.

A query writes when its text is constant and its first statement is an insert,
update, delete, merge, replace or truncate, behind ` + "`with`" + ` or in it too. What
counts is the error of reading its row (` + "`Scan`" + `), and for a query of many rows its
own; with pgx, that of the rows as well. A text that is put together at run time
may be a read: such a query is judged only if you list its function.

**Passes:** the error is returned, wrapped, joined, sent, answered to the client,
given to another function, or the program stops.

**Fails:** the call stands alone, behind ` + "`go`" + ` or behind ` + "`defer`" + `; the error is assigned to
` + "`_`" + `, overwritten, or never looked at; the error branch only logs and goes on, skips
the item with ` + "`continue`" + `, returns a nil error, or leaves an HTTP handler without an
answer, which clients see as 200. An empty branch for an error fails for every
error, a mutation's or not, and a comment inside doesn't change that.

**Stays unknown:** the error is handed to a function value, stored in a field, read
by a function literal, or turned into a zero result, or the row that holds it is
stored: only another function's code could tell.

A check for particular errors (` + "`sql.ErrNoRows`" + `) may swallow those. Generated files
are counted as not applicable; tests are left alone. A deferred Rollback loses nothing and is no mutation.
`

func rule() candor.Rule {
	return candor.Rule{
		ID:       "errors/dropped",
		Title:    "The error of a mutation is lost",
		Help:     help,
		Fix:      "return the error, or answer the request with it",
		Severity: candor.Bad,
		Control:  "error-handling",
		Needs:    []string{"go.package"},
		Version:  "1",
		Engine:   "go",
		Origin:   "built-in",
		Examples: examples(),
	}
}

func examples() []candor.Example {
	const mod = "module example.com/deals\n\ngo 1.24\n"
	one := func(name string, o candor.Outcome, subject string, line int, src string) candor.Example {
		return candor.Example{
			Name: name, Outcome: o,
			Files:  map[string]string{"go.mod": mod, "deals.go": src},
			Expect: []candor.Expected{{Subject: subject, Outcome: o, Path: "deals.go", Line: line}},
		}
	}
	return []candor.Example{
		one("a handler logs the error of an update and answers with success", candor.Fail,
			"deals.(*Server).closeDeal: s.db.ExecContext", 14, logAndGoOn),
		one("a commit is deferred", candor.Fail, "deals.save: tx.Commit", 6, deferredCommit),
		one("an error branch holds only a comment", candor.Fail, "deals.read: err != nil", 7, emptyBranch),
		one("the row of an insert is read, and its error is not", candor.Fail,
			"deals.createDeal: db.QueryRow", 8, blindInsert),
		one("the id of an insert comes with its error", candor.Pass,
			"deals.createDeal: db.QueryRow", 8, seenInsert),
		one("the error is wrapped and returned", candor.Pass, "deals.closeDeal: db.Exec", 9, wrapped),
		one("the error is kept in a field", candor.Unknown, "deals.(*job).run: j.db.Exec", 11, inField),
	}
}

const logAndGoOn = `package deals

import (
	"database/sql"
	"log"
	"net/http"
)

type Server struct{ db *sql.DB }

const closeSQL = "UPDATE deals SET open = false WHERE id = $1"

func (s *Server) closeDeal(w http.ResponseWriter, r *http.Request) {
	if _, err := s.db.ExecContext(r.Context(), closeSQL, r.PathValue("id")); err != nil {
		log.Printf("close deal: %v", err)
	}
	w.WriteHeader(http.StatusNoContent)
}
`

const deferredCommit = `package deals

import "database/sql"

func save(tx *sql.Tx) {
	defer tx.Commit()
}
`

const emptyBranch = `package deals

import "os"

func read(path string) []byte {
	b, err := os.ReadFile(path)
	if err != nil {
		// ignore
	}
	return b
}
`

const blindInsert = `package deals

import "database/sql"

const insertSQL = "INSERT INTO deals (name) VALUES ($1) RETURNING id"

func createDeal(db *sql.DB, name string) (id int) {
	_ = db.QueryRow(insertSQL, name).Scan(&id)
	return id
}
`

const seenInsert = `package deals

import "database/sql"

const insertSQL = "INSERT INTO deals (name) VALUES ($1) RETURNING id"

func createDeal(db *sql.DB, name string) (id int, err error) {
	err = db.QueryRow(insertSQL, name).Scan(&id)
	return id, err
}
`

const wrapped = `package deals

import (
	"database/sql"
	"fmt"
)

func closeDeal(db *sql.DB, id int) error {
	if _, err := db.Exec("UPDATE deals SET open = false WHERE id = $1", id); err != nil {
		return fmt.Errorf("close deal %d: %w", id, err)
	}
	return nil
}
`

const inField = `package deals

import "database/sql"

type job struct {
	db  *sql.DB
	err error
}

func (j *job) run() {
	_, j.err = j.db.Exec("DELETE FROM deals WHERE expired")
}
`
