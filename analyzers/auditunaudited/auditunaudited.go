// Package auditunaudited holds the rule audit/unaudited-mutation: a door that
// changes data and writes no audit record.
package auditunaudited

import (
	"fmt"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
	"github.com/candor-dev/candor/internal/effects"
)

// New returns the check.
func New() *check.Program { return check.NewProgram("auditunaudited", rule(), judge) }

// manyAudited is how many doors must write records before a door that does not
// stands out without configuration.
const manyAudited = 3

func judge(_ *effects.Program, cfg check.ProgramConfig) []check.ProgramSubject {
	j := &judging{cfg: &cfg, models: make(map[string]*effects.ModelUse)}
	uses := effects.Models(cfg.Doors)
	for i := range uses {
		j.models[uses[i].Model] = &uses[i]
	}
	audited, bare := 0, 0
	for i := range cfg.Doors {
		switch v := &cfg.Doors[i]; {
		case !v.Scope:
		case v.Verdict == effects.Audited:
			audited++
		case v.Verdict == effects.Unaudited:
			bare++
		}
	}
	j.common = audited >= manyAudited && audited >= bare
	var out []check.ProgramSubject
	for i := range cfg.Doors {
		v := &cfg.Doors[i]
		if v.Scope || v.Door.Kind == effects.Job {
			out = append(out, j.door(v))
		}
	}
	return out
}

type judging struct {
	cfg    *check.ProgramConfig
	models map[string]*effects.ModelUse
	common bool // most doors that write are audited
}

func (j *judging) door(v *effects.DoorVerdict) check.ProgramSubject {
	name := v.Door.Name()
	if !v.Scope {
		return check.Door(v, candor.NotApplicable, name+" is a job: nobody acts through it, and jobs are not in scope")
	}
	switch v.Verdict {
	case effects.Audited:
		s := check.Door(v, candor.Pass, audited(v))
		s.Related = append(check.Trail(v.Path), check.Trail(v.AuditPath)...)
		return s
	case effects.Unaudited:
		return j.bare(v)
	case effects.Partly:
		s := check.Door(v, candor.Unknown, fmt.Sprintf("%s writes %s, and an audit record on some ways only: %s leaves it out (%s)",
			name, v.Work(), v.Skips, effects.Trace(v.AuditPath)))
		s.Related = append(append(check.Trail(v.Path), check.Trail(v.AuditPath)...), check.ProgramRelated{At: v.Skips.Pos, Label: "no record from here"})
		return s
	case effects.Exempt:
		return check.Door(v, candor.NotApplicable, fmt.Sprintf("%s writes %s and is %s", name, v.Work(), v.Why()))
	case effects.ReadOnly:
		m := name + " reaches no write"
		if why := v.Why(); why != "" {
			m += "; " + why
		}
		return check.Door(v, candor.NotApplicable, m)
	}
	s := check.Door(v, candor.Unknown, name+" was not judged: "+v.Why())
	s.Related = append(check.Trail(v.Path), check.Trail(v.AuditPath)...)
	return s
}

func audited(v *effects.DoorVerdict) string {
	work := "writes " + v.Work()
	if len(v.Writes) == 0 {
		work = "writes no data that could be found"
	}
	m := fmt.Sprintf("%s %s, and an audit record %s (%s)", v.Door.Name(), work, v.Durability.Word(), effects.Trace(v.AuditPath))
	if v.By == "wrapper" {
		m += "; a wrapper writes it"
	}
	if sw := effects.Switches(v.AuditPath); len(sw) > 0 {
		m += "; only if " + effects.List(sw)
	}
	if v.Inferred {
		m += "; nobody named the trail, its table is named like one"
	}
	return m
}

// bare judges a door that writes and records nothing. Without configuration it
// is a finding only where the program itself shows that a record is due.
func (j *judging) bare(v *effects.DoorVerdict) check.ProgramSubject {
	m := fmt.Sprintf("%s writes %s (%s) and no audit record is written on the way", v.Door.Name(), v.Work(), effects.Trace(v.Path))
	if v.Skips != nil {
		m = fmt.Sprintf("%s writes %s (%s) and never writes its audit record (%s) on the same way: %s leaves it out",
			v.Door.Name(), v.Work(), effects.Trace(v.Path), effects.Trace(v.AuditPath), v.Skips)
	}
	o := candor.Unknown
	peer := j.peer(v)
	switch {
	case peer != nil:
		o = candor.Fail
		m += fmt.Sprintf("; %s is audited on %d of the %d doors that write it", peer.Model, len(peer.Audited), peer.Doors())
	case j.cfg.Options.Settled() || j.common:
		o = candor.Fail
	default:
		m += "; whether one is due is a question of scope, since no door that writes it is audited: name what writes the trail under go.audit"
	}
	if why := v.Why(); why != "" {
		m += "; " + why
	}
	s := check.Door(v, o, m)
	s.Related = check.Trail(v.Path)
	return s
}

// peer is a table that the door writes and that others audit, the one that
// most do.
func (j *judging) peer(v *effects.DoorVerdict) *effects.ModelUse {
	var best *effects.ModelUse
	for _, m := range v.OwnModels() {
		if u := j.models[m]; u != nil && len(u.Audited) > 0 && (best == nil || len(u.Audited) > len(best.Audited)) {
			best = u
		}
	}
	return best
}
