// Package auditsametx holds the rule audit/same-transaction: a change and its
// audit record that are not written together.
package auditsametx

import (
	"fmt"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
	"github.com/candor-dev/candor/internal/effects"
)

// New returns the check.
func New() *check.Program { return check.NewProgram("auditsametx", rule(), judge) }

func judge(_ *effects.Program, cfg check.ProgramConfig) []check.ProgramSubject {
	var out []check.ProgramSubject
	for i := range cfg.Doors {
		if v := &cfg.Doors[i]; v.Scope {
			out = append(out, door(v))
		}
	}
	return out
}

func door(v *effects.DoorVerdict) check.ProgramSubject {
	name := v.Door.Name()
	var s check.ProgramSubject
	switch {
	case v.Verdict == effects.Audited && v.Durability == effects.SameTx:
		s = check.Door(v, candor.Pass, fmt.Sprintf("%s writes its audit record in the transaction of the change (%s)", name, effects.Trace(v.AuditPath)))
	case v.Verdict == effects.Audited && len(v.Writes) == 0:
		s = check.Door(v, candor.NotApplicable, name+" writes a record and no data that could be found")
	case v.Verdict == effects.Audited && v.TxUntold:
		s = check.Door(v, candor.Unknown, fmt.Sprintf("%s writes %s and its audit record by what a context carries; whether that is one transaction can't be told (%s)", name, v.Work(), effects.Trace(v.AuditPath)))
	case v.Verdict == effects.Audited:
		s = check.Door(v, candor.Fail, fmt.Sprintf("%s writes %s, and its audit record %s: one can be there without the other (%s)", name, v.Work(), v.Durability.Word(), effects.Trace(v.AuditPath)))
	case v.Verdict == effects.Unaudited:
		m := fmt.Sprintf("%s writes %s and no audit record", name, v.Work())
		if v.Skips != nil {
			m = fmt.Sprintf("%s writes %s and never its audit record on the same way: %s leaves it out", name, v.Work(), v.Skips)
		}
		s = check.Door(v, candor.Fail, m)
	case v.Verdict == effects.ReadOnly:
		return check.Door(v, candor.NotApplicable, name+" reaches no write")
	case v.Verdict == effects.Exempt:
		return check.Door(v, candor.NotApplicable, fmt.Sprintf("%s is %s", name, v.Why()))
	default:
		s = check.Door(v, candor.Unknown, name+" was not judged: "+v.Why())
	}
	s.Related = append(check.Trail(v.Path), check.Trail(v.AuditPath)...)
	return s
}
