package doors

import (
	"go/ast"
	"go/constant"
	"go/types"
	"regexp"
	"strconv"
	"strings"

	"github.com/candor-dev/candor/internal/effects"
	"github.com/candor-dev/candor/internal/gosymbol"
)

// rpcOf tells a generated function that registers a service: its name and
// signature say so, and constants beside it name the methods.
func rpcOf(fn *types.Func, impl func(arg int) types.Type) *RPC {
	s, ok := fn.Type().(*types.Signature)
	if !ok || fn.Pkg() == nil || s.Recv() != nil {
		return nil
	}
	name := fn.Name()
	var r *RPC
	service := ""
	switch {
	case isConnect(s) && strings.HasPrefix(name, "New") && strings.HasSuffix(name, "Handler"):
		service = name[3 : len(name)-7]
		r = &RPC{Router: "connect", Impl: 0, Options: 1}
	case isGRPC(s) && strings.HasPrefix(name, "Register") && strings.HasSuffix(name, "Server"):
		service = name[8 : len(name)-6]
		r = &RPC{Router: "grpc", Impl: 1, Options: -1}
	case isGateway(s) && strings.HasPrefix(name, "Register"):
		var ok bool
		if service, ok = strings.CutSuffix(name[8:], "HandlerServer"); !ok {
			if service, ok = strings.CutSuffix(name[8:], "HandlerClient"); !ok {
				return nil
			}
		}
		r = &RPC{Router: "grpc-gateway", Impl: 2, Options: -1}
	default:
		return nil
	}
	iface, ok := s.Params().At(r.Impl).Type().Underlying().(*types.Interface)
	if !ok {
		return nil
	}
	r.Service = serviceName(fn.Pkg().Scope(), service)
	t := impl(r.Impl)
	for m := range iface.Methods() {
		if !m.Exported() {
			continue
		}
		p := procedure(fn.Pkg().Scope(), service, m.Name())
		if p == "" {
			p = "/" + r.Service + "/" + m.Name()
		}
		r.Methods = append(r.Methods, RPCMethod{Name: m.Name(), Path: p, Handler: methodOf(t, fn.Pkg(), m.Name())})
	}
	return r
}

func isConnect(s *types.Signature) bool {
	if !s.Variadic() || s.Params().Len() < 2 || s.Results().Len() != 2 {
		return false
	}
	sl, ok := s.Params().At(s.Params().Len() - 1).Type().(*types.Slice)
	return ok && strings.HasSuffix(typeName(sl.Elem()), ".HandlerOption") && typeName(s.Results().At(1).Type()) == "net/http.Handler"
}

func isGRPC(s *types.Signature) bool {
	if s.Params().Len() != 2 {
		return false
	}
	n := typeName(s.Params().At(0).Type())
	return n == "google.golang.org/grpc.ServiceRegistrar" || n == "google.golang.org/grpc.Server"
}

func isGateway(s *types.Signature) bool {
	return s.Params().Len() == 3 && frameworkName(typeName(s.Params().At(1).Type())) == "github.com/grpc-ecosystem/grpc-gateway/runtime.ServeMux"
}

// gatewayValue is the service that a function value registers at a gateway by its
// form: which one that is, and what implements it, can't be told. One that takes a
// connection leads to a server of gRPC, whose methods are doors of their own.
func gatewayValue(t types.Type, text string) *RPC {
	if t == nil {
		return nil
	}
	s, ok := t.Underlying().(*types.Signature)
	if !ok || !isGateway(s) || strings.HasPrefix(typeName(s.Params().At(2).Type()), "google.golang.org/grpc.ClientConn") {
		return nil
	}
	return &RPC{Router: "grpc-gateway", Impl: 2, Options: -1, Methods: []RPCMethod{{Path: text}}}
}

// serviceName: connect writes it as a constant, protoc as part of a method's.
func serviceName(sc *types.Scope, service string) string {
	if s, ok := constText(sc, service+"Name"); ok {
		return s
	}
	prefix := service + "_"
	for _, n := range sc.Names() {
		if strings.HasPrefix(n, prefix) && strings.HasSuffix(n, "_FullMethodName") {
			if s, ok := constText(sc, n); ok {
				if i := strings.LastIndexByte(s, '/'); i > 0 {
					return strings.TrimPrefix(s[:i], "/")
				}
			}
		}
	}
	return service
}

func procedure(sc *types.Scope, service, method string) string {
	for _, n := range []string{service + method + "Procedure", service + "_" + method + "_FullMethodName"} {
		if s, ok := constText(sc, n); ok {
			return s
		}
	}
	return ""
}

