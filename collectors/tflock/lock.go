package tflock

import (
	"encoding/base64"
	"encoding/hex"
	"strings"

	version "github.com/hashicorp/go-version"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/ref"
	"github.com/candor-dev/candor/internal/semver"
)

// lock is one .terraform.lock.hcl.
type lock struct {
	path    string
	entries map[string]entry // by address: host/namespace/name
	broken  string           // why it can't be read
}

type entry struct {
	version, constraints string
	h1, zh, odd          int   // sums of each scheme; odd: neither, or no whole sum
	sums                 []any // the whole ones, as written
	line                 int
}

func readLock(in *collector.Input, f *collector.File) *lock {
	l := &lock{path: f.Path, entries: map[string]entry{}}
	src, err := f.Read()
	if err != nil {
		l.broken = err.Error()
		return l
	}
	body, _, why := parse(src, f.Path)
	if why != "" || body == nil {
		l.broken = why
		return l
	}
	for _, b := range body.Blocks {
		if b.Type != "provider" || len(b.Labels) != 1 {
			continue
		}
		e := entry{line: b.DefRange().Start.Line}
		if a := b.Body.Attributes["version"]; a != nil {
			e.version, _ = literal(a.Expr)
		}
		if a := b.Body.Attributes["constraints"]; a != nil {
			e.constraints, _ = literal(a.Expr)
		}
		if a := b.Body.Attributes["hashes"]; a != nil {
			e.hashes(a.Expr)
		}
		l.entries[strings.ToLower(b.Labels[0])] = e
	}
	return l
}

// hashes counts the sums of an entry: "h1:" is of the unpacked package, "zh:" of
// the archive.
func (e *entry) hashes(x hclsyntax.Expression) {
	t, ok := x.(*hclsyntax.TupleConsExpr)
	if !ok {
		return
	}
	for _, n := range t.Exprs {
		s, _ := literal(n)
		scheme, sum, _ := strings.Cut(s, ":")
		b, err := base64.StdEncoding.DecodeString(sum)
		h, herr := hex.DecodeString(sum)
		switch {
		case scheme == "h1" && err == nil && len(b) == 32:
			e.h1++
			e.sums = append(e.sums, s)
		case scheme == "zh" && herr == nil && len(h) == 32:
			e.zh++
			e.sums = append(e.sums, s)
		default:
			e.odd++
		}
	}
}

// find returns the entry of a source. A source without a host is of the default
// registry, which the lock writes out; which host that is does not matter here.
func (l *lock) find(source string) (entry, bool) {
	source = strings.ToLower(source)
	if strings.Count(source, "/") == 2 {
		e, ok := l.entries[source]
		return e, ok
	}
	for address, e := range l.entries {
		if strings.HasSuffix(address, "/"+source) && strings.HasPrefix(address, "registry.") {
			return e, true
		}
	}
	return entry{}, false
}

// satisfies tells whether a version meets a constraint, by Terraform's own
// library: "yes", "no" or "unknown".
func satisfies(constraint, v string) string {
	if strings.TrimSpace(constraint) == "" {
		return "yes"
	}
	c, err := version.NewConstraint(constraint)
	if err != nil {
		return "unknown"
	}
	w, err := version.NewVersion(v)
	if err != nil {
		return "unknown"
	}
	if c.Check(w) {
		return "yes"
	}
	return "no"
}

func emitProvider(in *collector.Input, p provider, root string, l *lock, subjects ref.Names) {
	v := map[string]any{
		"ecosystem": "terraform", "name": ref.Printable(p.source), "spec": ref.Printable(p.version), "root": ref.Printable(root),
		"internal": strings.HasPrefix(p.source, "terraform.io/builtin/"), "why": "a part of Terraform itself",
		"lock": "", "lock_state": "absent", "locked": false, "resolved": "", "lock_line": 0, "h1": 0, "zh": 0, "in_sync": "unknown",
	}
	v["level"] = asked(p.version)
	f := candor.Fact{
		Kind: kindProvider, Subject: subjects.Unique(ref.Printable(root + ": " + p.source)), State: candor.Observed, At: p.at, Value: v,
	}
	if l != nil {
		v["lock"], v["lock_state"] = l.path, "present"
		if e, ok := l.find(p.source); ok {
			v["locked"], v["resolved"], v["lock_line"], v["h1"], v["zh"] = true, ref.Printable(e.version), e.line, e.h1, e.zh
			if len(e.sums) > 0 {
				v["sums"] = e.sums
			}
			sync := satisfies(p.version, e.version)
			v["in_sync"] = sync
			switch {
			case sync == "unknown":
				v["level"] = ref.Unresolved
			case sync == "yes" && e.h1+e.zh > 0:
				v["level"] = ref.Hash
			case sync == "yes":
				v["level"] = ref.Lock
			}
		}
		if l.broken != "" {
			f.State, f.Reason = candor.Error, ref.Printable("the lock "+l.path+" can't be read: "+l.broken)
		}
	}
	if p.hole {
		f.State, f.Reason = candor.Unresolved, "its source or version holds an expression"
	}
	in.Emit(f)
}

// asked is the level of a constraint by itself.
func asked(constraint string) string {
	switch v := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(constraint), "=")); {
	case v == "":
		return ref.None
	case semver.IsExact(v):
		return ref.Exact
	}
	return ref.Range
}
