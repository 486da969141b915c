package scan

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors"
)

const (
	running = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	other   = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
	oneRow  = "create table a (id bigint, organization_id uuid);\nalter table a enable row level security;\ncreate policy p on a using (true);\n"
	oneRule = "claims:\n  - {id: rls, text: All tables, rules: [rls/table-without-rls], answers: {caiq-4.0.3: [IVS-06.1]}}\n"
)

// at scans a tree at a commit.
func at(t *testing.T, head, yaml string, change func(*Options)) (*Outcome, error) {
	t.Helper()
	files := map[string]string{"candor.yaml": oneRule + yaml, "db/migrations/001.sql": oneRow}
	if head != "" {
		files[".git/HEAD"] = head + "\n"
	}
	o := Options{Root: tree(t, files), Collectors: collectors.All(), Now: now, FailOn: candor.Bad}
	if change != nil {
		change(&o)
	}
	return Run(context.Background(), o)
}

func TestDeployed(t *testing.T) {
	deployed := func(rev string) func(*Options) { return func(o *Options) { o.Deployed = rev } }
	for _, tt := range []struct {
		name, head, yaml string
		change           func(*Options)
		want             candor.Verdict
		why              string
	}{
		{"nobody says", running, "", nil, candor.Verified, "1 of 1 pass"},
		{"the same", running, "deployed_commit: " + running + "\n", nil, candor.Verified, "1 of 1 pass"},
		{"the same, short", running, "deployed_commit: aaaaaaa\n", nil, candor.Verified, "1 of 1 pass"},
		{"another", running, "deployed_commit: " + other + "\n", nil, candor.Stale, "read at commit aaaaaaaaaaaa, in use is bbbbbbbbbbbb"},
		{"the command line outranks", running, "deployed_commit: " + other + "\n", deployed(running), candor.Verified, "1 of 1 pass"},
		{"no repository", "", "", deployed(other), candor.VerdictUnknown, "nobody knows at which commit the evidence of sql.table was read, and bbbbbbbbbbbb is in use"},
	} {
		o, err := at(t, tt.head, tt.yaml, tt.change)
		if err != nil {
			t.Fatal(err)
		}
		if c := verdict(t, o, "rls"); c.Verdict != tt.want || !strings.Contains(c.Why, tt.why) {
			t.Errorf("%s: %s: %s", tt.name, c.Verdict, c.Why)
		}
	}
	var usage *UsageError
	if _, err := at(t, running, "", deployed("no-such-branch")); !errors.As(err, &usage) || !strings.Contains(err.Error(), "--deployed") {
		t.Error(err)
	}
}

