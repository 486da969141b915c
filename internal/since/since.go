// Package since compares two reports: what the later one says otherwise.
package since

import (
	"slices"

	"github.com/candor-dev/candor"
)

// Compare says what the later report holds against the earlier one, which is
// called name. Findings are the same when their fingerprints are, whatever line
// they stand at. Of those that are left, one that is gone and one of the same
// rule and subject in another file are the same, too: the file was renamed, or
// the last word on the subject now stands elsewhere.
func Compare(name string, before, after *candor.Report) *candor.Since {
	s := &candor.Since{Name: name, New: make(map[string]bool), Incomplete: before.Incomplete}
	was, is := findings(before), findings(after)
	old, now := prints(was), prints(is)
	var gone []*candor.Result
	moved := make(map[key]int)
	for _, x := range was {
		if !now[x.Fingerprint] {
			gone = append(gone, x)
			moved[keyOf(x)]++
		}
	}
	stayed := make(map[key]int)
	for _, x := range is {
		switch k := keyOf(x); {
		case old[x.Fingerprint]:
		case moved[k] > 0:
			moved[k]--
			stayed[k]++
		default:
			s.New[x.Fingerprint] = true
		}
	}
	for _, x := range gone {
		if k := keyOf(x); stayed[k] > 0 {
			stayed[k]--
			continue
		}
		s.Gone = append(s.Gone, *x)
	}
	s.Turned = turns(s, before, after)
	return s
}

// key tells findings apart without their place.
type key struct{ rule, use, subject string }

func keyOf(x *candor.Result) key { return key{x.Rule, x.Use, x.Subject} }

func prints(rs []*candor.Result) map[string]bool {
	m := make(map[string]bool, len(rs))
	for _, x := range rs {
		m[x.Fingerprint] = true
	}
	return m
}

// findings are the failures that no waiver excuses, each once, in their order.
func findings(r *candor.Report) []*candor.Result {
	var out []*candor.Result
	seen := make(map[string]bool)
	for i := range r.Results {
		if x := &r.Results[i]; x.Finding() && !seen[x.Fingerprint] {
			seen[x.Fingerprint] = true
			out = append(out, x)
		}
	}
	return out
}

func turns(s *candor.Since, before, after *candor.Report) []candor.Turn {
	was := make(map[string]*candor.ClaimVerdict)
	for i := range before.Claims {
		was[before.Claims[i].Claim.ID] = &before.Claims[i]
	}
	var out []candor.Turn
	for i := range after.Claims {
		cv := &after.Claims[i]
		old := was[cv.Claim.ID]
		delete(was, cv.Claim.ID)
		if old != nil && old.Verdict == cv.Verdict {
			continue
		}
		t := candor.Turn{Claim: cv.Claim, To: cv.Verdict, Added: old == nil, Why: cv.Why}
		if old != nil {
			t.From = old.Verdict
		}
		for j := range after.Results {
			if x := &after.Results[j]; s.New[x.Fingerprint] && x.Finding() && speaks(cv, x) {
				t.Because = append(t.Because, *x)
			}
		}
		out = append(out, t)
	}
	for i := range before.Claims {
		if cv := &before.Claims[i]; was[cv.Claim.ID] == cv {
			out = append(out, candor.Turn{Claim: cv.Claim, From: cv.Verdict, Dropped: true})
		}
	}
	// What is worse comes first.
	slices.SortStableFunc(out, func(a, b candor.Turn) int {
		switch {
		case a.Worse() && !b.Worse():
			return -1
		case b.Worse() && !a.Worse():
			return 1
		}
		return 0
	})
	return out
}

// speaks reports whether a result counts for a claim. It asks the counts of the
// verdict, since a report that was read from a file holds no parameters.
func speaks(cv *candor.ClaimVerdict, x *candor.Result) bool {
	return slices.ContainsFunc(cv.Rules, func(n candor.RuleCount) bool {
		return n.Rule == x.Rule && n.Use == x.Use && (len(n.Over) == 0 || slices.ContainsFunc(n.Over, func(g string) bool {
			return candor.MatchGlob(g, x.At.Path) || x.Of != "" && candor.MatchGlob(g, x.Of) || slices.ContainsFunc(x.Facts, func(p candor.Provenance) bool { return candor.MatchGlob(g, p.Source) })
		}))
	})
}
