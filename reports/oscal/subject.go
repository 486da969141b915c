package oscal

import (
	"fmt"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/reports/format"
)

// subject is what one result of the document speaks of: the questions of a
// framework that was asked for and, at the end, our own controls.
type subject struct {
	id, title string
	items     []item
}

// item is one control or question with what is to be believed of it.
type item struct {
	id, title string
	verdict   candor.Verdict
	why       string
	unsaid    bool // nobody replies to the question, whatever the evidence shows
	claims    []string
	props     []prop
}

func subjectsOf(r *candor.Report) []subject {
	var out []subject
	for _, in := range r.Instruments {
		s := subject{id: in.ID, title: in.Title}
		topic := make(map[string]string, len(in.Questions))
		for _, q := range in.Questions {
			topic[q.ID] = q.Topic
		}
		for i := range r.Answers {
			a := &r.Answers[i]
			if a.Instrument != in.ID {
				continue
			}
			it := item{id: a.ID, title: or(topic[a.ID], a.ID), verdict: a.Verdict, why: or(a.Why, a.Text), claims: a.Claims}
			it.props = append(it.props, own("reply", a.Reply.String()))
			// A verdict is of what evidence there is; whether it answers the whole
			// question is what the reply says. Without a reply nobody knows.
			if !agrees(a) {
				it.why = fmt.Sprintf("the reply is %s: %s", a.Reply, it.why)
				it.verdict, it.unsaid = candor.VerdictUnknown, true
			}
			s.items = append(s.items, it)
		}
		out = append(out, s)
	}
	s := subject{id: "candor", title: "the controls of candor"}
	for i := range r.Controls {
		c := &r.Controls[i]
		it := item{id: c.ID, title: c.Title, verdict: c.Verdict, why: whyControl(r, c), claims: c.Claims}
		for _, f := range sortedFrameworks(c) {
			var ids []string
			for _, l := range c.Frameworks[f] {
				ids = append(ids, l.ID+" ("+l.Strength+")")
			}
			it.props = append(it.props, own(token(f), strings.Join(ids, ", ")))
		}
		s.items = append(s.items, it)
	}
	return append(out, s)
}

// agrees reports whether the reply is the one that the verdict leads to.
func agrees(a *candor.Answer) bool {
	switch a.Reply {
	case candor.Yes:
		return a.Verdict.Holds()
	case candor.No:
		return a.Verdict == candor.Contradicted || a.Verdict == candor.PartlyTrue || a.Verdict == candor.Planned
	case candor.NA:
		return a.Verdict == candor.VerdictNotApplicable
	}
	return false
}

// whyControl names the claims that gave a control its verdict.
func whyControl(r *candor.Report, c *candor.ControlVerdict) string {
	var ids []string
	for i := range r.Claims {
		cv := &r.Claims[i]
		if cv.Verdict == c.Verdict && contains(c.Claims, cv.Claim.ID) {
			ids = append(ids, cv.Claim.ID)
		}
	}
	if len(ids) == 0 {
		return "no claim speaks to it"
	}
	return fmt.Sprintf("%d of %s: %s", len(ids), format.Count(len(c.Claims), "claim", "claims"), strings.Join(ids, ", "))
}

// state turns a verdict into OSCAL's; ok is false where OSCAL has no word for it.
func state(v candor.Verdict) (state, reason string, ok bool) {
	switch v {
	case candor.Verified, candor.Attested:
		return "satisfied", "pass", true
	case candor.Contradicted:
		return "not-satisfied", "fail", true
	case candor.PartlyTrue, candor.Planned:
		return "not-satisfied", "other", true
	}
	return "", "", false
}
