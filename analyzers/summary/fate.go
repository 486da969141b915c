package summary

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// success is the index of the result that tells whether a call succeeded: an
// error at the end, or a bool that is all it gives; -1 if there is none.
func success(info *types.Info, call *ast.CallExpr) int {
	switch t := types.Unalias(typeOf(info, call)).(type) {
	case *types.Tuple:
		if n := t.Len(); n > 0 && isError(t.At(n-1).Type()) {
			return n - 1
		}
	default:
		if isError(t) || isBool(t) {
			return 0
		}
	}
	return -1
}

func typeOf(info *types.Info, e ast.Expr) types.Type {
	if t := info.TypeOf(e); t != nil {
		return t
	}
	return types.Typ[types.Invalid]
}

// fateOf says what becomes of the error of a call whose results are assigned to
// lhs, in view of the statements that follow in the same block.
func (w *walker) fateOf(call *ast.CallExpr, lhs []ast.Expr, at ast.Node, rest []ast.Stmt) fate {
	i := success(w.p.Info, call)
	if i < 0 || i >= len(lhs) {
		return looked
	}
	id, ok := ast.Unparen(lhs[i]).(*ast.Ident)
	if !ok {
		return looked // a field, an element: somebody may look
	}
	if id.Name == "_" {
		return dropped
	}
	v, ok := w.p.Info.ObjectOf(id).(*types.Var)
	if !ok || !isError(v.Type()) {
		return looked
	}
	blank := false
	for _, s := range rest {
		if x, ok := s.(*ast.IfStmt); ok && w.tests(x.Cond, v) {
			return w.fateIn(x, v)
		}
		if a, ok := s.(*ast.AssignStmt); ok && w.overwrites(a, v) {
			return dropped
		}
		if a, ok := s.(*ast.AssignStmt); ok && toBlank(a) && len(a.Rhs) == 1 && w.is(a.Rhs[0], v) {
			blank = true
			continue
		}
		if x, ok := s.(*ast.IfStmt); ok && x.Init == nil && x.Else == nil && w.asksOne(x.Cond, v) {
			if !w.usedAfter(v, x.End()) {
				return dropped // another failure goes on unseen
			}
			continue
		}
		if w.mentions(s, v) {
			return looked
		}
	}
	if blank && w.unread(v) {
		return dropped
	}
	if w.usedAfter(v, at.End()) {
		return looked
	}
	return dropped
}

// usedAfter reports whether a variable is read anywhere in the declaration
// behind a place, or is a named result.
func (w *walker) usedAfter(v *types.Var, after token.Pos) bool {
	for fn := w.fn; fn != nil; fn = fn.outer {
		for r := range fn.sig.Results().Variables() {
			if r == v {
				return true
			}
		}
	}
	for _, pos := range w.p.usesOf(v) {
		// A loop or a deferred function may read it before.
		if pos > after || w.inLoop() {
			return true
		}
	}
	return false
}

// usesOf are the places that read or set a variable.
func (p *reader) usesOf(v *types.Var) []token.Pos {
	if p.uses == nil {
		p.uses = make(map[*types.Var][]token.Pos)
		for id, obj := range p.Info.Uses {
			if x, ok := obj.(*types.Var); ok && isError(x.Type()) {
				p.uses[x] = append(p.uses[x], id.Pos())
			}
		}
	}
	return p.uses[v]
}

func (w *walker) inLoop() bool {
	return slices.ContainsFunc(w.stack, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			return true
		}
		return false
	})
}

// tests reports whether a condition compares the error with nil and no more.
func (w *walker) tests(cond ast.Expr, v *types.Var) bool {
	b, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	return ok && (b.Op == token.NEQ || b.Op == token.EQL) && (w.is(b.X, v) && isNil(b.Y) || w.is(b.Y, v) && isNil(b.X))
}

func (w *walker) is(e ast.Expr, v *types.Var) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	return ok && w.p.Info.ObjectOf(id) == v
}

func isNil(e ast.Expr) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	return ok && id.Name == "nil"
}

func (w *walker) mentions(n ast.Node, v *types.Var) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && w.p.Info.Uses[id] == v {
			found = true
		}
		return !found
	})
	return found
}

// overwrites reports whether an assignment sets the variable without reading it.
func (w *walker) overwrites(s *ast.AssignStmt, v *types.Var) bool {
	set := false
	for _, l := range s.Lhs {
		set = set || w.is(l, v)
	}
	for _, r := range s.Rhs {
		if w.mentions(r, v) {
			return false
		}
	}
	return set
}

// toBlank reports whether an assignment keeps nothing: _ = err.
func toBlank(s *ast.AssignStmt) bool {
	for _, l := range s.Lhs {
		if id, ok := l.(*ast.Ident); !ok || id.Name != "_" {
			return false
		}
	}
	return true
}

