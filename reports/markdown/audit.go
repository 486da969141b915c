package markdown

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/reports/format"
)

// Of long lists the auditor's document holds the first entries; the rest is
// counted where it is left out.
const (
	auditFails = 10
	auditOpen  = 100
)

// WriteAudit writes the report for an auditor: the document of the HTML report,
// cut at the same headings, without the cap that a pull request sets.
func WriteAudit(w io.Writer, r *candor.Report, o format.Options) error {
	o.MaxPerRule = auditFails
	d := &doc{r: r, o: o, audit: true}
	d.auditHead()
	d.frameworkSums()
	d.auditClaims()
	d.auditFindings()
	for i := range r.Instruments {
		d.framework(&r.Instruments[i])
	}
	d.auditControls()
	d.attestations()
	d.exceptions()
	d.auditPlans()
	d.auditOpen()
	d.auditGaps()
	d.ruleSums()
	d.auditMade()
	if _, err := io.WriteString(w, d.b.String()); err != nil {
		return fmt.Errorf("write the auditor's report: %w", err)
	}
	return nil
}

func (d *doc) auditHead() {
	title := "Do the published security claims hold?"
	if d.r.Company != "" {
		title = "Do the published security claims of " + text(d.r.Company) + " hold?"
	}
	d.printf("# %s\n\n", title)
	var parts []string
	if d.r.Root != "" {
		parts = append(parts, code(d.r.Root))
	}
	if d.r.Commit != "" {
		parts = append(parts, "commit "+code(d.r.Commit))
	}
	if !d.r.At.IsZero() {
		parts = append(parts, d.r.At.UTC().Format("2006-01-02 15:04 UTC"))
	}
	parts = append(parts, "candor "+text(d.r.Tool.Version))
	d.printf("%s\n\n", strings.Join(parts, " · "))
	if len(d.r.Claims) > 0 {
		d.printf("- %s\n", format.ClaimsLine(d.r))
	} else {
		d.printf("- %s\n", strings.ReplaceAll(format.NoClaims, "candor.yaml", "`candor.yaml`"))
	}
	d.printf("- %s\n- %s\n", format.ResultsLine(d.r), format.FindingsLine(d.r, format.Findings(d.r, format.Options{})))
	for _, why := range format.Incomplete(d.r, d.o) {
		d.printf("- **Incomplete:** %s\n", text(why))
	}
}

func (d *doc) frameworkSums() {
	if len(d.r.Instruments) == 0 {
		return
	}
	d.printf("\n## Frameworks\n\n| Framework | Ids | Evidence toward | In part | Against | None | Yes | No | NA | Blank |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n")
	for i := range d.r.Instruments {
		in := &d.r.Instruments[i]
		c := format.CountStandings(format.Standings(d.r, in))
		d.printf("| %s | %d | %d | %d | %d | %d | %d | %d | %d | %d |\n", text(in.Title), len(in.Questions), c.Toward, c.Part, c.Against, c.None, c.Yes, c.No, c.NA, c.Blank)
	}
	d.printf("\n%s\n", format.EvidenceNote)
}

func (d *doc) auditClaims() {
	cvs := format.ByVerdict(d.r, format.Options{})
	if len(cvs) == 0 {
		return
	}
	fails := make(map[*candor.ClaimVerdict][]format.Finding)
	for _, f := range format.Findings(d.r, format.Options{}) {
		for _, cv := range f.Contradicts {
			fails[cv] = append(fails[cv], f)
		}
	}
	d.printf("\n## Claims\n")
	for _, cv := range cvs {
		d.printf("\n### %s %s: %s\n\n", format.Glyph(cv.Verdict), format.Word(cv.Verdict), text(cv.Claim.Text))
		d.printf("- claim %s, %s\n", code(cv.Claim.ID), place(format.ClaimPlace(&cv.Claim)))
		d.printf("- %s\n", text(format.Why(cv)))
		for _, n := range cv.Rules {
			of := n.Pass + n.Fail + n.Waived + n.Unknown
			d.printf("- %s: %d of %d pass, %d fail, %d waived, %d unknown\n", code(n.Rule), n.Pass, of, n.Fail, n.Waived, n.Unknown)
		}
		if len(cv.Controls) > 0 {
			d.printf("- controls: %s\n", codes(cv.Controls))
		}
		for i, f := range fails[cv] {
			if i == auditFails {
				d.printf("- %d more that fail are in the populations\n", len(fails[cv])-i)
				break
			}
			d.fail(f)
		}
	}
}

