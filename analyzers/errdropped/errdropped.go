// Package errdropped checks that the error of a mutation is never lost: every
// call that writes data is judged by what becomes of its error.
package errdropped

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
)

// New returns the check. Its flag "mutations" adds functions to the ones that
// are known to write data.
func New() *check.Check {
	cfg := make(sinks)
	c := check.New("errdropped", rule(), func(pass *analysis.Pass) (check.Population, error) {
		return judgePackage(pass, cfg), nil
	})
	c.Analyzer.Flags.Var(&cfg, "mutations", "functions that write data, besides the known ones: "+
		"comma-separated import/path.Func, import/path.(T).Method or import/path.(*T).Method")
	return c
}

// judge holds what is needed to follow the error of one call.
type judge struct {
	pass    *analysis.Pass
	sinks   sinks
	root    ast.Node              // the declaration that is being read
	parents map[ast.Node]ast.Node // within it
	fn      *function
	call    *ast.CallExpr
}

func judgePackage(pass *analysis.Pass, cfg sinks) check.Population {
	var all check.Population
	root := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector).Root()
	for decl := range root.Preorder((*ast.FuncDecl)(nil), (*ast.GenDecl)(nil)) {
		if _, ok := decl.Parent().Node().(*ast.File); !ok || forTests(pass.TypesInfo, decl.Node()) {
			continue
		}
		j := &judge{pass: pass, sinks: cfg, root: decl.Node()}
		reported := make(map[ast.Node]bool)
		for c := range decl.Preorder((*ast.CallExpr)(nil)) {
			call := c.Node().(*ast.CallExpr)
			kind := direct
			if !cfg.mutation(pass.TypesInfo, call) {
				kind = writeQuery(pass.TypesInfo, call)
			}
			if kind == noQuery {
				continue
			}
			if j.parents == nil {
				j.parents = parentsOf(decl.Node())
			}
			e := j.judgeQuery(call, kind)
			s := subject(pass, c, call, e)
			if e.ending == lost && e.st.branch != nil {
				reported[e.st.branch] = true
			}
			all = append(all, s)
		}
		all = append(all, emptyBranches(pass, decl, reported)...)
	}
	return all
}

// parentsOf maps each node below root to the node that holds it.
func parentsOf(root ast.Node) map[ast.Node]ast.Node {
	m := make(map[ast.Node]ast.Node)
	var stack []ast.Node
	ast.Inspect(root, func(n ast.Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return true
		}
		if len(stack) > 0 {
			m[n] = stack[len(stack)-1]
		}
		stack = append(stack, n)
		return true
	})
	return m
}

// judgeCall says what becomes of the error of a call.
func (j *judge) judgeCall(call *ast.CallExpr) end {
	e := j.fateOf(call)
	switch {
	case e.ending == kept && e.st.doubt != "":
		return end{undecided, e.st.doubt, e.st}
	case e.ending == lost && j.alreadyFails(call):
		return end{moot, e.how + ", on a path that ends with another error", state{}}
	}
	return e
}

func (j *judge) fateOf(call *ast.CallExpr) end {
	j.enter(call)
	switch p := j.parents[call].(type) {
	case *ast.GoStmt:
		return end{lost, "is thrown away: the call is started with go", state{}}
	case *ast.DeferStmt:
		return end{lost, "is thrown away: the call is deferred", state{}}
	case *ast.ExprStmt:
		if _, ok := j.parents[p].(*ast.TypeSwitchStmt); !ok {
			return end{lost, "is thrown away: the call is a statement of its own", state{}}
		}
	}
	switch u := j.use(call); u.fate {
	case handled:
		return end{kept, u.how, state{}}
	case handed, stored:
		return end{undecided, u.how, state{}}
	case logged:
		return end{lost, "is only logged, then the code goes on as if nothing had happened", state{}}
	case tested:
		st := state{expr: call}
		s := j.statementOf(u.at)
		if e := j.step(s, st); e.ending != falls {
			if e.ending == breaks || e.ending == continues {
				return j.open(e.st, skippedOver)
			}
			return e
		} else {
			return j.follow(s, e.st)
		}
	case aliased:
		return j.follow(u.at, state{objs: []types.Object{u.to}})
	}
	return end{lost, "is thrown away: it is assigned to the blank identifier", state{}}
}

// enter makes call the one that is judged.
func (j *judge) enter(call *ast.CallExpr) {
	j.call = call
	j.fn = &function{}
	for n := ast.Node(call); n != nil; n = j.parents[n] {
		if f := j.functionOf(n); f != nil {
			j.fn = f
			return
		}
	}
}

// statementOf is the statement whose condition holds the expression.
func (j *judge) statementOf(n ast.Node) ast.Stmt {
	if c, ok := n.(*ast.CaseClause); ok {
		n = j.parents[j.parents[c]]
	}
	s, _ := n.(ast.Stmt)
	return s
}

func (j *judge) functionOf(n ast.Node) *function {
	f := &function{node: n}
	switch n := n.(type) {
	case *ast.FuncDecl:
		f.typ, f.body = n.Type, n.Body
	case *ast.FuncLit:
		f.typ, f.body = n.Type, n.Body
	default:
		return nil
	}
	for _, p := range f.typ.Params.List {
		f.handler = f.handler || isResponder(j.pass.TypesInfo.TypeOf(p.Type))
	}
	if f.typ.Results == nil {
		return f
	}
	for _, r := range f.typ.Results.List {
		t := j.pass.TypesInfo.TypeOf(r.Type)
		if len(r.Names) == 0 {
			f.results = append(f.results, t)
		}
		for _, id := range r.Names {
			f.results = append(f.results, t)
			f.named = append(f.named, j.pass.TypesInfo.Defs[id])
		}
	}
	return f
}

func subject(pass *analysis.Pass, c inspector.Cursor, call *ast.CallExpr, e end) check.Subject {
	sym, what := check.Symbol(pass.Pkg, c), check.CallText(call)
	s := check.Subject{Name: sym + ": " + what, Symbol: sym, Pos: call.Pos(), End: call.End()}
	switch e.ending {
	case kept:
		s.Outcome = candor.Pass
		s.Message = "the error of " + what + " in " + sym + " " + e.how
	case moot:
		s.Outcome = candor.NotApplicable
		s.Message = "the error of " + what + " in " + sym + " " + e.how
	case lost:
		s.Outcome = candor.Fail
		s.Message = "the error of " + what + " in " + sym + " " + e.how
	default:
		s.Outcome = candor.Unknown
		s.Message = "what becomes of the error of " + what + " in " + sym + " can't be told: it " + e.how
	}
	if b := e.st.branch; b != nil && (e.ending == lost || e.ending == undecided) {
		s.Related = []check.Related{{Pos: b.Pos(), End: b.Pos(), Label: "the error branch"}}
	}
	return s
}
