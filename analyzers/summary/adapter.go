package summary

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/candor-dev/candor/internal/effects"
	"github.com/candor-dev/candor/internal/gosymbol"
)

// converted notes that a function becomes a value of a function type of the
// program, whose methods then call it: "errorHandler(a.create)".
func (w *walker) converted(call *ast.CallExpr) {
	n, ok := types.Unalias(typeOf(w.p.Info, call)).(*types.Named)
	if !ok || len(call.Args) != 1 || !isFunc(n) || !w.p.own(n.Obj().Pkg()) || n.NumMethods() == 0 {
		return
	}
	from := effects.ConvertedTo(gosymbol.Path(n.Obj().Pkg()), n.Obj().Name())
	for _, t := range w.targets(call.Args[0]) {
		link := effects.Link{From: from, To: t.symbol, By: "converted"}
		if t.symbol != "" && !t.dynamic && !t.iface && !slices.Contains(w.p.out.Links, link) {
			w.p.out.Links = append(w.p.out.Links, link)
		}
	}
}

// ranReceiver notes what a method of a function type does with its receiver.
func (w *walker) ranReceiver(call *ast.CallExpr, h how) {
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	if !ok || success(w.p.Info, call) < 0 {
		return
	}
	for fn := w.fn; fn != nil; fn = fn.outer {
		if r := fn.sig.Recv(); r != nil && w.p.Info.Uses[id] == r {
			fn.addRun(effects.RunOfReceiver-1, handing{drops: h.fate == dropped, logs: h.fate == logged})
			fn.serves(effects.RunOfReceiver)
			return
		}
	}
}

// serves notes that a function which it runs answers requests.
func (fn *function) serves(param int) {
	for i := range fn.Runs {
		if fn.Runs[i].Param == param {
			fn.Runs[i].Serves = true
		}
	}
}
