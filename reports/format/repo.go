package format

import (
	"path"
	"slices"

	"github.com/candor-dev/candor"
)

// InRepo returns the report with every path written from the root of the
// repository, as code hosts want it, instead of from the scanned folder.
func InRepo(r *candor.Report) *candor.Report {
	if r.Prefix == "" {
		return r
	}
	at := func(l candor.Location) candor.Location {
		if l.Path != "" && !path.IsAbs(l.Path) {
			l.Path = path.Join(r.Prefix, l.Path)
		}
		return l
	}
	out := *r
	out.Prefix = ""
	out.Waivers = slices.Clone(r.Waivers)
	moved := make(map[*candor.Waiver]*candor.Waiver, len(r.Waivers))
	for i := range out.Waivers {
		out.Waivers[i].At = at(out.Waivers[i].At)
		moved[&r.Waivers[i]] = &out.Waivers[i]
	}
	out.Results = slices.Clone(r.Results)
	for i := range out.Results {
		x := &out.Results[i]
		x.At, x.Of = at(x.At), at(candor.Location{Path: x.Of}).Path
		x.Related = slices.Clone(x.Related)
		for j := range x.Related {
			x.Related[j] = at(x.Related[j])
		}
		x.Flow = slices.Clone(x.Flow)
		for j := range x.Flow {
			x.Flow[j] = at(x.Flow[j])
		}
		x.Facts = slices.Clone(x.Facts)
		for j := range x.Facts {
			x.Facts[j].Source = at(candor.Location{Path: x.Facts[j].Source}).Path
		}
		if w := x.Waived; w != nil {
			if m := moved[w]; m != nil {
				x.Waived = m
			}
		}
	}
	out.Claims = slices.Clone(r.Claims)
	for i := range out.Claims {
		c := &out.Claims[i].Claim
		c.At, c.Declared = at(c.At), at(c.Declared)
		c.Rules = slices.Clone(c.Rules)
		for j := range c.Rules {
			over := slices.Clone(c.Rules[j].Over)
			for k := range over {
				over[k] = path.Join(r.Prefix, over[k])
			}
			c.Rules[j].Over = over
		}
	}
	out.Notices = slices.Clone(r.Notices)
	for i := range out.Notices {
		out.Notices[i].At = at(out.Notices[i].At)
	}
	return &out
}
