package testreport

import (
	"fmt"
	"time"

	"github.com/candor-dev/candor"
)

func scopeWith(service string) map[string]any {
	return map[string]any{"services": []any{service}}
}

func results() []candor.Result {
	at := func(path string, line, col, endCol int) candor.Location {
		l := candor.Location{Path: path, Line: line, Col: col}
		if endCol > 0 {
			l.EndLine, l.EndCol = line, endCol
		}
		return l
	}
	var rs []candor.Result
	add := func(rule, control string, o candor.Outcome, s candor.Severity, subject, message string, l candor.Location) *candor.Result {
		rs = append(rs, candor.Result{
			Rule: rule, Control: control, Outcome: o, Severity: s, Subject: subject, Message: message, At: l,
		})
		return &rs[len(rs)-1]
	}

	x := add("audit/unaudited-mutation", "audit-logging", candor.Fail, candor.Bad, "createDeal",
		"createDeal writes to the database but is not wrapped by withAudit", at("api/deals.go", 41, 6, 16))
	x.At.Label = "this handler"
	x.Fix = "register it as withAudit(createDeal)"
	x.Related = []candor.Location{
		{Path: "api/deals.go", Line: 44, Col: 12, EndCol: 19, Label: "writes here"},
		{Path: "cmd/server/main.go", Line: 12, Label: "registered here"},
	}
	for i := range 41 {
		add("audit/unaudited-mutation", "audit-logging", candor.Pass, candor.Bad, fmt.Sprintf("handler%02d", i),
			fmt.Sprintf("handler%02d is wrapped by withAudit", i), at("api/handlers.go", 10+i, 6, 0))
	}

	x = add("rls/table-without-rls", "tenant-isolation", candor.Fail, candor.Bad, "public.deals",
		"public.deals has no row-level security", at("db/migrations/001_init.sql", 3, 14, 0))
	x.Fix = "alter table public.deals enable row level security"
	x.Facts = []candor.Provenance{{Collector: "sql", Version: "2", Source: "db/migrations/001_init.sql", Digest: "sha256:9c1e"}}
	add("rls/table-without-rls", "tenant-isolation", candor.Fail, candor.Bad, "public.audit_log",
		"public.audit_log has no row-level security", at("db/migrations/004_audit.sql", 3, 14, 0))
	for i := range 16 {
		add("rls/table-without-rls", "tenant-isolation", candor.Pass, candor.Bad, fmt.Sprintf("public.t%02d", i),
			"row-level security is on", at("db/migrations/002_tables.sql", 5+i, 14, 0))
	}

	// Two claims ask the same of the same place: one finding.
	for _, s := range []string{"dynamodb", "sqs"} {
		x = add("iam/scope", "least-privilege", candor.Fail, candor.Bad, "Api/ApiPolicy/0",
			"ApiPolicy allows s3:* on every bucket, which no claim names", at("infra/template.yaml", 20, 20, 26))
		x.Use = candor.UseKey(scopeWith(s))
		x.Fix = "name the actions that the function calls"
	}
	add("tls/minimum-version", "encryption-in-transit", candor.Fail, candor.Bad, "www.example.com:443",
		"www.example.com:443 accepts TLS 1.0 (handshake of 2026-11-20)", candor.Location{Resource: "www.example.com:443"})
	x = add("crypto/at-rest", "encryption-at-rest", candor.Fail, candor.Bad, "顧客データ",
		"顧客データ \x1b[31mhas|no\x1b[0m `encryption` <b>at rest</b>\u202e", at("infra/naïve.yaml", 7, 49, 65))
	x.Related = []candor.Location{{Path: "infra/naïve.yaml", Line: 7, Col: 2, EndCol: 13, Label: "this [store]"}}
	for i, why := range []string{"the key is the parameter KmsKey, which has no default", "AccessDenied: rds:DescribeDBInstances"} {
		add("crypto/at-rest", "encryption-at-rest", candor.Unknown, candor.Bad, fmt.Sprintf("Bucket%d", i),
			fmt.Sprintf("Bucket%d: %s", i, why), at("infra/template.yaml", 50+i, 7, 0))
	}
	for i := range 42 {
		add("deps/exact-manifest", "dependency-pinning", candor.Fail, candor.Warning, fmt.Sprintf("pkg-%02d", i),
			fmt.Sprintf("pkg-%02d is asked for as a range (^1.%d.0)", i, i), at("web/package.json", 10+i, 15, 0))
	}
	add("deps/exact-manifest", "dependency-pinning", candor.NotApplicable, candor.Warning, "internal-lib",
		"internal-lib is part of this tree", at("web/package.json", 60, 5, 0))
	add("claims/overdue", "governance", candor.Fail, candor.Bad, "sso",
		"SSO was published for 2026-06-30 and is not live", candor.Location{Path: "site/security.md", Line: 97})
	return rs
}

