package scan

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/config"
	"github.com/candor-dev/candor/reports/format"
	jsonreport "github.com/candor-dev/candor/reports/json"
	textreport "github.com/candor-dev/candor/reports/text"
)

var now = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// tree writes files below a new folder.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for p, text := range files {
		full := filepath.Join(dir, filepath.FromSlash(p))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func run(t *testing.T, o Options) *Outcome {
	t.Helper()
	if o.Collectors == nil {
		o.Collectors = collectors.All()
	}
	o.Now, o.FailOn = now, candor.Bad
	out, err := Run(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

const goodTable = `create table deals (id bigint);
alter table deals enable row level security;
create policy p on deals using (id = 1);
`

const claimsYAML = `version: 1
company: T
claims:
  - id: rls
    text: Row-level security on every table
    rules: [rls/table-without-rls]
`

func verdict(t *testing.T, o *Outcome, id string) *candor.ClaimVerdict {
	t.Helper()
	for i := range o.Report.Claims {
		if o.Report.Claims[i].Claim.ID == id {
			return &o.Report.Claims[i]
		}
	}
	t.Fatalf("no claim %s", id)
	return nil
}

// Could not read is never an answer: each way in which a part of the tree can
// stay unread keeps the claim from being verified.
func TestUnreadIsUnknown(t *testing.T) {
	good := map[string]string{"candor.yaml": claimsYAML, "db/migrations/001.sql": goodTable}
	with := func(extra map[string]string) map[string]string {
		m := map[string]string{}
		for k, v := range good {
			m[k] = v
		}
		for k, v := range extra {
			m[k] = v
		}
		return m
	}
	failing := &collector.Collector{
		ID: "sql", Version: "1", Doc: "d", Kinds: []string{"sql.table", "sql.policy"},
		Wants:   func(string) bool { return true },
		Collect: func(context.Context, *collector.Input) error { return errors.New("the disk is on fire") },
	}
	panicking := *failing
	panicking.Collect = func(context.Context, *collector.Input) error { panic("oops") }
	for name, c := range map[string]struct {
		files      map[string]string
		skip       []string
		collectors []*collector.Collector
		want       candor.Verdict
		why        string
		incomplete string
	}{
		"whole":           {files: good, want: candor.Verified},
		"no table at all": {files: map[string]string{"candor.yaml": claimsYAML, "Dockerfile": "FROM scratch\n"}, want: candor.VerdictUnknown, why: "nothing to check"},
		"broken file":     {files: with(map[string]string{"db/migrations/002.sql": "create tabel x (id int);"}), want: candor.VerdictUnknown, why: "002.sql:1", incomplete: "002.sql:1"},
		"binary file":     {files: with(map[string]string{"db/migrations/002.sql": "create table x\x00"}), want: candor.VerdictUnknown, why: "binary", incomplete: "binary"},
		"not UTF-8":       {files: with(map[string]string{"db/migrations/002.sql": "create table x (id int); -- \xff"}), want: candor.VerdictUnknown, why: "UTF-8", incomplete: "UTF-8"},
		"too large":       {files: with(map[string]string{"db/migrations/002.sql": strings.Repeat("-- x\n", collector.MaxFileSize/4)}), want: candor.VerdictUnknown, why: "too large", incomplete: "too large"},
		"skipped":         {files: good, skip: []string{"sql"}, want: candor.VerdictUnknown, why: "--skip"},
		"collector fails": {files: good, collectors: []*collector.Collector{failing}, want: candor.VerdictUnknown, why: "the disk is on fire", incomplete: "the disk is on fire"},
		"collector panics": {files: good, collectors: []*collector.Collector{&panicking}, want: candor.VerdictUnknown,
			why: "internal error", incomplete: "internal error, please report it: oops"},
	} {
		t.Run(name, func(t *testing.T) {
			o := run(t, Options{Root: tree(t, c.files), Skip: c.skip, Collectors: c.collectors})
			v := verdict(t, o, "rls")
			if v.Verdict != c.want || !strings.Contains(v.Why, c.why) {
				t.Errorf("verdict %s: %s; want %s: %s", v.Verdict, v.Why, c.want, c.why)
			}
			all := strings.Join(o.Report.Incomplete, "\n")
			if (c.incomplete == "") != (all == "") || !strings.Contains(all, c.incomplete) {
				t.Errorf("incomplete: %q, want %q", all, c.incomplete)
			}
		})
	}
}

// A symbolic link that loops is left alone and named.
func TestSymlinkLoop(t *testing.T) {
	dir := tree(t, map[string]string{"candor.yaml": claimsYAML, "db/migrations/001.sql": goodTable})
	if err := os.Symlink("..", filepath.Join(dir, "db", "loop")); err != nil {
		t.Skipf("this system makes no symbolic links: %v", err)
	}
	o := run(t, Options{Root: dir})
	if v := verdict(t, o, "rls"); v.Verdict != candor.Verified {
		t.Errorf("%s: %s", v.Verdict, v.Why)
	}
	found := false
	for _, u := range o.Report.Unread {
		found = found || u.Path == "db/loop" && u.Reason == "symbolic link"
	}
	if !found {
		t.Errorf("the link is not named: %+v", o.Report.Unread)
	}
}

func TestUsageErrors(t *testing.T) {
	for name, c := range map[string]struct{ yaml, want string }{
		"unknown key":       {"version: 1\nclaimz: []\n", "claims"},
		"unknown rule":      {"version: 1\nclaims: [{id: a, text: t, rules: [rls/table-without-rsl]}]\n", "rls/table-without-rls"},
		"unknown parameter": {"version: 1\nclaims: [{id: a, text: t, rules: [{rule: rls/table-without-rls, with: {schema: [x]}}]}]\n", "schemas"},
		"not YAML":          {"version: [\n", "candor.yaml:"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Run(context.Background(), Options{Root: tree(t, map[string]string{"candor.yaml": c.yaml}), Collectors: collectors.All(), Now: now})
			var ue *UsageError
			if !errors.As(err, &ue) {
				t.Fatalf("got %v, want a usage error", err)
			}
			var ce *config.Error
			if !errors.As(err, &ce) || !strings.Contains(ce.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

// The facts file gives the same report, byte for byte, with no tree to read.
func TestEvidenceRoundTrip(t *testing.T) {
	files := map[string]string{
		"candor.yaml":           claimsYAML,
		"db/migrations/001.sql": goodTable,
		"db/migrations/002.sql": "create table notes (id bigint);\n-- candor:ignore rls/table-without-rls until=2027-01-31 lookup table, no tenant data\ncreate table kinds (id bigint);\n",
		"infra/t.yaml":          "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  DB:\n    Type: AWS::RDS::DBInstance\n    Properties: {Engine: postgres}\n",
	}
	dir := tree(t, files)
	a := run(t, Options{Root: dir})
	var buf bytes.Buffer
	if err := a.Evidence.Write(&buf); err != nil {
		t.Fatal(err)
	}
	facts := filepath.Join(t.TempDir(), "facts.jsonl")
	if err := os.WriteFile(facts, buf.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	// Only the claims are left of the tree.
	for p := range files {
		if p != "candor.yaml" {
			if err := os.Remove(filepath.Join(dir, filepath.FromSlash(p))); err != nil {
				t.Fatal(err)
			}
		}
	}
	b := run(t, Options{Root: dir, Evidence: []string{facts}})
	for _, f := range []format.Format{{Name: "json", Write: jsonreport.Write}, {Name: "text", Write: textreport.Write}} {
		if x, y := render(t, f, a), render(t, f, b); x != y {
			t.Errorf("%s differs:\n--- from the tree\n%s\n--- from the facts\n%s", f.Name, x, y)
		}
	}
	if _, err := Run(context.Background(), Options{Root: dir, Evidence: []string{facts, facts}, Now: now}); err == nil || !strings.Contains(err.Error(), "give only one of them") {
		t.Errorf("the same facts twice: %v", err)
	}
}

func render(t *testing.T, f format.Format, o *Outcome) string {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b, o.Report, format.Options{Source: o.Source, Width: 100, MaxPerRule: 5}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Evidence that is older than its time to live verifies nothing.
func TestStale(t *testing.T) {
	dir := tree(t, map[string]string{"candor.yaml": claimsYAML, "db/migrations/001.sql": goodTable})
	a := run(t, Options{Root: dir})
	facts := filepath.Join(t.TempDir(), "facts.jsonl")
	var buf bytes.Buffer
	if err := a.Evidence.Write(&buf); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(facts, buf.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := Run(context.Background(), Options{Root: dir, Collectors: collectors.All(), Evidence: []string{facts}, Now: now.AddDate(0, 3, 0)})
	if err != nil {
		t.Fatal(err)
	}
	if v := verdict(t, out, "rls"); v.Verdict != candor.Stale {
		t.Errorf("%s: %s", v.Verdict, v.Why)
	}
}

// A scan gives the same bytes each time, whatever order its goroutines take.
func TestDeterministic(t *testing.T) {
	dir := filepath.Join("..", "..", "examples", "ledgerline-broken")
	var first string
	for range 3 {
		o := run(t, Options{Root: dir})
		for i := range o.Report.Runs {
			o.Report.Runs[i].Seconds = 0
		}
		got := render(t, format.Format{Write: jsonreport.Write}, o)
		if first == "" {
			first = got
		} else if got != first {
			t.Fatal("two scans of the same tree differ")
		}
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Run(ctx, Options{Root: t.TempDir(), Now: now}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// What the user leaves out is said beside the verdicts.
func TestExcludeIsNamed(t *testing.T) {
	o := run(t, Options{Root: tree(t, map[string]string{
		"candor.yaml":           "exclude: [db/migrations/002.sql]\n" + claimsYAML,
		"db/migrations/001.sql": goodTable,
		"db/migrations/002.sql": "create table open (id bigint);",
	})})
	if v := verdict(t, o, "rls"); v.Verdict != candor.Verified {
		t.Errorf("%s: %s", v.Verdict, v.Why)
	}
	if n := o.Report.Notices; len(n) != 1 || n[0].Severity != candor.Note || !strings.Contains(n[0].Message, "leaves out 1 files or folders") {
		t.Errorf("notices: %+v", n)
	}
	if text := render(t, format.Format{Write: textreport.Write}, o); !strings.Contains(text, "no verdict speaks of them") || !strings.Contains(text, "db/migrations/002.sql") {
		t.Errorf("not told:\n%s", text)
	}
}

// A finding that contradicts a live claim is an error, whatever its rule says.
func TestContradictionIsAnError(t *testing.T) {
	files := map[string]string{
		"candor.yaml":           "version: 1\nclaims:\n  - {id: a, text: t, rules: [rls/table-without-policy]}\n",
		"db/migrations/001.sql": "create table deals (id bigint);\nalter table deals enable row level security;\n",
	}
	severity := func(o *Outcome) candor.Severity {
		for i := range o.Report.Results {
			if r := &o.Report.Results[i]; r.Rule == "rls/table-without-policy" && r.Finding() {
				return r.Severity
			}
		}
		t.Fatal("no finding")
		return 0
	}
	if s := severity(run(t, Options{Root: tree(t, files)})); s != candor.Bad {
		t.Errorf("with a live claim: %s", s)
	}
	files["candor.yaml"] = strings.Replace(files["candor.yaml"], "id: a,", "id: a, status: roadmap,", 1)
	if s := severity(run(t, Options{Root: tree(t, files)})); s != candor.Warning {
		t.Errorf("with a roadmap claim: %s", s)
	}
	delete(files, "candor.yaml")
	if s := severity(run(t, Options{Root: tree(t, files)})); s != candor.Warning {
		t.Errorf("without claims: %s", s)
	}
}

// Go code that no module covers is not silently left out.
func TestGoOutsideModules(t *testing.T) {
	const code = "package x\n"
	o := run(t, Options{Root: tree(t, map[string]string{
		"svc/go.mod": "module example.com/svc\n\ngo 1.26\n", "svc/a/a.go": code, "svcx/b.go": code, "tools/c.go": code, "tools/c_test.go": code,
	})})
	var got []string
	for _, f := range o.Evidence.Facts {
		if f.Kind == "go.package" && !f.State.Answers() {
			got = append(got, f.Subject)
		}
	}
	if strings.Join(got, " ") != "svcx tools" {
		t.Errorf("gaps: %v", got)
	}
}

// A facts file that lacks the run of a collector says nothing of what that one
// looks for, whatever the others of the same kind found.
func TestFactsWithoutACollector(t *testing.T) {
	dir := tree(t, map[string]string{
		"candor.yaml":  "claims: [{id: at-rest, text: t, rules: [crypto/at-rest]}]\n",
		"infra/t.yaml": "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  B: {Type: AWS::S3::Bucket}\n",
	})
	a := run(t, Options{Root: dir})
	if v := verdict(t, a, "at-rest"); v.Verdict != candor.Verified {
		t.Fatalf("%s: %s", v.Verdict, v.Why)
	}
	a.Evidence.Runs = slices.DeleteFunc(a.Evidence.Runs, func(r candor.Run) bool { return r.ID == "terraform" })
	facts := filepath.Join(t.TempDir(), "facts.jsonl")
	var buf bytes.Buffer
	if err := a.Evidence.Write(&buf); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(facts, buf.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	b := run(t, Options{Root: dir, Evidence: []string{facts}})
	if v := verdict(t, b, "at-rest"); v.Verdict != candor.VerdictUnknown || !strings.Contains(v.Why, "no run of the terraform collector") {
		t.Errorf("%s: %s", v.Verdict, v.Why)
	}
}

// A migration that is a link out of the tree may hold any table; a link to one
// inside is read under its own name.
func TestLinkOutOfTheTree(t *testing.T) {
	outside := tree(t, map[string]string{"002.sql": "create table open (id bigint);\n"})
	dir := tree(t, map[string]string{"candor.yaml": claimsYAML, "db/migrations/001.sql": goodTable})
	if err := os.Symlink("001.sql", filepath.Join(dir, "db", "migrations", "latest.sql")); err != nil {
		t.Skipf("this system makes no symbolic links: %v", err)
	}
	if v := verdict(t, run(t, Options{Root: dir}), "rls"); v.Verdict != candor.Verified {
		t.Errorf("link inside: %s: %s", v.Verdict, v.Why)
	}
	if err := os.Symlink(filepath.Join(outside, "002.sql"), filepath.Join(dir, "db", "migrations", "002.sql")); err != nil {
		t.Fatal(err)
	}
	if v := verdict(t, run(t, Options{Root: dir}), "rls"); v.Verdict != candor.VerdictUnknown || !strings.Contains(v.Why, "leads out of the tree") {
		t.Errorf("link outside: %s: %s", v.Verdict, v.Why)
	}
}
