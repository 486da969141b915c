package effects

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// minCallers is how many doors must lead through a function before it is
// proposed.
const minCallers = 3

// Proposal is what a first run without configuration suggests for candor.yaml.
// Nothing is judged by it until a person has accepted it.
type Proposal struct {
	Audit    []Suggestion // functions that write the audit trail
	Wrappers []Suggestion // wrappers that do
	Guards   []Suggestion // wrappers and functions that seem to check the caller
	Tables   []string     // tables of the trail
	Public   []string     // doors that anybody can use, by the look of their path
}

// Suggestion is a symbol with what speaks for it.
type Suggestion struct {
	Symbol Symbol
	Doors  int
	Why    string
}

// Propose suggests a configuration. A function is an audit sink if its name
// says so, a table with a trail's name is written below it, and it is called
// from at least three doors.
func Propose(p *Program) Proposal {
	vs := Reach(p, Options{})
	sinks, wraps, guards := make(map[Symbol]int), make(map[Symbol]int), make(map[Symbol]int)
	why := make(map[Symbol]string)
	tables := make(map[string]bool)
	var out Proposal
	for i := range vs {
		v := &vs[i]
		seen := make(map[Symbol]bool)
		for k := range v.Audits {
			a := &v.Audits[k]
			if a.Model != "" {
				tables[a.Model] = true
			}
			s, named := sinkOf(a.Path)
			if a.Wrapper > 0 {
				s, named = v.Door.Wrappers[a.Wrapper-1].Symbol, true
				if !seen[s] {
					wraps[s]++
				}
			} else if named && !seen[s] {
				sinks[s]++
			}
			if named && !seen[s] {
				seen[s] = true
				why[s] = "writes " + cmp.Or(a.Model, what(&a.Effect))
			}
		}
		for k := range v.Guards {
			gu := &v.Guards[k]
			if gu.Symbol != "" && gu.Weak == "" && !seen[gu.Symbol] {
				seen[gu.Symbol] = true
				guards[gu.Symbol]++
			}
		}
		if len(v.Guards) == 0 && PublicPath(v.Door.Path) && v.Door.Kind != Job {
			out.Public = append(out.Public, v.Door.Name())
		}
	}
	if len(sinks)+len(wraps) == 0 {
		sinks = namedSinks(p, vs)
		for s := range sinks {
			why[s] = "by its name; what it writes can't be seen"
		}
	}
	for s := range guards {
		why[s] = "checks the caller"
		if guardName(s) {
			why[s] = "by its name"
		}
	}
	out.Audit, out.Wrappers, out.Guards = rankSuggestions(sinks, why), rankSuggestions(wraps, why), rankSuggestions(guards, why)
	out.Tables = slices.Sorted(maps.Keys(tables))
	slices.Sort(out.Public)
	out.Public = slices.Compact(out.Public)
	return out
}

// namedSinks counts the doors that call a function which by its name adds to a
// trail, whatever it writes: a log, a queue, a service.
func namedSinks(p *Program, vs []DoorVerdict) map[Symbol]int {
	callers := make(map[Symbol][]Symbol)
	for i := range p.Functions {
		f := &p.Functions[i]
		for j := range f.Calls {
			if s := f.Calls[j].Callee; auditWord(s) && adds(s) {
				callers[s] = append(callers[s], f.Symbol.Outer())
			}
		}
	}
	doors := make(map[Symbol]int)
	for i := range vs {
		doors[vs[i].Door.Handler.Outer()]++
	}
	out := make(map[Symbol]int)
	for s, by := range callers {
		slices.Sort(by)
		for _, f := range slices.Compact(by) {
			out[s] += doors[f]
		}
	}
	return out
}

