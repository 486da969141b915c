package sinks

import (
	"go/ast"
	"go/types"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/packages"
)

// fixtures are the packages of testdata with their syntax, loaded once.
var fixtures = sync.OnceValues(func() (map[string]*packages.Package, error) {
	wd, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	ps, err := packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo | packages.NeedImports | packages.NeedDeps,
		Dir:  "testdata/src/calls",
		Env:  append(os.Environ(), "GO111MODULE=off", "GOFLAGS=", "GOPATH="+filepath.Join(wd, "testdata")),
	}, "calls/stdsql", "calls/pgxcalls", "calls/gormcalls", "calls/named", "calls/stores", "calls/remote")
	m := make(map[string]*packages.Package)
	for _, p := range ps {
		if len(p.Errors) > 0 {
			return nil, p.Errors[0]
		}
		m[p.PkgPath] = p
	}
	return m, err
})

func loaded(tb testing.TB, path string) *packages.Package {
	tb.Helper()
	m, err := fixtures()
	if err != nil {
		tb.Fatal(err)
	}
	return m[path]
}

func classifier(tb testing.TB, cfg Config) *Classifier {
	tb.Helper()
	c, err := New(cfg)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// texts is a source of calls by what they look like.
func texts(p *packages.Package) map[string]*ast.CallExpr {
	out := make(map[string]*ast.CallExpr)
	each(p.Syntax, func(call *ast.CallExpr) {
		s := types.ExprString(call)
		if out[s] == nil {
			out[s] = call
		}
	})
	return out
}

func TestMutation(t *testing.T) {
	c := classifier(t, testConfig)
	for _, tc := range []struct {
		path, call string
		what       string // "" for none
		fails      Failure
	}{
		{"calls/stdsql", "tx.Commit()", "COMMIT", FailsByError},
		{"calls/stdsql", "tx.Rollback()", "", FailsByError},
		{"calls/stdsql", `tx.Exec("SELECT 1")`, "", FailsByError},
		{"calls/stdsql", `tx.Exec("ROLLBACK")`, "", FailsByError},
		{"calls/stdsql", `tx.Exec(insertDeal, id)`, "INSERT deals", FailsByError},
		{"calls/stdsql", `tx.Query(table)`, "", FailsByRows},
		{"calls/stdsql", `tx.QueryRow("INSERT INTO deals DEFAULT VALUES RETURNING id")`, "INSERT deals", FailsByRow},
		{"calls/stdsql", `s.exec("delete from deals where id = ?", 1)`, "DELETE deals", FailsByError},
		{"calls/stdsql", `s.exec("SELECT 1")`, "", FailsByError},
		{"calls/stdsql", `tx.Exec("CALL close_deal($1)", id)`, "", FailsByError},
		{"calls/stdsql", `s.note("DELETE FROM deals")`, "", FailsSilently},
		{"calls/pgxcalls", "res.Exec()", "statement of a batch", FailsByError},
		{"calls/gormcalls", "db.Create(v)", "gorm.Create", FailsInside},
		{"calls/named", `r.Record(ctx, "x")`, "named.Recorder.Record", FailsByError},
		{"calls/stores", "t.Commit()", "badger.Commit", FailsByError},
	} {
		p := loaded(t, tc.path)
		call := texts(p)[tc.call]
		if call == nil {
			t.Errorf("%s: no call %s", tc.path, tc.call)
			continue
		}
		e, ok := c.Mutation(p.TypesInfo, call, NewScope(p.Types, p.TypesInfo, p.Syntax))
		if ok != (tc.what != "") || e.What != tc.what {
			t.Errorf("%s: %q %v, want %q", tc.call, e.What, ok, tc.what)
		}
		if f := FailureOf(p.TypesInfo, call); f != tc.fails {
			t.Errorf("%s: fails by %d, want %d", tc.call, f, tc.fails)
		}
	}
}

// Without the package's syntax only constants are known; nothing is made up.
func TestZeroScope(t *testing.T) {
	c := classifier(t, testConfig)
	p := loaded(t, "calls/stdsql")
	for call, want := range map[string]string{"tx.Exec(insertDeal, id)": "INSERT deals", "tx.Exec(deleteDeal, id)": "SQL that can't be read"} {
		es := c.Call(p.TypesInfo, texts(p)[call], Scope{})
		if len(es) != 1 || es[0].What != want {
			t.Errorf("%s: %+v", call, es)
		}
	}
}

func TestUnmatched(t *testing.T) {
	p := loaded(t, "calls/named")
	if got := classifier(t, testConfig).Unmatched([]*types.Package{p.Types}); len(got) != 0 {
		t.Errorf("all match, got %q", got)
	}
	c := classifier(t, Config{
		Audits:    []string{"calls/named.(Recorder).Recrd", "calls/other.F", "other/named.Notify", "calls/named.(Store).UpdateDeal", "calls/named.(*).Nothing"},
		Vendors:   []string{"github.com/stripe/stripe-go", "github.com/none/such"},
		Mutations: []string{"calls/named.(base).UpdateDeal"},
	})
	got := c.Unmatched([]*types.Package{p.Types})
	want := []string{
		"audit: calls/named.(Recorder).Recrd names no function of the program: did you mean calls/named.(Recorder).Record?",
		"audit: calls/other.F names no function of the program: the program has no package calls/other",
		"audit: other/named.Notify names no function of the program: did you mean calls/named.Notify?",
		"audit: calls/named.(*).Nothing names no function of the program",
		"vendors: github.com/none/such is no package that the program imports",
	}
	if len(got) != len(want) {
		t.Fatalf("got %q", got)
	}
	for i := range want {
		if !strings.HasPrefix(got[i], want[i]) {
			t.Errorf("got  %s\nwant %s", got[i], want[i])
		}
	}
}

func TestHarmless(t *testing.T) {
	c := classifier(t, Config{})
	p := loaded(t, "calls/stores")
	calls := texts(p)
	for call, want := range map[string]bool{
		"col.Find(ctx, nil)": true, "col.InsertOne(ctx, nil)": false, `r.Get(ctx, "k")`: true, `r.Set(ctx, "k", 1, 0)`: false, "ds.Add(ctx, nil)": false,
	} {
		if got := c.Harmless(resolve(p.TypesInfo, calls[call], Scope{}).fn); got != want {
			t.Errorf("%s: %v", call, got)
		}
	}
	p = loaded(t, "calls/remote")
	calls = texts(p)
	for call, want := range map[string]bool{
		`os.Remove("x")`: false, `os.ReadFile("x")`: true, "c.Do(nil)": false, `exec.Command("x").Run()`: false, `exec.Command("x")`: true, "bytes.NewReader(nil)": true,
	} {
		if got := c.Harmless(resolve(p.TypesInfo, calls[call], Scope{}).fn); got != want {
			t.Errorf("%s: %v", call, got)
		}
	}
}

func TestAWSAccess(t *testing.T) {
	for op, want := range map[string]access{
		"s3.PutObject": accessWrite, "s3.ListObjectsV2": accessRead, "s3.HeadObject": accessRead, "s3.CopyObject": accessWrite,
		"dynamodb.BatchGetItem": accessRead, "dynamodb.TransactWriteItems": accessWrite, "dynamodb.TransactGetItems": accessRead,
		"sqs.ReceiveMessage": accessRead, "sqs.DeleteMessage": accessWrite, "kms.Sign": accessRead, "lambda.Invoke": accessWeak,
		"cognitoidentityprovider.AdminGetUser": accessRead, "cognitoidentityprovider.AdminCreateUser": accessWrite, "cloudwatch.PutMetricData": accessWeak,
		"x.": accessWrite,
	} {
		service, name, _ := strings.Cut(op, ".")
		if got := awsAccess(service, name); got != want {
			t.Errorf("%s: %d, want %d", op, got, want)
		}
	}
}

// BenchmarkCalls classifies every call of a fixture, most of them statements;
// BenchmarkUnknown those into packages that no table knows.
func BenchmarkCalls(b *testing.B) { bench(b, "calls/stdsql", nil) }
func BenchmarkUnknown(b *testing.B) {
	bench(b, "calls/named", []string{"checkEmail", "canonical", "Wrap"})
}

func bench(b *testing.B, path string, only []string) {
	c := classifier(b, testConfig)
	p := loaded(b, path)
	scope := NewScope(p.Types, p.TypesInfo, p.Syntax)
	var calls []*ast.CallExpr
	each(p.Syntax, func(call *ast.CallExpr) {
		for _, o := range only {
			if !strings.HasPrefix(types.ExprString(call), o) {
				continue
			}
			calls = append(calls, call)
		}
		if only == nil {
			calls = append(calls, call)
		}
	})
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		c.Call(p.TypesInfo, calls[i%len(calls)], scope)
	}
}
