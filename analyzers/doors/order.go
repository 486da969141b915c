package doors

import "github.com/candor-dev/candor/internal/effects"

// step is one place on the way to an event.
type step struct {
	fn   effects.Symbol // the outermost declaration
	file string
	off  int
}

// order tells which of two events comes first: -1 the first, 1 the second, 0
// when it can't be told.
func (j *joiner) order(a, b event) int {
	as, bs := j.chainOf(a), j.chainOf(b)
	if o := compare(as, bs); o != 0 {
		return o
	}
	// Frames end where nothing depends on parameters; go on with the callers.
	return compare(j.ancestors(as), j.ancestors(bs))
}

func compare(as, bs []step) int {
	for _, a := range as {
		for _, b := range bs {
			if a.fn == b.fn && a.file == b.file && a.off != b.off {
				if a.off < b.off {
					return -1
				}
				return 1
			}
		}
	}
	return 0
}

func (j *joiner) step(call int) step {
	c := &j.calls[call]
	return step{fn: outermost(c.In), file: c.Pos.File, off: c.Off}
}

func (j *joiner) chainOf(e event) []step {
	if e.call < 0 {
		return nil
	}
	out := []step{j.step(e.call)}
	for f := e.f; f != nil; f = f.up {
		if f.call >= 0 {
			out = append(out, j.step(f.call))
		}
	}
	return out
}

// ancestors adds the callers of the callers, four levels up.
func (j *joiner) ancestors(ss []step) []step {
	seen := map[step]bool{}
	var out []step
	for _, s := range ss {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	for level, from := 0, 0; level < 4 && len(out) < 256; level++ {
		to := len(out)
		for _, s := range out[from:to] {
			for _, i := range j.callers[s.fn] {
				if n := j.step(i); !seen[n] {
					seen[n] = true
					out = append(out, n)
				}
			}
		}
		from = to
	}
	return out
}
