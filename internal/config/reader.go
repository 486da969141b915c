package config

import (
	"io/fs"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/nearest"
)

// keys are the keys of each mapping of candor.yaml; "" is the document.
// schema.json says the same to editors; a test compares the two.
func keys(shape string) []string {
	switch shape {
	case "":
		return []string{"version", "company", "page", "exclude", "policies", "team", "claims", "waivers", "go", "database", "scans", "subprocessors", "answers", "frameworks", "freshness", "deployed_commit"}
	case "team":
		return []string{"solo"}
	case "go":
		return []string{"mutations", "audit", "audit_tables", "wrappers", "guards", "admin", "public", "exempt", "vendors", "models", "redactors", "webhooks", "secrets", "barriers"}
	case "wrapper":
		return []string{"func", "requires"}
	case "admin":
		return []string{"paths", "guards"}
	case "exempt":
		return []string{"door", "reason", "owner", "until"}
	case "vendor":
		return []string{"sdk", "only_in"}
	case "database":
		return []string{"tenants", "identities", "roles", "exposed", "public", "admin_only", "admins", "append_only", "migrations"}
	case "subprocessors":
		return []string{"page", "list", "own"}
	case "subprocessor":
		return []string{"name", "purpose", "location"}
	case "tenant":
		return []string{"table", "column"}
	case "migrations":
		return []string{"dir", "tool"}
	case "claim":
		return []string{"id", "text", "published", "quote", "status", "plan", "due", "scope", "controls", "rules", "answers", "attest", "not_applicable"}
	case "rule":
		return []string{"rule", "with", "over"}
	case "attest":
		return []string{"by", "on", "expires", "reviewed_by", "statement", "basis"}
	case "basis":
		return []string{"file", "sha256"}
	case "framework":
		return []string{"categories", "ownership"}
	case "library":
		return []string{"version", "answers"}
	case "answer":
		return []string{"for", "question", "reply", "text", "ownership", "customer", "rests_on", "by", "reviewed_by", "on", "expires", "basis"}
	case "rests_on":
		return []string{"claims", "controls", "rules"}
	case "not_applicable":
		return []string{"reason", "by"}
	case "waiver":
		return []string{"rule", "subject", "path", "reason", "owner", "approved_by", "expires"}
	}
	return nil
}

// reader turns YAML nodes into Go values and gathers what is wrong with them.
// Each method takes nil for a key that is not there.
type reader struct {
	path     string
	fsys     fs.FS
	pages    map[string]*page
	problems []Problem
}

func (r *reader) err() error { return newError(r.problems) }

func (r *reader) at(n *node) candor.Location {
	return candor.Location{Path: r.path, Line: n.Line, Col: n.Column}
}

func (r *reader) bad(n *node, hint, format string, args ...any) {
	r.problems = append(r.problems, Problem{At: r.at(n), Message: place(format, args...), Hint: hint})
}

// fields are the values of a mapping by key.
type fields struct {
	at *node // the mapping
	m  map[string]*node
}

func (f fields) get(key string) *node { return f.m[key] }

// mapping reads a mapping with the keys of that shape.
func (r *reader) mapping(n *node, shape string) (fields, bool) {
	known := keys(shape)
	return r.pairs(n, func(k *node) bool {
		if slices.Contains(known, k.Value) {
			return true
		}
		hint := nearest.Hint(k.Value, known, 6)
		if k.ShortTag() == "!!merge" {
			hint = "merging is not supported; write the keys out"
		}
		r.bad(k, hint, "unknown key %s%s", quoted(k.Value), inside(shape))
		return false
	})
}

// pairs reads a mapping whose keys are texts, none of them twice, and keeps
// those that accept wants. false: n is no mapping.
func (r *reader) pairs(n *node, accept func(key *node) bool) (fields, bool) {
	n = resolve(n)
	f := fields{at: n, m: make(map[string]*node)}
	if n.Kind != yaml.MappingNode {
		r.bad(n, "", "want keys and values, got %s", describe(n))
		return f, false
	}
	first := make(map[string]int)
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := resolve(n.Content[i])
		if k.Kind != yaml.ScalarNode {
			r.bad(k, "", "a key must be a word, not %s", describe(k))
			continue
		}
		if line := first[k.Value]; line > 0 {
			r.bad(k, "remove one of them", "key %s is given twice, first in line %d", quoted(k.Value), line)
			continue
		}
		first[k.Value] = k.Line
		if accept(k) {
			f.m[k.Value] = resolve(n.Content[i+1])
		}
	}
	return f, true
}

// items reads a list; a key without value is an empty one.
func (r *reader) items(n *node) []*node {
	if n == nil || isNull(n) {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		r.bad(n, "write it as a list: [...]", "want a list, got %s", describe(n))
		return nil
	}
	out := make([]*node, len(n.Content))
	for i, it := range n.Content {
		out[i] = resolve(it)
	}
	return out
}

// text reads a text that is not empty, with its white space joined to single spaces.
func (r *reader) text(n *node) (string, bool) {
	if n == nil {
		return "", false
	}
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!str" {
		hint := ""
		if n.Kind == yaml.ScalarNode && !isNull(n) {
			hint = "put it in quotes"
		}
		r.bad(n, hint, "want a text, got %s", describe(n))
		return "", false
	}
	s := strings.Join(strings.Fields(n.Value), " ")
	if s == "" {
		r.bad(n, "give a text or remove the key", "the text is empty")
		return "", false
	}
	return s, true
}

