package effects

import (
	"regexp"
	"slices"
	"strings"

	"github.com/candor-dev/candor"
)

// matchSymbol reports whether a pattern names a symbol: by its whole name, by
// its name without the folders of its package, or as a glob in which * stands
// for anything.
func matchSymbol(pattern string, s Symbol) bool {
	t := string(s)
	if pattern == t || strings.HasSuffix(t, "/"+pattern) {
		return true
	}
	// The star of a pointer receiver is none of a glob.
	plain := strings.ReplaceAll(pattern, "(*", "(")
	if !strings.Contains(plain, "*") {
		return false
	}
	t = strings.ReplaceAll(t, "(*", "(")
	return wildcard(plain, t) || wildcard("*/"+plain, t)
}

func matchAny(patterns []string, s Symbol) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return matchSymbol(p, s) })
}

// wildcard matches a text against a pattern in which * stands for any text.
func wildcard(pattern, s string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == s
	}
	if !strings.HasPrefix(s, parts[0]) {
		return false
	}
	s = s[len(parts[0]):]
	for _, p := range parts[1 : len(parts)-1] {
		i := strings.Index(s, p)
		if i < 0 {
			return false
		}
		s = s[i+len(p):]
	}
	return strings.HasSuffix(s, parts[len(parts)-1])
}

// MatchDoor reports whether a pattern names a door: "POST /v1/events", a path
// for all methods, a glob on the path ("/v1/public/**"), or the handler. Of a
// door whose path is known in part it must do so whatever the rest is.
func MatchDoor(pattern string, d *Door) bool { return matchDoor(pattern, d) == matchYes }

func matchDoor(pattern string, d *Door) match {
	pattern = strings.TrimSpace(pattern)
	if pattern != "" && (pattern == d.Path || pattern == d.Name() || pattern == string(d.Handler)) {
		return matchYes
	}
	method, path, ok := strings.Cut(pattern, " ")
	if !ok {
		if !strings.HasPrefix(pattern, "/") || d.Kind == Job || d.PathGap == "" && !strings.HasPrefix(d.Path, "/") {
			return matchNo
		}
		return matchKnown(strings.TrimPrefix(pattern, "/"), d.relative(), func(p string) bool { return matchPath(pattern, "/"+p) })
	}
	path = strings.TrimSpace(path)
	if word := strings.ToLower(method); word == string(Job) || word == string(RPC) {
		if string(d.Kind) != word {
			return matchNo
		}
		return matchKnown(path, d, func(p string) bool { return wildcard(path, p) })
	}
	// A door of several methods is named by a pattern only if it names all of
	// them that matter.
	named := strings.Split(strings.ToUpper(method), ",")
	if method != "*" {
		some := false
		for _, m := range d.Methods {
			switch {
			case slices.Contains(named, m):
				some = true
			case !safe(m):
				return matchNo
			}
		}
		if !some {
			return matchNo
		}
	}
	if path == d.Path {
		return matchYes
	}
	return matchKnown(strings.TrimPrefix(path, "/"), d.relative(), func(p string) bool { return matchPath(path, "/"+p) })
}

// relative is a door with a path that begins without a slash, as those of
// patterns are compared.
func (d *Door) relative() *Door {
	c := *d
	c.Path = strings.TrimPrefix(c.Path, "/")
	return &c
}

// matchPath is a glob on a path of the web: "*" stays within a segment, "**"
// does not. Unlike on a path of files, a plain path does not cover what lies
// below it.
func matchPath(pattern, path string) bool {
	pattern, path = strings.TrimPrefix(pattern, "/"), strings.TrimPrefix(path, "/")
	if !strings.Contains(pattern, "*") {
		return pattern == path
	}
	return candor.MatchGlob(pattern, path)
}

func safe(method string) bool {
	return method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "TRACE"
}

// matchWrapper reports whether a rule covers a door by one of its wrappers,
// and by which, from 1; 0 for a rule that stands around every door. A wrapper
// that certainly stands there is preferred to one that may not. Missing is
// what keeps a wrapper that is there from counting.
func (r *WrapperRule) matchWrapper(d *Door) (at int, missing string, ok match) {
	if r.Func == "" {
		return 0, "", r.covers(d)
	}
	for i := range d.Wrappers {
		w := &d.Wrappers[i]
		if !matchSymbol(r.Func, w.Symbol) {
			continue
		}
		if lack := r.lacks(w.Args); lack != "" {
			if ok == matchNo {
				at, missing = i+1, Short(w.Symbol)+" is not given "+lack
			}
			continue
		}
		here := matchYes
		if r.Routes != nil {
			here = r.covers(d)
		}
		switch {
		case here == matchNo:
			if ok == matchNo {
				at, missing = i+1, "none of the routes of "+Short(w.Symbol)+" matches"
			}
		case here == matchYes && w.Cond == "":
			return i + 1, "", matchYes
		case here > ok:
			at, missing, ok = i+1, "", here
		}
	}
	return at, missing, ok
}

