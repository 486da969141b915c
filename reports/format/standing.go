package format

import (
	"encoding/json"
	"slices"

	"github.com/candor-dev/candor"
)

// Evidence words of an id of a framework. There is no third kind of evidence:
// what is not decided is none.
const (
	Toward  = "toward"
	Against = "against"
	None    = "none"
)

// Standing is what the verdicts say of one id of a framework.
type Standing struct {
	Question *candor.Question
	Answer   *candor.Answer // nil where none was made
	Evidence string         // Toward, Against or None
	Rests    []Support
}

// Support is one of our controls that is linked to an id.
type Support struct {
	Control  *candor.ControlVerdict
	Strength string // "supports", "partly" or "needs-attestation"
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
	out := make([]Standing, len(in.Questions))
	for i := range in.Questions {
		q := &in.Questions[i]
		s := Standing{Question: q, Answer: answers[q.ID], Rests: linked[q.ID]}
		s.Evidence = evidenceOf(&s)
		out[i] = s
	}
	return out
}

// evidenceOf takes an answer's verdict, else the worst of the linked controls.
func evidenceOf(s *Standing) string {
	if s.Answer != nil {
		return evidenceWord(s.Answer.Verdict)
	}
	word := None
	for _, x := range s.Rests {
		switch evidenceWord(x.Control.Verdict) {
		case Against:
			return Against
		case Toward:
			word = Toward
		}
	}
	return word
}

func evidenceWord(v candor.Verdict) string {
	switch v {
	case candor.Verified, candor.Attested:
		return Toward
	case candor.Contradicted, candor.PartlyTrue, candor.Planned:
		return Against
	}
	return None
}

// StandingCount tallies the ids of a framework.
type StandingCount struct {
	Toward, Against, None int
	Yes, No, NA, Blank    int
}

// CountStandings tallies standings by their evidence and by their answers.
func CountStandings(ss []Standing) StandingCount {
	var c StandingCount
	for i := range ss {
		switch ss[i].Evidence {
		case Toward:
			c.Toward++
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
