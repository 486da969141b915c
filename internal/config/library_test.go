package config

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/candor-dev/candor"
)

func sum(s string) string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:])
}

// library is a tree with a claim and a file of approved answers.
func library(entries string) fstest.MapFS {
	fsys := tree("claims:\n  - {id: rls, text: A, answers: {caiq-4.0.3: [IVS-06.1]}}\n")
	fsys["answers.yaml"] = &fstest.MapFile{Data: []byte("version: 1\nanswers:\n" + entries)}
	return fsys
}

var known = Known{
	Rules: []candor.Rule{
		{ID: "rls/x", Needs: []string{"sql.table"}}, {ID: "iam/y", ClaimOnly: true}, {ID: "claims/z", Engine: "claims"},
	},
	Controls: []string{"tenant-isolation"},
	Instruments: []Instrument{
		{ID: "caiq-4.0.3", Questions: []string{"CEK-03.1", "IVS-06.1"}},
		{ID: "caiq-4.1.0", Questions: []string{"CEK-03.1", "I&S-06.1"}},
		{ID: "soc2-2017", Questions: []string{"CC6.1"}, Categories: []string{"security", "privacy"}},
	},
}

func TestLibrary(t *testing.T) {
	c, err := Load(library(`  - for: {caiq-4.0.3: [CEK-03.1], caiq-4.1.0: [CEK-03.1]}
    question: Do you encrypt data?
    reply: yes
    text: Everything   is.
    ownership: CSP-owned
    customer: Keep your own keys.
    rests_on: {claims: [rls], controls: [tenant-isolation], rules: [rls/x]}
    by: Ana, CTO
    reviewed_by: Ben, legal
    on: 2026-09-01
    expires: 2027-09-01
    basis: [docs/restore.md, {file: docs/restore.md, sha256: `+sum("done")+`}, {file: docs/restore.md, sha256: `+sum("gone")+`}, docs/none.md, docs]
  - {question: "What?", reply: na, text: Out of scope.}
`), FileName)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Check(known); err != nil {
		t.Fatal(err)
	}
	want := []candor.Approved{{
		For:      map[string][]string{"caiq-4.0.3": {"CEK-03.1"}, "caiq-4.1.0": {"CEK-03.1"}},
		Question: "Do you encrypt data?", Reply: candor.Yes, Text: "Everything is.", Ownership: "CSP-owned", Customer: "Keep your own keys.",
		Claims: []string{"rls"}, Controls: []string{"tenant-isolation"}, Rules: []string{"rls/x"},
		By: "Ana, CTO", ReviewedBy: "Ben, legal", On: day(2026, 9, 1), Expires: day(2027, 9, 1),
		Basis: []candor.Basis{
			{File: "docs/restore.md"}, {File: "docs/restore.md", SHA256: sum("done")}, {File: "docs/restore.md", SHA256: sum("gone"), Problem: "was changed since"},
			{File: "docs/none.md", Problem: "is missing"}, {File: "docs", Problem: "is missing"},
		},
		At: candor.Location{Path: "answers.yaml", Line: 3, Col: 5},
	}, {
		Question: "What?", Reply: candor.NA, Text: "Out of scope.", At: candor.Location{Path: "answers.yaml", Line: 15, Col: 5},
	}}
	if d := cmp.Diff(want, c.Library); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	if got := c.Claims[0].Answers; !slices.Equal(got["caiq-4.0.3"], []string{"IVS-06.1"}) {
		t.Error(got)
	}
}

