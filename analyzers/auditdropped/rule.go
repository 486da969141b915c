package auditdropped

import "github.com/candor-dev/candor"

const help = `A record whose failure nobody sees is missing from the trail without a trace, and
the change that it belongs to went through.

Judged is every place on the way of a door at which an audit record is written.

**Passes:** the error, or the bool that tells success, is looked at. Where a failure is
logged and no more, the message says so: the record is best effort, which may be
what you promise.

**Fails:** the answer is not taken at all, is assigned to ` + "`_`" + `, or goes where nobody reads it
(a variable, a list, a channel, a function that ignores it), or only one error is asked
for: at the record itself, or at a call above it, or inside of the function that writes it.
So does an error that a deferred function sets to nil, or a panic that one recovers from
in silence.

**Stays unknown:** the record is written by a wrapper or a table of routes that can't be
looked into; or the handler gives its error to an adapter or a wrapper that drops it.

errors/dropped judges the same for every write; this rule follows the answer over
functions up to the door.
`

func rule() candor.Rule {
	return candor.Rule{
		ID:       "audit/result-dropped",
		Title:    "Nobody looks at whether the audit record was written",
		Help:     help,
		Fix:      "return the error of the audit record, or raise an alarm on it",
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
	one := func(name string, o candor.Outcome, subject string, line int, config, call string) candor.Example {
		return candor.Example{
			Name: name, Outcome: o,
			Files: map[string]string{
				"go.mod": "module example.com/deals\n\ngo 1.24\n", "deals.go": head + call + tail, "candor.yaml": "version: 1\n" + config,
			},
			Expect: []candor.Expected{{Subject: subject, Outcome: o, Path: "deals.go", Line: line}},
		}
	}
	return []candor.Example{
		one("the error of the record is thrown away", candor.Fail, "deals.(*API).create: deals.(*API).record", 17, "", dropped),
		one("the request fails with the record", candor.Pass, "deals.(*API).record: INSERT audit_events", 25, "", returned),
		one("a wrapper that can't be looked into writes the record", candor.Unknown, "deals.Audited: deals.Audited", 12,
			"go:\n  wrappers: [{func: example.com/deals.Audited}]\n", ""),
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
	mux.HandleFunc("POST /deals", Audited(a.create))
	return mux
}

func (a *API) create(w http.ResponseWriter, r *http.Request) {
`

const dropped = "\t_ = a.record()\n\tw.WriteHeader(http.StatusCreated)\n"

const returned = `	if err := a.record(); err != nil {
		http.Error(w, "not stored", http.StatusInternalServerError)
	}
`

const tail = `}

func Audited(next http.HandlerFunc) http.HandlerFunc { return next }

func (a *API) record() error {
	_, err := a.db.Exec("INSERT INTO audit_events (action) VALUES ('deal.created')")
	return err
}
`
