package config

import (
	"encoding/json"
	"errors"
	"io/fs"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/candor-dev/candor"
)

const pageText = `# Security at Ledgerline

<!-- Restore is tested every night. -->
We use **Row-level security** on
> every table, for [all plans](plans.md).
Backups are tested twice a year.
Backups are tested twice a year.
`

func tree(yaml string) fstest.MapFS {
	return fstest.MapFS{
		"candor.yaml":         {Data: []byte(yaml)},
		"site/security.md":    {Data: []byte(pageText)},
		"site/photo.png":      {Data: []byte{0x89, 'P', 0, 0xff}},
		"policies/x.rego":     {Data: []byte("package x")},
		"docs/restore.md":     {Data: []byte("done")},
		"infra/template.yaml": {Data: []byte("Resources: {}")},
	}
}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func TestLoadReadsEverything(t *testing.T) {
	c, err := Load(tree(`version: 1
company: Ledgerline
page: site/security.md
exclude: ["testing/**"]
policies: [policies]
team: {solo: true}
claims:
  - id: rls
    text: Row-level security on every table, for all plans.
    controls: [tenant-isolation]
    rules:
      - rls/table-without-rls
      - rule: iam/scope
        with: {services: [ecr], n: 3, f: 1.5, on: true, m: {a: null}, day: 2027-01-01}
        over: ["infra/**"]
  - id: restore
    text: We can restore.
    published: site/security.md:7
    quote: Backups are tested twice a year
    status: plan
    plan: Enterprise
    scope: all plans
    attest:
      by: Ana Petrov, CTO
      on: 2026-09-01
      expires: "2027-09-01"
      reviewed_by: Ben Ode
      statement: >
        We restored
        the database.
      basis: [docs/restore.md, docs/gone.md]
  - id: sso
    text: SSO is on its way.
    status: roadmap
    due: 2027-03-31
  - id: hipaa
    text: Restore is tested every night.
    not_applicable: {reason: no health data, by: Ana}
waivers:
  - {rule: rls/table-without-rls, subject: public.notes, path: "db/**", reason: static, owner: Ana, approved_by: Ben, expires: 2027-01-31}
go:
  mutations: ["example.com/x/store.(*Store).Save"]
  audit: []
  audit_tables: [audit_log]
  wrappers: [{func: example.com/x/api.Audited, requires: [action]}]
  admin: {paths: ["/admin/*"], guards: [example.com/x/api.AdminOnly]}
  exempt: [{door: POST /events, reason: end-user telemetry, owner: Ana, until: 2027-06-30}]
  vendors: [{sdk: github.com/stripe/stripe-go, only_in: [example.com/x/billing]}]
database:
  tenants: [{table: public.organizations, column: organization_id}]
  identities: ["current_setting('app.tenant_id')"]
  roles: [app]
  admins: [public.is_admin()]
  append_only: [public.audit_events]
  migrations: [{dir: db/sql/, tool: goose}]
`), "candor.yaml")
	if err != nil {
		t.Fatal(err)
	}
	at := func(line, col int) candor.Location {
		return candor.Location{Path: "candor.yaml", Line: line, Col: col}
	}
	want := &Config{
		Path: "candor.yaml", Company: "Ledgerline", Page: "site/security.md", Solo: true,
		Exclude: []string{"testing/**"}, Policies: []string{"policies"},
		Go: Go{
			Mutations: []string{"example.com/x/store.(*Store).Save"}, AuditTables: []string{"audit_log"},
			Wrappers: []Wrapper{{Func: "example.com/x/api.Audited", Requires: []string{"action"}}},
			Admin:    Admin{Paths: []string{"/admin/*"}, Guards: []string{"example.com/x/api.AdminOnly"}},
			Exempt:   []Exemption{{Door: "POST /events", Reason: "end-user telemetry", Owner: "Ana", Until: day(2027, 6, 30), At: at(47, 12)}},
			Vendors:  []Vendor{{SDK: "github.com/stripe/stripe-go", OnlyIn: []string{"example.com/x/billing"}}},
		},
		Database: Database{
			Tenants: []TenantColumn{{Table: "public.organizations", Column: "organization_id"}}, Identities: []string{"current_setting('app.tenant_id')"},
			Roles: []string{"app"}, Admins: []string{"public.is_admin()"}, AppendOnly: []string{"public.audit_events"}, Migrations: []Migrations{{Dir: "db/sql", Tool: "goose"}},
		},
		Claims: []candor.Claim{{
			ID: "rls", Text: "Row-level security on every table, for all plans.", Page: "site/security.md",
			At:       candor.Location{Path: "site/security.md", Line: 4, Col: 10, EndLine: 5, EndCol: 30},
			Declared: at(8, 5),
			Controls: []string{"tenant-isolation"},
			Rules: []candor.RuleUse{
				{Rule: "rls/table-without-rls", At: at(12, 9)},
				{Rule: "iam/scope", At: at(13, 15), Over: []string{"infra/**"}, With: map[string]any{
					"services": []any{"ecr"}, "n": 3, "f": 1.5, "on": true, "m": map[string]any{"a": nil}, "day": "2027-01-01",
				}},
			},
		}, {
			ID: "restore", Text: "We can restore.", Status: candor.Plan, PlanName: "Enterprise", Scope: "all plans", Page: "site/security.md",
			At:       candor.Location{Path: "site/security.md", Line: 7, Col: 1, EndLine: 7, EndCol: 32},
			Declared: at(16, 5),
			Attest: &candor.Attestation{
				By: "Ana Petrov, CTO", On: day(2026, 9, 1), Expires: day(2027, 9, 1), ReviewedBy: "Ben Ode", Solo: true,
				Statement: "We restored the database.", Basis: []string{"docs/restore.md", "docs/gone.md"}, Missing: []string{"docs/gone.md"},
				At: at(24, 7),
			},
		}, {
			ID: "sso", Text: "SSO is on its way.", Status: candor.Roadmap, Due: day(2027, 3, 31), Page: "site/security.md",
			At: at(32, 5), Declared: at(32, 5), Unpublished: true,
		}, {
			ID: "hipaa", Text: "Restore is tested every night.", Page: "site/security.md", Unpublished: true,
			At: at(36, 5), Declared: at(36, 5), NA: &candor.Exclusion{Reason: "no health data", By: "Ana"},
		}},
		Waivers: []candor.Waiver{{
			Rule: "rls/table-without-rls", Subject: "public.notes", Path: "db/**", Reason: "static", Owner: "Ana", Approved: "Ben",
			Expires: day(2027, 1, 31), Origin: "candor.yaml", At: at(40, 5),
		}},
	}
	if d := cmp.Diff(want, c, cmpopts.IgnoreUnexported(Config{})); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
}