// adds reports whether a function's name is of one that adds a record, not of
// one that adds something to a record.
func adds(s Symbol) bool {
	ws := words(s.method())
	if auditName(s.method()) { // EventLog, AuditEvent
		return true
	}
	if len(ws) == 0 || !slices.Contains(addWords, ws[0]) {
		return false
	}
	return len(ws) == 1 || slices.ContainsFunc(ws[1:], func(w string) bool {
		return w == "audit" || w == "activity" || slices.Contains(trailWords, w)
	})
}

var addWords = []string{"record", "log", "write", "insert", "emit", "publish", "store", "save", "send", "create", "add", "track", "audit", "append"}

// sinkOf is the first function on the way to an audit record whose name says
// that it writes one.
func sinkOf(path []Step) (Symbol, bool) {
	for i := 1; i < len(path); i++ {
		s := path[i].Symbol
		if path[i].What == "" && !s.literal() && auditWord(s) {
			return s, true
		}
	}
	return "", false
}

// auditWord reports whether the package's folder, the type or the function is
// named after an audit trail.
func auditWord(s Symbol) bool {
	ws := words(Short(s))
	for i, w := range ws {
		switch w {
		case "audit", "audits", "auditlog", "auditlogs", "auditor", "auditing", "audittrail", "activity", "activities":
			return true
		case "log", "logs":
			if i > 0 && (ws[i-1] == "event" || ws[i-1] == "events") {
				return true
			}
		}
	}
	return false
}

func rankSuggestions(count map[Symbol]int, why map[Symbol]string) []Suggestion {
	var out []Suggestion
	for s, n := range count {
		if n >= minCallers {
			out = append(out, Suggestion{Symbol: s, Doors: n, Why: why[s]})
		}
	}
	slices.SortFunc(out, func(a, b Suggestion) int {
		return cmp.Or(cmp.Compare(b.Doors, a.Doors), cmp.Compare(a.Symbol, b.Symbol))
	})
	return out
}

// PublicPath reports whether a path is one that nobody needs to be signed in
// for, by custom: health checks, signing in, what other services call.
func PublicPath(path string) bool {
	for _, w := range words(path) {
		if slices.Contains(publicWords, w) {
			return true
		}
	}
	return path == "/"
}

var publicWords = []string{
	"health", "healthz", "livez", "readyz", "ready", "live", "ping", "metrics", "version", "login", "signin", "signup", "register",
	"logout", "oauth", "oauth2", "oidc", "saml", "sso", "callback", "callbacks", "webhook", "webhooks", "public", "static", "assets",
	"favicon", "robots", "wellknown", "known", "token", "forgot", "reset", "verify", "docs", "openapi", "swagger", "status",
}

// Empty reports a proposal without anything in it.
func (p *Proposal) Empty() bool {
	return len(p.Audit)+len(p.Wrappers)+len(p.Guards)+len(p.Tables)+len(p.Public) == 0
}

// YAML is the proposal as the part of candor.yaml that a person can paste and
// prune.
func (p *Proposal) YAML() string {
	var b strings.Builder
	b.WriteString("go:\n")
	list := func(key string, ss []Suggestion, item string) {
		if len(ss) == 0 {
			return
		}
		b.WriteString("  " + key + ":\n")
		for _, s := range ss {
			fmt.Fprintf(&b, "    - %s%s # on the way of %d doors; %s\n", item, strconv.Quote(string(s.Symbol)), s.Doors, s.Why)
		}
	}
	list("audit", p.Audit, "")
	list("wrappers", p.Wrappers, "func: ")
	list("guards", p.Guards, "")
	plain := func(key, note string, ss []string) {
		if len(ss) == 0 {
			return
		}
		fmt.Fprintf(&b, "  %s: # %s\n", key, note)
		for _, s := range ss {
			fmt.Fprintf(&b, "    - %s\n", strconv.Quote(s))
		}
	}
	plain("audit_tables", "added to is audited, changed or deleted is a finding", p.Tables)
	plain("public", "doors without a guard that look meant to be open; read each", p.Public)
	return b.String()
}
