package frameworks

import "time"

// word is a person's word, as an attestation or an approved answer gives it.
type word struct {
	by, reviewedBy string
	on, expires    time.Time // days
	solo           bool      // there is nobody else to review it
}

// problems says why the word does not count on that day.
func (w word) problems(today time.Time) []string {
	var out []string
	bad := func(cond bool, why string) {
		if cond {
			out = append(out, why)
		}
	}
	ahead := !w.on.IsZero() && day(w.on).After(today)
	bad(person(w.by) == "", "nobody gives it")
	bad(w.on.IsZero(), "it has no date")
	bad(ahead, "its date "+date(w.on)+" is in the future")
	bad(w.expires.IsZero(), "it has no expiry")
	bad(!w.expires.IsZero() && day(w.expires).Before(today), "it expired on "+date(w.expires))
	bad(!w.expires.IsZero() && !w.on.IsZero() && w.expires.Before(w.on), "it expires before it was given")
	if !w.solo {
		bad(person(w.reviewedBy) == "", "no reviewer")
		bad(person(w.by) != "" && person(w.by) == person(w.reviewedBy), "the reviewer is the one who gives it")
	}
	return out
}
