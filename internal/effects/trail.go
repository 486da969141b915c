package effects

import "slices"

// Touch is a statement on the audit trail, or one that may be.
type Touch struct {
	In     Symbol // the function that makes it
	Effect Effect
	Kind   Kind   // Audit, Tamper, or Mutation for a statement that may be one
	Reason string // why that can't be told
}

// Trail lists all that a program does to its audit trail, whether a door leads
// there or not, and the statements of which that can't be told.
func Trail(p *Program, o Options) []Touch {
	g := &graph{o: &o}
	var out []Touch
	for i := range p.Functions {
		f := &p.Functions[i]
		for j := range f.Effects {
			e := &f.Effects[j]
			switch k := g.kind(e); {
			case k == Audit, k == Tamper:
				out = append(out, Touch{In: f.Symbol, Effect: *e, Kind: k})
			case k != Mutation || e.TextParam > 0:
			case e.Unread != "":
				out = append(out, Touch{In: f.Symbol, Effect: *e, Kind: k, Reason: e.Unread})
			case e.nameless() && e.verb() != "insert":
				out = append(out, Touch{In: f.Symbol, Effect: *e, Kind: k, Reason: "its table can't be told"})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Touch) int { return comparePos(a.Effect.Pos, b.Effect.Pos) })
	return out
}