// facts scans once and writes what was found to a file.
func facts(t *testing.T, change func(*candor.Fact)) string {
	t.Helper()
	o, err := at(t, running, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range o.Evidence.Facts {
		if change != nil {
			change(&o.Evidence.Facts[i])
		}
	}
	name := filepath.Join(t.TempDir(), "facts.jsonl")
	w, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(o.Evidence.Write(w), w.Close()); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestFreshness(t *testing.T) {
	tree := facts(t, nil)
	live := facts(t, func(f *candor.Fact) { f.From.Call = &candor.Call{Operation: "ask"} })
	for _, tt := range []struct {
		name, facts, yaml string
		days              int
		want              candor.Verdict
		why               string
	}{
		{"fresh", tree, "", 29, candor.Verified, ""},
		{"old", tree, "", 31, candor.Stale, "it counts for 30 days"},
		{"a topic of one's own", tree, "freshness: {sql: 40}\n", 31, candor.Verified, ""},
		{"a kind outranks its topic", tree, "freshness: {sql: 40, sql.table: 5}\n", 6, candor.Stale, "it counts for 5 days"},
		{"live is not of the tree", tree, "freshness: {live: 1}\n", 20, candor.Verified, ""},
		{"live", live, "", 6, candor.Verified, ""},
		{"live and old", live, "", 8, candor.Stale, "it counts for 7 days"},
		{"live of one's own", live, "freshness: {live: 3}\n", 4, candor.Stale, "it counts for 3 days"},
		{"live at another commit", live, "deployed_commit: " + other + "\n", 1, candor.Verified, ""},
		{"of tomorrow", tree, "", -1, candor.VerdictUnknown, "is of 2026-11-21, which is still to come on 2026-11-20: one of the two clocks is wrong"},
	} {
		o, err := at(t, running, tt.yaml, func(o *Options) {
			o.Evidence, o.Now = []string{tt.facts}, now.Add(time.Duration(tt.days)*24*time.Hour)
		})
		if err != nil {
			t.Fatal(err)
		}
		if c := verdict(t, o, "rls"); c.Verdict != tt.want || !strings.Contains(c.Why, tt.why) {
			t.Errorf("%s: %s: %s", tt.name, c.Verdict, c.Why)
		}
	}
}

func TestInstruments(t *testing.T) {
	ask := func(yaml string, names ...string) *Outcome {
		o, err := at(t, running, yaml, func(o *Options) { o.Instruments = names })
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	if o := ask(""); o.Report.Instruments != nil || o.Report.Answers != nil {
		t.Error("answers that nobody asked for")
	}
	r := ask("frameworks: {soc2: {categories: [confidentiality]}, caiq: {ownership: CSP-owned}, caiq-4.1.0: {ownership: Shared CSP and CSC}}\n", "soc2", "caiq-4.0.3").Report
	if len(r.Instruments) != 2 || r.Instruments[0].ID != "soc2-2017" || len(r.Instruments[0].Questions) != 35 || len(r.Answers) != 35+261 {
		t.Fatalf("%d instruments, %d answers", len(r.Instruments), len(r.Answers))
	}
	for _, a := range r.Answers {
		if a.Instrument == "caiq-4.0.3" && a.ID == "IVS-06.1" && (a.Reply != candor.Yes || a.Ownership != "CSP-owned" || a.Text != "All tables (1 of 1 checked) [E1].") {
			t.Errorf("%+v", a)
		}
	}
	var usage *UsageError
	if _, err := at(t, running, "", func(o *Options) { o.Instruments = []string{"soc3"} }); !errors.As(err, &usage) || !strings.Contains(err.Error(), "did you mean soc2?") {
		t.Error(err)
	}
	if _, err := at(t, running, "frameworks: {caiq: {categories: [x]}}\n", nil); !errors.As(err, &usage) {
		t.Error(err)
	}
	if p := ask("").Propose("Do you encrypt?", 3); len(p) != 0 {
		t.Error(p)
	}
}

// A lapsed approved answer is a warning where answers are asked for.
func TestLapsedAnswer(t *testing.T) {
	dir := tree(t, map[string]string{
		"candor.yaml": oneRule, "db/migrations/001.sql": oneRow,
		"answers.yaml": "answers:\n  - {for: {caiq-4.0.3: [CEK-03.1]}, reply: yes, text: It is., rests_on: {rules: [rls/table-without-rls]}, by: A, reviewed_by: B, on: 2026-01-01, expires: 2026-11-20}\n" +
			"  - {for: {caiq-4.0.3: [CEK-04.1]}, reply: yes, text: It is., rests_on: {rules: [rls/table-without-rls]}, by: A, reviewed_by: B, on: 2026-01-01, expires: 2027-11-20}\n" +
			"  - {for: {caiq-4.0.3: [CEK-05.1]}, reply: yes, text: It is., rests_on: {rules: [rls/policy-always-true]}, by: A, reviewed_by: B, on: 2026-01-01, expires: 2027-11-20}\n",
	})
	r := run(t, Options{Root: dir, Instruments: []string{"caiq-4.0.3"}}).Report
	got := make(map[string]candor.Reply)
	for _, a := range r.Answers {
		got[a.ID] = a.Reply
	}
	if got["CEK-03.1"] != candor.ReplyBlank || got["CEK-04.1"] != candor.Yes || got["CEK-05.1"] != candor.No {
		t.Error(got["CEK-03.1"], got["CEK-04.1"], got["CEK-05.1"])
	}
	if len(r.Notices) != 1 || r.Notices[0].At.String() != "answers.yaml:2:5" || r.Notices[0].Message != "an approved answer does not count: it expired on 2026-11-20" {
		t.Errorf("%+v", r.Notices)
	}
}

// Answers from a facts file are those of the tree that it was made from.
func TestAnswersOfFacts(t *testing.T) {
	ask := func(files ...string) []candor.Answer {
		o, err := at(t, running, "", func(o *Options) { o.Instruments, o.Evidence = []string{"soc2", "caiq-4.0.3"}, files })
		if err != nil {
			t.Fatal(err)
		}
		return o.Report.Answers
	}
	if d := cmp.Diff(ask(), ask(facts(t, nil))); d != "" {
		t.Error(d)
	}
}
