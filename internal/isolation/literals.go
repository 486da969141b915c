package isolation

import (
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
	return !sameConst("c:"+a, "c:"+b)
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
