package errdropped

import (
	"go/ast"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
)

const testMutations = "bad.do,bad.val,good.do,good.val,shapes.(Store).UpdateDeal"

// TestShapes runs the check over all fixtures at once: loading is what costs.
func TestShapes(t *testing.T) {
	c := New()
	if err := c.Analyzer.Flags.Set("mutations", testMutations); err != nil {
		t.Fatal(err)
	}
	byPkg := make(map[string]check.Population)
	var named []string
	for _, r := range analysistest.Run(t, analysistest.TestData(), c.Analyzer, "bad", "good", "shapes", "pgx", "sqlx", "generated") {
		if p, ok := r.Result.(check.Population); ok {
			byPkg[r.Pass.Pkg.Path()] = append(byPkg[r.Pass.Pkg.Path()], p...)
			named = append(named, functions(r.Pass.Files)...)
		}
	}
	t.Run("bad", func(t *testing.T) { badShapes(t, byPkg["bad"]) })
	t.Run("good", func(t *testing.T) { goodShapes(t, byPkg["good"]) })
	t.Run("named", func(t *testing.T) {
		namedShapes(t, slices.Concat(byPkg["shapes"], byPkg["pgx"], byPkg["sqlx"]), named)
	})
	// Generated files are counted and not judged, so that a header can't make
	// code disappear from the denominator; tests are no part of the program.
	if len(byPkg["generated"]) == 0 {
		t.Error("the generated file is not counted")
	}
	for _, s := range byPkg["generated"] {
		if s.Outcome != candor.NotApplicable || s.Symbol != "generated.drop" {
			t.Errorf("generated files and tests are judged: %+v", s)
		}
	}
}

// functions lists those whose name says that they hold a subject.
func functions(files []*ast.File) []string {
	var out []string
	for _, f := range files {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && subjectName.MatchString(fn.Name.Name) {
				out = append(out, fn.Name.Name)
			}
		}
	}
	return out
}

var subjectName = regexp.MustCompile(`^(pass|fail|unknown|notApplicable)[A-Z]`)

func funcOf(s check.Subject) string {
	_, name, _ := strings.Cut(s.Symbol, ".")
	if i := strings.LastIndex(name, ")."); i >= 0 {
		name = name[i+2:]
	}
	return name
}

// badShapes: what the check says of each of the thirty-eight shapes that lose an error.
func badShapes(t *testing.T, all check.Population) {
	const none = candor.NotApplicable // not a subject of this check
	want := map[string]candor.Outcome{
		"p01": candor.Fail, "p02": candor.Fail, "p03": candor.Fail, "p04": candor.Fail, "p05": candor.Fail,
		"p06": candor.Fail, "p07": candor.Fail, "p08": none, "p09": candor.Fail, "p10": candor.Fail,
		"p11": candor.Fail, "p12": candor.Fail, "p13": candor.Fail, "p14": candor.Fail, "p15": none,
		"p16": none, "p17": none, "p18": candor.Fail, "p19": candor.Unknown, "p20": candor.Fail,
		"p21": candor.Fail, "p22": none, "p22Mutation": candor.Fail, "p23": candor.Unknown, "p24": candor.Pass,
		"p25": candor.Fail, "p26": candor.Fail, "p27": candor.Fail, "p28": candor.Fail, "p29": candor.Fail,
		"p30": candor.Unknown, "p31": candor.Pass, "p32": none, "p33": none, "p34": none,
		"p35": none, "p35Mutation": candor.Fail, "p01AnyError": candor.Fail,
		"p36": candor.Fail, "p37": candor.Fail, "p38": candor.Fail,
	}
	got := make(map[string]candor.Outcome)
	for _, s := range all {
		f := funcOf(s)
		if _, twice := got[f]; !twice || s.Outcome == candor.Fail {
			got[f] = s.Outcome
		}
	}
	for f, o := range want {
		g, ok := got[f]
		if !ok {
			g = none
		}
		if f == "p18" && g == candor.Fail {
			continue // its second call is a pass of its own
		}
		if g != o {
			t.Errorf("%s: got %v, want %v", f, g, o)
		}
	}
}

