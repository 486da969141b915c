package candor

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestMatchGlob(t *testing.T) {
	for _, c := range []struct {
		glob, path string
		want       bool
	}{
		{"infra", "infra/a/b.yaml", true},
		{"infra/", "infra/a.yaml", true},
		{"./infra", "infra/a.yaml", true},
		{"infra", "infrastructure/a.yaml", false},
		{"infra/**", "infra/a/b.yaml", true},
		{"infra/*", "infra/a.yaml", true},
		{"infra/*", "infra/a/b.yaml", false},
		{"**/*.sql", "db/m/1.sql", true},
		{"**/*.sql", "1.sql", true},
		{"**/m/**", "db/m/1.sql", true},
		{"db/*/1.sql", "db/m/1.sql", true},
		{"*.sql", "db/1.sql", false},
		{"[", "x", false},
	} {
		if got := MatchGlob(c.glob, c.path); got != c.want {
			t.Errorf("MatchGlob(%q, %q) = %v", c.glob, c.path, got)
		}
	}
}

// The zero value of what may end in a Yes is never an answer.
func TestZeroValues(t *testing.T) {
	if Outcome(0) != Unknown || Verdict(0) != VerdictUnknown || State(0).Answers() || RunState(0) != Failed {
		t.Error("a zero value is an answer")
	}
	if Verdict(0).Holds() || !Verified.Holds() || !Attested.Holds() || Stale.Holds() || PartlyTrue.Holds() {
		t.Error("Holds")
	}
}

func TestNames(t *testing.T) {
	if b, err := json.Marshal([]any{Fail, Bad, PartlyTrue, NotAsked, Plan, Partial}); err != nil || string(b) != `["fail","error","partial","not_asked","plan","partial"]` {
		t.Errorf("%s, %v", b, err)
	}
	var s Severity
	if err := s.UnmarshalText([]byte("fatal")); err == nil || !strings.Contains(err.Error(), `unknown severity "fatal": want one of note, warning, error`) {
		t.Errorf("%v", err)
	}
	if len(Verdicts()) != len(verdictNames) {
		t.Error("Verdicts leaves one out")
	}
}

// A line inserted above does not change a fingerprint; two findings in one
// place have two.
func TestFingerprints(t *testing.T) {
	results := func(line int) []Result {
		at := Location{Path: "a.go", Line: line}
		rs := []Result{
			{Rule: "r/x", Subject: "f", At: at},
			{Rule: "r/x", Subject: "f", At: Location{Path: "a.go", Line: line + 1}},
			{Rule: "r/y", Subject: "f", At: at},
			{Rule: "r/x", Use: "k", Subject: "f", At: at},
		}
		SortResults(rs)
		Fingerprints(rs)
		return rs
	}
	a, b := results(1), results(100)
	seen := map[string]bool{}
	for i := range a {
		if a[i].Fingerprint != b[i].Fingerprint {
			t.Errorf("%d changed with the line", i)
		}
		if seen[a[i].Fingerprint] {
			t.Errorf("%d is not unique", i)
		}
		seen[a[i].Fingerprint] = true
	}
}

func TestContradicts(t *testing.T) {
	claim := func(id string, v Verdict, u RuleUse) ClaimVerdict {
		return ClaimVerdict{Claim: Claim{ID: id, Rules: []RuleUse{u}}, Verdict: v}
	}
	with := map[string]any{"a": 1}
	r := Report{Claims: []ClaimVerdict{
		claim("bound", Contradicted, RuleUse{Rule: "r"}),
		claim("elsewhere", Contradicted, RuleUse{Rule: "r", Over: []string{"other"}}),
		claim("planned", Planned, RuleUse{Rule: "r"}),
		claim("parameters", Contradicted, RuleUse{Rule: "r", With: with}),
		claim("other rule", Contradicted, RuleUse{Rule: "s"}),
	}}
	got := func(x Result) string {
		var ids []string
		for _, c := range r.Contradicts(&x) {
			ids = append(ids, c.Claim.ID)
		}
		return strings.Join(ids, ",")
	}
	at := Location{Path: "db/a.sql"}
	if g := got(Result{Rule: "r", Outcome: Fail, At: at}); g != "bound" {
		t.Error(g)
	}
	if g := got(Result{Rule: "r", Use: UseKey(with), Outcome: Fail, At: at}); g != "parameters" {
		t.Error(g)
	}
	if g := got(Result{Rule: "r", Outcome: Pass, At: at}); g != "" {
		t.Error(g)
	}
}

func TestRuleText(t *testing.T) {
	r := Rule{
		ID: "a/b", Title: "T", Help: "H", Fix: "F", Severity: Bad, Control: "c", Needs: []string{"k"}, Version: "1", Origin: "built-in", ClaimOnly: true,
		Params: []Param{{Name: "p", Help: "ph", Required: true}, {Name: "q", Help: "qh", Default: []any{"x"}}},
		Examples: []Example{
			{Name: "good", Outcome: Pass, Files: map[string]string{"a.md": "```\nfence\n```\n"}},
			{Name: "bad", Outcome: Fail, Files: map[string]string{"a.sql": "x\n"}},
		},
	}
	text := r.Text()
	for _, want := range []string{"a/b: T\n", "error; control c; reads k; version 1, built-in", "**Mend it:** F", "`p`: ph (required)", "`q`: qh (default `[\"x\"]`)", "Runs only when a claim names it", "**Fails: bad**", "**Passes: good**", "````\n```\nfence"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	if strings.Index(text, "**Fails") > strings.Index(text, "**Passes") {
		t.Error("the failing example comes first")
	}
}

// A subject does not slip out of a claim by pointing at the file that breaks it.
func TestConcerns(t *testing.T) {
	u := RuleUse{Rule: "r", Over: []string{"db/tables"}}
	facts := []Provenance{{Source: "db/tables/1.sql"}}
	for name, c := range map[string]struct {
		r    Result
		want bool
	}{
		"inside":           {Result{Rule: "r", At: Location{Path: "db/tables/1.sql"}}, true},
		"moved outside":    {Result{Rule: "r", At: Location{Path: "db/later/2.sql"}, Facts: facts}, true},
		"outside":          {Result{Rule: "r", At: Location{Path: "db/later/2.sql"}}, false},
		"other rule":       {Result{Rule: "s", At: Location{Path: "db/tables/1.sql"}}, false},
		"other parameters": {Result{Rule: "r", Use: "x", At: Location{Path: "db/tables/1.sql"}}, false},
	} {
		if got := u.Concerns(&c.r); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
