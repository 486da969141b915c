package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors"
	"github.com/candor-dev/candor/frameworks"
	"github.com/candor-dev/candor/internal/evidence"
	"github.com/candor-dev/candor/internal/scan"
)

// edit changes one file of ledgerline.
type edit struct {
	path     string
	old, new string // old "" means a new file
	broken   bool   // take the file of ledgerline-broken as it is
}

const (
	stack = "infra/cloudformation/service.yaml"
	sixth = "db/migrations/0006_next.sql"
)

// breaches break every rule that a claim of ledgerline binds, one at a time.
func breaches() []struct {
	rule, claim string
	edits       []edit
} {
	return []struct {
		rule, claim string
		edits       []edit
	}{
		{"rls/table-without-rls", "rls-on", []edit{{path: "db/migrations/0006_invoice_comments.sql", broken: true}}},
		{"rls/forced", "rls-forced", []edit{{path: "db/migrations/0010_plan_names.sql", broken: true}}},
		{"rls/table-without-policy", "rls-policy", []edit{{path: "db/migrations/0007_dunning_runs.sql", broken: true}}},
		{"rls/policy-always-true", "rls-not-open", []edit{{path: "db/migrations/0008_support_view.sql", broken: true}}},
		{"rls/tenant-isolation", "tenant-isolation", []edit{{path: sixth, new: "create policy members_all on members for select using (organization_id is not null);"}}},
		{"rls/tenant-column", "tenant-column", []edit{{path: "db/migrations/0009_match_suggestions.sql", broken: true}}},
		{"authz/door", "roles", []edit{{path: "internal/api/server.go", old: "s.allow(accountant, s.getExport)",
			new: "func(w http.ResponseWriter, r *http.Request) { s.getExport(w, r, store.Actor{}) }"}}},
		{"tls/minimum-version", "tls", []edit{{path: stack, old: "ELBSecurityPolicy-TLS13-1-2-2021-06", new: "ELBSecurityPolicy-2016-08"}}},
		{"crypto/at-rest", "at-rest", []edit{{path: stack, old: "StorageEncrypted: true", new: "StorageEncrypted: false"}}},
		{"webhooks/unsigned", "webhook-signature", []edit{{path: "internal/webhook/deliver.go", old: "\treq.Header.Set(SignatureHeader, Sign(secret, body, s.Now()))\n"}}},
		{"iam/scope", "iam-scope", []edit{{path: stack, old: `!Sub "arn:aws:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:ledgerline/import/*"`, new: `"*"`}}},
		{"iam/admin-wildcard", "no-admin", []edit{{path: "infra/terraform/iam.tf", broken: true}}},
		{"lambda/function-url-auth", "import-signed", []edit{{path: stack, old: "AuthType: AWS_IAM", new: "AuthType: NONE"}}},
		{"residency/region", "residency", []edit{
			{path: "infra/terraform/main.tf", broken: true}, {path: "infra/terraform/storage.tf", broken: true}, {path: "infra/terraform/variables.tf", broken: true}}},
		{"audit/same-transaction", "audit-events", []edit{{path: "internal/store/webhooks.go", old: "return record(ctx, tx, a, audit.WebhookRotated, id, nil)", new: "return nil"}}},
		{"rls/append-only", "audit-append-only", []edit{{path: sixth, new: "drop trigger audit_events_append_only on audit_events;\n" +
			"create policy audit_events_mend on audit_events for update using (organization_id = app.current_organization());\ngrant update on audit_events to ledgerline_app;"}}},
		{"audit/tamper", "audit-append-only", []edit{{path: "internal/store/tidy.go", new: "package store\n\nimport (\n\t\"context\"\n\t\"database/sql\"\n)\n\n" +
			"// Tidy removes old events.\nfunc Tidy(ctx context.Context, db *sql.DB) error {\n\t_, err := db.ExecContext(ctx, `delete from audit_events where at < now() - interval '1 year'`)\n\treturn err\n}\n"}}},
		{"errors/dropped", "writes-fail-loud", []edit{{path: "internal/store/store.go", old: "if err := tx.Commit(); err != nil {\n\t\treturn fmt.Errorf(\"commit: %w\", err)\n\t}", new: "tx.Commit()"}}},
		{"errors/dropped", "api-fails-loud", []edit{{path: "internal/api/webhooks.go", broken: true}}},
		{"deps/npm-lock", "npm-lock", []edit{{path: "web/package-lock.json", old: `      "integrity": "sha512-o+NO+8WrRiQEE4/7nwRJhN1HWpVmJm511pBHUxPLtp0BUISzlBplORYSmTclCnJvQq2tKu/sgl3xVpkc7ZWuQQ==",` + "\n"}}},
		{"deps/exact-manifest", "exact-versions", []edit{{path: "web/package.json", broken: true}}},
		{"deps/lock-enforced", "lock-enforced", []edit{{path: ".github/workflows/ci.yml", old: "npm ci --ignore-scripts", new: "npm install"}}},
		{"deps/go-sum", "go-checksums", []edit{{path: "go.sum", broken: true}}},
		{"deps/action-sha", "actions-pinned", []edit{{path: ".github/workflows/release.yml", old: "docker/setup-buildx-action@c47758b77c9736f4b2ef4073d4d51994fabfe349", new: "docker/setup-buildx-action@v3"}}},
		{"deps/image-digest", "images-pinned", []edit{{path: "Dockerfile", old: "golang:1.26-bookworm@sha256:a688600ca24f8a4d3ca77f95b0dd40704a9fc787c826660eb7ba0b641b8b175d", new: "golang:1.26-bookworm"}}},
		{"vendors/unlisted", "vendors-listed", []edit{{path: "web/src/report.ts", broken: true}}},
	}
}