// fateIn judges the branch that a failure takes.
func (w *walker) fateIn(s *ast.IfStmt, v *types.Var) fate {
	bad := ast.Stmt(s.Body)
	if b, ok := ast.Unparen(s.Cond).(*ast.BinaryExpr); ok && b.Op == token.EQL {
		bad = s.Else
	}
	if bad == nil {
		return looked // the other branch decides: that is a look
	}
	verdict := dropped
	ast.Inspect(bad, func(n ast.Node) bool {
		if verdict == looked {
			return false
		}
		switch n := n.(type) {
		case *ast.ReturnStmt:
			verdict = w.returnFate(n, verdict)
		case *ast.AssignStmt:
			if !w.overwrites(n, v) && !toBlank(n) && w.mentions(n, v) && !w.forNobody(n.Lhs) {
				verdict = looked
			}
		case *ast.SendStmt:
			verdict = looked
		case *ast.CallExpr:
			switch name := calleeName(n); {
			case w.logs(n):
				verdict = logged
				return false
			case name == "panic" || name == "Exit":
				verdict = looked
			case w.mentions(n, v) || w.answers(n):
				verdict = looked
			}
		}
		return true
	})
	return verdict
}

// returnFate: a return that may carry the failure is a look at it.
func (w *walker) returnFate(s *ast.ReturnStmt, old fate) fate {
	res := w.fn.sig.Results()
	if res.Len() == 0 {
		return old // the caller learns nothing by it
	}
	if len(s.Results) == 0 {
		return looked // named results
	}
	last := s.Results[len(s.Results)-1]
	switch {
	case isError(res.At(res.Len() - 1).Type()):
		if isNil(last) {
			return old
		}
		return looked
	case isBool(res.At(res.Len() - 1).Type()):
		return looked
	}
	return looked
}

// logs reports whether a call only writes to a log.
func (w *walker) logs(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	name := calleeName(call)
	if strings.HasPrefix(name, "Fatal") || strings.HasPrefix(name, "Panic") {
		return false
	}
	if !ok {
		return strings.Contains(strings.ToLower(name), "log")
	}
	if w.answers(call) {
		return false
	}
	if fn, ok := w.p.Info.Uses[sel.Sel].(*types.Func); ok && fn.Pkg() != nil {
		path := fn.Pkg().Path()
		for _, p := range []string{"log", "log/slog", "go.uber.org/zap", "github.com/sirupsen/logrus", "github.com/rs/zerolog", "github.com/rs/zerolog/log", "github.com/hashicorp/go-hclog", "k8s.io/klog", "k8s.io/klog/v2"} {
			if path == p {
				return true
			}
		}
	}
	word := false
	for _, p := range []string{"Error", "Warn", "Info", "Debug", "Print", "Log", "Trace", "Msg", "Notice"} {
		word = word || strings.HasPrefix(name, p)
	}
	return word && strings.Contains(strings.ToLower(short(sel.X)+typeName(w.p.Info.TypeOf(sel.X))), "log") || name == "RecordError" || name == "CaptureException"
}

// answers reports whether a call is given what a response is written with.
func (w *walker) answers(call *ast.CallExpr) bool {
	in := func(e ast.Expr) bool {
		name := typeName(w.p.Info.TypeOf(e))
		return name != "net/http.Request" && slices.Contains(handlerTypes, name)
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && in(sel.X) {
		return true
	}
	return slices.ContainsFunc(call.Args, in)
}

// failed reports whether a condition holds after a failure: "err != nil".
func (w *walker) failed(cond ast.Expr) bool { return w.compares(cond, token.NEQ) }

// succeeded reports whether a condition holds after success alone: "err == nil",
// a status below 400.
func (w *walker) succeeded(cond ast.Expr) bool {
	if b, ok := ast.Unparen(cond).(*ast.BinaryExpr); ok {
		switch {
		case b.Op == token.LAND:
			return w.succeeded(b.X) || w.succeeded(b.Y)
		case b.Op == token.LSS || b.Op == token.LEQ || b.Op == token.EQL:
			if strings.Contains(strings.ToLower(short(b.X)), "status") && w.statusBelow(b) {
				return true
			}
		}
	}
	return w.compares(cond, token.EQL)
}

func (w *walker) statusBelow(b *ast.BinaryExpr) bool {
	tv := w.p.Info.Types[b.Y]
	if tv.Value == nil {
		return false
	}
	s := tv.Value.ExactString()
	return len(s) == 3 && (b.Op == token.EQL && s[0] == '2' || b.Op != token.EQL && (s == "299" || s == "300" || s == "399" || s == "400"))
}

func (w *walker) compares(cond ast.Expr, op token.Token) bool {
	b, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	if !ok {
		return false
	}
	if b.Op == token.LAND && op == token.EQL || b.Op == token.LOR && op == token.NEQ {
		return w.compares(b.X, op) || w.compares(b.Y, op)
	}
	return b.Op == op && isNil(b.Y) && isError(typeOf(w.p.Info, b.X))
}

// ofWork reports whether the error that a guard clause tests came from work: a
// call of the module's own code or one with an effect.
func (w *walker) ofWork(s *ast.IfStmt, before []ast.Stmt) bool {
	var from ast.Node = s.Init
	if s.Init == nil {
		if len(before) == 0 {
			return false
		}
		from = before[len(before)-1]
	}
	work := false
	ast.Inspect(from, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || work {
			return !work
		}
		line := w.p.pos(call.Pos(), call.End())
		for _, e := range w.fn.Effects {
			work = work || e.Pos == line
		}
		for _, c := range w.fn.calls {
			work = work || c.Pos == line
		}
		return !work
	})
	return work
}

