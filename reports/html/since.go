package html

import (
	"github.com/candor-dev/candor/internal/htmldoc"
	"github.com/candor-dev/candor/reports/format"
)

// since says which claims a change turns.
func (p *page) since() {
	s := p.r.Since
	if s == nil {
		return
	}
	p.section("since", "What changed since "+htmldoc.Cut(s.Name, maxName))
	if len(s.Turned) > 0 {
		p.Open("ul", "class", "brief")
		for i := range s.Turned {
			t := &s.Turned[i]
			p.Open("li")
			if !t.Dropped {
				p.badge(t.To)
			}
			p.Text(" “")
			p.Long(t.Claim.Text, maxMessage)
			p.Text("” " + format.Turned(t))
			if why := format.Because(t); why != "" && !t.Dropped {
				p.Text(": ")
				p.Long(why, maxMessage)
			}
			p.Close("li")
		}
		p.Close("ul")
	}
	p.El("p", format.SinceLine(p.r))
	for _, why := range s.Incomplete {
		p.El("p", "Not all could be read at that state, so what looks new may be older: "+htmldoc.Cut(why, maxMessage), "class", "quiet")
	}
}
