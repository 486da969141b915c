// Package sinks says what a single call does that matters to a claim: it
// writes data, writes or changes audit records, checks a right, calls a vendor
// or a language model, takes personal data out, or handles a signature. It
// knows libraries by tables, statements by reading them, and the project's own
// functions by the user's configuration or, weakly, by their names.
package sinks

import (
	"fmt"
	"go/ast"
	"go/types"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/candor-dev/candor/internal/effects"
)

// Config is what a user knows of a program. Symbols are written as
// "import/path.F", "import/path.(*T).M" or "import/path.(T).M" (whether a star
// stands there makes no difference); "*" stands for any part of a name and, in
// the path, of a folder; "**" for any folders.
type Config struct {
	Mutations      []string // functions that write data
	Audits         []string // functions that write an audit record
	Guards         []string // functions that check a caller's right
	Wrappers       []string // functions that take a handler and give one; see Classifier.Wrapper
	Models         []string // functions that call a language model
	Redactors      []string // functions that take personal data out of a text
	WebhookSenders []string // functions that send to an address that a customer gave
	Vendors        []string // import paths of SDKs, or globs of them, besides those that are known
	AuditTables    []string // tables of audit records, or globs, besides those that are named so
	// Modules are the import paths of the modules that are judged: what is in
	// them is read as source and needs no guess from its name. Empty: the module
	// of the package that a call stands in.
	Modules []string
}

// Classifier tells the effects of calls. It is safe for several goroutines.
type Classifier struct {
	libs        map[string]library
	storeNames  map[string]map[string]bool
	vendors     map[string]vendor
	vendorGlobs []string
	auditTables []string
	modules     []string
	configured  matcher
	config      Config
	names       sync.Map // string -> nameKind: what the names of functions say
}

// library classifies the calls into one module.
type library func(c *Classifier, k *callee) []effects.Effect

// New returns a classifier. The error names every entry that can't be read.
func New(cfg Config) (*Classifier, error) {
	c := &Classifier{libs: libraries(), storeNames: storeNames(), vendors: vendorTable(), modules: cfg.Modules, config: cfg}
	var wrong []string
	for _, l := range cfg.lists() {
		for _, entry := range l.entries {
			if err := c.configured.add(l.role, entry); err != nil {
				wrong = append(wrong, fmt.Sprintf("%s: %v", l.key, err))
			}
		}
	}
	for _, v := range cfg.Vendors {
		if _, err := path.Match(v, ""); err != nil || v == "" {
			wrong = append(wrong, fmt.Sprintf("vendors: %q is no import path and no glob of one", v))
			continue
		}
		c.vendorGlobs = append(c.vendorGlobs, v)
	}
	for _, t := range cfg.AuditTables {
		if _, err := path.Match(t, ""); err != nil || t == "" {
			wrong = append(wrong, fmt.Sprintf("audit_tables: %q is no table and no glob of one", t))
			continue
		}
		c.auditTables = append(c.auditTables, strings.ToLower(t))
	}
	if len(wrong) > 0 {
		return nil, fmt.Errorf("the Go sinks can't be read: %s", strings.Join(wrong, "; "))
	}
	return c, nil
}

type list struct {
	key     string
	role    role
	entries []string
}

func (cfg Config) lists() []list {
	return []list{
		{"mutations", roleMutation, cfg.Mutations}, {"audit", roleAudit, cfg.Audits}, {"guards", roleGuard, cfg.Guards},
		{"wrappers", roleWrapper, cfg.Wrappers}, {"models", roleModel, cfg.Models}, {"redactors", roleRedact, cfg.Redactors},
		{"webhook_senders", roleWebhook, cfg.WebhookSenders},
	}
}