// answered scans a company and answers every framework.
func answered(t *testing.T, root string, facts ...string) *scan.Outcome {
	t.Helper()
	out, err := scan.Run(context.Background(), scan.Options{
		Root: root, Collectors: collectors.All(), Evidence: facts, Now: today, FailOn: candor.Bad,
		Instruments: []string{"soc2-2017", "caiq-4.0.3", "caiq-4.1.0", "siglite-2025"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Whatever is broken in ledgerline takes back every Yes that rests on it, or
// that a control with the broken rule speaks to, in all three frameworks.
func TestFlip(t *testing.T) {
	examples := filepath.Join("..", "..", "examples")
	base := answered(t, filepath.Join(examples, "ledgerline"))
	catalogue, err := frameworks.Load()
	if err != nil {
		t.Fatal(err)
	}
	yes := make(map[string]bool) // "instrument id"
	for i := range base.Report.Answers {
		a := &base.Report.Answers[i]
		yes[a.Instrument+" "+a.ID] = a.Reply == candor.Yes
	}
	flipped := make(map[string]map[string]bool) // control -> answers that a breach took back
	done := make(map[string]bool)
	for _, b := range breaches() {
		done[b.claim+" "+b.rule] = true
		t.Run(strings.ReplaceAll(b.rule, "/", "-")+"-of-"+b.claim, func(t *testing.T) {
			dir := broken(t, examples, b.edits)
			r := answered(t, dir, kept(t, base.Evidence, b.edits)).Report
			if i := slices.IndexFunc(r.Claims, func(c candor.ClaimVerdict) bool { return c.Claim.ID == b.claim }); r.Claims[i].Verdict != candor.Contradicted {
				t.Fatalf("claim %s is %s: %s", b.claim, r.Claims[i].Verdict, r.Claims[i].Why)
			}
			control := base.Report.Rule(b.rule).Control
			after := make(map[string]*candor.Answer)
			for i := range r.Answers {
				after[r.Answers[i].Instrument+" "+r.Answers[i].ID] = &r.Answers[i]
			}
			if flipped[control] == nil {
				flipped[control] = make(map[string]bool)
			}
			fell := 0
			for i := range base.Report.Answers {
				a := &base.Report.Answers[i]
				key := a.Instrument + " " + a.ID
				if !yes[key] || !slices.Contains(a.Claims, b.claim) && !speaks(catalogue.Control(control), a) {
					continue
				}
				if now := after[key]; now.Reply != candor.No && now.Reply != candor.ReplyBlank || now.Why == "" {
					t.Errorf("%s stays %s: %s", key, now.Reply, now.Why)
				}
				flipped[control][key] = true
				fell++
			}
			if fell == 0 {
				t.Errorf("no Yes rests on claim %s or is spoken to by control %s", b.claim, control)
			}
		})
	}
	for i := range base.Report.Claims {
		c := &base.Report.Claims[i]
		for _, u := range c.Claim.Rules {
			if !done[c.Claim.ID+" "+u.Rule] {
				t.Errorf("no breach breaks rule %s of claim %s", u.Rule, c.Claim.ID)
			}
		}
	}
	for control, keys := range flipped {
		n := make(map[string]int)
		for key := range keys {
			id, _, _ := strings.Cut(key, "-")
			n[id]++
		}
		t.Logf("%s: %d of SOC 2, %d of CAIQ, %d of SIG Lite", control, n["soc2"], n["caiq"], n["siglite"])
		if n["soc2"] == 0 || n["caiq"] == 0 || n["siglite"] == 0 {
			t.Errorf("control %s: a framework has no Yes that a breach takes back, so nothing was shown of it", control)
		}
	}
}

// speaks reports whether a control is what the question asks, or a part of it.
func speaks(c *frameworks.Control, a *candor.Answer) bool {
	return slices.ContainsFunc(c.Links[a.Instrument], func(l candor.Link) bool { return l.ID == a.ID && (l.Strength == "supports" || l.Strength == "partly") })
}

// broken is a copy of ledgerline with the edits.
func broken(t *testing.T, examples string, edits []edit) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(examples, "ledgerline"))); err != nil {
		t.Fatal(err)
	}
	for _, e := range edits {
		to, text := filepath.Join(dir, filepath.FromSlash(e.path)), e.new
		from := to
		if e.broken {
			from = filepath.Join(examples, "ledgerline-broken", filepath.FromSlash(e.path))
		}
		if e.broken || e.old != "" {
			b, err := os.ReadFile(from)
			if err != nil {
				t.Fatal(err)
			}
			text = string(b)
		}
		if e.old != "" {
			if !strings.Contains(text, e.old) {
				t.Fatalf("%s does not hold %q any more", e.path, e.old)
			}
			text = strings.Replace(text, e.old, e.new, 1)
		}
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// kept writes a facts file of the runs that the edits don't touch: only the
// others have to look again.
func kept(t *testing.T, f *evidence.File, edits []edit) string {
	t.Helper()
	again := make(map[string]bool)
	for _, e := range edits {
		if strings.HasSuffix(e.path, ".go") {
			again["go"] = true
		}
		for _, c := range collectors.All() {
			if c.Wants(e.path) {
				again[c.ID] = true
			}
		}
	}
	out := &evidence.File{Header: f.Header}
	out.Header.Tree = false
	for _, r := range f.Runs {
		if !again[r.ID] {
			out.Runs = append(out.Runs, r)
		}
	}
	for _, x := range f.Facts {
		if !again[x.From.Collector] {
			out.Facts = append(out.Facts, x)
		}
	}
	if !again["go"] {
		out.Results, out.Rules = f.Results, f.Rules
	}
	name := filepath.Join(t.TempDir(), "facts.jsonl")
	w, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := out.Write(w); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return name
}

// In ledgerline-broken no Yes rests on a claim that does not hold, and nothing
// that a broken control speaks to is Yes.
func TestBrokenCompany(t *testing.T) {
	r := answered(t, filepath.Join("..", "..", "examples", "ledgerline-broken")).Report
	verdicts := make(map[string]candor.Verdict)
	for i := range r.Claims {
		verdicts[r.Claims[i].Claim.ID] = r.Claims[i].Verdict
	}
	count := make(map[candor.Reply]int)
	for i := range r.Answers {
		a := &r.Answers[i]
		count[a.Reply]++
		if a.Reply != candor.Yes {
			continue
		}
		t.Errorf("%s %s is Yes: %s", a.Instrument, a.ID, a.Why)
		for _, c := range a.Claims {
			if !verdicts[c].Holds() {
				t.Errorf("%s %s is Yes and rests on %s, which is %s", a.Instrument, a.ID, c, verdicts[c])
			}
		}
	}
	t.Log(count)
}
