// Package authzadmin holds the rule authz/admin-door: a door for administrators
// that does not check for their role.
package authzadmin

import (
	"fmt"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
	"github.com/candor-dev/candor/internal/effects"
)

// New returns the check.
func New() *check.Program { return check.NewProgram("authzadmin", rule(), judge) }

func judge(_ *effects.Program, cfg check.ProgramConfig) []check.ProgramSubject {
	o := &cfg.Options
	settled := len(o.AdminGuards) > 0
	common := false // another door for administrators checks for the role
	for i := range cfg.Doors {
		if v := &cfg.Doors[i]; v.Admin(o) && v.ForAdmins(o).Level == effects.Guarded {
			common = true
		}
	}
	var out []check.ProgramSubject
	for i := range cfg.Doors {
		if v := &cfg.Doors[i]; v.Admin(o) || v.MayBeAdmin(o) != "" {
			out = append(out, door(v, o, settled, common))
		}
	}
	return out
}

func door(v *effects.DoorVerdict, o *effects.Options, settled, common bool) check.ProgramSubject {
	name := v.Door.Name()
	p := v.ForAdmins(o)
	switch {
	case p.Level == effects.Guarded:
		s := check.Door(v, candor.Pass, fmt.Sprintf("%s checks for the role: %s stands before the work", name, p.By.What))
		s.Related = []check.ProgramRelated{{At: p.By.Pos, Label: p.By.What}}
		return s
	case v.IsPublic(o):
		return check.Door(v, candor.NotApplicable, name+" is public, says candor.yaml")
	case v.MayBeAdmin(o) != "":
		return check.Door(v, candor.Unknown, fmt.Sprintf("%s was not judged: whether it is for administrators can't be told, since %s", name, v.MayBeAdmin(o)))
	case v.MayBePublic(o) != "":
		return check.Door(v, candor.Unknown, fmt.Sprintf("%s was not judged: whether go.public names it can't be told, since %s", name, v.MayBePublic(o)))
	case v.Door.Unresolved != "":
		return check.Door(v, candor.Unknown, name+" was not judged: "+v.Door.Unresolved)
	case p.Level == effects.Conditional:
		s := check.Door(v, candor.Unknown, fmt.Sprintf("%s does not certainly check for the role: %s", name, p.By.Maybe))
		s.Related = []check.ProgramRelated{{At: p.By.Pos, Label: p.By.What}}
		return s
	case p.Level == effects.Guessed:
		s := check.Door(v, candor.Unknown, fmt.Sprintf("%s seems to check for a role: nothing but the name of %s says so; list it under go.admin.guards if it does", name, p.By.What))
		s.Related = []check.ProgramRelated{{At: p.By.Pos, Label: p.By.What}}
		return s
	case p.Hidden != nil:
		return check.Door(v, candor.Unknown, fmt.Sprintf("%s has no check of a role that could be found, and a call on the way can't be followed: %s", name, p.Hidden.Reason))
	}
	return open(v, p, settled, common)
}

// open is an admin door on whose way no role is checked. A session alone is no
// role; without configuration that may be a matter of names.
func open(v *effects.DoorVerdict, p effects.Protection, settled, common bool) check.ProgramSubject {
	m := v.Door.Name() + " is for administrators and checks nobody's role"
	session := v.Protected()
	switch {
	case p.Level == effects.Broken:
		m = fmt.Sprintf("%s is for administrators and not protected by %s: %s", v.Door.Name(), p.By.What, p.By.Weak)
	case session.Level >= effects.Guessed:
		m += ", only " + session.By.What
	}
	outcome := candor.Unknown
	switch {
	case settled, common && session.Level < effects.Guessed:
		outcome = candor.Fail
	default:
		m += ", as far as can be told without go.admin.guards"
	}
	s := check.Door(v, outcome, m)
	s.Related = check.Trail(v.Path)
	return s
}
