package github

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/candor-dev/candor/internal/evidence"
	"github.com/candor-dev/candor/internal/live/livetest"
)

// now is the time of all tests.
func now() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }

// base is where the fake answers: not at the root of its host, so that an
// address that was put together wrongly is seen.
const base = "/api/v3/"

// canary stands in every field of the fake's answers that may hold a secret, or
// that a person wrote.
const canary = "CANARY-4f1d9a7e"

// fake answers like GitHub for the organisation acme: paths without the base to
// answers; a list is given one element a page where more is asked for.
type fake struct {
	answers map[string]string   // path -> body
	lists   map[string][]string // path -> elements
	status  map[string]int      // path -> status, with the body of answers; 200
}

func repository(name string) string {
	return `{"name": "` + name + `", "full_name": "acme/` + name + `", "private": true, "visibility": "public", "archived": false, "fork": false, "default_branch": "main",
 "description": "` + canary + `", "temp_clone_token": "` + canary + `", "owner": {"login": "acme", "type": "Organization"},
 "permissions": {"admin": true, "maintain": true, "push": true, "triage": true, "pull": true},
 "security_and_analysis": {"secret_scanning": {"status": "enabled"}, "secret_scanning_push_protection": {"status": "enabled"}}}`
}

func merged(n int, author, at, head string) string {
	return fmt.Sprintf(`{"number": %d, "state": "closed", "title": %q, "body": %q, "user": {"login": %q, "type": "User"}, "updated_at": %q, "merged_at": %q, "merge_commit_sha": "00%d000", "head": {"sha": %q, "repo": {"temp_clone_token": %q}}, "base": {"ref": "main"}}`,
		n, canary, canary, author, at, at, n, head, canary)
}

// commit is a commit with its parents.
func commit(sha string, parents ...string) string {
	var list []string
	for _, p := range parents {
		list = append(list, fmt.Sprintf(`{"sha": %q}`, p))
	}
	return fmt.Sprintf(`{"sha": %q, "author": {"login": "ann"}, "commit": {"message": %q, "committer": {"email": %q, "date": "2026-11-20T10:00:00Z"}}, "parents": [%s]}`, sha, canary, canary, strings.Join(list, ", "))
}

func mergedAs(n int, base string) string {
	return fmt.Sprintf(`{"number": %d, "title": %q, "merged_at": "2026-11-18T10:00:00Z", "base": {"ref": %q}}`, n, canary, base)
}

func review(by, kind, state, at, commit string) string {
	return fmt.Sprintf(`{"id": 1, "user": {"login": %q, "type": %q}, "body": %q, "state": %q, "submitted_at": %q, "commit_id": %q}`, by, kind, canary, state, at, commit)
}

