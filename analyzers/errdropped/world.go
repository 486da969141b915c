package errdropped

import (
	"go/ast"
	"go/types"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/candor-dev/candor/analyzers/sinks"
)

// world is one package with what is known of its functions.
type world struct {
	pass    *analysis.Pass
	known   *known
	scope   sinks.Scope
	decls   map[*types.Func]*ast.FuncDecl
	parent  map[ast.Node]map[ast.Node]ast.Node // by declaration
	taken   map[takes]taken
	doing   map[*ast.FuncDecl]callKind
	derived map[*types.Func]sink
	facts   bool                  // the driver carries facts from package to package
	fields  map[types.Object]bool // fields that the package reads, nil until asked
	ifaces  []*types.Interface    // that the package declares, nil until asked

	concretes []types.Type // that may implement ifaces
}

func newWorld(pass *analysis.Pass, cfg *known) *world {
	w := &world{
		pass: pass, known: cfg, scope: sinks.NewScope(pass.Pkg, pass.TypesInfo, pass.Files), decls: make(map[*types.Func]*ast.FuncDecl),
		parent: make(map[ast.Node]map[ast.Node]ast.Node), taken: make(map[takes]taken),
		doing: make(map[*ast.FuncDecl]callKind), derived: make(map[*types.Func]sink),
		facts: len(pass.Analyzer.FactTypes) > 0,
	}
	for _, f := range pass.Files {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
				if obj, ok := pass.TypesInfo.Defs[fn.Name].(*types.Func); ok {
					w.decls[obj] = fn
				}
			}
		}
	}
	return w
}

// parents maps each node below a declaration to the node that holds it.
func (w *world) parents(root ast.Node) map[ast.Node]ast.Node {
	if m, ok := w.parent[root]; ok {
		return m
	}
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
	w.parent[root] = m
	return m
}

// sinkOf classifies a call: by what is known of its callee, or by what the
// package that declares it showed.
func (w *world) sinkOf(call *ast.CallExpr) (sink, bool) {
	if k, ok := w.known.of(w.pass.TypesInfo, call, w.scope); ok {
		return k, true
	}
	fn, ok := typeutil.Callee(w.pass.TypesInfo, call).(*types.Func)
	if !ok || fn.Pkg() == nil {
		return sink{}, false
	}
	if k, ok := w.derived[fn.Origin()]; ok {
		return k, true
	}
	if k, ok := w.behind(fn); ok {
		return k, true
	}
	return w.promised(fn)
}

// sinkOfValue classifies the call of a function value that can only hold
// functions that are written down: f of "for _, f := range []func() error{a, b}".
// What a function of the package turns out to be is found later: of gives those.
func (d *declaration) sinkOfValue(call *ast.CallExpr) (k sink, of []*types.Func, ok bool) {
	if !d.givesError(call) {
		return sink{}, nil, false
	}
	for _, e := range d.candidates(call) {
		fn, isFunc := d.objectOf(e).(*types.Func)
		if !isFunc || fn.Pkg() == nil {
			continue
		}
		if k, ok := d.sinkOf(&ast.CallExpr{Fun: e, Lparen: e.End(), Args: call.Args, Rparen: e.End()}); ok {
			return k, nil, true
		}
		if fn.Pkg() == d.pass.Pkg {
			of = append(of, fn.Origin())
		}
	}
	return sink{}, of, false
}

// judged reports whether the package is part of the module that is checked. Of
// other modules a driver has no syntax, and what they write is known by name:
// judging them where they have some would let two drivers disagree.
func judged(pass *analysis.Pass) bool {
	if len(pass.Files) == 0 {
		return false
	}
	if pass.Module == nil || pass.Module.Path == "" {
		return !standard(pass)
	}
	return pass.Module.Version == ""
}

// standard reports whether a package without module stands in GOROOT/src,
// which only GOROOT has an "unsafe" in.
func standard(pass *analysis.Pass) bool {
	name := pass.Fset.File(pass.Files[0].FileStart).Name()
	src, ok := strings.CutSuffix(filepath.ToSlash(filepath.Dir(name)), "/"+pass.Pkg.Path())
	if !ok {
		return false
	}
	_, err := os.Stat(filepath.Join(filepath.FromSlash(src), "unsafe", "unsafe.go"))
	return err == nil
}

// readsField reports whether the package reads a field anywhere.
func (w *world) readsField(field types.Object) bool {
	if w.fields == nil {
		w.fields = make(map[types.Object]bool)
		for _, f := range w.pass.Files {
			set := make(map[ast.Node]bool)
			ast.Inspect(f, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.AssignStmt:
					for _, l := range n.Lhs {
						set[ast.Unparen(l)] = true
					}
				case *ast.SelectorExpr:
					if v, ok := w.pass.TypesInfo.Uses[n.Sel].(*types.Var); ok && v.IsField() && !set[n] {
						w.fields[v] = true
					}
				}
				return true
			})
		}
	}
	return w.fields[field]
}
