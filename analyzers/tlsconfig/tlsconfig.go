// Package tlsconfig holds the check tls/go-config: what Go code asks of TLS.
package tlsconfig

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"go/version"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
)

// New returns the check.
func New() *check.Check { return check.New("tlsconfig", rule(), judge) }

// tls12 is the number of TLS 1.2 on the wire (RFC 5246, A.1) and in crypto/tls.
const tls12 = 0x0303

type judging struct {
	pass *analysis.Pass
	low  *ast.SelectorExpr // a name of crypto/tls for a version below 1.2, if the package uses one
	all  check.Population
}

func judge(pass *analysis.Pass) (check.Population, error) {
	j := &judging{pass: pass}
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	if imports(pass.Pkg, "crypto/tls") {
		j.findLow(in)
	}
	for at := range in.Root().Preorder((*ast.CompositeLit)(nil), (*ast.AssignStmt)(nil), (*ast.UnaryExpr)(nil), (*ast.CallExpr)(nil), (*ast.ValueSpec)(nil)) {
		switch n := at.Node().(type) {
		case *ast.CompositeLit:
			if isConfig(pass.TypesInfo.TypeOf(n)) {
				j.add(at, j.literal(n))
			}
		case *ast.AssignStmt:
			j.assigned(at, n)
		case *ast.UnaryExpr:
			if name := j.fieldOf(n.X); n.Op == token.AND && name != "" {
				j.add(at, check.Subject{Name: "tls.Config." + name, Pos: n.Pos(), End: n.End(), Outcome: candor.Unknown,
					Message: fmt.Sprintf("hands out the address of %s, and what is written there can't be told", name)})
			}
		case *ast.CallExpr:
			if s, ok := j.call(n); ok {
				j.add(at, s)
			}
		case *ast.ValueSpec:
			if n.Type != nil && len(n.Values) == 0 && named(pass.TypesInfo.TypeOf(n.Type)) {
				s := j.missing()
				s.Name, s.Pos, s.End = "tls.Config", n.Pos(), n.End()
				j.add(at, s)
			}
		}
	}
	return append(j.all, j.debug()...), nil
}

func (j *judging) add(at inspector.Cursor, s check.Subject) {
	s.Symbol = check.Symbol(j.pass.Pkg, at)
	s.Name, s.Message = s.Symbol+": "+s.Name, s.Symbol+" "+s.Message
	j.all = append(j.all, s)
}

func (j *judging) findLow(in *inspector.Inspector) {
	for at := range in.Root().Preorder((*ast.SelectorExpr)(nil)) {
		sel := at.Node().(*ast.SelectorExpr)
		if c, ok := j.pass.TypesInfo.Uses[sel.Sel].(*types.Const); ok && c.Pkg() != nil && c.Pkg().Path() == "crypto/tls" {
			switch c.Name() {
			case "VersionSSL30", "VersionTLS10", "VersionTLS11":
				j.low = sel
				return
			}
		}
	}
}

// assigned judges what is assigned to fields of configurations.
func (j *judging) assigned(at inspector.Cursor, n *ast.AssignStmt) {
	for i, l := range n.Lhs {
		name := j.fieldOf(l)
		if name == "" {
			continue
		}
		var s check.Subject
		if len(n.Lhs) == len(n.Rhs) && n.Tok == token.ASSIGN {
			s = j.field(name, n.Rhs[i], nil)
		} else {
			s = check.Subject{Name: "tls.Config." + name, Outcome: candor.Unknown,
				Message: fmt.Sprintf("works out %s from %s, whose value can't be told", name, types.ExprString(n.Rhs[0]))}
		}
		s.Pos, s.End = n.Pos(), n.End()
		j.add(at, s)
	}
}

func imports(pkg *types.Package, path string) bool {
	for _, p := range pkg.Imports() {
		if p.Path() == path {
			return true
		}
	}
	return false
}

// judgedFields are the fields of tls.Config that decide, the worst first.
var judgedFields = [...]string{"MinVersion", "MaxVersion", "InsecureSkipVerify"}

// fieldOf names the field of tls.Config that an expression selects, directly or
// through what embeds or renames the type; "" for anything else.
func (j *judging) fieldOf(e ast.Expr) string {
	sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	s := j.pass.TypesInfo.Selections[sel]
	if s == nil || s.Kind() != types.FieldVal || s.Obj().Pkg() == nil || s.Obj().Pkg().Path() != "crypto/tls" {
		return ""
	}
	for _, name := range judgedFields {
		if s.Obj().Name() == name {
			return name
		}
	}
	return ""
}

// isConfig reports whether the type is tls.Config, a type made of it, or a
// pointer to one.
func isConfig(t types.Type) bool {
	if t == nil {
		return false
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	return named(t)
}

func named(t types.Type) bool {
	if t == nil {
		return false
	}
	n, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return false
	}
	st, ok := n.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range st.Fields() {
		if f.Name() == "InsecureSkipVerify" {
			return f.Pkg() != nil && f.Pkg().Path() == "crypto/tls" // a field keeps the package that declares it
		}
	}
	return false
}

