package effects

import (
	"fmt"
	"slices"
)

// decide gives the verdict from what was reached. What can't be told is never
// passed: a record that certainly is written outweighs a call that can't be
// followed, and nothing else does.
func (r *reacher) decide(v *DoorVerdict, big bool) {
	if len(v.Writes) > 0 {
		v.Path = v.Writes[0].Path
	}
	say := func(format string, args ...any) { v.Reasons = append(v.Reasons, fmt.Sprintf(format, args...)) }
	ex, expired := r.exemption(&v.Door)
	v.Exemption = ex
	if expired {
		say("its exemption (%s, %s) ended on %s", ex.Reason, ex.Owner, ex.Until.Format("2006-01-02"))
	}
	record := len(v.Audits) > 0 && v.Audits[0].flags&fWeak == 0
	if len(v.Audits) > 0 {
		v.AuditPath = v.Audits[0].Path
	}
	switch {
	case v.Door.Unresolved != "":
		v.Verdict = Unresolved
		say("%s", v.Door.Unresolved)
	case record:
		r.audited(v)
		if never, at := r.together(v); never {
			v.Verdict, v.Durability, v.Skips = Unaudited, "", at
		} else if at != nil {
			v.Verdict, v.Durability, v.Skips = Partly, "", at
			say("its audit record is written on some ways only: %s leaves it out", at)
		}
		if v.Verdict != Audited && ex != nil && !expired {
			v.Verdict = Exempt
			say("exempt: %s (%s%s)", ex.Reason, ex.Owner, until(ex))
		}
	case ex != nil && !expired:
		v.Verdict = Exempt
		say("exempt: %s (%s%s)", ex.Reason, ex.Owner, until(ex))
	case ex == nil && r.mayExempt(&v.Door) != nil && (len(v.Audits) > 0 || v.OwnWrite() != nil):
		may := r.mayExempt(&v.Door)
		v.Verdict = Unresolved
		say("whether the exemption of %s (%s, %s) holds for it can't be told: %s", may.Door, may.Reason, may.Owner, v.Door.gap())
	case r.lost(&v.Door) != "":
		v.Verdict = Unresolved
		say("%s", r.lost(&v.Door))
	case big:
		v.Verdict = Unresolved
		say("it leads further than can be followed")
	case len(v.Audits) > 0:
		v.Verdict = Unresolved
		say("%s", weak(&v.Door, &v.Audits[0]))
	default:
		r.open(v, say)
	}
}

// open decides a door on whose way no record was found.
func (r *reacher) open(v *DoorVerdict, say func(string, ...any)) {
	writes, sure := 0, 0
	var blind *Reached
	for i := range v.Writes {
		w := &v.Writes[i]
		if w.Wrapper > 0 {
			continue // middleware keeps its own books: sessions, limits
		}
		writes++
		if !w.Weak {
			sure++
		}
		if blind == nil && w.nameless() && w.verb() == "insert" {
			blind = w
		}
	}
	var hidden, mayWrite *Hole
	for i := range v.Holes {
		h := &v.Holes[i]
		if hidden == nil && h.Records {
			hidden = h
		}
		if mayWrite == nil && h.Writes && h.Wrapper == 0 {
			mayWrite = h
		}
	}
	switch {
	case writes > 0 && hidden != nil:
		v.Verdict = Unresolved
		say("it writes, and whether a record is written can't be told: %s (%s)", hidden.Reason, Trace(hidden.Path))
	case blind != nil:
		v.Verdict = Unresolved
		say("it adds rows to a table that can't be told, which may be the record (%s)", Trace(blind.Path))
	case sure > 0 && r.hook(v) != "":
		v.Verdict = Unresolved
		say("the hook %s writes an audit record, and whether it runs with this write can't be told", Short(r.hook(v)))
	case sure > 0 && r.sent(v) != "":
		v.Verdict = Unresolved
		say("%s", r.sent(v))
	case sure > 0:
		v.Verdict = Unaudited
	case writes > 0:
		v.Verdict = Unresolved
		say("whether %s writes is up to another system", v.Writes[0].What)
	case mayWrite != nil:
		v.Verdict = Unresolved
		say("whether it writes can't be told: %s (%s)", mayWrite.Reason, Trace(mayWrite.Path))
	default:
		v.Verdict = ReadOnly
		if what := r.served(&v.Door); what != "" {
			say("its handler %s only serves %s", Short(v.Door.Handler), what)
		}
		if len(v.Writes) > 0 {
			say("only a wrapper writes (%s)", Trace(v.Writes[0].Path))
		}
	}
}

func (r *reacher) audited(v *DoorVerdict) {
	a := &v.Audits[0]
	v.Verdict, v.Durability = Audited, a.Durability
	v.Inferred = !r.o.Settled()
	switch {
	case a.Wrapper > 0 || len(a.Path) == 1:
		v.By = "wrapper"
	case a.Depth == 0:
		v.By = "direct"
	default:
		v.By = "helper"
	}
}

