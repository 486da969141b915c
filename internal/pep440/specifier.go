package pep440

import (
	"cmp"
	"slices"
	"strings"
)

// clause is one comparison of a list of specifiers.
type clause struct {
	op   string // "==", "!=", "<=", ">=", "<", ">", "~=", "==="
	text string // the version as written, lower case
	v    Version
	wild bool // "== 1.2.*"
}

// Set is a list of specifiers that all hold.
type Set []clause

// ParseSet reads a list of specifiers separated by commas. An empty list allows
// every version.
func ParseSet(s string) (Set, bool) {
	if len(s) > maxText {
		return nil, false
	}
	var out Set
	for _, part := range strings.Split(s, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		c, ok := parseClause(part)
		if !ok {
			return nil, false
		}
		out = append(out, c)
	}
	return out, true
}

func parseClause(s string) (clause, bool) {
	var c clause
	for _, op := range []string{"===", "==", "!=", "<=", ">=", "~=", "<", ">"} {
		if rest, ok := strings.CutPrefix(s, op); ok {
			c.op, c.text = op, strings.ToLower(strings.TrimSpace(rest))
			break
		}
	}
	if c.op == "" || c.text == "" {
		return c, false
	}
	if c.op == "===" {
		return c, !strings.ContainsAny(c.text, " \t;")
	}
	text := c.text
	if c.op == "==" || c.op == "!=" {
		if t, ok := strings.CutSuffix(text, ".*"); ok {
			text, c.wild = t, true
		}
	}
	var ok bool
	if c.v, ok = Parse(text); !ok {
		return c, false
	}
	switch {
	case c.wild && (c.v.dev != "" || len(c.v.local) > 0):
		return c, false
	case len(c.v.local) > 0 && c.op != "==" && c.op != "!=":
		return c, false
	case c.op == "~=" && len(c.v.release) < 2:
		return c, false
	}
	return c, true
}

// Exact returns the one version that the set allows, "" when it allows more.
func (s Set) Exact() string {
	for _, c := range s {
		if c.op == "===" || c.op == "==" && !c.wild {
			return c.text
		}
	}
	return ""
}

// Allows reports whether every specifier of the set allows the version.
// Pre-releases are allowed like others: a lock holds one only where somebody
// asked for it.
func (s Set) Allows(version string) bool {
	v, ok := Parse(version)
	for _, c := range s {
		if c.op == "===" {
			if c.text != strings.ToLower(strings.TrimSpace(version)) {
				return false
			}
			continue
		}
		if !ok || !c.allows(v) {
			return false
		}
	}
	return ok || len(s) > 0
}

func (c clause) allows(v Version) bool {
	public := v
	public.local = nil
	switch c.op {
	case "==":
		return c.equal(v)
	case "!=":
		return !c.equal(v)
	case "<=":
		return Compare(public, c.v) <= 0
	case ">=":
		return Compare(public, c.v) >= 0
	case "<":
		if Compare(v, c.v) >= 0 {
			return false
		}
		// A pre-release of the bound itself is not below it, unless it is one.
		return c.v.isPre() || !v.isPre() || !sameBase(v, c.v)
	case ">":
		if Compare(v, c.v) <= 0 {
			return false
		}
		if c.v.post == "" && v.post != "" && sameBase(v, c.v) {
			return false
		}
		return len(v.local) == 0 || !sameBase(v, c.v)
	}
	// "~= 1.2.3" is ">= 1.2.3, == 1.2.*".
	return Compare(public, c.v) >= 0 && prefix(Version{epoch: c.v.epoch, release: c.v.release[:len(c.v.release)-1]}, v)
}

func (c clause) equal(v Version) bool {
	if c.wild {
		return prefix(c.v, v)
	}
	if len(c.v.local) == 0 {
		v.local = nil
	}
	return Compare(v, c.v) == 0
}

// prefix reports whether a version begins like another one.
func prefix(p, v Version) bool {
	if p.epoch != v.epoch {
		return false
	}
	if p.pre != "" || p.post != "" {
		return compareRelease(p.release, v.release) == 0 && p.pre == v.pre && (p.pre == "" || p.preN == v.preN) && (p.post == "" || p.post == v.post)
	}
	for i, n := range p.release {
		have := "0"
		if i < len(v.release) {
			have = v.release[i]
		}
		if have != n {
			return false
		}
	}
	return true
}

func (v Version) isPre() bool { return v.pre != "" || v.dev != "" }

func sameBase(a, b Version) bool {
	return a.epoch == b.epoch && compareRelease(a.release, b.release) == 0
}

// Equal reports whether two lists ask for the same in the same words, in any
// order and with versions that count as one ("1.0" and "1").
func Equal(a, b Set) bool {
	norm := func(s Set) []string {
		var out []string
		for _, c := range s {
			text := c.text
			if c.op != "===" && c.op != "~=" {
				text = c.v.canonical(!c.wild)
			}
			if c.wild {
				text += ".*"
			}
			out = append(out, c.op+text)
		}
		slices.SortFunc(out, cmp.Compare)
		return slices.Compact(out)
	}
	return slices.Equal(norm(a), norm(b))
}

// canonical writes a version in one way; short drops zeros at its end.
func (v Version) canonical(short bool) string {
	r := v.release
	for short && len(r) > 1 && r[len(r)-1] == "0" {
		r = r[:len(r)-1]
	}
	s := strings.Join(r, ".")
	if v.epoch != "0" {
		s = v.epoch + "!" + s
	}
	if v.pre != "" {
		s += v.pre + v.preN
	}
	if v.post != "" {
		s += ".post" + v.post
	}
	if v.dev != "" {
		s += ".dev" + v.dev
	}
	if len(v.local) > 0 {
		s += "+" + strings.Join(v.local, ".")
	}
	return s
}
