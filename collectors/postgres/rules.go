package postgres

import (
	"slices"

	"github.com/candor-dev/candor/internal/pgcat"
)

// rules leaves a doubt on every relation that a rule names: what it puts in the
// place of a statement, with the rights of the relation's owner, is not followed.
func (b *builder) rules() {
	for _, r := range b.rows.rules {
		why := "the rule " + r.Name + " on " + b.rels[r.Rel].String() + " rewrites statements in a way that is not followed"
		seen := make(map[pgcat.Name]bool)
		var mark func(n pgcat.Name)
		mark = func(n pgcat.Name) {
			if seen[n] {
				return
			}
			seen[n] = true
			for _, t := range b.cat.Tables {
				if t.Name == n {
					t.PolicyDoubt, t.PolicyLoss, t.GrantDoubt = why, why, why
				}
			}
			for _, v := range b.cat.Views {
				if v.Name == n {
					v.GrantDoubt = why
					for _, below := range v.Reads {
						mark(below)
					}
				}
			}
		}
		for _, rel := range append(slices.Clone(r.Refs), r.Rel) {
			mark(b.rels[rel])
		}
	}
}
