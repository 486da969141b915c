package auditsuccess

import "github.com/candor-dev/candor"

const help = `A trail that holds only what went well says nothing of who tried a door and was
refused. Most trails are like that, and for a record of changes it is right; this
rule is for a page that promises more, and runs only when a claim names it.

Judged is every door in scope that writes data.

**Passes:** a record is written whether the work succeeds or not: deferred, before the
work, or by a wrapper around it.

**Fails:** the only record stands behind the success of the work, or in its transaction,
with which it is undone; or there is none.

**Stays unknown:** whether the record is reached after a failure can't be told.
`

func rule() candor.Rule {
	return candor.Rule{
		ID:        "audit/success-only",
		Title:     "Tries that fail leave no audit record",
		Help:      help,
		Fix:       "write the record in a deferred call or a wrapper, outside of the transaction, with the outcome in it",
		Severity:  candor.Warning,
		Control:   "audit-logging",
		Needs:     []string{"go.package"},
		ClaimOnly: true,
		Version:   "1",
		Engine:    "go",
		Origin:    "built-in",
		Examples:  examples(),
	}
}

func examples() []candor.Example {
	one := func(name string, o candor.Outcome, body string) candor.Example {
		return candor.Example{
			Name: name, Outcome: o,
			Files:  map[string]string{"go.mod": "module example.com/deals\n\ngo 1.24\n", "deals.go": head + body + tail},
			Expect: []candor.Expected{{Subject: "POST /deals", Outcome: o, Path: "deals.go", Line: 12}},
		}
	}
	return []candor.Example{
		one("the record is written after the insert", candor.Fail, after),
		one("the record is deferred", candor.Pass, deferred),
		one("nothing implements the interface that stores the row", candor.Unknown, hidden),
	}
}

const head = `package deals

import (
	"database/sql"
	"net/http"
)

type API struct{ db *sql.DB }

func (a *API) Routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /deals", a.create)
	return mux
}

type Store interface{ Insert() error }

var store Store

func (a *API) create(w http.ResponseWriter, r *http.Request) {
`

const after = `	if _, err := a.db.Exec("INSERT INTO deals (name) VALUES ('x')"); err == nil {
		a.record()
	}
}
`

const deferred = `	defer a.record()
	if _, err := a.db.Exec("INSERT INTO deals (name) VALUES ('x')"); err != nil {
		http.Error(w, "not stored", http.StatusInternalServerError)
	}
}
`

const hidden = `	if err := store.Insert(); err != nil {
		http.Error(w, "not stored", http.StatusInternalServerError)
	}
}
`

const tail = `
func (a *API) record() {
	if _, err := a.db.Exec("INSERT INTO audit_events (action) VALUES ('deal.created')"); err != nil {
		panic(err)
	}
}
`
