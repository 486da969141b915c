package analyzers

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
	"github.com/candor-dev/candor/internal/effects"
)

// service is a module with its doors, its store and its trail in packages of
// their own, and an interface between them.
var service = map[string]string{
	"go.mod": goMod,
	"candor.yaml": `
version: 1
go:
  audit: [example.com/deals/audit.Record]
`,
	"audit/audit.go": `
package audit

import (
	"context"
	"database/sql"
)

var DB *sql.DB

func Record(ctx context.Context, what string) error {
	_, err := DB.ExecContext(ctx, "INSERT INTO audit_log (what) VALUES ($1)", what)
	return err
}
`,
	"store/store.go": `
package store

import (
	"context"
	"database/sql"
)

type Store interface {
	Close(ctx context.Context, id string) error
	Find(ctx context.Context, id string) (string, error)
}

type rows struct{ db *sql.DB }

func Open(db *sql.DB) Store { return &rows{db} }

func (r *rows) Close(ctx context.Context, id string) error {
	_, err := r.db.ExecContext(ctx, "UPDATE deals SET open = false WHERE id = $1", id)
	return err
}

func (r *rows) Find(ctx context.Context, id string) (string, error) {
	var name string
	err := r.db.QueryRowContext(ctx, "SELECT name FROM deals WHERE id = $1", id).Scan(&name)
	return name, err
}
`,
	"api/api.go": `
package api

import (
	"net/http"

	"example.com/deals/audit"
	"example.com/deals/store"
)

type API struct{ Store store.Store }

func (a *API) Routes() *http.ServeMux {
	m := http.NewServeMux()
	m.HandleFunc("POST /deals/{id}/close", a.close)
	m.HandleFunc("POST /deals/{id}/shut", a.shut)
	m.HandleFunc("GET /deals/{id}", a.find)
	return m
}

func (a *API) close(w http.ResponseWriter, r *http.Request) {
	if err := a.Store.Close(r.Context(), r.PathValue("id")); err != nil {
		http.Error(w, "no", 500)
		return
	}
	if err := audit.Record(r.Context(), "closed"); err != nil {
		http.Error(w, "no", 500)
	}
}

func (a *API) shut(w http.ResponseWriter, r *http.Request) {
	if err := a.Store.Close(r.Context(), r.PathValue("id")); err != nil {
		http.Error(w, "no", 500)
	}
}

func (a *API) find(w http.ResponseWriter, r *http.Request) {
	name, err := a.Store.Find(r.Context(), r.PathValue("id"))
	if err != nil {
		http.Error(w, "no", 404)
		return
	}
	if _, err := w.Write([]byte(name)); err != nil {
		return
	}
}
`,
	"main.go": `
package main

import (
	"database/sql"
	"net/http"

	"example.com/deals/api"
	"example.com/deals/store"
)

func main() {
	db, err := sql.Open("postgres", "")
	if err != nil {
		panic(err)
	}
	a := &api.API{Store: store.Open(db)}
	panic(http.ListenAndServe(":8080", a.Routes()))
}
`,
}

func tree(t *testing.T, change map[string]string) string {
	t.Helper()
	files := make(map[string]string)
	for _, m := range []map[string]string{service, change} {
		for k, v := range m {
			files[k] = v
		}
	}
	return writeTree(t, files)
}

