package sinks

import (
	"go/types"
	"path"
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/effects"
)

// demands begin the names of functions that refuse; they guard when a right
// follows: RequireRole, EnsureAdmin, CheckPermission.
var demands = set("require requires required ensure assert check verify must enforce validate needs need")

var rights = set(`role roles permission permissions permitted admin access auth authenticated authentication authorization
	authorized authorised authz scope scopes session login loggedin membership member owner ownership tenant superuser superadmin
	signedin privilege privileges rights acl acls rbac abac entitlement entitlements`)

// holds begin the names of questions about a right.
var holds = set("has have")

var heldRights = set("permission permissions role roles access scope scopes privilege privileges rights capability authorization")

var stands = set("admin administrator authorized authorised authenticated owner member allowed permitted superuser superadmin moderator")

var deeds = set("access view read edit write update delete manage create administer modify invite remove use do perform")

// escapes are the words of functions that leave a check out, or set one up.
var escapes = set("skip skips skipped without no not optional disable disabled disables")

// makes begin the names of functions that make or change something.
var makes = set("new set get list create delete add remove update load find save insert grant revoke")

// guardName reports whether a function is named like a check of a right.
func guardName(name string) bool {
	ws := words(name)
	if len(ws) == 0 || len(ws) > 8 {
		return false
	}
	first, last := ws[0], ws[len(ws)-1]
	if makes[first] || slices.ContainsFunc(ws, func(w string) bool { return escapes[w] }) {
		return false
	}
	right := func(in map[string]bool) bool {
		return slices.ContainsFunc(ws[1:], func(w string) bool { return in[w] })
	}
	switch {
	case first == "authorize" || first == "authorise" || first == "authz" || first == "authorized":
		return !slices.Contains(ws, "url") && !slices.Contains(ws, "code")
	case first == "can":
		return len(ws) == 1 || deeds[ws[1]]
	case demands[first] && right(rights):
		return first != "validate" && first != "verify" || rights[last]
	case (first == "require" || first == "requires") && last == "user":
		return true
	case holds[first] && right(heldRights):
		return true
	case first == "is" && stands[last] && len(ws) <= 5:
		return true
	case last == "required" || last == "only":
		return slices.ContainsFunc(ws[:len(ws)-1], func(w string) bool { return rights[w] })
	case (last == "middleware" || last == "interceptor" || first == "with" && len(ws) == 2) && len(ws) <= 4:
		return slices.ContainsFunc(ws, func(w string) bool {
			return w == "auth" || w == "authz" || w == "authentication" || w == "authorization" || w == "session" && last == "middleware" || w == "rbac"
		})
	case first == "only" || first == "must":
		return right(stands)
	}
	return false
}

// redactWords begin the names of functions that take personal data out.
var redactWords = set("redact redacts redacted scrub scrubs anonymize anonymise pseudonymize pseudonymise mask deidentify obfuscate")

func redactName(name string) bool {
	ws := words(name)
	if len(ws) == 0 {
		return false
	}
	return redactWords[ws[0]] || (ws[0] == "sanitize" || ws[0] == "remove" || ws[0] == "strip" || ws[0] == "filter") && slices.Contains(ws, "pii")
}

// nameKind is what the name of a function says of it.
type nameKind uint8

const (
	nameGuards nameKind = 1 << iota
	nameRedacts
	nameRuns // a statement
)

// nameKind splits a name into its words once a run.
func (c *Classifier) nameKind(name string) nameKind {
	if v, ok := c.names.Load(name); ok {
		return v.(nameKind)
	}
	var n nameKind
	if guardName(name) {
		n |= nameGuards
	}
	if redactName(name) {
		n |= nameRedacts
	}
	if slices.ContainsFunc(words(name), func(w string) bool { return runsStatements[w] }) {
		n |= nameRuns
	}
	c.names.Store(name, n)
	return n
}

// byName tells guards and redactors of the project by their names, weakly.
func (c *Classifier) byName(k *callee) []effects.Effect {
	kind := c.nameKind(k.name) & (nameGuards | nameRedacts)
	if kind == 0 || !c.own(k) || len(c.rolesOf(k.fn)) > 0 {
		return nil
	}
	ps, res := k.sig.Params().Len(), k.sig.Results().Len()
	switch {
	case kind&nameGuards != 0 && res+ps > 0 && (words(k.name)[0] != "with" || k.wraps()):
		e := k.effect(effects.Guard, k.withConstants())
		e.Weak = true
		return []effects.Effect{e}
	case kind&nameRedacts != 0 && res > 0 && (ps > 0 || k.recv != nil):
		e := k.effect(effects.Redact, k.short())
		e.Weak = true
		return []effects.Effect{e}
	}
	return nil
}

