package draft

import (
	"fmt"
	"strings"
)

// Page is a published page with what was drafted from it.
type Page struct {
	Path       string // in the tree
	Statements int    // how many things it states, rows of tables among them
	Claims     []Claim
	Vendors    bool    // it has a table of subprocessors
	Left       []Claim // claims whose words are not found on the page as they are
}

// Settle is told where each claim was found: its first and last line on the page,
// 0 for nowhere. It mends what it can and reports whether the page has to be
// searched again; with last, what is still not found is left out.
func (p *Page) Settle(at map[string][2]int, last bool) (again bool) {
	missing := make(map[string]bool)
	for i := range p.Claims {
		c := &p.Claims[i]
		found := at[c.ID]
		if found[0] >= c.Line && found[0] <= c.EndLine {
			continue
		}
		switch {
		case last:
			missing[c.ID] = found[0] == 0
		case c.Badge != "" && c.Quote == "":
			c.Quote, again = c.Text+c.Badge, true
		case !c.Published:
			c.Published, again = true, true
		}
	}
	p.leaveOut(missing)
	return again
}

// leaveOut moves the claims of these ids out of the draft.
func (p *Page) leaveOut(ids map[string]bool) {
	var kept []Claim
	for _, c := range p.Claims {
		if ids[c.ID] {
			p.Left = append(p.Left, c)
		} else {
			kept = append(kept, c)
		}
	}
	p.Claims = kept
}

// File is a draft of candor.yaml.
type File struct {
	Page     *Page    // nil: no page
	Found    []string // what the tree holds, one line each
	Go       string   // the part "go:", as YAML; "" for none
	Database string   // the part "database:", as YAML; "" for none
	Regions  []string // that templates name
	Holds    []string // what the rules say today, one line each
}

// Bytes is the file.
func (f *File) Bytes() []byte {
	var b strings.Builder
	put := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	put("# Drafted by candor init. Every line is a proposal: read it, change it, delete what")
	put("# is not so. candor explain RULE says what a rule looks for.")
	if len(f.Found) > 0 {
		put("#\n# Found in the tree:")
		for _, s := range f.Found {
			put("#   %s", line(s))
		}
	}
	put("version: 1\n# company: NAME")
	if f.Page != nil {
		put("page: %s", scalar(f.Page.Path))
	} else {
		put("# page: the file of the tree that your security page is made from")
	}
	if f.Go != "" {
		put("\n# What the Go code seems to record changes with and to guard routes with. It counts\n# for nothing before you have read it and removed the #.\n%s", hidden(f.Go))
	}
	if f.Database != "" {
		put("\n# How the migrations tell tenants apart, as far as they show it; so much is taken\n# without being written. What you write here outranks it.\n%s", hidden(f.Database))
	}
	if f.Page != nil && f.Page.Vendors {
		put("\n# Where the list of vendors is published. candor compares it with the sources.")
		put("subprocessors:\n  page: %s", scalar(f.Page.Path))
	}
	f.claims(put)
	return []byte(b.String())
}

func (f *File) claims(put func(string, ...any)) {
	if f.Page != nil && len(f.Page.Claims) > 0 {
		put("\n# What the page says, in its own words. A rule stands below the words that speak for")
		put("# it. Where no rule can tell, a person can: write the attestation out, without the #.")
		put("claims:\n%s", strings.TrimRight(WriteClaims(f.Page.Path, f.Page.Claims), "\n"))
	} else {
		put("\n# What you publish about your security, each sentence with what can settle it.")
		put("# claims:")
		put("#   - id: rls-everywhere")
		put("#     text: Row-level security is on for every table.")
		put("#     rules: [rls/table-without-rls]")
	}
	if f.Page != nil && len(f.Page.Left) > 0 {
		put("\n# These are not found on the page word for word; quote them by hand:")
		for _, c := range f.Page.Left {
			put("#   line %d: %s", c.Line, comment(c.Text))
		}
	}
	if len(f.Regions) > 0 {
		put("\n# Regions that the sources name: %s", comment(strings.Join(f.Regions, ", ")))
		put("# A claim on where data is: rules: [{rule: residency/region, with: {allow: [%s]}}]", quoted(f.Regions))
	}
	if len(f.Holds) > 0 {
		put("\n# What the rules said of the sources when this was drafted. Only what holds can be\n# published as true:")
		for _, s := range f.Holds {
			put("#   %s", line(s))
		}
	}
}

// hidden turns lines of YAML into comments.
func hidden(s string) string {
	return "# " + strings.ReplaceAll(strings.TrimRight(s, "\n"), "\n", "\n# ")
}

// line keeps the columns of a line that is made of our own words and of paths.
func line(s string) string {
	lead := len(s) - len(strings.TrimLeft(s, " "))
	name, rest, ok := strings.Cut(s[lead:], "  ")
	if !ok {
		return s[:lead] + comment(s)
	}
	gap := len(rest) - len(strings.TrimLeft(rest, " "))
	return s[:lead] + comment(name) + strings.Repeat(" ", 2+gap) + comment(rest)
}
