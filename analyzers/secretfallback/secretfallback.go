// Package secretfallback holds the check secrets/plaintext-fallback: what code
// does when the secret store does not answer.
package secretfallback

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
)

// New returns the check. Its flag "secrets" names further functions that read
// from a secret store, separated by commas.
func New() *check.Check {
	var named string
	c := check.New("secretfallback", rule(), func(pass *analysis.Pass) (check.Population, error) { return judge(pass, named) })
	c.Analyzer.Flags.StringVar(&named, "secrets", "", "functions that read from the secret store, as import/path.F or import/path.(*T).M, separated by commas")
	return c
}

// stores are the reads of the secret stores of cloud SDKs, by the package
// without its version and the method.
var stores = map[string]bool{
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager.GetSecretValue":          true,
	"github.com/aws/aws-sdk-go-v2/service/ssm.GetParameter":                       true,
	"github.com/aws/aws-sdk-go-v2/service/ssm.GetParameters":                      true,
	"github.com/aws/aws-sdk-go-v2/service/kms.Decrypt":                            true,
	"github.com/aws/aws-sdk-go/service/secretsmanager.GetSecretValue":             true,
	"github.com/aws/aws-sdk-go/service/secretsmanager.GetSecretValueWithContext":  true,
	"github.com/aws/aws-sdk-go/service/ssm.GetParameter":                          true,
	"github.com/aws/aws-sdk-go/service/ssm.GetParameterWithContext":               true,
	"github.com/aws/aws-sdk-go/service/kms.Decrypt":                               true,
	"cloud.google.com/go/secretmanager/apiv1.AccessSecretVersion":                 true,
	"github.com/Azure/azure-sdk-for-go/sdk/security/keyvault/azsecrets.GetSecret": true,
	"github.com/Azure/azure-sdk-for-go/sdk/keyvault/azsecrets.GetSecret":          true,
	"github.com/hashicorp/vault/api.Read":                                         true,
	"github.com/hashicorp/vault/api.ReadWithContext":                              true,
	"github.com/hashicorp/vault/api.Get":                                          true,
	"github.com/hashicorp/vault/api.GetVersion":                                   true,
}

func judge(pass *analysis.Pass, named string) (check.Population, error) {
	own := make(map[string]bool)
	for n := range strings.SplitSeq(named, ",") {
		if n = strings.TrimSpace(n); n != "" {
			own[spelling(n)] = true
		}
	}
	var all check.Population
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	for at := range in.Root().Preorder((*ast.CallExpr)(nil)) {
		call := at.Node().(*ast.CallExpr)
		fn, _ := typeutil.Callee(pass.TypesInfo, call).(*types.Func)
		if !reads(fn, own) {
			continue
		}
		s := judgeCall(pass.TypesInfo, at, call)
		symbol := check.Symbol(pass.Pkg, at)
		s.Name, s.Symbol, s.Message = symbol+": "+check.CallText(call), symbol, symbol+" "+s.Message
		s.Pos, s.End = call.Pos(), call.End()
		all = append(all, s)
	}
	return append(all, values(pass, in, own)...), nil
}

// reads reports whether a function reads from a secret store.
func reads(fn *types.Func, own map[string]bool) bool {
	return fn != nil && fn.Pkg() != nil && givesError(fn) &&
		(stores[fn.Pkg().Path()+"."+fn.Name()] || len(own) > 0 && own[spelling(fn.Origin().FullName())])
}