func TestLoadProblems(t *testing.T) {
	tests := []struct{ name, yaml, want string }{
		{"unknown key", "version: 1\nclams: []\n", `candor.yaml:2:1: unknown key "clams"; did you mean claims?`},
		{"unknown key far from all", "zebra: 1\n", `candor.yaml:1:1: unknown key "zebra"; known: answers, claims, company, database, deployed_commit, exclude, ...`},
		{"a list of subprocessors without list", "subprocessors: {}\n", `candor.yaml:1:16: subprocessors names no list; add page: with the file that the list is published on, or list: with its entries`},
		{"two lists of subprocessors", "subprocessors: {page: site/security.md, list: [{name: a}]}\n", `candor.yaml:1:16: subprocessors has a page and a list; keep the one that is published`},
		{"a subprocessor without name", "subprocessors:\n  list: [{purpose: mail}]\n", `candor.yaml:2:10: the subprocessor has no name; add name: with the vendor as it is published`},
		{"a page of subprocessors that is not there", "subprocessors: {page: site/gone.md}\n", `candor.yaml:1:23: page "site/gone.md" cannot be read: it does not exist; name the file of the tree that the page is made from`},
		{"unknown key of a claim", "claims:\n  - id: a\n    text: b\n    rule: x\n", `candor.yaml:4:5: unknown key "rule" in a claim; did you mean rules?`},
		{"unknown key of an attestation", "claims:\n  - {id: a, text: b, attest: {bye: c}}\n", `candor.yaml:2:31: unknown key "bye" in attest; did you mean by?`},
		{"unknown key of the database", "database:\n  tenant: []\n", `candor.yaml:2:3: unknown key "tenant" in database; did you mean tenants?`},
		{"a table without its schema", "database:\n  public: [plans]\n", `candor.yaml:2:12: "plans" has no schema; write it as schema.table: public.plans`},
		{"a tenant without column", "database:\n  tenants: [{table: public.orgs}]\n", `candor.yaml:2:13: the tenant has no column; name the column that says whose a row is: organization_id`},
		{"migrations without folder", "database:\n  migrations: [{tool: goose}]\n", `candor.yaml:2:16: the entry has no dir; name the folder of the migrations`},
		{"an exemption for ever", "go:\n  exempt: [{door: POST /x, reason: r, owner: o}]\n", `candor.yaml:2:12: the exemption has no until; add until: YYYY-MM-DD`},
		{"unknown key of a waiver", "waivers:\n  - {rule: a/b, reason: r, owner: o, until: 2027-01-01, expires: 2027-01-01, path: x}\n", `candor.yaml:2:38: unknown key "until" in a waiver; known: approved_by, expires, owner, path, reason, rule, ...`},
		{"waiver for a whole rule", "waivers:\n  - {rule: a/b, reason: r, owner: o, expires: 2027-01-01}\n", `candor.yaml:2:5: the waiver would accept every failure of its rule, also those to come; name the subject or the path that it is about`},
		{"duplicate key", "company: a\npage: site/security.md\ncompany: b\n", `candor.yaml:3:1: key "company" is given twice, first in line 1; remove one of them`},
		{"duplicate key in with", "claims:\n- id: a\n  text: b\n  rules:\n  - rule: x/y\n    with: {a: 1, a: 2}\n", `candor.yaml:6:18: key "a" is given twice, first in line 6; remove one of them`},
		{"version", "version: 2\n", `candor.yaml:1:10: version "2" is not known; write version: 1`},
		{"version as text", "version: '1'\n", `candor.yaml:1:10: version "1" is not known; write version: 1`},
		{"wrong type: list for text", "company: [a]\n", `candor.yaml:1:10: want a text, got a list`},
		{"wrong type: number for text", "company: 12\n", `candor.yaml:1:10: want a text, got the number 12; put it in quotes`},
		{"wrong type: text for list", "exclude: x\n", `candor.yaml:1:10: want a list, got the text "x"; write it as a list: [...]`},
		{"wrong type: text for claim", "claims: [x]\n", `candor.yaml:1:10: want keys and values, got the text "x"`},
		{"wrong type: text for mapping", "team: solo\n", `candor.yaml:1:7: want keys and values, got the text "solo"`},
		{"wrong type: text for bool", "team: {solo: 'yes'}\n", `candor.yaml:1:14: want true or false, got the text "yes"`},
		{"wrong type: document", "- a\n", `candor.yaml:1:1: want keys and values, got a list`},
		{"key without value", "company:\n", `candor.yaml:1:9: want a text, got nothing`},
		{"attest without value", "claims:\n- id: a\n  text: b\n  attest:\n", `candor.yaml:4:10: want keys and values, got nothing`},
		{"empty text", "company: ''\n", `candor.yaml:1:10: the text is empty; give a text or remove the key`},
		{"key that is no word", "? [a]\n: b\n", `candor.yaml:1:3: a key must be a word, not a list`},
		{"claim without id and text", "claims:\n  - scope: x\n", "candor.yaml:2:5: the claim has no id; add id: a-short-name\ncandor.yaml:2:5: the claim has no text; add text: with the sentence as it is published"},
		{"claim id twice", "claims:\n- id: a\n  text: b\n- id: a\n  text: c\n", `candor.yaml:4:7: claim id "a" is used twice, first in line 2; give each claim its own id`},
		{"claim id form", "claims:\n- id: a b\n  text: b\n", `candor.yaml:2:7: "a b" is not a claim id; use letters, digits, -, _ and .`},
		{"bad date", "claims:\n- id: a\n  text: b\n  due: 31.03.2027\n", `candor.yaml:4:8: want a day of the calendar, got "31.03.2027"; write it as YYYY-MM-DD`},
		{"no such day", "claims:\n- id: a\n  text: b\n  due: 2027-02-30\n", `candor.yaml:4:8: want a day of the calendar, got "2027-02-30"; write it as YYYY-MM-DD`},
		{"date with time", "claims:\n- id: a\n  text: b\n  attest: {by: c, on: 2027-02-01T00:00:00Z}\n", `candor.yaml:4:23: want a day of the calendar, got "2027-02-01T00:00:00Z"; write it as YYYY-MM-DD`},
		{"date list", "claims:\n- id: a\n  text: b\n  due: []\n", `candor.yaml:4:8: want a day of the calendar, got a list; write it as YYYY-MM-DD`},
		{"status", "claims:\n- id: a\n  text: b\n  status: roadmpa\n", `candor.yaml:4:11: unknown status "roadmpa"; did you mean roadmap?`},
		{"status plan without plan", "claims:\n- id: a\n  text: b\n  status: plan\n", `candor.yaml:4:11: status plan needs the plan's name; add plan: with the name of the plan`},
		{"plan without status", "claims:\n- id: a\n  text: b\n  plan: Pro\n", `candor.yaml:4:9: plan is given and the status is live; add status: plan, or remove the key`},
		{"not_applicable incomplete", "claims:\n- id: a\n  text: b\n  not_applicable: {reason: c}\n", `candor.yaml:4:19: not_applicable has no by; say who decided it, with name and role`},
		{"rule without id", "claims:\n- id: a\n  text: b\n  rules:\n  - with: {a: 1}\n", `candor.yaml:5:5: the entry has no rule; add rule: topic/name`},
		{"rule twice", "claims:\n- id: a\n  text: b\n  rules: [x/y, {rule: x/y}]\n", `candor.yaml:4:16: rule x/y is used twice in the same way, first in line 4; remove one of them`},
		{"over glob", "claims:\n- id: a\n  text: b\n  rules: [{rule: x/y, over: ['infra/[']}]\n", `candor.yaml:4:30: "infra/[" is not a valid glob; close every [, and write \[ for the sign itself`},
		{"with not a number", "claims:\n- id: a\n  text: b\n  rules: [{rule: x/y, with: {a: .nan}}]\n", `candor.yaml:4:33: want a text, a number, true or false, got the number .nan; put it in quotes`},
		{"with a tag", "claims:\n- id: a\n  text: b\n  rules: [{rule: x/y, with: {a: !!int b}}]\n", `candor.yaml:4:33: "b" can't be read as the number b; put it in quotes`},
		{"exclude glob", "exclude: [/x]\n", `candor.yaml:1:11: glob "/x" can match no path; write it relative to the root of the tree`},
		{"page missing", "page: site/gone.md\n", `candor.yaml:1:7: page "site/gone.md" cannot be read: it does not exist; name the file of the tree that the page is made from`},
		{"page missing, told once", "page: site/gone.md\nclaims: [{id: a, text: b}]\n", `candor.yaml:1:7: page "site/gone.md" cannot be read: it does not exist; name the file of the tree that the page is made from`},
		{"page of a claim missing", "claims:\n- id: a\n  text: b\n  published: site/gone.md:3\n", `candor.yaml:4:14: page "site/gone.md" cannot be read: it does not exist; name the file of the tree that the page is made from`},
		{"page is no text", "page: site/photo.png\n", `candor.yaml:1:7: page "site/photo.png" cannot be read: it is no text in UTF-8; name the file of the tree that the page is made from`},
		{"page is a folder", "page: site\n", `candor.yaml:1:7: page "site" cannot be read: a folder, not a file; name the file of the tree that the page is made from`},
		{"page outside", "page: ../security.md\n", `candor.yaml:1:7: "../security.md" is not a path inside the tree; write it relative to the root of the tree, with /`},
		{"page is an address", "page: https://example.com/security\n", `candor.yaml:1:7: want a path inside the tree, got the address "https://example.com/security"; name the file that the page is made from`},
		{"quote without page", "claims:\n- id: a\n  text: b\n  quote: c\n", `candor.yaml:4:10: the quote has no page to stand on; add published: with the path of the page, or page: for all claims`},
		{"policies folder", "policies: [rules]\n", `candor.yaml:1:12: policies "rules": no such folder or file; name a folder of .rego files or an OPA bundle, relative to the root of the tree`},
		{"waiver incomplete", "waivers:\n  - subject: a\n", "candor.yaml:2:5: the waiver has no expires; add expires: YYYY-MM-DD\ncandor.yaml:2:5: the waiver has no owner; say who will see to it\ncandor.yaml:2:5: the waiver has no reason; say why the failure is accepted\ncandor.yaml:2:5: the waiver has no rule; add rule: topic/name; there is no waiver for everything"},
		{"merge key", "a: &a {solo: true}\nteam:\n  <<: *a\n", "candor.yaml:1:1: unknown key \"a\"; known: answers, claims, company, database, deployed_commit, exclude, ...\ncandor.yaml:3:3: unknown key \"<<\" in team; merging is not supported; write the keys out"},
		{"alias bomb", "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\n", "candor.yaml:1:1: too large: more than 100000 values once its aliases are written out; write the values out"},
		{"alias of itself", "exclude: &a\n  - *a\n", "candor.yaml:2:5: alias *a stands inside of what it names; write the value out"},
		{"syntax: unclosed quote", "version: 1\ncompany: 'a\npage: b\n", "candor.yaml:2: not valid YAML: found unexpected end of stream; check indentation, quotes and brackets from here on"},
		{"syntax: indentation", "version: 1\nclaims:\n  - id: a\n    text: b\n   scope: c\n", "candor.yaml:5: not valid YAML: did not find expected '-' indicator; check indentation, quotes and brackets from here on"},
		{"syntax: colon in a text", "company: a: b\n", "candor.yaml:1: not valid YAML: mapping values are not allowed in this context; put a text that holds \": \" in quotes, and check the indentation"},
		{"syntax: tab", "team:\n\tsolo: true\n", "candor.yaml:2: not valid YAML: found character that cannot start any token; indent with spaces, and put a text that begins with @, `, % or a tab in quotes"},
		{"syntax: unclosed list after a whole one", "exclude: [a,\n  b,\n  c]\npolicies: [\n  d\ncompany: x\n", "candor.yaml:4: not valid YAML: did not find expected ',' or ']'; check indentation, quotes and brackets from here on"},
		{"unknown alias", "company: *x\n", "candor.yaml:1: not valid YAML: unknown anchor 'x' referenced; put a text that begins with * in quotes"},
		{"second document", "version: 1\n---\nversion: 1\n", "candor.yaml:2: not valid YAML: a second document begins; only one is read; remove the line ---"},
		{"not UTF-8", "company: \xff\n", "candor.yaml:1: not valid YAML: invalid leading UTF-8 octet; save the file as UTF-8 text"},
		{"many at once, in order", "team: {solo: 1}\nclams: 1\nexclude: 2\n", "candor.yaml:1:14: want true or false, got the number 1\ncandor.yaml:2:1: unknown key \"clams\"; did you mean claims?\ncandor.yaml:3:10: want a list, got the number 2; write it as a list: [...]"},
		{"column counts code points", "team: {\"sölö\": true, x: 1}\n", "candor.yaml:1:8: unknown key \"sölö\" in team; known: solo\ncandor.yaml:1:22: unknown key \"x\" in team; known: solo"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Load(tree(tt.yaml), "candor.yaml")
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v, want an *Error", err)
			}
			got := strings.Split(e.Error(), "\n")
			want := strings.Split(tt.want, "\n")
			slices.Sort(got)
			slices.Sort(want)
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("-want +got\n%s", d)
			}
			if !slices.IsSortedFunc(e.Problems, func(a, b Problem) int { return a.At.Compare(b.At) }) {
				t.Errorf("not in the order of the file: %v", e.Problems)
			}
		})
	}
}

