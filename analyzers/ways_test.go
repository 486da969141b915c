package analyzers

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
)

// routes is how the door is registered where the way says nothing else.
const routes = `mux.HandleFunc("POST /deals", a.create)`

// way is one handler and what is to be said of its door.
type way struct {
	name string
	want candor.Outcome
	body string // of the handler
	more string // declarations; a first line "routes: ..." registers the door
}

const wayHead = `package p

import (
	"context"
	"database/sql"
	"errors"
	"log"
	"net/http"
	"reflect"
	"sync"
	"time"
)

var (
	_ = errors.Is
	_ = log.Print
	_ = reflect.ValueOf
	_ sync.Once
	_ time.Time
	_ context.Context
)

type API struct {
	db  *sql.DB
	run func(context.Context, string, ...any) (sql.Result, error)
	rec *recorder
}

func New(db *sql.DB) *API { return &API{db: db, run: db.ExecContext} }

type recorder struct{ db *sql.DB }

func (r *recorder) Record(ctx context.Context) error {
	if r == nil {
		return nil
	}
	_, err := r.db.ExecContext(ctx, "INSERT INTO audit_events (action) VALUES ('x')")
	return err
}

func (a *API) audit(ctx context.Context) error {
	_, err := a.db.ExecContext(ctx, "INSERT INTO audit_events (action) VALUES ('x')")
	return err
}

func (a *API) save(ctx context.Context) error {
	_, err := a.db.ExecContext(ctx, "INSERT INTO deals (name) VALUES ('x')")
	return err
}

func (a *API) remove(ctx context.Context) (bool, error) {
	res, err := a.db.ExecContext(ctx, "DELETE FROM deals")
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

func withTx(ctx context.Context, db *sql.DB, f func(*sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := f(tx); err != nil {
		return err
	}
	return tx.Commit()
}

func fail(w http.ResponseWriter, err error) { http.Error(w, err.Error(), 500) }

func user(r *http.Request) (string, error) {
	c, err := r.Cookie("session")
	if err != nil {
		return "", err
	}
	return c.Value, nil
}

func (a *API) Routes() http.Handler {
	mux := http.NewServeMux()
	ROUTES
	return mux
}
`

func (c *way) files(rule string) map[string]string {
	head, more := strings.Replace(wayHead, "ROUTES", routes, 1), c.more
	if r, ok := strings.CutPrefix(more, "routes: "); ok {
		r, more, _ = strings.Cut(r, "\n")
		head = strings.Replace(wayHead, "ROUTES", r, 1)
	}
	return map[string]string{
		"go.mod":      goMod,
		"candor.yaml": "version: 1\nclaims:\n  - {id: c, text: promise, status: live, rules: [" + rule + "]}\ngo:\n  audit_tables: [audit_events]\n  guards: [example.com/deals.user]\n",
		"p.go":        head + "\nfunc (a *API) create(w http.ResponseWriter, r *http.Request) {\n\tctx := r.Context()\n\t_ = ctx\n" + c.body + "\n}\n" + more,
	}
}

const (
	save  = "if err := a.save(ctx); err != nil { fail(w, err); return }\n"
	audit = "if err := a.audit(ctx); err != nil { fail(w, err); return }\n"
)

// judged runs a rule over each way in scan mode, and the same in vet mode,
// which says a failure as scan mode does.
func judged(t *testing.T, rule string, ways []way) {
	for _, c := range ways {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := writeTree(t, c.files(rule))
			out := runIn(t, dir, Options{})
			var got []candor.Result
			for _, r := range out.Results {
				if r.Rule == rule {
					got = append(got, r)
				}
			}
			if len(got) != 1 || got[0].Outcome != c.want {
				t.Fatalf("got %v", got)
			}
			var b strings.Builder
			if _, err := RunVet(t.Context(), &b, dir, nil, VetOptions{Settings: settingsOf(t, dir)}); err != nil {
				t.Fatal(err)
			}
			if said := strings.Contains(b.String(), "("+rule+")"); said != (c.want == candor.Fail) {
				t.Errorf("in vet mode:\n%s", b.String())
			}
			if c.want == candor.Unknown && strings.Contains(got[0].Message, "some ways only") && !slices.ContainsFunc(got[0].Related, func(l candor.Location) bool { return l.Path == "p.go" && l.Line > 80 }) {
				t.Errorf("no branch is named: %v", got[0].Related)
			}
		})
	}
}

