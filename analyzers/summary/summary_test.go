package summary_test

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/candor-dev/candor/analyzers/summary"
	"github.com/candor-dev/candor/internal/effects"
	"github.com/candor-dev/candor/internal/gosymbol"
)

// words are the effects of the tests: by the name of what is called.
func words(info *types.Info) func(*ast.CallExpr) []effects.Effect {
	return func(call *ast.CallExpr) []effects.Effect {
		var id *ast.Ident
		switch f := ast.Unparen(call.Fun).(type) {
		case *ast.Ident:
			id = f
		case *ast.SelectorExpr:
			id = f.Sel
		default:
			return nil
		}
		fn, _ := info.Uses[id].(*types.Func)
		kind := effects.Kind("")
		switch {
		case strings.HasPrefix(id.Name, "Write"):
			kind = effects.Mutation
		case strings.HasPrefix(id.Name, "Record"):
			kind = effects.Audit
		default:
			return nil
		}
		return []effects.Effect{{Kind: kind, Symbol: gosymbol.Of(fn), What: id.Name}}
	}
}

const header = `package p

import (
	"context"
	"errors"
	"log"
	"net/http"
)

type Tx struct{}
func (*Tx) Write(q string) error { return nil }
func (*Tx) Record(q string) error { return nil }
type DB struct{}
func (*DB) Write(q string) error { return nil }
func (*DB) Record(q string) error { return nil }
func (*DB) Begin() (*Tx, error) { return nil, nil }
type Config struct { AuditEnabled bool; Name string }
var cfg Config
var _ = errors.New
var _ = log.Print
var _ context.Context
var _ http.Handler
func WriteDeal() error { return nil }
func RecordDeal() error { return nil }
func work() error { return WriteDeal() }
`

// library reads the standard library from source, once for all tests.
type library struct {
	fset *token.FileSet
	types.Importer
}

var newLibrary = sync.OnceValue(func() *library {
	fset := token.NewFileSet()
	return &library{fset, importer.ForCompiler(fset, "source", nil)}
})

func (l *library) summarize(t *testing.T, src string) *summary.Package {
	t.Helper()
	fset := l.fset
	f, err := parser.ParseFile(fset, "p.go", header+src, parser.SkipObjectResolution|parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{}, Instances: map[*ast.Ident]types.Instance{}, Implicits: map[ast.Node]types.Object{},
	}
	pkg, err := (&types.Config{Importer: l}).Check("m/p", fset, []*ast.File{f}, info)
	if err != nil {
		t.Fatal(err)
	}
	return summary.Summarize(summary.Input{Fset: fset, Files: []*ast.File{f}, Pkg: pkg, Info: info, Effects: words(info)})
}

// show writes what stands in a function in one line each: effects as
// "!kind what", calls as the callee, with the flow behind.
func show(p *summary.Package, name string) string {
	var out []string
	for i := range p.Functions {
		fn := &p.Functions[i]
		if fn.Symbol != effects.Symbol("m/p."+name) {
			continue
		}
		for _, e := range fn.Effects {
			out = append(out, "!"+string(e.Kind)+" "+e.What+flowText(e.Flow))
		}
		for _, c := range fn.Calls {
			if strings.Contains(string(c.Callee), ".Write") || strings.Contains(string(c.Callee), ".Record") {
				continue
			}
			s := strings.ReplaceAll(string(c.Callee), "m/p.", "")
			if c.Dynamic {
				s = "?" + s
			}
			if c.Interface {
				s = "i:" + s
			}
			out = append(out, s+flowText(c.Flow))
		}
		for _, r := range fn.Runs {
			out = append(out, fmt.Sprintf("runs %d go=%v defer=%v later=%v", r.Param, r.Go, r.Defer, r.Later))
		}
		for _, r := range fn.Returns {
			out = append(out, fmt.Sprintf("returns %d %s", r.Index, strings.ReplaceAll(string(r.Symbol), "m/p.", "")))
		}
	}
	return strings.Join(out, "; ")
}

func flowText(f effects.Flow) string {
	var s string
	add := func(on bool, w string) {
		if on {
			s += " " + w
		}
	}
	add(f.Go, "go")
	add(f.Defer, "defer")
	add(f.Later, "later")
	add(f.Tx != "", fmt.Sprintf("tx=%s/%d", strings.ReplaceAll(f.Tx, " ", "_"), f.TxParam))
	add(f.TxRecv, "recv")
	add(f.Dropped, "dropped")
	add(f.Logged, "logged")
	add(f.Cond != "", "if("+f.Cond+")")
	add(f.OnSuccess, "success")
	return s
}