func TestLoadAccepts(t *testing.T) {
	for name, yaml := range map[string]string{
		"empty file":             "",
		"comments only":          "# yaml-language-server: $schema=x\n",
		"keys of empty lists":    "claims:\nwaivers:\nexclude:\n",
		"byte order mark":        "\ufeffversion: 1\n",
		"carriage returns":       "version: 1\r\ncompany: a\r\n",
		"aliases":                "claims:\n- id: a\n  text: b\n  attest: &x {by: c}\n- id: d\n  text: e\n  attest: *x\n",
		"claim without evidence": "claims: [{id: a, text: b}]\n",
		"rule twice, otherwise":  "claims:\n- id: a\n  text: b\n  rules: [x/y, {rule: x/y, with: {a: 1}}, {rule: x/y, over: [infra]}]\n",
	} {
		if _, err := Load(tree(yaml), "candor.yaml"); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLoadMissingFile(t *testing.T) {
	_, err := Load(fstest.MapFS{}, "candor.yaml")
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want fs.ErrNotExist", err)
	}
	if want := "candor.yaml: cannot be read: it does not exist"; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
}

func TestLoadNotices(t *testing.T) {
	c, err := Load(tree("claims:\n- id: a\n  text: Backups are tested twice a year.\n  published: site/security.md:2\n"), "candor.yaml")
	if err != nil {
		t.Fatal(err)
	}
	want := []candor.Notice{{
		Severity: candor.Note, Message: "claim a is published in line 6 of site/security.md, not in line 2",
		Hint: "write published: site/security.md:6, or leave the line out",
		At:   candor.Location{Path: "candor.yaml", Line: 4, Col: 14},
	}}
	if d := cmp.Diff(want, c.Notices); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
}

// Every key that the reader knows is in the schema, and the other way round.
func TestSchemaSaysTheSame(t *testing.T) {
	type object struct {
		Properties map[string]any    `json:"properties"`
		Additional *bool             `json:"additionalProperties"`
		Defs       map[string]object `json:"$defs"`
	}
	var doc object
	if err := json.Unmarshal(Schema(), &doc); err != nil {
		t.Fatal(err)
	}
	shapes := map[string]object{"": doc}
	for name, d := range doc.Defs {
		if d.Properties != nil {
			shapes[name] = d
		}
	}
	for name, o := range shapes {
		var have []string
		for k := range o.Properties {
			have = append(have, k)
		}
		want := keys(name)
		slices.Sort(have)
		slices.Sort(want)
		if !reflect.DeepEqual(have, want) {
			t.Errorf("%q: schema has %v, the reader %v", name, have, want)
		}
		if o.Additional == nil || *o.Additional {
			t.Errorf("%q: additionalProperties must be false", name)
		}
	}
	for _, name := range []string{"", "team", "go", "claim", "rule", "attest", "not_applicable", "waiver"} {
		if _, ok := shapes[name]; !ok {
			t.Errorf("the schema has no %q", name)
		}
	}
	status := doc.Defs["claim"].Properties["status"].(map[string]any)["enum"]
	if want := []any{"live", "roadmap", "plan", "not_offered"}; !reflect.DeepEqual(status, want) || len(candor.Statuses()) != len(want) {
		t.Errorf("statuses %v, want %v", status, candor.Statuses())
	}
}

func FuzzLoad(f *testing.F) {
	f.Add("version: 1\nclaims:\n- id: a\n  text: b\n  rules: [x/y]\n", pageText)
	f.Add("a: &a [*a]\n", "")
	f.Add("page: site/security.md\nclaims: [{id: a, text: every table, published: 'site/security.md:3'}]\n", "<!-- a --> **every** `table`")
	f.Add("claims:\n- id: a\n  text: b\n  rules: [{rule: x, with: {a: !!binary x, b: 0x7fffffffffffffff, c: 2020-01-01}}]\n", "x")
	f.Fuzz(func(t *testing.T, yaml, page string) {
		fsys := fstest.MapFS{"candor.yaml": {Data: []byte(yaml)}, "site/security.md": {Data: []byte(page)}}
		c, err := Load(fsys, "candor.yaml")
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || len(e.Problems) == 0 {
				t.Fatalf("error without problems: %v", err)
			}
			return
		}
		for _, cl := range c.Claims {
			if cl.ID == "" || cl.Text == "" || cl.At.Line < 1 {
				t.Fatalf("claim is not whole: %+v", cl)
			}
			for _, u := range cl.Rules {
				if candor.UseKey(u.With) == "invalid" {
					t.Fatalf("parameters can't be named: %v", u.With)
				}
			}
		}
		if err := c.Check(Known{}); err != nil {
			_ = err.Error()
		}
	})
}

