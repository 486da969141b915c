package isolation

import (
	"strconv"
	"strings"

	"github.com/candor-dev/candor/internal/pgcat"
)

// differs reports whether two literals of a column are certainly not equal.
func differs(t *pgcat.Table, col, a, b string) bool {
	if c := t.Column(col); c != nil && (strings.EqualFold(c.Type, "boolean") || strings.EqualFold(c.Type, "bool") || strings.EqualFold(c.Type, "pg_catalog.bool")) {
		x, ok1 := boolWord(a)
		y, ok2 := boolWord(b)
		return ok1 && ok2 && x != y
	}
	x, ok1 := boolWord(a)
	if y, ok2 := boolWord(b); ok1 && ok2 && x == y {
		return false
	}
	return unequal("c:"+a, "c:"+b)
}

// unequal reports whether two literals are certainly not equal, of whatever type
// they are: dates, addresses and texts without case have several forms.
func unequal(a, b string) bool {
	if sameConst(a, b) {
		return false
	}
	a, b = strings.TrimPrefix(a, "c:"), strings.TrimPrefix(b, "c:")
	x, ok1 := boolWord(a)
	if y, ok2 := boolWord(b); ok1 && ok2 && x == y {
		return false
	}
	bare := strings.NewReplacer("-", "", "{", "", "}", "", " ", "", "\"", "", "\t", "", "\n", "")
	s, t := strings.ToLower(bare.Replace(a)), strings.ToLower(bare.Replace(b))
	switch {
	case s == t:
		return false
	case len(s) == 32 && len(t) == 32 && len(a) == 36 && len(b) == 36:
		return true // two keys
	case s == "" || t == "":
		return true
	}
	_, err1 := strconv.ParseFloat(a, 64)
	_, err2 := strconv.ParseFloat(b, 64)
	if err1 == nil && err2 == nil {
		return true
	}
	digit := func(s string) bool { return s[0] >= '0' && s[0] <= '9' }
	return !digit(s) || !digit(t)
}

// boolWord reads a boolean as Postgres does.
func boolWord(s string) (val, ok bool) {
	low := strings.ToLower(strings.TrimSpace(s))
	if low == "" {
		return false, false
	}
	switch {
	case strings.HasPrefix("true", low), strings.HasPrefix("yes", low), low == "on", low == "1":
		return true, true
	case strings.HasPrefix("false", low), strings.HasPrefix("no", low), low == "of", low == "off", low == "0":
		return false, true
	}
	return false, false
}
