package postgres

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// actor is one of the three made-up people: two with rows, one without.
type actor int

const (
	actorA actor = iota
	actorB
	stranger
)

func (a actor) String() string { return [...]string{"A", "B", "a stranger"}[a] }

// uuid gives the made-up identifier of an actor; n tells rows of one apart.
func (a actor) uuid(n int) string {
	return fmt.Sprintf("ca9d0000-0000-4000-8%03d-0000000%05x", n, 0xa0000+int(a)<<8)
}

func (a actor) number(n int) int { return 9100 + 10*int(a) + n }

var typeLength = regexp.MustCompile(`\((\d+)\)`)

// value writes a literal of a type that is the same for all columns of an actor,
// so that rows of his tables refer to each other. key says that the column
// names a row, a tenant or a user. It is false where no value is known.
func value(c *columnRow, labels []string, a actor, n int, key bool) (string, bool) {
	typ, base := c.Type, c.Base
	lit := func(s string) (string, bool) { return quote(s) + "::" + typ, true }
	if strings.HasSuffix(base, "[]") {
		return lit("{}")
	}
	if len(labels) > 0 {
		return lit(labels[min(n, len(labels)-1)])
	}
	switch base {
	case "uuid":
		return lit(a.uuid(n))
	case "smallint", "integer", "bigint", "numeric", "real", "double precision", "oid", "money":
		return lit(strconv.Itoa(a.number(n)))
	case "text", "character varying", "character", "name", "citext", "public.citext", "extensions.citext":
		s := fmt.Sprintf("candor-%c%d", 'a'+rune(a), n)
		if key {
			s = a.uuid(n)
		}
		if m := typeLength.FindStringSubmatch(typ); m != nil {
			if limit, err := strconv.Atoi(m[1]); err == nil && limit < len(s) {
				s = fmt.Sprintf("%c%d", 'a'+rune(a), n)
				s = s[:min(limit, len(s))]
			}
		} else if base == "character" {
			s = string('a' + rune(a))
		}
		return lit(s)
	case "boolean":
		return lit(strconv.FormatBool(n%2 == 1))
	case "timestamp with time zone", "timestamp without time zone", "date":
		return lit(fmt.Sprintf("2026-01-%02d", 1+n))
	case "time without time zone", "time with time zone":
		return lit(fmt.Sprintf("0%d:00", n%10))
	case "interval":
		return lit(fmt.Sprintf("%d days", 1+n))
	case "json", "jsonb":
		return lit(fmt.Sprintf(`{"candor": %d}`, a.number(n)))
	case "bytea":
		return lit(fmt.Sprintf(`\x%04x`, a.number(n)))
	case "inet", "cidr":
		return lit(fmt.Sprintf("10.%d.%d.1/32", a, n))
	case "macaddr":
		return lit(fmt.Sprintf("02:00:00:00:%02x:%02x", int(a), n))
	case "bit", "bit varying":
		return "", false
	case "point":
		return lit("(0,0)")
	case "tsvector":
		return lit("")
	case "xml":
		return lit("<candor/>")
	}
	if strings.HasSuffix(base, "range") {
		return lit("empty")
	}
	return "", false
}

// mighty prefers, among the words that a column may hold, one that gives its
// bearer the most: a leak must show also to an administrator of another tenant.
func mighty(words []string) []string {
	for _, want := range []string{"owner", "admin", "administrator", "superadmin"} {
		if i := slices.IndexFunc(words, func(w string) bool { return strings.EqualFold(w, want) }); i >= 0 {
			return append([]string{words[i]}, slices.Delete(slices.Clone(words), i, i+1)...)
		}
	}
	return words
}

var (
	quoted  = regexp.MustCompile(`'((?:[^']|'')*)'`)
	numeral = regexp.MustCompile(`\(?'?(-?\d+(?:\.\d+)?)'?\)?`)
)

// candidates are the values that a CHECK constraint names.
func candidates(def string) []string {
	var out []string
	for _, m := range quoted.FindAllStringSubmatch(def, -1) {
		if s := strings.ReplaceAll(m[1], "''", "'"); !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	for _, m := range numeral.FindAllStringSubmatch(def, -1) {
		if !slices.Contains(out, m[1]) {
			out = append(out, m[1])
		}
	}
	return out
}