func claims() []candor.ClaimVerdict {
	on := func(line int) candor.Location { return candor.Location{Path: "site/security.md", Line: line} }
	in := func(line int) candor.Location { return candor.Location{Path: "candor.yaml", Line: line} }
	use := func(rule string, with map[string]any) []candor.RuleUse {
		return []candor.RuleUse{{Rule: rule, With: with}}
	}
	return []candor.ClaimVerdict{
		{
			Claim:   candor.Claim{ID: "audit-log", Text: "withAudit wraps every API route mutation", At: on(88), Declared: in(4), Rules: use("audit/unaudited-mutation", nil)},
			Verdict: candor.Contradicted, Why: "41 of 42 handlers pass; createDeal does not",
			Rules: []candor.RuleCount{{Rule: "audit/unaudited-mutation", Pass: 41, Fail: 1}}, Controls: []string{"audit-logging"},
		},
		{
			Claim:   candor.Claim{ID: "rls", Text: "Row-level security on every table", At: on(89), Declared: in(10), Rules: use("rls/table-without-rls", nil)},
			Verdict: candor.Contradicted, Why: "16 of 18 tables pass; public.deals does not; public.audit_log is waived",
			Rules: []candor.RuleCount{{Rule: "rls/table-without-rls", Pass: 16, Fail: 1, Waived: 1}}, Controls: []string{"tenant-isolation"},
		},
		{
			Claim:   candor.Claim{ID: "least", Text: "The API can only reach | its own tables", At: on(90), Declared: in(16), Rules: use("iam/scope", scopeWith("dynamodb"))},
			Verdict: candor.Contradicted, Rules: []candor.RuleCount{{Rule: "iam/scope", Use: candor.UseKey(scopeWith("dynamodb")), Fail: 1}}, Controls: []string{"least-privilege"},
		},
		{
			Claim:   candor.Claim{ID: "least-eu", Text: "Workers can only reach their queue", At: on(91), Declared: in(22), Rules: use("iam/scope", scopeWith("sqs"))},
			Verdict: candor.Contradicted, Rules: []candor.RuleCount{{Rule: "iam/scope", Use: candor.UseKey(scopeWith("sqs")), Fail: 1}}, Controls: []string{"least-privilege"},
		},
		{
			Claim:   candor.Claim{ID: "tls", Text: "TLS 1.2 or better, everywhere", At: on(92), Declared: in(28), Rules: use("tls/minimum-version", nil)},
			Verdict: candor.Contradicted, Why: "www.example.com:443 accepts TLS 1.0", Rules: []candor.RuleCount{{Rule: "tls/minimum-version", Fail: 1}}, Controls: []string{"encryption-in-transit"},
		},
		{
			Claim:   candor.Claim{ID: "at-rest", Text: "すべての顧客データは保存時に暗号化されています。バックアップも同様です。", At: on(93), Declared: in(34), Rules: use("crypto/at-rest", map[string]any{"key": "customer"})},
			Verdict: candor.VerdictUnknown, Why: "no access: AccessDenied: rds:DescribeDBInstances (role candor-reader lacks rds:Describe*)",
			Rules: []candor.RuleCount{{Rule: "crypto/at-rest", Use: "x", Unknown: 2}}, Controls: []string{"encryption-at-rest"},
		},
		{
			Claim:   candor.Claim{ID: "residency", Text: "Customer data stays in the EU", At: on(94), Declared: in(40)},
			Verdict: candor.Stale, Why: "the evidence is 41 days old, 30 are allowed", Rules: []candor.RuleCount{{Rule: "residency/region", Pass: 9}},
		},
		{
			Claim:   candor.Claim{ID: "pinned", Text: "Every dependency is pinned by hash", At: on(95), Declared: in(44)},
			Verdict: candor.PartlyTrue, Why: "214 of 218 pass; 4 are waived", Rules: []candor.RuleCount{{Rule: "deps/npm-lock", Pass: 214, Waived: 4}},
		},
		{
			Claim:   candor.Claim{ID: "sso", Text: "SAML single sign-on for all plans", Status: candor.Roadmap, Due: time.Date(2026, 6, 30, 0, 0, 0, 0, time.UTC), At: on(97), Declared: in(50)},
			Verdict: candor.Planned, Why: "announced for 2026-06-30",
		},
		{
			Claim: candor.Claim{ID: "training", Text: "All staff are trained every year", At: on(99), Declared: in(56), Attest: &candor.Attestation{
				By: "Ana Marín, Head of People", On: time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC), Expires: time.Date(2027, 9, 1, 0, 0, 0, 0, time.UTC), ReviewedBy: "J. Okafor",
			}},
			Verdict: candor.Attested, Why: "Ana Marín, Head of People, on 2026-09-01; reviewed by J. Okafor",
		},
		{
			Claim:   candor.Claim{ID: "gosum", Text: "Go modules are verified by checksum", At: on(100), Declared: in(62)},
			Verdict: candor.Verified, Rules: []candor.RuleCount{{Rule: "deps/go-sum", Pass: 80}},
		},
		{
			Claim:   candor.Claim{ID: "mail", Text: "Mail is encrypted", Declared: in(70), NA: &candor.Exclusion{Reason: "no mail is sent", By: "Sam"}},
			Verdict: candor.VerdictNotApplicable, Why: "no mail is sent (Sam)",
		},
	}
}
