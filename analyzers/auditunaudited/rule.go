package auditunaudited

import "github.com/candor-dev/candor"

const help = `Who reads the audit trail after an incident needs every change in it. A door that
changes data and writes no record is a hole that nobody sees until then.

Judged is every door through which somebody acts: routes of another method than
GET, HEAD and OPTIONS, remote procedures, and the callbacks of sign-in providers.
From each, all calls are followed, through middleware, helpers, interfaces and
closures, to the writes and to the audit records.

**Passes:** an audit record is written on each way through the door on which data is
written and nothing fails, by the handler, by a function that it calls or by a wrapper
around it. A way that leaves after an error, answers with one, or changed no row needs
none; nor does one on which a switch or a missing recorder turns the trail off. The message says how safe the record is:
in the transaction of the write, before the answer, deferred, best effort, in the
background, before the work, or behind a switch that is off by default.

**Fails:** data is written and no record is, or never both on the same way: they stand on
branches that exclude each other, the record is written only on an error, or behind code
that never runs. The message shows the way to the write.

**Stays unknown:** a record is written on some ways only, and the message names the branch
that leaves it out; a part of the way can't be followed (an interface that nothing
is known to implement, a function value that is set elsewhere, a package that
does not load, a way that is too long), or the record is written by only some of the
functions that a call may mean, or by a wrapper that stands around the door only under
a condition that is no mere switch; or it may come to nothing: nobody commits its
transaction or sends its batch, it is only built (a dry run), a rollback to a savepoint
takes it back, a timer is stopped. Also where the record may be one that the way does
not show: rows go into a table that can't be told, a statement can't be read, a hook of
the library records, or what the door sends on a channel goes to a function that does;
where another system decides whether anything is written at all; and where a part of
the path can't be told and an exemption or a table of routes may name the door. And, as
long as candor.yaml does not say what writes the trail, a door whose data no other door
audits: that is a question of scope.

**Not applicable:** doors that reach no write, jobs, and doors that are exempt with
a reason, an owner and a date. After that date they fail again.

The tables of the trail are told by their names (` + "`audit_events`, `activity_log`" + `) or
listed under ` + "`go.audit_tables`" + `; functions that write it elsewhere go under ` + "`go.audit`" + `.
A function that only builds a record is none of them.
`

func rule() candor.Rule {
	return candor.Rule{
		ID:       "audit/unaudited-mutation",
		Title:    "A door changes data and writes no audit record",
		Help:     help,
		Fix:      "write an audit record in the transaction of the change, or exempt the door with a reason, an owner and a date",
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
		one("a route inserts a row and records nothing", candor.Fail, unaudited),
		one("the record is written in the same transaction", candor.Pass, sameTx),
		one("the record and the row stand on branches that exclude each other", candor.Fail, exclusive),
		one("the record is written only if the request asks for it", candor.Unknown, asked),
		one("nothing implements the interface that stores the row", candor.Unknown, hidden),
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
	if err := a.save(r.Context(), r.FormValue("name")); err != nil {
		http.Error(w, "the deal was not stored", http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusCreated)
}
`

const unaudited = `
func (a *API) save(ctx context.Context, name string) error {
	_, err := a.db.ExecContext(ctx, "INSERT INTO deals (name) VALUES ($1)", name)
	return err
}
`

const sameTx = `
func (a *API) save(ctx context.Context, name string) error {
	tx, err := a.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "INSERT INTO deals (name) VALUES ($1)", name); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO audit_events (action) VALUES ('deal.created')"); err != nil {
		return err
	}
	return tx.Commit()
}
`

const record = `
func (a *API) record(ctx context.Context) error {
	_, err := a.db.ExecContext(ctx, "INSERT INTO audit_events (action) VALUES ('deal.created')")
	return err
}
`

const exclusive = `
func (a *API) save(ctx context.Context, name string) error {
	if name == "" {
		return a.record(ctx)
	}
	_, err := a.db.ExecContext(ctx, "INSERT INTO deals (name) VALUES ($1)", name)
	return err
}
` + record

const asked = `
func (a *API) save(ctx context.Context, name string) error {
	if _, err := a.db.ExecContext(ctx, "INSERT INTO deals (name) VALUES ($1)", name); err != nil {
		return err
	}
	if ctx.Value("audited") != nil {
		return a.record(ctx)
	}
	return nil
}
` + record

const hidden = `
type Store interface {
	Insert(ctx context.Context, name string) error
}

var store Store

func (a *API) save(ctx context.Context, name string) error { return store.Insert(ctx, name) }
`
