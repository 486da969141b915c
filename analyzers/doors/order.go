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

// appended is when a statement put something into a list.
func (j *joiner) appended(s src) []step {
	if s.f == nil || s.f.fn == "" || s.v.N <= 0 {
		return nil
	}
	file := ""
	if fn := j.funcs[s.f.fn]; fn != nil {
		file = fn.Pos.File
	}
	out := []step{{fn: outermost(s.f.fn), file: file, off: s.v.N - 1}}
	return append(out, j.chainOf(event{s.f.up, s.f.call})...)
}

// late says that middleware of a list may have been put there after the call
// that goes through the list; "" if not. What answers a request goes through
// it when all is set up.
func (j *joiner) late(s src, call int, f *frame) string {
	if len(s.added) == 0 || call < 0 {
		return ""
	}
	for _, sym := range []effects.Symbol{j.calls[call].In, outermost(j.calls[call].In)} {
		if fn := j.funcs[sym]; fn != nil && fn.Handler {
			return ""
		}
	}
	at := j.chainOf(event{f, call})
	o := compare(s.added, at)
	if o == 0 {
		o = compare(j.ancestors(s.added), j.ancestors(at))
	}
	if o < 0 {
		return ""
	}
	return "it may be added to its list after the route"
}
