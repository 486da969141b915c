package draft

import (
	"slices"
	"strings"
)

// fitting are rules that say of another source what the one that the words call
// for says of templates and proxies.
func fitting() []struct{ rule, other, not, because string } {
	return []struct{ rule, other, not, because string }{
		// What Go code asks of TLS; it knows TLS 1.2 as the least, and no other.
		{"tls/minimum-version", "tls/go-config", `"1.3"`, "the tree has Go code that sets up TLS"},
	}
}

// Fit holds the proposals against what a tree has: judged says whether a rule
// finds anything there to judge. A rule that finds nothing gives way to one that
// says the same of a source that is there; where both find something both stay.
func (p *Page) Fit(judged func(rule string) bool) {
	for i := range p.Claims {
		c := &p.Claims[i]
		for _, f := range fitting() {
			at := slices.IndexFunc(c.Rules, func(r Rule) bool { return r.ID == f.rule })
			if at < 0 || !judged(f.other) || strings.Contains(c.Rules[at].With, f.not) || slices.ContainsFunc(c.Rules, func(r Rule) bool { return r.ID == f.other }) {
				continue
			}
			r := Rule{ID: f.other, Because: c.Rules[at].Because}
			if judged(f.rule) {
				c.Rules = slices.Insert(c.Rules, at+1, r)
			} else {
				c.Rules[at] = r
			}
			c.Remarks = append(c.Remarks, f.other+": "+f.because+".")
		}
	}
}