func (r *reader) textAt(f fields, key string) (string, bool) { return r.text(f.get(key)) }

// required reads a text that must be there; what says what is missing it.
func (r *reader) required(f fields, key, what, hint string) string {
	n := f.get(key)
	if n == nil {
		r.bad(f.at, hint, "%s has no %s", what, key)
	}
	s, _ := r.text(n)
	return s
}

func (r *reader) texts(n *node) []string {
	var out []string
	for _, it := range r.items(n) {
		if s, ok := r.text(it); ok {
			out = append(out, s)
		}
	}
	return out
}

func (r *reader) boolean(n *node) bool {
	if n == nil {
		return false
	}
	b, err := strconv.ParseBool(strings.ToLower(n.Value))
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!bool" || err != nil {
		r.bad(n, "", "want true or false, got %s", describe(n))
		return false
	}
	return b
}

// date reads a day as midnight UTC.
func (r *reader) date(n *node) time.Time {
	if n == nil {
		return time.Time{}
	}
	d, err := time.Parse(time.DateOnly, n.Value)
	if n.Kind != yaml.ScalarNode || err != nil {
		got := describe(n)
		if n.Kind == yaml.ScalarNode && !isNull(n) {
			got = quoted(n.Value)
		}
		r.bad(n, "write it as YYYY-MM-DD", "want a day of the calendar, got %s", got)
		return time.Time{}
	}
	return d
}

// file reads a path inside the tree.
func (r *reader) file(n *node) (string, bool) {
	s, ok := r.text(n)
	if !ok {
		return "", false
	}
	p, ok := inTree(s)
	switch {
	case strings.Contains(s, "://"):
		r.bad(n, "name the file that the page is made from", "want a path inside the tree, got the address %s", quoted(s))
		return "", false
	case !ok || strings.Contains(s, `\`):
		r.bad(n, "write it relative to the root of the tree, with /", "%s is not a path inside the tree", quoted(s))
		return "", false
	}
	return p, true
}

// glob reads a pattern over paths of the tree.
func (r *reader) glob(n *node) (string, bool) {
	s, ok := r.text(n)
	if !ok {
		return "", false
	}
	for part := range strings.SplitSeq(s, "/") {
		if _, err := path.Match(part, ""); err != nil {
			r.bad(n, `close every [, and write \[ for the sign itself`, "%s is not a valid glob", quoted(s))
			return "", false
		}
	}
	if strings.HasPrefix(s, "/") || s == ".." || strings.HasPrefix(s, "../") {
		r.bad(n, "write it relative to the root of the tree", "glob %s can match no path", quoted(s))
		return "", false
	}
	return s, true
}

func (r *reader) globs(n *node) []string {
	var out []string
	for _, it := range r.items(n) {
		if g, ok := r.glob(it); ok {
			out = append(out, g)
		}
	}
	return out
}

// tree reads any value as a plain tree, as in candor.Fact.Value.
func (r *reader) tree(n *node) any {
	switch n = resolve(n); n.Kind {
	case yaml.MappingNode:
		f, _ := r.pairs(n, func(*node) bool { return true })
		m := make(map[string]any, len(f.m))
		for k, v := range f.m {
			m[k] = r.tree(v)
		}
		return m
	case yaml.SequenceNode:
		list := make([]any, 0, len(n.Content))
		for _, it := range n.Content {
			list = append(list, r.tree(it))
		}
		return list
	}
	var v any
	if err := n.Decode(&v); err != nil {
		r.bad(n, "put it in quotes", "%s can't be read as %s", quoted(n.Value), describe(n))
		return nil
	}
	switch x := v.(type) {
	case nil, bool, string, int:
		return x
	case int64:
		return float64(x)
	case uint64:
		return float64(x)
	case float64:
		if !math.IsNaN(x) && !math.IsInf(x, 0) {
			return x
		}
	case time.Time:
		return n.Value
	}
	r.bad(n, "put it in quotes", "want a text, a number, true or false, got %s", describe(n))
	return nil
}

func resolve(n *node) *node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

func isNull(n *node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" }

func describe(n *node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "keys and values"
	case yaml.SequenceNode:
		return "a list"
	}
	switch n.ShortTag() {
	case "!!null":
		return "nothing"
	case "!!str":
		return "the text " + quoted(n.Value)
	case "!!int", "!!float":
		return "the number " + n.Value
	case "!!bool":
		return n.Value
	case "!!timestamp":
		return "the date " + n.Value
	}
	return "a value with the tag " + n.Tag
}

// quoted shows a text of the user, shortened.
func quoted(s string) string {
	const most = 60
	if rs := []rune(s); len(rs) > most {
		s = string(rs[:most]) + "..."
	}
	return strconv.Quote(s)
}

func inside(shape string) string {
	switch shape {
	case "":
		return ""
	case "claim", "waiver", "rule":
		return " in a " + shape
	case "answer":
		return " in an " + shape
	case "library":
		return ""
	}
	return " in " + shape
}
