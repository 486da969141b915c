package effects

import (
	"fmt"
	"strings"
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
	case ex != nil && !expired:
		v.Verdict = Exempt
		say("exempt: %s (%s%s)", ex.Reason, ex.Owner, until(ex))
	case r.lost(&v.Door) != "":
		v.Verdict = Unresolved
		say("%s", r.lost(&v.Door))
	case big:
		v.Verdict = Unresolved
		say("it leads further than can be followed")
	case len(v.Audits) > 0:
		v.Verdict = Unresolved
		say("%s", weak(&v.Audits[0]))
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
	if standard(d.Handler.Package()) && !r.g.own(d.Handler) {
		return "" // a file server, a redirect: no data is written
	}
	return "its handler " + Short(d.Handler) + " is not part of the program that was read"
}

// standard reports whether an import path is of the standard library; what
// hands requests on to another server is left out.
func standard(pkg string) bool {
	first, _, _ := strings.Cut(pkg, "/")
	return pkg != "" && !strings.Contains(first, ".") && pkg != "net/http/httputil" && !strings.HasPrefix(pkg, "net/rpc")
}

func weak(a *Reached) string {
	if a.Weak {
		return fmt.Sprintf("whether %s writes an audit record can't be told (%s)", a.What, Trace(a.Path))
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

func until(e *Exemption) string {
	if e.Until.IsZero() {
		return ""
	}
	return ", until " + e.Until.Format("2006-01-02")
}

// Unused are the exemptions, public doors and paths of administrators that
// name no door: the user meant something that is not there.
func Unused(doors []Door, o Options) []string {
	var out []string
	look := func(what, pattern string) {
		for i := range doors {
			if MatchDoor(pattern, &doors[i]) {
				return
			}
		}
		out = append(out, what+" "+pattern)
	}
	for _, e := range o.Exempt {
		look("exempt", e.Door)
	}
	for _, p := range o.Public {
		look("public", p)
	}
	for _, p := range o.AdminPaths {
		look("admin path", p)
	}
	return out
}