// Call lists the effects of one call, none for most. Kind, Symbol, What, Model,
// Verb, Weak, Unread, TextParam and Passed are filled; the position and the
// flow are the caller's. A call of a function value has those of the libraries'
// functions that it may hold.
func (c *Classifier) Call(info *types.Info, call *ast.CallExpr, scope Scope) []effects.Effect {
	var out []effects.Effect
	if k := resolve(info, call, scope); k != nil {
		out = c.effects(k)
	} else {
		out = c.heldEffects(info, call, scope)
	}
	return slices.DeleteFunc(out, func(e effects.Effect) bool { return e.Verb == verbCommit || e.Verb == verbReceipt })
}

// Verbs that never leave the package by Call.
const (
	verbCommit  = "commit"
	verbReceipt = "receipt"
)

// Mutation reports whether a call writes data, an audit record among it, and
// tells by its results whether that failed: by an error, a row that is still
// to be read, or a value with an error inside. It is what a check of lost
// errors asks. Beside Call it counts a commit (losing its error loses the
// writes) and every function that gives the receipt of a statement
// (sql.Result, pgconn.CommandTag) with an error. Guesses do not count: what is
// Weak, and a query whose text can't be read.
func (c *Classifier) Mutation(info *types.Info, call *ast.CallExpr, scope Scope) (effects.Effect, bool) {
	k := resolve(info, call, scope)
	if k == nil {
		if ks := c.held(info, call, scope); len(ks) > 0 && c.libs[ks[0].root] != nil {
			k = ks[0]
		}
	}
	if k == nil || k.failure() == FailsSilently {
		return effects.Effect{}, false
	}
	for _, e := range c.effects(k) {
		switch e.Kind {
		case effects.Mutation, effects.Audit, effects.Tamper:
			if !e.Weak {
				return e, true
			}
		}
	}
	return effects.Effect{}, false
}

func (c *Classifier) effects(k *callee) []effects.Effect {
	out := c.named(k)
	if len(out) > 0 && out[0].Kind == effects.Audit {
		return out
	}
	lib, known := c.libs[k.root]
	switch {
	case known && !c.own(k):
		out = c.vendorCalls(k, out)
		out = append(out, lib(c, k)...)
	case (standard(k.path) || harmlessRoots[k.root]) && !c.own(k):
		return out
	default:
		out = c.vendorCalls(k, out)
		out = append(out, c.foreign(k)...)
	}
	if len(out) > 1 {
		out = unique(out)
	}
	for i := range out {
		c.audited(&out[i])
	}
	return out
}

// unique keeps what is configured before what a table says of the same kind.
func unique(es []effects.Effect) []effects.Effect {
	var out []effects.Effect
	for _, e := range es {
		if !slices.ContainsFunc(out, func(o effects.Effect) bool {
			return o.Kind == e.Kind && (o.What == e.What || o.Symbol == e.Symbol && o.Verb == verbWrite && o.Model == "")
		}) {
			out = append(out, e)
		}
	}
	return out
}

// own reports whether the callee is part of what is judged.
func (c *Classifier) own(k *callee) bool {
	if len(c.modules) > 0 {
		return slices.ContainsFunc(c.modules, func(m string) bool {
			return k.path == m || strings.HasPrefix(k.path, m) && k.path[len(m)] == '/'
		})
	}
	if k.scope.ix == nil || k.scope.ix.pkg == nil {
		return false
	}
	here := k.scope.ix.pkg.Path()
	a, _, _ := strings.Cut(here, "/")
	if strings.Contains(a, ".") {
		return rootOf(here) == k.root
	}
	b, _, _ := strings.Cut(k.path, "/")
	return a == b
}

// standardRoots are the first folders of the standard library.
var standardRoots = set(`archive bufio builtin bytes cmp compress container context crypto database debug embed encoding errors
	expvar flag fmt go hash html image index internal io iter log maps math mime net os path plugin reflect regexp runtime
	simd slices sort strconv strings structs sync syscall testing text time unicode unique unsafe uuid vendor weak`)

// standard reports whether a path is of the standard library.
func standard(p string) bool {
	first, _, _ := strings.Cut(p, "/")
	return standardRoots[first]
}
