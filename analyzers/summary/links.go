package summary

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/candor-dev/candor/internal/effects"
	"github.com/candor-dev/candor/internal/gosymbol"
)

// links finds what unexported fields and variables that hold functions mean:
// only their own package can set them.
func (p *reader) links() {
	found := make(map[effects.Symbol][]effects.Symbol)
	open := make(map[effects.Symbol]bool) // set to something that can't be told
	set := func(place effects.Symbol, e ast.Expr) {
		p.values = &values{of: make(map[*types.Var][]value)}
		w := &walker{p: p, fn: &function{}}
		if isNil(e) {
			return
		}
		for _, t := range w.targets(e) {
			if t.symbol == "" || t.dynamic || t.iface || t.of != "" {
				open[place] = true
				continue
			}
			found[place] = append(found[place], t.symbol)
		}
	}
	for _, f := range p.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				for i, l := range n.Lhs {
					place := p.place(l)
					switch {
					case place == "":
					case len(n.Lhs) == len(n.Rhs):
						set(place, n.Rhs[i])
					default:
						open[place] = true
					}
				}
			case *ast.ValueSpec:
				for i, name := range n.Names {
					if v, ok := p.Info.Defs[name].(*types.Var); ok && i < len(n.Values) && len(n.Names) == len(n.Values) && holds(v) && v.Parent() == p.Pkg.Scope() {
						set(gosymbol.Var(v), n.Values[i])
					}
				}
			case *ast.CompositeLit:
				p.fields(n, set)
			case *ast.UnaryExpr:
				if n.Op == token.AND { // its address goes somewhere
					if place := p.place(n.X); place != "" {
						open[place] = true
					}
				}
			}
			return true
		})
	}
	for place, to := range found {
		if open[place] {
			continue
		}
		slices.Sort(to)
		for _, s := range slices.Compact(to) {
			p.out.Links = append(p.out.Links, effects.Link{From: place, To: s, By: "assigned"})
		}
	}
	slices.SortFunc(p.out.Links, compareLinks)
}

func compareLinks(a, b effects.Link) int {
	switch {
	case a.From < b.From || a.From == b.From && a.To < b.To:
		return -1
	case a == b:
		return 0
	}
	return 1
}

// fields notes the functions of a struct's literal.
func (p *reader) fields(c *ast.CompositeLit, set func(effects.Symbol, ast.Expr)) {
	t := deref(p.Info.TypeOf(c))
	st, ok := underlying(t).(*types.Struct)
	if !ok {
		return
	}
	name := "struct"
	if n, ok := types.Unalias(t).(*types.Named); ok {
		name = n.Obj().Name()
	}
	for i, x := range c.Elts {
		var f *types.Var
		if kv, ok := x.(*ast.KeyValueExpr); ok {
			if id, ok := kv.Key.(*ast.Ident); ok {
				f, _ = p.Info.ObjectOf(id).(*types.Var)
			}
			x = kv.Value
		} else if i < st.NumFields() {
			f = st.Field(i)
		}
		if f != nil && holds(f) && f.Pkg() == p.Pkg {
			set(effects.Symbol("field "+gosymbol.Path(p.Pkg)+"."+name+"."+f.Name()), x)
		}
	}
}

// holds reports whether a variable or field holds a function and only its own
// package can set it.
func holds(v *types.Var) bool { return isFunc(v.Type()) && !v.Exported() }

// place names a field or variable that an expression denotes, "" if it is none
// that links follow.
func (p *reader) place(e ast.Expr) effects.Symbol {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		if v, ok := p.Info.ObjectOf(e).(*types.Var); ok && !v.IsField() && holds(v) && v.Parent() == p.Pkg.Scope() {
			return gosymbol.Var(v)
		}
	case *ast.SelectorExpr:
		if s := p.Info.Selections[e]; s != nil {
			if f, ok := s.Obj().(*types.Var); ok && holds(f) && f.Pkg() == p.Pkg {
				return fieldSymbol(s)
			}
		}
	}
	return ""
}
