package draft

import (
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

func TestClaims(t *testing.T) {
	for _, c := range []struct {
		name string
		in   Statement
		want []string // id, status with due or plan, rules
	}{
		{"row-level security", Statement{Text: "Row-level security is on for every table."}, []string{"row-level-security-table | | rls/table-without-rls"}},
		{"two sentences of an item", Statement{Text: "Backups are taken daily. Logs are kept for 90 days."}, []string{
			"backups-taken-daily | | backup/retention", "logs-kept-90-days | | logs/retention{days: 90}"}},
		{"several times", Statement{Text: "Logs are kept 30 days on Pro and 90 days on Team."}, []string{"logs-kept-30-days-pro | scope Pro, Team | "}},
		{"a badge and a quarter", Statement{Text: "SCIM provisioning, ships Q4 2026", Badge: "roadmap"}, []string{"scim-provisioning-ships-q4-2026 | roadmap 2026-12-31 | "}},
		{"a heading's date", Statement{Text: "Encryption with your own keys", Section: "Roadmap > March 2031"}, []string{"encryption-keys | roadmap 2031-03-31 | "}},
		{"a plan", Statement{Text: "SAML single sign-on is available on the Enterprise plan."}, []string{"saml-single-sign-available-enterprise | plan Enterprise | "}},
		{"not offered", Statement{Text: "We do not offer a bug bounty for this data."}, []string{"do-offer-bug-bounty-data | not_offered | "}},
		{"a region's code", Statement{Text: "All data is stored in eu-central-1."}, []string{"data-stored-eu-central-1 | | residency/region{allow: [eu-central-1]}"}},
		{"a city", Statement{Text: "Customer data lives in Dublin, in the EU."}, []string{"customer-data-lives-dublin-eu | | residency/region{allow: [eu-west-1]}"}},
		{"hops and version", Statement{Text: "TLS 1.3 on every connection."}, []string{`tls-1-3-connection | | tls/minimum-version{min: "1.3"} tls/hops{hops: [client-edge, edge-origin, app-database, app-api, internal], min: "1.3"} tls/plain-http`}},
		{"a prefix", Statement{Text: "IAM permissions for ECR and Lambda are narrowed to `shop/*`."}, []string{`iam-permissions-ecr-lambda-narrowed | | iam/scope{services: [ecr, lambda], allow: ["arn:aws:ecr:*:*:repository/shop/*", "arn:aws:lambda:*:*:function:shop-*"]}`}},
		{"a country", Statement{Text: "Data is stored in the EU, currently in Germany."}, []string{"data-stored-eu-currently-germany | | residency/region{allow: [eu-central-1, europe-west10, europe-west3]}"}},
		{"an admission", Statement{Text: "Our databases are not encrypted at rest."}, []string{"databases-encrypted-rest | | "}},
		{"not a state", Statement{Text: "Your data is hosted with us and with nobody else."}, []string{"data-hosted-us-nobody-else | | "}},
		{"browsers alone", Statement{Text: "Browsers reach us over TLS 1.2 or newer."}, []string{`browsers-reach-us-over-tls | | tls/minimum-version{min: "1.2"} tls/hops{hops: [client-edge], min: "1.2"}`}},
		{"a column", Statement{Text: "Every table has an org_id column."}, []string{"table-org-id-column | | rls/tenant-column{column: org_id}"}},
		{"a heading that promises", Statement{Text: "Every mutation writes an audit row.", Heading: true}, []string{"mutation-writes-audit-row | | audit/unaudited-mutation"}},
		{"a heading", Statement{Text: "Encryption", Heading: true}, nil},
		{"a question", Statement{Text: "Need row-level security on every table?"}, nil},
		{"an invitation", Statement{Text: "Contact us about encryption at rest."}, nil},
		{"small talk", Statement{Text: "We like tea very much indeed."}, nil},
	} {
		var got []string
		for _, x := range Claims([]Statement{c.in}) {
			standing := strings.TrimSpace(x.Status + " " + x.Due + x.Plan)
			if x.Scope != "" {
				standing = strings.TrimSpace(standing + " scope " + x.Scope)
			}
			var rules []string
			for _, r := range x.Rules {
				rules = append(rules, r.ID+r.With)
			}
			got = append(got, strings.TrimSuffix(x.ID+" | "+standing+" | ", " ")+strings.TrimSuffix(" "+strings.Join(rules, " "), ""))
		}
		norm := func(list []string) string { return strings.Join(strings.Fields(strings.Join(list, "\n")), " ") }
		if norm(got) != norm(c.want) {
			t.Errorf("%s:\n got %q\nwant %q", c.name, got, c.want)
		}
	}
}

func TestSameTextOnce(t *testing.T) {
	s := Statement{Text: "Data is encrypted at rest."}
	u := Statement{Text: "Data is encrypted at rest for you."}
	if n := len(Claims([]Statement{s, s, u})); n != 2 {
		t.Errorf("got %d claims, want 2", n)
	}
}

// FuzzDraft: whatever a page says, the draft is YAML that gives its texts back,
// and every id is there once.
func FuzzDraft(f *testing.F) {
	f.Add("Logs are kept for 90 days: \"all\" of them; # really, and {so} on.", "roadmap", "Plans > Q4 2031")
	f.Add("Data is stored in eu-west-1 – Ireland.\x00 A. B", "", "")
	f.Fuzz(func(t *testing.T, text, badge, section string) {
		claims := Claims([]Statement{{Text: text, Badge: badge, Section: section}, {Text: section, Row: true}, {Text: text + ".", Heading: true}})
		var doc struct {
			Claims []struct{ ID, Text string }
		}
		out := "claims:\n" + WriteClaims("trust.md", claims)
		if err := yaml.Unmarshal([]byte(out), &doc); err != nil {
			t.Fatalf("%v in\n%s", err, out)
		}
		if len(doc.Claims) != len(claims) {
			t.Fatalf("%d claims written, %d read", len(claims), len(doc.Claims))
		}
		seen := make(map[string]bool)
		for _, c := range doc.Claims {
			if seen[c.ID] {
				t.Fatalf("id %q twice", c.ID)
			}
			seen[c.ID] = true
		}
	})
}
