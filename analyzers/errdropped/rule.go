package errdropped

import "github.com/candor-dev/candor"

const help = `A write whose error nobody looks at can fail in silence: the request is
answered with success, the audit trail has a hole, and the data is not what the
company says it is.

**Errors are** the lost failures of what counts:

- writes: statements that change data (database/sql, pgx, query builders, ORMs,
  key-value stores, cloud services), commits, and the functions under ` + "`mutations`" + `;
- audit writes: inserts into audit tables, and the functions under ` + "`audit`" + `;
- decisions: the functions under ` + "`guards`" + `, also where they only give a bool.

The failure is followed from function to function: one that returns the error of a
write has to be looked at like the write itself, in its own package and in those
that import it. Behind an interface it is followed only where that is declared beside
what implements it; list the methods of others.

It **fails** when the call stands alone, behind ` + "`go`" + ` or behind ` + "`defer`" + `; when the error is
assigned to ` + "`_`" + `, overwritten, never looked at, given to a function of the package that
does nothing with it, or becomes 0; and when its branch is empty, skips the item,
returns a nil error, answers with success or leaves an HTTP handler without an
answer, which clients see as 200. An error that is only logged fails where a client
or a caller is then told of success.

**Warnings are** the failures of writes that are only logged in functions that
tell nobody, in workers and goroutines; rows of an insert that are read without
asking for their last error; and, of every error whatever it is of:

- an empty branch, ` + "`_ = err`" + ` (a comment is no handling);
- a recovered panic that is thrown away, or only logged where a client or a caller
  is then told of success;
- a function that gives an error, started with ` + "`go`" + `; a branch that ends a goroutine
  without a word; an error that is received from a channel and thrown away;
- a write to a file whose error is dropped together with that of ` + "`Close`" + `.

These are errors where what is lost is a write's, an audit write's or a decision's.
Any other lost error is left alone; the analyzer's flag ` + "`all`" + ` shows those as well.

**Passes:** the error is returned, wrapped, joined, sent, kept in a field that the
package reads, answered to the client, given to another function that may use it,
or the program stops. A check for particular errors (` + "`sql.ErrNoRows`" + `) may swallow those.

**Stays unknown:** the error is handed to a function value, kept in a field that
nobody here reads, read by a function literal that runs later, or turned into a nil
pointer; the row that holds it is stored; it is the error of a DELETE that a deferred
function logs, where no result could take it; or a reply that is made on the spot comes
with a nil error, and may speak of the failure.

Not judged: tests; generated files, which are counted as not applicable; a deferred
Rollback; the commit of a transaction that only reads; sessions' settings and locks;
files, unless their functions are listed.
`

func rule() candor.Rule {
	return candor.Rule{
		ID:       "errors/dropped",
		Title:    "An error is lost where it counts",
		Help:     help,
		Fix:      "return the error, or answer the request with it",
		Severity: candor.Bad,
		Control:  "error-handling",
		Needs:    []string{"go.package"},
		Version:  "2",
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
		one("a panic is caught, and the caller is told that all went well", candor.Fail,
			"deals.run: recover", 7, recovered),
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

const recovered = `package deals

import "log"

func run(work func() error) error {
	defer func() {
		if r := recover(); r != nil {
			log.Printf("panic: %v", r)
		}
	}()
	return work()
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
