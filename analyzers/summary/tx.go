package summary

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/effects"
)

// findTx finds the variables of the function that hold a transaction: by their
// type, by their name, as the parameter of a function that is handed to what
// opens one, or made from such a variable.
func (w *walker) findTx() {
	fn := w.fn
	fn.txVars = make(map[*types.Var]bool)
	for _, v := range fn.params {
		if w.txVar(v) || fn.handed.tx && !isContext(v.Type()) {
			fn.txVars[v] = true
		}
	}
	if lit, ok := fn.node.(*ast.FuncLit); ok && fn.outer != nil {
		if call := handedTo(w.stack, lit); call != nil && opensTx(call) {
			for _, v := range fn.params {
				if !isContext(v.Type()) {
					fn.txVars[v] = true
					break
				}
			}
		}
	}
}

// handedTo is the call that a literal is an operand of, or nil.
func handedTo(stack []ast.Node, lit *ast.FuncLit) *ast.CallExpr {
	for i := len(stack) - 1; i >= 0; i-- {
		if call, ok := stack[i].(*ast.CallExpr); ok {
			for _, a := range call.Args {
				if ast.Unparen(a) == lit {
					return call
				}
			}
			return nil
		}
	}
	return nil
}

// opensTx reports whether a call opens a transaction for a function that it is
// handed: ExecuteInTransaction, pgx.BeginFunc, WithTx, RunInTx.
func opensTx(call *ast.CallExpr) bool {
	name := strings.ToLower(calleeName(call))
	return strings.Contains(name, "transaction") || strings.HasSuffix(name, "tx") || strings.Contains(name, "intx") ||
		strings.Contains(name, "beginfunc") || strings.Contains(name, "begintxfunc") || name == "txfunc" || strings.Contains(name, "txexec")
}

// txVar reports whether a variable holds a transaction by its type or name.
func (w *walker) txVar(v *types.Var) bool {
	if isError(v.Type()) || isContext(v.Type()) {
		return false
	}
	if _, ok := underlying(v.Type()).(*types.Basic); ok {
		return false
	}
	if isFunc(v.Type()) {
		return false
	}
	name := strings.ToLower(v.Name())
	if name == "tx" || name == "qtx" || name == "txn" || name == "transaction" || strings.HasSuffix(v.Name(), "Tx") || strings.HasPrefix(v.Name(), "tx") && len(v.Name()) > 2 && v.Name()[2] >= 'A' && v.Name()[2] <= 'Z' {
		return true
	}
	n, ok := types.Unalias(deref(v.Type())).(*types.Named)
	return ok && (n.Obj().Name() == "Tx" || n.Obj().Name() == "Transaction")
}

func isContext(t types.Type) bool { return typeName(t) == "context.Context" }

// transaction notes in which transaction a call runs.
func (w *walker) transaction(call *ast.CallExpr, f *effects.Flow) {
	v, text, recv := w.txOf(call)
	switch {
	case v != nil:
		f.Tx, f.TxRecv = v.Name(), recv
		f.TxParam = w.fn.param(v) + 1
		if v == w.fn.sig.Recv() {
			f.TxParam = effects.TxOfReceiver
		}
		switch n := w.ended(v, call.Pos()); {
		case n < 0:
			f.Tx, f.TxParam, f.TxRecv = "", 0, false // it binds nothing together
		case n > 0:
			// The name is the same and the transaction is another, or over.
			f.Tx, f.TxParam = f.Tx+" after "+itoa(n)+" commits", 0
		case w.contextual(v):
			f.Tx = effects.TxOfContext + f.Tx
		}
	case text != "":
		f.Tx, f.TxRecv = text, recv
		if w.ofReceiver(text) {
			f.TxParam = effects.TxOfReceiver
		}
	default:
		if w.givenByContext(call) {
			// It may be no transaction at all, so that no two of them are the same.
			f.Tx = effects.TxOfContext + "at " + itoa(int(call.Pos()))
		}
	}
}

// ofReceiver reports whether a text names a field of the receiver, where that is
// a struct which carries a transaction and nothing else to run statements by.
func (w *walker) ofReceiver(text string) bool {
	r := w.fn.sig.Recv()
	return r != nil && r.Name() != "" && strings.HasPrefix(text, r.Name()+".") && carriesTx(w, r.Type())
}

// besideReceiver reports whether a method of a type that carries a transaction
// runs a statement by something else than its receiver.
func (w *walker) besideReceiver(call *ast.CallExpr) bool {
	fn := w.fn
	for fn.outer != nil {
		fn = fn.outer
	}
	r := fn.sig.Recv()
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if r == nil || !ok || !carriesTx(w, r.Type()) {
		return false
	}
	return !w.mentions(sel.X, r)
}

