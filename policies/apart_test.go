package policies

import (
	"fmt"
	"slices"
	"testing"
	"testing/fstest"
)

// Rules that set one fact beside others: a fact that is missing may change what
// they say of those that are there.
var together = []string{
	"backup/recovery-point", "backup/retention", "deploy/stack-matches", "deps/level", "deps/npm-lock", "deps/vulnerability-scan",
	"iam/privilege-escalation", "iam/public-resource", "iam/scope", "network/open-ingress", "rls/admin-only", "rls/append-only", "rls/probe", "tls/hops", "vendors/region", "vendors/unlisted",
}

func TestApart(t *testing.T) {
	e, err := Load(Options{})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, r := range e.Rules() {
		switch apart := e.Apart(r.ID); {
		case apart && (slices.Contains(together, r.ID) || len(r.Lookups) > 0):
			t.Errorf("%s is taken for one that judges each fact by itself", r.ID)
		case apart:
			n++
		}
	}
	if n < 90 {
		t.Errorf("only %d rules judge each fact by itself", n)
	}
	for _, id := range []string{"crypto/at-rest", "residency/region", "logs/trail", "lambda/permission", "s3/public-access"} {
		if !e.Apart(id) {
			t.Errorf("%s judges each fact by itself", id)
		}
	}
	if e.Apart("no/such-rule") || e.Apart("audit/no-check-of-this-engine") {
		t.Error("a rule that is none of these is apart")
	}
}

