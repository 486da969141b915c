package draft

import (
	"fmt"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"
)

// attestStub is an attestation that counts for nothing until a person fills it in.
const attestStub = `# no rule can tell; attest: {by: "NAME, ROLE", on: DAY, expires: DAY, reviewed_by: "ANOTHER NAME, ROLE", basis: []}`

// WriteClaims gives the claims of a page as the part of candor.yaml below "claims:".
func WriteClaims(page string, claims []Claim) string {
	var b strings.Builder
	section := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	for i := range claims {
		c := &claims[i]
		if i > 0 {
			b.WriteByte('\n')
		}
		section("  - id: %s # line %d", scalar(c.ID), c.Line)
		section("    text: %s", scalar(c.Text))
		if c.Quote != "" {
			section("    quote: %s", scalar(c.Quote))
		}
		if c.Published {
			section("    published: %s", scalar(page+":"+itoa(c.Line)))
		}
		if c.Status != "" {
			section("    status: %s", c.Status)
		}
		if c.Plan != "" {
			section("    plan: %s", scalar(c.Plan))
		}
		if c.Scope != "" {
			section("    scope: %s", scalar(c.Scope))
		}
		switch {
		case c.Due != "":
			section("    due: %s", c.Due)
		case c.Status == "roadmap":
			section("    # due: DAY. The page names none.")
		}
		if len(c.Rules) > 0 {
			section("    rules:")
		}
		because := ""
		for _, r := range c.Rules {
			if r.Because != because {
				because = r.Because
				section("      # proposed because it says: %s", comment(because))
			}
			if r.With == "" {
				section("      - %s", r.ID)
			} else {
				section("      - rule: %s", r.ID)
				section("        with: %s", r.With)
			}
		}
		if len(c.Controls) > 0 {
			section("    controls: [%s]", strings.Join(c.Controls, ", "))
		}
		for _, m := range c.Remarks {
			section("    # %s", comment(m))
		}
		if len(c.Rules) == 0 && c.Status != "roadmap" && c.Status != "not_offered" {
			stub := attestStub
			if len(c.Remarks) > 0 {
				stub = strings.Replace(stub, "no rule can tell; ", "or a person: ", 1)
			}
			section("    %s", stub)
		}
	}
	return b.String()
}

// scalar writes a text as one YAML value in one line.
func scalar(s string) string {
	s = comment(s)
	b, err := yaml.Marshal(s)
	if err != nil { // a text is always a scalar
		return fmt.Sprintf("%q", s)
	}
	return strings.TrimSpace(string(b))
}

// comment keeps a text of the page inside its line, without signs that YAML refuses.
func comment(s string) string {
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return strings.Join(strings.Fields(s), " ")
}
