package analyzers

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// values marks the calls of function values whose origin lies in the packages.
func (r *resolver) values(fn *ssa.Function) {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(ssa.CallInstruction)
			if !ok || call.Common().IsInvoke() || call.Common().StaticCallee() != nil {
				continue
			}
			for _, s := range r.sites[call.Pos()] {
				s.nothing = s.foreign == nil && comesFromHere(call.Common().Value, 0)
			}
		}
	}
}

// comesFromHere reports whether a value comes from variables, fields, elements and
// functions of packages that have bodies, and from nowhere else.
func comesFromHere(v ssa.Value, depth int) bool {
	if depth > 12 {
		return false
	}
	switch v := v.(type) {
	case *ssa.Parameter, *ssa.FreeVar, *ssa.Alloc, *ssa.MakeMap, *ssa.MakeSlice, *ssa.MakeClosure, *ssa.Function:
		return true
	case *ssa.Const:
		return v.IsNil()
	case *ssa.Global:
		return v.Pkg != nil && hasBodies(v.Pkg)
	case *ssa.UnOp:
		return comesFromHere(v.X, depth+1)
	case *ssa.FieldAddr:
		return declaredWithin(v.X.Type(), v.Parent())
	case *ssa.Field:
		return declaredWithin(v.X.Type(), v.Parent())
	case *ssa.IndexAddr:
		return comesFromHere(v.X, depth+1)
	case *ssa.Index:
		return comesFromHere(v.X, depth+1)
	case *ssa.Lookup:
		return comesFromHere(v.X, depth+1)
	case *ssa.Extract:
		return comesFromHere(v.Tuple, depth+1)
	case *ssa.Next:
		return comesFromHere(v.Iter, depth+1)
	case *ssa.Range:
		return comesFromHere(v.X, depth+1)
	case *ssa.Slice:
		return comesFromHere(v.X, depth+1)
	case *ssa.ChangeType:
		return comesFromHere(v.X, depth+1)
	case *ssa.Phi:
		for _, e := range v.Edges {
			if e != v && !comesFromHere(e, depth+3) {
				return false
			}
		}
		return true
	case *ssa.Call:
		fn := v.Call.StaticCallee()
		return fn != nil && len(fn.Blocks) > 0
	}
	return false
}

// declaredWithin reports whether a struct's type is declared in a package that
// has bodies.
func declaredWithin(t types.Type, in *ssa.Function) bool {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return true // without a name: nobody else can fill it
	}
	if n.Obj().Pkg() == nil || in == nil || in.Prog == nil {
		return false
	}
	p := in.Prog.Package(n.Obj().Pkg())
	return p != nil && hasBodies(p)
}

func hasBodies(p *ssa.Package) bool {
	for _, m := range p.Members {
		if fn, ok := m.(*ssa.Function); ok && len(fn.Blocks) > 0 {
			return true // every package with syntax has its init
		}
	}
	return false
}
