package summary

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/candor-dev/candor/internal/effects"
	"github.com/candor-dev/candor/internal/gosymbol"
)

// sends notes that the function sends on a channel, takes that it takes from it.
func (w *walker) sends(ch ast.Expr) { w.fn.Sends = add(w.fn.Sends, w.channel(ch, 0)) }
func (w *walker) takes(ch ast.Expr) { w.fn.Takes = add(w.fn.Takes, w.channel(ch, 0)) }

func add(list []effects.Symbol, s effects.Symbol) []effects.Symbol {
	if s == "" || slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// channel names the place that holds a channel, "" where that can't be told: a
// field, a package's variable, a variable of the declaration that is read.
func (w *walker) channel(e ast.Expr, depth int) effects.Symbol {
	e = ast.Unparen(e)
	if _, ok := underlying(typeOf(w.p.Info, e)).(*types.Chan); !ok || depth > maxDepth {
		return ""
	}
	switch e := e.(type) {
	case *ast.SelectorExpr:
		if s := w.p.Info.Selections[e]; s != nil {
			return fieldSymbol(s)
		}
		if v, ok := w.p.Info.Uses[e.Sel].(*types.Var); ok {
			return gosymbol.Var(v)
		}
	case *ast.Ident:
		v, ok := w.p.Info.ObjectOf(e).(*types.Var)
		if !ok || v.Pkg() == nil || w.owner(v) != nil {
			return ""
		}
		if v.Parent() == v.Pkg().Scope() {
			return gosymbol.Var(v)
		}
		for _, x := range w.p.values.of[v] {
			if s := w.channel(x.expr, depth+1); s != "" && !x.elem && x.index == 0 {
				return s
			}
		}
		return effects.Symbol("variable " + v.Name() + " at line " + itoa(w.p.Fset.PositionFor(v.Pos(), false).Line) + " of " + string(w.p.out.Path) + "." + v.Name())
	}
	return ""
}