// values finds where such a function is handed on as a value: what calls it is not
// followed.
func values(pass *analysis.Pass, in *inspector.Inspector, own map[string]bool) check.Population {
	var all check.Population
	for at := range in.Root().Preorder((*ast.Ident)(nil)) {
		id := at.Node().(*ast.Ident)
		fn, _ := pass.TypesInfo.Uses[id].(*types.Func)
		if !reads(fn, own) {
			continue
		}
		e, up := ast.Expr(id), at.Parent()
		if sel, ok := up.Node().(*ast.SelectorExpr); ok && sel.Sel == id {
			e, up = sel, up.Parent()
		}
		for paren, ok := up.Node().(*ast.ParenExpr); ok; paren, ok = up.Node().(*ast.ParenExpr) {
			e, up = paren, up.Parent()
		}
		if call, ok := up.Node().(*ast.CallExpr); ok && call.Fun == e {
			continue
		}
		symbol := check.Symbol(pass.Pkg, at)
		all = append(all, check.Subject{
			Name: symbol + ": " + types.ExprString(e), Symbol: symbol, Pos: e.Pos(), End: e.End(), Outcome: candor.Unknown,
			Message: fmt.Sprintf("%s hands %s on as a value; what happens where the secret store fails is not followed", symbol, types.ExprString(e)),
		})
	}
	return all
}

// spelling makes (*path.T).M and path.(*T).M and path.(T).M the same name.
func spelling(name string) string {
	name = strings.NewReplacer("*", "", "(", "", ")", "").Replace(name)
	return name
}

func givesError(fn *types.Func) bool {
	r := fn.Signature().Results()
	return r.Len() > 0 && types.Identical(r.At(r.Len()-1).Type(), types.Universe.Lookup("error").Type())
}

// judgeCall looks for the branch that is taken when the store failed.
func judgeCall(info *types.Info, at inspector.Cursor, call *ast.CallExpr) check.Subject {
	err := errorVar(info, at, call)
	if err == nil {
		for c := range at.Enclosing((*ast.ReturnStmt)(nil)) {
			if slices.ContainsFunc(c.Node().(*ast.ReturnStmt).Results, func(e ast.Expr) bool { return ast.Unparen(e) == ast.Expr(call) }) {
				return check.Subject{Outcome: candor.Pass, Message: "hands the error of the secret store on"}
			}
			break // it is an operand of something that may look away
		}
		return check.Subject{Outcome: candor.Unknown, Message: "does not keep the error of the secret store in a variable; what happens on a failure is not followed"}
	}
	branch := failureBranch(info, at, call, err)
	if branch == nil {
		return check.Subject{Outcome: candor.Unknown, Message: "has no branch of its own for a failure of the secret store"}
	}
	plain, alarmed, stops := look(info, branch, err)
	switch {
	case plain != nil && !alarmed:
		return check.Subject{Outcome: candor.Fail,
			Message: fmt.Sprintf("takes %s in place of the secret when the secret store fails, and tells nobody", types.ExprString(plain)),
			Related: []check.Related{{Pos: plain.Pos(), End: plain.End(), Label: "the substitute"}}}
	case plain != nil:
		return check.Subject{Outcome: candor.Pass, Message: fmt.Sprintf("takes %s in place of the secret when the secret store fails, and raises an alarm", types.ExprString(plain))}
	case stops:
		return check.Subject{Outcome: candor.Pass, Message: "stops when the secret store fails"}
	}
	return check.Subject{Outcome: candor.Unknown, Message: "goes on when the secret store fails, in a way that is not followed"}
}

// errorVar is the variable that the call's error is kept in.
func errorVar(info *types.Info, at inspector.Cursor, call *ast.CallExpr) types.Object {
	for c := range at.Enclosing((*ast.AssignStmt)(nil)) {
		a := c.Node().(*ast.AssignStmt)
		if len(a.Rhs) == 1 && ast.Unparen(a.Rhs[0]) == ast.Expr(call) {
			if id, ok := a.Lhs[len(a.Lhs)-1].(*ast.Ident); ok && id.Name != "_" {
				return info.ObjectOf(id)
			}
		}
		return nil
	}
	return nil
}

