package format

import (
	"cmp"
	"slices"

	"github.com/candor-dev/candor"
)

// Finding is a failure with the published claims that it makes untrue.
type Finding struct {
	*candor.Result
	Contradicts []*candor.ClaimVerdict
}

// Findings returns the failures that no waiver excuses, the worst severity
// first, then those that make a claim untrue, then by location. A failure that
// several claims ask for, each with parameters of its own, is one finding.
func Findings(r *candor.Report, o Options) []Finding {
	return collect(r, o, (*candor.Result).Finding)
}

// Waived returns the failures that a waiver excuses, in the same order.
func Waived(r *candor.Report, o Options) []Finding {
	return collect(r, o, func(x *candor.Result) bool { return x.Outcome == candor.Fail && x.Waived != nil })
}

func collect(r *candor.Report, o Options, want func(*candor.Result) bool) []Finding {
	type key struct {
		rule, subject, message string
		at                     candor.Location
	}
	seen := make(map[key]int)
	var out []Finding
	for i := range r.Results {
		x := &r.Results[i]
		if !want(x) || o.Rule != "" && x.Rule != o.Rule {
			continue
		}
		k := key{x.Rule, x.Subject, x.Message, x.At}
		if j, ok := seen[k]; ok {
			out[j].Contradicts = union(r, out[j].Contradicts, r.Contradicts(x))
			continue
		}
		seen[k] = len(out)
		out = append(out, Finding{x, r.Contradicts(x)})
	}
	slices.SortStableFunc(out, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(b.Severity, a.Severity),
			cmp.Compare(min(len(b.Contradicts), 1), min(len(a.Contradicts), 1)), // what makes a claim untrue comes first
			a.At.Compare(b.At),
			cmp.Compare(a.Rule, b.Rule),
			cmp.Compare(a.Subject, b.Subject),
		)
	})
	return out
}

// union joins two lists of claims in the order of the report.
func union(r *candor.Report, a, b []*candor.ClaimVerdict) []*candor.ClaimVerdict {
	var out []*candor.ClaimVerdict
	for i := range r.Claims {
		if cv := &r.Claims[i]; slices.Contains(a, cv) || slices.Contains(b, cv) {
			out = append(out, cv)
		}
	}
	return out
}

// Fold splits findings into those to show and, by rule in order of appearance,
// how many of it are left out.
func Fold(fs []Finding, o Options) (show []Finding, more []Folded) {
	if o.MaxPerRule <= 0 || o.Rule != "" {
		return fs, nil
	}
	n := make(map[string]int)
	for _, f := range fs {
		if n[f.Rule]++; n[f.Rule] <= o.MaxPerRule {
			show = append(show, f)
		}
	}
	for _, f := range fs {
		if left := n[f.Rule] - o.MaxPerRule; left > 0 {
			more = append(more, Folded{f.Rule, left})
			n[f.Rule] = 0
		}
	}
	return show, more
}

// Folded counts findings of a rule that are not shown.
type Folded struct {
	Rule  string
	Count int
}

// FixOf is what to do about a finding: its own word, else that of its rule.
func FixOf(r *candor.Report, f Finding) string {
	if f.Fix != "" {
		return f.Fix
	}
	if rule := r.Rule(f.Rule); rule != nil {
		return rule.Fix
	}
	return ""
}

// Anchor is the place to which a result is tied where a place is required: its
// own; for what has no file (an account, a host, a person's word) the line
// where the claim that it contradicts is published; failing that the first
// claim, or the configuration. The line is never zero.
func Anchor(r *candor.Report, f Finding) candor.Location {
	at := f.At
	for _, cv := range f.Contradicts {
		if at.IsZero() {
			at = ClaimPlace(&cv.Claim)
		}
	}
	return AnchorAt(r, at)
}

// AnchorAt is Anchor for what contradicts no claim.
func AnchorAt(r *candor.Report, at candor.Location) candor.Location {
	for i := range r.Claims {
		if !at.IsZero() {
			break
		}
		at = ClaimPlace(&r.Claims[i].Claim)
	}
	if at.IsZero() {
		at = candor.Location{Path: "candor.yaml"}
	}
	at.Line = max(at.Line, 1)
	return at
}

// ClaimPlace is where a claim is published, or where it is declared.
func ClaimPlace(c *candor.Claim) candor.Location {
	if c.At.IsZero() {
		return c.Declared
	}
	return c.At
}

// ByVerdict returns the claims, worst verdict first, otherwise in their order.
// With o.Rule it returns those that rest on that rule.
func ByVerdict(r *candor.Report, o Options) []*candor.ClaimVerdict {
	rank := make(map[candor.Verdict]int)
	for i, v := range candor.Verdicts() {
		rank[v] = i
	}
	var out []*candor.ClaimVerdict
	for i := range r.Claims {
		cv := &r.Claims[i]
		uses := func(u candor.RuleUse) bool { return u.Rule == o.Rule }
		if o.Rule == "" || slices.ContainsFunc(cv.Claim.Rules, uses) {
			out = append(out, cv)
		}
	}
	slices.SortStableFunc(out, func(a, b *candor.ClaimVerdict) int { return rank[a.Verdict] - rank[b.Verdict] })
	return out
}
