package text

import (
	"strconv"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/term"
	"github.com/candor-dev/candor/reports/format"
	"github.com/candor-dev/candor/reports/table"
)

// narrow is the width under which a table of four columns can't be read.
const narrow = 76

// claims writes the claims, worst verdict first, each with what it rests on.
func (p *printer) claims() {
	cvs := format.ByVerdict(p.r, p.o)
	if p.o.Pages {
		return
	}
	if len(p.r.Claims) == 0 {
		p.wrapped("", format.NoClaims, nil)
		p.printf("\n")
		return
	}
	if len(cvs) == 0 {
		return
	}
	p.head("Claims")
	if p.width < narrow {
		p.claimList(cvs)
		return
	}
	t := table.Table{
		Columns: []table.Column{{Header: "verdict"}, {Header: "claim", Min: 24}, {Header: "passed", Right: true}, {Header: "evidence", Min: 20}},
		Width:   p.width,
		Indent:  2,
		Head:    p.dim,
	}
	for i, cv := range cvs {
		if i > 0 && cv.Verdict != cvs[i-1].Verdict {
			t.Blank()
		}
		claim := table.Cell{Text: term.Sanitize(cv.Claim.Text), MaxLines: 3}
		why := table.Cell{Text: p.evidence(cv)}
		if !format.Holds(cv.Verdict) {
			claim.Sub, claim.SubPaint = p.claimPlace(cv), p.dim
			if unsure(cv.Verdict) {
				why.Paint = p.verdict(cv.Verdict)
			}
		}
		t.Rows = append(t.Rows, []table.Cell{
			{Text: format.Glyph(cv.Verdict) + " " + format.Word(cv.Verdict), Paint: p.verdict(cv.Verdict)},
			claim,
			{Text: format.Fraction(cv)},
			why,
		})
	}
	if err := t.Write(p.w); err != nil && p.err == nil {
		p.err = err
	}
	p.printf("\n")
}

// claimList is the table for a terminal that has no room for one.
func (p *printer) claimList(cvs []*candor.ClaimVerdict) {
	for _, cv := range cvs {
		paint := p.verdict(cv.Verdict)
		p.printf("  %s %s\n", paint(format.Glyph(cv.Verdict)+" "+format.Word(cv.Verdict)), format.Fraction(cv))
		p.wrapped("    ", term.Sanitize(cv.Claim.Text), nil)
		why := p.evidence(cv)
		if unsure(cv.Verdict) {
			p.wrapped("      ", why, paint)
		} else {
			p.wrapped("      ", why, p.dim)
		}
	}
	p.printf("\n")
}

// claimPlace is where to look for a claim. The column of a sentence helps nobody.
func (p *printer) claimPlace(cv *candor.ClaimVerdict) string {
	s := term.Sanitize(cv.Claim.ID)
	if at := format.ClaimPlace(&cv.Claim); !at.IsZero() {
		at.Col = 0
		s += " · " + term.Sanitize(at.String())
	}
	return s
}

func unsure(v candor.Verdict) bool { return v == candor.VerdictUnknown || v == candor.Stale }

// evidence is what a verdict rests on, without what stands in other columns: the
// verdict itself and, of a verified claim, the count; that names its rule instead.
func (p *printer) evidence(cv *candor.ClaimVerdict) string {
	why := format.Why(cv)
	switch {
	case cv.Verdict == candor.Verified && len(cv.Rules) == 1:
		why = cv.Rules[0].Rule + cv.Rules[0].Where()
		if n := cv.Rules[0].NA; n > 0 {
			why += " (" + strconv.Itoa(n) + " more not applicable)"
		}
	case cv.Verdict == candor.Attested:
		why = strings.TrimPrefix(why, "attested by ")
		if a := cv.Claim.Attest; a != nil && a.Solo {
			why += " (no second person)"
		}
	}
	return term.Sanitize(why)
}