func runIn(t *testing.T, dir string, o Options) Outcome {
	t.Helper()
	o.Dir, o.Settings, o.Now = dir, settingsOf(t, dir), time.Unix(0, 0)
	if o.Modules == nil {
		o.Modules = []string{"."}
	}
	if o.Checks == nil {
		o.Checks = []*check.Check{}
	}
	out, err := Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// told are the results of one rule as "outcome subject at path:line".
func told(rs []candor.Result, rule string) []string {
	var out []string
	for _, r := range rs {
		if r.Rule == rule {
			out = append(out, fmt.Sprintf("%s %s at %s:%d", r.Outcome, r.Subject, r.At.Path, r.At.Line))
		}
	}
	return out
}

func TestWholeProgram(t *testing.T) {
	out := runIn(t, tree(t, nil), Options{})
	want := []string{
		"pass POST /deals/{id}/close at api/api.go:14",
		"fail POST /deals/{id}/shut at api/api.go:15",
	}
	if got := told(out.Results, "audit/unaudited-mutation"); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	for _, r := range out.Results {
		if r.Outcome != candor.Fail || r.Rule != "audit/unaudited-mutation" {
			continue
		}
		var way []string
		for _, l := range r.Flow {
			way = append(way, fmt.Sprintf("%s:%d", l.Path, l.Line))
		}
		if s := strings.Join(way, " "); !strings.Contains(s, "api/api.go") || !strings.Contains(s, "store/store.go:") {
			t.Errorf("the way to the write is %s", s)
		}
	}
	links := make(map[string]string)
	for _, l := range out.Program.Links {
		links[string(l.From)] = string(l.To) + " by " + l.By
	}
	if got := links["example.com/deals/store.(Store).Close"]; got != "example.com/deals/store.(*rows).Close by vta" {
		t.Errorf("the link of Close is %q", got)
	}
}

// What flows is followed: of two stores, the one that is never made is not meant.
func TestFlowOfTypes(t *testing.T) {
	other := "package store\n\nimport \"context\"\n\ntype memory struct{ m map[string]string }\n\n" +
		"func (m *memory) Close(ctx context.Context, id string) error { delete(m.m, id); return nil }\n" +
		"func (m *memory) Find(ctx context.Context, id string) (string, error) { return m.m[id], nil }\n"
	count := func(dir string) (n int, by string) {
		for _, l := range runIn(t, dir, Options{}).Program.Links {
			if l.From == "example.com/deals/store.(Store).Close" {
				n, by = n+1, l.By
			}
		}
		return n, by
	}
	if n, by := count(tree(t, map[string]string{"store/memory.go": other})); n != 1 || by != "vta" {
		t.Errorf("a store that is never made: %d links by %s", n, by)
	}
	made := other + "\nfunc InMemory() Store { return &memory{} }\n"
	used := strings.Replace(service["main.go"], "a := &api.API", "if db == nil {\n\t\t_ = (&api.API{Store: store.InMemory()}).Routes()\n\t}\n\ta := &api.API", 1)
	if n, by := count(tree(t, map[string]string{"store/memory.go": made, "main.go": used})); n != 2 || by != "vta" {
		t.Errorf("two stores that are made: %d links by %s", n, by)
	}
	// Nothing flows when the store comes out of a container of another module.
	fromBox := strings.Replace(service["main.go"], "store.Open(db)}", "box.Load().(store.Store)}", 1)
	fromBox = strings.Replace(fromBox, "func main() {", "var box atomic.Value\n\nfunc main() {\n\tbox.Store(nil)\n\t_ = sql.ErrNoRows", 1)
	fromBox = strings.Replace(fromBox, "\"net/http\"\n", "\"net/http\"\n\t\"sync/atomic\"\n", 1)
	fromBox = strings.Replace(fromBox, "	a := &api.API", "	_ = db\n	a := &api.API", 1)
	if n, by := count(tree(t, map[string]string{"main.go": fromBox})); n != 1 || by != "only implementation" {
		t.Errorf("a store out of a container: %d links by %s", n, by)
	}
	if n, by := count(tree(t, map[string]string{"main.go": fromBox, "store/memory.go": other})); n != 2 || by != "cha" {
		t.Errorf("one of two stores out of a container: %d links by %s", n, by)
	}
}

// A hook that nothing is ever assigned to is no riddle; one that is handed in
// from outside is.
func TestFunctionValues(t *testing.T) {
	api := service["api/api.go"]
	hooked := strings.Replace(api, "type API struct{ Store store.Store }", "type API struct {\n\tStore store.Store\n\tHooks []func()\n}", 1)
	hooked = strings.Replace(hooked, "func (a *API) find(w http.ResponseWriter, r *http.Request) {", "func (a *API) find(w http.ResponseWriter, r *http.Request) {\n\tfor _, h := range a.Hooks {\n\t\th()\n\t}", 1)
	verdict := func(files map[string]string) string {
		got := told(runIn(t, tree(t, files), Options{}).Results, "audit/get-writes")
		return strings.Join(got, "; ")
	}
	quiet := verdict(map[string]string{"api/api.go": hooked})
	writes := strings.Replace(service["main.go"], "panic(http.L", "a.Hooks = append(a.Hooks, func() { _ = a.Store.Close(nil, \"\") })\n\tpanic(http.L", 1)
	loud := verdict(map[string]string{"api/api.go": hooked, "main.go": writes})
	if strings.Contains(quiet, "fail") || strings.Contains(quiet, "unknown") {
		t.Errorf("no hook: %s", quiet)
	}
	if !strings.Contains(loud, "fail") {
		t.Errorf("a hook that writes: %s", loud)
	}
}

// A package that does not type-check is a gap; the rest is judged.
func TestProgramWithGap(t *testing.T) {
	out := runIn(t, tree(t, map[string]string{"broken/broken.go": "package broken\n\nvar x int = y\n"}), Options{})
	got := told(out.Results, "audit/unaudited-mutation")
	if !slices.Contains(got, "fail POST /deals/{id}/shut at api/api.go:15") || !slices.Contains(got, "unknown example.com/deals/broken at broken/broken.go:3") {
		t.Errorf("got %q", got)
	}
	if len(out.Program.Gaps) != 1 || out.Program.Gaps[0].Package != "example.com/deals/broken" {
		t.Errorf("gaps: %+v", out.Program.Gaps)
	}
	if out.Run.State != candor.Partial {
		t.Errorf("the run is %v", out.Run.State)
	}
}

// Doors in one module, the store in another one of the same tree.
func TestSeveralModules(t *testing.T) {
	files := map[string]string{
		"go.work":        "go 1.24\n\nuse (\n\t./app\n\t./lib\n)\n",
		"candor.yaml":    service["candor.yaml"],
		"lib/go.mod":     goMod,
		"app/go.mod":     "module example.com/app\n\ngo 1.24\n\nrequire example.com/deals v0.0.0\n\nreplace example.com/deals => ../lib\n",
		"app/main.go":    strings.ReplaceAll(service["main.go"], "example.com/deals/api", "example.com/app/api"),
		"app/api/api.go": service["api/api.go"],
	}
	for _, name := range []string{"audit/audit.go", "store/store.go"} {
		files["lib/"+name] = service[name]
	}
	out := runIn(t, writeTree(t, files), Options{Modules: []string{"app", "lib"}})
	want := []string{
		"pass POST /deals/{id}/close at app/api/api.go:14",
		"fail POST /deals/{id}/shut at app/api/api.go:15",
	}
	if got := told(out.Results, "audit/unaudited-mutation"); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q\n%+v", got, want, out.Results)
	}
}

