package livetest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/candor-dev/candor"
)

// displaced lists the facts that a lost call took away or made other, and that no
// gap of their kind owns up to: none that came with the loss says that something
// may be missing where they stood. A claim on that place would not hear of it.
func displaced(old, now map[string]candor.Fact) []string {
	var out []string
	for _, key := range slices.Sorted(maps.Keys(old)) {
		f := old[key]
		g, ok := now[key]
		if !f.State.Answers() || ok && g.State == f.State && value(g) == value(f) {
			continue
		}
		// A fact may say itself that it is not known any more.
		const hidden = `"k":"unknown"`
		owned := ok && g.State == f.State && strings.Count(value(g), hidden) > strings.Count(value(f), hidden)
		for k, gap := range now {
			if was, ok := old[k]; gap.State.Answers() || gap.Kind != f.Kind || ok && !was.State.Answers() {
				continue
			}
			owned = owned || len(gap.Within) == 0 || slices.ContainsFunc(gap.Within, func(w string) bool { return candor.MatchGlob(w, f.At.Path) })
		}
		if !owned {
			out = append(out, fmt.Sprintf("%s is lost or other, and no gap says that something may be missing there", key))
		}
	}
	return out
}