func (d *doc) fail(f format.Finding) {
	d.printf("- ✗ %s: %s\n", d.at(f), text(f.Message))
	if d.o.Source == nil || f.At.Line < 1 {
		return
	}
	if s, ok := d.o.Source(f.At.Path, f.At.Line); ok {
		d.printf("  - %s\n", code(d.masked(s)))
	}
}

func (d *doc) auditFindings() {
	var fs []format.Finding
	for _, f := range format.Findings(d.r, format.Options{}) {
		if len(f.Contradicts) == 0 {
			fs = append(fs, f)
		}
	}
	if len(fs) == 0 {
		return
	}
	d.printf("\n## Other findings\n\n")
	show, more := format.Fold(fs, d.o)
	for _, f := range show {
		d.printf("- **%s** %s at %s: %s\n", f.Severity, code(f.Rule), d.at(f), text(f.Message))
	}
	for _, m := range more {
		d.printf("- %d more of %s are in the populations\n", m.Count, code(m.Rule))
	}
}

func (d *doc) framework(in *candor.Instrument) {
	d.printf("\n## %s\n", text(in.Title))
	for _, g := range format.Groups(format.Standings(d.r, in)) {
		d.printf("\n### %s\n\n| Id | Topic | Evidence | Controls behind it | Answer | Why |\n|---|---|---|---|---|---|\n", text(strings.TrimSpace(g.ID+" "+g.Title)))
		for _, s := range g.Standings {
			rests := make([]string, len(s.Rests))
			for i, x := range s.Rests {
				rests[i] = text(x.Control.ID) + " (" + text(x.Strength) + "): " + format.Word(x.Control.Verdict)
			}
			reply, why := "–", ""
			if a := s.Answer; a != nil {
				reply, why = a.Reply.String(), a.Text
				if why == "" {
					why = a.Why
				}
			}
			d.printf("| %s | %s | %s | %s | %s | %s |\n", text(s.Question.ID), text(s.Question.Topic), s.Evidence, strings.Join(rests, "; "), reply, text(why))
		}
	}
}

func (d *doc) auditControls() {
	if len(d.r.Controls) == 0 {
		return
	}
	d.printf("\n## Controls\n\n| Control | Verdict | Claims |\n|---|---|---|\n")
	for i := range d.r.Controls {
		c := &d.r.Controls[i]
		d.printf("| %s %s | %s %s | %s |\n", text(c.Title), code(c.ID), format.Glyph(c.Verdict), format.Word(c.Verdict), codes(c.Claims))
	}
}

func (d *doc) attestations() {
	begun := false
	for i := range d.r.Claims {
		c := &d.r.Claims[i].Claim
		a := c.Attest
		if a == nil {
			continue
		}
		if !begun {
			d.printf("\n## Attestations\n\n| Claim | Said by | On | Until | Reviewed by | Counts | Statement | Basis |\n|---|---|---|---|---|---|---|---|\n")
			begun = true
		}
		reviewer := a.ReviewedBy
		if reviewer == "" {
			reviewer = "nobody"
			if a.Solo {
				reviewer = "nobody (a team of one)"
			}
		}
		counts := "yes"
		if why := format.Refused(d.r, c.ID); why != "" {
			counts = "**no**: " + text(why)
		}
		d.printf("| %s | %s | %s | %s | %s | %s | %s | %s |\n", code(c.ID), text(a.By), date(a.On), date(a.Expires), text(reviewer), counts, text(a.Statement), codes(a.Basis))
	}
}

func date(t time.Time) string {
	if t.IsZero() {
		return "no date"
	}
	return format.Day(t)
}

func (d *doc) auditPlans() {
	begun := false
	for i := range d.r.Claims {
		cv := &d.r.Claims[i]
		if cv.Verdict != candor.Planned && cv.Claim.Status != candor.Roadmap {
			continue
		}
		if !begun {
			d.printf("\n## Planned\n\n| Claim | Due | Verdict | Why |\n|---|---|---|---|\n")
			begun = true
		}
		d.printf("| %s | %s | %s | %s |\n", text(cv.Claim.Text), date(cv.Claim.Due), format.Word(cv.Verdict), text(format.Why(cv)))
	}
}

