package auditsametx

import "github.com/candor-dev/candor"

const help = `"Each change writes its audit event in the same transaction" is a stronger promise
than that there is an event: whatever fails, neither is there without the other.

Judged are the doors of ` + "`audit/unaudited-mutation`" + `, by the weakest record on the way.

**Passes:** the record is written by the transaction of the change, and its error
reaches the commit.

**Fails:** the record is written before or after the change, deferred, in the
background, or its failure is dropped or only logged; or there is none.

**Stays unknown:** a part of the way can't be followed.

**Not applicable:** doors that reach no write, and exempt ones.

Where a transaction travels inside of a context, and both take it from there, it stays
unknown whether it is one.
`

func rule() candor.Rule {
	return candor.Rule{
		ID:        "audit/same-transaction",
		Title:     "A change and its audit record are not written together",
		Help:      help,
		Fix:       "write the record with the transaction of the change, and return its error",
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
			Files: map[string]string{
				"go.mod": "module example.com/deals\n\ngo 1.24\n", "deals.go": head + body,
				"candor.yaml": "version: 1\ngo:\n  audit_tables: [audit_events]\n",
			},
			Expect: []candor.Expected{{Subject: "POST /deals", Outcome: o, Path: "deals.go", Line: 13}},
		}
	}
	return []candor.Example{
		one("the record is written after the commit, and its failure is only logged", candor.Fail, after),
		one("a commit between the two", candor.Fail, between),
		one("both are written by one transaction", candor.Pass, together),
		one("nothing implements the interface that is asked", candor.Unknown, hidden),
	}
}

const head = `package deals

import (
	"context"
	"database/sql"
	"net/http"
)

type API struct{ db *sql.DB }

func (a *API) Routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /deals", a.create)
	return mux
}

func (a *API) create(w http.ResponseWriter, r *http.Request) {
	if err := a.add(r.Context()); err != nil {
		http.Error(w, "the deal can't be added", http.StatusInternalServerError)
	}
}
`

const after = `
func (a *API) add(ctx context.Context) error {
	if _, err := a.db.ExecContext(ctx, "INSERT INTO deals (name) VALUES ('x')"); err != nil {
		return err
	}
	_, err := a.db.ExecContext(ctx, "INSERT INTO audit_events (what) VALUES ('deal added')")
	return err
}
`

const between = `
func (a *API) add(ctx context.Context) error {
	tx, err := a.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO deals (name) VALUES ('x')"); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	if tx, err = a.db.BeginTx(ctx, nil); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO audit_events (what) VALUES ('deal added')"); err != nil {
		return err
	}
	return tx.Commit()
}
`

const together = `
func (a *API) add(ctx context.Context) error {
	tx, err := a.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "INSERT INTO deals (name) VALUES ('x')"); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO audit_events (what) VALUES ('deal added')"); err != nil {
		return err
	}
	return tx.Commit()
}
`

const hidden = `
type store interface{ Add(ctx context.Context) error }

var backend store

func (a *API) add(ctx context.Context) error { return backend.Add(ctx) }
`
