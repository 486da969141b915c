// Package auditsuccess holds the rule audit/success-only: tries that failed leave
// no audit record.
package auditsuccess

import (
	"fmt"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
	"github.com/candor-dev/candor/internal/effects"
)

// New returns the check.
func New() *check.Program { return check.NewProgram("auditsuccess", rule(), judge) }

func judge(_ *effects.Program, cfg check.ProgramConfig) []check.ProgramSubject {
	var out []check.ProgramSubject
	for i := range cfg.Doors {
		if v := &cfg.Doors[i]; v.Scope && v.Verdict != effects.ReadOnly {
			out = append(out, door(v))
		}
	}
	return out
}

func door(v *effects.DoorVerdict) check.ProgramSubject {
	name := v.Door.Name()
	switch v.Verdict {
	case effects.Exempt:
		return check.Door(v, candor.NotApplicable, name+" is "+v.Why())
	case effects.Unaudited:
		m := fmt.Sprintf("%s writes %s and records no try at all", name, v.Work())
		if v.Skips != nil {
			m = fmt.Sprintf("%s writes %s and records no try that succeeds: %s leaves it out", name, v.Work(), v.Skips)
		}
		s := check.Door(v, candor.Fail, m)
		s.Related = check.Trail(v.Path)
		return s
	case effects.Audited:
		return audited(v)
	}
	return check.Door(v, candor.Unknown, name+" was not judged: "+v.Why())
}

// audited looks for a record that is written whatever becomes of the work.
func audited(v *effects.DoorVerdict) check.ProgramSubject {
	name := v.Door.Name()
	success := 0
	for i := range v.Audits {
		a := &v.Audits[i]
		switch {
		case a.OnSuccess || a.Durability == effects.SameTx:
			success++
		case a.Durability == effects.Deferred || a.Durability == effects.Before:
			s := check.Door(v, candor.Pass, fmt.Sprintf("%s writes its record whether the work succeeds or not (%s)", name, effects.Trace(a.Path)))
			s.Related = check.Trail(a.Path)
			return s
		}
	}
	s := check.Door(v, candor.Unknown, fmt.Sprintf("%s writes a record, and whether one is written for a try that fails can't be told (%s)", name, effects.Trace(v.AuditPath)))
	switch {
	case success < len(v.Audits):
	case v.Durability == effects.SameTx:
		s.Outcome = candor.Fail
		s.Message = fmt.Sprintf("%s writes its record in the transaction of the change: a try that fails takes the record with it (%s)", name, effects.Trace(v.AuditPath))
	default:
		s.Outcome = candor.Fail
		s.Message = fmt.Sprintf("%s writes its record only after the work succeeded (%s)", name, effects.Trace(v.AuditPath))
	}
	s.Related = check.Trail(v.AuditPath)
	return s
}