func (d *doc) auditOpen() {
	all := format.Undecided(d.r, format.Options{})
	if len(all) == 0 {
		return
	}
	d.printf("\n## Not decided\n\n%s unknown; an unknown is never counted as a pass.\n\n", format.Count(d.r.Count().Unknown, "result is", "results are"))
	show, more, places := format.FoldOpen(all, d.o, auditOpen, func(format.Open) int { return 1 })
	for _, x := range show {
		at := make([]string, len(x.Places))
		for i, p := range x.Places {
			at[i] = p.String()
		}
		d.printf("- ? %s at %s: %s\n", codes(x.Rules), codes(at), text(x.Message))
	}
	if places > 0 {
		d.printf("- %s\n", format.LeftOpen(more, places, code, "all are in the populations"))
	}
}

func (d *doc) auditGaps() {
	d.printf("\n## Not looked at\n\n")
	if gs := format.Gaps(d.r); len(gs) > 0 {
		d.printf("| What | State | Why |\n|---|---|---|\n")
		for _, g := range gs {
			d.printf("| %s | %s | %s |\n", code(g.What), text(g.State), text(g.Why))
		}
		d.printf("\n")
	}
	if none := format.NothingToRead(d.r); len(none) > 0 {
		d.printf("Collectors that found nothing to read: %s\n\n", codes(none))
	}
	if idle := format.Idle(d.r); len(idle) > 0 {
		d.printf("Rules that had nothing to judge: %s\n", codes(idle))
	}
}

// ruleSums counts each rule's population.
func (d *doc) ruleSums() {
	counts := make(map[string]*candor.Counts)
	for i := range d.r.Results {
		x := &d.r.Results[i]
		c := counts[x.Rule]
		if c == nil {
			c = &candor.Counts{}
			counts[x.Rule] = c
		}
		one := (&candor.Report{Results: d.r.Results[i : i+1]}).Count()
		c.Pass, c.Fail, c.Waived, c.Unknown, c.NA = c.Pass+one.Pass, c.Fail+one.Fail, c.Waived+one.Waived, c.Unknown+one.Unknown, c.NA+one.NA
	}
	if len(counts) == 0 {
		return
	}
	d.printf("\n## Rules and populations\n\n| Rule | Version | Subjects | Pass | Fail | Waived | Unknown | Not applicable |\n|---|---|---:|---:|---:|---:|---:|---:|\n")
	for i := range d.r.Rules {
		rule := &d.r.Rules[i]
		if c := counts[rule.ID]; c != nil {
			d.printf("| %s | %s | %d | %d | %d | %d | %d | %d |\n", code(rule.ID), text(rule.Version), c.Pass+c.Fail+c.Waived+c.Unknown+c.NA, c.Pass, c.Fail, c.Waived, c.Unknown, c.NA)
		}
	}
}

func (d *doc) auditMade() {
	d.printf("\n## How this was made\n\n")
	row := func(name, value string) {
		if value != "" {
			d.printf("- %s: %s\n", name, code(value))
		}
	}
	row("Tool", strings.TrimSpace("candor "+d.r.Tool.Version+" "+d.r.Tool.Commit))
	if d.r.DayGiven {
		row("Day", "given by hand (--now): what was read counts as read on that day")
	}
	row("Tree", d.r.Root)
	row("In its repository at", d.r.Prefix)
	row("Commit", d.r.Commit)
	if !d.r.At.IsZero() {
		row("Time", d.r.At.UTC().Format(time.RFC3339))
	}
	row("Configuration", strings.TrimSpace(d.r.Config.Path+" "+d.r.Config.Digest))
	row("Rules", strconv.Itoa(len(d.r.Rules)))
	if len(d.r.Runs) > 0 {
		d.printf("\n| Collector | Version | State | Files | Facts | Read at |\n|---|---|---|---:|---:|---|\n")
	}
	for i := range d.r.Runs {
		x := &d.r.Runs[i]
		at := ""
		if !x.At.IsZero() {
			at = x.At.UTC().Format("2006-01-02 15:04")
		}
		d.printf("| %s | %s | %s | %d | %d | %s |\n", code(x.ID), text(x.Version), x.State, x.Files, x.Facts, at)
	}
	d.printf("\nA verdict is evidence for a claim, with what was counted, at one commit and one time. It is no certificate and no auditor's opinion. What was not looked at says nothing.\n")
}
