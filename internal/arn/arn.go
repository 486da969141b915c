// Package arn decides whether what a policy grants lies inside what was
// promised, both written as ARN patterns.
//
// A pattern is text with "*" (any text, also none) and "?" (any one character).
// An ARN has six segments, arn:partition:service:region:account:resource. In a
// pattern that writes all six, a wildcard of the first five stays inside its
// segment and a wildcard of the resource matches everything, colons too. In a
// shorter pattern ("*", "arn:aws:s3*") a wildcard matches everything, because
// AWS lets a wildcard at the end of a segment run on.
package arn

import "strings"

// Undecided is the witness when the question was too large to settle. It holds
// characters that no ARN holds, so it is never mistaken for one.
const Undecided = "?"

// maxStates bounds the search. Patterns of real policies need a few hundred.
const maxStates = 50_000

// Outside looks for an ARN that granted covers and none of allowed covers, and
// returns one as the witness. It returns outside == false only when every ARN
// of granted is inside the union of allowed. When that could not be settled it
// returns Undecided and true.
//
// A hole "${...}" in granted stands for one text that nobody knows: then
// outside is reported only if it holds whatever the holes are filled with, and
// false means "not certainly outside".
func Outside(granted string, allowed []string) (witness string, outside bool) {
	return OutsideWithin(granted, nil, allowed)
}

// OutsideWithin is Outside among the ARNs that one of within matches: what an
// action can be granted on is the part of a policy's pattern that is the ARN of
// a resource the action knows. No patterns: among all.
func OutsideWithin(granted string, within, allowed []string) (witness string, outside bool) {
	q := question{within: parseAll(within), avoid: parseAll(allowed)}
	if strings.Contains(granted, "${") {
		return certainlyOutside(granted, q)
	}
	q.granted = parse(granted)
	for _, a := range q.avoid {
		if covers(a, q.granted) {
			return "", false
		}
	}
	for _, w := range candidates(granted, within) {
		if q.answeredBy(w) {
			return w, true
		}
	}
	w, found, settled := search(q)
	if !settled {
		return Undecided, true
	}
	return w, found
}

// Meets returns an ARN that a and one of others cover, and whether there is
// one. A hole is read as any text. Undecided and true when that could not be
// settled.
func Meets(a string, others []string) (witness string, meets bool) {
	free := ShowHoles(HideHoles(a), "*")
	q := question{granted: parse(free), meet: parseAll(others)}
	for _, w := range candidates(free, others) {
		if q.granted.matches(w) && anyMatches(q.meet, w) {
			return w, true
		}
	}
	w, found, settled := search(q)
	if !settled {
		return Undecided, true
	}
	return w, found
}

// candidates are texts that are likely to answer: fillings of the granted
// pattern, and of what it is to lie within.
func candidates(granted string, within []string) []string {
	out := samples(granted)
	for _, w := range within {
		out = append(out, samples(strings.ReplaceAll(w, Name, "*"))...)
	}
	return out
}

func (q question) answeredBy(w string) bool {
	return q.granted.matches(w) && (len(q.within) == 0 || anyMatches(q.within, w)) && !anyMatches(q.avoid, w)
}

func parseAll(texts []string) []pattern {
	out := make([]pattern, 0, len(texts))
	for _, t := range texts {
		out = append(out, parse(t))
	}
	return out
}

// certainlyOutside fills the wildcards of granted with one text each and asks
// whether the rest, its holes now free, can't meet any allowed pattern.
func certainlyOutside(granted string, q question) (string, bool) {
	hidden := HideHoles(granted)
	q.granted = parse(hidden)
	for _, s := range samples(hidden) {
		if !q.granted.matches(s) || len(q.within) > 0 && !anyMatches(q.within, s) {
			continue
		}
		if len(q.avoid) == 0 {
			return ShowHoles(s, "…"), true
		}
		free := question{granted: parse(ShowHoles(s, "*")), meet: q.avoid}
		if _, meets, settled := search(free); settled && !meets {
			return ShowHoles(s, "…"), true
		}
	}
	return "", false
}

func anyMatches(ps []pattern, s string) bool {
	for _, p := range ps {
		if p.matches(s) {
			return true
		}
	}
	return false
}

// samples fill the wildcards of a pattern with texts that read like an ARN
// first, then with odd ones. They are guesses: the caller checks each.
func samples(text string) []string {
	parts := segments(text)
	fill := func(star func(i int) string, one string) string {
		out := make([]string, len(parts))
		for i, p := range parts {
			out[i] = strings.ReplaceAll(strings.ReplaceAll(p, "*", star(i)), "?", one)
		}
		return strings.Join(out, ":")
	}
	var out []string
	if text == "*" {
		out = append(out, "arn:aws:iam::111122223333:role/not-yours")
	}
	out = append(out, fill(func(i int) string {
		switch {
		case len(parts) < 6 && i == len(parts)-1:
			return strings.Join([]string{"aws", "iam", "", "111122223333", "role/not-yours"}[min(max(i-1, 0), 4):], ":")
		case i == 1:
			return "aws"
		case i == 3:
			return "eu-west-1"
		case i == 4:
			return "111122223333"
		}
		return "not-yours"
	}, "x"))
	for _, f := range []string{"zz", "", "z/z", "z:z"} {
		out = append(out, fill(func(int) string { return f }, "z"))
	}
	return out
}

// segments splits an ARN pattern; the sixth segment keeps its colons.
func segments(text string) []string { return strings.SplitN(text, ":", 6) }