func TestRecordsOnAllWays(t *testing.T) {
	both := func(a, b string) string { return a + b }
	exec := func(q string) string {
		return "if _, err := tx.ExecContext(ctx, \"" + q + "\"); err != nil { fail(w, err); return }\n"
	}
	const begin = "tx, err := a.db.BeginTx(ctx, nil)\nif err != nil { fail(w, err); return }\ndefer tx.Rollback()\n"
	record := exec("INSERT INTO audit_events (a) VALUES (1)")
	judged(t, "audit/unaudited-mutation", []way{
		{"one after the other", candor.Pass, both(save, audit), ""},
		{"the record first", candor.Pass, both(audit, save), ""},
		{"exclusive branches", candor.Fail, "if r.FormValue(\"a\") == \"b\" {\n" + save + "} else {\n" + audit + "}", ""},
		{"exclusive cases", candor.Fail, "switch r.FormValue(\"a\") {\ncase \"v\":\n" + audit + "case \"s\":\n" + save + "}", ""},
		{"code that never runs", candor.Fail, save + "const on = false\nif on {\n" + audit + "}", ""},
		{"after a panic", candor.Fail, save + "if true { panic(http.ErrAbortHandler) }\n" + audit, ""},
		{"only on error", candor.Fail, "if err := a.save(ctx); err != nil { _ = a.audit(ctx); fail(w, err); return }", ""},
		{"unless it worked", candor.Fail, "err := a.save(ctx)\nif err == nil { return }\nif err := a.audit(ctx); err != nil { fail(w, err) }", ""},
		{"a loop that may have no round", candor.Unknown, save + "for range r.Form[\"x\"] {\n" + audit + "}", ""},
		{"as the request asks", candor.Unknown, save + "if r.Header.Get(\"X-Audit\") != \"\" {\n" + audit + "}", ""},
		{"an early return between them", candor.Unknown, save + "if r.FormValue(\"q\") != \"\" { w.WriteHeader(204); return }\n" + audit, ""},
		{"a condition in a helper", candor.Unknown, "if err := a.store(ctx, false); err != nil { fail(w, err) }",
			"func (a *API) store(ctx context.Context, rec bool) error {\nif err := a.save(ctx); err != nil { return err }\nif rec { return a.audit(ctx) }\nreturn nil\n}"},
		{"a select", candor.Unknown, save + "select {\ncase <-ctx.Done():\n" + audit + "default:\n}", ""},
		{"once in the life of the program", candor.Unknown, save + "once.Do(func() { if err := a.audit(ctx); err != nil { log.Print(err) } })", "var once sync.Once"},
		{"a queue that nobody empties", candor.Unknown, save + "queue = append(queue, func() error { return a.audit(ctx) })", "var queue []func() error"},
		{"a queue that is emptied", candor.Pass, save + "queue = append(queue, func() error { return a.audit(ctx) })",
			"var queue []func() error\nfunc work() { for _, f := range queue { if err := f(); err != nil { log.Print(err) } } }"},
		{"a closure that is never called", candor.Fail, save + "rec := func() error { return a.audit(ctx) }\n_ = rec", ""},
		{"a wrapper that runs it under a condition", candor.Unknown, save + "maybe(r.FormValue(\"x\") != \"\", func() { if err := a.audit(ctx); err != nil { log.Print(err) } })",
			"func maybe(on bool, f func()) { if on { f() } }"},
		{"a wrapper that runs it", candor.Pass, save + "always(func() { if err := a.audit(ctx); err != nil { log.Print(err) } })", "func always(f func()) { f() }"},
		{"a wrapper that hands it on", candor.Pass, save + "first(func() { if err := a.audit(ctx); err != nil { log.Print(err) } })",
			"func first(f func()) { second(f) }\nfunc second(f func()) { f() }"},
		{"deferred", candor.Pass, "defer a.audit(ctx)\n" + save, ""},
		{"deferred, if it worked", candor.Pass, "var err error\ndefer func() { if err == nil { _ = a.audit(ctx) } }()\nif err = a.save(ctx); err != nil { fail(w, err); return }", ""},
		{"both in a loop", candor.Pass, "for range r.Form[\"x\"] {\n" + save + audit + "}", ""},
		{"a record of a loop of writes", candor.Pass, "for range r.Form[\"x\"] {\n" + save + "}\n" + audit, ""},
		{"two loops over the same", candor.Pass, "xs := r.Form[\"x\"]\nfor range xs {\n" + save + "}\nfor range xs {\n" + audit + "}", ""},
		{"no row was changed", candor.Pass, "res, err := a.db.ExecContext(ctx, \"DELETE FROM deals\")\nif err != nil { fail(w, err); return }\nif n, _ := res.RowsAffected(); n == 0 { w.WriteHeader(404); return }\n" + audit, ""},
		{"nothing was there to remove", candor.Pass, "ok, err := a.remove(ctx)\nif err != nil { fail(w, err); return }\nif !ok { w.WriteHeader(404); return }\n" + audit, ""},
		{"not found before the write", candor.Pass, "if r.FormValue(\"id\") == \"\" { w.WriteHeader(404); return }\n" + save + audit, ""},
		{"no recorder, no record", candor.Pass, save + "if a.rec != nil { if err := a.rec.Record(ctx); err != nil { fail(w, err); return } }", ""},
		{"a recorder that may be nil", candor.Pass, save + "if err := a.rec.Record(ctx); err != nil { fail(w, err); return }", ""},
		{"each case does both", candor.Pass, "switch r.FormValue(\"a\") {\ncase \"v\":\n" + save + audit + "case \"s\":\n" + save + audit + "default:\nhttp.Error(w, \"no\", 400)\n}", ""},
		{"the same condition twice", candor.Pass, "x := r.FormValue(\"a\")\nif x == \"b\" {\n" + save + "}\nif x == \"b\" {\n" + audit + "}", ""},
		{"a flag", candor.Pass, "changed := false\nif r.FormValue(\"a\") == \"b\" {\n" + save + "changed = true\n}\nif !changed { return }\n" + audit, ""},
		{"the second write fails", candor.Pass, save + "if err := a.save(ctx); err != nil { fail(w, err); return }\n" + audit, ""},
		{"another error between them", candor.Pass, save + "if _, err := user(r); errors.Is(err, http.ErrNoCookie) { fail(w, err); return }\n" + audit, ""},
		{"in one transaction", candor.Pass, "if err := withTx(ctx, a.db, func(tx *sql.Tx) error {\nif _, err := tx.ExecContext(ctx, \"DELETE FROM deals\"); err != nil { return err }\n" +
			"_, err := tx.ExecContext(ctx, \"INSERT INTO audit_events (a) VALUES (1)\")\nreturn err\n}); err != nil { fail(w, err) }", ""},
		{"a method that an embedded interface gives", candor.Fail, "if err := a.repo().Put(ctx); err != nil { fail(w, err) }",
			"type repo interface {\nPut(context.Context) error\nDrop(context.Context) error\n}\ntype rows struct{ a *API }\nfunc (x rows) Put(ctx context.Context) error { return x.a.save(ctx) }\n" +
				"func (x rows) Drop(ctx context.Context) error { return x.a.save(ctx) }\ntype audited struct {\nrepo\na *API\n}\n" +
				"func (x audited) Drop(ctx context.Context) error {\nif err := x.repo.Drop(ctx); err != nil { return err }\nreturn x.a.audit(ctx)\n}\nfunc (a *API) repo() repo { return audited{rows{a}, a} }"},
		{"a method of the driver in a variable", candor.Fail, "f := a.db.ExecContext\nif _, err := f(ctx, \"DELETE FROM deals\"); err != nil { fail(w, err) }", ""},
		{"in a field", candor.Fail, "if _, err := a.run(ctx, \"DELETE FROM deals\"); err != nil { fail(w, err) }", ""},
		{"in a parameter", candor.Fail, "if err := do(ctx, a.db.ExecContext); err != nil { fail(w, err) }",
			"func do(ctx context.Context, f func(context.Context, string, ...any) (sql.Result, error)) error {\n_, err := f(ctx, \"DELETE FROM deals\")\nreturn err\n}"},
		{"a query in a variable", candor.NotApplicable, "f := a.db.QueryContext\nrows, err := f(ctx, \"SELECT id FROM deals\")\nif err != nil { fail(w, err); return }\ndefer rows.Close()", ""},
		{"a wrapper that records", candor.Pass, save, "routes: mux.Handle(\"POST /deals\", a.around(http.HandlerFunc(a.create)))\n" +
			"func (a *API) around(next http.Handler) http.Handler {\nreturn http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {\nif err := a.audit(r.Context()); err != nil { fail(w, err); return }\nnext.ServeHTTP(w, r)\n})\n}"},
		{"a wrapper that records if it is asked to", candor.Unknown, save, "routes: mux.Handle(\"POST /deals\", a.around(http.HandlerFunc(a.create)))\n" +
			"func (a *API) around(next http.Handler) http.Handler {\nreturn http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {\nif r.Header.Get(\"X-Audit\") != \"\" { if err := a.audit(r.Context()); err != nil { fail(w, err); return } }\nnext.ServeHTTP(w, r)\n})\n}"},
		{"a wrapper that records what it does not hand on", candor.Fail, save, "routes: mux.Handle(\"POST /deals\", a.around(http.HandlerFunc(a.create)))\n" +
			"func (a *API) around(next http.Handler) http.Handler {\nreturn http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {\nif r.Method == \"PUT\" { if err := a.audit(r.Context()); err != nil { fail(w, err) }; return }\nnext.ServeHTTP(w, r)\n})\n}"},
		{"a transaction that nobody commits", candor.Unknown, save + begin + record, ""},
		{"a transaction that is committed", candor.Pass, save + begin + record + "if err := tx.Commit(); err != nil { fail(w, err) }", ""},
		{"a transaction that a helper commits", candor.Pass, save + begin + record + "if err := last(tx); err != nil { fail(w, err) }", "func last(tx *sql.Tx) error { return tx.Commit() }"},
		{"a transaction that a deferred helper ends", candor.Pass, save + begin + "defer over(tx, &err)\n" + record,
			"func over(tx *sql.Tx, err *error) {\nif *err != nil { _ = tx.Rollback(); return }\n*err = tx.Commit()\n}"},
		{"a transaction that nobody commits, in one branch", candor.Unknown, save + "if r.FormValue(\"a\") == \"b\" {\n" + audit + "} else {\n" + begin + record + "}", ""},
		{"a transaction of a helper that nobody commits, in one branch", candor.Unknown, save + "if r.FormValue(\"a\") == \"b\" {\n" + audit + "} else {\n" + begin + "if err := rec(ctx, tx); err != nil { fail(w, err); return }\n}",
			"func rec(ctx context.Context, tx *sql.Tx) error {\n_, err := tx.ExecContext(ctx, \"INSERT INTO audit_events (a) VALUES (1)\")\nreturn err\n}"},
		{"back to a savepoint", candor.Unknown, begin + exec("INSERT INTO deals (a) VALUES (1)") + exec("SAVEPOINT a") + record + exec("ROLLBACK TO SAVEPOINT a") + "if err := tx.Commit(); err != nil { fail(w, err) }", ""},
		{"back to a savepoint behind the record", candor.Pass, begin + exec("INSERT INTO deals (a) VALUES (1)") + record + exec("SAVEPOINT a") + exec("ROLLBACK TO a") + "if err := tx.Commit(); err != nil { fail(w, err) }", ""},
		{"a timer that is stopped", candor.Unknown, save + "t := time.AfterFunc(time.Hour, func() { if err := a.audit(context.Background()); err != nil { log.Print(err) } })\nt.Stop()", ""},
		{"a timer", candor.Pass, save + "time.AfterFunc(time.Hour, func() { if err := a.audit(context.Background()); err != nil { log.Print(err) } })", ""},
		{"reflection", candor.Unknown, "reflect.ValueOf(a).MethodByName(r.FormValue(\"m\")).Call(nil)", ""},
	})
}

