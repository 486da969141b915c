package frameworks

import (
	"strings"

	"github.com/candor-dev/candor"
)

// attestation is an attestation as it is weighed.
type attestation struct {
	given    bool
	problems []string // why it doesn't count
	text     string   // "attested by ..."
}

func (t attestation) valid() bool { return t.given && len(t.problems) == 0 }

// refused says why the attestation doesn't count.
func (t attestation) refused() string {
	return "the attestation does not count: " + strings.Join(t.problems, ", ")
}

// attestation weighs a person's word: who gave it, when, who reviewed it, and
// whether what it rests on is still there.
func (a *assessor) attestation(c *candor.Claim) attestation {
	at := c.Attest
	if at == nil {
		return attestation{}
	}
	t := attestation{given: true}
	t.problems = word{by: at.By, reviewedBy: at.ReviewedBy, on: at.On, expires: at.Expires, solo: at.Solo}.problems(a.today)
	var basis []string
	for _, p := range at.Missing {
		basis = append(basis, "its basis "+p+" is missing")
	}
	for _, p := range at.Changed {
		basis = append(basis, "its basis "+p+" was changed since")
	}
	t.problems = append(t.problems, basis[:min(most, len(basis))]...)
	if n := len(basis) - most; n > 0 {
		t.problems = append(t.problems, strings.TrimPrefix(more(n), ", "))
	}
	t.text = "attested by " + at.By + " on " + date(at.On)
	if at.Solo && !a.reviewed(at) {
		t.text += ", reviewed by nobody (a team of one)"
	} else {
		t.text += ", reviewed by " + at.ReviewedBy
	}
	t.text += ", until " + date(at.Expires)
	return t
}

// reviewed reports whether another person reviewed it.
func (a *assessor) reviewed(at *candor.Attestation) bool {
	r := person(at.ReviewedBy)
	return r != "" && r != person(at.By)
}
