package supabase

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/evidence"
	"github.com/candor-dev/candor/internal/live/livetest"
)

const (
	token  = "sbp_0123456789abcdef0123456789abcdef01234567"
	canary = "CANARY-d41d8cd98f00"
)

var now = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// answers are those of the API in their documented shapes, secrets included.
var answers = map[string]string{
	"/v1/projects": `[{"id":"abcdefghijklmnopqrst","organization_id":"acme","name":"shop","region":"eu-central-1","status":"ACTIVE_HEALTHY","created_at":"2023-03-29T16:32:59Z",
		"database":{"host":"db.abcdefghijklmnopqrst.supabase.co","version":"15.8.1.060","postgres_engine":"15","release_channel":"ga"}},
		{"id":"zzzzzzzzzzzzzzzzzzzz","organization_id":"acme","name":"staging","region":"us-east-1","status":"INACTIVE","database":{"version":"17.4"}}]`,
	"/config/database/pooler": `[{"identifier":"abcdefghijklmnopqrst","database_type":"PRIMARY","connection_string":"postgres://u:` + canary + `@x/db"},
		{"identifier":"abcdefghijklmnopqrst-rr-us-west-2-kvpfz","database_type":"READ_REPLICA","connection_string":"postgres://u:` + canary + `@x/db"}]`,
	"/ssl-enforcement":      `{"currentConfig":{"database":false},"appliedSuccessfully":true}`,
	"/network-restrictions": `{"entitlement":"allowed","config":{"dbAllowedCidrs":["192.0.2.0/24"],"dbAllowedCidrsV6":["::/0"]},"status":"applied"}`,
	"/database/backups":     `{"region":"eu-central-1","walg_enabled":true,"pitr_enabled":false,"backups":[{"id":1,"is_physical_backup":true,"status":"COMPLETED","inserted_at":"2026-11-14T04:00:00.123Z"},{"id":2,"status":"FAILED","inserted_at":"2026-01-01T04:00:00Z"}],"physical_backup_data":{}}`,
	"/config/auth": `{"jwt_exp":3600,"password_min_length":8,"password_hibp_enabled":false,"mfa_totp_enroll_enabled":true,"smtp_pass":"` + canary + `","external_github_secret":"` + canary + `",
		"hook_send_sms_secrets":"` + canary + `","saml_private_key":"` + canary + `","mailer_autoconfirm":false,"site_url":"https://` + canary + `.example.com"}`,
}

