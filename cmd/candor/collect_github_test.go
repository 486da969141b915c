package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// githubSecret stands in the token, and in every text of the answers that a
// person or GitHub itself could put a secret into.
const githubSecret = "CANARY-77d0c2e1"

// TestGitHubScripts runs testdata/github/*.txtar beside two servers that answer
// like GitHub: one to an owner, and one to somebody who may read code alone.
func TestGitHubScripts(t *testing.T) {
	start := func(owner bool) *httptest.Server {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, ok := githubAnswers(owner)[strings.TrimPrefix(r.URL.Path, "/api/v3/")]
			switch {
			case r.Header.Get("Authorization") != "Bearer "+githubSecret:
				w.WriteHeader(http.StatusUnauthorized)
				fmt.Fprint(w, `{"message": "Bad credentials, `+githubSecret+`"}`)
			case !ok:
				w.WriteHeader(http.StatusNotFound)
				fmt.Fprint(w, `{"message": "Not Found", "documentation_url": "`+githubSecret+`"}`)
			case body == "":
				w.WriteHeader(http.StatusNoContent)
			default:
				fmt.Fprint(w, body)
			}
		}))
		t.Cleanup(s.Close)
		return s
	}
	full, reader := start(true), start(false)
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/github",
		UpdateScripts: *update,
		Setup: func(env *testscript.Env) error {
			env.Setenv("NO_COLOR", "1")
			env.Setenv("GITHUB_ACTIONS", "")
			env.Setenv("GITHUB_TOKEN", githubSecret)
			env.Setenv("SECRET", githubSecret)
			env.Setenv("OWNER", full.URL+"/api/v3/")
			env.Setenv("READER", reader.URL+"/api/v3")
			return nil
		},
	})
}

func githubAnswers(owner bool) map[string]string {
	admin, more, org := "false", "", ""
	if owner {
		admin = "true"
		more = `, "security_and_analysis": {"secret_scanning": {"status": "enabled"}, "secret_scanning_push_protection": {"status": "enabled"}}`
		org = `, "two_factor_requirement_enabled": true, "owned_private_repos": 1`
	}
	const app = "repos/acme/app"
	m := map[string]string{
		"orgs/acme": `{"login": "acme", "public_repos": 0, "billing_email": "` + githubSecret + `"` + org + `}`,
		app: `{"name": "app", "full_name": "acme/app", "private": true, "archived": false, "default_branch": "main", "temp_clone_token": "` + githubSecret + `",
 "description": "` + githubSecret + `", "permissions": {"admin": ` + admin + `}` + more + `}`,
		app + "/rules/branches/main":   `[{"type": "pull_request", "ruleset_source_type": "Repository", "ruleset_source": "acme/app", "ruleset_id": 7, "parameters": {"required_approving_review_count": 1}}]`,
		app + "/rulesets/7":            `{"id": 7, "name": "` + githubSecret + `", "source": "acme/app", "enforcement": "active"}`,
		app + "/contents/":             `[{"name": "CODEOWNERS", "type": "file", "download_url": "https://example.com/?token=` + githubSecret + `"}]`,
		app + "/codeowners/errors":     `{"errors": []}`,
		app + "/pulls":                 `[{"number": 41, "title": "` + githubSecret + `", "body": "` + githubSecret + `", "user": {"login": "ann", "type": "User"}, "updated_at": "2999-01-01T10:00:00Z", "merged_at": "2999-01-01T10:00:00Z", "head": {"sha": "aaaa"}}]`,
		app + "/commits":               `[{"sha": "aaaa000", "author": {"login": "ann"}, "commit": {"message": "` + githubSecret + `", "committer": {"date": "2999-01-01T10:00:00Z"}}, "parents": []}]`,
		app + "/commits/aaaa000/pulls": `[{"number": 41, "body": "` + githubSecret + `", "merged_at": "2999-01-01T10:00:00Z", "base": {"ref": "main"}}]`,
		app + "/pulls/41/reviews":      `[{"user": {"login": "bob", "type": "User"}, "body": "` + githubSecret + `", "state": "APPROVED", "submitted_at": "2999-01-01T09:00:00Z", "commit_id": "aaaa"}]`,
	}
	if owner {
		m[app+"/rulesets/7"] = `{"id": 7, "name": "` + githubSecret + `", "source": "acme/app", "enforcement": "active", "bypass_actors": []}`
		m[app+"/branches/main/protection"] = `{"enforce_admins": {"enabled": true}, "allow_force_pushes": {"enabled": false}, "allow_deletions": {"enabled": false}}`
		m[app+"/vulnerability-alerts"] = ""
		m[app+"/automated-security-fixes"] = `{"enabled": true, "paused": false}`
		m[app+"/actions/permissions"] = `{"enabled": true, "allowed_actions": "all"}`
		m[app+"/actions/permissions/workflow"] = `{"default_workflow_permissions": "read", "can_approve_pull_request_reviews": false}`
		m["orgs/acme/repos"] = "[" + m[app] + "]"
	}
	return m
}
