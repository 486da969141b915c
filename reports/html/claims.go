package html

import (
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/htmldoc"
	"github.com/candor-dev/candor/reports/format"
)

// claims writes every claim, the worst verdict first.
func (p *page) claims() {
	if len(p.r.Claims) == 0 {
		return
	}
	p.section("claims", "Claims")
	n := p.r.CountClaims()
	p.Open("fieldset", "class", "filter screen")
	p.El("legend", "Show")
	for _, v := range candor.Verdicts() {
		if n[v] == 0 {
			continue
		}
		p.Open("label")
		p.Void("input", "type", "checkbox", "id", "show-"+slug(v), "checked", "")
		p.Text(" " + format.Word(v))
		p.Close("label")
		p.Text(" ")
	}
	p.Close("fieldset")
	sorted := format.ByVerdict(p.r, format.Options{})
	for i := 0; i < len(sorted); {
		v := sorted[i].Verdict
		p.Open("div", "class", "v-"+slug(v))
		p.El("h3", upper(format.Word(v))+" ("+grouped(n[v])+")", "class", tone(v))
		for ; i < len(sorted) && sorted[i].Verdict == v; i++ {
			p.claim(sorted[i])
		}
		p.Close("div")
	}
}

func slug(v candor.Verdict) string { return strings.ReplaceAll(v.String(), "_", "-") }

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func (p *page) claim(cv *candor.ClaimVerdict) {
	c := &cv.Claim
	attrs := []string{"id", p.claimIDs[cv], "class", "claim"}
	if cv.Verdict == candor.Contradicted && !p.full() {
		attrs = append(attrs, "open", "")
	}
	p.Open("details", attrs...)
	p.Open("summary")
	p.badge(cv.Verdict)
	p.Text(" ")
	p.El("span", "“"+htmldoc.Cut(c.Text, maxMessage)+"”", "class", "said")
	if pass, of := format.Evidence(cv); of > 0 {
		p.Text(" ")
		p.El("span", grouped(pass)+" of "+grouped(of)+" pass", "class", "tally")
	}
	p.Close("summary")
	p.aboutClaim(cv)
	if why := format.Why(cv); why != "" {
		p.Open("p")
		p.Long(why, maxMessage)
		p.Close("p")
	}
	for i := range c.Rules {
		var n candor.RuleCount
		if i < len(cv.Rules) {
			n = cv.Rules[i]
		}
		p.use(&c.Rules[i], &n)
	}
	if a := c.Attest; a != nil {
		p.word(c)
	}
	if x := c.NA; x != nil {
		p.Open("p")
		p.Text("Out of scope, says " + x.By + ": ")
		p.Long(x.Reason, maxMessage)
		p.Close("p")
	}
	p.Close("details")
}