// TestApartForms holds the proof against what a rule of the user's may be.
func TestApartForms(t *testing.T) {
	const head = `# METADATA
# scope: package
# title: A
# description: A
# custom: {severity: warning, control: audit-logging, needs: [k], fix: f, version: "1"}
package user.topic.name

import data.candor.lib
import data.user.words
`
	for name, tt := range map[string]struct {
		body string
		want bool
	}{
		"one by one":         {"results contains lib.pass(f, w) if some f in lib.facts(\"k\")\nw := \"x\"", true},
		"two kinds":          {"results contains lib.pass(f, \"x\") if some f in lib.facts(\"k\")\nresults contains lib.fail(f, \"x\") if some f in lib.facts(\"l\")", true},
		"by functions":       {"results contains judge(f) if some f in lib.facts(\"k\")\njudge(f) := lib.pass(f, \"x\") if good(f) else := lib.fail(f, \"y\")\ngood(f) if f.value.v == words.ok", true},
		"by parameters":      {"results contains lib.pass(f, p.x) if some f in lib.facts(\"k\")\np := lib.params(\"topic/name\")", true},
		"with a number":      {"results contains lib.pass(f, sprintf(\"%d\", [i])) if some i, f in lib.facts(\"k\")", false},
		"by its number":      {"results contains lib.pass(f, \"x\") if { some f in lib.facts(\"k\"); f.n == 0 }", false},
		"a pair":             {"results contains lib.pass(f, g.subject) if { some f in lib.facts(\"k\"); some g in lib.facts(\"k\") }", false},
		"a count":            {"results contains lib.pass(f, \"x\") if { some f in lib.facts(\"k\"); count(lib.facts(\"k\")) > 1 }", false},
		"in a function":      {"results contains lib.pass(f, \"x\") if { some f in lib.facts(\"k\"); other(f) }\nother(f) if { some g in lib.facts(\"k\"); g.subject != f.subject }", false},
		"in an else":         {"results contains judge(f) if some f in lib.facts(\"k\")\njudge(f) := lib.pass(f, \"x\") if f.value.a else := lib.fail(f, \"y\") if count(lib.facts(\"k\")) > 1", false},
		"in a comprehension": {"results contains lib.pass(f, \"x\") if { some f in lib.facts(\"k\"); s := {g.subject | some g in lib.facts(\"k\")}; f.subject in s }", false},
		"a set before":       {"all contains f if some f in lib.facts(\"k\")\nresults contains lib.pass(f, \"x\") if some f in all", false},
		"input itself":       {"results contains lib.pass(f, \"x\") if { some f in lib.facts(\"k\"); count(input.facts.k) > 1 }", false},
		"input as a whole":   {"results contains lib.pass(f, \"x\") if { some f in lib.facts(\"k\"); x := input; count(x) > 1 }", false},
		"input by a name":    {"results contains lib.pass(f, \"x\") if { some f in lib.facts(\"k\"); k := \"facts\"; count(input[k]) > 1 }", false},
		"an import":          {"import input.facts as others\nresults contains lib.pass(f, \"x\") if { some f in lib.facts(\"k\"); count(others) > 1 }", false},
		"results of itself":  {"results contains lib.pass(f, \"x\") if some f in lib.facts(\"k\")\nresults contains lib.fail(f, \"x\") if { some f in lib.facts(\"k\"); two }\ntwo if count(results) > 1", false},
		"with":               {"results contains lib.pass(f, \"x\") if { some f in lib.facts(\"k\") with input.facts as {\"k\": []} }", false},
		"a kind by a name":   {"kind := \"k\"\nresults contains lib.pass(f, \"x\") if some f in lib.facts(kind)", false},
		"a function by name": {"results contains lib.pass(f, \"x\") if { some f in lib.facts(\"k\"); some g in words.all(\"k\") }", false},
		"another package":    {"results contains lib.pass(f, \"x\") if { some f in lib.facts(\"k\"); data.user.words.more }", false},
		"a whole package":    {"results contains lib.pass(f, \"x\") if { some f in lib.facts(\"k\"); count(data.user) > 0 }", false},
		"the library's own":  {"import data.candor.lib.iam\nresults contains lib.pass(f, \"x\") if { some f in lib.facts(\"k\"); count(iam.beside(f)) > 0 }", false},
	} {
		user := Dir{Name: "own", FS: fstest.MapFS{
			"a.rego": {Data: []byte(head + tt.body + "\n")},
			"b.rego": {Data: []byte("package user.words\nimport data.candor.lib\nok := true\nall(k) := lib.facts(k)\nmore if count(lib.facts(\"k\")) > 1\n")},
		}}
		e, err := read(Options{User: []Dir{user}})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := e.Apart("topic/name"); got != tt.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

// TestApartElsewhere: what a rule leads to may be defined from other packages, and
// a package may have a name that is no word.
func TestApartElsewhere(t *testing.T) {
	const head = `# METADATA
# scope: package
# title: A
# description: A
# custom: {severity: warning, control: audit-logging, needs: [k], fix: f, version: "1"}
package %s

import data.candor.lib
`
	const counts = "results contains lib.pass(f, \"x\") if { some f in lib.facts(\"k\"); count(lib.facts(\"k\")) > 1 }\n"
	for name, tt := range map[string]struct {
		pkg, id, body, beside string
		want                  bool
	}{
		"a plain one":                   {"user.topic.name", "topic/name", "results contains lib.pass(f, \"x\") if some f in lib.facts(\"k\")\n", "package user.words\nok := true", true},
		"no word":                       {`user["my-topic"].name`, "my-topic/name", counts, "package user.words\nok := true", false},
		"no word, one by one":           {`user["my-topic"].name`, "my-topic/name", "results contains lib.pass(f, \"x\") if some f in lib.facts(\"k\")\n", "package user.words\nok := true", true},
		"no word, by a name of its own": {`user["my-topic"].name`, "my-topic/name", "results contains lib.pass(f, \"x\") if { some f in lib.facts(\"k\"); whole }\nwhole := true\n", "package user.words\nok := true", true},
		"no word, by a name of its own that counts": {`user["my-topic"].name`, "my-topic/name", "results contains lib.pass(f, \"x\") if { some f in lib.facts(\"k\"); more }\nmore if count(lib.facts(\"k\")) > 1\n", "package user.words\nok := true", false},
		"results from above":                        {"user.topic.name", "topic/name", "results contains lib.pass(f, \"x\") if some f in lib.facts(\"k\")\n", "package user.topic\nimport data.candor.lib\nname.results contains lib.fail(f, \"y\") if { some f in lib.facts(\"k\"); count(lib.facts(\"k\")) > 1 }", false},
		"a function from above":                     {"user.topic.name", "topic/name", "results contains lib.pass(f, \"x\") if { some f in lib.facts(\"k\"); data.user.words.more }\n", "package user\nimport data.candor.lib\nwords.more if count(lib.facts(\"k\")) > 1", false},
		"beside others, from above":                 {"user.topic.name", "topic/name", "results contains lib.pass(f, \"x\") if { some f in lib.facts(\"k\"); data.user.topic.name.words.more }\nwords.less := 1\n", "package user\nimport data.candor.lib\ntopic.name.words.more if count(lib.facts(\"k\")) > 1", false},
		"own from above":                            {"user.topic.name", "topic/name", "results contains lib.pass(f, \"x\") if { some f in lib.facts(\"k\"); data.user.topic.name.more }\nok := true", "package user\nimport data.candor.lib\ntopic.name.more if count(lib.facts(\"k\")) > 1", false},
	} {
		e, err := read(Options{User: []Dir{{Name: "own", FS: fstest.MapFS{
			"a.rego": {Data: []byte(fmt.Sprintf(head, tt.pkg) + tt.body)}, "b.rego": {Data: []byte(tt.beside + "\n")},
		}}}})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := e.Apart(tt.id); got != tt.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
