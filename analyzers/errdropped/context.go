package errdropped

import (
	"go/ast"
	"go/token"
	"go/types"
)

// alreadyFails reports whether the call stands in the branch of another error
// that ends by returning an error or stopping: what is undone there can fail
// without anyone being told of success.
func (j *judge) alreadyFails(call ast.Expr) bool {
	var child ast.Node = call
	for n := j.parentOf(call); n != nil && j.functionOf(n) == nil; child, n = n, j.parentOf(n) {
		s, ok := n.(*ast.IfStmt)
		if !ok || child == s.Init || child == ast.Node(s.Cond) {
			continue
		}
		branch, ok := child.(*ast.BlockStmt)
		if ok && len(branch.List) > 0 && j.errorBranch(s, branch) && j.endsInError(branch.List[len(branch.List)-1]) {
			return true
		}
	}
	return false
}

// failsAnyway reports whether a return stands in the branch of another error
// and returns an error.
func (j *judge) failsAnyway(s *ast.ReturnStmt) bool {
	branch, ok := j.parentOf(s).(*ast.BlockStmt)
	if !ok {
		return false
	}
	i, ok := j.parentOf(branch).(*ast.IfStmt)
	return ok && j.errorBranch(i, branch) && j.endsInError(s)
}

func (j *judge) errorBranch(s *ast.IfStmt, branch *ast.BlockStmt) bool {
	if branch == s.Body {
		return setOf(j.pass.TypesInfo, s.Cond)
	}
	b, ok := ast.Unparen(s.Cond).(*ast.BinaryExpr)
	return ok && b.Op == token.EQL && comparesNil(j.pass.TypesInfo, b)
}

func (j *judge) endsInError(s ast.Stmt) bool {
	switch s := s.(type) {
	case *ast.ReturnStmt:
		if len(s.Results) == 0 {
			return j.namedErrorSet(s)
		}
		if len(s.Results) != len(j.fn.results) {
			return false
		}
		for i, t := range j.fn.results {
			if isErrorType(t) && !j.isNil(s.Results[i]) {
				return true
			}
		}
	case *ast.ExprStmt:
		call, ok := s.X.(*ast.CallExpr)
		return ok && j.kind(call) == exits
	}
	return false
}

// namedErrorSet reports whether a return without results gives the named error
// that the branch around it is for: "if err != nil { undo(); return }".
func (j *judge) namedErrorSet(s ast.Stmt) bool {
	branch, ok := j.parentOf(s).(*ast.BlockStmt)
	if !ok {
		return false
	}
	i, ok := j.parentOf(branch).(*ast.IfStmt)
	if !ok {
		return false
	}
	for _, named := range j.fn.named {
		if named != nil && isErrorType(named.Type()) && len(j.reads(i.Cond, state{objs: []types.Object{named}})) > 0 {
			return true
		}
	}
	return false
}

// forTests reports whether a function takes a *testing.T or its like: it is a
// test, wherever its file is.
func forTests(info *types.Info, decl ast.Node) bool {
	f, ok := decl.(*ast.FuncDecl)
	if !ok {
		return false
	}
	for _, p := range f.Type.Params.List {
		n := namedOf(info.TypeOf(p.Type))
		if n != nil && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "testing" {
			return true
		}
	}
	return false
}

// leaves reports whether control never reaches the end of the block.
func leaves(b *ast.BlockStmt) bool {
	if len(b.List) == 0 {
		return false
	}
	switch s := b.List[len(b.List)-1].(type) {
	case *ast.ReturnStmt, *ast.BranchStmt:
		return true
	case *ast.BlockStmt:
		return leaves(s)
	case *ast.IfStmt:
		e, ok := s.Else.(*ast.BlockStmt)
		return ok && leaves(s.Body) && leaves(e)
	case *ast.ExprStmt:
		if c, ok := s.X.(*ast.CallExpr); ok {
			id, ok := c.Fun.(*ast.Ident)
			return ok && id.Name == "panic"
		}
	}
	return false
}