// aboutClaim says where a claim stands and what it belongs to.
func (p *page) aboutClaim(cv *candor.ClaimVerdict) {
	c := &cv.Claim
	p.Open("p", "class", "quiet")
	if place := format.ClaimPlace(c); !place.IsZero() {
		if c.At.IsZero() || c.At.Path == c.Declared.Path {
			p.Text("Declared at ")
		} else {
			p.Text("Published at ")
		}
		p.at(place)
		p.Text(" · ")
	}
	if c.Unpublished {
		p.Text("not found on its page · ")
	}
	p.Text("published as " + statusWord(c) + " · claim ")
	p.code(c.ID)
	if c.Scope != "" {
		p.Text(" · scope: ")
		p.Long(c.Scope, maxName)
	}
	if len(cv.Controls) > 0 {
		p.Text(" · " + plural(len(cv.Controls), "control ", "controls "))
		p.list(len(cv.Controls), func(i int) { p.controlLink(cv.Controls[i]) })
	}
	p.Close("p")
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func statusWord(c *candor.Claim) string {
	switch c.Status {
	case candor.Plan:
		return "true on the plan " + htmldoc.Cut(c.PlanName, maxName)
	case candor.Roadmap:
		if !c.Due.IsZero() {
			return "to come by " + format.Day(c.Due)
		}
		return "to come"
	case candor.NotOffered:
		return "not offered"
	}
	return "true today"
}

func (p *page) controlLink(id string) {
	if anchor := p.controlIDs[id]; anchor != "" {
		p.Ref(anchor, id)
		return
	}
	p.Long(id, maxName)
}

// use writes what one rule of a claim found: what fails in its source, what is
// not decided, and the evidence that passes. n are the counts of the verdict.
func (p *page) use(u *candor.RuleUse, n *candor.RuleCount) {
	key := useKey(u.Rule, candor.UseKey(u.With))
	by := make(map[candor.Outcome][]*candor.Result)
	var waived []*candor.Result
	for _, x := range p.byRule[key] {
		switch {
		case len(u.Over) > 0 && !u.Concerns(x):
		case x.Outcome == candor.Fail && x.Waived != nil:
			waived = append(waived, x)
		default:
			by[x.Outcome] = append(by[x.Outcome], x)
		}
	}
	of := len(by[candor.Pass]) + len(by[candor.Fail]) + len(by[candor.Unknown]) + len(waived)
	p.Open("h4")
	p.ruleLink(key)
	p.El("span", " "+grouped(len(by[candor.Pass]))+" of "+grouped(of)+" pass", "class", "tally")
	p.Close("h4")
	if len(u.Over) > 0 {
		p.Open("p", "class", "quiet")
		p.Text("Over ")
		p.list(min(len(u.Over), maxPlaces), func(i int) { p.code(u.Over[i]) })
		if left := n.Beyond(); left != "" {
			p.Text(". That leaves out " + left)
		}
		p.Close("p")
		p.leftOut(n)
	}
	if of == 0 {
		p.El("p", "Nothing of what this rule judges was found: no evidence.")
	}
	for _, x := range by[candor.Fail] {
		p.told[x] = true
	}
	p.fails(by[candor.Fail])
	p.brief("waived", "Failures that a waiver accepts", waived, maxBrief)
	p.brief("unknown", "Not decided", by[candor.Unknown], maxBrief)
	p.evidence(by[candor.Pass])
}

// leftOut names what could not be read and does not count, since it surely lies
// elsewhere.
func (p *page) leftOut(n *candor.RuleCount) {
	if len(n.LeftOut) == 0 {
		return
	}
	shown := n.LeftOut[:min(len(n.LeftOut), maxBrief)]
	p.Open("p", "class", "quiet")
	p.Text("Could not be read, and surely lies elsewhere: ")
	p.list(len(shown), func(i int) { p.Long(shown[i], maxMessage) })
	if more := len(n.LeftOut) - len(shown) + n.LeftMore; more > 0 {
		p.Text(", and " + grouped(more) + " more")
	}
	p.Close("p")
}

// evidence folds what passes: the first of it, and how many there are.
func (p *page) evidence(passes []*candor.Result) {
	if len(passes) == 0 || p.full() {
		return
	}
	p.Open("details", "class", "more")
	p.El("summary", "Evidence: "+count(len(passes), "pass", "passes"))
	p.rows(passes, maxPasses)
	p.Close("details")
}

// brief lists results, a line each.
func (p *page) brief(class, title string, rs []*candor.Result, most int) {
	if len(rs) == 0 {
		return
	}
	p.El("p", title+" ("+grouped(len(rs))+"):", "class", "lead "+class)
	p.rows(rs, most)
}

func (p *page) rows(rs []*candor.Result, most int) {
	show := min(len(rs), most)
	if p.full() {
		show = 0
	}
	if show > 0 {
		p.Open("ul", "class", "brief")
		for _, x := range rs[:show] {
			p.row(x)
		}
		p.Close("ul")
	}
	p.left(len(rs)-show, plural(len(rs)-show, "is", "are"))
}

func (p *page) row(x *candor.Result) {
	p.Open("li")
	if place := x.At.String(); place != "" {
		p.at(x.At)
		p.Text(" ")
	}
	if !strings.Contains(x.Message, x.Subject) || x.Message == "" {
		p.Long(x.Subject, maxName)
		p.Text(": ")
	}
	p.Long(x.Message, maxMessage)
	if x.Waived != nil {
		p.Text("; waived " + format.Until(x.Waived, p.r.At))
	}
	p.Close("li")
}

// word is what a person says of the claim.
func (p *page) word(c *candor.Claim) {
	a := c.Attest
	p.Open("p")
	if why := format.Refused(p.r, c.ID); why != "" {
		p.El("strong", htmldoc.Cut(why, maxMessage)+". ")
	}
	p.Text("Said by " + htmldoc.Cut(a.By, maxName) + " on " + day(a.On) + ", until " + day(a.Expires) + "; " + reviewer(a) + ".")
	if a.Statement != "" {
		p.Text(" “")
		p.Long(a.Statement, maxMessage)
		p.Text("”")
	}
	p.Close("p")
	p.basis(a)
}

func (p *page) basis(a *candor.Attestation) {
	if len(a.Basis) == 0 {
		return
	}
	p.Open("p", "class", "quiet")
	p.Text("Rests on ")
	p.list(min(len(a.Basis), maxBrief), func(i int) {
		p.at(candor.Location{Path: a.Basis[i]})
		if sum := a.Digests[a.Basis[i]]; sum != "" {
			p.Text(" (SHA-256 " + htmldoc.Cut(sum, maxName) + " when the word was given)")
		}
	})
	p.Close("p")
}

func reviewer(a *candor.Attestation) string {
	switch {
	case a.ReviewedBy != "":
		return "reviewed by " + htmldoc.Cut(a.ReviewedBy, maxName)
	case a.Solo:
		return "reviewed by nobody (a team of one)"
	}
	return "reviewed by nobody"
}
