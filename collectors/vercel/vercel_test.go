package vercel

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/evidence"
	"github.com/candor-dev/candor/internal/live/livetest"
)

const (
	token  = "vcp_0123456789abcdef01234567"
	canary = "CANARY-d41d8cd98f00"
)

var now = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// answers are those of the API in their documented shapes, secrets included; the
// second page of a list stands under "?until".
var answers = map[string]string{
	"/v2/teams/team_acme": `{"id":"team_acme","slug":"acme","saml":{"enforced":true,"connection":{"type":"x"}},"sensitiveEnvironmentVariablePolicy":"on","inviteCode":"` + canary + `"}`,
	"/v9/projects": `{"projects":[{"id":"prj_1","name":"shop","serverlessFunctionRegion":"iad1","ssoProtection":{"deploymentType":"prod_deployment_urls_and_all_previews"},"passwordProtection":null,
		"protectionBypass":{"` + canary + `":{"scope":"automation-bypass"}},"gitForkProtection":true,"targets":{"production":{"id":"dpl_1"}},
		"env":[{"key":"A","value":"` + canary + `","type":"plain"}]}],"pagination":{"count":1,"next":1733304037737,"prev":null}}`,
	"/v9/projects?until":               `{"projects":[{"id":"prj_2","name":"docs","resourceConfig":{"functionDefaultRegions":["fra1","xyz9"]},"passwordProtection":{"deploymentType":"all"},"targets":{}}],"pagination":{"count":1,"next":null,"prev":1}}`,
	"/v13/deployments/dpl_1":           `{"id":"dpl_1","readyState":"READY","regions":["fra1","iad1"],"env":["` + canary + `"]}`,
	"/v10/projects/prj_1/env":          `{"envs":[{"key":"DATABASE_URL","value":"` + canary + `","type":"plain","target":["production","preview"],"comment":"` + canary + `"},{"key":"API_TOKEN","value":"` + canary + `","type":"sensitive","target":"production"}],"pagination":{"count":2,"next":"17","prev":null}}`,
	"/v10/projects/prj_1/env?until":    `{"envs":[{"key":"NODE_ENV","value":"x","type":"encrypted","target":["development"]}],"pagination":{"count":1,"next":null}}`,
	"/v10/projects/prj_2/env":          `{"envs":[]}`,
	"/v9/projects/prj_1/domains":       `{"domains":[{"name":"shop.example.com","verified":true,"verification":[{"value":"` + canary + `"}]}],"pagination":{"count":1,"next":3}}`,
	"/v9/projects/prj_1/domains?until": `{"domains":[{"name":"old.example.com","verified":false,"redirect":"shop.example.com"}],"pagination":{"count":1,"next":null}}`,
	"/v9/projects/prj_2/domains":       `{"domains":[]}`,
}

