package doors

import (
	"cmp"
	"maps"
	"slices"

	"github.com/candor-dev/candor/internal/effects"
)

// notServed is the condition of what stands around a router that a function
// gives back, where no caller is seen to serve it.
const notServed = "where it is served can't be told"

// handedOut takes for routers that nothing is seen to serve, nor to hang into
// another one, what the functions that give them back put around them.
func (j *joiner) handedOut() {
	got, passed := map[*router][][]effects.Wrapper{}, map[*router][][]effects.Wrapper{}
	for _, sym := range slices.Sorted(maps.Keys(j.funcs)) {
		fn := j.funcs[sym]
		if fn.Handler {
			continue
		}
		called := len(j.callers[sym]) > 0
		for _, r := range fn.Returns {
			if len(r) == 0 || r[0].Class != ClassHandler && r[0].Class != ClassRouter {
				continue
			}
			for _, f := range j.contexts(sym) {
				j.steps = 0
				for _, x := range j.handlers(&r[0], f) {
					if x.r == nil || x.r.parent != nil || len(x.r.mounts) > 0 || len(x.r.served) > 0 || called && len(x.wraps) == 0 {
						continue
					}
					if !called {
						got[x.r] = append(got[x.r], x.wraps)
						continue
					}
					ws := slices.Clone(x.wraps)
					for i := range ws {
						ws[i].Cond = first(ws[i].Cond, notServed)
					}
					passed[x.r] = append(passed[x.r], ws)
				}
			}
		}
	}
	most := func(served [][]effects.Wrapper) [][]effects.Wrapper { // what the first has is held against the others
		slices.SortStableFunc(served, func(a, b []effects.Wrapper) int { return cmp.Compare(len(b), len(a)) })
		return served
	}
	for r, served := range passed { // middleware among them gives back what it is given
		r.served = most(served)[:1]
	}
	for r, served := range got {
		r.served = most(served)
	}
}
