package effects

import (
	"slices"
	"strings"
)

// direct follows a call by name.
func (g *graph) direct(i int32, c *Call, known *Effect) {
	if to, ok := g.id[c.Callee]; ok {
		g.out[i] = append(g.out[i], edge{to: to, call: c, extra: flagsOf(&c.Flow)})
		return
	}
	if why := g.unread(c.Callee); why != "" {
		g.stops[i] = append(g.stops[i], stop{call: c, pos: c.Pos, symbol: c.Callee, reason: why, writes: known == nil || known.Kind == Read || known.TextParam > 0, records: true})
	}
}

// unread says why a function that no summary speaks of may still do
// something: its package is the program's own and was not read.
func (g *graph) unread(s Symbol) string {
	pkg := s.Package()
	if g.pkgs[pkg] {
		return ""
	}
	for i := range g.prog.Gaps {
		if gap := &g.prog.Gaps[i]; gap.Package != "" && gap.Package == pkg {
			return "package " + pkg + " could not be read: " + gap.Reason
		}
	}
	if len(g.prog.Packages) > 0 && g.own(s) {
		return "package " + pkg + " was not read"
	}
	return ""
}

// own reports whether a symbol is of the program's own modules.
func (g *graph) own(s Symbol) bool {
	pkg := s.Package()
	if g.pkgs[pkg] {
		return true
	}
	return slices.ContainsFunc(g.prog.Modules, func(m string) bool {
		return pkg == m || len(pkg) > len(m) && pkg[:len(m)] == m && pkg[len(m)] == '/'
	})
}

// indirect follows a call of an interface's method or of a function value.
func (g *graph) indirect(i int32, c *Call, known *Effect, links []Link) {
	if of, ok := parameterOf(c.Callee); ok && c.Dynamic {
		g.value[i] = append(g.value[i], param{call: c, of: of})
		g.runs[c.Callee] = true
		return
	}
	targets := g.targets(i, c, links)
	g.out[i] = append(g.out[i], targets...)
	if len(targets) > 0 || len(links) > 0 {
		return
	}
	switch {
	case c.Interface && !g.own(c.Callee), c.Dynamic && harmless(c.Callee):
		return
	case known != nil && known.Kind != Mutation:
		return // a guard, a vendor's SDK: the front end knows the call
	}
	reason := "nothing is known to implement " + Short(c.Callee)
	if c.Dynamic {
		reason = "what function " + string(c.Callee) + " holds is not known"
	}
	g.stops[i] = append(g.stops[i], stop{call: c, pos: c.Pos, symbol: c.Callee, reason: reason, writes: known == nil || known.Weak, records: g.mayRecord(c.Callee)})
}

// mayRecord reports whether a call that leads to nothing known may write an
// audit record. What lies outside of a program can't call its audit functions;
// it may still be a trail of its own, and then has a name that says so.
func (g *graph) mayRecord(callee Symbol) bool {
	return !g.prog.Whole || len(g.prog.Gaps) > 0 || auditWord(callee)
}

// targets are the edges of a call's links. A target without a summary does
// nothing, or stands in a package that was not read.
func (g *graph) targets(i int32, c *Call, links []Link) []edge {
	var out []edge
	base := flagsOf(&c.Flow)
	idle := flags(0)
	if to, ok := g.id[c.Callee]; ok {
		out = append(out, edge{to: to, call: c, extra: base})
	}
	for _, l := range links {
		to, ok := g.id[l.To]
		if !ok {
			idle = fIdle
			if why := g.unread(l.To); why != "" {
				g.stops[i] = append(g.stops[i], stop{call: c, pos: c.Pos, symbol: l.To, reason: why, writes: true, records: true})
			}
			continue
		}
		e := edge{to: to, call: c, by: l.By, extra: base}
		if l.By == "cha" || l.By == "lock" {
			e.extra |= fLoose
		}
		out = append(out, e)
	}
	for k := range out {
		out[k].extra |= idle
	}
	return out
}

// harmless reports a function value that by its name only ends a wait.
func harmless(callee Symbol) bool {
	name := callee.method()
	switch name[strings.LastIndexByte(name, ' ')+1:] {
	case "cancel", "stop", "unlock", "cancelFunc":
		return true
	}
	return false
}