// lost says why the handler is not known at all; "" if it is. A handler of a
// package that was read and has no summary does nothing.
func (r *reacher) lost(d *Door) string {
	if d.Handler == "" {
		return "its handler can't be told"
	}
	if _, ok := r.g.id[d.Handler]; ok || r.g.pkgs[d.Handler.Package()] {
		return ""
	}
	if why := r.g.unread(d.Handler); why != "" {
		return why
	}
	if r.served(d) != "" {
		return ""
	}
	return "its handler " + Short(d.Handler) + " is not part of the program that was read"
}

// served says what a handler that the program did not write serves, where it
// is known to write nothing.
func (r *reacher) served(d *Door) string {
	if d.Handler == "" || r.g.own(d.Handler) {
		return ""
	}
	return serves(d.Handler)
}

// weak says why an audit record that was found may not be written.
func weak(d *Door, a *Reached) string {
	if a.Wrapper > 0 && d.Wrappers[a.Wrapper-1].flags()&fWeak != 0 {
		return fmt.Sprintf("an audit record is written only by a wrapper, and %s (%s)", d.Wrappers[a.Wrapper-1].doubt(), Trace(a.Path))
	}
	if len(a.Path) == 1 && d.PathGap != "" {
		return "whether a table of routes covers it can't be told: " + d.gap()
	}
	if a.Weak {
		return fmt.Sprintf("whether %s writes an audit record can't be told (%s)", a.What, Trace(a.Path))
	}
	for i := range a.Path {
		if why := a.Path[i].Undone; why != "" {
			return fmt.Sprintf("its audit record may come to nothing: %s (%s)", why, Trace(a.Path))
		}
	}
	for i := range a.Path {
		if a.Path[i].By != "" {
			return fmt.Sprintf("an audit record is written only where a call means %s, and it may mean another function (%s)", Short(a.Path[i].Symbol), Trace(a.Path))
		}
	}
	return "an audit record is written only by some of the functions that a call may mean (" + Trace(a.Path) + ")"
}

// exemption is the first one that names the door; one that still runs is
// preferred to one that has expired.
func (r *reacher) exemption(d *Door) (ex *Exemption, expired bool) {
	for i := range r.o.Exempt {
		e := &r.o.Exempt[i]
		if !MatchDoor(e.Door, d) {
			continue
		}
		over := !e.Until.IsZero() && !r.o.Now.Before(e.Until.AddDate(0, 0, 1))
		if !over {
			return e, false
		}
		if ex == nil {
			ex, expired = e, true
		}
	}
	return ex, expired
}

// mayExempt is an exemption that still runs and names the door for some values
// of the unknown part of its path.
func (r *reacher) mayExempt(d *Door) *Exemption {
	for i := range r.o.Exempt {
		if e := &r.o.Exempt[i]; matchDoor(e.Door, d) == matchMaybe && (e.Until.IsZero() || r.o.Now.Before(e.Until.AddDate(0, 0, 1))) {
			return e
		}
	}
	return nil
}

// gap says in words which part of the path is unknown.
func (d *Door) gap() string {
	return "a part of its path is known only at run time (" + d.PathGap + ")"
}

func until(e *Exemption) string {
	if e.Until.IsZero() {
		return ""
	}
	return ", until " + e.Until.Format("2006-01-02")
}

// Unnamed is a pattern of the user's that names no door.
type Unnamed struct {
	Key     string // KeyExempt, KeyPublic or KeyAdmin
	Pattern string
	Index   int // in its list
}

// The keys of the patterns, as candor.yaml has them.
const (
	KeyExempt = "exempt"
	KeyPublic = "public"
	KeyAdmin  = "admin.paths"
)

// Unused are the exemptions, public doors and paths of administrators that
// name no door: the user meant something that is not there.
func Unused(doors []Door, o Options) []Unnamed {
	var out []Unnamed
	look := func(key, pattern string, index int) {
		if !slices.ContainsFunc(doors, func(d Door) bool { return matchDoor(pattern, &d) != matchNo }) {
			out = append(out, Unnamed{Key: key, Pattern: pattern, Index: index})
		}
	}
	for i, e := range o.Exempt {
		look(KeyExempt, e.Door, i)
	}
	for i, p := range o.Public {
		look(KeyPublic, p, i)
	}
	for i, p := range o.AdminPaths {
		if !slices.ContainsFunc(doors, func(d Door) bool { return namedAnyCase(below(p), &d) != matchNo }) {
			out = append(out, Unnamed{Key: KeyAdmin, Pattern: p, Index: i})
		}
	}
	return out
}
