package html

import (
	"strings"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/htmldoc"
	"github.com/candor-dev/candor/reports/format"
)

func (p *page) header() {
	p.skipLink("main", "Skip to the report")
	p.Open("header")
	who := htmldoc.Cut(p.r.Company, maxName)
	switch {
	case len(p.r.Claims) == 0 && who != "":
		p.El("h1", who+": what its own sources say about its security")
	case len(p.r.Claims) == 0:
		p.El("h1", "What the sources say about their security")
	case who != "":
		p.El("h1", "Do the published security claims of "+who+" hold?")
	default:
		p.El("h1", "Do the published security claims hold?")
	}
	p.Open("p", "class", "quiet")
	if p.r.Root != "" {
		p.code(p.r.Root)
	}
	if p.r.Commit != "" {
		p.Text(" at commit ")
		p.code(short(p.r.Commit))
	}
	if !p.r.At.IsZero() {
		p.Text(" · ")
		p.when(p.r.At)
	}
	p.Text(" · candor " + p.r.Tool.Version)
	if len(p.r.Runs) > 0 {
		p.Text(" · " + format.CollectorsLine(p.r))
	}
	p.Close("p")
	if where := p.address(candor.Location{Path: "PATH"}); where != "" {
		p.El("p", "The files that are named stand at "+strings.TrimSuffix(where, "PATH"), "class", "paper quiet")
	}
	p.Close("header")
}

// skipLink writes the link that a keyboard reaches first.
func (p *page) skipLink(id, text string) { p.El("a", text, "href", "#"+id, "class", "skip") }

func (p *page) when(t time.Time) {
	p.El("time", t.UTC().Format("2 January 2006, 15:04 UTC"), "datetime", t.UTC().Format(time.RFC3339))
}

func short(commit string) string {
	if len(commit) > 12 {
		return commit[:12]
	}
	return commit
}

// posture is the whole in numbers, each with what it is counted of.
func (p *page) posture() {
	n := p.r.CountClaims()
	if len(p.r.Claims) > 0 {
		p.El("p", count(len(p.r.Claims), "published claim", "published claims")+", worst first:")
		p.Open("ul", "class", "tiles", "aria-label", "Claims by verdict")
		for _, v := range candor.Verdicts() {
			if n[v] == 0 && v != candor.Contradicted && v != candor.VerdictUnknown && v != candor.Verified {
				continue
			}
			p.Open("li", "class", tone(v))
			p.El("b", grouped(n[v]))
			p.Text(format.Glyph(v) + " " + format.Word(v))
			p.Close("li")
		}
		p.Close("ul")
	} else {
		p.El("p", format.NoClaims)
	}
	fs := format.Findings(p.r, p.o)
	p.El("p", format.ResultsLine(p.r)+".")
	p.El("p", format.FindingsLine(p.r, fs)+".")
	if why := format.Incomplete(p.r, p.o); len(why) > 0 {
		p.Open("div", "class", "warn")
		p.Open("p")
		p.El("strong", "The scan is incomplete.")
		p.Text(" What could not be read is no evidence for anything:")
		p.Close("p")
		p.Open("ul")
		for _, s := range why {
			p.Open("li")
			p.Long(s, maxMessage)
			p.Close("li")
		}
		p.Close("ul", "div")
	}
	p.oldest()
	p.nextEnd()
	p.frameworkTable()
}

// oldest says how old the oldest evidence is, where it is not of the day.
func (p *page) oldest() {
	var at time.Time
	what := ""
	older := func(t time.Time, from string) {
		if !t.IsZero() && (at.IsZero() || t.Before(at)) {
			at, what = t, from
		}
	}
	for i := range p.r.Runs {
		if p.r.Runs[i].Facts > 0 {
			older(p.r.Runs[i].At, p.r.Runs[i].ID)
		}
	}
	for i := range p.r.Results {
		for _, f := range p.r.Results[i].Facts {
			older(f.At, f.Collector)
		}
	}
	if days := int(p.r.At.Sub(at).Hours() / 24); !at.IsZero() && days > 0 {
		p.El("p", "The oldest evidence is of "+format.Day(at)+", "+count(days, "day", "days")+" ago: "+htmldoc.Cut(what, maxName)+".")
	}
}

// nextEnd names the attestation that ends first.
func (p *page) nextEnd() {
	var next *candor.ClaimVerdict
	for i := range p.r.Claims {
		cv := &p.r.Claims[i]
		a := cv.Claim.Attest
		if a == nil || a.Expires.Before(p.r.At) || next != nil && !a.Expires.Before(next.Claim.Attest.Expires) {
			continue
		}
		next = cv
	}
	if next == nil {
		return
	}
	p.Open("p")
	p.Text("The next attestation ends on " + format.Day(next.Claim.Attest.Expires) + ": ")
	p.claimLink(next.Claim.ID)
	p.Text(".")
	p.Close("p")
}

func (p *page) frameworkTable() {
	if len(p.r.Instruments) == 0 {
		return
	}
	p.table("Ids of each framework by the evidence that this scan has", "Framework", "#Ids", "#Evidence toward", "#In part", "#Against", "#None", "#Yes", "#No", "#NA", "#Blank")
	for i := range p.r.Instruments {
		in := &p.r.Instruments[i]
		c := format.CountStandings(format.Standings(p.r, in))
		p.Open("tr")
		p.Open("th", "scope", "row")
		p.Ref(frameworkID(in), in.Title)
		p.Close("th")
		p.number(len(in.Questions))
		for _, n := range []int{c.Toward, c.Part, c.Against, c.None, c.Yes, c.No, c.NA, c.Blank} {
			p.number(n)
		}
		p.Close("tr")
	}
	p.endTable()
	p.El("p", format.EvidenceNote, "class", "quiet")
}

// contents links the parts that the report has.
func (p *page) contents() {
	p.Open("nav", "aria-label", "Contents", "class", "contents screen")
	p.Open("ul")
	for _, s := range p.parts() {
		p.Open("li")
		p.Ref(s[0], s[1])
		p.Close("li")
	}
	p.Close("ul", "nav")
}

func (p *page) parts() [][2]string {
	var out [][2]string
	add := func(is bool, id, title string) {
		if is {
			out = append(out, [2]string{id, title})
		}
	}
	add(p.r.Since != nil, "since", "What changed")
	add(len(p.r.Claims) > 0, "claims", "Claims")
	add(true, "findings", "Other findings")
	for i := range p.r.Instruments {
		add(true, frameworkID(&p.r.Instruments[i]), p.r.Instruments[i].Title)
	}
	add(len(p.r.Controls) > 0, "controls", "Controls")
	add(p.attested(), "attestations", "Attestations")
	add(true, "exceptions", "Exceptions")
	add(len(p.plans()) > 0, "planned", "Planned")
	add(true, "undecided", "Not decided")
	add(true, "unseen", "Not looked at")
	add(len(p.byRule) > 0, "rules", "Rules and populations")
	add(true, "made", "How this was made")
	return out
}
