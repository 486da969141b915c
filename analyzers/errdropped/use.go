package errdropped

import (
	"go/ast"
	"go/token"
	"go/types"
)

// fate is where a value that carries the error goes.
type fate int

const (
	ignored fate = iota
	logged
	handled
	tested  // it decides a condition
	aliased // it lands in a variable
	sorted  // variables tell which error it is
	stored  // it lands where this function can't follow it
	handed  // it is given to a function value
)

type use struct {
	fate fate
	how  string // for people: "returned", "passed to retry"
	to   types.Object
	at   ast.Node // the statement where it ends

	kinds []types.Object // of fate sorted
	up    ast.Node       // the function that returns it
	stops bool           // it ends the program
}

// use follows an expression that carries the error up to its statement.
func (j *judge) use(e ast.Expr) use {
	var child ast.Node = e
	wasLogged, asked, dropped := false, false, ""
	for {
		parent := j.parentOf(child)
		switch p := parent.(type) {
		case *ast.CallExpr:
			if p.Fun == child {
				break
			}
			k, seen := j.given(p, child)
			if !seen {
				k = j.kind(p)
			}
			switch k {
			case logs:
				wasLogged = true
			case drops, tidies:
				if !seen {
					return use{fate: handled, how: "is passed to " + short(p.Fun), at: p}
				}
				dropped = "is given to " + short(p.Fun) + ", which does nothing with it"
			case exits:
				return use{fate: handled, how: "stops the program", at: p, stops: true}
			case opaque:
				return use{fate: handed, how: "is handed to the function value " + short(p.Fun), at: p}
			case predicate:
				asked = true
			case builds:
			case responds:
				return use{fate: handled, how: "answers the request", at: p}
			default:
				if !j.wraps(p) {
					return use{fate: handled, how: "is passed to " + short(p.Fun), at: p}
				}
			}
		case *ast.ReturnStmt:
			if dropped != "" {
				return use{fate: ignored, how: dropped, at: p}
			}
			return use{fate: handled, how: "is returned", at: p, up: j.fn.node}
		case *ast.SendStmt:
			return use{fate: handled, how: "is sent on a channel", at: p, to: j.objectOf(p.Chan)}
		case *ast.RangeStmt:
			return use{fate: handled, how: "is looked at one by one", at: p}
		case *ast.AssignStmt:
			if asked {
				return j.sortedInto(p)
			}
			if dropped != "" {
				return use{fate: ignored, how: dropped, at: p}
			}
			return j.assigned(p, child, wasLogged)
		case *ast.ValueSpec:
			for i, v := range p.Values {
				if ast.Node(v) == child {
					if len(p.Names) != len(p.Values) {
						i = len(p.Names) - 1
					}
					return j.target(p.Names[i], p)
				}
			}
			return use{fate: ignored, at: p}
		case *ast.IfStmt, *ast.ForStmt, *ast.SwitchStmt, *ast.CaseClause, *ast.TypeSwitchStmt:
			return use{fate: tested, at: p}
		case *ast.ExprStmt:
			if sw, ok := j.parentOf(p).(*ast.TypeSwitchStmt); ok {
				return use{fate: tested, at: sw}
			}
			if wasLogged {
				return use{fate: logged, at: p}
			}
			return use{fate: ignored, how: dropped, at: p}
		case *ast.TypeAssertExpr:
			asked = p.Type != nil
		case ast.Expr: // a selector, a composite literal, an operator: the value goes on
		default: // go, defer
			if wasLogged {
				return use{fate: logged, at: parent}
			}
			return use{fate: ignored, at: parent}
		}
		child = parent
	}
}

// wraps reports whether a call gives an error, made of the one that it is given,
// to an expression that goes on.
func (j *judge) wraps(call *ast.CallExpr) bool {
	if !j.givesError(call) {
		return false
	}
	switch j.parentOf(call).(type) {
	case *ast.ExprStmt, *ast.GoStmt, *ast.DeferStmt:
		return false
	}
	return true
}

// sortedInto is the use of an error that a predicate or a type assertion asks
// for its kind, with the answer in variables.
func (j *judge) sortedInto(p *ast.AssignStmt) use {
	u := use{fate: sorted, at: p}
	for _, lhs := range p.Lhs {
		if id, ok := lhs.(*ast.Ident); ok && id.Name != "_" {
			u.kinds = append(u.kinds, j.pass.TypesInfo.ObjectOf(id))
		}
	}
	return u
}

func (j *judge) assigned(p *ast.AssignStmt, child ast.Node, wasLogged bool) use {
	for i, v := range p.Rhs {
		if ast.Node(v) != child {
			continue
		}
		if _, ok := j.parentOf(p).(*ast.TypeSwitchStmt); ok {
			return use{fate: tested, at: j.parentOf(p)}
		}
		if len(p.Lhs) != len(p.Rhs) {
			i = len(p.Lhs) - 1
		}
		u := j.target(p.Lhs[i], p)
		if u.fate == ignored && wasLogged {
			u.fate = logged
		}
		return u
	}
	return use{fate: ignored, at: p}
}

// target says where a value goes that is assigned to lhs.
func (j *judge) target(lhs ast.Expr, at ast.Node) use {
	lhs = ast.Unparen(lhs)
	if id, ok := lhs.(*ast.Ident); ok {
		if id.Name == "_" {
			return use{fate: ignored, at: at}
		}
		obj := j.pass.TypesInfo.ObjectOf(id)
		if obj == nil || j.packageLevel(obj) {
			return use{fate: stored, how: "is stored in the package variable " + id.Name, at: at}
		}
		return use{fate: aliased, to: obj, at: at}
	}
	if root := j.localRoot(lhs); root != nil {
		return use{fate: aliased, to: root, at: at}
	}
	if f, ok := j.objectOf(lhs).(*types.Var); ok && f.IsField() && j.readsField(f) {
		return use{fate: handled, how: "is stored in " + short(lhs) + ", which is looked at elsewhere", at: at}
	}
	return use{fate: stored, how: "is stored in " + short(lhs), at: at}
}

// localRoot is the variable of this very function that lhs is a part of, or
// nil: what is part of a parameter, a receiver or an outer variable is out of
// sight once the function has returned.
func (j *judge) localRoot(lhs ast.Expr) types.Object {
	for {
		switch x := ast.Unparen(lhs).(type) {
		case *ast.SelectorExpr:
			lhs = x.X
		case *ast.IndexExpr:
			lhs = x.X
		case *ast.StarExpr:
			lhs = x.X
		case *ast.Ident:
			obj := j.pass.TypesInfo.ObjectOf(x)
			if obj == nil || !within(obj.Pos(), j.fn.body) {
				return nil
			}
			return obj
		default:
			return nil
		}
	}
}

// objectOf is the variable or field that an expression names, or nil.
func (j *judge) objectOf(e ast.Expr) types.Object {
	switch x := ast.Unparen(e).(type) {
	case *ast.Ident:
		return j.pass.TypesInfo.ObjectOf(x)
	case *ast.SelectorExpr:
		return j.pass.TypesInfo.Uses[x.Sel]
	}
	return nil
}

func (j *judge) packageLevel(obj types.Object) bool {
	return obj.Pkg() == nil || obj.Parent() == obj.Pkg().Scope()
}

func within(p token.Pos, n ast.Node) bool { return n.Pos() <= p && p < n.End() }

// short is the source of an expression, cut where it grows long.
func short(e ast.Expr) string {
	s := types.ExprString(e)
	if r := []rune(s); len(r) > 40 {
		return string(r[:39]) + "…"
	}
	return s
}
