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
	bad := func(cond bool, why string) {
		if cond {
			t.problems = append(t.problems, why)
		}
	}
	bad(person(at.By) == "", "nobody gives it")
	bad(at.On.IsZero(), "it has no date")
	bad(a.ahead(at.On), "its date "+date(at.On)+" is in the future")
	bad(at.Expires.IsZero(), "it has no expiry")
	bad(a.past(at.Expires), "it expired on "+date(at.Expires))
	bad(!at.Expires.IsZero() && !at.On.IsZero() && at.Expires.Before(at.On), "it expires before it was given")
	if !at.Solo {
		bad(person(at.ReviewedBy) == "", "no reviewer")
		bad(person(at.By) != "" && strings.EqualFold(person(at.By), person(at.ReviewedBy)), "the reviewer is the one who gives it")
	}
	for i, p := range at.Missing {
		if i == most {
			t.problems = append(t.problems, strings.TrimPrefix(more(len(at.Missing)-most), ", "))
			break
		}
		t.problems = append(t.problems, "its basis "+p+" is missing")
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
	return r != "" && !strings.EqualFold(r, person(at.By))
}

// person is the name before the role: "Ana Petrov, CTO" and "ana  petrov" are one.
func person(s string) string {
	name, _, _ := strings.Cut(s, ",")
	return strings.Join(strings.Fields(name), " ")
}
