package auditdeviance

import "github.com/candor-dev/candor"

const help = `When a table is audited on five of seven doors, the other two are rarely meant: the
record was written where somebody thought of it, and a second way to the same
data came later. A table that no door audits is another matter. It may be out of
scope, and it is one question instead of a finding for each of its doors.

Judged is every table that some door in scope writes.

**Passes:** each door that writes the table writes an audit record.

**Fails:** some do and some don't. The message names those that don't.

**Stays unknown:** no door does, or of the remaining ones it can't be told. Exempt
doors don't count.
`

func rule() candor.Rule {
	return candor.Rule{
		ID:       "audit/uneven",
		Title:    "The same data is audited on some doors only",
		Help:     help,
		Fix:      "write the audit record next to the write, so that every door gets it",
		Severity: candor.Warning,
		Control:  "audit-logging",
		Needs:    []string{"go.package"},
		Version:  "1",
		Engine:   "go",
		Origin:   "built-in",
		Examples: examples(),
	}
}

func examples() []candor.Example {
	one := func(name string, o candor.Outcome, line int, create, rename string) candor.Example {
		return candor.Example{
			Name: name, Outcome: o,
			Files: map[string]string{
				"go.mod":   "module example.com/deals\n\ngo 1.24\n",
				"deals.go": head + "\n\tanswer(w, insert(a.db)" + create + ")\n}\n\nfunc (a *API) rename(w http.ResponseWriter, r *http.Request) {\n\tanswer(w, update(a.db)" + rename + ")\n}\n" + tail,
			},
			Expect: []candor.Expected{{Subject: "deals", Outcome: o, Path: "deals.go", Line: line}},
		}
	}
	return []candor.Example{
		one("a new deal is audited, a renamed one is not", candor.Fail, 19, ", record(a.db)", ""),
		one("both are", candor.Pass, 18, ", record(a.db)", ", record(a.db)"),
		one("neither is", candor.Unknown, 18, "", ""),
	}
}

const head = `package deals

import (
	"database/sql"
	"net/http"
)

type API struct{ db *sql.DB }

func insert(db *sql.DB) error { _, err := db.Exec("INSERT INTO deals (name) VALUES ('x')"); return err }

func update(db *sql.DB) error { _, err := db.Exec("UPDATE deals SET name = 'y'"); return err }

func record(db *sql.DB) error { _, err := db.Exec("INSERT INTO audit_events (action) VALUES ('deal')"); return err }

func (a *API) Routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /deals", a.create)
	mux.HandleFunc("PUT /deals", a.rename)
	return mux
}

func (a *API) create(w http.ResponseWriter, r *http.Request) {`

const tail = `
func answer(w http.ResponseWriter, errs ...error) {
	for _, err := range errs {
		if err != nil {
			http.Error(w, "not stored", http.StatusInternalServerError)
			return
		}
	}
}
`