// lacks is the first required word that stands in none of the arguments.
func (r *WrapperRule) lacks(args []string) string {
	for _, want := range r.Requires {
		if !slices.ContainsFunc(args, func(a string) bool { return hasWord(a, want) }) {
			return want
		}
	}
	return ""
}

// hasWord reports whether a name stands in an expression as a whole.
func hasWord(expr, word string) bool {
	for from := 0; ; {
		i := strings.Index(expr[from:], word)
		if i < 0 || word == "" {
			return false
		}
		i += from
		end := i + len(word)
		if (i == 0 || !letter(expr[i-1])) && (end == len(expr) || !letter(expr[end])) {
			return true
		}
		from = i + 1
	}
}

func letter(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

// samples stand for the parameters of a path when a table of regular
// expressions is held against it.
var samples = []string{"1", "x", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"}

var parameter = regexp.MustCompile(`\{[^{}]*\}|:[A-Za-z_][A-Za-z0-9_]*|\*[A-Za-z_]*`)

// covers reports whether a route of the table matches the door, with any of
// the samples for its parameters, for each of its methods that matter. Of a
// path with an unknown part that is certain only where any path would match.
func (r *WrapperRule) covers(d *Door) match {
	methods := slices.DeleteFunc(slices.Clone(d.Methods), safe)
	if len(methods) == 0 {
		methods = d.Methods
	}
	if len(methods) == 0 {
		methods = []string{"POST", "PUT", "PATCH", "DELETE"}
	}
	for _, m := range methods {
		for _, path := range d.fill(gapSamples) {
			if slices.ContainsFunc(r.Routes, func(p string) bool { return routeMatches(p, m, path) }) {
				continue
			}
			if d.PathGap != "" && len(r.Routes) > 0 {
				return matchMaybe
			}
			return matchNo
		}
	}
	return matchYes
}

func routeMatches(pattern, method, path string) bool {
	re, err := regexp.Compile(pattern)
	if err != nil {
		return false // Validate has told the user
	}
	for _, s := range samples {
		p := parameter.ReplaceAllString(path, s)
		if re.MatchString(p) || re.MatchString(method+" "+p) {
			return true
		}
	}
	return pattern == path || pattern == method+" "+path
}

// auditTable reports whether a table holds the audit trail.
func (o *Options) auditTable(model string) bool {
	if model == "" {
		return false
	}
	if o.AuditTables != nil {
		return matchModel(o.AuditTables, model)
	}
	return auditName(model)
}

func matchModel(globs []string, model string) bool {
	bare := model[strings.LastIndexByte(model, '.')+1:]
	return slices.ContainsFunc(globs, func(g string) bool {
		g = strings.TrimPrefix(g, "model:")
		return strings.EqualFold(g, model) || strings.EqualFold(g, bare) ||
			wildcard(strings.ToLower(g), strings.ToLower(bare)) || wildcard(strings.ToLower(g), strings.ToLower(model))
	})
}

// auditName reports whether a table is named as an audit trail is. "audits"
// and "audit_plans" are things that a product may be about, and do not count.
func auditName(model string) bool {
	ws := words(model[strings.LastIndexByte(model, '.')+1:])
	for i, w := range ws {
		switch w {
		case "auditlog", "auditlogs", "auditevent", "auditevents", "audittrail", "auditentry", "auditentries", "auditrecord", "auditrecords":
			return true
		case "audit":
			if len(ws) == 1 || i+1 < len(ws) && slices.Contains(trailWords, ws[i+1]) || i > 0 && i == len(ws)-1 {
				return true
			}
		case "activity", "event", "security":
			if i+1 < len(ws) && (ws[i+1] == "log" || ws[i+1] == "logs") {
				return true
			}
		}
	}
	return false
}

var trailWords = []string{"log", "logs", "logging", "event", "events", "trail", "trails", "entry", "entries", "record", "records", "row", "rows", "history", "outbox"}
