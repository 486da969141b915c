package claimtable

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
)

var update = flag.Bool("update", false, "write docs/claims.md anew")

const tablePath = "../../docs/claims.md"

// The table of docs/claims.md is the one that the configurations give.
func TestTable(t *testing.T) {
	got := table(t)
	if *update {
		if err := os.WriteFile(tablePath, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(tablePath)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs from what the claims give: run go test ./internal/claimtable -update and read the difference", tablePath)
	}
}

const preface = `<!-- Made by go test ./internal/claimtable -update; change the claims there. -->

# What can be claimed, and how it is bound

Two companies that nobody runs, Tinkerbench and Pinecourt, publish 192 sentences
of the kinds that real pages make. Each stands here with what is bound to it:
rules, which read it from the sources; a person's word, where no rule can tell or
a rule tells less than the sentence says; or both. A claim that binds both is at
best attested, because the person's word is a part of what it rests on.

The configurations are ` + "`internal/claimtable/testdata/*.yaml`" + `. "A rule would need"
says what the sources or a live look would have to show before the rest of a
sentence could be left to a rule.

`

func table(t *testing.T) string {
	companies, rules, _ := load(t)
	wanted, needs, apart := rows(t, "wanted.csv"), rows(t, "needs.csv"), rows(t, "apart.csv")
	var b strings.Builder
	b.WriteString(preface)
	counts(&b, companies, wanted)
	frameworksOf(&b, measure(t), apart)
	for _, co := range companies {
		fmt.Fprintf(&b, "## %s\n\n", co.name)
		b.WriteString("| id | claim | status | bound by | rules | a person says | a rule would need | controls |\n|---|---|---|---|---|---|---|---|\n")
		for i := range co.claims {
			c := &co.claims[i]
			said := ""
			if c.Attest != nil {
				said = c.Attest.Statement
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s | %s |\n", c.ID, cell(c.Text), status(c), bound(c), uses(t, c), cell(said), cell(needs[c.ID]["a rule would need"]), strings.Join(controlsOf(c, rules), ", "))
		}
		b.WriteString("\n")
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// counts compares what is bound with what could be told by a rule at best.
func counts(b *strings.Builder, companies []company, wanted map[string]map[string]string) {
	kinds := []string{"rule", "both", "attestation"}
	n := make(map[[2]string]int)
	for _, co := range companies {
		for i := range co.claims {
			n[[2]string{wanted[co.claims[i].ID]["told_by"], bound(&co.claims[i])}]++
		}
	}
	b.WriteString("## Counts\n\nRows: by what a claim could be told if every source could be read, live ones and\nprograms in any language among them. Columns: by what it is bound today. Each claim\nright of the diagonal has an entry under \"a rule would need\".\n\n| could be told by | bound by a rule alone | rule and person | person alone | all |\n|---|---|---|---|---|\n")
	sum := make(map[string]int)
	for _, could := range kinds {
		all := 0
		fmt.Fprintf(b, "| %s ", could)
		for _, is := range kinds {
			k := n[[2]string{could, is}]
			all, sum[is] = all+k, sum[is]+k
			fmt.Fprintf(b, "| %d ", k)
		}
		fmt.Fprintf(b, "| %d |\n", all)
	}
	fmt.Fprintf(b, "| all | %d | %d | %d | %d |\n\n", sum["rule"], sum["both"], sum["attestation"], sum["rule"]+sum["both"]+sum["attestation"])
}

// frameworksOf says how many ids the controls of the claims reach, and why not the rest.
func frameworksOf(b *strings.Builder, r reach, apart map[string]map[string]string) {
	b.WriteString("## Frameworks\n\nOf the ids that the 192 claims bear on in our judgement, those that a control of the\nclaim links to (as supports, partly, touches or needs-attestation):\n\n| framework | reached | of |\n|---|---|---|\n")
	for _, f := range frameworkIDs() {
		fmt.Fprintf(b, "| %s | %d | %d |\n", f, r.got[f], r.asked[f])
	}
	b.WriteString("\nThe rest is left out on purpose:\n\n| claim | not linked | why |\n|---|---|---|\n")
	ids := make(map[string][]string)
	for _, f := range frameworkIDs() {
		for _, m := range r.missed[f] {
			if !slices.Contains(ids[m.claim], m.id) {
				ids[m.claim] = append(ids[m.claim], m.id)
			}
		}
	}
	claims := make([]string, 0, len(ids))
	for id := range ids {
		claims = append(claims, id)
	}
	slices.Sort(claims)
	for _, id := range claims {
		fmt.Fprintf(b, "| %s | %s | %s |\n", id, strings.Join(ids[id], ", "), cell(apart[id]["why"]))
	}
	b.WriteString("\n")
}

func status(c *candor.Claim) string {
	switch c.Status {
	case candor.Plan:
		return "plan " + c.PlanName
	case candor.Roadmap:
		return "roadmap " + c.Due.Format("2006-01-02")
	}
	return strings.ReplaceAll(c.Status.String(), "_", " ")
}

// uses writes the rules with the parameters that the claim gives them.
func uses(t *testing.T, c *candor.Claim) string {
	var out []string
	for _, u := range c.Rules {
		s := "[" + u.Rule + "](rules/" + u.Rule + ".md)"
		if len(u.With) > 0 {
			var with strings.Builder
			e := json.NewEncoder(&with)
			e.SetEscapeHTML(false)
			if err := e.Encode(u.With); err != nil {
				t.Fatal(err)
			}
			s += " `" + cell(strings.TrimSpace(with.String())) + "`"
		}
		if len(u.Over) > 0 {
			s += " in " + strings.Join(u.Over, ", ")
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

// cell makes a text fit for a cell of a table.
func cell(s string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ").Replace(s)
}