func TestLibraryProblems(t *testing.T) {
	const e = "  - {question: Q, reply: yes, text: T, "
	for name, tt := range map[string]struct{ entry, want string }{
		"no question":       {"  - {reply: yes, text: T}\n", "answers.yaml:3:5: the answer answers no question"},
		"no text":           {"  - {question: Q, reply: yes}\n", "the answer has no text"},
		"no reply":          {"  - {question: Q, text: T}\n", "the answer has no reply"},
		"unknown reply":     {"  - {question: Q, text: T, reply: partly}\n", `unknown reply "partly"; known: na, no, yes`},
		"blank":             {"  - {question: Q, text: T, reply: blank}\n", `unknown reply "blank"`},
		"a boolean":         {"  - {question: Q, text: T, reply: true}\n", "want a text, got true; put it in quotes"},
		"unknown key":       {e + "owner: x}\n", `unknown key "owner" in an answer`},
		"NA with an owner":  {"  - {question: Q, text: T, reply: na, ownership: CSP-owned}\n", "what is not applicable is owned by nobody"},
		"bad digest":        {e + "basis: [{file: docs/restore.md, sha256: 12ab}]}\n", `"12ab" is no SHA-256 sum`},
		"short digest":      {e + "basis: [{file: docs/restore.md, sha256: abc}]}\n", `"abc" is no SHA-256 sum`},
		"digest of nothing": {e + "basis: [{sha256: abc}]}\n", "the basis has no file"},
		"outside":           {e + "basis: [../x]}\n", "is not a path inside the tree"},
		"answered twice":    {"  - {for: {caiq-4.0.3: [CEK-03.1]}, reply: yes, text: T}\n  - {for: {caiq-4.0.3: [CEK-03.1]}, reply: no, text: T}\n", "answers.yaml:4:11: caiq-4.0.3 CEK-03.1 is answered twice, first in answers.yaml:3; keep one of them"},
		"no version named":  {"  - {for: {caiq: [CEK-03.1]}, reply: yes, text: T}\n", `answers.yaml:3:12: unknown framework "caiq"; name the version: caiq-4.0.3 or caiq-4.1.0`},
		"id of the other":   {"  - {for: {caiq-4.1.0: [IVS-06.1]}, reply: yes, text: T}\n", `answers.yaml:3:25: caiq-4.1.0 has no "IVS-06.1"; did you mean I&S-06.1?`},
		"unknown claim":     {e + "rests_on: {claims: [rsl]}}\n", `the answer rests on the unknown claim "rsl"; did you mean rls?`},
		"unknown control":   {e + "rests_on: {controls: [tenant]}}\n", `the answer rests on the unknown control "tenant"`},
		"unknown rule":      {e + "rests_on: {rules: [rls/y]}}\n", `the answer rests on the unknown rule "rls/y"; did you mean rls/x?`},
		"rule of a claim":   {e + "rests_on: {rules: [iam/y]}}\n", "rule iam/y needs parameters that only a claim gives; bind the rule to a claim"},
		"rule of claims":    {e + "rests_on: {rules: [claims/z]}}\n", "rule claims/z judges claims"},
		"no YAML":           {"  - {\n", "answers.yaml:"},
		"version 2":         {"\nversion: 2\n", "given twice"},
	} {
		c, err := Load(library(tt.entry), FileName)
		if err == nil {
			err = c.Check(known)
		}
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v\nwant %s", name, err, tt.want)
		}
	}
}

func TestLibraryFiles(t *testing.T) {
	fsys := tree("answers: [docs/a.yaml, docs/b.yaml]\n")
	fsys["answers.yaml"] = &fstest.MapFile{Data: []byte("not: read")}
	fsys["docs/a.yaml"] = &fstest.MapFile{Data: []byte("answers: [{question: Q, reply: yes, text: T}]")}
	if _, err := Load(fsys, FileName); err == nil || !strings.Contains(err.Error(), `candor.yaml:1:24: answers file "docs/b.yaml" cannot be read: it does not exist`) {
		t.Error(err)
	}
	fsys["docs/b.yaml"] = &fstest.MapFile{}
	if c, err := Load(fsys, FileName); err != nil || len(c.Library) != 1 {
		t.Error(c, err)
	}
	fsys = tree("claims:\n")
	fsys["answers.yaml/x"] = &fstest.MapFile{}
	if _, err := Load(fsys, FileName); err == nil || !strings.Contains(err.Error(), "answers.yaml: cannot be read: a folder, not a file") {
		t.Error(err)
	}
}