func TestLock(t *testing.T) {
	dir := tree(t, nil)
	out := runIn(t, dir, Options{WriteLocks: true})
	if !slices.Equal(out.Locks, []string{effects.LockName}) {
		t.Fatalf("written: %v", out.Locks)
	}
	b, err := os.ReadFile(filepath.Join(dir, effects.LockName))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"example.com/deals/store.(Store).Close mutation verb=update model=deals\n", "example.com/deals/store.(Store).Find none\n"} {
		if !strings.Contains(string(b), line) {
			t.Errorf("no %q in\n%s", line, b)
		}
	}
	want := []string{"pass example.com/deals/store.(Store).Close at candor.lock:5", "pass example.com/deals/store.(Store).Find at candor.lock:6"}
	if got := told(out.Results, "audit/lock-drift"); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	again := runIn(t, dir, Options{WriteLocks: true})
	if b2, _ := os.ReadFile(filepath.Join(dir, effects.LockName)); string(b2) != string(b) || len(again.Locks) != 1 {
		t.Errorf("the lock is another one the second time:\n%s", b2)
	}
	if err := os.WriteFile(filepath.Join(dir, effects.LockName), []byte("nonsense\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	bad := runIn(t, dir, Options{})
	if got := told(bad.Results, "audit/lock-drift"); len(got) != 1 || !strings.HasPrefix(got[0], "unknown candor.lock") {
		t.Errorf("a lock that is none: %q", got)
	}
}

// Package by package, the finding is there with a lock and silent without: a
// store behind an interface can't be seen from its caller.
func TestVetSeesByLock(t *testing.T) {
	other := map[string]string{"store/memory.go": "package store\n\nimport \"context\"\n\ntype Memory struct{}\n\nfunc (Memory) Close(ctx context.Context, id string) error { return nil }\nfunc (Memory) Find(ctx context.Context, id string) (string, error) { return \"\", nil }\n"}
	dir := tree(t, other)
	vet := func() (string, VetOutcome) {
		var b strings.Builder
		out, err := RunVet(t.Context(), &b, dir, nil, VetOptions{Checks: []*check.Check{}, Settings: settingsOf(t, dir)})
		if err != nil {
			t.Fatal(err)
		}
		return b.String(), out
	}
	text, out := vet()
	if strings.Contains(text, "unaudited") || out.Unresolved == 0 {
		t.Errorf("without a lock: %d unresolved\n%s", out.Unresolved, text)
	}
	runIn(t, dir, Options{WriteLocks: true})
	text, _ = vet()
	if !strings.Contains(text, "api/api.go:15:") || !strings.Contains(text, "(audit/unaudited-mutation)") || strings.Contains(text, "POST /deals/{id}/close writes deals") {
		t.Errorf("with a lock:\n%s", text)
	}
}

// The error of a store behind an interface counts where every store fails with
// a write, and both modes say so: the whole program by itself, a package by the
// lock.
func TestErrorsBehindInterfaces(t *testing.T) {
	api := strings.Replace(service["api/api.go"], "m.HandleFunc(\"GET", "m.HandleFunc(\"POST /deals/{id}/drop\", a.drop)\n\tm.HandleFunc(\"GET", 1)
	api += "\nfunc (a *API) drop(w http.ResponseWriter, r *http.Request) {\n\t_ = a.Store.Shut(r.Context(), r.PathValue(\"id\"))\n\t_, _ = a.Store.Find(r.Context(), \"\")\n}\n"
	stores := strings.Replace(service["store/store.go"], "	Find(", "	Shut(ctx context.Context, id string) error\n	Find(", 1) +
		"\nfunc (r *rows) Shut(ctx context.Context, id string) error { return r.Close(ctx, id) }\n"
	memory := "package store\n\nimport \"context\"\n\ntype memory struct{ m map[string]string }\n\nfunc InMemory() Store { return &memory{} }\n\n" +
		"func (m *memory) Close(ctx context.Context, id string) error { delete(m.m, id); return nil }\n" +
		"func (m *memory) Shut(ctx context.Context, id string) error { return m.Close(ctx, id) }\n" +
		"func (m *memory) Find(ctx context.Context, id string) (string, error) { return m.m[id], nil }\n"
	used := strings.Replace(service["main.go"], "a := &api.API", "if db == nil {\n\t\t_ = (&api.API{Store: store.InMemory()}).Routes()\n\t}\n\ta := &api.API", 1)
	both := func(files map[string]string) (scan, vet []string) {
		dir := tree(t, files)
		s := runIn(t, dir, Options{WriteLocks: true, Checks: Suite()})
		for _, r := range s.Results {
			if r.Rule == "errors/dropped" && r.Outcome == candor.Fail {
				scan = append(scan, fmt.Sprintf("%s: %s (%s)", r.At, r.Message, r.Rule))
			}
		}
		var b strings.Builder
		if _, err := RunVet(t.Context(), &b, dir, nil, VetOptions{Programs: []*check.Program{}, Settings: settingsOf(t, dir)}); err != nil {
			t.Fatal(err)
		}
		return scan, strings.Split(strings.TrimSpace(b.String()), "\n")
	}
	scan, vet := both(map[string]string{"api/api.go": api, "store/store.go": stores})
	if len(scan) != 1 || !strings.HasPrefix(scan[0], "api/api.go:49:6: the error of a.Store.Shut (the UPDATE of deals) in api.(*API).drop is thrown away") || !slices.Equal(scan, vet) {
		t.Errorf("one store:\nscan %q\nvet  %q", scan, vet)
	}
	// One of the stores writes nothing: the method promises no write.
	scan, vet = both(map[string]string{"api/api.go": api, "store/store.go": stores, "store/memory.go": memory, "main.go": used})
	if len(scan) != 0 || vet[0] != "" {
		t.Errorf("two stores:\nscan %q\nvet  %q", scan, vet)
	}
}

// A package that is asked for alone is judged with the facts of what it imports.
func TestVetOfOnePackage(t *testing.T) {
	dir := tree(t, nil)
	var b strings.Builder
	out, err := RunVet(t.Context(), &b, dir, []string{"./api"}, VetOptions{Checks: []*check.Check{}, Settings: settingsOf(t, dir)})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "api/api.go:15:4: POST /deals/{id}/shut writes deals") || strings.Contains(b.String(), "store/") && !strings.Contains(b.String(), "api/") {
		t.Errorf("%+v\n%s", out, b.String())
	}
}