func TestSubprocessors(t *testing.T) {
	c, err := Load(tree("company: Ledgerline\nsubprocessors:\n  own: [ledgerline.example]\n  list:\n  - {name: Stripe, purpose: payments, location: US}\n  - name: Resend\n"), "candor.yaml")
	if err != nil {
		t.Fatal(err)
	}
	at := func(line, col int) candor.Location { return candor.Location{Path: "candor.yaml", Line: line, Col: col} }
	want := Subprocessors{At: at(3, 3), Company: "Ledgerline", Own: []string{"ledgerline.example"}, List: []Subprocessor{
		{Name: "Stripe", Purpose: "payments", Location: "US", At: at(5, 5)}, {Name: "Resend", At: at(6, 5)},
	}}
	if d := cmp.Diff(want, c.Subprocessors); d != "" || !c.Subprocessors.Published() {
		t.Errorf("-want +got\n%s", d)
	}
	c, err = Load(tree("subprocessors: {page: site/security.md}\n"), "candor.yaml")
	if err != nil || c.Subprocessors.Page != "site/security.md" || c.Subprocessors.At != at(1, 23) {
		t.Errorf("%+v, %v", c.Subprocessors, err)
	}
	if (&Subprocessors{}).Published() {
		t.Error("nothing is published")
	}
}
