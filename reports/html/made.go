package html

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/candor-dev/candor/reports/format"
)

// made says with what the report was made, so that it can be made again.
func (p *page) made() {
	p.section("made", "How this was made")
	p.Open("dl")
	row := func(name, value string) {
		if value != "" {
			p.El("dt", name)
			p.Open("dd")
			p.Long(value, maxMessage)
			p.Close("dd")
		}
	}
	row("Tool", strings.TrimSpace("candor "+p.r.Tool.Version+" "+p.r.Tool.Commit))
	if p.r.DayGiven {
		row("Day", "given by hand (--now): what was read counts as read on that day")
	}
	row("Tree", p.r.Root)
	row("In its repository at", p.r.Prefix)
	row("Commit", p.r.Commit)
	if !p.r.At.IsZero() {
		row("Time", p.r.At.UTC().Format(time.RFC3339))
	}
	if c := p.r.Config; c.Path != "" {
		row("Configuration", c.Path+" "+c.Digest)
	} else {
		row("Configuration", "none")
	}
	row("Rules", count(len(p.r.Rules), "rule", "rules")+", "+count(len(format.Idle(p.r)), "of them", "of them")+" without a subject here")
	row("Fails the build from", p.r.FailOn.String())
	p.Close("dl")
	if len(p.r.Runs) > 0 {
		p.table("Collectors: what was read", "Collector", "Version", "State", "#Files", "#Facts", "Read at", "Reason")
		for i := range p.r.Runs {
			x := &p.r.Runs[i]
			p.Open("tr")
			p.Open("th", "scope", "row")
			p.code(x.ID)
			p.Close("th")
			p.td(x.Version)
			p.td(x.State.String())
			p.number(x.Files)
			p.number(x.Facts)
			at := ""
			if !x.At.IsZero() {
				at = x.At.UTC().Format("2006-01-02 15:04")
			}
			p.td(at)
			p.td(x.Reason)
			p.Close("tr")
		}
		p.endTable()
	}
	p.Open("footer")
	p.El("p", "A verdict is evidence for a claim, with what was counted, at one commit and one time. It is no certificate and no auditor's opinion. What was not looked at says nothing.")
	p.El("p", "The whole population of every rule: candor report -o populations=FOLDER. Every result for programs: candor report -o json=FILE. The same report from the same facts: candor check --evidence-out FILE, then candor report --evidence FILE.", "class", "quiet")
	p.Close("footer")
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func splitUse(key string) (rule, use string) {
	rule, use, _ = strings.Cut(key, "\x00")
	return rule, use
}