// literal judges a tls.Config{...} by the worst of its fields.
func (j *judging) literal(lit *ast.CompositeLit) check.Subject {
	set := make(map[string]ast.Expr)
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if id, ok := kv.Key.(*ast.Ident); ok {
				set[id.Name] = kv.Value
			}
		}
	}
	worst := j.missing()
	for _, name := range judgedFields {
		v := set[name]
		if v == nil {
			continue
		}
		s := j.field(name, v, set)
		switch {
		case worst.Outcome == candor.Fail && s.Outcome == candor.Fail:
			worst.Message += ", and " + s.Message
		case name == "MinVersion" && worst.Outcome == candor.Unknown || rank(s.Outcome) > rank(worst.Outcome) || name != "MaxVersion" && worst.Outcome == candor.Pass && s.Outcome == candor.Pass:
			worst = s
		}
	}
	worst.Name, worst.Pos, worst.End = "tls.Config", lit.Pos(), lit.End()
	return worst
}

func rank(o candor.Outcome) int {
	switch o {
	case candor.Fail:
		return 2
	case candor.Unknown:
		return 1
	}
	return 0
}

// missing is what a configuration without MinVersion gets: TLS 1.2 for clients
// since Go 1.18 and for servers since Go 1.22 (release notes of both, crypto/tls),
// by the go line of the module, which sets the default of GODEBUG.
func (j *judging) missing() check.Subject {
	if v := j.pass.Pkg.GoVersion(); v != "" && version.IsValid(v) && version.Compare(v, "go1.22") < 0 {
		return check.Subject{Outcome: candor.Unknown, Fix: "set MinVersion: tls.VersionTLS12, or raise the go line of go.mod to 1.22",
			Message: fmt.Sprintf("sets no MinVersion, and the module says %s: a server would accept TLS 1.0", v)}
	}
	return check.Subject{Outcome: candor.Pass, Message: "leaves the minimum to Go, which is TLS 1.2"}
}

// field judges the value of one field; set holds the other fields of a literal.
func (j *judging) field(name string, v ast.Expr, set map[string]ast.Expr) check.Subject {
	s := check.Subject{Name: "tls.Config." + name}
	val := j.pass.TypesInfo.Types[v].Value
	switch name {
	case "MinVersion":
		j.minimum(&s, v, val)
	case "MaxVersion":
		maximum(&s, v, val)
	case "InsecureSkipVerify":
		own := set["VerifyConnection"] != nil || set["VerifyPeerCertificate"] != nil
		switch {
		case val == nil && !own:
			s.Outcome, s.Message = candor.Unknown, fmt.Sprintf("takes from %s whether certificates are checked", types.ExprString(v))
		case val != nil && constant.BoolVal(val) && !own:
			s.Outcome, s.Message, s.Fix = candor.Fail, "does not check the certificate of the other side (InsecureSkipVerify)", "remove InsecureSkipVerify, and trust a private CA by RootCAs"
		case own:
			s.Outcome, s.Message = candor.Unknown, "checks certificates by a function of its own, which is not judged"
		default:
			s.Outcome, s.Message = candor.Pass, "checks the certificate of the other side"
		}
	}
	return s
}

func maximum(s *check.Subject, v ast.Expr, val constant.Value) {
	if val == nil {
		s.Outcome, s.Message = candor.Unknown, fmt.Sprintf("takes the newest version that it speaks from %s, whose value can't be told", types.ExprString(v))
		return
	}
	n, exact := constant.Int64Val(constant.ToInt(val))
	if exact && n != 0 && n < tls12 {
		s.Outcome, s.Message, s.Fix = candor.Fail, fmt.Sprintf("speaks nothing newer than %s", types.ExprString(v)), "remove MaxVersion"
		return
	}
	s.Outcome, s.Message = candor.Pass, "leaves TLS 1.2 allowed"
}

func (j *judging) minimum(s *check.Subject, v ast.Expr, val constant.Value) {
	n, exact := int64(0), false
	if val != nil {
		n, exact = constant.Int64Val(constant.ToInt(val))
	}
	switch {
	case exact && n == 0:
		*s = j.missing()
	case exact && n < tls12:
		s.Outcome, s.Message = candor.Fail, fmt.Sprintf("accepts %s", types.ExprString(v))
		if sel, ok := ast.Unparen(v).(*ast.SelectorExpr); ok {
			s.Edits = []analysis.TextEdit{{Pos: sel.Sel.Pos(), End: sel.Sel.End(), NewText: []byte("VersionTLS12")}}
		}
	case exact:
		s.Outcome, s.Message = candor.Pass, fmt.Sprintf("asks for at least %s", types.ExprString(v))
	case j.low != nil:
		s.Outcome = candor.Fail
		s.Message = fmt.Sprintf("takes its minimum from %s, which can be set to %s", types.ExprString(v), types.ExprString(j.low))
		s.Related = []check.Related{{Pos: j.low.Pos(), End: j.low.End(), Label: "the lower version stands here"}}
	default:
		s.Outcome, s.Message = candor.Unknown, fmt.Sprintf("takes its minimum from %s, whose value can't be told", types.ExprString(v))
	}
	if s.Pos == token.NoPos {
		s.Pos, s.End = v.Pos(), v.End()
	}
}