func api(w http.ResponseWriter, r *http.Request) {
	key := r.URL.Path
	if r.URL.Query().Has("until") {
		key += "?until"
	}
	a, ok := answers[key]
	switch {
	case r.Header.Get("Authorization") != "Bearer "+token, r.Method != http.MethodGet, r.URL.Query().Has("decrypt"):
		w.WriteHeader(http.StatusForbidden)
	case !strings.HasPrefix(key, "/v2/teams/") && r.URL.Query().Get("teamId") != "team_acme", !ok:
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"error":{"code":"not_found","message":"`+canary+`"}}`)
	default:
		fmt.Fprint(w, a)
	}
}

func collectFrom(ctx context.Context, t *testing.T, h http.Handler, projects ...string) *evidence.File {
	t.Helper()
	s := httptest.NewServer(h)
	defer s.Close()
	r, err := Run(ctx, Options{
		Token: token, Base: s.URL, Team: "team_acme", Projects: projects, Now: now, Timeout: 150 * time.Millisecond, Attempts: 2,
		Sleep: func(context.Context, time.Duration) error { return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	f := r.File("", now)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{canary, token} {
		if bytes.Contains(b.Bytes(), []byte(s)) {
			t.Errorf("the facts file holds %s", s)
		}
	}
	return f
}

func TestMatrix(t *testing.T) {
	d := livetest.Dialect{
		Spec: func(r *http.Request) string {
			switch p := r.URL.Path; {
			case strings.HasPrefix(p, "/v2/teams/"):
				return "teams.get"
			case p == "/v9/projects":
				return "projects.list"
			case strings.HasPrefix(p, "/v13/"):
				return "deployments.get"
			case strings.HasSuffix(p, "/env"):
				return "env.list"
			case strings.HasSuffix(p, "/domains"):
				return "domains.list"
			}
			return ""
		},
		Page: func(r *http.Request) int { return len(r.URL.Query().Get("until")) },
		Answer: func(w http.ResponseWriter, r *http.Request, _ string, f livetest.Fault) bool {
			if f == livetest.Endless {
				fmt.Fprint(w, `{"projects":[],"envs":[],"domains":[],"pagination":{"count":0,"next":7}}`)
				return true
			}
			w.WriteHeader(map[livetest.Fault]int{livetest.Deny: 403, livetest.Throttle: 429, livetest.Broken: 502}[f])
			fmt.Fprint(w, `{"error":{"code":"forbidden","message":"`+canary+`"}}`)
			return true
		},
		Wait: time.Second,
	}
	livetest.Matrix(t, Specs(), http.HandlerFunc(api), d, func(ctx context.Context, t *testing.T, h http.Handler) *evidence.File {
		return collectFrom(ctx, t, h)
	})
}

func TestFacts(t *testing.T) {
	f := collectFrom(t.Context(), t, http.HandlerFunc(api))
	var got []string
	for _, x := range f.Facts {
		line := fmt.Sprintf("%s %s %s", x.Kind, x.Subject, x.State)
		if m, ok := candor.Plain(x.Value).(map[string]any); ok && x.Kind == "store.region" {
			r := m["region"].(map[string]any)
			line += fmt.Sprintf(" %v %v", r["v"], r["from"])
		}
		got = append(got, line)
	}
	want := `vercel.team acme observed
vercel.project shop observed
store.region shop/functions/fra1 observed eu-central-1 literal
store.region shop/functions/iad1 observed us-east-1 literal
vercel.env shop/DATABASE_URL (preview, production) observed
vercel.env shop/API_TOKEN (production) observed
vercel.env shop/NODE_ENV (development) observed
vercel.domain shop.example.com observed
vercel.domain old.example.com observed
vercel.project docs observed
store.region docs/functions/fra1 observed eu-central-1 default
store.region docs/functions/xyz9 observed <nil> <nil>
vercel.env docs absent`
	if g := strings.Join(got, "\n"); g != want {
		t.Errorf("got\n%s\nwant\n%s", g, want)
	}
	if it := f.Items[1]; it.Population == nil || !it.Population.Complete || it.Population.Count != 2 || it.Population.Pages != 2 {
		t.Errorf("%+v", it)
	}
	one := collectFrom(t.Context(), t, http.HandlerFunc(api), "docs", "gone")
	for _, x := range one.Facts {
		if x.Subject == "shop" || x.Subject == "gone" && x.State != candor.Denied {
			t.Errorf("%+v", x)
		}
	}
}

// Without a team nothing is said of one.
func TestAlone(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.RawQuery != "limit=100" {
			t.Errorf("%s", r.URL)
		}
		fmt.Fprint(w, `{"projects":[]}`)
	}))
	defer s.Close()
	r, err := Run(t.Context(), Options{Token: token, Base: s.URL, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	f := r.File("", now)
	if fmt.Sprint(f.Runs[0].Kinds) != "[vercel.project vercel.env vercel.domain store.region]" || len(f.Items) != 1 || !strings.Contains(f.Runs[0].Reason, "sees no project") {
		t.Errorf("%+v", f.Runs[0])
	}
}

func TestOptions(t *testing.T) {
	for _, o := range []Options{{}, {Token: token, Base: "::"}, {Token: token, Base: "ftp://x"}, {Token: token, Base: "https://u:p@x"}} {
		if _, err := Run(t.Context(), o); err == nil || strings.Contains(err.Error(), token) {
			t.Errorf("%s: %v", o.Base, err)
		}
	}
}

func TestHollow(t *testing.T) {
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, `{}`) })
	for _, x := range collectFrom(t.Context(), t, h).Facts {
		if x.State.Answers() {
			t.Errorf("an answer out of nothing: %+v", x)
		}
	}
}

func FuzzTargets(f *testing.F) {
	f.Add(`["production"]`)
	f.Add(`"preview"`)
	f.Fuzz(func(t *testing.T, s string) {
		var v variable
		if json.Unmarshal([]byte(`{"target":`+s+`}`), &v) == nil {
			list(v.Target)
		}
	})
}

// TestShapes holds the reader against what the published description of the API
// (that of July to November 2026) can answer besides the usual: each row is one
// fact of it that decides what may be said.
func TestShapes(t *testing.T) {
	const projects, env, deployment = "/v9/projects", "/v10/projects/prj_1/env", "/v13/deployments/dpl_1"
	project := func(more string) string {
		return `{"projects":[{"id":"prj_1","name":"shop","targets":{"production":{"id":"dpl_1"}}` + more + `}],"pagination":{"count":1,"next":null}}`
	}
	for name, tt := range map[string]struct {
		answers map[string]string
		kind    string
		want    []string
	}{
		"variables that the token is not shown are missing": {
			map[string]string{env: `{"envs":[{"key":"A","type":"plain","target":["preview"],"visibility":"config"}],"hiddenProductionEnvCount":2}`}, KindEnv,
			[]string{"shop/env denied: variables of production that this token is not shown: 2", "shop/A (preview) observed"}},
		"all of them are": {map[string]string{env: `{"envs":[],"hiddenProductionEnvCount":1}`}, KindEnv,
			[]string{"shop/env denied: variables of production that this token is not shown: 1"}},
		"none is": {map[string]string{env: `{"envs":[],"hiddenProductionEnvCount":0}`}, KindEnv, []string{"shop absent: the project has no environment variable"}},
		"one variable instead of a list": {map[string]string{env: `{"key":"A","type":"plain","value":"` + canary + `"}`}, KindEnv,
			[]string{"shop/env unresolved: env.list: the answer has no list of variables"}},
		"functions wait in other regions": {map[string]string{deployment: `{"id":"dpl_1","readyState":"READY","regions":["fra1"],"passiveRegions":["iad1"]}`}, "store.region",
			[]string{"shop/functions/fra1 eu-central-1", "shop/failover/iad1 us-east-1"}},
		"a function has regions of its own": {map[string]string{deployment: `{"id":"dpl_1","regions":["fra1"],"functions":{"api/a.ts":{"regions":["cdg1"],"functionFailoverRegions":["fra1","dub1"]}}}`}, "store.region",
			[]string{"shop/functions/cdg1 eu-west-3", "shop/functions/fra1 eu-central-1", "shop/failover/dub1 eu-west-1"}},
		"the service chooses where they wait": {
			map[string]string{projects: project(`,"resourceConfig":{"functionDefaultRegions":["fra1"],"functionZeroConfigFailover":true}`), deployment: `{"id":"dpl_1","regions":["fra1"],"functions":null}`}, "store.region",
			[]string{"shop/functions/fra1 eu-central-1", "shop/failover/unknown <nil>"}},
		"middleware is everywhere": {map[string]string{deployment: `{"id":"dpl_1","regions":["fra1"],"routes":[{"src":"/a"},{"middlewarePath":"middleware","src":"/.*"},{"middleware":0}]}`}, "store.region",
			[]string{"shop/functions/fra1 eu-central-1", "shop/middleware <nil>"}},
		"a deployment that the token may only see in part": {map[string]string{deployment: `{"id":"dpl_1","readyState":"READY"}`}, "store.region",
			[]string{"shop/functions unresolved: deployments.get: the answer has no region"}},
		"a password without the word what it covers": {map[string]string{projects: project(`,"passwordProtection":{},"trustedIps":{"deploymentType":"production"}`)}, KindProject,
			[]string{"shop password=unknown trusted_ips=production"}},
		"no targets at all": {map[string]string{projects: `{"projects":[{"id":"prj_1","name":"shop","serverlessFunctionRegion":"iad1","targets":null}]}`}, "store.region",
			[]string{"shop/functions/iad1 us-east-1"}},
	} {
		t.Run(name, func(t *testing.T) {
			all := map[string]string{
				"/v2/teams/team_acme": `{"id":"team_acme","slug":"acme","saml":{"enforced":true}}`, projects: project(""),
				env: `{"envs":[]}`, "/v9/projects/prj_1/domains": `{"domains":[]}`, deployment: `{"id":"dpl_1","regions":["fra1"]}`,
			}
			for k, v := range tt.answers {
				all[k] = v
			}
			h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, all[r.URL.Path]) })
			var got []string
			for _, x := range collectFrom(t.Context(), t, h).Facts {
				if x.Kind != tt.kind {
					continue
				}
				line := x.Subject
				m, _ := candor.Plain(x.Value).(map[string]any)
				switch {
				case x.State == candor.Observed && x.Kind == "store.region":
					line += fmt.Sprintf(" %v", m["region"].(map[string]any)["v"])
				case x.State == candor.Observed && x.Kind == KindProject:
					line += fmt.Sprintf(" password=%v trusted_ips=%v", m["password"], m["trusted_ips"])
				case x.State == candor.Observed:
					line += " observed"
				default:
					line += " " + x.State.String() + ": " + x.Reason
				}
				got = append(got, line)
			}
			if g, w := strings.Join(got, "\n"), strings.Join(tt.want, "\n"); g != w {
				t.Errorf("got\n%s\nwant\n%s", g, w)
			}
		})
	}
}
