package trust

import (
	"fmt"
	"io"
	"strings"

	"github.com/candor-dev/candor/reports/format"
)

// sentence counts the claims by their standing: "12 claims: 5 proved, 1 not true today".
func (p *Page) sentence() string {
	total := 0
	parts := make([]string, len(p.Sums))
	for i, s := range p.Sums {
		total += s.Count
		parts[i] = fmt.Sprintf("%d %s", s.Count, strings.ToLower(s.Word))
	}
	return format.Count(total, "claim", "claims") + ": " + strings.Join(parts, ", ") + "."
}

// leftOut says what the page does not show.
func (p *Page) leftOut() string {
	if len(p.Left) == 0 {
		return ""
	}
	total := 0
	parts := make([]string, len(p.Left))
	for i, s := range p.Left {
		total += s.Count
		parts[i] = fmt.Sprintf("%d %s", s.Count, strings.ToLower(s.Word))
	}
	return format.Count(total, "claim is", "claims are") + " left out here: " + strings.Join(parts, ", ") + "."
}

// title of the page.
func (p *Page) title() string {
	if p.Company == "" {
		return "What we say about our security, checked"
	}
	return "What " + p.Company + " says about its security, checked"
}

// notes are what a reader has to know of the words.
func (p *Page) notes() []string {
	out := []string{
		"“Proved” means that a machine read our own sources and configuration, and that every place which its checks look at holds. It proves what the checks ask, and no more.",
		"“On a person's word” means that somebody with a name and a role stands for it until the day that is given.",
		"What is not true today, not proved or not checked recently stays on this page until that changes.",
		"This is a picture of one moment. It is no certificate, and no auditor's opinion.",
	}
	if len(p.Left) > 0 {
		out[2] = "Only what is shown to hold is listed here; what is left out is counted above."
	}
	if p.Incomplete {
		out = append(out, "A part of our sources could not be read at this check; nothing here counts it as proved.")
	}
	return out
}

// write writes bytes and says of what they were.
func write(w io.Writer, s string) error {
	if _, err := io.WriteString(w, s); err != nil {
		return fmt.Errorf("write the trust page: %w", err)
	}
	return nil
}

// given says that the day of the page is nobody's clock.
func (p *Page) given() string {
	if p.DayGiven {
		return ", a day given by hand"
	}
	return ""
}
