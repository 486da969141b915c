package format

import (
	"encoding/json"
	"slices"

	"github.com/candor-dev/candor"
)

// What the evidence says of an id of a framework. What is not decided is none.
const (
	Toward  = "toward"  // the id is answered with yes, or a control that supports it holds
	Part    = "part"    // something that belongs to it holds, and it asks for more
	Against = "against" // something that belongs to it does not hold
	None    = "none"
)

// Standing is what the verdicts say of one id of a framework.
type Standing struct {
	Question *candor.Question
	Answer   *candor.Answer // nil where none was made
	Evidence string         // Toward, Part, Against or None
	Rests    []Support
}

// Support is one of our controls that is linked to an id.
type Support struct {
	Control  *candor.ControlVerdict
	Strength string // "supports", "partly", "needs-attestation" or "touches"
}

// Standings returns what is to be said of each id of an instrument, in its order.
func Standings(r *candor.Report, in *candor.Instrument) []Standing {
	answers := make(map[string]*candor.Answer)
	for i := range r.Answers {
		if a := &r.Answers[i]; a.Instrument == in.ID {
			answers[a.ID] = a
		}
	}
	linked := make(map[string][]Support)
	for i := range r.Controls {
		c := &r.Controls[i]
		for _, l := range c.Frameworks[in.ID] {
			linked[l.ID] = append(linked[l.ID], Support{c, l.Strength})
		}
	}
	verdicts := make(map[string]candor.Verdict, len(r.Claims))
	for i := range r.Claims {
		verdicts[r.Claims[i].Claim.ID] = r.Claims[i].Verdict
	}
	out := make([]Standing, len(in.Questions))
	for i := range in.Questions {
		q := &in.Questions[i]
		s := Standing{Question: q, Answer: answers[q.ID], Rests: linked[q.ID]}
		s.Evidence = evidenceOf(&s, verdicts)
		out[i] = s
	}
	return out
}

// evidenceOf says what speaks for and against an id. An answer decides where it
// is yes, no or not applicable; a blank one leaves open that a part is shown.
func evidenceOf(s *Standing, verdicts map[string]candor.Verdict) string {
	word := None
	if s.Answer != nil {
		switch s.Answer.Reply {
		case candor.Yes:
			return Toward
		case candor.No:
			return Against
		case candor.NA:
			return None
		}
	}
	for _, x := range s.Rests {
		if x.Strength == "touches" {
			continue // near to it, and neither for nor against it
		}
		if s.Answer == nil && x.Strength == "supports" && x.Control.Verdict.Holds() && word == None {
			word = Toward
		}
		for _, id := range x.Control.Claims {
			switch verdicts[id] {
			case candor.Contradicted, candor.PartlyTrue:
				return Against
			case candor.Verified, candor.Attested:
				if word == None {
					word = Part
				}
			}
		}
	}
	return word
}

// StandingCount tallies the ids of a framework.
type StandingCount struct {
	Toward, Part, Against, None int
	Yes, No, NA, Blank          int
}

// CountStandings tallies standings by their evidence and by their answers.
func CountStandings(ss []Standing) StandingCount {
	var c StandingCount
	for i := range ss {
		switch ss[i].Evidence {
		case Toward:
			c.Toward++
		case Part:
			c.Part++
		case Against:
			c.Against++
		default:
			c.None++
		}
		reply := candor.ReplyBlank
		if ss[i].Answer != nil {
			reply = ss[i].Answer.Reply
		}
		switch reply {
		case candor.Yes:
			c.Yes++
		case candor.No:
			c.No++
		case candor.NA:
			c.NA++
		default:
			c.Blank++
		}
	}
	return c
}

// Group is a run of ids of one group of a framework.
type Group struct {
	ID, Title string
	Standings []Standing
}

// Groups splits standings at the groups of their questions, in their order.
func Groups(ss []Standing) []Group {
	var out []Group
	at := make(map[string]int)
	for _, s := range ss {
		i, ok := at[s.Question.Group]
		if !ok {
			i = len(out)
			at[s.Question.Group] = i
			out = append(out, Group{ID: s.Question.Group, Title: s.Question.GroupTitle})
		}
		out[i].Standings = append(out[i].Standings, s)
	}
	return out
}

// Refused returns what is wrong with the attestation of a claim, "" where it counts.
func Refused(r *candor.Report, claim string) string {
	for i := range r.Results {
		if x := &r.Results[i]; x.Rule == "claims/attestation" && x.Subject == claim && x.Outcome == candor.Fail {
			return x.Message
		}
	}
	return ""
}

// Idle lists the rules that ran and had nothing to judge, by id.
func Idle(r *candor.Report) []string {
	judged := make(map[string]bool)
	for i := range r.Results {
		judged[r.Results[i].Rule] = true
	}
	var out []string
	for i := range r.Rules {
		if id := r.Rules[i].ID; !judged[id] {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Parameters writes the parameters with which claims use each rule, by rule and
// UseKey: {"min":"1.2"}. Rules that are used with their defaults are not in it.
func Parameters(r *candor.Report) map[[2]string]string {
	out := make(map[[2]string]string)
	for i := range r.Claims {
		for _, u := range r.Claims[i].Claim.Rules {
			if len(u.With) == 0 {
				continue
			}
			b, err := json.Marshal(u.With) // map keys are sorted
			if err != nil {
				continue // no tree of values; UseKey says the same
			}
			out[[2]string{u.Rule, candor.UseKey(u.With)}] = string(b)
		}
	}
	return out
}
