package effects

import (
	"slices"
	"strings"
)

// Level says how well a door is protected.
type Level int

// The levels, worst first.
const (
	Open        Level = iota // no check of the caller was found
	Broken                   // one that does not protect the door
	Guessed                  // one that is none but by its name
	Conditional              // one that is known and may not stand around the door; see GuardUse.Maybe
	Guarded                  // one that is known, on the way before the work
)

// Protection is what stands between a caller and a door.
type Protection struct {
	Level Level
	By    *GuardUse // the best check, nil if there is none
	// Hidden is a call that can't be followed and may check the caller.
	Hidden *Hole
}

// Protected says whether a door checks who calls it.
func (v *DoorVerdict) Protected() Protection {
	return v.protection(func(*GuardUse) bool { return true })
}

// ForAdmins says whether a door checks that an administrator calls it. Without
// configured guards for administrators, a check counts whose name or arguments
// speak of a role or a permission.
func (v *DoorVerdict) ForAdmins(o *Options) Protection {
	return v.protection(func(g *GuardUse) bool {
		if len(o.AdminGuards) == 0 {
			return roleCheck(g)
		}
		return slices.ContainsFunc(o.AdminGuards, func(r WrapperRule) bool {
			return r.Func != "" && matchSymbol(r.Func, g.Symbol) && r.lacks(append(slices.Clone(g.Args), g.What)) == ""
		})
	})
}

func (v *DoorVerdict) protection(counts func(*GuardUse) bool) Protection {
	var p Protection
	for i := range v.Guards {
		g := &v.Guards[i]
		if !counts(g) {
			continue
		}
		level := Guarded
		switch {
		case g.Weak != "":
			level = Broken
		case g.Guess:
			level = Guessed
		case g.Maybe != "":
			level = Conditional
		}
		if p.By == nil || level > p.Level {
			p.Level, p.By = level, g
		}
	}
	for i := range v.Holes {
		if v.Holes[i].Records {
			p.Hidden = &v.Holes[i]
			break
		}
	}
	return p
}

// roleCheck reports whether a guard is about a role by its name or arguments.
func roleCheck(g *GuardUse) bool {
	_, name := g.Symbol.cut()
	ws := append(words(name), words(g.What)...)
	for _, a := range g.Args {
		ws = append(ws, words(a)...)
	}
	return slices.ContainsFunc(ws, func(w string) bool { return slices.Contains(roleWords, w) })
}

var roleWords = []string{
	"admin", "admins", "administrator", "superuser", "superadmin", "staff", "owner", "role", "roles", "permission", "permissions",
	"scope", "scopes", "rbac", "acl", "can", "authorize", "authorized", "privilege", "privileges", "rights",
}

// Admin reports whether a door is for administrators: by configuration, or by
// its path or the package of its handler.
func (v *DoorVerdict) Admin(o *Options) bool {
	d := &v.Door
	if d.Kind == Job {
		return false
	}
	if o.AdminPaths != nil {
		return o.forAdmins(d) == matchYes
	}
	pkg := d.Handler.Package()
	return slices.ContainsFunc(words(d.KnownPath()), isAdmin) || isAdmin(pkg[strings.LastIndexByte(pkg, '/')+1:])
}

// MayBeAdmin says why a door may be for administrators; "" where that is
// settled either way.
func (v *DoorVerdict) MayBeAdmin(o *Options) string {
	d := &v.Door
	switch {
	case d.Kind == Job || d.PathGap == "" || v.Admin(o):
	case o.AdminPaths != nil && o.forAdmins(d) == matchMaybe, o.AdminPaths == nil && slices.ContainsFunc(words(d.Path), isAdmin):
		return d.gap()
	}
	return ""
}

// forAdmins says whether the user's paths of administrators name a door. Small
// and capital letters are the same here: most routers tell /Admin from /admin,
// and a person who lists one does not mean to leave out the other.
func (o *Options) forAdmins(d *Door) match {
	return namedAnyCase(o.adminPaths(), d)
}

func namedAnyCase(patterns []string, d *Door) match {
	small := *d
	small.Path, small.PathGap = strings.ToLower(d.Path), strings.ToLower(d.PathGap)
	best := named(patterns, d)
	for _, p := range patterns {
		best = max(best, matchDoor(strings.ToLower(p), &small))
	}
	return best
}

// adminPaths are the patterns of the user's, widened to what lies below where
// they end in "/" or "**": a door for administrators that is left out is the
// worse mistake.
func (o *Options) adminPaths() []string {
	var out []string
	for _, p := range o.AdminPaths {
		out = append(out, below(p)...)
	}
	return out
}

func below(pattern string) []string {
	switch {
	case strings.HasSuffix(pattern, "/"):
		return []string{pattern, pattern + "**"}
	case strings.HasSuffix(pattern, "**") && !strings.HasSuffix(pattern, "/**"):
		return []string{pattern, strings.TrimSuffix(pattern, "*") + "/**"}
	}
	return []string{pattern}
}

func isAdmin(w string) bool {
	return w == "admin" || w == "superuser" || w == "superadmin" || w == "backoffice"
}

// IsPublic reports whether the user said that anybody may use the door.
func (v *DoorVerdict) IsPublic(o *Options) bool { return named(o.Public, &v.Door) == matchYes }

// MayBePublic says why the user may have said so of the door; "" where that is
// settled either way.
func (v *DoorVerdict) MayBePublic(o *Options) string {
	if named(o.Public, &v.Door) == matchMaybe {
		return v.Door.gap()
	}
	return ""
}

// named is the best match of a list of patterns.
func named(patterns []string, d *Door) match {
	best := matchNo
	for _, p := range patterns {
		best = max(best, matchDoor(p, d))
	}
	return best
}