func TestFlow(t *testing.T) {
	p := newLibrary()
	for _, c := range []struct{ name, src, want string }{
		{"plain", `func F() error { return WriteDeal() }`, "!mutation WriteDeal"},
		{"bare call", `func F() { RecordDeal() }`, "!audit RecordDeal dropped"},
		{"blank", `func F() { _ = RecordDeal() }`, "!audit RecordDeal dropped"},
		{"goroutine", `func F() { go RecordDeal() }`, "!audit RecordDeal go dropped"},
		{"deferred", `func F() { defer RecordDeal() }`, "!audit RecordDeal defer dropped"},
		{"returned after a check", `func F() error { if err := RecordDeal(); err != nil { return err }; return nil }`, "!audit RecordDeal"},
		{"wrapped", `func F() error { err := RecordDeal(); if err != nil { return errors.Join(err) }; return nil }`, "!audit RecordDeal"},
		{"logged", `func F() { if err := RecordDeal(); err != nil { log.Println(err) } }`, "!audit RecordDeal logged"},
		{"logged, nil returned", `func F() error { err := RecordDeal(); if err != nil { log.Println(err); return nil }; return nil }`, "!audit RecordDeal logged"},
		{"empty branch", `func F() { if err := RecordDeal(); err != nil { } }`, "!audit RecordDeal dropped"},
		{"answered", `func F(w http.ResponseWriter, r *http.Request) { if err := RecordDeal(); err != nil { log.Print(err); http.Error(w, "no", 500); return } }`, "!audit RecordDeal"},
		{"collected", `func F() error { var errs []error; err := RecordDeal(); if err != nil { errs = append(errs, err) }; return errors.Join(errs...) }`, "!audit RecordDeal"},
		{"named result", `func F() (err error) { err = RecordDeal(); return }`, "!audit RecordDeal"},
		{"never read", `func F() { err := WriteDeal(); _ = err; err = RecordDeal() }`, "!mutation WriteDeal dropped; !audit RecordDeal dropped"},
		{"switch of the configuration", `func F() { if cfg.AuditEnabled { _ = RecordDeal() } }`, "!audit RecordDeal dropped if(cfg.AuditEnabled)"},
		{"guard clause", `func F() error { if !cfg.AuditEnabled { return nil }; return RecordDeal() }`, "!audit RecordDeal if(!(!cfg.AuditEnabled))"},
		{"a state is no switch", `func F(found bool) { if found { _ = RecordDeal() } }`, "!audit RecordDeal dropped"},
		{"on success", `func F() error { err := WriteDeal(); if err == nil { return RecordDeal() }; return err }`, "!mutation WriteDeal; !audit RecordDeal success"},
		{"after work that returned early", `func F() error { if err := WriteDeal(); err != nil { return err }; return RecordDeal() }`, "!mutation WriteDeal; !audit RecordDeal success"},
		{"after parsing", `func F(s string) error { if _, err := http.NewRequest("", s, nil); err != nil { return err }; return RecordDeal() }`, "!audit RecordDeal"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := show(p.summarize(t, c.src), "F"); got != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
			}
		})
	}
}

