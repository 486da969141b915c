// Package gosymbol names Go functions and function literals in the words of
// package effects, so that every part of the Go front end says the same name.
package gosymbol

import (
	"fmt"
	"go/ast"
	"go/types"
	"hash/fnv"
	"strconv"
	"strings"

	"github.com/candor-dev/candor/internal/effects"
)

// Of names a declared function, a method or a method of an interface:
// "import/path.F", "import/path.(*T).M", "import/path.(T).M", "import/path.(I).M".
// An instance of a generic function has the name of its origin. Methods of the
// universe have no path: "(error).Error". Of nil is "".
func Of(fn *types.Func) effects.Symbol {
	if fn == nil {
		return ""
	}
	fn = fn.Origin()
	prefix := ""
	if fn.Pkg() != nil {
		prefix = Path(fn.Pkg()) + "."
	}
	sig, ok := fn.Type().(*types.Signature)
	if !ok || sig.Recv() == nil {
		return effects.Symbol(prefix + fn.Name())
	}
	t, star := types.Unalias(sig.Recv().Type()), ""
	if p, ok := t.(*types.Pointer); ok {
		t, star = types.Unalias(p.Elem()), "*"
	}
	name := "interface"
	if named, ok := t.(*types.Named); ok {
		name = named.Obj().Name()
	}
	return effects.Symbol(prefix + "(" + star + name + ")." + fn.Name())
}

// Path is the import path of a package, without what the go command adds to
// the name of a test's variant ("p [p.test]").
func Path(pkg *types.Package) string {
	path, _, _ := strings.Cut(pkg.Path(), " [")
	return path
}

// Lit names the nth function literal, counted from 1 in source order, inside
// an outermost declaration.
func Lit(outer effects.Symbol, n int) effects.Symbol {
	return outer + effects.Symbol("$"+strconv.Itoa(n))
}

// Outer is the declaration that a literal's name starts with; another symbol
// is its own.
func Outer(s effects.Symbol) effects.Symbol {
	slash := strings.LastIndexByte(string(s), '/') + 1
	if i := strings.LastIndexByte(string(s[slash:]), '$'); i > 0 {
		return s[:slash+i]
	}
	return s
}

// Decl names a function's declaration. It is Of, but for functions that a
// package may declare more than once: init and the blank name are told apart
// by what stands in them, "import/path.init#1f2e3d4c".
func Decl(info *types.Info, d *ast.FuncDecl) effects.Symbol {
	fn, _ := info.Defs[d.Name].(*types.Func)
	if fn == nil {
		return ""
	}
	s := Of(fn)
	if d.Name.Name == "_" || d.Name.Name == "init" && d.Recv == nil {
		s += effects.Symbol("#" + digest(d))
	}
	return s
}

// Literals names the function literals of a file. Those in the initial value of
// a variable are counted within its specification, which bears the name of its
// first variable: "import/path.routes$1".
func Literals(info *types.Info, f *ast.File) map[*ast.FuncLit]effects.Symbol {
	m := make(map[*ast.FuncLit]effects.Symbol)
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if s := Decl(info, d); s != "" {
				number(m, s, d)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if v, ok := spec.(*ast.ValueSpec); ok && len(v.Names) > 0 {
					if s := Var(info.Defs[v.Names[0]]); s != "" {
						if v.Names[0].Name == "_" {
							s += effects.Symbol("#" + digest(v))
						}
						number(m, s, v)
					}
				}
			}
		}
	}
	return m
}

func number(m map[*ast.FuncLit]effects.Symbol, outer effects.Symbol, n ast.Node) {
	count := 0
	ast.Inspect(n, func(n ast.Node) bool {
		if lit, ok := n.(*ast.FuncLit); ok {
			count++
			m[lit] = Lit(outer, count)
		}
		return true
	})
}

// Var names a package's variable or constant: "import/path.name".
func Var(obj types.Object) effects.Symbol {
	if obj == nil || obj.Pkg() == nil {
		return ""
	}
	return effects.Symbol(Path(obj.Pkg()) + "." + obj.Name())
}

// digest tells declarations of one name apart by their words, which neither
// the order of files nor the lines above them change.
func digest(n ast.Node) string {
	h := fnv.New32a()
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			fmt.Fprint(h, n.Name, "\n")
		case *ast.BasicLit:
			fmt.Fprint(h, n.Value, "\n")
		}
		return true
	})
	return fmt.Sprintf("%08x", h.Sum32())
}