// guard asks who calls.
const guard = "if _, err := user(r); err != nil { fail(w, err); return }\n"

// requireUser is a wrapper that asks it.
const requireUser = "func requireUser(next http.Handler) http.Handler {\nreturn http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {\n" + guard + "next.ServeHTTP(w, r)\n})\n}\n"

// loadUser puts who calls into the request's context, if that is known.
const loadUser = `
type key struct{}

func load(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if u, err := user(r); err == nil {
			r = r.WithContext(context.WithValue(r.Context(), key{}, u))
		}
		next.ServeHTTP(w, r)
	})
}
`

// chain registers the door with a list of wrappers, which body puts around it.
func chain(body string) string {
	return "routes: mux.Handle(\"POST /deals\", chain(http.HandlerFunc(a.create), requireUser))\n" + requireUser +
		"func chain(h http.Handler, ms ...func(http.Handler) http.Handler) http.Handler {\n" + body + "\n}\n"
}

// builder registers the door with a router of the program's own, set up in order.
func builder(order string) string {
	return "routes: s := &server{m: mux}; " + order + "\n" + requireUser + `
type server struct {
	m  *http.ServeMux
	mw []func(http.Handler) http.Handler
}

func (s *server) use(f func(http.Handler) http.Handler) { s.mw = append(s.mw, f) }

func (s *server) handle(p string, h http.HandlerFunc) {
	var x http.Handler = h
	for _, f := range s.mw {
		x = f(x)
	}
	s.m.Handle(p, x)
}
`
}

// helpers of a builder.
const helpers = "func (s *server) guarded() { s.use(requireUser) }\nfunc (a *API) register(s *server) { s.handle(\"POST /deals\", a.create) }\n"

