// Package authzdoor holds the rule authz/door: a door that does not check who
// calls it.
package authzdoor

import (
	"fmt"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
	"github.com/candor-dev/candor/internal/effects"
)

// New returns the check.
func New() *check.Program { return check.NewProgram("authzdoor", rule(), judge) }

// A door stands out if at least that many others that write are guarded, and
// four of five are.
const manyGuarded = 5

func judge(_ *effects.Program, cfg check.ProgramConfig) []check.ProgramSubject {
	j := judging{cfg: &cfg}
	guarded, open := 0, 0
	for i := range cfg.Doors {
		v := &cfg.Doors[i]
		if !judged(v) || v.OwnWrite() == nil || effects.PublicPath(v.Door.Path) {
			continue
		}
		if v.Protected().Level >= effects.Guessed {
			guarded++
		} else {
			open++
		}
	}
	j.common = guarded >= manyGuarded && guarded >= 4*open
	var out []check.ProgramSubject
	for i := range cfg.Doors {
		if v := &cfg.Doors[i]; judged(v) {
			out = append(out, j.door(v))
		}
	}
	return out
}

// judged: through a job nobody calls, and whom a sign-in provider sends back
// has no session yet.
func judged(v *effects.DoorVerdict) bool {
	return v.Door.Kind == effects.HTTP || v.Door.Kind == effects.RPC
}

type judging struct {
	cfg    *check.ProgramConfig
	common bool // most doors that write are guarded
}

func (j *judging) door(v *effects.DoorVerdict) check.ProgramSubject {
	name := v.Door.Name()
	if v.IsPublic(&j.cfg.Options) {
		return check.Door(v, candor.NotApplicable, name+" is public, says candor.yaml")
	}
	p := v.Protected()
	switch {
	case p.Level == effects.Guarded:
		s := check.Door(v, candor.Pass, fmt.Sprintf("%s checks the caller: %s stands before the work", name, p.By.What))
		s.Related = []check.ProgramRelated{{At: p.By.Pos, Label: p.By.What}}
		return s
	case v.MayBePublic(&j.cfg.Options) != "":
		return check.Door(v, candor.Unknown, fmt.Sprintf("%s was not judged: whether go.public names it can't be told, since %s", name, v.MayBePublic(&j.cfg.Options)))
	case v.Door.Unresolved != "":
		return check.Door(v, candor.Unknown, name+" was not judged: "+v.Door.Unresolved)
	case p.Level == effects.Conditional:
		s := check.Door(v, candor.Unknown, fmt.Sprintf("%s does not certainly check the caller: %s", name, p.By.Maybe))
		s.Related = []check.ProgramRelated{{At: p.By.Pos, Label: p.By.What}}
		return s
	case p.Level == effects.Guessed:
		s := check.Door(v, candor.Unknown, fmt.Sprintf("%s seems to check the caller: nothing but the name of %s says so; list it under go.guards if it does", name, p.By.What))
		s.Related = []check.ProgramRelated{{At: p.By.Pos, Label: p.By.What}}
		return s
	case p.Hidden != nil:
		return check.Door(v, candor.Unknown, fmt.Sprintf("%s has no check of the caller that could be found, and a call on the way can't be followed: %s", name, p.Hidden.Reason))
	}
	return j.open(v, p)
}

func (j *judging) open(v *effects.DoorVerdict, p effects.Protection) check.ProgramSubject {
	m := v.Door.Name() + " does not check who calls it"
	if p.Level == effects.Broken {
		m = fmt.Sprintf("%s is not protected by %s: %s", v.Door.Name(), p.By.What, p.By.Weak)
	}
	w := v.OwnWrite()
	if w != nil {
		m += fmt.Sprintf(", and writes %s (%s)", v.Work(), effects.Trace(w.Path))
	}
	o := candor.Unknown
	switch {
	case len(j.cfg.Options.Guards) > 0:
		o = candor.Fail
	case j.common && w != nil && !effects.PublicPath(v.Door.Path):
		// It may check a key of its own kind: machines sign in otherwise.
		m += "; most doors that write seem to: list the guards under go.guards, or the door under go.public"
	default:
		m += ", as far as can be told without go.guards; list it under go.public if anybody may use it"
	}
	s := check.Door(v, o, m)
	if w != nil {
		s.Related = check.Trail(w.Path)
	}
	return s
}
