package markdown

import (
	"fmt"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/reports/format"
)

// fullSince is the mark up to which the changes may fill the document.
const fullSince = 14_000

// since says which claims a change turns: what a reviewer has to know first.
func (d *doc) since() {
	s := d.r.Since
	if s == nil {
		return
	}
	d.printf("\n### What changes since %s\n\n", code(s.Name))
	worse := 0
	d.items(fullSince, "claims", len(s.Turned), func(i int) string {
		t := &s.Turned[i]
		if t.Worse() {
			worse++
		}
		return turn(t)
	})
	if worse == 0 {
		d.printf("- No claim turns for the worse.\n")
	}
	d.printf("- %s\n", text(format.SinceLine(d.r)))
	for _, why := range s.Incomplete {
		d.printf("- At %s not all could be read, so what looks new may be older: %s\n", code(s.Name), text(why))
	}
}

// turn is one claim in words for the one who makes the change.
func turn(t *candor.Turn) string {
	var b strings.Builder
	claim := "“" + text(t.Claim.Text) + "”"
	switch {
	case t.To == candor.Contradicted && !t.Dropped:
		fmt.Fprintf(&b, "- **✗ This change makes %s untrue**", claim)
	default:
		fmt.Fprintf(&b, "- %s %s %s", format.Glyph(t.To), claim, format.Turned(t))
	}
	if why := format.Because(t); why != "" && !t.Dropped {
		fmt.Fprintf(&b, ": %s", text(why))
	}
	b.WriteString("\n")
	return b.String()
}

// age marks a finding that is new, where an earlier state is known.
func (d *doc) age(f format.Finding) string {
	if d.r.Since != nil && d.r.Brought(f.Result) {
		return "new: "
	}
	return ""
}
