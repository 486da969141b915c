// Package testreport is the one report on which every format is tested: a
// sample company with every verdict, every outcome and the names that break
// careless output.
package testreport

import (
	"fmt"
	"strings"
	"time"

	"github.com/candor-dev/candor"
)

// Now is the time of the report.
func Now() time.Time { return time.Date(2026, 11, 21, 16, 40, 0, 0, time.UTC) }

// Commit is the commit of the report.
const Commit = "4f2c9e1a7b3d5c8e9f0a1b2c3d4e5f60718293a4"

// Source returns the lines of the sample files.
func Source(path string, line int) (string, bool) {
	lines := strings.Split(files()[path], "\n")
	if line < 1 || line > len(lines) || files()[path] == "" {
		return "", false
	}
	return lines[line-1], true
}

func files() map[string]string {
	manifest := strings.Repeat("\n", 9)
	for i := range 42 {
		manifest += fmt.Sprintf("    \"pkg-%02d\": \"^1.%d.0\",\n", i, i)
	}
	return map[string]string{
		"api/deals.go":               strings.Repeat("\n", 40) + "func createDeal(w http.ResponseWriter, r *http.Request) {\n\tvar d deal\n\n\t_, err := db.Exec(insertDeal, d.ID, d.Name)\n",
		"db/migrations/001_init.sql": "-- tables\n\ncreate table public.deals (\n",
		"infra/template.yaml":        strings.Repeat("\n", 19) + "          Action: [\"s3:*\", \"dynamodb:PutItem\"] # übergreifend für alle Mandanten 顧客 データ, and a remark that goes on for so long that no terminal can show all of it\n",
		"infra/naïve.yaml":           strings.Repeat("\n", 6) + "\tDatenträger: \"Größe\", Password: \"tr0ub4dor&3\", Encrypted: false\n",
		"web/package.json":           manifest,
	}
}

// Rich returns the sample report. Each call builds a new one.
func Rich() *candor.Report {
	r := &candor.Report{
		Tool:    candor.Tool{Version: "0.1.0", Commit: "abc1234"},
		Company: "Ledgerline",
		Root:    "ledgerline",
		Commit:  Commit,
		At:      Now(),
		FailOn:  candor.Bad,
		Rules:   rules(),
		Runs: []candor.Run{
			{ID: "aws", State: candor.Skipped, Reason: "not asked for: give --evidence FILE"},
			{ID: "cloudformation", Version: "1", State: candor.Ran, Files: 2, Facts: 61, Seconds: 0.21},
			{ID: "gomod", Version: "1", State: candor.Ran, Files: 2, Facts: 80, Seconds: 0.01},
			{ID: "npm", Version: "1", State: candor.Ran, Files: 3, Facts: 190, Seconds: 0.08},
			{ID: "sql", Version: "2", State: candor.Partial, Reason: "db/legacy.sql:88: syntax error at \"PROCEDUR\"", Files: 18, Facts: 70, Seconds: 0.4},
			{ID: "tls", Version: "1", State: candor.Failed, Reason: "www.example.com:443: no answer within 10s"},
		},
		Unread: []candor.Unread{
			{Path: "vendor", Count: 132, Reason: "code of others"},
			{Path: "db/legacy.sql", Count: 1, Reason: "syntax error at line 88"},
		},
		Waivers: waivers(),
		Notices: []candor.Notice{
			{Severity: candor.Warning, Message: "the waiver of lambda/function-url-auth excuses nothing", Hint: "remove it", At: candor.Location{Path: "candor.yaml", Line: 90}},
			{Severity: candor.Note, Message: "the text of claim \"audit-log\" is no longer on its page", Hint: "the nearest sentence is at site/security.md:91", At: candor.Location{Path: "site/security.md", Line: 88}},
		},
		Incomplete: []string{"collector tls failed: www.example.com:443: no answer within 10s"},
	}
	r.Results = results()
	candor.SortResults(r.Results)
	candor.Fingerprints(r.Results)
	for i := range r.Results {
		if r.Results[i].Subject == "public.audit_log" {
			r.Results[i].Waived = &r.Waivers[0]
		}
	}
	r.Claims = claims()
	r.Controls = controls()
	return r
}

// Empty returns a report on a tree in which nothing was found.
func Empty() *candor.Report {
	return &candor.Report{
		Tool:       candor.Tool{Version: "0.1.0"},
		Root:       ".",
		At:         Now(),
		Incomplete: []string{"nothing to look at: no collector found a source in ."},
	}
}

// Gaps returns a report on a tree of which much could not be read or decided.
func Gaps() *candor.Report {
	tls := []candor.RuleUse{{Rule: "tls/minimum-version"}}
	r := &candor.Report{
		Tool: candor.Tool{Version: "0.1.0"},
		Root: ".",
		At:   Now(),
		Runs: []candor.Run{
			{ID: "cloudformation", State: candor.Partial, Reason: "some of it could not be read", Files: 40, Facts: 9},
			{ID: "sql", State: candor.Skipped, Reason: "nothing to read: tables and policies"},
			{ID: "npm", State: candor.Skipped, Reason: "left out with --skip"},
			{ID: "go", State: candor.Skipped, Reason: "nothing to read: no go.mod"},
		},
		Claims: []candor.ClaimVerdict{{
			Claim: candor.Claim{ID: "tls", Text: "TLS 1.2 or better, everywhere", Rules: tls, At: candor.Location{Path: "site/security.md", Line: 92}},
			Why:   "1 of 1 unknown", Rules: []candor.RuleCount{{Rule: "tls/minimum-version", Unknown: 1}},
		}},
	}
	open := func(rule, path string, line int, message string) {
		r.Results = append(r.Results, candor.Result{Rule: rule, Severity: candor.Bad, Subject: path, Message: message, At: candor.Location{Path: path, Line: line, Col: 3}})
	}
	for i := range 12 {
		for _, rule := range []string{"iam/admin-wildcard", "crypto/at-rest"} {
			open(rule, fmt.Sprintf("infra/stacks/%02d.yaml", i), 8, "the macro Boto3 can change every resource")
		}
		open("crypto/at-rest", "infra/stores.yaml", 10+i, fmt.Sprintf("whether Bucket%02d is encrypted can't be told: the key is a parameter without a default", i))
		r.Incomplete = append(r.Incomplete, fmt.Sprintf("infra/broken/%02d.yaml:1:1: the file ends within a string", i))
	}
	open("iam/admin-wildcard", "infra/"+strings.Repeat("a-very-long-name/", 5)+"role.yaml", 4, "Fn::Transform is resolved at deployment")
	open("tls/minimum-version", "infra/zone.yaml", 3, "the policy of the listener is a parameter without a default")
	candor.SortResults(r.Results)
	candor.Fingerprints(r.Results)
	return r
}

