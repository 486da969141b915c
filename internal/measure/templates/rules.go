//go:build linux

package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/policies"
)

// ruleCost is what one rule takes by itself, the making of terms of its facts
// included, which all rules on a kind share in a check.
type ruleCost struct {
	id       string
	subjects int
	took     time.Duration
}

type ruleCosts []ruleCost

// rules measures each rule that has something to judge. What an evaluation costs
// without any rule to judge with is taken off.
func rules(ctx context.Context, facts []candor.Fact, runs int) (ruleCosts, error) {
	e, err := policies.Load(policies.Options{})
	if err != nil {
		return nil, err
	}
	if _, _, err := e.Eval(ctx, facts, nil, today); err != nil { // compiles
		return nil, err
	}
	least := func(id string) (time.Duration, error) {
		return least(runs, func() error {
			_, _, err := e.EvalOnly(ctx, facts, nil, today, func(u policies.Use) bool { return u.Rule == id })
			return err
		})
	}
	empty, err := least("")
	if err != nil {
		return nil, err
	}
	var out ruleCosts
	for _, r := range e.Rules() {
		n := 0
		for i := range facts {
			if r.Judges(facts[i].Kind) && facts[i].State.Answers() {
				n++
			}
		}
		if n == 0 || r.ClaimOnly {
			continue
		}
		d, err := least(r.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, ruleCost{r.ID, n, max(0, d-empty)})
	}
	slices.SortFunc(out, func(a, b ruleCost) int { return int(b.took - a.took) })
	return out, nil
}

func (rs ruleCosts) print(w io.Writer) error {
	fmt.Fprintln(w)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "rule\tsubjects\tms\tµs a subject\t")
	for _, r := range rs {
		fmt.Fprintf(t, "%s\t%d\t%.1f\t%.0f\t\n", r.id, r.subjects, r.took.Seconds()*1e3, r.took.Seconds()*1e6/float64(r.subjects))
	}
	if err := t.Flush(); err != nil || len(rs) == 0 {
		return err
	}
	each := make([]float64, len(rs))
	for i, r := range rs {
		each[i] = r.took.Seconds() * 1e6 / float64(r.subjects)
	}
	slices.Sort(each)
	_, err := fmt.Fprintf(w, "\na rule more takes %.0f µs a subject (the median of %d rules)\n", each[len(each)/2], len(rs))
	return err
}
