package doors

import (
	"cmp"
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/effects"
)

// underPath begins the condition of middleware that holds below a path only.
const underPath = "path under "

// noCall begins the reason of a door in a function that nobody is seen to call.
const noCall = "no call of "

// reached drops the ways to a registration that nobody goes, where there is
// one that somebody goes.
func reached(ds []effects.Door) []effects.Door {
	if !slices.ContainsFunc(ds, func(d effects.Door) bool { return d.Unresolved == "" }) {
		return ds
	}
	return slices.DeleteFunc(ds, func(d effects.Door) bool { return strings.HasPrefix(d.Unresolved, noCall) })
}

// finishDoor puts a door into its final words.
func finishDoor(d *effects.Door) {
	if d.Path == "" {
		d.Path = "/"
	}
	d.Wrappers = slices.DeleteFunc(slices.Clone(d.Wrappers), func(w effects.Wrapper) bool {
		p, ok := strings.CutPrefix(w.Cond, underPath)
		return ok && !strings.HasPrefix(d.Path, p) && d.PathGap == ""
	})
	for i := range d.Wrappers {
		if strings.HasPrefix(d.Wrappers[i].Cond, underPath) && d.PathGap == "" {
			d.Wrappers[i].Cond = ""
		}
	}
	if len(d.Wrappers) == 0 {
		d.Wrappers = nil
	}
	ms := make([]string, 0, len(d.Methods))
	for _, m := range d.Methods {
		if m = strings.ToUpper(m); m == "" || m == "*" {
			ms = nil
			break
		}
		if !slices.Contains(ms, m) {
			ms = append(ms, m)
		}
	}
	d.Methods = ms
	if len(ms) == 0 {
		d.Methods = nil
	}
	if d.Kind == effects.HTTP && isCallback(d) {
		d.Kind = effects.Callback
	}
}

// merge sorts doors and puts those together that differ in what stands around
// them only: what does not stand around all of them is marked.
func merge(ds []effects.Door) []effects.Door {
	slices.SortStableFunc(ds, func(a, b effects.Door) int {
		return cmp.Or(cmp.Compare(a.Pos.File, b.Pos.File), cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Pos.Col, b.Pos.Col),
			cmp.Compare(a.Path, b.Path), slices.Compare(a.Methods, b.Methods), cmp.Compare(a.Handler, b.Handler), cmp.Compare(a.Unresolved, b.Unresolved))
	})
	var out []effects.Door
	for _, d := range ds {
		if n := len(out) - 1; n >= 0 && sameDoor(&out[n], &d) {
			mergeWraps(&out[n], &d)
			continue
		}
		out = append(out, d)
	}
	return out
}

func sameDoor(a, b *effects.Door) bool {
	return a.Pos.File == b.Pos.File && a.Pos.Line == b.Pos.Line && a.Pos.Col == b.Pos.Col && a.Path == b.Path && a.Kind == b.Kind &&
		slices.Equal(a.Methods, b.Methods) && a.Handler == b.Handler
}

func mergeWraps(a, b *effects.Door) {
	a.Unresolved = first(a.Unresolved, b.Unresolved)
	has := func(ws []effects.Wrapper, w effects.Wrapper) bool {
		return slices.ContainsFunc(ws, func(x effects.Wrapper) bool { return x.Symbol == w.Symbol })
	}
	for i := range a.Wrappers {
		if !has(b.Wrappers, a.Wrappers[i]) {
			a.Wrappers[i].Cond = first(a.Wrappers[i].Cond, "on one of several ways to this route")
		}
	}
}
