package text

import (
	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/term"
	"github.com/candor-dev/candor/reports/format"
)

// since writes which claims a change turns, and by what.
func (p *printer) since() {
	s := p.r.Since
	if s == nil || p.o.Rule != "" {
		return
	}
	p.head("Changes since " + term.Sanitize(s.Name))
	for i := range s.Turned {
		t := &s.Turned[i]
		v := t.To
		if t.Dropped {
			v = candor.VerdictNotApplicable
		}
		paint := p.verdict(v)
		p.printf("  %s %s %s\n", paint(format.Glyph(v)), p.quote(t.Claim.Text, p.width-len("  x  ")), paint(format.Turned(t)))
		if why := format.Because(t); why != "" && !t.Dropped {
			p.wrapped("    ", term.Sanitize(why), p.dim)
		}
	}
	for _, why := range s.Incomplete {
		p.printf("  %s\n", term.Sanitize("at "+s.Name+" not all could be read, so what looks new may be older: "+why))
	}
	p.printf("  %s\n\n", term.Sanitize(format.SinceLine(p.r)))
}
