package effects

import "slices"

// guards gathers the checks of the caller's rights on the way of a door.
func (r *reacher) guards(d *Door, v *DoorVerdict, parts []part) {
	for i := range d.Wrappers {
		w := &d.Wrappers[i]
		g := GuardUse{Symbol: w.Symbol, What: Short(w.Symbol), Pos: w.Pos, Args: w.Args, Where: "wrapper"}
		g.Maybe = w.doubt()
		at, lack := matchGuard(r.o.Guards, w, d)
		admin, _ := matchGuard(r.o.AdminGuards, w, d)
		if best := max(at, admin); best > matchNo {
			if best == matchMaybe && g.Maybe == "" {
				g.Maybe = "whether its routes cover the door can't be told: " + d.gap()
			}
			v.Guards = append(v.Guards, g)
			continue
		}
		inside := parts[i].guards
		switch {
		case len(inside) > 0:
			for k := range inside {
				v.Guards = append(v.Guards, r.within(&inside[k], parts[i].next, g, w))
			}
		case lack != "":
			g.Weak = lack
			v.Guards = append(v.Guards, g)
		case guardName(w.Symbol):
			g.Guess = true
			v.Guards = append(v.Guards, g)
		}
	}
	for i := range parts {
		if parts[i].n > 0 {
			continue
		}
		for k := range parts[i].guards {
			v.Guards = append(v.Guards, r.inHandler(&parts[i].guards[k], v))
		}
	}
}

func matchGuard(rules []WrapperRule, w *Wrapper, d *Door) (ok match, lack string) {
	for i := range rules {
		if rules[i].Func == "" || !matchSymbol(rules[i].Func, w.Symbol) {
			continue
		}
		if lack = rules[i].lacks(w.Args); lack != "" {
			lack = "it is not given " + lack
			continue
		}
		here := matchYes
		if rules[i].Routes != nil {
			here = rules[i].covers(d)
		}
		if here == matchYes {
			return here, ""
		}
		ok, lack = max(ok, here), "none of its routes matches"
	}
	return ok, lack
}

// within is a guard that a wrapper calls: it protects what comes after it, if
// its answer is looked at.
func (r *reacher) within(x *Reached, next []Pos, g GuardUse, w *Wrapper) GuardUse {
	g.What = what(&x.Effect) + " in " + g.What
	g.Weak = r.unsure(x)
	g.Guess = x.Weak && !r.named(x)
	if g.Weak == "" && x.Unstopped && x.Depth == 0 {
		g.Weak = "its refusal returns without Abort, and the next handler runs"
	}
	if g.Weak == "" && place(x, next) == fAfter {
		g.Weak = "it comes after the handler"
	}
	if g.Weak == "" || x.unheard() {
		r.onAllWays(&g, x, r.roots(w), w.Symbol)
	}
	if g.Weak != "" && w.Carries && x.flags&(fGo|fDefer|fLater|fOff) == 0 && !x.Unstopped && place(x, next) != fAfter {
		g.Weak, g.Maybe = "", "the wrapper goes on without it, and whether what it puts into the request's context is asked for can't be told"
	}
	return g
}

// inHandler is a guard that the handler calls, itself or below: it counts if
// it stands before the first write and its answer is looked at.
func (r *reacher) inHandler(x *Reached, v *DoorVerdict) GuardUse {
	g := GuardUse{Symbol: x.Symbol, What: what(&x.Effect), Pos: x.Pos, Where: "handler"}
	if x.Depth > 0 {
		g.Where = "below"
	}
	g.Guess = x.Weak && !r.named(x)
	g.Weak = r.unsure(x)
	for i := range v.Writes {
		w := &v.Writes[i]
		if g.Weak == "" && w.Wrapper == 0 && !before(x.Path, w.Path) {
			g.Weak = what(&w.Effect) + " comes before it"
		}
	}
	if g.Weak == "" || x.unheard() && v.OwnWrite() != nil {
		r.onAllWays(&g, x, []Symbol{v.Door.Handler}, "")
	}
	return g
}

func (r *reacher) named(x *Reached) bool {
	for _, list := range [][]WrapperRule{r.o.Guards, r.o.AdminGuards} {
		if slices.ContainsFunc(list, func(g WrapperRule) bool { return g.Func != "" && matchSymbol(g.Func, x.Symbol) }) {
			return true
		}
	}
	return false
}

const unheard = "nobody looks at its answer"

// unheard reports a guard whose answer is lost or only logged in the function
// that asks it.
func (x *Reached) unheard() bool {
	return x.flags&(fGo|fDefer|fLater) == 0 && (x.Dropped || x.Logged)
}

// unsure is why a guard that was found may not protect.
func (r *reacher) unsure(x *Reached) string {
	switch {
	case x.flags&fGo != 0:
		return "it runs in a goroutine"
	case x.flags&(fDefer|fLater) != 0:
		return "it runs after the work"
	case x.unheard():
		return unheard
	case x.flags&fOff != 0:
		return "it stands behind a switch"
	}
	return ""
}

// before reports whether the first path leaves the common way earlier than the
// second: there, both are calls in one function, and the source's order is
// taken for the order of the run.
func before(a, b []Step) bool {
	for i := 1; i < len(a) && i < len(b); i++ {
		if a[i].Pos == b[i].Pos && a[i].Symbol == b[i].Symbol {
			continue
		}
		if a[i].Pos.File != b[i].Pos.File {
			return false
		}
		return comparePos(a[i].Pos, b[i].Pos) < 0
	}
	return false
}

// guardName reports whether a wrapper is called as guards are. That is a guess.
func guardName(s Symbol) bool {
	_, name := s.cut()
	return slices.ContainsFunc(words(name), func(w string) bool { return slices.Contains(guardWords, w) })
}

var guardWords = []string{
	"auth", "authn", "authz", "authenticate", "authenticated", "authentication", "authenticator", "authorize", "authorized",
	"authorization", "authorizer", "session", "login", "logged", "require", "required", "requires", "permission", "permissions",
	"permit", "role", "roles", "rbac", "acl", "admin", "allow", "allowed", "guard", "protect", "protected", "member",
	"membership", "jwt", "apikey", "token", "signed", "verify",
}