func TestGuardsOnAllWays(t *testing.T) {
	judged(t, "authz/door", []way{
		{"before the work", candor.Pass, guard + save, ""},
		{"of one method", candor.Unknown, "if r.Method == \"PUT\" {\n" + guard + "}\n" + save, ""},
		{"of one case", candor.Unknown, "switch r.FormValue(\"x\") {\ncase \"a\":\n" + guard + "default:\n" + save + "}", ""},
		{"or nothing", candor.Unknown, "in := func() bool { _, err := user(r); return err == nil }\nif r.FormValue(\"dry\") != \"\" || in() {\n" + save + "}", ""},
		{"an answer, and no return", candor.Fail, "if _, err := user(r); err != nil { fail(w, err) }\n" + save, ""},
		{"only its success is looked at", candor.Fail, "_, err := user(r)\nif err == nil { w.Header().Set(\"X\", \"y\") }\n" + save, ""},
		{"the wrong way round", candor.Fail, "if _, err := user(r); err == nil { fail(w, errors.New(\"x\")); return }\n" + save, ""},
		{"its error is overwritten", candor.Fail, "_, err := user(r)\nerr = a.save(ctx)\nif err != nil { fail(w, err); return }", ""},
		{"its error goes nowhere", candor.Fail, "_, err := user(r)\nignore(err)\n" + save, "func ignore(error) {}"},
		{"in a helper that tells", candor.Pass, "if !in(w, r) { return }\n" + save,
			"func in(w http.ResponseWriter, r *http.Request) bool {\n_, err := user(r)\nif err != nil { fail(w, err) }\nreturn err == nil\n}"},
		{"in a helper that nobody listens to", candor.Fail, "in(w, r)\n" + save,
			"func in(w http.ResponseWriter, r *http.Request) bool {\n_, err := user(r)\nif err != nil { fail(w, err) }\nreturn err == nil\n}"},
		{"a wrapper", candor.Pass, save, "routes: mux.Handle(\"POST /deals\", around(http.HandlerFunc(a.create)))\n" +
			"func around(next http.Handler) http.Handler {\nreturn http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {\n" + guard + "next.ServeHTTP(w, r)\n})\n}"},
		{"a wrapper that asks for one header", candor.Unknown, save, "routes: mux.Handle(\"POST /deals\", around(http.HandlerFunc(a.create)))\n" +
			"func around(next http.Handler) http.Handler {\nreturn http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {\nif r.Header.Get(\"X\") == \"\" {\n" + guard + "}\nnext.ServeHTTP(w, r)\n})\n}"},
		{"a wrapper that goes on", candor.Fail, save, "routes: mux.Handle(\"POST /deals\", around(http.HandlerFunc(a.create)))\n" +
			"func around(next http.Handler) http.Handler {\nreturn http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {\nif _, err := user(r); err != nil { fail(w, err) }\nnext.ServeHTTP(w, r)\n})\n}"},
		{"a wrapper that ignores the guard", candor.Fail, save, "routes: mux.Handle(\"POST /deals\", mw(requireUser, http.HandlerFunc(a.create)))\n" +
			"func mw(g func(http.Handler) http.Handler, h http.Handler) http.Handler { return h }\n" +
			"func requireUser(next http.Handler) http.Handler {\nreturn http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {\n" + guard + "next.ServeHTTP(w, r)\n})\n}"},
		{"a wrapper that puts the guard around", candor.Pass, save, "routes: mux.Handle(\"POST /deals\", mw(requireUser, http.HandlerFunc(a.create)))\n" +
			"func mw(g func(http.Handler) http.Handler, h http.Handler) http.Handler { return g(h) }\n" +
			"func requireUser(next http.Handler) http.Handler {\nreturn http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {\n" + guard + "next.ServeHTTP(w, r)\n})\n}"},
		{"a wrapper that is told to do nothing", candor.Unknown, save, "routes: mux.Handle(\"POST /deals\", sec(http.HandlerFunc(a.create), false))\n" +
			"func sec(next http.Handler, on bool) http.Handler {\nif !on { return next }\nreturn http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {\n" + guard + "next.ServeHTTP(w, r)\n})\n}"},
		{"a chain from the first to the last", candor.Pass, save, chain("for _, m := range ms { h = m(h) }\nreturn h")},
		{"a chain from the last to the first", candor.Pass, save, chain("for i := len(ms) - 1; i >= 0; i-- { h = ms[i](h) }\nreturn h")},
		{"a chain by mirrored indices", candor.Pass, save, chain("for i := range ms { h = ms[len(ms)-1-i](h) }\nreturn h")},
		{"a chain that counts up", candor.Pass, save, chain("for i := 0; i < len(ms); i++ { h = ms[i](h) }\nreturn h")},
		{"a chain that skips what is nil", candor.Pass, save, chain("for _, m := range ms {\nif m == nil { continue }\nh = m(h)\n}\nreturn h")},
		{"a chain that calls itself", candor.Pass, save, chain("if len(ms) == 0 { return h }\nreturn chain(ms[len(ms)-1](h), ms[:len(ms)-1]...)")},
		{"a chain that stops too early", candor.Unknown, save, chain("for i := len(ms) - 1; i > 0; i-- { h = ms[i](h) }\nreturn h")},
		{"a chain of a part", candor.Unknown, save, chain("for _, m := range ms[1:] { h = m(h) }\nreturn h")},
		{"a chain that skips one", candor.Unknown, save, chain("for i, m := range ms {\nif i == 0 { continue }\nh = m(h)\n}\nreturn h")},
		{"a chain in a variable of its own", candor.Unknown, save, chain("for _, m := range ms {\nh := m(h)\n_ = h\n}\nreturn h")},
		{"a chain that returns the other variable", candor.Unknown, save, chain("x := h\nfor _, m := range ms { x = m(x) }\n_ = x\nreturn h")},
		{"a builder that is given the guard first", candor.Pass, save, builder("s.use(requireUser); s.handle(\"POST /deals\", a.create)")},
		{"a builder whose list is filled first", candor.Pass, save, builder("s.mw = append(s.mw, requireUser); s.handle(\"POST /deals\", a.create)")},
		{"a builder that helpers fill in order", candor.Pass, save, builder("s.guarded(); a.register(s)") + helpers},
		{"a builder that is given the guard last", candor.Unknown, save, builder("s.handle(\"POST /deals\", a.create); s.use(requireUser)")},
		{"a builder whose list is filled last", candor.Unknown, save, builder("s.handle(\"POST /deals\", a.create); s.mw = append(s.mw, requireUser)")},
		{"a builder that helpers fill too late", candor.Unknown, save, builder("a.register(s); s.guarded()") + helpers},
		{"a wrapper that leaves it to the handler", candor.Unknown, "if s, _ := ctx.Value(key{}).(string); s == \"\" { http.Error(w, \"no\", 401); return }\n" + save, "routes: mux.Handle(\"POST /deals\", load(http.HandlerFunc(a.create)))\n" + loadUser},
		{"a router that is wrapped and given back", candor.Pass, save, "routes: mux.HandleFunc(\"POST /deals\", a.create)\n" + requireUser + "func (a *API) All() http.Handler { return requireUser(a.Routes()) }"},
		{"a router that is given back both ways", candor.Unknown, save, "routes: mux.HandleFunc(\"POST /deals\", a.create)\n" + requireUser + "func (a *API) All() http.Handler { return requireUser(a.Routes()) }\nfunc (a *API) Bare() http.Handler { return a.Routes() }"},
		{"handed to what never calls it", candor.Fail, "with(func() bool { _, err := user(r); return err == nil })\n" + save, "func with(f func() bool) {}"},
	})
}

