package candor

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
)

// Outcome is what a rule says of one subject. A Fail is a finding, a Pass is
// evidence, an Unknown is an honest gap.
type Outcome int

// The outcomes. Unknown is the zero value: what nobody decided is not decided.
const (
	Unknown Outcome = iota
	Pass
	Fail
	NotApplicable
)

var outcomeNames = []string{"unknown", "pass", "fail", "not_applicable"}

func (o Outcome) String() string               { return enumName(outcomeNames, int(o)) }
func (o Outcome) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// UnmarshalText reads the name that String gives.
func (o *Outcome) UnmarshalText(b []byte) error { return parseEnum(outcomeNames, b, "outcome", o) }

// Result is what one rule says of one subject.
type Result struct {
	Rule     string     `json:"rule"`
	Use      string     `json:"use,omitempty"` // UseKey of the parameters it was judged with
	Outcome  Outcome    `json:"outcome"`
	Severity Severity   `json:"severity"`
	Control  string     `json:"control,omitempty"`
	Subject  string     `json:"subject"`
	Message  string     `json:"message"`
	Fix      string     `json:"fix,omitempty"`
	At       Location   `json:"at"`
	Related  []Location `json:"related,omitempty"`
	// Flow is the way that decided the result, in order, each place with its
	// label: from a door over the calls to a write.
	Flow  []Location   `json:"flow,omitempty"`
	Facts []Provenance `json:"facts,omitempty"`
	// Of is where the fact stands that was judged, when that is neither At nor a
	// source of Facts: a switch of the whole account can decide on one bucket.
	Of     string  `json:"of,omitempty"`
	Waived *Waiver `json:"-"`
	// Fingerprint is stable under edits elsewhere in the file: it holds rule,
	// path, subject and the number among equals, and no line.
	Fingerprint string `json:"fingerprint"`
}

// Finding reports whether the result is a failure that no waiver excuses.
func (r *Result) Finding() bool { return r.Outcome == Fail && r.Waived == nil }

// SortResults puts results into the order of every report: by path, line,
// column, rule, subject, parameters, outcome and message.
// Equal ones keep their order. Most of them often stand in it already, and a
// result is large, so that few are moved.
func SortResults(rs []Result) {
	n := 1
	for n < len(rs) && compareResults(&rs[n-1], &rs[n]) <= 0 {
		n++
	}
	if n >= len(rs) {
		return
	}
	rest := make([]*Result, len(rs)-n)
	for i := range rest {
		rest[i] = &rs[n+i]
	}
	slices.SortStableFunc(rest, compareResults)
	out := make([]Result, 0, len(rs))
	i := 0
	for _, r := range rest {
		for ; i < n && compareResults(&rs[i], r) <= 0; i++ {
			out = append(out, rs[i])
		}
		out = append(out, *r)
	}
	copy(rs, append(out, rs[i:n]...))
}

func compareResults(a, b *Result) int {
	if c := a.At.Compare(b.At); c != 0 {
		return c
	}
	return cmp.Or(
		cmp.Compare(a.Rule, b.Rule),
		cmp.Compare(a.Subject, b.Subject),
		cmp.Compare(a.Use, b.Use),
		cmp.Compare(a.Outcome, b.Outcome),
		cmp.Compare(a.Message, b.Message),
	)
}

// Fingerprints sets the fingerprint of each result. The results must be sorted.
func Fingerprints(rs []Result) {
	seen := make(map[string]int, len(rs))
	for i := range rs {
		r := &rs[i]
		key := r.Rule + "\x00" + r.Use + "\x00" + r.At.Path + "\x00" + r.Subject
		n := seen[key]
		seen[key]++
		sum := sha256.Sum256([]byte(key + "\x00" + strconv.Itoa(n)))
		r.Fingerprint = hex.EncodeToString(sum[:16])
	}
}
