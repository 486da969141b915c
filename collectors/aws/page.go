package aws

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/live"
)

// Page is the documentation of what is asked of AWS, in Markdown. It is made from
// the specs, as the policy is.
func Page() string {
	specs := Specs()
	slices.SortFunc(specs, func(a, b live.Spec) int { return cmp.Compare(a.ID, b.ID) })
	var b strings.Builder
	fmt.Fprintf(&b, `# What candor asks of AWS

`+"`candor collect aws`"+` makes the %d calls below and no other: a call that is not
declared does not leave the machine. None of them writes, reads the data of an
object or the value of a secret. Print the policy of a role for it with
`+"`candor collect aws --print-policy json`"+` (or `+"`cloudformation`, `terraform`"+`).

Every session that candor opens by a role is narrowed to that policy, whatever else
the role may do.

## The calls

| call | asks | permission | says, as an answer | facts |
|---|---|---|---|---|
`, len(specs))
	for i := range specs {
		s := &specs[i]
		var need []string
		for _, n := range s.Needs {
			of := ""
			if r := Limited()[n.Action]; r != "" {
				of = " of `" + r + "` alone"
			}
			need = append(need, "`"+n.Action+"`"+of)
		}
		if len(need) == 0 {
			need = []string{"none"}
		}
		absent := "-"
		if len(s.Absent) > 0 {
			absent = "`" + strings.Join(s.Absent, "`, `") + "`: there is none"
		}
		kinds := strings.Join(s.Kinds, ", ")
		if len(s.Kinds) > 12 {
			kinds = "all"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", s.ID, s.Doc, strings.Join(need, ", "), absent, kinds)
	}
	b.WriteString("\n## What is asked for only to learn whether there is any\n\nOf these one list is read. An empty one is an answer; what is in it is a gap of the kinds above, with its number and\nnames, because how it is set is not asked:\n\n")
	var what []string
	for _, p := range presences() {
		what = append(what, p.what)
	}
	slices.Sort(what)
	b.WriteString(strings.Join(what, ", ") + `.

Where AWS gives such a service no host in a region, CloudFormation is asked whether the region knows one of its types
(` + "`cloudformation.DescribeType`" + `); only when it does not, either, there is nothing to ask for. A claim over all stores is
one over these and over what the other calls list. What keeps data as a part of something else, as a directory, a mailbox,
a code repository, a machine learning service or SimpleDB does, is not counted among them. An empty list of keyspaces is
a gap nevertheless: the right that is asked for reads the tables of the system alone, and whether it shows all is not known.
`)
	b.WriteString("\n## What is taken out\n\nThese parts of answers are removed before an answer is hashed or anything of it is kept:\n\n")
	for i := range specs {
		for _, r := range specs[i].Redact {
			fmt.Fprintf(&b, "- `%s`: `%s`\n", specs[i].ID, r)
		}
	}
	b.WriteString("\nOf an error only its code is kept, never its text. The external ids in trust policies are replaced.\n")
	b.WriteString(`
## Checking it afterwards

` + "`candor verify --cloudtrail FILE`" + ` looks for requests of a facts file in the event
history of the accounts. Collecting does not need that right; ` + "`candor verify --print-policy`" + `
prints the policy for whoever checks. [verify.md](verify.md) says more.

| call | asks | permission |
|---|---|---|
`)
	for _, s := range VerifySpecs() {
		if len(s.Needs) == 1 {
			fmt.Fprintf(&b, "| `%s` | %s | `%s` |\n", s.ID, s.Doc, s.Needs[0].Action)
		}
	}
	return b.String()
}
