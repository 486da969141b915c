package policies

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/candor-dev/candor"
)

var now = time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)

const head = `# METADATA
# title: T
# description: D
# custom:
#   severity: error
#   control: tenant-isolation
#   needs: [k]
#   fix: F
#   version: "1"
`

// fsWith is the library and the entry point of the program with other rules.
func fsWith(t *testing.T, files map[string]string) fs.FS {
	t.Helper()
	m := fstest.MapFS{}
	for _, name := range []string{"lib/lib.rego", "main/main.rego"} {
		b, err := fs.ReadFile(BuiltIn(), name)
		if err != nil {
			t.Fatal(err)
		}
		m[name] = &fstest.MapFile{Data: b}
	}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

func user(files map[string]string) []Dir {
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return []Dir{{Name: "rules", FS: m}}
}

const goodRule = head + `package candor.rules.t.good

import data.candor.lib

results contains lib.pass(f, "fine") if {
	some f in lib.facts("k")
	f.value.ok
}

results contains lib.at(lib.fail(f, "bad"), {"line": 9}) if {
	some f in lib.facts("k")
	not f.value.ok
}
`

func facts() []candor.Fact {
	at := candor.Location{Path: "a", Line: 1, Col: 2}
	return []candor.Fact{
		{Kind: "k", Subject: "one", State: candor.Observed, Value: map[string]any{"ok": true}, At: at},
		{Kind: "k", Subject: "two", State: candor.Observed, Value: map[string]any{"ok": false}, At: at},
		{Kind: "k", Subject: "three", State: candor.Denied, Reason: "no permission", At: at},
	}
}

func outcomes(rs []candor.Result, rule string) string {
	var out []string
	candor.SortResults(rs)
	for _, r := range rs {
		if r.Rule == rule {
			out = append(out, r.Subject+"="+r.Outcome.String())
		}
	}
	return strings.Join(out, " ")
}

func TestEval(t *testing.T) {
	e, err := Load(Options{BuiltIn: fsWith(t, map[string]string{"t/good/good.rego": goodRule})})
	if err != nil {
		t.Fatal(err)
	}
	rs, failures, err := e.Eval(context.Background(), facts(), nil, now)
	if err != nil || len(failures) > 0 {
		t.Fatal(err, failures)
	}
	if got, want := outcomes(rs, "t/good"), "one=pass three=unknown two=fail"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for _, r := range rs {
		if r.Subject == "two" && (r.At.Line != 9 || r.At.Path != "a" || r.At.Col != 0 || r.Fix != "F") {
			t.Errorf("moved result: %+v", r)
		}
		if r.Subject == "three" && r.Message != "no permission" {
			t.Errorf("reason lost: %+v", r)
		}
	}
}

// A policy that errors makes its subjects unknown and never passes; the other
// rules are judged all the same.
func TestFailingRule(t *testing.T) {
	for name, body := range map[string]string{
		"builtin error": `results contains lib.pass(f, "x") if { some f in lib.facts("k"); 1 / f.value.n == 1 }`,
		"conflict":      "c := 1 if input.now\nc := 2 if input.now\nresults contains lib.pass(f, sprintf(\"%d\", [c])) if some f in lib.facts(\"k\")",
		"no outcome":    `results contains {"subject": "s", "message": "m"} if input.now`,
		"wrong outcome": `results contains {"subject": "s", "message": "m", "outcome": "passed"} if input.now`,
		"no subject":    `results contains {"outcome": "pass", "message": "m"} if input.now`,
		"not an object": `results contains "pass" if input.now`,
		"not a set":     `results := [lib.pass(f, "x") | some f in lib.facts("k")]`,
	} {
		t.Run(name, func(t *testing.T) {
			e, err := Load(Options{BuiltIn: fsWith(t, map[string]string{
				"t/good/good.rego": goodRule,
				"t/bad/bad.rego":   head + "package candor.rules.t.bad\n\nimport data.candor.lib\n\nuses_lib := lib.known({\"k\": \"known\"})\n\n" + body,
			})})
			if err != nil {
				t.Fatal(err)
			}
			fs := facts()
			fs[0].Value = map[string]any{"ok": true, "n": 0}
			rs, failures, err := e.Eval(context.Background(), fs, nil, now)
			if err != nil {
				t.Fatal(err)
			}
			if len(failures) != 1 || failures[0].Rule != "t/bad" {
				t.Fatalf("failures: %v", failures)
			}
			if got, want := outcomes(rs, "t/bad"), "one=unknown three=unknown two=unknown"; got != want {
				t.Errorf("the failed rule: got %s, want %s", got, want)
			}
			if got, want := outcomes(rs, "t/good"), "one=pass three=unknown two=fail"; got != want {
				t.Errorf("the other rule: got %s, want %s", got, want)
			}
		})
	}
}

func TestCancelled(t *testing.T) {
	e, err := Load(Options{BuiltIn: fsWith(t, map[string]string{"t/good/good.rego": goodRule})})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := e.Eval(ctx, facts(), nil, now); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestParameters(t *testing.T) {
	rule := strings.Replace(head, `#   version: "1"`, "#   version: \"1\"\n#   params:\n#     min: {help: H, default: 2}", 1) +
		"package candor.rules.t.p\n\nimport data.candor.lib\n\nresults contains lib.pass(f, sprintf(\"min %v\", [lib.params(\"t/p\").min])) if some f in lib.facts(\"k\")\n"
	e, err := Load(Options{BuiltIn: fsWith(t, map[string]string{"t/p/p.rego": rule})})
	if err != nil {
		t.Fatal(err)
	}
	three, four := map[string]any{"min": 3}, map[string]any{"min": 4}
	for _, c := range []struct {
		uses []candor.RuleUse
		want []string
	}{
		{nil, []string{"min 2"}},
		{[]candor.RuleUse{{Rule: "t/p"}}, []string{"min 2"}},
		{[]candor.RuleUse{{Rule: "t/p", With: three}, {Rule: "t/p", With: four}, {Rule: "t/p", With: three}}, []string{"min 3", "min 4"}},
	} {
		rs, _, err := e.Eval(context.Background(), facts()[:1], c.uses, now)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range rs {
			got = append(got, r.Message)
		}
		if strings.Join(got, ",") != strings.Join(c.want, ",") {
			t.Errorf("%v: got %v, want %v", c.uses, got, c.want)
		}
	}
}

func TestUserRules(t *testing.T) {
	own := strings.ReplaceAll(goodRule, "candor.rules.t.good", "user.team.mine")
	for name, c := range map[string]struct {
		files map[string]string
		want  string // part of the error; empty: loads
	}{
		"adds":             {map[string]string{"team/mine/mine.rego": own}, ""},
		"own library":      {map[string]string{"lib.rego": "package user.help\n\nx := 1", "team/mine/mine.rego": own}, ""},
		"candor package":   {map[string]string{"x.rego": strings.ReplaceAll(goodRule, "t.good", "t.other")}, "rules/x.rego:10: package candor.rules.t.other belongs to the built-in rules"},
		"same id":          {map[string]string{"x.rego": strings.ReplaceAll(own, "team.mine", "t.good")}, "there is a built-in rule t/good"},
		"twice":            {map[string]string{"x.rego": own, "y.rego": own}, "rule team/mine is declared twice"},
		"other package":    {map[string]string{"x.rego": strings.ReplaceAll(own, "user.team.mine", "acme.team.mine")}, `starts with "user."`},
		"too deep":         {map[string]string{"x.rego": strings.ReplaceAll(own, "user.team.mine", "user.a.team.mine")}, "want user.TOPIC.NAME"},
		"no metadata":      {map[string]string{"x.rego": strings.TrimPrefix(own, head)}, "has no metadata"},
		"bad severity":     {map[string]string{"x.rego": strings.ReplaceAll(own, "severity: error", "severity: fatal")}, `unknown severity "fatal": want one of note, warning, error`},
		"unknown key":      {map[string]string{"x.rego": strings.ReplaceAll(own, "#   fix: F", "#   fix: F\n#   contol: x")}, "custom.contol: unknown"},
		"syntax error":     {map[string]string{"x.rego": own + "\nresults contains"}, "rules/x.rego:2"},
		"compile error":    {map[string]string{"x.rego": own + "\nx := undefined_function(1)\n"}, "undefined_function"},
		"fetches":          {map[string]string{"x.rego": own + "\nx := http.send({\"url\": \"http://localhost\"})\n"}, "http.send"},
		"looks at a clock": {map[string]string{"x.rego": own + "\nx := time.now_ns()\n"}, "time.now_ns"},
		"broken examples":  {map[string]string{"team/mine/mine.rego": own, "team/mine/mine.yaml": "examples: {"}, "mine.yaml"},
	} {
		t.Run(name, func(t *testing.T) {
			e, err := Load(Options{BuiltIn: fsWith(t, map[string]string{"t/good/good.rego": goodRule}), User: user(c.files)})
			if c.want != "" {
				if err == nil || !strings.Contains(err.Error(), c.want) {
					t.Fatalf("got %v, want %q", err, c.want)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			rs, failures, err := e.Eval(context.Background(), facts(), nil, now)
			if err != nil || len(failures) > 0 {
				t.Fatal(err, failures)
			}
			if got, want := outcomes(rs, "team/mine"), "one=pass three=unknown two=fail"; got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

// A value that is no plain tree is a collector's bug; it must not be judged.
func TestStrangeValue(t *testing.T) {
	e, err := Load(Options{BuiltIn: fsWith(t, map[string]string{"t/good/good.rego": goodRule})})
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = e.Eval(context.Background(), []candor.Fact{{Kind: "k", Subject: "s", State: candor.Observed, Value: map[string]any{"x": []string{"a"}}}}, nil, now)
	if err == nil || !strings.Contains(err.Error(), "fact k s: value.x: a value of type []string") {
		t.Errorf("got %v", err)
	}
}

// TestRego runs the tests of the built-in rules and wants every line covered.
func TestRego(t *testing.T) {
	e, err := Load(Options{Tests: true})
	if err != nil {
		t.Fatal(err)
	}
	tests, cov, err := e.Test(context.Background(), "candor")
	if err != nil {
		t.Fatal(err)
	}
	if len(tests) == 0 {
		t.Fatal("no test was found")
	}
	for _, r := range tests {
		if !r.Pass {
			t.Errorf("%s: %s failed: %v", r.At, r.Name, r.Err)
		}
	}
	for _, l := range cov.Missing {
		t.Errorf("policies/%s: lines %d to %d are not covered by a test", l.Path, l.Line, l.EndLine)
	}
	t.Logf("%d tests, %d of %d lines covered", len(tests), cov.Covered, cov.All)
}

// Only rules with something to judge are compiled; the gaps of the others are
// told all the same.
func TestRulesWithoutFacts(t *testing.T) {
	broken := strings.ReplaceAll(strings.ReplaceAll(goodRule, "t.good", "t.other"), "[k]", "[other]") + "\nx := no_such_function(1)\n"
	e, err := Load(Options{BuiltIn: fsWith(t, map[string]string{"t/good/good.rego": goodRule, "t/other/other.rego": broken})})
	if err != nil {
		t.Fatal(err)
	}
	fs := append(facts(), candor.Fact{Kind: "other", Subject: "four", State: candor.Denied, Reason: "no permission"})
	rs, failures, err := e.Eval(context.Background(), fs, nil, now)
	if err != nil || len(failures) > 0 {
		t.Fatal(err, failures)
	}
	if got := outcomes(rs, "t/good"); got != "one=pass three=unknown two=fail" {
		t.Error(got)
	}
	if got := outcomes(rs, "t/other"); got != "four=unknown" {
		t.Error(got)
	}
	fs[3].State = candor.Absent // an answer: now the rule is needed
	if _, _, err := e.Eval(context.Background(), fs, nil, now); err == nil || !strings.Contains(err.Error(), "no_such_function") {
		t.Errorf("got %v", err)
	}
}

// A rule that is left out of a program would be undefined for another one.
func TestRulesStandAlone(t *testing.T) {
	e, err := Load(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for file, m := range e.modules {
		own := m.Package.Path.String()
		ast.WalkRefs(m, func(r ast.Ref) bool {
			if s := r.String(); strings.HasPrefix(s, "data.candor.rules.") && !strings.HasPrefix(s, own) {
				t.Errorf("%s refers to another rule: %s", file, s)
			}
			return false
		})
	}
}

// A subject for which the rule's expressions are undefined is Unknown, and the
// rest never passes for the whole.
func TestNoSubjectIsDropped(t *testing.T) {
	dropping := strings.Replace(goodRule, `lib.pass(f, "fine")`, "lib.pass(f, f.value.nothing)", 1)
	lookup := strings.Replace(strings.ReplaceAll(goodRule, "t.good", "t.lookup"), "#   needs: [k]", "#   needs: [k]\n#   lookups: [other]", 1)
	e, err := Load(Options{BuiltIn: fsWith(t, map[string]string{"t/good/good.rego": dropping, "t/lookup/lookup.rego": lookup})})
	if err != nil {
		t.Fatal(err)
	}
	fs := append(facts(),
		candor.Fact{Kind: "other", Subject: "seen", State: candor.Observed},
		candor.Fact{Kind: "other", Subject: "unseen", State: candor.Denied},
	)
	rs, failures, err := e.Eval(context.Background(), fs, nil, now)
	if err != nil || len(failures) > 0 {
		t.Fatal(err, failures)
	}
	if got, want := outcomes(rs, "t/good"), "one=unknown three=unknown two=fail"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	// What is only looked up owes no result, but its gaps count.
	if got, want := outcomes(rs, "t/lookup"), "unseen=unknown one=pass three=unknown two=fail"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A rule sees the kinds that it declares: what it looks at besides would be there
// or not by which other rules run, and its gaps would not count.
func TestKindsAreDeclared(t *testing.T) {
	e, err := Load(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range e.byID {
		m := e.modules[r.file]
		if m == nil {
			if m, err = e.parse(r.file, e.texts[r.file]); err != nil {
				t.Fatal(err)
			}
		}
		ast.WalkTerms(m, func(x *ast.Term) bool {
			call, ok := x.Value.(ast.Call)
			if ok && len(call) == 2 && strings.HasSuffix(call[0].String(), "lib.facts") {
				if kind, ok := call[1].Value.(ast.String); ok && !slices.Contains(r.rule.Needs, string(kind)) {
					t.Errorf("%s looks at facts of the kind %s, which it does not declare", r.rule.ID, kind)
				}
			}
			return false
		})
	}
}
