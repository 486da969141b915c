package doors

import (
	"go/types"
	"strings"

	"github.com/candor-dev/candor/internal/effects"
	"github.com/candor-dev/candor/internal/gosymbol"
)

// maxDepth bounds how far types, values and routers are followed.
const maxDepth = 24

// classifier remembers what types are.
type classifier struct {
	seen  map[types.Type]Class
	names map[types.Type]string // typeName
}

// name is typeName, made once for each type.
func (c *classifier) name(t types.Type) string {
	if t == nil {
		return ""
	}
	n, ok := c.names[t]
	if !ok {
		n = typeName(t)
		c.names[t] = n
	}
	return n
}

func (c *classifier) of(t types.Type) Class { return c.at(t, 0) }

func (c *classifier) at(t types.Type, depth int) Class {
	if t == nil || depth > 5 {
		return ClassNone
	}
	if k, ok := c.seen[t]; ok {
		return k
	}
	c.seen[t] = ClassNone // a type that holds itself
	k := c.classify(t, depth)
	c.seen[t] = k
	return k
}

func (c *classifier) classify(t types.Type, depth int) Class {
	t = types.Unalias(t)
	if n, ok := t.(*types.Named); ok {
		if n.Obj().Pkg() != nil {
			name := frameworkName(string(gosymbol.Var(n.Origin().Obj())))
			if _, ok := routerTypes[name]; ok {
				return ClassRouter
			}
			if isHandlerType[name] {
				return ClassHandler
			}
		}
		if hasServeHTTP(n) {
			return ClassHandler
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		if u.Info()&types.IsString != 0 {
			return ClassText
		}
	case *types.Pointer:
		return c.at(u.Elem(), depth)
	case *types.Slice:
		return c.at(u.Elem(), depth+1)
	case *types.Array:
		return c.at(u.Elem(), depth+1)
	case *types.Map:
		return c.at(u.Elem(), depth+1)
	case *types.Signature:
		return c.function(u, depth)
	case *types.Struct:
		path, method := false, false
		for f := range u.Fields() {
			if k := c.at(f.Type(), depth+1); k > ClassText {
				return ClassRoute
			}
			switch strings.ToLower(f.Name()) {
			case "path", "pattern", "route":
				path = true
			case "method", "name", "verb":
				method = true
			}
		}
		if path && method { // one line of a table of routes
			return ClassRoute
		}
	case *types.Interface:
		return c.iface(u, depth)
	}
	return ClassNone
}

// function: a handler takes a request, middleware gives back what it takes.
func (c *classifier) function(s *types.Signature, depth int) Class {
	if isHandlerFunc(s) {
		return ClassHandler
	}
	if s.Params().Len() == 1 && s.Results().Len() >= 1 {
		p, r := s.Params().At(0).Type(), s.Results().At(0).Type()
		if c.at(p, depth+1) == ClassHandler && c.at(r, depth+1) == ClassHandler {
			return ClassMiddleware
		}
		if _, fn := p.Underlying().(*types.Signature); fn && types.Identical(p, r) {
			return ClassMiddleware
		}
	}
	for p := range s.Params().Variables() {
		if k := c.at(p.Type(), depth+1); k == ClassRouter {
			return ClassRoute // it registers routes
		}
	}
	if s.Params().Len() > 0 && s.Results().Len() == 1 && c.at(s.Results().At(0).Type(), depth+1) == ClassHandler {
		return ClassHandler // it makes a handler for something, as for a tenant
	}
	return ClassNone
}

// iface: a set of routes, or one route that says its own path.
func (c *classifier) iface(u *types.Interface, depth int) Class {
	texts := 0
	for m := range u.Methods() {
		s, ok := m.Type().(*types.Signature)
		if !ok {
			continue
		}
		if m.Name() == "Handle" && isHandlerFunc(s) {
			return ClassHandler
		}
		if s.Params().Len() == 0 && s.Results().Len() == 1 && (m.Name() == "Path" || m.Name() == "Method" || m.Name() == "Pattern" || m.Name() == "Route") {
			texts++
		}
		if c.function(s, depth+1) == ClassRoute {
			return ClassRoute
		}
		for p := range s.Params().Variables() {
			if k := c.at(p.Type(), depth+2); k == ClassHandler && s.Params().Len() >= 2 || k == ClassRouter {
				return ClassRouter // a router of the program's own, or a part of a known one
			}
		}
	}
	if texts > 0 {
		return ClassRoute
	}
	return ClassNone
}

func hasServeHTTP(n *types.Named) bool {
	if i, ok := n.Underlying().(*types.Interface); ok {
		for m := range i.Methods() {
			if m.Name() == "ServeHTTP" {
				return true
			}
		}
		return false
	}
	obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(n), true, n.Obj().Pkg(), "ServeHTTP")
	_, ok := obj.(*types.Func)
	return ok
}

// isHandlerFunc: the function takes a request, in the words of some framework.
func isHandlerFunc(s *types.Signature) bool {
	w, r := false, false
	for i := range s.Params().Len() {
		switch name := frameworkName(typeName(s.Params().At(i).Type())); name {
		case "net/http.ResponseWriter":
			w = true
		case "net/http.Request":
			r = true
		default:
			if i == 0 && contextTypes[name] {
				return true
			}
		}
	}
	return w && r || s.Results().Len() == 1 && typeName(s.Results().At(0).Type()) == "github.com/go-openapi/runtime/middleware.Responder"
}

// typeName is the name of a named type behind pointers, "" for others.
func typeName(t types.Type) string {
	if t == nil {
		return ""
	}
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	if n, ok := t.(*types.Named); ok && n.Obj().Pkg() != nil {
		return string(gosymbol.Var(n.Origin().Obj()))
	}
	return ""
}

// frameworkName drops the major version from the import path in a symbol, and
// the star of a receiver: "github.com/go-chi/chi/v5.(*Mux).Get" and
// "github.com/go-chi/chi.(Mux).Get" are one.
func frameworkName(s string) string {
	s = strings.Replace(s, "(*", "(", 1)
	for i := strings.Index(s, "/v"); i >= 0; {
		end := i + 2
		for end < len(s) && s[end] >= '0' && s[end] <= '9' {
			end++
		}
		if end > i+2 && end < len(s) && (s[end] == '/' || s[end] == '.') {
			return s[:i] + s[end:]
		}
		next := strings.Index(s[end:], "/v")
		if next < 0 {
			break
		}
		i = end + next
	}
	return s
}

// shape tells signatures apart by their parameters' types.
func shape(s *types.Signature) string {
	var b strings.Builder
	for p := range s.Params().Variables() {
		b.WriteString(types.TypeString(p.Type(), func(p *types.Package) string { return p.Path() }))
		b.WriteByte(';')
	}
	return b.String()
}

// fieldSymbol names a field of a named struct type.
func fieldSymbol(owner types.Type, f *types.Var) effects.Symbol {
	if n := typeName(owner); n != "" {
		return effects.Symbol(n + "." + f.Name())
	}
	if f.Pkg() != nil {
		return effects.Symbol(gosymbol.Path(f.Pkg()) + ".struct." + f.Name())
	}
	return effects.Symbol("struct." + f.Name())
}