func TestFrameworkKeys(t *testing.T) {
	c, err := Load(tree(`frameworks:
  soc2: {categories: [security, privacy]}
  caiq: {ownership: CSP-owned}
freshness: {live: 3, sql: 10, sql.table: 20}
deployed_commit: 0123456
`), FileName)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Check(known); err != nil {
		t.Error(err)
	}
	want := map[string]Framework{"soc2": {Categories: []string{"security", "privacy"}}, "caiq": {Ownership: "CSP-owned"}}
	if d := cmp.Diff(want, c.Frameworks); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(map[string]time.Duration{"live": 72 * time.Hour, "sql": 240 * time.Hour, "sql.table": 480 * time.Hour}, c.Freshness); d != "" || c.Deployed != "0123456" {
		t.Error(d, c.Deployed)
	}
	for yaml, want := range map[string]string{
		"frameworks: {soc: {}}\n":                                    `candor.yaml:1:14: unknown framework "soc"; did you mean soc2?`,
		"frameworks: {soc2: {categories: [privcy]}}\n":               `soc2 has no category "privcy"; did you mean privacy?`,
		"frameworks: {caiq: {categories: [security]}}\n":             `caiq has no category "security"; it has no categories`,
		"frameworks: {caiq: {owner: x}}\n":                           `unknown key "owner" in framework`,
		"frameworks: [soc2]\n":                                       "want keys and values",
		"freshness: {sqll: 3}\n":                                     `no evidence is called "sqll"; did you mean sql?`,
		"freshness: {sql: 0}\n":                                      "want a number of days, got the number 0; write a number of days from 1 to 3650",
		"freshness: {sql: 7d}\n":                                     `want a number of days, got the text "7d"`,
		"deployed_commit: main\n":                                    `want the id of a commit, got the text "main"`,
		"claims: [{id: a, text: A, answers: [x]}]\n":                 "want keys and values",
		"claims: [{id: a, text: A, answers: {soc2: []}}]":            `unknown framework "soc2"; name the version: soc2-2017`,
		"claims: [{id: a, text: A, answers: {soc2-2017: [CC6.11]}}]": `soc2-2017 has no "CC6.11"; did you mean CC6.1?`,
	} {
		c, err := Load(tree(yaml), FileName)
		if err == nil {
			err = c.Check(known)
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v\nwant %s", yaml, err, want)
		}
	}
}

func TestAttestationDigests(t *testing.T) {
	c, err := Load(tree(`claims:
  - id: a
    text: A
    attest:
      basis: [docs/restore.md, {file: infra/template.yaml, sha256: `+sum("x")+`}, {file: docs/none.md, sha256: `+sum("x")+`}]
`), FileName)
	if err != nil {
		t.Fatal(err)
	}
	a := c.Claims[0].Attest
	if d := cmp.Diff([]string{"docs/restore.md", "infra/template.yaml", "docs/none.md"}, a.Basis); d != "" {
		t.Error(d)
	}
	if !slices.Equal(a.Changed, []string{"infra/template.yaml"}) || !slices.Equal(a.Missing, []string{"docs/none.md"}) || a.Digests["docs/none.md"] != sum("x") || len(a.Digests) != 2 {
		t.Errorf("%+v", a)
	}
}

func FuzzLibrary(f *testing.F) {
	f.Add("  - {question: Q, reply: yes, text: T, by: A, on: 2026-01-01, basis: [docs/restore.md]}\n")
	f.Add("  - {for: {caiq-4.0.3: [CEK-03.1]}, reply: no, text: '=T', rests_on: {claims: [rls]}}\n")
	f.Add("  - &a [*a]\n")
	f.Fuzz(func(t *testing.T, entries string) {
		c, err := Load(library(entries), FileName)
		if err != nil {
			return
		}
		for _, e := range c.Library {
			if e.Text == "" || e.Reply == candor.ReplyBlank || len(e.For) == 0 && e.Question == "" && !strings.Contains(entries, "for") || e.At.Line < 1 {
				t.Fatalf("answer is not whole: %+v", e)
			}
		}
	})
}