// transactions are those that the operands of a call carry, nil where there are
// not several of them.
func (w *walker) transactions(call *ast.CallExpr) []effects.TxArg {
	var out []effects.TxArg
	for i, a := range call.Args {
		id, ok := ast.Unparen(a).(*ast.Ident)
		if !ok {
			continue
		}
		x, ok := w.p.Info.Uses[id].(*types.Var)
		if !ok || x.IsField() {
			continue
		}
		v := w.txRootOf(x)
		if v == nil {
			continue
		}
		arg := effects.TxArg{Param: i + 1, Tx: v.Name(), TxParam: w.fn.param(v) + 1}
		if n := w.ended(v, call.Pos()); n > 0 {
			arg.Tx, arg.TxParam = arg.Tx+" after "+itoa(n)+" commits", 0
		}
		out = append(out, arg)
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

// carriesTx reports whether a struct of the program holds a transaction and no
// other handle by which statements could be run: what its methods do runs in it.
func carriesTx(w *walker, t types.Type) bool {
	n, ok := types.Unalias(deref(t)).(*types.Named)
	if !ok {
		return false
	}
	carries, ok := w.p.carriers[n]
	if !ok {
		carries = w.p.own(n.Obj().Pkg()) && holdsOnlyTx(w, n)
		w.p.carriers[n] = carries
	}
	return carries
}

func holdsOnlyTx(w *walker, n *types.Named) bool {
	st, ok := n.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	txs := 0
	for f := range st.Fields() {
		switch {
		case w.txVar(f):
			txs++
		case hasMethod(f, "Exec"), hasMethod(f, "ExecContext"), hasMethod(f, "Begin"), hasMethod(f, "BeginTx"), isFunc(f.Type()):
			return false
		}
	}
	return txs == 1
}

func hasMethod(f *types.Var, name string) bool {
	obj, _, _ := types.LookupFieldOrMethod(f.Type(), true, f.Pkg(), name)
	_, ok := obj.(*types.Func)
	return ok
}

// txIn is the one transaction among the operands of a call, or the elements of
// a literal, that makes a value which carries one.
func (w *walker) txIn(x value, v *types.Var, depth int) *types.Var {
	e := ast.Unparen(x.expr)
	if u, ok := e.(*ast.UnaryExpr); ok && u.Op == token.AND {
		e = ast.Unparen(u.X)
	}
	var from []ast.Expr
	switch e := e.(type) {
	case *ast.CallExpr:
		from = e.Args
	case *ast.CompositeLit:
		from = e.Elts
	}
	var found *types.Var
	for _, a := range from {
		if kv, ok := a.(*ast.KeyValueExpr); ok {
			a = kv.Value
		}
		id, ok := ast.Unparen(a).(*ast.Ident)
		if !ok {
			continue
		}
		y, ok := w.p.Info.Uses[id].(*types.Var)
		if !ok || y == v {
			continue
		}
		if r := w.txRoot(y, depth+1); r != nil {
			if found != nil && found != r {
				return nil
			}
			found = r
		}
	}
	return found
}

// makesHandle reports whether a call makes something that works through the
// handle that it is given: WithTx(tx), New(tx), NewQueries(tx).
func makesHandle(call *ast.CallExpr) bool {
	name := calleeName(call)
	return strings.HasPrefix(name, "New") || strings.HasPrefix(name, "With") || strings.HasPrefix(name, "Using") || strings.HasPrefix(name, "For")
}

// ended counts how often the function has committed the transaction, or set the
// variable anew, before a place; -1 when a deferred commit keeps what was done
// before a failure. A commit that a return gives back is the last on its way.
func (w *walker) ended(v *types.Var, at token.Pos) int {
	if w.fn.body == nil {
		return 0
	}
	n, always := 0, false
	ast.Inspect(w.fn.body, func(x ast.Node) bool {
		switch x := x.(type) {
		case *ast.ReturnStmt, *ast.FuncLit:
			return false
		case *ast.DeferStmt:
			always = always || commits(w, x.Call, v)
			return false
		case *ast.CallExpr:
			if x.End() < at && commits(w, x, v) {
				n++
			}
		case *ast.AssignStmt:
			if x.Tok == token.ASSIGN && x.End() < at && w.overwrites(x, v) {
				n++
			}
		}
		return true
	})
	if always {
		return -1
	}
	return n
}

func commits(w *walker, call *ast.CallExpr, v *types.Var) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	return ok && w.is(sel.X, v) && (sel.Sel.Name == "Commit" || w.endsByText(call))
}

// endsByText reports whether the statement of a call ends the transaction:
// "COMMIT; BEGIN".
func (w *walker) endsByText(call *ast.CallExpr) bool {
	for _, a := range call.Args {
		tv := w.p.Info.Types[a]
		if tv.Value == nil || tv.Value.Kind() != constant.String {
			continue
		}
		for s := range strings.SplitSeq(strings.ToLower(constant.StringVal(tv.Value)), ";") {
			f := strings.Fields(s)
			if len(f) > 0 && (f[0] == "commit" || f[0] == "end" || f[0] == "rollback" && !slices.Contains(f, "to")) {
				return true
			}
		}
	}
	return false
}
