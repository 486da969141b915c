// Package passwordhash holds the check passwords/weak-hash: passwords that are
// kept in a form that is cheap to guess.
package passwordhash

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"
	"regexp"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
)

// New returns the check.
func New() *check.Check { return check.New("passwordhash", rule(), judge) }

// fast are hashes that a graphics card computes by the billion a second.
var fast = map[string]string{
	"crypto/md5": "MD5", "crypto/sha1": "SHA-1", "crypto/sha256": "SHA-256", "crypto/sha512": "SHA-512", "crypto/sha3": "SHA-3",
	"golang.org/x/crypto/md4": "MD4", "golang.org/x/crypto/sha3": "SHA-3", "golang.org/x/crypto/blake2b": "BLAKE2b", "golang.org/x/crypto/blake2s": "BLAKE2s",
}

// slow are made for passwords: which argument says how slow, and the least that
// is judged good enough.
//   - bcrypt: cost 10, the package's own default (OWASP Password Storage Cheat
//     Sheet, 2023: 10 or more).
//   - scrypt: N = 2^14, the least of RFC 7914, section 12, for interactive use.
//   - argon2: 7 MiB of memory, the least of the settings that OWASP names.
//   - pbkdf2: 10,000 rounds (NIST SP 800-63B, 5.1.1.2, 2017).
var slow = map[string]struct {
	arg   int
	least int64
	what  string
}{
	"golang.org/x/crypto/bcrypt.GenerateFromPassword": {1, 10, "cost"},
	"golang.org/x/crypto/scrypt.Key":                  {2, 1 << 14, "N"},
	"golang.org/x/crypto/argon2.IDKey":                {3, 7 << 10, "memory in KiB"},
	"golang.org/x/crypto/argon2.Key":                  {3, 7 << 10, "memory in KiB"},
	"golang.org/x/crypto/pbkdf2.Key":                  {2, 10_000, "rounds"},
	"crypto/pbkdf2.Key":                               {3, 10_000, "rounds"},
}

func judge(pass *analysis.Pass) (check.Population, error) {
	if !relevant(pass.Pkg) {
		return nil, nil
	}
	var all check.Population
	flow := newFlow(pass)
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	for at := range in.Root().Preorder((*ast.CallExpr)(nil)) {
		call := at.Node().(*ast.CallExpr)
		fn := flow.callee(call)
		if fn == nil || fn.Pkg() == nil {
			continue
		}
		s, ok := judgeSlow(pass.TypesInfo, fn, call)
		if !ok {
			s, ok = judgeFast(pass, flow, fn, call, at)
		}
		if !ok {
			continue
		}
		symbol := check.Symbol(pass.Pkg, at)
		s.Name, s.Symbol, s.Message = symbol+": "+check.CallText(call), symbol, symbol+" "+s.Message
		s.Pos, s.End = call.Pos(), call.End()
		all = append(all, s)
	}
	return all, nil
}

// relevant spares packages that import no hash.
func relevant(pkg *types.Package) bool {
	for _, p := range pkg.Imports() {
		if fast[p.Path()] != "" || strings.HasPrefix(p.Path(), "golang.org/x/crypto/") || p.Path() == "crypto/pbkdf2" || p.Path() == "crypto/hmac" || p.Path() == "hash" {
			return true
		}
	}
	return false
}

func judgeSlow(info *types.Info, fn *types.Func, call *ast.CallExpr) (check.Subject, bool) {
	k, ok := slow[fn.Pkg().Path()+"."+fn.Name()]
	if !ok || fn.Signature().Recv() != nil || k.arg >= len(call.Args) {
		return check.Subject{}, false
	}
	name := fn.Pkg().Name()
	val := info.Types[call.Args[k.arg]].Value
	if val == nil {
		return check.Subject{Outcome: candor.Unknown,
			Message: fmt.Sprintf("hashes a password with %s, whose %s comes from %s", name, k.what, types.ExprString(call.Args[k.arg]))}, true
	}
	n, _ := constant.Int64Val(constant.ToInt(val))
	if n < k.least {
		return check.Subject{Outcome: candor.Fail, Fix: fmt.Sprintf("raise the %s to %d or more", k.what, k.least),
			Message: fmt.Sprintf("hashes a password with %s at a %s of %d, below %d", name, k.what, n, k.least)}, true
	}
	return check.Subject{Outcome: candor.Pass, Message: fmt.Sprintf("hashes a password with %s at a %s of %d", name, k.what, n)}, true
}