// What takes from a channel, or is run by a loop over a function, may record.
func TestRecordsBehindChannelsAndIterators(t *testing.T) {
	const (
		rec  = "if err := a.audit(context.Background()); err != nil { log.Print(err) }"
		work = "var queue = make(chan string, 10)\nfunc Start(a *API) { go Worker(a) }\nfunc Worker(a *API) { for range queue { " + rec + " } }\n"
		seq  = "func (a *API) seq(ctx context.Context) func(func(int) bool) {\nreturn func(yield func(int) bool) { " + rec + "; yield(1) }\n}"
	)
	judged(t, "audit/unaudited-mutation", []way{
		{"to a worker that records", candor.Unknown, save + "queue <- \"x\"", work},
		{"by a helper, if there is room", candor.Unknown, save + "enqueue(\"x\")", work + "func enqueue(s string) { select { case queue <- s: default: } }"},
		{"a field, by a variable", candor.Unknown, save + "s.put(\"x\")",
			"var s = &sink{q: make(chan string)}\ntype sink struct{ q chan string }\nfunc (s *sink) put(x string) { q := s.q; q <- x }\nfunc (s *sink) Run(a *API) { for { select { case <-s.q:\n" + rec + " } } }"},
		{"to a worker that is given the channel", candor.Unknown, save + "queue <- \"x\"", "var queue = make(chan string)\nfunc Start(a *API) { go worker(a, queue) }\nfunc worker(a *API, jobs <-chan string) { for range jobs { " + rec + " } }\n"},
		{"to a literal that is given the channel", candor.Unknown, save + "queue <- \"x\"", "var queue = make(chan string)\nfunc Start(a *API) { go func(jobs chan string) { for range jobs { " + rec + " } }(queue) }\n"},
		{"to a pool that is made with the channel", candor.Unknown, save + "queue <- \"x\"", "var queue = make(chan string)\nfunc Start(a *API) { newPool(a, queue).run() }\ntype pool struct{ a *API; jobs chan string }\nfunc newPool(a *API, c chan string) *pool { return &pool{a: a, jobs: c} }\nfunc (p *pool) run() { a := p.a; for range p.jobs { " + rec + " } }\n"},
		{"by a helper that is given the channel", candor.Unknown, save + "put(queue, \"x\")", work + "func put(c chan<- string, s string) { c <- s }\n"},
		{"to a worker that is given another channel", candor.Fail, save + "queue <- \"x\"", "var queue, other = make(chan string), make(chan string)\nfunc Start(a *API) { go worker(a, other) }\nfunc worker(a *API, jobs <-chan string) { for range jobs { " + rec + " } }\n"},
		{"to a worker that is given the channel and does something else", candor.Fail, save + "queue <- \"x\"", "var queue = make(chan string)\nfunc Start(a *API) { go worker(queue) }\nfunc worker(jobs <-chan string) { for range jobs { log.Print(1) } }\n"},
		{"to a worker that does something else", candor.Fail, save + "queue <- \"x\"", strings.Replace(work, rec, "log.Print(1)", 1)},
		{"to another channel", candor.Fail, save + "other <- \"x\"", work + "var other = make(chan string)"},
		{"a loop over a function that records", candor.Pass, save + "for range a.seq(ctx) {\n}", seq},
		{"a loop over a variable that holds one", candor.Pass, save + "s := a.seq(ctx)\nfor range s {\n}", seq},
		{"a function that no loop goes over", candor.Fail, save + "_ = a.seq(ctx)", seq},
		{"a loop over it on some ways", candor.Unknown, save + "if r.FormValue(\"a\") != \"\" { for range a.seq(ctx) {\n} }", seq},
		{"a loop over a function that writes", candor.Fail, "for range a.seq(ctx) {\n}", strings.Replace(seq, "a.audit(", "a.save(", 1)},
		{"a list of functions of which some are left out", candor.Unknown, "for i, f := range []func(context.Context) error{a.save, a.audit} {\nif i == 1 { continue }\nif err := f(ctx); err != nil { fail(w, err) }\n}", ""},
		{"a list of functions", candor.Pass, "for _, f := range []func(context.Context) error{a.save, a.audit} {\nif err := f(ctx); err != nil { fail(w, err); return }\n}", ""},
	})
}

