package effects

import "slices"

// onAllWays looks for ways from the roots to the work, or to where a wrapper
// hands the request on, that no guard stands before. One of several guards of
// the same sort will do.
func (r *reacher) onAllWays(g *GuardUse, x *Reached, roots []Symbol, wrapper Symbol) {
	if g.Guess {
		return // what only has the name of a guard may ask for something else
	}
	alone := r.bypass(string(x.Symbol), wrapper, roots, func(e *Effect) bool { return e.Symbol == x.Symbol })
	if alone.kind == 0 {
		if alone.told && g.Weak == unheard {
			g.Weak = "" // the functions around it look
		}
		return
	}
	if g.Weak != "" {
		return
	}
	sort, counts := "any", func(e *Effect) bool { return e.Symbol == x.Symbol || r.counts(e) }
	if r.forAdmins(&x.Effect) {
		any := counts
		sort, counts = "admins", func(e *Effect) bool { return any(e) && r.forAdmins(e) }
	}
	if r.bypass(sort+" "+string(x.Symbol), wrapper, roots, counts).kind == 0 {
		return
	}
	if alone.kind == 2 {
		g.Weak = "the work goes on where it says no"
		return
	}
	g.Maybe = "the work is also reached without " + g.What
	if alone.at != nil {
		g.Maybe += ", by " + alone.at.String()
	}
}

func (r *reacher) counts(e *Effect) bool {
	return !e.Weak || r.named(&Reached{Effect: *e})
}

// forAdmins reports whether a guard is one of those that ForAdmins counts.
func (r *reacher) forAdmins(e *Effect) bool {
	g := GuardUse{Symbol: e.Symbol, What: what(e)}
	if len(r.o.AdminGuards) == 0 {
		return roleCheck(&g)
	}
	return slices.ContainsFunc(r.o.AdminGuards, func(w WrapperRule) bool { return w.Func != "" && matchSymbol(w.Func, g.Symbol) })
}

// bypassed is how a guard is gone around: 0 not at all, 1 on a way that does not
// ask it, 2 although it said no.
type bypassed struct {
	kind int
	at   *Branch
	told bool // the ways were followed, and the guard lets some of them pass
}

func (r *reacher) bypass(key string, wrapper Symbol, roots []Symbol, counts func(*Effect) bool) bypassed {
	key += "\x00" + string(wrapper)
	q := r.asked[key]
	if q == nil {
		q = r.g.ask(counts)
		q.wrapper, q.inner = wrapper, one(worked)|one(worked|failed)
		r.asked[key] = q
	}
	fn := int32(-1)
	if wrapper != "" {
		_, fn = q.around(roots)
	} else if id, ok := r.g.id[roots[0]]; ok {
		fn = id
	}
	if fn < 0 {
		return bypassed{}
	}
	switch set := q.of(fn, nil); {
	case set.any(defied, 0):
		return bypassed{kind: 2}
	case set.any(worked, 0):
		return bypassed{kind: 1, at: q.branch(fn, worked, 0)}
	default:
		return bypassed{told: set.any(recorded, 0) && set.any(refused, 0)}
	}
}
