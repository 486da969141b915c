package candor

import (
	"fmt"
	"strings"
)

func enumName(names []string, i int) string {
	if i < 0 || i >= len(names) {
		return fmt.Sprintf("invalid(%d)", i)
	}
	return names[i]
}

// parseEnum sets dst to the index of text in names; the error lists the names.
func parseEnum[T ~int](names []string, text []byte, what string, dst *T) error {
	for i, n := range names {
		if n == string(text) {
			*dst = T(i)
			return nil
		}
	}
	return fmt.Errorf("unknown %s %q: want one of %s", what, text, strings.Join(names, ", "))
}