// switched is the text of a condition that is a switch of the configuration, "".
func (w *walker) switched(cond ast.Expr) string {
	found := false
	ast.Inspect(cond, func(n ast.Node) bool {
		e, ok := n.(ast.Expr)
		if !ok || found {
			return !found
		}
		var name string
		switch e := e.(type) {
		case *ast.FuncLit:
			return false
		case *ast.SelectorExpr:
			name = short(e)
		case *ast.Ident:
			name = e.Name
		default:
			return true
		}
		if t := w.p.Info.TypeOf(e); t == nil || !isBool(t) && !isBoolFunc(t) {
			return true
		}
		found = switchName(name)
		return !found
	})
	if !found {
		return ""
	}
	return short(cond)
}

func isBoolFunc(t types.Type) bool {
	sig, ok := underlying(t).(*types.Signature)
	return ok && sig.Results().Len() == 1 && isBool(sig.Results().At(0).Type())
}

// switchName reports whether a name is that of a switch which someone sets, not
// of a state of the data.
func switchName(name string) bool {
	l := strings.ToLower(name)
	last := l[strings.LastIndexByte(l, '.')+1:]
	for _, s := range []string{"enabled", "disabled", "enable", "disable", "feature", "flag", "auditon", "auditoff", "withaudit", "skipaudit", "noaudit"} {
		if strings.Contains(last, s) {
			return true
		}
	}
	for _, part := range strings.Split(l, ".") {
		if part == "cfg" || part == "config" || part == "conf" || part == "settings" || part == "opts" || part == "options" || strings.HasSuffix(part, "config") || strings.HasSuffix(part, "settings") {
			return part != last
		}
	}
	return false
}

// goesOn reports whether the function plainly goes on after a call that failed:
// what is right for a write whose failure was answered is none for a refusal.
func (w *walker) goesOn(call *ast.CallExpr, lhs []ast.Expr, rest []ast.Stmt) bool {
	i := success(w.p.Info, call)
	if i < 0 || i >= len(lhs) {
		return false
	}
	id, ok := ast.Unparen(lhs[i]).(*ast.Ident)
	if !ok {
		return false
	}
	v, ok := w.p.Info.ObjectOf(id).(*types.Var)
	if !ok {
		return false
	}
	for n, s := range rest {
		x, ok := s.(*ast.IfStmt)
		if !ok || !w.tests(x.Cond, v) {
			continue
		}
		b := ast.Unparen(x.Cond).(*ast.BinaryExpr)
		switch {
		case b.Op == token.NEQ:
			return !leaves(x.Body.List) && (x.Else == nil || n+1 < len(rest))
		case x.Else != nil:
			e, ok := x.Else.(*ast.BlockStmt)
			return ok && !leaves(e.List) && n+1 < len(rest)
		default:
			return n+1 < len(rest) || leaves(x.Body.List)
		}
	}
	return false
}

// leaves reports whether a block ends by leaving the function, the loop or the
// program.
func leaves(list []ast.Stmt) bool {
	if len(list) == 0 {
		return false
	}
	switch s := list[len(list)-1].(type) {
	case *ast.ReturnStmt, *ast.BranchStmt:
		return true
	case *ast.ExprStmt:
		call, ok := s.X.(*ast.CallExpr)
		if !ok {
			return false
		}
		name := calleeName(call)
		return name == "panic" || name == "Exit" || strings.HasPrefix(name, "Fatal") || strings.HasPrefix(name, "Abort")
	case *ast.IfStmt:
		e, ok := s.Else.(*ast.BlockStmt)
		return ok && leaves(s.Body.List) && leaves(e.List)
	case *ast.SwitchStmt:
		for _, c := range s.Body.List {
			if cc, ok := c.(*ast.CaseClause); ok && !leaves(cc.Body) {
				return false
			}
		}
		return len(s.Body.List) > 0
	}
	return false
}