func TestCalls(t *testing.T) {
	p := newLibrary()
	for _, c := range []struct{ name, src, fn, want string }{
		{"static", `func F() error { return work() }`, "F", "work"},
		{"method", `type S struct{}; func (*S) Save() {}; func F(s *S) { s.Save() }`, "F", "(*S).Save"},
		{"promoted", `type B struct{}; func (B) Save() {}; type S struct{ B }; func F(s *S) { s.Save() }`, "F", "(B).Save"},
		{"generic", `type G[T any] struct{}; func (g *G[T]) Put(t T) {}; func F(g *G[int]) { g.Put(1); id(1) }; func id[T any](t T) T { return t }`, "F", "(*G).Put; id"},
		{"interface", `type I interface{ Save() error }; func F(i I) error { return i.Save() }`, "F", "i:(I).Save"},
		{"embedded interface", `type A interface{ Save() }; type I interface{ A }; func F(i I) { i.Save() }`, "F", "i:(A).Save"},
		{"another module's interface", `func F(err error) string { return err.Error() }`, "F", ""},
		{"field", `type S struct{ now func() }; func F(s *S) { s.now() }`, "F", "?field S.now"},
		{"variable", `var now = work; func F() { now() }`, "F", "?now dropped"},
		{"local", `func F() { f := work; _ = f() }`, "F", "work dropped"},
		{"local literal", `func F() { f := func() {}; f() }`, "F", "F$1"},
		{"immediate literal", `func F() { func() { _ = work() }() }`, "F", "F$1"},
		{"inside it", `func F() { func() { _ = work() }() }`, "F$1", "work dropped"},
		{"goroutine of a literal", `func F() { go func() { _ = work() }() }`, "F", "F$1 go"},
		{"deferred literal", `func F() { defer func() { _ = work() }() }`, "F", "F$1 defer"},
		{"handed to what runs it", `func run(f func()) { f() }; func F() { run(func() { _ = work() }) }`, "F", "F$1; run"},
		{"how that runs it", `func run(f func()) { f() }`, "run", "?param 1 of run; runs 1 go=false defer=false later=false"},
		{"handed to what starts it", `func run(f func()) { go f() }; func F() { run(func() {}) }`, "F", "F$1 go; run"},
		{"handed on", `func run(f func()) { go f() }; func run2(f func()) { run(f) }; func F() { run2(func() {}) }`, "F", "F$1 go; run2"},
		{"run in a literal", `func run(f func()) { go func() { f() }() }; func F() { run(func() {}) }`, "F", "F$1 go; run"},
		{"handed to what forgets it", `func run(f func()) {}; func F() { run(func() {}) }`, "F", "run"},
		{"handed to what keeps it", `var kept []func(); func run(f func()) { kept = append(kept, f) }; func F() { run(func() {}) }`, "F", "F$1 later; run"},
		{"handed to a library", `func F(c interface{ Each(func()) }) { c.Each(func() {}) }`, "F", "F$1; i:(interface).Each"},
		{"handed to a library that starts it", `type G struct{}; func F(g interface{ Go(func()) }) { g.Go(func() {}) }`, "F", "F$1 go; i:(interface).Go"},
		{"stored", `func F() { var fs []func(); fs = append(fs, func() {}); for _, f := range fs { f() } }`, "F", "F$1 later"},
		{"stored in a field", `type S struct{ done func() }; func F(s *S) { s.done = func() {} }`, "F", "F$1 later"},
		{"returned commit function", `func begin() (int, func()) { return 0, func() { _ = work() } }; func F() { _, commit := begin(); defer commit() }`, "F", "begin; begin$1 defer"},
		{"what it returns", `func begin() (int, func()) { return 0, func() { _ = work() } }`, "begin", "returns 1 begin$1"},
		{"returned through another", `func a() func() { return func() {} }; func b() func() { return a() }; func F() { b()() }`, "F", "b; a$1"},
		{"called at once", `func trace() func() { return func() {} }; func F() { defer trace()() }`, "F", "trace; trace$1 defer"},
		{"a library's cancel", `func F(ctx context.Context) { ctx, cancel := context.WithCancel(ctx); defer cancel(); _ = ctx }`, "F", ""},
		{"through a library's cancel", `func c(ctx context.Context) (context.Context, func()) { ctx, cancel := context.WithCancel(ctx); return ctx, cancel }; func F(ctx context.Context) { _, cancel := c(ctx); defer cancel() }`, "F", "c; result 1 of context.WithCancel defer"},
		{"middleware", `func mw(next http.Handler) http.Handler { return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(w, r) }) }`, "mw$1", "i:net/http.(Handler).ServeHTTP"},
		{"middleware of functions", `func mw(next http.HandlerFunc) http.HandlerFunc { return func(w http.ResponseWriter, r *http.Request) { next(w, r) } }`, "mw$1", "?param 1 of mw"},
		{"a handler is not called by its wrapper's caller", `func mw(next http.HandlerFunc) http.HandlerFunc { return func(w http.ResponseWriter, r *http.Request) { next(w, r) } }; func F() { mw(func(w http.ResponseWriter, r *http.Request) {}) }`, "F", "mw"},
		{"a registration is no call", `func F(m *http.ServeMux) { m.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {}) }`, "F", ""},
		{"method value", `type S struct{}; func (*S) Save() {}; func run(f func()) { f() }; func F(s *S) { run(s.Save) }`, "F", "(*S).Save; run"},
		{"conversion", `type H func(); func (h H) Do() {}; func F() { H(func() {}).Do() }`, "F", "(H).Do"},
		{"initial value", `var x = func() int { _ = work(); return 1 }()`, "x", "x$1"},
		{"nested calls", `func id(err error) error { return err }; func F() { _ = id(work()) }`, "F", "work; id dropped"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := show(p.summarize(t, c.src), c.fn); got != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
			}
		})
	}
}