// goodShapes: the shapes that lose nothing give no failure, and those with a mutation pass.
func goodShapes(t *testing.T, all check.Population) {
	n := 0
	for _, s := range all {
		n++
		if s.Outcome != candor.Pass {
			t.Errorf("%s: %v: %s", s.Name, s.Outcome, s.Message)
		}
	}
	if n != 16 {
		t.Errorf("subjects: got %d, want 16", n)
	}
}

// namedShapes: the name of each function says what becomes of its calls.
func namedShapes(t *testing.T, all check.Population, want []string) {
	for _, name := range want {
		if !slices.ContainsFunc(all, func(s check.Subject) bool { return funcOf(s) == name }) {
			t.Errorf("%s: no subject", name)
		}
	}
	for _, s := range all {
		f := strings.ToLower(funcOf(s))
		if strings.HasPrefix(f, "none") {
			t.Errorf("%s: a subject, and ought to be none", s.Name)
		} else if f != "exec" && !strings.HasPrefix(f, strings.ReplaceAll(s.Outcome.String(), "_", "")) {
			t.Errorf("%s: %v: %s", s.Name, s.Outcome, s.Message)
		}
	}
}

func TestWriting(t *testing.T) {
	for text, want := range map[string]bool{
		"insert into t values (1) returning id":                                                            true,
		"INSERT INTO t SELECT * FROM u":                                                                    true,
		"-- name: CreateDeal :one\nINSERT INTO deals (a) VALUES ($1) RETURNING id":                         true,
		"/* a /* nested */ note */ update t set a = 1 returning a":                                         true,
		"\n\t delete from t returning id;":                                                                 true,
		"merge into t using u on t.a = u.a when matched then do nothing":                                   true,
		"replace into t values (1)":                                                                        true,
		"truncate t":                                                                                       true,
		"with a as (insert into t values (1) returning id) select id from a":                               true,
		"with a as (select 1), b(x, y) as not materialized (delete from t returning 1, 2) select * from b": true,
		"with recursive a as (select 1) update t set x = 1 from a":                                         true,
		"with a as materialized (select ')' from t) insert into t select * from a":                         true,

		"":                            false,
		"select 1":                    false,
		"select id from t for update": false,
		"select f()":                  false,
		"select 'insert into t'":      false,
		"values (1)":                  false,
		"-- insert into t\nselect 1":  false,
		"/* update t set a = 1":       false,
		"update deal":                 false, // the name of a query
		"insert":                      false,
		"insert; select into":         false,
		"explain delete from t":       false,
		"select 1; delete from t":     false,
		"with a as (select 1) select * from a for update":                            false,
		"with a as (select count(*) from t where x = 'as (delete from t)') select a": false,
		`with "update" as (select $1) select $$) delete from t$$`:                    false,
		"with a as (select $t$ ) delete from u $t$) select * from a":                 false,
	} {
		if got := writing(text); got != want {
			t.Errorf("%q: got %v", text, got)
		}
	}
}

func FuzzWriting(f *testing.F) {
	f.Add("with a as (insert into t values ($1, '') returning $$x$$) select /* */ 1 -- ;")
	f.Fuzz(func(_ *testing.T, text string) { writing(text) })
}

func TestMutationsFlag(t *testing.T) {
	for list, ok := range map[string]bool{
		"":                         true,
		"example.com/a.Save":       true,
		"example.com/a.(*T).Save":  true,
		"example.com/a.(T).Save, ": true,
		"Save":                     false,
		"example.com/a.(*T)Save":   false,
		"example.com/a.T.Save()":   false,
	} {
		if err := New().Analyzer.Flags.Set("mutations", list); (err == nil) != ok {
			t.Errorf("%q: %v", list, err)
		}
	}
}
