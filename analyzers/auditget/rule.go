package auditget

import "github.com/candor-dev/candor"

const help = `A GET must be safe: browsers prefetch it, crawlers follow it, proxies repeat it,
and a rule that asks every changing request for an audit record does not look at it.

Judged is every route that answers GET, HEAD or OPTIONS alone.

**Passes:** the handler reaches no write, or an audit record goes with it.

**Fails:** the handler reaches a write. Much of that is meant (a probe row, a team
that is set up on first sight), so a failure is a note.

**Stays unknown:** a call on the way can't be followed. What middleware writes with
each request is left out, and so are callbacks of sign-in providers, which
audit/unaudited-mutation judges.
`

func rule() candor.Rule {
	return candor.Rule{
		ID:       "audit/get-writes",
		Title:    "A GET changes data",
		Help:     help,
		Fix:      "answer another method, or write an audit record",
		Severity: candor.Note,
		Control:  "audit-logging",
		Needs:    []string{"go.package"},
		Version:  "1",
		Engine:   "go",
		Origin:   "built-in",
		Examples: examples(),
	}
}

func examples() []candor.Example {
	one := func(name string, o candor.Outcome, body string) candor.Example {
		return candor.Example{
			Name: name, Outcome: o,
			Files:  map[string]string{"go.mod": "module example.com/deals\n\ngo 1.24\n", "deals.go": head + body},
			Expect: []candor.Expected{{Subject: "GET /deals", Outcome: o, Path: "deals.go", Line: 13}},
		}
	}
	return []candor.Example{
		one("a GET counts how often it was asked", candor.Fail, counts),
		one("a GET reads", candor.Pass, reads),
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
	mux.HandleFunc("GET /deals", a.list)
	return mux
}

func (a *API) list(w http.ResponseWriter, r *http.Request) {
	if err := a.find(r.Context()); err != nil {
		http.Error(w, "the deals can't be read", http.StatusInternalServerError)
	}
}
`

const counts = `
func (a *API) find(ctx context.Context) error {
	_, err := a.db.ExecContext(ctx, "UPDATE deals SET seen = seen + 1")
	return err
}
`

const reads = `
func (a *API) find(ctx context.Context) error {
	rows, err := a.db.QueryContext(ctx, "SELECT name FROM deals")
	if err != nil {
		return err
	}
	defer rows.Close()
	return rows.Err()
}
`

const hidden = `
type Store interface{ List(ctx context.Context) error }

var store Store

func (a *API) find(ctx context.Context) error { return store.List(ctx) }
`