func api(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Request-Id", "req-1")
	if r.Header.Get("Authorization") != "Bearer "+token || r.Method != http.MethodGet {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	path := r.URL.Path
	if path != "/v1/projects" {
		path = strings.TrimPrefix(strings.TrimPrefix(path, "/v1/projects/abcdefghijklmnopqrst"), "/v1/projects/zzzzzzzzzzzzzzzzzzzz")
	}
	a, ok := answers[path]
	if !ok {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	fmt.Fprint(w, a)
}

func collectFrom(ctx context.Context, t *testing.T, h http.Handler, projects ...string) *evidence.File {
	t.Helper()
	s := httptest.NewServer(h)
	defer s.Close()
	r, err := Run(ctx, Options{
		Token: token, Base: s.URL, Projects: projects, Now: now, Timeout: 150 * time.Millisecond, Attempts: 2,
		Sleep: func(context.Context, time.Duration) error { return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return r.File("", now)
}

func dialect() livetest.Dialect {
	return livetest.Dialect{
		Spec: func(r *http.Request) string {
			for end, spec := range map[string]string{
				"/v1/projects": "projects.list", "/config/database/pooler": "pooler.get", "/ssl-enforcement": "ssl.get",
				"/network-restrictions": "network.get", "/database/backups": "backups.list", "/config/auth": "auth.get",
			} {
				if strings.HasSuffix(r.URL.Path, end) {
					return spec
				}
			}
			return ""
		},
		Answer: func(w http.ResponseWriter, _ *http.Request, _ string, f livetest.Fault) bool {
			w.WriteHeader(map[livetest.Fault]int{livetest.Deny: 403, livetest.Throttle: 429, livetest.Broken: 500}[f])
			fmt.Fprint(w, `{"message":"`+canary+`"}`)
			return true
		},
		Wait: time.Second,
	}
}

func TestMatrix(t *testing.T) {
	livetest.Matrix(t, Specs(), http.HandlerFunc(api), dialect(), func(ctx context.Context, t *testing.T, h http.Handler) *evidence.File {
		f := collectFrom(ctx, t, h)
		secretFree(t, f)
		return f
	})
}

func secretFree(t *testing.T, f *evidence.File) {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{canary, token} {
		if bytes.Contains(b.Bytes(), []byte(s)) {
			t.Errorf("the facts file holds %s", s)
		}
	}
}

func find(t *testing.T, f *evidence.File, kind, subject string) candor.Fact {
	t.Helper()
	for _, x := range f.Facts {
		if x.Kind == kind && x.Subject == subject {
			return x
		}
	}
	t.Fatalf("no %s %s", kind, subject)
	return candor.Fact{}
}

func TestFacts(t *testing.T) {
	f := collectFrom(t.Context(), t, http.HandlerFunc(api))
	const p = "abcdefghijklmnopqrst"
	at := func(kind, subject string, path ...string) any {
		v := candor.Plain(find(t, f, kind, subject).Value)
		for _, k := range path {
			v = v.(map[string]any)[k]
		}
		return v
	}
	for _, c := range []struct{ got, want any }{
		{at("store.region", p, "region", "v"), "eu-central-1"},
		{at("store.region", p+"/"+p+"-rr-us-west-2-kvpfz", "region", "v"), "us-west-2"},
		{at("tls.setting", p, "policy", "v"), "optional"},
		{at(KindSSL, p, "enforced"), false},
		{at("net.exposure", p, "public", "v"), true},
		{at("store.backup", p, "days", "v"), 7},
		{at(KindAuth, p, "jwt_exp"), 3600.0},
		{at(KindAuth, p, "smtp_pass"), nil},
		{at(KindProject, p, "postgres"), "15.8.1.060"},
	} {
		if c.got != c.want {
			t.Errorf("got %v, want %v", c.got, c.want)
		}
	}
	if !f.Items[0].Source.Emulated || f.Items[0].Requests[0].ID != "req-1" || len(f.Manifests) != 1 || f.Manifests[0].Items != len(f.Items) {
		t.Errorf("item %+v, manifests %+v", f.Items[0], f.Manifests)
	}
	if g := find(t, collectFrom(t.Context(), t, http.HandlerFunc(api), "other"), KindSSL, "other"); g.State != candor.Denied {
		t.Errorf("a project that is not in the list: %+v", g)
	}
}

// An answer without what it should hold is no answer.
func TestHollow(t *testing.T) {
	for path, hollow := range map[string]string{"/ssl-enforcement": `{}`, "/network-restrictions": `null`, "/database/backups": `{"pitr_enabled":true}`, "/config/auth": `{"x":1}`, "/config/database/pooler": `[]`, "/v1/projects": `null`} {
		h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, path) {
				fmt.Fprint(w, hollow)
				return
			}
			api(w, r)
		})
		f := collectFrom(t.Context(), t, h)
		if f.Runs[0].State != candor.Partial || !strings.Contains(f.Runs[0].Reason, "the answer has no") {
			t.Errorf("%s: %+v", path, f.Runs[0])
		}
	}
}

func TestPublic(t *testing.T) {
	for _, c := range []struct {
		nets   []string
		status string
		want   any
	}{
		{nil, "stored", true},
		{[]string{"0.0.0.0/0"}, "applied", true},
		{[]string{"192.0.2.0/24"}, "applied", false},
		{[]string{"192.0.2.0/24"}, "stored", nil},
		{[]string{"x"}, "applied", nil},
	} {
		if got := public(c.nets, c.status).V; got != c.want {
			t.Errorf("%v %s: %v", c.nets, c.status, got)
		}
	}
}

func TestOptions(t *testing.T) {
	for _, o := range []Options{{}, {Token: token, Base: "::"}, {Token: token, Base: "ftp://x"}, {Token: token, Projects: []string{"../x"}}} {
		if _, err := Run(t.Context(), o); err == nil || strings.Contains(err.Error(), token) {
			t.Errorf("%+v: %v", o.Base, err)
		}
	}
}

func FuzzAuth(f *testing.F) {
	f.Add(answers["/config/auth"])
	f.Fuzz(func(t *testing.T, s string) {
		var a authAnswer
		if json.Unmarshal([]byte(s), &a) != nil {
			return
		}
		for k, v := range a.settings {
			if _, text := v.(string); text || !slices.Contains(authSettings(), k) {
				t.Errorf("%s was kept", k)
			}
		}
	})
}

// TestShapes holds the reader against what the published description of the API
// (that of mid 2026) can answer besides the usual: each row is one fact of it.
func TestShapes(t *testing.T) {
	const p = "abcdefghijklmnopqrst"
	whole := func(names string) string {
		return `[{` + names + `,"name":"shop","region":"eu-central-1","status":"ACTIVE_HEALTHY","database":{"version":"17"}}]`
	}
	for name, tt := range map[string]struct {
		path, answer, kind, want string
	}{
		"a project under its new names":   {"/v1/projects", whole(`"ref":"` + p + `","organization_slug":"acme"`), KindProject, p + " acme"},
		"under both":                      {"/v1/projects", whole(`"id":"` + p + `","ref":"` + p + `","organization_id":"old","organization_slug":"acme"`), KindProject, p + " acme"},
		"under the old ones":              {"/v1/projects", whole(`"id":"` + p + `","organization_id":"acme"`), KindProject, p + " acme"},
		"networks of one family alone":    {"/network-restrictions", `{"entitlement":"allowed","config":{"dbAllowedCidrs":["192.0.2.0/24"]},"status":"applied"}`, "net.exposure", "false"},
		"a plan without restrictions":     {"/network-restrictions", `{"entitlement":"disallowed","config":{},"status":"applied"}`, "net.exposure", "true"},
		"restrictions not yet in force":   {"/network-restrictions", `{"entitlement":"allowed","config":{"dbAllowedCidrs":["192.0.2.0/24"]},"old_config":{"dbAllowedCidrs":["0.0.0.0/0"]},"status":"stored"}`, "net.exposure", "<nil>"},
		"backups, none of which is there": {"/database/backups", `{"region":"x","walg_enabled":true,"pitr_enabled":false,"backups":[{"status":"REMOVED","inserted_at":"2026-01-01T00:00:00Z"},{"status":"ARCHIVED","inserted_at":"2026-01-01T00:00:00Z"},{"status":"CANCELLED","inserted_at":"2026-01-01T00:00:00Z"},{"status":"PENDING","inserted_at":"2026-01-01T00:00:00Z"}],"physical_backup_data":{}}`, "store.backup", "0"},
		"the days of a point in time":     {"/database/backups", `{"region":"x","walg_enabled":true,"pitr_enabled":true,"backups":[],"physical_backup_data":{"earliest_physical_backup_date_unix":1794657600,"latest_physical_backup_date_unix":1795262400}}`, "store.backup", "7"},
		"settings that are not set":       {"/config/auth", `{"jwt_exp":null,"mfa_totp_enroll_enabled":null,"password_min_length":null}`, KindAuth, "unresolved"},
		"a primary alone":                 {"/config/database/pooler", `[{"identifier":"` + p + `","database_type":"PRIMARY","is_using_scram_auth":true}]`, "store.region", "eu-central-1"},
	} {
		t.Run(name, func(t *testing.T) {
			h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				switch path := strings.TrimPrefix(r.URL.Path, "/v1/projects/"+p); {
				case path == tt.path:
					fmt.Fprint(w, tt.answer)
				case path == "/v1/projects":
					fmt.Fprint(w, whole(`"ref":"`+p+`"`))
				default:
					api(w, r)
				}
			})
			var got []string
			for _, x := range collectFrom(t.Context(), t, h).Facts {
				m, _ := candor.Plain(x.Value).(map[string]any)
				switch {
				case x.Kind != tt.kind:
				case x.State != candor.Observed:
					got = append(got, x.State.String())
				case x.Kind == KindProject:
					got = append(got, fmt.Sprintf("%s %v", x.Subject, m["organisation"]))
				default:
					for _, key := range []string{"public", "days", "region"} {
						if v, ok := m[key].(map[string]any); ok {
							got = append(got, fmt.Sprint(v["v"]))
						}
					}
				}
			}
			if g := strings.Join(got, " "); g != tt.want {
				t.Errorf("got %q, want %q", g, tt.want)
			}
		})
	}
}