// The router comes from another package, which puts middleware around it: the
// finding stands where the door is registered, and comes once.
func TestVetOfDoorsMadeWholeAbove(t *testing.T) {
	api := strings.Replace(service["api/api.go"], "func (a *API) Routes() *http.ServeMux {\n\tm := http.NewServeMux()\n", "func (a *API) Routes(m *http.ServeMux) {\n", 1)
	api = strings.Replace(api, "\treturn m\n", "", 1)
	main := strings.Replace(service["main.go"], "panic(http.ListenAndServe(\":8080\", a.Routes()))", "m := http.NewServeMux()\n\ta.Routes(m)\n\tpanic(http.ListenAndServe(\":8080\", m))", 1)
	dir := tree(t, map[string]string{"api/api.go": api, "main.go": main})
	var b strings.Builder
	if _, err := RunVet(t.Context(), &b, dir, nil, VetOptions{Checks: []*check.Check{}, Settings: settingsOf(t, dir)}); err != nil {
		t.Fatal(err)
	}
	want := told(runIn(t, dir, Options{}).Results, "audit/unaudited-mutation")
	if len(want) != 2 || !strings.HasPrefix(want[1], "fail POST /deals/{id}/shut at api/api.go:14") {
		t.Errorf("the whole program: %q", want)
	}
	if n := strings.Count(b.String(), "(audit/unaudited-mutation)"); n != 1 || !strings.Contains(b.String(), "api/api.go:14:4: POST /deals/{id}/shut writes deals") {
		t.Errorf("%d findings:\n%s", n, b.String())
	}
}

