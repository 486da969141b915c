package tlsconfig

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"
	"strings"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
)

// plaintext are the functions of gRPC that ask for a connection without TLS.
var plaintext = map[string]bool{
	"google.golang.org/grpc/credentials/insecure.NewCredentials": true,
	"google.golang.org/grpc.WithInsecure":                        true,
	"google.golang.org/grpc/credentials/insecure.NewBundle":      true,
}

// modern are functions of libraries whose configuration leaves the minimum to Go
// or asks for TLS 1.2, by their documentation.
var modern = map[string]bool{
	"(*golang.org/x/crypto/acme/autocert.Manager).TLSConfig": true,
}

// call judges calls that make a configuration, or change one out of sight.
func (j *judging) call(call *ast.CallExpr) (check.Subject, bool) {
	s := check.Subject{Name: "tls.Config", Pos: call.Pos(), End: call.End()}
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok && len(call.Args) == 1 {
		if b, ok := j.pass.TypesInfo.Uses[id].(*types.Builtin); ok && b.Name() == "new" && named(j.pass.TypesInfo.TypeOf(call.Args[0])) {
			m := j.missing()
			m.Name, m.Pos, m.End = s.Name, s.Pos, s.End
			return m, true
		}
	}
	fn, ok := typeutil.Callee(j.pass.TypesInfo, call).(*types.Func)
	if !ok || fn.Pkg() == nil {
		return s, false
	}
	full := fn.Pkg().Path() + "." + fn.Name() // of a method, the receiver is left out
	switch {
	case plaintext[full] && fn.Signature().Recv() == nil:
		s.Name = check.CallText(call)
		s.Message = fmt.Sprintf("speaks gRPC without TLS (%s), and whether that leaves the machine can't be told", s.Name)
		return s, true
	case full == "os.Setenv" && len(call.Args) == 2 && j.text(call.Args[0]) == "GODEBUG":
		if old := oldServers(strings.Split(j.text(call.Args[1]), ",")); old != "" {
			s.Name, s.Outcome, s.Message, s.Fix = "GODEBUG", candor.Fail, "lets servers accept TLS 1.0 by GODEBUG ("+old+")", "remove "+old
			return s, true
		}
	case full == "reflect.ValueOf" && fn.Signature().Recv() == nil || strings.HasPrefix(fn.Name(), "Unmarshal") || strings.HasPrefix(fn.Name(), "Decode"):
		for _, a := range call.Args {
			if t := j.pass.TypesInfo.TypeOf(a); t != nil && isConfig(t) && !named(t) {
				s.Message = fmt.Sprintf("lets %s fill a tls.Config, and with what can't be told", check.CallText(call))
				return s, true
			}
		}
	case givesConfig(fn) && j.foreign(fn.Pkg().Path()) && !modern[fn.Origin().FullName()]:
		s.Message = fmt.Sprintf("takes a tls.Config from %s, a function of another module that was not read", check.CallText(call))
		return s, true
	}
	return s, false
}

// text is the constant text of an expression, or "".
func (j *judging) text(e ast.Expr) string {
	if v := j.pass.TypesInfo.Types[e].Value; v != nil && v.Kind() == constant.String {
		return constant.StringVal(v)
	}
	return ""
}

func givesConfig(fn *types.Func) bool {
	res := fn.Signature().Results()
	return res.Len() > 0 && isConfig(res.At(0).Type())
}

// foreign reports whether a package belongs neither to the standard library nor
// to this module nor to one beside it, whose code is judged where it stands.
func (j *judging) foreign(pkg string) bool {
	first, _, _ := strings.Cut(pkg, "/")
	if j.pass.Module == nil || j.pass.Module.Path == "" || pkg == j.pass.Pkg.Path() || !strings.Contains(first, ".") {
		return false
	}
	family := j.pass.Module.Path
	if i := strings.LastIndexByte(family, '/'); i > 0 && strings.Count(family, "/") > 1 {
		family = family[:i]
	}
	return pkg != family && !strings.HasPrefix(pkg, family+"/")
}
