package frameworks

import (
	"strings"

	"github.com/candor-dev/candor"
)

// The rules that judge the claims themselves.
const (
	ruleOverdue        = "claims/overdue"
	rulePlannedButLive = "claims/planned-but-live"
	ruleUnderstated    = "claims/understated"
	ruleAttestation    = "claims/attestation"
	ruleNotPublished   = "claims/not-published"
)

// Rules documents the rules that Assess judges the claims by.
func Rules() []candor.Rule {
	rules := []candor.Rule{{
		ID: ruleAttestation, Severity: candor.Bad,
		Title: "Attestation that does not count",
		Help: `Some claims no rule can prove: a person says so. That word counts when it is signed,
dated, reviewed by another person, not expired, and the files that it rests on are
still there. A word that nobody renews turns from evidence into decoration.

Passes: by, on, expires and reviewed_by are given, the dates hold, every file under
basis exists. A team of one sets team: {solo: true}; every report then says that
nobody reviewed it.

Fails: anything of that is missing or past. The claim stays unknown until it is mended.`,
		Fix: "have the attestation given and reviewed anew, with a new date of expiry",
	}, {
		ID: ruleNotPublished, Severity: candor.Warning,
		Title: "Claim whose text is not on its page",
		Help: `A verdict is worth nothing when the page says something else. The text of each claim
is looked for on the page that publishes it; white space, upper case and Markdown
signs make no difference.

Passes: the text, or the words under quote, stand on the page.

Fails: they don't. Somebody changed the page or the claim, and the two drift apart.
A claim that names no page is not judged.`,
		Fix: "bring claim and page together, or give the page's own words under quote",
	}, {
		ID: ruleOverdue, Severity: candor.Bad,
		Title: "Roadmap date that has passed",
		Help: `A date on a public roadmap is a promise. Once it has passed, the page is wrong
whatever the code says.

Passes: the date of a roadmap claim is today or later, or the claim holds by now.

Fails: the date has passed and the rules of the claim don't show that it holds.
A roadmap claim without a date is not judged.`,
		Fix: "publish a new date, or publish the claim as live once it holds",
	}, {
		ID: rulePlannedButLive, Severity: candor.Bad,
		Title: "Claim published as live before it is due",
		Help: `A claim that is published as live and has a date in the future says two things at
once. The careful reading is that it is planned.

Passes: the date has passed, or rules show that the claim holds already.

Fails: the date is to come and nothing shows that the claim holds.
A live claim without a date is not judged.`,
		Fix: "set status: roadmap and publish it so, or remove due when the claim holds",
	}, {
		ID: ruleUnderstated, Severity: candor.Note,
		Title: "Claim that holds and is not published as live",
		Help: `Every rule of the claim passes, over everything there is, and the page still says
roadmap or not offered: you may claim it.

Passes: some rule does not pass yet, as published.

Unknown: the rules of the claim could not tell.`,
		Fix: "set status: live and publish it so",
	}}
	for i := range rules {
		r := &rules[i]
		r.Control, r.Engine, r.Origin, r.Version = "governance", "claims", "built-in", "1"
		r.Examples = examples(r.ID)
	}
	return rules
}

// emit adds the result of one of our rules for the claim, at the place.
func (a *assessor) emit(rule string, c *candor.Claim, o candor.Outcome, at candor.Location, message string) {
	r := a.own[rule]
	res := candor.Result{
		Rule: rule, Outcome: o, Severity: r.Severity, Control: r.Control,
		Subject: c.ID, Message: message, At: at,
	}
	if o == candor.Fail {
		res.Fix = r.Fix
	}
	if c.Declared.Path != "" && c.Declared != at {
		d := c.Declared
		d.Label = "declared here"
		res.Related = append(res.Related, d)
	}
	a.out.Results = append(a.out.Results, res)
}

func (a *assessor) published(c *candor.Claim) {
	switch {
	case c.Page == "":
	case c.Unpublished:
		a.emit(ruleNotPublished, c, candor.Fail, c.Declared, "The text of claim "+c.ID+" is not on "+c.Page)
	default:
		a.emit(ruleNotPublished, c, candor.Pass, c.At, "The text of claim "+c.ID+" is on "+c.Page)
	}
}

func (a *assessor) overdue(c *candor.Claim, ev *evidence) {
	switch {
	case c.Status != candor.Roadmap || c.Due.IsZero():
	case ev.state == verified:
		a.emit(ruleOverdue, c, candor.Pass, c.At, "Claim "+c.ID+" holds by now: "+ev.why)
	case a.past(c.Due):
		a.emit(ruleOverdue, c, candor.Fail, c.At, "Claim "+c.ID+" was due on "+date(c.Due)+" and is published as roadmap still")
	default:
		a.emit(ruleOverdue, c, candor.Pass, c.At, "Claim "+c.ID+" is due on "+date(c.Due))
	}
}

func (a *assessor) understated(c *candor.Claim, ev *evidence) {
	published := strings.ReplaceAll(c.Status.String(), "_", " ")
	switch ev.state {
	case none:
	case verified:
		a.emit(ruleUnderstated, c, candor.Fail, c.At, "Claim "+c.ID+" is published as "+published+" and holds: "+ev.why)
	case failing, excused:
		a.emit(ruleUnderstated, c, candor.Pass, c.At, "Claim "+c.ID+" does not hold yet, as published: "+ev.why)
	default:
		a.emit(ruleUnderstated, c, candor.Unknown, c.At, "Whether claim "+c.ID+" holds already is not known: "+ev.why)
	}
}

func (a *assessor) plannedButLive(c *candor.Claim, v candor.Verdict) {
	switch {
	case c.Due.IsZero():
	case v == candor.Planned:
		a.emit(rulePlannedButLive, c, candor.Fail, c.At, "Claim "+c.ID+" is published as live and due only on "+date(c.Due))
	case !a.ahead(c.Due):
		a.emit(rulePlannedButLive, c, candor.Pass, c.At, "Claim "+c.ID+" was due on "+date(c.Due))
	default:
		a.emit(rulePlannedButLive, c, candor.Pass, c.At, "Claim "+c.ID+" is judged by its rules before "+date(c.Due))
	}
}

func (a *assessor) attested(c *candor.Claim, t attestation) {
	switch {
	case !t.given:
	case t.valid():
		a.emit(ruleAttestation, c, candor.Pass, c.Attest.At, "Claim "+c.ID+" is "+t.text)
	default:
		a.emit(ruleAttestation, c, candor.Fail, c.Attest.At, "The attestation of claim "+c.ID+" does not count: "+strings.Join(t.problems, ", "))
	}
}
