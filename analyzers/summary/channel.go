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
		if !ok || v.Pkg() == nil {
			return ""
		}
		if fn := w.owner(v); fn != nil {
			return effects.ChannelGiven(fn.Symbol, fn.param(v))
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

// carries notes that a place gets the channel that an expression is.
func (w *walker) carries(ch ast.Expr, to effects.Symbol) {
	if _, ok := underlying(typeOf(w.p.Info, ch)).(*types.Chan); !ok || to == "" {
		return
	}
	c := effects.Carry{From: w.channel(ch, 0), To: to}
	if c.From != "" && c.From != to && !slices.Contains(w.fn.Carries, c) {
		w.fn.Carries = append(w.fn.Carries, c)
	}
}

// handsChannels notes the channels among the arguments of a call.
func (w *walker) handsChannels(call *ast.CallExpr, ts []target) {
	for i, a := range call.Args {
		for _, t := range ts {
			sym := t.symbol
			if t.lit != nil {
				sym = w.p.out.Literals[t.lit]
			}
			if sym != "" && !t.dynamic {
				w.carries(a, effects.ChannelGiven(sym, i))
			}
		}
	}
}

// setsChannel notes that a field of a literal gets a channel.
func (w *walker) setsChannel(of types.Type, field, value ast.Expr) {
	id, ok := field.(*ast.Ident)
	if !ok {
		return
	}
	f, ok := w.p.Info.Uses[id].(*types.Var)
	if n, named := types.Unalias(deref(of)).(*types.Named); ok && named && f.IsField() && f.Pkg() != nil {
		w.carries(value, effects.Symbol("field "+gosymbol.Path(f.Pkg())+"."+n.Obj().Name()+"."+f.Name()))
	}
}