func constText(sc *types.Scope, name string) (string, bool) {
	c, ok := sc.Lookup(name).(*types.Const)
	if !ok || c.Val().Kind() != constant.String {
		return "", false
	}
	return constant.StringVal(c.Val()), true
}

// methodOf is the method that a value of the type has, "" when the type is an
// interface and another one may stand behind it.
func methodOf(t types.Type, from *types.Package, name string) effects.Symbol {
	if t == nil || types.IsInterface(t) {
		return ""
	}
	if _, ptr := types.Unalias(t).(*types.Pointer); !ptr {
		t = types.NewPointer(t)
	}
	obj, _, _ := types.LookupFieldOrMethod(t, true, from, name)
	if fn, ok := obj.(*types.Func); ok {
		return gosymbol.Of(fn)
	}
	return ""
}

var ogenRoute = regexp.MustCompile(`(?m)^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|TRACE) (/\S*)$`)

// ogenOps reads the routes of an ogen server from the comments that it writes
// on its own handlers: "handleXRequest handles X operation. ... POST /x".
func ogenOps(f *ast.File, ops map[string]string) {
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || fn.Doc == nil || fn.Recv == nil {
			continue
		}
		op, ok := strings.CutPrefix(fn.Name.Name, "handle")
		if !ok {
			continue
		}
		if op, ok = strings.CutSuffix(op, "Request"); !ok {
			continue
		}
		if m := ogenRoute.FindStringSubmatch(fn.Doc.Text()); m != nil {
			ops[op] = m[1] + " " + m[2]
		}
	}
}

// isOgen: NewServer(h Handler, ...) of a package that ogen wrote.
func isOgen(fn *types.Func) *types.Interface {
	s, ok := fn.Type().(*types.Signature)
	if !ok || fn.Name() != "NewServer" || s.Recv() != nil || fn.Pkg() == nil || s.Params().Len() == 0 {
		return nil
	}
	if fn.Pkg().Scope().Lookup("UnimplementedHandler") == nil || typeName(s.Params().At(0).Type()) != gosymbol.Path(fn.Pkg())+".Handler" {
		return nil
	}
	i, _ := s.Params().At(0).Type().Underlying().(*types.Interface)
	return i
}

func ogenRPC(fn *types.Func, impl func(int) types.Type) *RPC {
	iface := isOgen(fn)
	if iface == nil {
		return nil
	}
	r := &RPC{Router: "ogen", Service: gosymbol.Path(fn.Pkg()), Impl: 0, Options: -1}
	t := impl(0)
	for m := range iface.Methods() {
		if m.Exported() && m.Name() != "NewError" {
			r.Methods = append(r.Methods, RPCMethod{Name: m.Name(), Handler: methodOf(t, fn.Pkg(), m.Name())})
		}
	}
	return r
}

var swaggerBase = regexp.MustCompile(`"basePath":\s*"([^"]*)"`)

// swaggerBasePath finds the path in front of all routes in the description
// that go-swagger embeds.
func swaggerBasePath(f *ast.File) string {
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || fn.Name.Name != "init" || fn.Body == nil {
			continue
		}
		base := ""
		ast.Inspect(fn.Body, func(n ast.Node) bool {
			if l, ok := n.(*ast.BasicLit); ok && base == "" && len(l.Value) > 200 {
				s, _ := strconv.Unquote(l.Value)
				if m := swaggerBase.FindStringSubmatch(s); m != nil {
					base = m[1]
				}
			}
			return base == ""
		})
		return base
	}
	return ""
}

// gatewayPath rebuilds the path of runtime.NewPattern(version, ops, pool, verb)
// from its small program of operations.
func gatewayPath(ops []int, pool []string, verb string) (string, bool) {
	var stack []string
	for i := 0; i+1 < len(ops); i += 2 {
		op, n := ops[i], ops[i+1]
		switch op {
		case 0:
		case 1: // one segment of any text
			stack = append(stack, "*")
		case 2: // a literal
			if n < 0 || n >= len(pool) {
				return "", false
			}
			stack = append(stack, pool[n])
		case 3: // the rest
			stack = append(stack, "**")
		case 4: // the last n become one
			if n < 0 || n > len(stack) {
				return "", false
			}
			one := strings.Join(stack[len(stack)-n:], "/")
			stack = append(stack[:len(stack)-n], one)
		case 5: // the last one is named
			if len(stack) == 0 || n < 0 || n >= len(pool) {
				return "", false
			}
			name := "{" + pool[n] + "}"
			if last := stack[len(stack)-1]; last != "*" {
				name = "{" + pool[n] + "=" + last + "}"
			}
			stack[len(stack)-1] = name
		default:
			return "", false
		}
	}
	p := "/" + strings.Join(stack, "/")
	if verb != "" {
		p += ":" + verb
	}
	return p, true
}