// acme is an organisation where everything is as it should be.
func acme() *fake {
	f := &fake{answers: map[string]string{}, lists: map[string][]string{}, status: map[string]int{}}
	f.answers["orgs/acme"] = `{"login": "acme", "two_factor_requirement_enabled": true, "default_repository_permission": "read", "public_repos": 1, "owned_private_repos": 1, "billing_email": "` + canary + `@example.com"}`
	f.lists["orgs/acme/repos"] = []string{repository("app"), repository("site")}
	for _, name := range []string{"app", "site"} {
		r := "repos/acme/" + name
		f.answers[r] = repository(name)
		f.lists[r+"/rules/branches/main"] = []string{
			`{"type": "pull_request", "ruleset_source_type": "Organization", "ruleset_source": "acme", "ruleset_id": 7, "parameters": {"required_approving_review_count": 1, "dismiss_stale_reviews_on_push": true, "require_code_owner_review": true, "require_last_push_approval": false, "required_review_thread_resolution": false}}`,
			`{"type": "non_fast_forward", "ruleset_source_type": "Organization", "ruleset_source": "acme", "ruleset_id": 7}`,
			`{"type": "required_status_checks", "ruleset_source_type": "Repository", "ruleset_source": "acme/` + name + `", "ruleset_id": 8, "parameters": {"required_status_checks": [{"context": "ci"}], "strict_required_status_checks_policy": true}}`,
		}
		f.answers[r+"/branches/main/protection"] = `{"url": "x", "enforce_admins": {"enabled": true}, "allow_force_pushes": {"enabled": false}, "allow_deletions": {"enabled": false},
 "required_pull_request_reviews": {"required_approving_review_count": 2, "dismiss_stale_reviews": false, "require_code_owner_reviews": false, "require_last_push_approval": false},
 "required_status_checks": {"strict": false, "contexts": ["lint"], "checks": [{"context": "lint", "app_id": null}]}}`
		f.answers[r+"/rulesets/7"] = `{"id": 7, "name": "` + canary + `", "source": "acme", "enforcement": "active", "bypass_actors": []}`
		f.answers[r+"/rulesets/8"] = `{"id": 8, "name": "ci", "source": "acme/` + name + `", "enforcement": "active", "bypass_actors": [{"actor_id": 5, "actor_type": "RepositoryRole", "bypass_mode": "always"}]}`
		f.answers[r+"/vulnerability-alerts"] = ""
		f.status[r+"/vulnerability-alerts"] = http.StatusNoContent
		f.answers[r+"/automated-security-fixes"] = `{"enabled": true, "paused": false}`
		f.answers[r+"/actions/permissions"] = `{"enabled": true, "allowed_actions": "selected", "sha_pinning_required": true}`
		f.answers[r+"/actions/permissions/workflow"] = `{"default_workflow_permissions": "read", "can_approve_pull_request_reviews": false}`
		f.answers[r+"/contents/"] = `[{"name": ".github", "type": "dir", "download_url": "https://example.com/?token=` + canary + `"}, {"name": "SECURITY.md", "type": "file"}]`
		f.answers[r+"/contents/.github"] = `[{"name": "CODEOWNERS", "type": "file"}]`
		f.answers[r+"/codeowners/errors"] = `{"errors": []}`
		f.answers[r+"/private-vulnerability-reporting"] = `{"enabled": true}`
		f.lists[r+"/pulls"] = []string{
			merged(41, "ann", "2026-11-20T10:00:00Z", "aaaa"),
			`{"number": 40, "state": "closed", "user": {"login": "eve", "type": "User"}, "updated_at": "2026-11-19T10:00:00Z", "merged_at": null, "head": {"sha": "cccc"}}`,
			merged(39, "bob", "2026-11-18T10:00:00Z", "bbbb"),
			merged(7, "bob", "2024-01-01T10:00:00Z", "dddd"),
		}
		// The branch: a merge of 41, a commit of 39 as it was rebased, and its second.
		f.lists[r+"/commits"] = []string{commit("0041000", "00390b0", "a000001"), commit("a000001", "00390b0"), commit("00390b0", "00390a0"), commit("00390a0", "0000001")}
		f.lists[r+"/commits/0041000/pulls"] = []string{mergedAs(41, "main")}
		f.lists[r+"/commits/00390b0/pulls"] = []string{mergedAs(39, "main")}
		f.lists[r+"/commits/00390a0/pulls"] = []string{`{"number": 38, "merged_at": null, "base": {"ref": "main"}}`, mergedAs(39, "main")}
		f.lists[r+"/pulls/41/reviews"] = []string{review("bob", "User", "COMMENTED", "2026-11-20T08:00:00Z", "aaaa"), review("bob", "User", "APPROVED", "2026-11-20T09:00:00Z", "aaaa")}
		f.lists[r+"/pulls/39/reviews"] = []string{review("ann", "User", "CHANGES_REQUESTED", "2026-11-18T08:00:00Z", "b000"), review("ann", "User", "APPROVED", "2026-11-18T09:00:00Z", "bbbb")}
	}
	return f
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p, ok := strings.CutPrefix(r.URL.Path, base)
	w.Header().Set("X-GitHub-Request-Id", "C0DE:"+p)
	w.Header().Set("Date", now().Format(http.TimeFormat))
	w.Header().Set("Content-Type", "application/json")
	if list, is := f.lists[p]; ok && is {
		page(w, r, list)
		return
	}
	body, is := f.answers[p]
	if !ok || !is {
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"message": "Not Found", "documentation_url": "https://docs.github.com/rest", "status": "404"}`)
		return
	}
	if s := f.status[p]; s != 0 {
		w.WriteHeader(s)
	}
	fmt.Fprint(w, body)
}

func page(w http.ResponseWriter, r *http.Request, list []string) {
	n := max(1, pageOf(r)+1)
	if n < len(list) {
		next(w, r, n+1)
	}
	if n > len(list) {
		fmt.Fprint(w, "[]")
		return
	}
	fmt.Fprint(w, "["+list[n-1]+"]")
}

// next writes the header that names the next page.
func next(w http.ResponseWriter, r *http.Request, n int) {
	u := *r.URL
	q := u.Query()
	q.Set("page", strconv.Itoa(n))
	u.Scheme, u.Host, u.RawQuery = "http", r.Host, q.Encode()
	w.Header().Set("Link", fmt.Sprintf(`<%s>; rel="next", <%s>; rel="last"`, u.String(), u.String()))
}

// pageOf is the number of the page that is asked for, from 0.
func pageOf(r *http.Request) int {
	n, err := strconv.Atoi(r.URL.Query().Get("page"))
	if err != nil {
		return 0
	}
	return n - 1
}

// collectFrom runs the collector against a handler.
func collectFrom(ctx context.Context, t *testing.T, h http.Handler, o Options, targets ...Target) *Scan {
	t.Helper()
	srv := httptest.NewServer(h)
	defer srv.Close()
	o.URL, o.Token, o.Now = srv.URL+base, "ghp_"+canary, now()
	if o.Timeout == 0 {
		o.Timeout = 20 * time.Second
	}
	if o.Sleep == nil {
		o.Sleep = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	}
	if len(targets) == 0 {
		targets = []Target{{Owner: "acme"}}
	}
	s, err := Run(ctx, targets, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// specIn tells the declared call of a request.
func specIn(r *http.Request) string {
	p := strings.TrimPrefix(r.URL.Path, base)
	parts := strings.Split(p, "/")
	switch {
	case p == "orgs/acme":
		return callOrg
	case p == "orgs/acme/repos":
		return callList
	case len(parts) < 3 || parts[0] != "repos":
		return ""
	case len(parts) == 3:
		return callRepo
	}
	rest := strings.Join(parts[3:], "/")
	for prefix, spec := range map[string]string{
		"rules/branches/": callRules, "branches/": callProtection, "rulesets/": callRuleset, "vulnerability-alerts": callAlerts,
		"automated-security-fixes": callFixes, "contents": callContents, "codeowners/errors": callOwners, "private-vulnerability-reporting": callReporting,
	} {
		if strings.HasPrefix(rest, prefix) {
			return spec
		}
	}
	switch {
	case rest == "actions/permissions":
		return callActions
	case rest == "actions/permissions/workflow":
		return callToken
	case rest == "commits":
		return callCommits
	case strings.HasPrefix(rest, "commits/"):
		return callCommit
	case rest == "pulls":
		return callPulls
	case strings.HasPrefix(rest, "pulls/"):
		return callReviews
	}
	return ""
}

// TestMatrix breaks every call in every way.
func TestMatrix(t *testing.T) {
	d := livetest.Dialect{
		Spec: specIn, Page: pageOf, Wait: 2 * time.Second,
		Answer: func(w http.ResponseWriter, r *http.Request, _ string, f livetest.Fault) bool {
			w.Header().Set("Content-Type", "application/json")
			switch f {
			case livetest.Deny:
				w.WriteHeader(http.StatusForbidden)
				fmt.Fprint(w, `{"message": "Resource not accessible by personal access token `+canary+`", "status": "403"}`)
			case livetest.Throttle:
				w.Header().Set("Retry-After", "1")
				w.WriteHeader(http.StatusForbidden)
				fmt.Fprint(w, `{"message": "You have exceeded a secondary rate limit. `+canary+`"}`)
			case livetest.Broken:
				w.WriteHeader(http.StatusBadGateway)
				fmt.Fprint(w, "<html>"+canary)
			case livetest.Endless:
				next(w, r, 2)
				fmt.Fprint(w, "[]")
			default:
				return false
			}
			return true
		},
	}
	livetest.Matrix(t, Specs(), acme(), d, func(ctx context.Context, t *testing.T, h http.Handler) *evidence.File {
		s := collectFrom(ctx, t, h, Options{Timeout: time.Second})
		noCanary(t, s)
		return s.Evidence()
	})
}

// Deny as GitHub often does it, by a 404.
func TestNotFoundIsDenied(t *testing.T) {
	whole := collectFrom(t.Context(), t, acme(), Options{}).Evidence()
	specs := Specs()
	for i := range specs {
		s := &specs[i]
		t.Run(s.ID, func(t *testing.T) {
			h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if specIn(r) == s.ID {
					w.WriteHeader(http.StatusNotFound)
					fmt.Fprint(w, `{"message": "Not Found"}`)
					return
				}
				acme().ServeHTTP(w, r)
			})
			after := collectFrom(t.Context(), t, h, Options{}).Evidence()
			for _, w := range livetest.Compare(s, whole, after) {
				t.Error(w)
			}
		})
	}
}