// failureBranch is the branch of the first test of err behind the call.
func failureBranch(info *types.Info, at inspector.Cursor, call *ast.CallExpr, err types.Object) ast.Stmt {
	var body *ast.BlockStmt
	for c := range at.Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		switch n := c.Node().(type) {
		case *ast.FuncDecl:
			body = n.Body
		case *ast.FuncLit:
			body = n.Body
		}
		break
	}
	if body == nil {
		return nil
	}
	var found ast.Stmt
	ast.Inspect(body, func(n ast.Node) bool {
		i, ok := n.(*ast.IfStmt)
		if !ok || found != nil || i.Body.Pos() < call.Pos() {
			return found == nil
		}
		b, ok := ast.Unparen(i.Cond).(*ast.BinaryExpr)
		if !ok || !mentions(info, b, err) {
			return true
		}
		switch b.Op {
		case token.NEQ, token.LOR:
			found = i.Body
		case token.EQL:
			if found = i.Else; found == nil {
				found = &ast.EmptyStmt{}
			}
		}
		return found == nil
	})
	return found
}

func mentions(info *types.Info, n ast.Node, o types.Object) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && info.ObjectOf(id) == o {
			found = true
		}
		return !found
	})
	return found
}

var alarm = regexp.MustCompile(`(?i)^(error|errorf|errorw|errorcontext|fatal.*|panic.*|critical.*|alert.*|alarm.*|notify.*|capture(exception|error|message)|audit.*|record.*|page.*|warn.*)$`)

// look reads the branch: a plain value that takes the secret's place, an alarm,
// and whether the function ends there with the error.
func look(info *types.Info, branch ast.Stmt, err types.Object) (plain ast.Expr, alarmed, stops bool) {
	ast.Inspect(branch, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ReturnStmt:
			for _, r := range n.Results {
				if plain == nil && substitute(info, r) {
					plain = r
				}
				if mentions(info, r, err) || isError(info.TypeOf(r)) && !info.Types[r].IsNil() {
					stops = true
				}
			}
		case *ast.AssignStmt:
			for _, r := range n.Rhs {
				if plain == nil && substitute(info, r) {
					plain = r
				}
			}
		case *ast.CallExpr:
			if sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr); ok && alarm.MatchString(sel.Sel.Name) {
				alarmed = true
				if strings.HasPrefix(sel.Sel.Name, "Fatal") || strings.HasPrefix(sel.Sel.Name, "Panic") {
					stops = true
				}
			}
			if id, ok := n.Fun.(*ast.Ident); ok && id.Name == "panic" || info.Types[n.Fun].IsValue() && check.CallText(n) == "os.Exit" {
				stops = true
			}
		}
		return true
	})
	return plain, alarmed && plain != nil || alarmed, stops
}

func isError(t types.Type) bool {
	return t != nil && types.Identical(t, types.Universe.Lookup("error").Type())
}

var setting = regexp.MustCompile(`(?i)^(cfg|conf|config|settings?|opts|options|env|viper|flags?)$`)

// substitute reports whether the value comes from the environment, from the
// configuration, or stands in the code.
func substitute(info *types.Info, e ast.Expr) bool {
	e = ast.Unparen(e)
	if tv := info.Types[e]; tv.Value != nil {
		b, ok := tv.Type.Underlying().(*types.Basic)
		return ok && b.Info()&types.IsString != 0 && tv.Value.ExactString() != `""`
	}
	switch e := e.(type) {
	case *ast.CallExpr:
		if tv := info.Types[e.Fun]; tv.IsType() && len(e.Args) == 1 {
			return substitute(info, e.Args[0])
		}
		fn, _ := typeutil.Callee(info, e).(*types.Func)
		if fn == nil || fn.Pkg() == nil {
			return false
		}
		switch fn.FullName() {
		case "os.Getenv", "os.LookupEnv", "syscall.Getenv":
			return true
		}
		return fn.Pkg().Path() == "github.com/spf13/viper" && strings.HasPrefix(fn.Name(), "Get")
	case *ast.SelectorExpr:
		t := info.TypeOf(e)
		if t == nil {
			return false
		}
		b, ok := t.Underlying().(*types.Basic)
		return ok && b.Info()&types.IsString != 0 && fromSettings(e.X)
	}
	return false
}

func fromSettings(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return setting.MatchString(e.Name)
	case *ast.SelectorExpr:
		return setting.MatchString(e.Sel.Name) || fromSettings(e.X)
	}
	return false
}