func TestRecordsThatAreLost(t *testing.T) {
	const (
		told = "type told struct{ Err error }\nfunc (a *API) told(ctx context.Context) told { return told{a.audit(ctx)} }"
		wrap = "func wrap(err error) error {\nif err == nil { return nil }\nreturn errors.Join(errors.New(\"x\"), err)\n}"
		must = "func must(err error) { if err != nil { panic(err) } }"
		do   = "if err := a.do(ctx); err != nil { fail(w, err) }"
		both = "func (a *API) both(w http.ResponseWriter, r *http.Request) error {\nif err := a.save(r.Context()); err != nil { return err }\nreturn a.audit(r.Context())\n}\n"

		adapted = "routes: mux.Handle(\"POST /deals\", adapter(a.both))\n" + both +
			"type adapter func(http.ResponseWriter, *http.Request) error\nfunc (h adapter) ServeHTTP(w http.ResponseWriter, r *http.Request) "
		wrapped = "routes: mux.HandleFunc(\"POST /deals\", around(a.both))\n" + both +
			"func around(h func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {\nreturn func(w http.ResponseWriter, r *http.Request) { "
	)
	judged(t, "audit/result-dropped", []way{
		{"given to a function that ignores it", candor.Fail, save + "ignore(a.audit(ctx))", "func ignore(error) {}"},
		{"only one error is asked for", candor.Fail, save + "err := a.audit(ctx)\nif errors.Is(err, sql.ErrNoRows) { fail(w, err); return }", ""},
		{"one error is asked for first", candor.Pass, save + "err := a.audit(ctx)\nif errors.Is(err, sql.ErrNoRows) { return }\nif err != nil { fail(w, err) }", ""},
		{"a row that nobody reads", candor.Fail, save + "a.db.QueryRowContext(ctx, \"INSERT INTO audit_events (a) VALUES (1) RETURNING id\")", ""},
		{"a row that is read", candor.Pass, save + "var n int\nif err := a.db.QueryRowContext(ctx, \"INSERT INTO audit_events (a) VALUES (1) RETURNING id\").Scan(&n); err != nil { fail(w, err) }", ""},
		{"in a struct that nobody reads", candor.Fail, save + "x := struct{ e error }{a.audit(ctx)}\n_ = x", ""},
		{"in a struct that is read", candor.Pass, save + "x := struct{ e error }{a.audit(ctx)}\nif x.e != nil { fail(w, x.e) }", ""},
		{"in a channel that nobody reads", candor.Fail, save + "c := make(chan error, 1)\nc <- a.audit(ctx)", ""},
		{"in a channel that is read", candor.Pass, save + "c := make(chan error, 1)\nc <- a.audit(ctx)\nif err := <-c; err != nil { fail(w, err) }", ""},
		{"in a list that nobody reads", candor.Fail, save + "var es []error\nes = append(es, a.audit(ctx))\n_ = es", ""},
		{"in a list that is read", candor.Pass, save + "var es []error\nes = append(es, a.audit(ctx))\nif err := errors.Join(es...); err != nil { fail(w, err) }", ""},
		{"compared for nobody", candor.Fail, save + "ok := a.audit(ctx) == nil\n_ = ok", ""},
		{"a variable of its own", candor.Fail, save + "{ err := a.audit(ctx); _ = err }", ""},
		{"set when all has been looked at", candor.Fail, save + "var err error\ndefer func() { err = a.audit(ctx) }()\nif err != nil { fail(w, err) }", ""},
		{"set at the end and looked at there", candor.Pass, save + "var err error\ndefer func() { err = a.audit(ctx); if err != nil { fail(w, err) } }()", ""},
		{"set at the end and looked at later", candor.Pass, save + "var err error\ndefer func() { if err != nil { fail(w, err) } }()\ndefer func() { err = a.audit(ctx) }()", ""},
		{"answered as if it had worked", candor.Fail, save + "if a.audit(ctx) == nil { w.WriteHeader(201) } else { w.WriteHeader(204) }", ""},
		{"answered as it went", candor.Pass, save + "if a.audit(ctx) == nil { w.WriteHeader(201) } else { w.WriteHeader(500) }", ""},
		{"in the struct of a function", candor.Fail, save + "_ = a.told(ctx)", told},
		{"in the struct of a function, as a statement", candor.Fail, save + "a.told(ctx)", told},
		{"in the struct of a function that is read", candor.Pass, save + "if x := a.told(ctx); x.Err != nil { fail(w, x.Err) }", told},
		{"set to nil at the end", candor.Fail, save + do, "func (a *API) do(ctx context.Context) (err error) {\ndefer func() { err = nil }()\nerr = a.audit(ctx)\nreturn err\n}"},
		{"logged and set to nil at the end", candor.Pass, save + do,
			"func (a *API) do(ctx context.Context) (err error) {\ndefer func() { if err != nil { log.Print(err); err = nil } }()\nreturn a.audit(ctx)\n}"},
		{"one of its failures set to nil", candor.Pass, save + do,
			"func (a *API) do(ctx context.Context) (err error) {\ndefer func() { if errors.Is(err, sql.ErrNoRows) { err = nil } }()\nreturn a.audit(ctx)\n}"},
		{"nil is wrapped", candor.Fail, save + do, "func (a *API) do(ctx context.Context) error {\nif err := a.audit(ctx); err != nil { return wrap(nil) }\nreturn nil\n}\n" + wrap},
		{"it is wrapped", candor.Pass, save + do, "func (a *API) do(ctx context.Context) error {\nif err := a.audit(ctx); err != nil { return wrap(err) }\nreturn nil\n}\n" + wrap},
		{"an error of its own", candor.Pass, save + do, "func (a *API) do(ctx context.Context) error {\nif err := a.audit(ctx); err != nil { return coded(nil) }\nreturn nil\n}\n" +
			"func coded(cause error) error { return errors.Join(errors.New(\"x\"), cause) }"},
		{"a switch that answers the same", candor.Fail, save + "switch err := a.audit(ctx); {\ncase err == nil:\nw.WriteHeader(204)\ndefault:\nw.WriteHeader(204)\n}", ""},
		{"a switch that answers as it went", candor.Pass, save + "switch err := a.audit(ctx); {\ncase err == nil:\nw.WriteHeader(204)\ndefault:\nfail(w, err)\n}", ""},
		{"a switch that asks for the failure first", candor.Fail, save + "err := a.audit(ctx)\nswitch {\ncase err != nil:\nw.WriteHeader(204)\ndefault:\nw.WriteHeader(201)\n}", ""},
		{"a panic that is recovered from in silence", candor.Fail, save + "func() {\ndefer func() { recover() }()\nmust(a.audit(ctx))\n}()", must},
		{"a panic that is recovered from and answered", candor.Pass, save + "func() {\ndefer func() { if x := recover(); x != nil { http.Error(w, \"no\", 500) } }()\nmust(a.audit(ctx))\n}()", must},
		{"an adapter that drops what the handler gives", candor.Unknown, "", adapted + "{ h(w, r) }"},
		{"an adapter that answers what the handler gives", candor.Pass, "", adapted + "{ if err := h(w, r); err != nil { fail(w, err) } }"},
		{"a wrapper that drops what the handler gives", candor.Unknown, "", wrapped + "h(w, r) }\n}"},
		{"a wrapper that answers what the handler gives", candor.Pass, "", wrapped + "if err := h(w, r); err != nil { fail(w, err) } }\n}"},
		{"a helper that drops what it runs", candor.Fail, save + "try(func() error { return a.audit(ctx) })", "func try(f func() error) { f() }"},
		{"a helper that returns what it runs", candor.Pass, save + "if err := try(func() error { return a.audit(ctx) }); err != nil { fail(w, err) }", "func try(f func() error) error { return f() }"},
	})
}

