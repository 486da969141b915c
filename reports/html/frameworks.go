package html

import (
	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/htmldoc"
	"github.com/candor-dev/candor/reports/format"
)

func frameworkID(in *candor.Instrument) string { return htmldoc.Slug("framework-" + in.ID) }

// frameworks writes each framework that was asked for, id by id.
func (p *page) frameworks() {
	for i := range p.r.Instruments {
		in := &p.r.Instruments[i]
		ss := format.Standings(p.r, in)
		c := format.CountStandings(ss)
		p.section(frameworkID(in), in.Title)
		p.El("p", count(len(ss), "id", "ids")+": evidence toward "+grouped(c.Toward)+", in part "+grouped(c.Part)+", against "+grouped(c.Against)+", none for "+grouped(c.None)+
			". Answers: "+grouped(c.Yes)+" yes, "+grouped(c.No)+" no, "+grouped(c.NA)+" not applicable, "+grouped(c.Blank)+" blank.")
		for _, g := range format.Groups(ss) {
			p.group(in, g)
		}
	}
}

func (p *page) group(in *candor.Instrument, g format.Group) {
	c := format.CountStandings(g.Standings)
	p.Open("details", "class", "claim")
	p.Open("summary")
	p.El("span", g.ID, "class", "badge")
	p.Text(" ")
	if g.Title != g.ID {
		p.El("span", g.Title, "class", "said")
	}
	p.Text(" ")
	p.El("span", grouped(c.Toward)+" toward, "+grouped(c.Part)+" in part, "+grouped(c.Against)+" against, "+grouped(c.None)+" none", "class", "tally")
	p.Close("summary")
	p.table(in.Title+", "+g.ID, "Id", "Topic", "Evidence", "Controls behind it", "Answer and why")
	for i := range g.Standings {
		s := &g.Standings[i]
		p.Open("tr")
		p.El("th", s.Question.ID, "scope", "row", "class", "id")
		p.td(s.Question.Topic)
		p.cell(func() { p.El("span", evidenceText(s.Evidence), "class", "badge "+evidenceTone(s.Evidence)) })
		p.cell(func() { p.rests(s) })
		p.cell(func() { p.answer(s.Answer) })
		p.Close("tr")
	}
	p.endTable()
	p.Close("details")
}

func evidenceText(word string) string {
	switch word {
	case format.Toward:
		return "✓ toward"
	case format.Part:
		return "◐ in part"
	case format.Against:
		return "✗ against"
	}
	return "? none"
}

func evidenceTone(word string) string {
	switch word {
	case format.Toward:
		return "good"
	case format.Part:
		return "half"
	case format.Against:
		return "bad"
	}
	return "open"
}

// rests names the controls behind an id, each with how it is linked and how it stands.
func (p *page) rests(s *format.Standing) {
	if len(s.Rests) == 0 {
		p.Text("–")
		return
	}
	p.Open("ul", "class", "plain")
	for _, x := range s.Rests {
		p.Open("li")
		p.controlLink(x.Control.ID)
		p.Text(" (" + linkWord(x.Strength) + "): ")
		p.badge(x.Control.Verdict)
		p.Close("li")
	}
	p.Close("ul")
}

func linkWord(strength string) string {
	if strength == "needs-attestation" {
		return "needs a person's word"
	}
	return strength
}

func (p *page) answer(a *candor.Answer) {
	if a == nil {
		p.Text("–")
		return
	}
	p.El("strong", replyWord(a.Reply))
	if a.Text != "" {
		p.Text(". ")
		p.Long(a.Text, maxMessage)
	}
	if a.Why != "" && a.Reply == candor.ReplyBlank {
		p.Text(": ")
		p.Long(a.Why, maxMessage)
	}
	if a.By != "" {
		p.Text(" By " + htmldoc.Cut(a.By, maxName) + ".")
	}
	if !a.Expires.IsZero() {
		p.Text(" Until " + format.Day(a.Expires) + ".")
	}
	if len(a.Citations) == 0 {
		return
	}
	p.Open("ul", "class", "plain quiet")
	for i := range a.Citations {
		if i == maxPlaces {
			p.El("li", "and "+count(len(a.Citations)-i, "more", "more"))
			break
		}
		c := &a.Citations[i]
		p.Open("li")
		p.Text("[" + c.Mark + "] ")
		p.Long(c.Text, maxName)
		if c.At.String() != "" {
			p.Text(" ")
			p.at(c.At)
		}
		p.Close("li")
	}
	p.Close("ul")
}

func replyWord(r candor.Reply) string {
	switch r {
	case candor.Yes:
		return "Yes"
	case candor.No:
		return "No"
	case candor.NA:
		return "NA"
	}
	return "Blank"
}

// controls writes our controls with what they rest on and where they lead.
func (p *page) controls() {
	if len(p.r.Controls) == 0 {
		return
	}
	p.section("controls", "Controls")
	p.table("Our controls, each with the worst verdict of its claims", "Control", "Verdict", "Claims", "Ids of frameworks")
	for i := range p.r.Controls {
		c := &p.r.Controls[i]
		p.Open("tr")
		p.Open("th", "scope", "row", "id", p.controlIDs[c.ID])
		p.Long(c.Title, maxName)
		p.Text(" ")
		p.El("span", c.ID, "class", "quiet")
		p.Close("th")
		p.cell(func() { p.badge(c.Verdict) })
		p.cell(func() {
			if len(c.Claims) == 0 {
				p.Text("–")
			}
			p.list(min(len(c.Claims), maxBrief), func(i int) { p.claimLink(c.Claims[i]) })
		})
		p.cell(func() { p.links(c) })
		p.Close("tr")
	}
	p.endTable()
}

// links lists the ids that a control is linked to: of the frameworks that were
// asked for, else of all.
func (p *page) links(c *candor.ControlVerdict) {
	p.Open("ul", "class", "plain")
	for _, name := range p.frameworkNames(c) {
		p.Open("li")
		p.Text(name + ": ")
		links := c.Frameworks[name]
		p.list(min(len(links), maxBrief), func(i int) {
			p.Long(links[i].ID, maxName)
			if links[i].Strength != "supports" {
				p.Text(" (" + linkWord(links[i].Strength) + ")")
			}
		})
		p.Close("li")
	}
	p.Close("ul")
}

func (p *page) frameworkNames(c *candor.ControlVerdict) []string {
	var names []string
	for i := range p.r.Instruments {
		if name := p.r.Instruments[i].ID; len(c.Frameworks[name]) > 0 {
			names = append(names, name)
		}
	}
	if len(p.r.Instruments) > 0 {
		return names
	}
	return sortedKeys(c.Frameworks)
}
