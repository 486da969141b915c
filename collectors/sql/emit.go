package sql

import (
	"fmt"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/isolation"
	"github.com/candor-dev/candor/internal/pgcat"
	"github.com/candor-dev/candor/internal/pgfacts"
	"github.com/candor-dev/candor/internal/pgsim"
)

// emit writes the facts of a chain.
func (o *outcome) emit(in *collector.Input, r *isolation.Report) {
	if o.alien != "" {
		in.Gap(candor.Unsupported, candor.Location{Path: o.first.Path, Line: 1},
			"not for Postgres ("+o.alien+"); candor reads Postgres only", pgfacts.Kinds()...)
		return
	}
	seen := make(map[string]bool)
	for _, g := range o.gaps {
		at := candor.Location{Path: g.At.Path, Line: g.At.Line}
		for _, k := range kindsOf(g) {
			if key := k + at.String(); !seen[key] {
				seen[key] = true
				in.Gap(g.State, at, g.Reason, k)
			}
		}
	}
	pgfacts.Emit(in.Emit, o.catalog, r, pgfacts.Source{
		Name: o.chain.root, Tool: o.chain.tool,
		At: func(p pgcat.Place, resource string) candor.Location {
			if p.Path == "" {
				p = o.first // of the platform, or of the chain as a whole
			}
			return candor.Location{Path: p.Path, Line: p.Line, Col: p.Col, Resource: resource}
		},
	})
}

// kindsOf lists the kinds of which a fact may be missing because of a gap.
func kindsOf(g pgsim.Gap) []string {
	if g.PoliciesOnly {
		return []string{pgfacts.Policy, pgfacts.Access}
	}
	return pgfacts.Kinds()
}

// doubtOutside looks for row-level security that files of another folder switch
// on for a table without it. Whether they are applied is not known, so the
// table's state is not known either.
func doubtOutside(all []*outcome) {
	for _, o := range all {
		if o.alien != "" {
			continue
		}
		for _, r := range o.catalog.Tables {
			if r.Created || r.RLS != pgcat.On || r.RLSAt == nil {
				continue
			}
			for _, other := range all {
				if t := other.catalog.Table(r.Name); other != o && t != nil && t.Created && t.RLS == pgcat.Off && t.RLSDoubt == "" {
					t.RLSDoubt = fmt.Sprintf("%s:%d, outside of %s, switches it on", r.RLSAt.Path, r.RLSAt.Line, other.chain.root)
				}
			}
		}
	}
}