func TestOneTransaction(t *testing.T) {
	const begin = "tx, err := a.db.BeginTx(ctx, nil)\nif err != nil { fail(w, err); return }\ndefer tx.Rollback()\n"
	const commit = "if err := tx.Commit(); err != nil { fail(w, err) }"
	const steps = "func saveTx(ctx context.Context, tx *sql.Tx) error {\n_, err := tx.ExecContext(ctx, \"INSERT INTO deals (name) VALUES ('x')\")\nreturn err\n}\n" +
		"func auditTx(ctx context.Context, tx *sql.Tx) error {\n_, err := tx.ExecContext(ctx, \"INSERT INTO audit_events (action) VALUES ('x')\")\nreturn err\n}\n"
	const unit = "u, err := a.begin(ctx)\nif err != nil { fail(w, err); return }\ndefer u.Rollback()\n"
	const work = "type uow struct{ *sql.Tx }\nfunc (a *API) begin(ctx context.Context) (*uow, error) {\ntx, err := a.db.BeginTx(ctx, nil)\nif err != nil { return nil, err }\nreturn &uow{tx}, nil\n}\n" +
		"func (u *uow) save(ctx context.Context) error { return saveTx(ctx, u.Tx) }\n"
	const inContext = "type key struct{}\nfunc txOf(ctx context.Context) *sql.Tx {\ntx, _ := ctx.Value(key{}).(*sql.Tx)\nreturn tx\n}\n" +
		"func (a *API) in(ctx context.Context, f func(context.Context) error) error {\ntx, err := a.db.BeginTx(ctx, nil)\nif err != nil { return err }\ndefer tx.Rollback()\nif err := f(context.WithValue(ctx, key{}, tx)); err != nil { return err }\nreturn tx.Commit()\n}\n"
	do := func(call string) string { return "if err := " + call + "; err != nil { fail(w, err); return }\n" }
	judged(t, "audit/same-transaction", []way{
		{"one after the other", candor.Pass, begin + do("saveTx(ctx, tx)") + do("auditTx(ctx, tx)") + commit, steps},
		{"a helper with one for each", candor.Fail, begin + "tx2, err := a.db.BeginTx(ctx, nil)\nif err != nil { fail(w, err); return }\ndefer tx2.Rollback()\n" +
			do("both(ctx, tx, tx2)") + do("tx2.Commit()") + commit, steps + "func both(ctx context.Context, x, y *sql.Tx) error {\nif err := saveTx(ctx, x); err != nil { return err }\nreturn auditTx(ctx, y)\n}"},
		{"a helper with the same twice", candor.Pass, begin + do("both(ctx, tx, tx)") + commit,
			steps + "func both(ctx context.Context, x, y *sql.Tx) error {\nif err := saveTx(ctx, x); err != nil { return err }\nreturn auditTx(ctx, y)\n}"},
		{"a commit as text", candor.Fail, begin + do("saveTx(ctx, tx)") + "if _, err := tx.ExecContext(ctx, \"COMMIT; BEGIN\"); err != nil { fail(w, err); return }\n" + do("auditTx(ctx, tx)") + commit, steps},
		{"a transaction for each round", candor.Unknown, "for i := 0; i < 2; i++ {\n" + begin + "if i == 0 {\n" + do("saveTx(ctx, tx)") + "} else {\n" + do("auditTx(ctx, tx)") + "}\n" + commit + "\n}", steps},
		{"a helper that only logs", candor.Fail, "if err := in(ctx, a.db, func(tx *sql.Tx) error {\nif err := saveTx(ctx, tx); err != nil { return err }\nreturn auditTx(ctx, tx)\n}); err != nil { fail(w, err) }",
			steps + "func in(ctx context.Context, db *sql.DB, f func(*sql.Tx) error) error {\ntx, err := db.BeginTx(ctx, nil)\nif err != nil { return err }\ndefer tx.Rollback()\nif err := f(tx); err != nil { log.Print(err) }\nreturn tx.Commit()\n}"},
		{"in a field", candor.Pass, begin + "e := exec(tx)\n" + do("e.run(\"INSERT INTO deals (n) VALUES (1)\")") + do("e.run(\"INSERT INTO audit_events (n) VALUES (1)\")") + commit,
			"type ex struct{ tx *sql.Tx }\nfunc exec(tx *sql.Tx) *ex { return &ex{tx} }\nfunc (e *ex) run(q string) error {\n_, err := e.tx.Exec(q)\nreturn err\n}"},
		{"in a unit of work", candor.Pass, unit + do("u.save(ctx)") + do("u.audit(ctx)") + "if err := u.Commit(); err != nil { fail(w, err) }", steps + work +
			"func (u *uow) audit(ctx context.Context) error { return auditTx(ctx, u.Tx) }"},
		{"beside a unit of work", candor.Fail, unit + do("u.save(ctx)") + do("u.audit(ctx)") + "if err := u.Commit(); err != nil { fail(w, err) }", steps + work +
			"var main *sql.DB\nfunc (u *uow) audit(ctx context.Context) error {\n_, err := main.ExecContext(ctx, \"INSERT INTO audit_events (a) VALUES (1)\")\nreturn err\n}"},
		{"by another field of a unit of work", candor.Fail, unit + do("u.save(ctx)") + do("u.api.audit(ctx)") + "if err := u.Commit(); err != nil { fail(w, err) }", steps +
			strings.NewReplacer("{ *sql.Tx }", " {\n*sql.Tx\napi *API\n}", "&uow{tx}", "&uow{tx, a}").Replace(work)},
		{"in a field beside the database", candor.Fail, begin + "s := &store{db: a.db, tx: tx}\n" + do("s.both(ctx)") + commit,
			"type store struct {\ndb *sql.DB\ntx *sql.Tx\n}\nfunc (s *store) both(ctx context.Context) error {\nif _, err := s.tx.Exec(\"INSERT INTO deals (n) VALUES (1)\"); err != nil { return err }\n_, err := s.db.Exec(\"INSERT INTO audit_events (n) VALUES (1)\")\nreturn err\n}"},
		{"a list of steps", candor.Pass, begin + "for _, step := range []func(context.Context, *sql.Tx) error{saveTx, auditTx} {\n" + do("step(ctx, tx)") + "}\n" + commit, steps},
		{"a list with a step beside it", candor.Fail, begin + "for _, step := range []func(context.Context, *sql.Tx) error{saveTx, func(ctx context.Context, _ *sql.Tx) error { return a.audit(ctx) }} {\n" + do("step(ctx, tx)") + "}\n" + commit, steps},
		{"in the context", candor.Unknown, do("a.in(ctx, func(ctx context.Context) error {\nif err := saveTx(ctx, txOf(ctx)); err != nil { return err }\nreturn auditTx(ctx, txOf(ctx))\n})"), steps + inContext},
		{"in the context, in variables", candor.Unknown, do("a.in(ctx, func(ctx context.Context) error {\nif err := one(ctx); err != nil { return err }\nreturn two(ctx)\n})"), steps + inContext +
			"func one(ctx context.Context) error {\ntx := ctx.Value(key{}).(*sql.Tx)\nreturn saveTx(ctx, tx)\n}\nfunc two(ctx context.Context) error {\ntx := ctx.Value(key{}).(*sql.Tx)\nreturn auditTx(ctx, tx)\n}"},
		{"beside the context", candor.Fail, do("a.in(ctx, func(ctx context.Context) error {\nif err := saveTx(ctx, txOf(ctx)); err != nil { return err }\nreturn a.audit(ctx)\n})"), steps + inContext},
		{"one statement", candor.Pass, "if _, err := a.db.ExecContext(ctx, \"WITH d AS (DELETE FROM deals RETURNING id) INSERT INTO audit_events (a) SELECT id FROM d\"); err != nil { fail(w, err) }", ""},
		{"two statements of one text", candor.Fail, "if _, err := a.db.ExecContext(ctx, \"DELETE FROM deals; INSERT INTO audit_events (a) VALUES (1)\"); err != nil { fail(w, err) }", ""},
	})
}