// judgeFast finds a password in what a fast hash is given.
func judgeFast(pass *analysis.Pass, f *flow, fn *types.Func, call *ast.CallExpr, at inspector.Cursor) (check.Subject, bool) {
	hash, what := fast[fn.Pkg().Path()], call.Args
	key := fn.Name() == "New" && fn.Pkg().Path() == "crypto/hmac"
	switch {
	case key:
		hash = "an HMAC"
	case hash == "":
		hash, what = f.fed(fn, call)
	case !strings.HasPrefix(fn.Name(), "Sum"):
		return check.Subject{}, false
	}
	named, handed := mentions(what, f.isSecret), mentions(what, f.isGiven)
	if hash == "" || !named && (!handed || key) { // a helper's key is a key: it signs
		return check.Subject{}, false
	}
	body := enclosing(at)
	switch {
	case breach.MatchString(check.Symbol(pass.Pkg, at)):
		return check.Subject{}, false // a lookup in a list of leaked passwords keeps nothing
	case body != nil && callsSlow(pass.TypesInfo, body):
		return check.Subject{Outcome: candor.Unknown, Message: fmt.Sprintf("takes %s of a password beside a hash that is made for passwords; which of the two is kept can't be told", hash)}, true
	case comparedOnly(pass.TypesInfo, body, call):
		return check.Subject{Outcome: candor.NotApplicable, Message: fmt.Sprintf("takes %s of a password only to compare it in constant time with another", hash)}, true
	case key:
		return check.Subject{Outcome: candor.Unknown, Message: "makes a password the key of an HMAC, and whether that is kept can't be told"}, true
	case hash == unnamed:
		return check.Subject{Outcome: candor.Unknown, Message: "gives a password to a hash, and which one that is can't be told"}, true
	case !named:
		return check.Subject{Outcome: candor.Unknown, Message: fmt.Sprintf("takes %s of what a caller may give it a password in, and whether that is kept can't be told", hash)}, true
	}
	return check.Subject{Outcome: candor.Fail, Message: fmt.Sprintf("takes %s of a password, which is guessed by the billion a second", hash)}, true
}

var (
	breach = regexp.MustCompile(`(?i)pwned|hibp|breach|leak`)
	secret = regexp.MustCompile(`(?i)^(.*[a-z_])?(password|passwd|passphrase|passwort)s?$|^pwd$|_pwd$|Pwd$|^(password|passwd)[A-Z_].*`)
	plain  = regexp.MustCompile(`(?i)reset|token|hash|digest|policy|field|url|path|file|name|length|len$`)
)

// mentions reports whether such a name stands in one of the expressions.
func mentions(list []ast.Expr, is func(*ast.Ident) bool) bool {
	found := false
	for _, e := range list {
		ast.Inspect(e, func(n ast.Node) bool {
			if c, ok := n.(*ast.CallExpr); ok {
				if f, ok := ast.Unparen(c.Fun).(*ast.Ident); ok && f.Name == "len" {
					return false
				}
			}
			if id, ok := n.(*ast.Ident); ok && is(id) {
				found = true
			}
			return !found
		})
	}
	return found
}

func enclosing(at inspector.Cursor) *ast.BlockStmt {
	for c := range at.Enclosing((*ast.FuncDecl)(nil)) {
		return c.Node().(*ast.FuncDecl).Body
	}
	return nil
}

func callsSlow(info *types.Info, body *ast.BlockStmt) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok {
			if fn, _ := typeutil.Callee(info, c).(*types.Func); fn != nil {
				if _, ok := slow[fn.FullName()]; ok || fn.FullName() == "golang.org/x/crypto/bcrypt.CompareHashAndPassword" {
					found = true
				}
			}
		}
		return !found
	})
	return found
}
