package semver

import (
	"errors"
	"regexp"
	"strings"
)

// Range is a set of versions: alternatives, each a list of bounds that all hold.
type Range struct{ sets [][]bound }

type bound struct {
	op string // "<", "<=", ">", ">=", "=", or "" for any version
	v  Version
}

// maxRange bounds the text of a range; npm's own limit is 256.
const maxRange = 256

var (
	operator = regexp.MustCompile(`(~>|[<>]=?|=|\^|~)[\s=v]*`)
	hyphen   = regexp.MustCompile(`^\s*(\S+)\s+-\s+(\S+)\s*$`)
)

// ParseRange reads a range such as "^1.2.0 || 2.x". What it refuses is no range
// for npm either (a tag, a URL, a folder).
func ParseRange(s string) (Range, error) {
	if len(s) > maxRange {
		return Range{}, errors.New("the range is longer than 256 characters")
	}
	var r Range
	for _, alt := range strings.Split(s, "||") {
		set, ok := parseSet(alt)
		if !ok {
			return Range{}, errors.New("not a version range")
		}
		r.sets = append(r.sets, set)
	}
	return r, nil
}

func parseSet(s string) ([]bound, bool) {
	if m := hyphen.FindStringSubmatch(s); m != nil {
		lo, ok1 := parsePartial(strings.TrimLeft(m[1], "=v"))
		hi, ok2 := parsePartial(strings.TrimLeft(m[2], "=v"))
		if !ok1 || !ok2 {
			return nil, false
		}
		return append(lower(lo), upper(hi)...), true
	}
	s = operator.ReplaceAllStringFunc(s, func(m string) string {
		return " " + strings.TrimRight(m, "=v \t\n") + opTail(m)
	})
	fields := strings.Fields(s)
	if len(fields) == 0 {
		return []bound{{}}, true
	}
	var set []bound
	for _, f := range fields {
		b, ok := parseBound(f)
		if !ok {
			return nil, false
		}
		set = append(set, b...)
	}
	return set, true
}

// opTail gives back the "=" that trimming took from an operator.
func opTail(m string) string {
	switch {
	case strings.HasPrefix(m, "<="), strings.HasPrefix(m, ">="), m[0] == '=':
		return "="
	}
	return ""
}

func parseBound(f string) ([]bound, bool) {
	op := ""
	for _, o := range []string{"~>", "<=", ">=", "<", ">", "=", "^", "~"} {
		if strings.HasPrefix(f, o) {
			op = o
			break
		}
	}
	text := strings.TrimLeft(f[len(op):], "=v")
	p, ok := parsePartial(text)
	if !ok || text == "" {
		return nil, false
	}
	v := p.v
	switch op {
	case "^":
		switch {
		case p.wild == 0:
			return []bound{{}}, true
		case v.Major > 0 || p.wild == 1:
			return span(v, Version{Major: v.Major + 1}), true
		case v.Minor > 0 || p.wild == 2:
			return span(v, Version{Minor: v.Minor + 1}), true
		}
		return span(v, Version{Patch: v.Patch + 1}), true
	case "~", "~>":
		switch p.wild {
		case 0:
			return []bound{{}}, true
		case 1:
			return span(v, Version{Major: v.Major + 1}), true
		}
		return span(v, Version{Major: v.Major, Minor: v.Minor + 1}), true
	case "<":
		if p.wild == 0 {
			return []bound{never()}, true
		}
		if p.wild < 3 {
			return []bound{{"<", first(v)}}, true
		}
	case ">=":
		return lower(p), true
	case "<=":
		return upper(p), true
	case ">":
		if p.wild == 0 {
			return []bound{never()}, true
		}
		if p.wild < 3 {
			return []bound{{">=", next(p)}}, true
		}
	case "", "=":
		if p.wild < 3 {
			return append(lower(p), upper(p)...), true
		}
		op = "="
	}
	return []bound{{op, v}}, true
}

// span is from lo up to and without hi. "hi-0" keeps pre-releases of hi out.
func span(lo, hi Version) []bound { return []bound{{">=", lo}, {"<", first(hi)}} }

// first is the least pre-release of a version.
func first(v Version) Version { v.Pre = []string{"0"}; return v }

// never is a bound that no version meets.
func never() bound { return bound{"<", first(Version{})} }

func lower(p partial) []bound {
	if p.wild == 0 {
		return []bound{{}}
	}
	return []bound{{">=", p.v}}
}

func upper(p partial) []bound {
	switch p.wild {
	case 0:
		return []bound{{}}
	case 3:
		return []bound{{"<=", p.v}}
	}
	return []bound{{"<", first(next(p))}}
}

// next is the first version behind every version that the partial names.
func next(p partial) Version {
	if p.wild == 1 {
		return Version{Major: p.v.Major + 1}
	}
	return Version{Major: p.v.Major, Minor: p.v.Minor + 1}
}

// Contains reports whether the version is in the range. A pre-release is in
// only when a bound of the same numbers names a pre-release itself.
func (r Range) Contains(v Version) bool {
	for _, set := range r.sets {
		if inSet(set, v) {
			return true
		}
	}
	return false
}

func inSet(set []bound, v Version) bool {
	named := len(v.Pre) == 0
	for _, b := range set {
		if b.op == "" {
			continue
		}
		c := Compare(v, b.v)
		ok := false
		switch b.op {
		case "<":
			ok = c < 0
		case "<=":
			ok = c <= 0
		case ">":
			ok = c > 0
		case ">=":
			ok = c >= 0
		case "=":
			ok = c == 0
		}
		if !ok {
			return false
		}
		named = named || len(b.v.Pre) > 0 && b.v.Major == v.Major && b.v.Minor == v.Minor && b.v.Patch == v.Patch
	}
	return named
}
