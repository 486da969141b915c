// Package html writes the report for an auditor: one file that needs no
// network and no script, with every claim, what speaks for and against it, what
// was counted, and what was not looked at.
package html

import (
	_ "embed" // the stylesheet and the script
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/codehost"
	"github.com/candor-dev/candor/internal/htmldoc"
	"github.com/candor-dev/candor/internal/redact"
	"github.com/candor-dev/candor/reports/format"
)

// What the file holds of long lists. The rest is counted where it is left out
// and is whole in the populations and in the JSON report.
const (
	maxFull    = 8       // failures of one rule with their source
	maxBrief   = 40      // more of them, a line each
	maxPasses  = 20      // passes of one rule
	maxOpen    = 60      // reasons for which something is not decided
	maxPlaces  = 10      // places of one reason
	maxMessage = 600     // characters of a message
	maxName    = 200     // characters of a name or a path
	maxLine    = 240     // characters of a source line
	maxRows    = 2000    // rows of a table
	fullAt     = 7 << 20 // bytes from which on lists are only counted
)

//go:embed style.css
var style string

//go:embed script.js
var script string

// Write writes the report.
func Write(w io.Writer, r *candor.Report, o format.Options) error {
	p := newPage(r, o)
	p.header()
	p.Open("main", "id", "main")
	p.posture()
	p.contents()
	p.since()
	p.claims()
	p.findings()
	p.frameworks()
	p.controls()
	p.people()
	p.exceptions()
	p.planned()
	p.undecided()
	p.unseen()
	p.rulesThatRan()
	p.made()
	p.Close("main")
	page := p.Page(htmldoc.Head{Title: p.title(), Style: htmldoc.Base() + style, Script: script})
	if _, err := io.WriteString(w, page); err != nil {
		return fmt.Errorf("write the HTML report: %w", err)
	}
	return nil
}

// page is the report under way.
type page struct {
	htmldoc.Doc
	r      *candor.Report
	o      format.Options
	mask   *redact.Redactor
	rules  map[string]*candor.Rule
	byRule map[string][]*candor.Result // by rule and parameters, in the report's order
	// told are the failures that stand under a claim.
	told       map[*candor.Result]bool
	claimIDs   map[*candor.ClaimVerdict]string
	claimByID  map[string]*candor.ClaimVerdict
	controlIDs map[string]string
	ruleIDs    map[string]string
	parameters map[[2]string]string
}

func newPage(r *candor.Report, o format.Options) *page {
	p := &page{
		r: r, o: o, mask: redact.New(), rules: make(map[string]*candor.Rule), byRule: make(map[string][]*candor.Result),
		told: make(map[*candor.Result]bool), claimIDs: make(map[*candor.ClaimVerdict]string), claimByID: make(map[string]*candor.ClaimVerdict),
		controlIDs: make(map[string]string), ruleIDs: make(map[string]string),
		parameters: format.Parameters(r),
	}
	for i := range r.Rules {
		p.rules[r.Rules[i].ID] = &r.Rules[i]
	}
	for i := range r.Results {
		x := &r.Results[i]
		k := useKey(x.Rule, x.Use)
		p.byRule[k] = append(p.byRule[k], x)
	}
	for i := range r.Claims {
		cv := &r.Claims[i]
		p.claimIDs[cv] = p.ID("claim", cv.Claim.ID)
		p.claimByID[cv.Claim.ID] = cv
	}
	for i := range r.Controls {
		p.controlIDs[r.Controls[i].ID] = p.ID("control", r.Controls[i].ID)
	}
	for _, k := range p.uses() {
		p.ruleIDs[k] = p.ID("rule", strings.ReplaceAll(k, "\x00", "-"))
	}
	return p
}

func useKey(rule, use string) string { return rule + "\x00" + use }

func (p *page) full() bool { return p.Len() > fullAt }

func (p *page) title() string {
	who := p.r.Company
	if who == "" {
		who = p.r.Root
	}
	if who == "" {
		return "candor report"
	}
	return htmldoc.Cut(who, maxName) + ": candor report"
}

// section begins a part of the page.
func (p *page) section(id, title string) { p.El("h2", title, "id", id) }

// table begins a table that can be scrolled where it is too wide.
func (p *page) table(caption string, heads ...string) {
	id := p.ID("table", caption)
	p.Open("div", "class", "scroll", "role", "region", "tabindex", "0", "aria-labelledby", id)
	p.Open("table")
	p.El("caption", caption, "id", id)
	p.Open("thead")
	p.Open("tr")
	for _, h := range heads {
		name, number := strings.CutPrefix(h, "#")
		class := ""
		if number {
			class = "n"
		}
		p.El("th", name, "scope", "col", "class", class)
	}
	p.Close("tr", "thead")
	p.Open("tbody")
}

func (p *page) endTable() { p.Close("tbody", "table", "div") }

func (p *page) cell(write func()) {
	p.Open("td")
	write()
	p.Close("td")
}

func (p *page) td(text string) { p.cell(func() { p.Long(text, maxMessage) }) }

func (p *page) number(n int) { p.El("td", grouped(n), "class", "n") }

// at writes a place, with a link to its line at the code host where that is known.
func (p *page) at(l candor.Location) {
	text := htmldoc.Cut(l.String(), maxName)
	p.Open("code")
	if l.Path == "" {
		p.Text(text)
	} else {
		p.Link(p.address(l), text)
	}
	p.Close("code")
}

func (p *page) address(l candor.Location) string {
	file := l.Path
	if file == "" || path.IsAbs(file) {
		return ""
	}
	return codehost.Address(p.r.Links, p.r.Commit, path.Join(p.r.Prefix, file), l.Line)
}

func (p *page) code(s string) { p.El("code", htmldoc.Cut(s, maxName)) }

// badge writes a verdict: sign, word and colour.
func (p *page) badge(v candor.Verdict) {
	p.El("span", format.Glyph(v)+" "+format.Word(v), "class", "badge "+tone(v))
}

// tone is the class of a verdict's colour.
func tone(v candor.Verdict) string {
	switch v {
	case candor.Contradicted:
		return "bad"
	case candor.Verified:
		return "good"
	case candor.Attested, candor.PartlyTrue, candor.Planned:
		return "half"
	}
	return "open"
}

// claimLink writes the id of a claim with a link to it.
func (p *page) claimLink(id string) {
	if cv := p.claimByID[id]; cv != nil {
		p.Ref(p.claimIDs[cv], htmldoc.Cut(id, maxName))
		return
	}
	p.Long(id, maxName)
}

func (p *page) list(n int, item func(i int)) {
	for i := range n {
		if i > 0 {
			p.Text(", ")
		}
		item(i)
	}
}

// left says how much of a list is not in the file.
func (p *page) left(n int, what string) {
	if n > 0 {
		p.El("p", grouped(n)+" more "+what+" not shown here; all are in the populations and in the JSON report.", "class", "quiet")
	}
}

// grouped writes a number with its thousands apart: "12,345".
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return grouped(n) + " " + many
}