// Many branches do not make many states.
func TestManyBranches(t *testing.T) {
	var b strings.Builder
	for i := range 40 {
		fmt.Fprintf(&b, "if r.FormValue(\"a%d\") != \"\" { if err := a.save(ctx); err != nil { log.Print(err) } }\n", i)
	}
	judged(t, "audit/unaudited-mutation", []way{{"many", candor.Pass, b.String() + audit, ""}})
}

// Statements of libraries that are built and not run.
func TestRecordsThatAreNeverRun(t *testing.T) {
	libs := map[string]string{
		"go.mod":       goMod + "\nrequire (\n\tgithub.com/jackc/pgx/v5 v5.0.0\n\tgorm.io/gorm v1.0.0\n)\n\nreplace (\n\tgithub.com/jackc/pgx/v5 => ./pgx\n\tgorm.io/gorm => ./gorm\n)\n",
		"pgx/go.mod":   "module github.com/jackc/pgx/v5\n\ngo 1.24\n",
		"pgx/pgx.go":   "package pgx\n\nimport \"context\"\n\ntype Batch struct{}\n\ntype QueuedQuery struct{}\n\nfunc (b *Batch) Queue(query string, args ...any) *QueuedQuery { return nil }\n\ntype Results interface{ Close() error }\n\ntype Conn struct{}\n\nfunc (c *Conn) SendBatch(ctx context.Context, b *Batch) Results { return nil }\n",
		"gorm/go.mod":  "module gorm.io/gorm\n\ngo 1.24\n",
		"gorm/gorm.go": "package gorm\n\ntype Session struct{ DryRun bool }\n\ntype DB struct{ Error error }\n\nfunc (db *DB) Session(s *Session) *DB { return db }\n\nfunc (db *DB) Create(v any) *DB { return db }\n",
		"candor.yaml":  (&way{}).files("audit/unaudited-mutation")["candor.yaml"],
	}
	for _, c := range []struct {
		name, body string
		want       candor.Outcome
	}{
		{"a hook that records", "", candor.Unknown},
		{"a batch that nobody sends", "b := &pgx.Batch{}\nb.Queue(\"INSERT INTO audit_events (a) VALUES (1)\")", candor.Unknown},
		{"a batch that is sent", "b := &pgx.Batch{}\nb.Queue(\"INSERT INTO audit_events (a) VALUES (1)\")\nif err := conn.SendBatch(r.Context(), b).Close(); err != nil { http.Error(w, \"no\", 500) }", candor.Pass},
		{"a dry run", "if err := db.Session(&gorm.Session{DryRun: true}).Create(&AuditEvent{}).Error; err != nil { http.Error(w, \"no\", 500) }", candor.Unknown},
		{"a dry run in a variable", "dry := db.Session(&gorm.Session{DryRun: true})\nif err := dry.Create(&AuditEvent{}).Error; err != nil { http.Error(w, \"no\", 500) }", candor.Unknown},
		{"a session", "if err := db.Session(&gorm.Session{}).Create(&AuditEvent{}).Error; err != nil { http.Error(w, \"no\", 500) }", candor.Pass},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			files := maps.Clone(libs)
			if c.name == "a hook that records" {
				files["hook.go"] = "package p\n\nimport \"gorm.io/gorm\"\n\nfunc (d *Deal) AfterCreate(tx *gorm.DB) error { return tx.Create(&AuditEvent{}).Error }\n"
			}
			files["p.go"] = "package p\n\nimport (\n\t\"net/http\"\n\n\t\"github.com/jackc/pgx/v5\"\n\t\"gorm.io/gorm\"\n)\n\nvar (\n\tconn *pgx.Conn\n\tdb *gorm.DB\n)\n\ntype Deal struct{}\ntype AuditEvent struct{}\n\n" +
				"func Routes() http.Handler {\nmux := http.NewServeMux()\nmux.HandleFunc(\"POST /deals\", create)\nreturn mux\n}\n\nfunc user(r *http.Request) error { return nil }\n\n" +
				"func create(w http.ResponseWriter, r *http.Request) {\nif err := db.Create(&Deal{}).Error; err != nil { http.Error(w, \"no\", 500); return }\n" + c.body + "\n}\n"
			dir := writeTree(t, files)
			var got []candor.Result
			for _, r := range runIn(t, dir, Options{}).Results {
				if r.Rule == "audit/unaudited-mutation" {
					got = append(got, r)
				}
			}
			if len(got) != 1 || got[0].Outcome != c.want {
				t.Fatalf("got %v", got)
			}
			var b strings.Builder
			if _, err := RunVet(t.Context(), &b, dir, nil, VetOptions{Settings: settingsOf(t, dir)}); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(b.String(), "(audit/unaudited-mutation)") {
				t.Errorf("in vet mode:\n%s", b.String())
			}
		})
	}
}