func waivers() []candor.Waiver {
	return []candor.Waiver{
		{
			Rule: "rls/table-without-rls", Subject: "public.audit_log", Reason: "append-only log, audited by a trigger",
			Owner: "Ana Marín", Approved: "J. Okafor", Expires: time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC),
			Origin: "comment", At: candor.Location{Path: "db/migrations/004_audit.sql", Line: 2}, Used: 1,
		},
		{
			Rule: "lambda/function-url-auth", Path: "infra/old/**", Reason: "to be removed", Owner: "Sam",
			Expires: time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC), Origin: "candor.yaml", At: candor.Location{Path: "candor.yaml", Line: 90},
		},
		{
			Rule: "iam/admin-wildcard", Reason: "migration under way", Owner: "Sam",
			Expires: time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC), Origin: "candor.yaml", At: candor.Location{Path: "candor.yaml", Line: 96}, Expired: true,
		},
	}
}

func rules() []candor.Rule {
	return []candor.Rule{
		{ID: "audit/unaudited-mutation", Title: "Mutation without audit record", Help: "A handler that writes must leave a trace.\n\nPasses: every write is wrapped.", Fix: "register it as withAudit(handler)", Severity: candor.Bad, Control: "audit-logging", Version: "1", Engine: "go"},
		{ID: "claims/overdue", Title: "Roadmap date has passed", Help: "A date was published and is over.", Severity: candor.Bad, Control: "governance", Version: "1", Engine: "claims"},
		{ID: "crypto/at-rest", Title: "Store without encryption at rest", Help: "Data at rest is encrypted with a key that the company controls.", Fix: "set the encryption of the store", Severity: candor.Bad, Control: "encryption-at-rest", Version: "1", Engine: "rego"},
		{ID: "deps/exact-manifest", Title: "Dependency with a range", Help: "A range lets a build change without a commit.", Fix: "write the exact version", Severity: candor.Warning, Control: "dependency-pinning", Version: "1", Engine: "rego"},
		{ID: "iam/scope", Title: "Permission outside the claimed scope", Help: "The claim names what the workload may do.", Fix: "name the actions", Severity: candor.Bad, Control: "least-privilege", ClaimOnly: true, Version: "1", Engine: "rego"},
		{ID: "rls/table-without-rls", Title: "Table without row-level security", Help: "Each table holds rows of *many* tenants.\n\nPasses: `ENABLE ROW LEVEL SECURITY`.", Fix: "alter table … enable row level security", Severity: candor.Bad, Control: "tenant-isolation", Version: "1", Engine: "rego"},
		{ID: "tls/minimum-version", Title: "TLS below the minimum", Help: "Old versions of TLS can be read by others.", Fix: "refuse TLS 1.0 and 1.1", Severity: candor.Bad, Control: "encryption-in-transit", Version: "1", Engine: "rego"},
	}
}

func controls() []candor.ControlVerdict {
	link := func(strength string, ids ...string) (out []candor.Link) {
		for _, id := range ids {
			out = append(out, candor.Link{ID: id, Strength: strength})
		}
		return out
	}
	return []candor.ControlVerdict{
		{ID: "audit-logging", Title: "Audit logging", Verdict: candor.Contradicted, Claims: []string{"audit-log"}, Frameworks: map[string][]candor.Link{"soc2-2017": link("supports", "CC7.2"), "caiq-4.0.3": link("partly", "LOG-08.1")}},
		{ID: "dependency-pinning", Title: "Dependency pinning", Verdict: candor.VerdictUnknown},
		{ID: "encryption-at-rest", Title: "Encryption at rest", Verdict: candor.VerdictUnknown, Claims: []string{"at-rest"}, Frameworks: map[string][]candor.Link{"soc2-2017": link("supports", "CC6.1", "CC6.7")}},
		{ID: "least-privilege", Title: "Least privilege", Verdict: candor.Contradicted, Claims: []string{"least", "least-eu"}, Frameworks: map[string][]candor.Link{"soc2-2017": link("supports", "CC6.3")}},
		{ID: "tenant-isolation", Title: "Tenant isolation", Verdict: candor.Contradicted, Claims: []string{"rls"}, Frameworks: map[string][]candor.Link{
			"soc2-2017":    link("supports", "CC6.1", "CC6.3", "CC6.6"),
			"caiq-4.0.3":   link("supports", "IVS-06.1", "IAM-05.1", "DSP-17.1", "AIS-02.1"),
			"caiq-4.1.0":   link("partly", "IVS-06.1", "IAM-05.1", "DSP-17.1", "AIS-02.1"),
			"siglite-2025": link("needs-attestation", "H", "I"),
		}},
	}
}
