// Package auditget holds the rule audit/get-writes: a request that only asks
// changes data.
package auditget

import (
	"fmt"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
	"github.com/candor-dev/candor/internal/effects"
)

// New returns the check.
func New() *check.Program { return check.NewProgram("auditget", rule(), judge) }

func judge(_ *effects.Program, cfg check.ProgramConfig) []check.ProgramSubject {
	var out []check.ProgramSubject
	for i := range cfg.Doors {
		v := &cfg.Doors[i]
		if v.Door.Kind == effects.HTTP && !v.Scope {
			out = append(out, door(v))
		}
	}
	return out
}

func door(v *effects.DoorVerdict) check.ProgramSubject {
	name := v.Door.Name()
	if v.Verdict == effects.Unresolved {
		// Behind what can't be followed there may be the audit record, too.
		return check.Door(v, candor.Unknown, name+" was not judged: "+v.Why())
	}
	for i := range v.Writes {
		// What middleware notes of each request (when a session was last seen)
		// is not the door's own work.
		if w := &v.Writes[i]; w.Wrapper == 0 && !w.Weak {
			return writes(v, w)
		}
	}
	if v.Verdict == effects.Audited {
		return check.Door(v, candor.Pass, name+" writes an audit record and nothing else")
	}
	return check.Door(v, candor.Pass, name+" writes nothing")
}

func writes(v *effects.DoorVerdict, w *effects.Reached) check.ProgramSubject {
	name, trace := v.Door.Name(), effects.Trace(w.Path)
	var s check.ProgramSubject
	switch v.Verdict {
	case effects.Audited:
		s = check.Door(v, candor.Pass, fmt.Sprintf("%s writes %s (%s), and an audit record", name, v.Work(), trace))
	case effects.Exempt:
		s = check.Door(v, candor.NotApplicable, fmt.Sprintf("%s writes %s (%s) and is %s", name, v.Work(), trace, v.Why()))
	case effects.Unaudited:
		if locked(w.Path) {
			// candor.lock says what the method of some implementation does for
			// some caller; whether it does so for this one only the program tells.
			s = check.Door(v, candor.Unknown, fmt.Sprintf("%s may write %s (%s), by candor.lock alone; candor check tells", name, v.Work(), trace))
			break
		}
		fallthrough
	default:
		s = check.Door(v, candor.Fail, fmt.Sprintf("%s only asks, and yet writes %s (%s)", name, v.Work(), trace))
	}
	s.Related = check.Trail(w.Path)
	return s
}

func locked(path []effects.Step) bool {
	for i := range path {
		if path[i].By == effects.LockBy {
			return true
		}
	}
	return false
}
