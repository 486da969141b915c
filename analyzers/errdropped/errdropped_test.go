package errdropped

import (
	"go/ast"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
)

// strict gives the populations of fixtures by package and checks what their
// comments expect.
func strict(t *testing.T, c *check.Check, pkgs ...string) (byPkg map[string]check.Population, named map[string][]string) {
	t.Helper()
	byPkg, named = make(map[string]check.Population), make(map[string][]string)
	for _, r := range analysistest.Run(t, analysistest.TestData(), c.Analyzer, pkgs...) {
		if p, ok := r.Result.(check.Population); ok {
			pkg := r.Pass.Pkg.Path()
			byPkg[pkg] = append(byPkg[pkg], p...)
			named[pkg] = append(named[pkg], shapesIn(r.Pass.Files)...)
		}
	}
	return byPkg, named
}

// alone is a check for fixtures that stand alone.
func alone(t *testing.T, flags map[string]string) *check.Check {
	t.Helper()
	c := New()
	c.Analyzer.FactTypes = nil
	for name, value := range flags {
		if err := c.Analyzer.Flags.Set(name, value); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

// runs gives the population of a fixture for each set of flags, loading it once.
func runs(t *testing.T, pkg string, flags ...map[string]string) []check.Population {
	t.Helper()
	cfg := &packages.Config{
		Mode: packages.LoadSyntax,
		Env:  append(os.Environ(), "GOPATH="+analysistest.TestData(), "GO111MODULE=off", "GOPROXY=off", "GOWORK=off"),
	}
	pkgs, err := packages.Load(cfg, pkg)
	if err != nil || len(pkgs) != 1 || len(pkgs[0].Errors) > 0 {
		t.Fatal(err, pkgs)
	}
	var as []*analysis.Analyzer
	for _, f := range flags {
		as = append(as, alone(t, f).Analyzer)
	}
	g, err := checker.Analyze(as, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]check.Population, len(as))
	for _, act := range g.Roots {
		if act.Err != nil {
			t.Fatal(act.Err)
		}
		out[slices.Index(as, act.Analyzer)] = act.Result.(check.Population)
	}
	return out
}

// guardFlags name the functions of package guards.
var guardFlags = map[string]string{
	"mutations": testMutations,
	"guards":    "guards.check,guards.allowed,guards.may",
	"audit":     "guards.record,guards.recorded",
}

const testMutations = "bad.do,bad.val,good.do,good.val,shapes.(Store).UpdateDeal,os.(*File).Write"

// grade is what the check makes of a shape.
type grade string

const (
	none    grade = ""
	fail    grade = "error"
	warn    grade = "warning"
	unknown grade = "unknown"
	pass    grade = "pass"
)

// gradeOf is the worst that is said of each function.
func gradeOf(all check.Population) map[string]grade {
	rank := map[grade]int{pass: 1, unknown: 2, warn: 3, fail: 4}
	got := make(map[string]grade)
	for _, s := range all {
		g := grade(s.Outcome.String())
		switch {
		case s.Outcome == candor.Fail && s.Severity != nil:
			g = grade(s.Severity.String())
		case s.Outcome == candor.Fail:
			g = fail
		}
		if f := funcOf(s); rank[g] > rank[got[f]] {
			got[f] = g
		}
	}
	return got
}

// TestBadShapes: what is said of the thirty-five shapes that lose an error, if
// it is a mutation's, if it is any other, and if every loss is asked for.
func TestBadShapes(t *testing.T) {
	type row struct {
		mutation, other, all grade
	}
	lost := row{fail, none, warn}
	shown := row{fail, warn, warn}
	want := map[string]row{
		"p01": shown, "p02": shown, "p03": shown, "p04": lost, "p05": lost, "p06": lost, "p07": shown,
		"p08": shown, "p09": lost, "p10": lost, "p11": lost, "p12": lost, "p13": lost, "p14": lost,
		"p15": shown, "p16": shown, "p17": shown, "p18": lost, "p19": lost, "p20": lost, "p21": shown,
		"p22": lost, "p23": lost,
		"p24": {pass, none, warn}, // the caller learns that it failed; the cause is lost
		"p25": lost, "p26": lost, "p27": lost, "p28": shown, "p29": shown, "p30": lost,
		"p31": {pass, none, warn}, // as p24
		"p32": shown, "p33": shown, "p34": shown, "p35": lost,
	}
	for i, all := range runs(t, "bad", map[string]string{"mutations": testMutations}, nil, map[string]string{"all": "true"}) {
		got := gradeOf(all)
		for f, r := range want {
			if w := []grade{r.mutation, r.other, r.all}[i]; got[f] != w {
				t.Errorf("run %d: %s: got %q, want %q", i, f, got[f], w)
			}
		}
	}
}

// TestGoodShapes: the shapes that lose nothing give no failure, with a mutation
// and without, and also where every loss is asked for.
func TestGoodShapes(t *testing.T) {
	for i, all := range runs(t, "good", map[string]string{"mutations": testMutations}, nil, map[string]string{"all": "true"}) {
		judged := 0
		for _, s := range all {
			switch {
			case i == 2 && (strings.HasPrefix(s.Message, "the cause of") || funcOf(s) == "n01ByStatement"):
			case s.Outcome != candor.Pass && s.Outcome != candor.NotApplicable:
				t.Errorf("run %d: %s: %v: %s", i, s.Name, s.Outcome, s.Message)
			default:
				judged++
			}
		}
		if i == 0 && judged < 14 {
			t.Errorf("only %d subjects", judged)
		}
	}
}

var shapes = []string{"shapes", "traps", "frameworks", "orm", "guards", "pgx", "sqlx", "generated"}

// TestShapes: the name of each function of the other fixtures says what the
// check must say of it, and comments what it must tell.
func TestShapes(t *testing.T) {
	byPkg, named := strict(t, alone(t, guardFlags), shapes...)
	for _, pkg := range shapes {
		if pkg != "generated" {
			namedShapes(t, byPkg[pkg])
		}
		for _, name := range named[pkg] {
			if !slices.ContainsFunc(byPkg[pkg], func(s check.Subject) bool { return funcOf(s) == name }) {
				t.Errorf("%s.%s: no subject", pkg, name)
			}
		}
	}
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

// shapesIn lists the functions whose name says that they hold a subject.
func shapesIn(files []*ast.File) []string {
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

var subjectName = regexp.MustCompile(`^(pass|fail|warn|unknown|notApplicable)[A-Z]`)

func funcOf(s check.Subject) string {
	_, name, _ := strings.Cut(s.Symbol, ".")
	if i := strings.LastIndex(name, ")."); i >= 0 {
		name = name[i+2:]
	}
	return name
}

// TestLayers: the failure of a write is followed from package to package.
func TestLayers(t *testing.T) {
	for _, r := range analysistest.Run(t, analysistest.TestData(), New().Analyzer, "layers/store", "layers/api") {
		if r.Err != nil {
			t.Fatal(r.Err)
		}
		namedShapes(t, r.Result.(check.Population))
	}
}

// namedShapes: the name of each function says what becomes of its calls.
func namedShapes(t *testing.T, all check.Population) {
	t.Helper()
	got := gradeOf(all)
	prefix := map[grade]string{fail: "fail", warn: "warn", unknown: "unknown", pass: "pass"}
	for f, g := range got {
		switch {
		case strings.HasPrefix(f, "none"):
			t.Errorf("%s: a subject, and ought to be none", f)
		case subjectName.MatchString(f) && !strings.HasPrefix(f, prefix[g]) && !(g == "not_applicable" && strings.HasPrefix(f, "notApplicable")):
			t.Errorf("%s: %v", f, g)
		}
	}
	for _, s := range all {
		f := funcOf(s)
		if s.Outcome == candor.Fail && !strings.HasPrefix(strings.ToLower(f), "fail") && !strings.HasPrefix(f, "warn") {
			t.Errorf("%s: %s", f, s.Message)
		}
	}
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

// TestValues: calls of function values, and errors that a deferred function takes back.
func TestValues(t *testing.T) {
	strict(t, alone(t, nil), "values")
}
