package markdown

import (
	"fmt"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/reports/format"
)

// maxOpen is how many entries of what is not decided are shown before the rest is counted.
const maxOpen = 15

func (d *doc) undecided() {
	all := format.Undecided(d.r, d.o)
	if len(all) == 0 {
		return
	}
	d.printf("\n### Not decided\n\n")
	show, more, places := format.FoldOpen(all, d.o, maxOpen, func(format.Open) int { return 1 })
	d.items(fullUndecided, "entries", len(show), func(i int) string {
		x := show[i]
		var b strings.Builder
		fmt.Fprintf(&b, "- ? %s at %s: %s\n", codes(x.Rules), code(x.Places[0].String()), text(x.Message))
		if len(x.Claims) > 0 {
			fmt.Fprintf(&b, "  - concerns %s\n", concerns(x.Claims))
		}
		if len(x.Places) > 1 {
			also := make([]string, len(x.Places)-1)
			for i, p := range x.Places[1:] {
				also[i] = p.String()
			}
			fmt.Fprintf(&b, "  - also at %s", codes(also))
			if x.Left > 0 {
				fmt.Fprintf(&b, " and %s", format.Count(x.Left, "more place", "more places"))
			}
			b.WriteString("\n")
		}
		return b.String()
	})
	if places > 0 {
		d.printf("- %s\n", format.LeftOpen(more, places, code, code("candor check -v")+" shows all"))
	}
}

// concerns names the claims that rest on what is not decided; a single one in its words.
func concerns(cvs []*candor.ClaimVerdict) string {
	if len(cvs) == 1 {
		c := &cvs[0].Claim
		return "claim " + code(c.ID) + " “" + text(c.Text) + "”"
	}
	ids := make([]string, len(cvs))
	for i, cv := range cvs {
		ids[i] = cv.Claim.ID
	}
	return "claims " + codes(ids)
}

func codes(ss []string) string {
	out := make([]string, len(ss))
	for i, s := range ss {
		out[i] = code(s)
	}
	return strings.Join(out, ", ")
}

func (d *doc) exceptions() {
	ws := format.Accepted(d.r)
	if len(ws) == 0 {
		return
	}
	head := "###"
	if d.audit {
		head = "##"
	}
	d.printf("\n%s Accepted exceptions\n\n| Rule | Covers | Reason | Owner | Until | Written at |\n|---|---|---|---|---|---|\n", head)
	d.items(fullExceptions, "exceptions", len(ws), func(i int) string {
		w := ws[i]
		covers := text(format.WaiverScope(w))
		if !w.Expired {
			covers += " (" + format.Count(w.Used, "failure", "failures") + ")"
		}
		return fmt.Sprintf("| %s | %s | %s | %s | %s | %s |\n", code(w.Rule), covers, text(w.Reason), text(w.Owner), format.Until(w, d.r.At), place(w.At))
	})
}

func (d *doc) notices() {
	if len(d.r.Notices) == 0 {
		return
	}
	d.printf("\n### Notices\n\n")
	d.items(fullNotices, "notices", len(d.r.Notices), func(i int) string {
		n := d.r.Notices[i]
		s := "- **" + n.Severity.String() + "** "
		if !n.At.IsZero() {
			s += place(n.At) + ": "
		}
		s += text(n.Message)
		if n.Hint != "" {
			s += " (" + text(n.Hint) + ")"
		}
		return s + "\n"
	})
}

func (d *doc) gaps() {
	gs, none := format.Gaps(d.r), format.NothingToRead(d.r)
	if len(gs)+len(none) == 0 {
		return
	}
	d.printf("\n### Not looked at\n")
	if len(gs) > 0 {
		d.printf("\n| What | State | Why |\n|---|---|---|\n")
	}
	d.items(fullGaps, "entries", len(gs), func(i int) string {
		return fmt.Sprintf("| %s | %s | %s |\n", code(gs[i].What), text(gs[i].State), text(gs[i].Why))
	})
	if len(none) > 0 {
		d.printf("\nNothing to read for: %s\n", codes(none))
	}
}

func (d *doc) made() {
	d.printf("\n### How this was made\n\n")
	s := "candor " + text(d.r.Tool.Version)
	if d.r.Root != "" {
		s += " on " + code(d.r.Root)
	}
	if d.r.Commit != "" {
		s += " at commit " + code(d.r.Commit)
	}
	if !d.r.At.IsZero() {
		s += ", " + d.r.At.UTC().Format("2006-01-02 15:04 UTC")
	}
	d.printf("%s.\n", s)
	d.items(fullAll, "collectors", len(d.r.Runs), func(i int) string {
		x := d.r.Runs[i]
		head := ""
		if i == 0 {
			head = "\n| Collector | State | Files | Facts |\n|---|---|---:|---:|\n"
		}
		name := code(x.ID)
		if x.Version != "" {
			name += " v" + text(x.Version)
		}
		return fmt.Sprintf("%s| %s | %s | %d | %d |\n", head, name, x.State, x.Files, x.Facts)
	})
	d.printf("\nVerdicts are evidence for a claim, with what was counted; they are no certificate.\n")
}