// Two modules that only go.work puts together are read together, and what a
// package pattern leaves out is said.
func TestWorkspace(t *testing.T) {
	dir := writeTree(t, map[string]string{
		"go.work":    "go 1.24\n\nuse (\n\t./app\n\t./lib\n)\n",
		"lib/go.mod": goMod, "lib/lib.go": "package lib\n\nfunc F() {}\n",
		"app/go.mod": "module example.com/app\n\ngo 1.24\n", "app/app.go": "package app\n\nimport \"example.com/deals\"\n\nfunc F() { lib.F() }\n",
		"app/ent.go":     "//go:build enterprise\n\npackage app\n\nfunc G() {}\n",
		"app/c/c.go":     "package c\n\nimport \"C\"\n\nfunc G() {}\n",
		"other/go.mod":   "module example.com/other\n\ngo 1.24\n",
		"other/other.go": "package other\n\nimport _ \"example.com/deals\"\n",
	})
	out := runIn(t, dir, Options{Modules: []string{"app", "lib", "other"}, Programs: []*check.Program{}})
	var open []string
	for i := range out.Facts {
		if f := &out.Facts[i]; !f.State.Answers() {
			open = append(open, f.Subject)
		}
	}
	// The workspace does not name the module other.
	if want := []string{"app/c", "example.com/app/ent.go", "example.com/other"}; !slices.Equal(open, want) {
		t.Errorf("not read: %q, want %q", open, want)
	}
	var b strings.Builder
	vet, err := RunVet(t.Context(), &b, filepath.Join(dir, "app"), nil, VetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if len(vet.LeftOut) != 2 || !strings.HasPrefix(vet.LeftOut[0], "ent.go was not judged: it is built only with -tags enterprise") || !strings.HasPrefix(vet.LeftOut[1], "c was not judged: uses cgo") {
		t.Errorf("left out: %q", vet.LeftOut)
	}
}
