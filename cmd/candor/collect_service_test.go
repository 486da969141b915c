package main

import (
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestServiceScripts runs testdata/services/*.txtar beside servers that answer as
// a site, as Supabase and as Vercel do, with canaries wherever a secret may stand.
func TestServiceScripts(t *testing.T) {
	const canary = "CANARY-d41d8cd98f00b204"
	answer := func(pages map[string]string, missing int) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, ok := pages[r.URL.Path]
			w.Header().Set("Content-Type", "text/plain")
			w.Header().Set("Set-Cookie", "session="+canary)
			if !ok {
				w.WriteHeader(missing)
				body = `{"message":"` + canary + `"}`
			}
			fmt.Fprint(w, body)
		})
	}
	site := httptest.NewTLSServer(answer(map[string]string{
		"/":                         "hello " + canary,
		"/.well-known/security.txt": "Contact: mailto:security@example.com\nExpires: " + time.Now().AddDate(0, 6, 0).UTC().Format(time.RFC3339) + "\n",
		"/subprocessors":            "| Vendor | Purpose |\n|---|---|\n| Hoster | hosting |\n",
		"/jwks.json":                `{"keys":[{"kty":"OKP","crv":"Ed25519","x":"AA","kid":"a"},{"kty":"oct","kid":"sym","k":"` + canary + `"}]}`,
	}, http.StatusNotFound))
	t.Cleanup(site.Close)
	supabase := httptest.NewServer(answer(map[string]string{
		"/v1/projects": `[{"id":"abcdefgh","organization_id":"acme","name":"shop","region":"eu-central-1","status":"ACTIVE_HEALTHY","database":{"version":"15.8"}}]`,
		"/v1/projects/abcdefgh/config/database/pooler": `[{"identifier":"abcdefgh","database_type":"PRIMARY","connection_string":"postgres://u:` + canary + `@h/db"}]`,
		"/v1/projects/abcdefgh/ssl-enforcement":        `{"currentConfig":{"database":false},"appliedSuccessfully":true}`,
		"/v1/projects/abcdefgh/network-restrictions":   `{"config":{"dbAllowedCidrs":["192.0.2.0/24"]},"status":"applied"}`,
		"/v1/projects/abcdefgh/database/backups":       `{"pitr_enabled":true,"backups":[]}`,
	}, http.StatusForbidden))
	t.Cleanup(supabase.Close)
	vercel := httptest.NewServer(answer(map[string]string{
		"/v2/teams/acme":             `{"id":"team_1","slug":"acme","inviteCode":"` + canary + `"}`,
		"/v9/projects":               `{"projects":[{"id":"prj_1","name":"shop","targets":{"production":{"id":"dpl_1"}},"protectionBypass":{"` + canary + `":{}}}],"pagination":{"next":null}}`,
		"/v13/deployments/dpl_1":     `{"id":"dpl_1","readyState":"READY","regions":["fra1","iad1"]}`,
		"/v10/projects/prj_1/env":    `{"envs":[{"key":"API_TOKEN","type":"plain","value":"` + canary + `","target":["production"]}]}`,
		"/v9/projects/prj_1/domains": `{"domains":[{"name":"shop.example.com","verified":true}]}`,
	}, http.StatusNotFound))
	t.Cleanup(vercel.Close)
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/services",
		UpdateScripts: *update,
		Setup: func(env *testscript.Env) error {
			env.Setenv("NO_COLOR", "1")
			env.Setenv("GITHUB_ACTIONS", "")
			env.Setenv("SITE", site.Listener.Addr().String())
			env.Setenv("SUPABASE", supabase.URL)
			env.Setenv("VERCEL", vercel.URL)
			env.Setenv("SUPABASE_ACCESS_TOKEN", canary)
			env.Setenv("VERCEL_TOKEN", canary)
			ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: site.Certificate().Raw})
			return os.WriteFile(filepath.Join(env.WorkDir, "ca.pem"), ca, 0o644)
		},
	})
}