func TestTransactions(t *testing.T) {
	p := newLibrary()
	for _, c := range []struct{ name, src, fn, want string }{
		{"begin", `func F(db *DB) error { tx, err := db.Begin(); if err != nil { return err }; if err := tx.Write(""); err != nil { return err }; return tx.Record("") }`, "F",
			"!mutation Write tx=tx/0 recv success; !audit Record tx=tx/0 recv success; (*DB).Begin"},
		{"parameter", `func save(ctx context.Context, tx *Tx) error { return tx.Write("") }; func F(ctx context.Context, db *DB) error { tx, _ := db.Begin(); return save(ctx, tx) }`, "F",
			"(*DB).Begin dropped; save tx=tx/0"},
		{"in the parameter's function", `func save(ctx context.Context, tx *Tx) error { return tx.Write("") }`, "save", "!mutation Write tx=tx/2 recv"},
		{"closure", `type S struct{}; func (*S) Write() error { return nil }; func (*S) ExecuteInTransaction(ctx context.Context, f func(store *S) error) error { return f(nil) }
func F(s *S, ctx context.Context) error { return s.ExecuteInTransaction(ctx, func(store *S) error { return store.Write() }) }`, "F",
			"F$1 tx=ExecuteInTransaction_at_line_27/0; (*S).ExecuteInTransaction"},
		{"inside the closure", `type S struct{}; func (*S) Write() error { return nil }; func (*S) ExecuteInTransaction(ctx context.Context, f func(store *S) error) error { return f(nil) }
func F(s *S, ctx context.Context) error { return s.ExecuteInTransaction(ctx, func(store *S) error { return store.Write() }) }`, "F$1",
			"!mutation Write tx=store/1 recv"},
		{"queries of a transaction", `type Q struct{}; func (*Q) WithTx(tx *Tx) *Q { return nil }; func (*Q) WriteDeal() error { return nil }
func F(q *Q, tx *Tx) error { qtx := q.WithTx(tx); if err := q.WithTx(tx).WriteDeal(); err != nil { return err }; return qtx.WriteDeal() }`, "F",
			"!mutation WriteDeal tx=tx/2 recv; !mutation WriteDeal tx=tx/2 recv success; (*Q).WithTx tx=tx/2; (*Q).WithTx tx=tx/2"},
		{"no transaction", `func F(db *DB) error { return db.Write("") }`, "F", "!mutation Write"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, want := show(p.summarize(t, c.src), c.fn), c.want
			if got != want {
				t.Errorf("%s\n got %s\nwant %s", c.src, got, want)
			}
		})
	}
}

func TestLinks(t *testing.T) {
	p := newLibrary().summarize(t, `type S struct{ now, sink func(); Out func() }
func a() {}
func b() {}
func New() *S { return &S{now: a, Out: a, sink: a} }
func (s *S) set(f func()) { s.now = b; s.sink = f }
var hook = a
`)
	var got []string
	for _, l := range p.Links {
		got = append(got, string(l.From)+" -> "+string(l.To)+" "+l.By)
	}
	want := []string{"field m/p.S.now -> m/p.a assigned", "field m/p.S.now -> m/p.b assigned", "m/p.hook -> m/p.a assigned"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestPrune(t *testing.T) {
	p := newLibrary().summarize(t, `type I interface{ Do() }
func A() error { return B() }
func B() error { return work() }
func C() {}
func D() { C() }
func E(i I) { i.Do(); C() }
func G(f func()) { f() }
`)
	var got []string
	for _, f := range summary.Prune(p.Functions, func(effects.Symbol) bool { return false }) {
		got = append(got, string(f.Symbol)+fmt.Sprint(len(f.Calls)))
	}
	want := []string{"m/p.work0", "m/p.A1", "m/p.B1", "m/p.E1", "m/p.G1"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}
