package policies

import (
	"context"
	"fmt"
	"sort"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/cover"
	"github.com/open-policy-agent/opa/v1/topdown"

	"github.com/candor-dev/candor"
)

// TestResult is one test_ rule of a *_test.rego file.
type TestResult struct {
	Name string // package.test_name
	At   candor.Location
	Pass bool
	Err  error // why it could not be evaluated
}

// Test runs the test_ rules of every package that starts with one of the
// prefixes ("user", "candor"), and reports which lines they covered. The
// engine must have been loaded with Tests.
func (e *Engine) Test(ctx context.Context, prefixes ...string) ([]TestResult, Coverage, error) {
	c := cover.New()
	var out []TestResult
	functions := functions()
	for _, file := range sortedKeys(e.modules) {
		m := e.modules[file]
		pkg := strings.Join(packagePath(m), ".")
		if !strings.HasSuffix(file, "_test.rego") || !hasPrefix(pkg, prefixes) {
			continue
		}
		for _, name := range testNames(m) {
			r := TestResult{Name: pkg + "." + name.name, At: candor.Location{Path: file, Line: name.line}}
			r.Pass, r.Err = e.runTest(ctx, m, name.name, c, functions)
			if ctx.Err() != nil {
				return nil, Coverage{}, ctx.Err()
			}
			out = append(out, r)
		}
	}
	return out, e.coverage(c), nil
}

func (e *Engine) runTest(ctx context.Context, m *ast.Module, name string, c *cover.Cover, own map[string]*topdown.Builtin) (bool, error) {
	ref := m.Package.Path.Append(ast.StringTerm(name))
	body, err := e.whole.compiler.QueryCompiler().Compile(ast.NewBody(ast.NewExpr(ast.NewTerm(ref))))
	if err != nil {
		return false, fmt.Errorf("prepare %s: %w", name, err)
	}
	ctx, stop := context.WithTimeout(ctx, Limit)
	defer stop()
	q, done, err := e.prepare(ctx, e.whole.compiler, body, own)
	if err != nil {
		return false, err
	}
	defer done()
	set, err := q.WithQueryTracer(c).WithIndexing(false).WithEarlyExit(false).Run(ctx)
	if err != nil {
		return false, err
	}
	return len(set) > 0, nil
}

type testName struct {
	name string
	line int
}

func testNames(m *ast.Module) []testName {
	var out []testName
	seen := map[string]bool{}
	for _, r := range m.Rules {
		name := string(r.Head.Name)
		if name == "" && len(r.Head.Reference) > 0 {
			if v, ok := r.Head.Reference[0].Value.(ast.Var); ok {
				name = string(v)
			}
		}
		if strings.HasPrefix(name, "test_") && !seen[name] {
			seen[name] = true
			out = append(out, testName{name, r.Location.Row})
		}
	}
	return out
}

// Coverage is the lines of the rules that tests reached.
type Coverage struct {
	Covered, All int
	Missing      []candor.Location // the first line of each stretch that no test reached
}

func (e *Engine) coverage(c *cover.Cover) Coverage {
	rules := make(map[string]*ast.Module)
	for f, m := range e.modules {
		if !strings.HasSuffix(f, "_test.rego") {
			rules[f] = m
		}
	}
	rep := c.Report(rules)
	var out Coverage
	for _, f := range sortedKeys(rules) {
		fr := rep.Files[f]
		if fr == nil {
			continue
		}
		out.Covered += fr.CoveredLines
		out.All += fr.CoveredLines + fr.NotCoveredLines
		for _, r := range fr.NotCovered {
			out.Missing = append(out.Missing, candor.Location{Path: f, Line: r.Start.Row, EndLine: r.End.Row})
		}
	}
	return out
}

func hasPrefix(pkg string, prefixes []string) bool {
	for _, p := range prefixes {
		if pkg == p || strings.HasPrefix(pkg, p+".") {
			return true
		}
	}
	return false
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