// wraps reports whether a function takes a handler: WithAuth(h) guards, while
// WithAuth(token) is an option of a client.
func (k *callee) wraps() bool {
	for p := range k.sig.Params().Variables() {
		if _, n := typeName(p.Type()); strings.Contains(n, "Handler") {
			return true
		}
		if _, ok := p.Type().Underlying().(*types.Signature); ok {
			return true
		}
	}
	return false
}

// withConstants is the callee with the constants that it is called with, which
// say which right a guard asks for: "auth.RequireRole(admin)".
func (k *callee) withConstants() string {
	var args []string
	for _, a := range k.call.Args {
		v := k.info.Types[a].Value
		if v == nil || len(args) == 3 {
			continue
		}
		if s := strings.Trim(v.String(), `"`); len(s) <= 40 {
			args = append(args, s)
		}
	}
	if len(args) == 0 {
		return k.short()
	}
	return k.short() + "(" + strings.Join(args, ", ") + ")"
}

// Guard says whether a function checks a caller's right: configured, or only
// named so. Doors ask it about the functions that wrap a handler.
func (c *Classifier) Guard(fn *types.Func) (configured, inferred bool) {
	if slices.Contains(c.rolesOf(fn), roleGuard) {
		return true, false
	}
	return false, fn != nil && fn.Pkg() != nil && !standard(fn.Pkg().Path()) && guardName(fn.Name())
}

// Audit reports whether a function is configured as one that writes an audit record.
func (c *Classifier) Audit(fn *types.Func) bool { return slices.Contains(c.rolesOf(fn), roleAudit) }

// Wrapper reports whether a function is configured as one that wraps handlers.
func (c *Classifier) Wrapper(fn *types.Func) bool { return slices.Contains(c.rolesOf(fn), roleWrapper) }

// AuditTable reports whether a table holds audit records: configured, or named
// so ("audit_log", "billing.audit_events", "activity_log").
func (c *Classifier) AuditTable(table string) bool {
	if table == "" {
		return false
	}
	t := strings.ToLower(table)
	last := t[strings.LastIndexByte(t, '.')+1:]
	for _, g := range c.auditTables {
		if ok, _ := path.Match(g, t); ok {
			return true
		}
		if ok, _ := path.Match(g, last); ok {
			return true
		}
	}
	return auditName(table[strings.LastIndexByte(table, '.')+1:])
}

var recordWords = set("log logs event events trail trails entry entries record records row rows history journal message messages outbox")

// auditName reports whether a table is named like one of audit records. A
// table of an audit's settings or of a company's audits is none.
func auditName(table string) bool {
	ws := words(table)
	for i, w := range ws {
		switch w {
		case "auditlog", "auditlogs", "auditevent", "auditevents", "audittrail":
			return i == len(ws)-1
		case "audit":
			rest := ws[i+1:]
			return len(rest) == 0 || !slices.ContainsFunc(rest, func(w string) bool { return !recordWords[w] })
		}
	}
	if n := len(ws); n >= 2 && recordWords[ws[n-1]] {
		switch ws[n-2] {
		case "activity":
			return ws[n-1] != "messages" && ws[n-1] != "message"
		case "event", "change", "access", "security", "admin":
			return strings.HasPrefix(ws[n-1], "log") || strings.HasPrefix(ws[n-1], "trail") || ws[n-1] == "history"
		}
	}
	return false
}

// audited turns a write to an audit table into what it is: an insert is the
// audit record, a change or a removal tampers with records.
func (c *Classifier) audited(e *effects.Effect) {
	if e.Kind != effects.Mutation || e.Model == "" || e.Weak || !c.AuditTable(e.Model) {
		return
	}
	switch e.Verb {
	case "insert":
		e.Kind = effects.Audit
	case "save": // of a new record or of one that is there
		e.Kind, e.Weak = effects.Audit, true
	case "update", "delete", "truncate", "upsert", "ddl":
		if e.Verb == "ddl" && !strings.HasPrefix(e.What, "DROP") && !strings.HasPrefix(e.What, "ALTER") {
			return // to make the table is no change of a record
		}
		e.Kind = effects.Tamper
	}
}
