package candor

// Since is what a report says otherwise than an earlier one: what a change
// brought, what it mended, and which claims it turns.
type Since struct {
	Name string // of the earlier state: a revision, a file
	// New holds the fingerprints of the findings that were not there.
	New map[string]bool
	// Gone are the findings that were there and are no more.
	Gone []Result
	// Turned are the claims with another verdict than before, new ones, and
	// those that were dropped, in the order of the report.
	Turned []Turn
	// Incomplete says why the earlier state was not seen as a whole: a finding
	// may then be older than it looks.
	Incomplete []string
}

// Turn is a claim whose verdict changed.
type Turn struct {
	Claim Claim
	// From and To are the verdicts; Added and Dropped say that there is none.
	From, To       Verdict
	Added, Dropped bool
	Why            string   // of the new verdict
	Because        []Result // the new findings that speak to it
}

// Worse reports a turn away from what may be published: a claim that held and
// does not, or one that is now untrue.
func (t *Turn) Worse() bool {
	switch {
	case t.Dropped:
		return false
	case t.Added:
		return t.To == Contradicted
	}
	return t.To == Contradicted || t.From.Holds() && !t.To.Holds()
}

// Brought reports whether a finding is the change's: every one is, where
// nothing earlier is known.
func (r *Report) Brought(x *Result) bool {
	return r.Since == nil || r.Since.New[x.Fingerprint]
}
