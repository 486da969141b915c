package candor

// Verdict is what is to be believed of a claim.
type Verdict int

// The verdicts. VerdictUnknown is the zero value.
const (
	VerdictUnknown       Verdict = iota // no evidence, no access, or a tool error
	Verified                            // every rule ran on a complete population and passed
	PartlyTrue                          // part of the scope holds, or a failure is waived
	Contradicted                        // a rule fails
	Attested                            // a named person says so and no rule fails
	Planned                             // not there today, a date is given
	Stale                               // would hold, but the evidence is too old
	VerdictNotApplicable                // out of scope, with a reason and a person
)

var verdictNames = []string{"unknown", "verified", "partial", "contradicted", "attested", "planned", "stale", "not_applicable"}

func (v Verdict) String() string               { return enumName(verdictNames, int(v)) }
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads the name that String gives.
func (v *Verdict) UnmarshalText(b []byte) error { return parseEnum(verdictNames, b, "verdict", v) }

// Holds reports whether a questionnaire may be answered Yes.
func (v Verdict) Holds() bool { return v == Verified || v == Attested }

// Verdicts lists the verdicts in the order in which a report shows them: worst first.
func Verdicts() []Verdict {
	return []Verdict{Contradicted, VerdictUnknown, Stale, PartlyTrue, Planned, Attested, Verified, VerdictNotApplicable}
}
