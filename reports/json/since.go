package json

import (
	"slices"

	"github.com/candor-dev/candor"
)

// since is there only where an earlier state is known.
type since struct {
	Name       string   `json:"name"`
	New        []string `json:"new"` // fingerprints of findings
	Gone       []any    `json:"gone"`
	Turned     []turn   `json:"turned"`
	Incomplete []string `json:"incomplete"`
}

type turn struct {
	Claim   string          `json:"claim"`
	Text    string          `json:"text"`
	From    *candor.Verdict `json:"from"` // null: the claim is new
	To      *candor.Verdict `json:"to"`   // null: it was dropped
	Worse   bool            `json:"worse"`
	Why     string          `json:"why"`
	Because []string        `json:"because"` // fingerprints of new findings
}

func newSince(r *candor.Report) since {
	s := r.Since
	out := since{
		Name: s.Name, New: make([]string, 0, len(s.New)), Incomplete: strings(s.Incomplete),
		Gone: mapped(s.Gone, func(x candor.Result) any { return newResult(&x) }),
		Turned: mapped(s.Turned, func(t candor.Turn) turn {
			v := turn{Claim: t.Claim.ID, Text: t.Claim.Text, Worse: t.Worse(), Why: t.Why, Because: mapped(t.Because, func(x candor.Result) string { return x.Fingerprint })}
			if !t.Added {
				v.From = &t.From
			}
			if !t.Dropped {
				v.To = &t.To
			}
			return v
		}),
	}
	for print := range s.New {
		out.New = append(out.New, print)
	}
	slices.Sort(out.New)
	return out
}
