package github

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/live"
)

// noCanary looks for canaries in every byte that a run gives.
func noCanary(t *testing.T, s *Scan) {
	t.Helper()
	var b bytes.Buffer
	if err := s.Evidence().Write(&b); err != nil {
		t.Fatal(err)
	}
	b.WriteString(s.Summary() + strings.Join(s.Gaps(), "\n"))
	if i := strings.Index(b.String(), canary); i >= 0 {
		t.Errorf("a canary got out: %s", b.String()[max(0, i-200):min(b.Len(), i+60)])
	}
}

// get finds the one fact of a kind and subject.
func get(t *testing.T, s *Scan, kind, subject string) candor.Fact {
	t.Helper()
	var found []candor.Fact
	for _, f := range s.Evidence().Facts {
		if f.Kind == kind && f.Subject == subject {
			found = append(found, f)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d facts of %s %s", len(found), kind, subject)
	}
	return found[0]
}

func TestSpecs(t *testing.T) {
	if err := live.CheckAll(Specs()); err != nil {
		t.Error(err)
	}
}

// A whole organisation: every fact is observed, rests on an item, and the
// manifest counts them.
func TestWhole(t *testing.T) {
	s := collectFrom(t.Context(), t, acme(), Options{})
	noCanary(t, s)
	if gaps := s.Gaps(); len(gaps) > 0 {
		t.Errorf("gaps:\n%s", strings.Join(gaps, "\n"))
	}
	f := s.Evidence()
	items := make(map[string]bool)
	for i := range f.Items {
		it := &f.Items[i]
		items[it.ID] = true
		if !it.Source.Emulated {
			t.Errorf("%s: a fake is taken for GitHub", it.Spec)
		}
		if it.Population != nil && !it.Population.Complete {
			t.Errorf("%s %s: not complete", it.Spec, it.Subject)
		}
		if len(it.Requests) == 0 || it.Requests[0].ID == "" || it.Requests[0].ServerDate.IsZero() {
			t.Errorf("%s: no request id, or no date: %+v", it.Spec, it.Requests)
		}
	}
	for _, x := range f.Facts {
		if x.From.Call == nil || !items[x.From.Call.Item] {
			t.Errorf("%s %s rests on no item", x.Kind, x.Subject)
		}
		if !strings.HasPrefix(x.At.Resource, "github://acme/") && x.At.Resource != "github://acme" {
			t.Errorf("%s %s stands at %q", x.Kind, x.Subject, x.At.Resource)
		}
	}
	if m := f.Manifests[0]; m.Items != len(f.Items) || m.Facts != len(f.Facts) || m.Counters[callReviews].Calls != 4 || m.Counters[callReviews].Retries != 0 {
		t.Errorf("manifest: %+v", m)
	}
	if n := len(f.Facts); n != 1+2*(10+1+2) { // a fact of each kind, one pull request and two commits more
		t.Errorf("%d facts", n)
	}
}

// Rulesets and classic protection add up, the strictest of each.
func TestTogether(t *testing.T) {
	s := collectFrom(t.Context(), t, acme(), Options{}, Target{"acme", "app"})
	v := get(t, s, KindBranch, "acme/app@main").Value.(map[string]any)
	for key, want := range map[string]any{
		"approvals": 2, "dismiss_stale": true, "code_owners": true, "no_force_push": true, "no_deletion": true, "pull_request": true, "last_push": false,
	} {
		if v[key] != want {
			t.Errorf("%s is %v, want %v", key, v[key], want)
		}
	}
	if n := len(v["status_checks"].([]any)); n != 2 {
		t.Errorf("%d status checks", n)
	}
	b := get(t, s, KindBypass, "acme/app@main").Value.(map[string]any)["sources"].([]any)
	if len(b) != 3 {
		t.Fatalf("sources: %v", b)
	}
	for _, x := range b {
		m := x.(map[string]any)
		list, _ := m["bypass"].([]any)
		if want := strings.HasPrefix(m["name"].(string), "ruleset 8"); want != (len(list) == 1 && list[0] == "RepositoryRole 5 (always)") || !want && len(list) > 0 {
			t.Errorf("%v", m)
		}
	}
	p := get(t, s, KindPull, "acme/app#41").Value.(map[string]any)
	if p["others"] != 1 || p["others_last"] != 1 || p["author"] != "ann" || p["head"] != "aaaa" {
		t.Errorf("pull request: %v", p)
	}
}

func TestStates(t *testing.T) {
	const branch, app = "acme/app@main", "acme/app"
	notAdmin := func(f *fake) {
		f.answers["repos/acme/app"] = strings.Replace(f.answers["repos/acme/app"], `"admin": true`, `"admin": false`, 1)
	}
	answer := func(path string, status int, body string) func(*fake) {
		return func(f *fake) { f.answers["repos/acme/app"+path], f.status["repos/acme/app"+path] = body, status }
	}
	protection := "/branches/main/protection"
	none := answer(protection, 404, `{"message": "Branch not protected"}`)
	for name, c := range map[string]struct {
		change        []func(*fake)
		kind, subject string
		state         candor.State
		key           string
		value         any
	}{
		"no classic protection":              {[]func(*fake){none}, KindBranch, branch, candor.Observed, "approvals", 1},
		"no classic protection, not admin":   {[]func(*fake){none, notAdmin}, KindBranch, branch, candor.Denied, "", nil},
		"protection of a plan":               {[]func(*fake){answer(protection, 403, `{"message": "Upgrade to GitHub Pro or make this repository public to enable this feature."}`)}, KindBranch, branch, candor.Unsupported, "", nil},
		"rules of a plan":                    {[]func(*fake){func(f *fake) { delete(f.lists, "repos/acme/app/rules/branches/main") }, answer("/rules/branches/main", 403, `{"message": "Upgrade to GitHub Pro or make this repository public to enable this feature."}`)}, KindBranch, branch, candor.Unsupported, "", nil},
		"protection without administrators":  {[]func(*fake){answer(protection, 200, `{}`)}, KindBranch, branch, candor.Error, "", nil},
		"null for protection":                {[]func(*fake){answer(protection, 200, `null`)}, KindBranch, branch, candor.Error, "", nil},
		"alerts off":                         {[]func(*fake){answer("/vulnerability-alerts", 404, `{"message": "Vulnerability alerts are disabled."}`)}, KindDependabot, app, candor.Observed, "alerts", false},
		"alerts off, not admin":              {[]func(*fake){answer("/vulnerability-alerts", 404, `{"message": "Vulnerability alerts are disabled."}`), notAdmin}, KindDependabot, app, candor.Denied, "", nil},
		"alerts not found":                   {[]func(*fake){answer("/vulnerability-alerts", 404, `{"message": "Not Found"}`)}, KindDependabot, app, candor.Denied, "", nil},
		"an actor list that is not shown":    {[]func(*fake){answer("/rulesets/7", 200, `{"id": 7, "name": "x", "source": "acme", "enforcement": "active"}`)}, KindBypass, branch, candor.Denied, "", nil},
		"another ruleset":                    {[]func(*fake){answer("/rulesets/7", 200, `{"id": 9, "bypass_actors": []}`)}, KindBypass, branch, candor.Error, "", nil},
		"another repository":                 {[]func(*fake){answer("", 200, repository("other"))}, KindRepository, app, candor.Error, "", nil},
		"a repository that moved":            {[]func(*fake){answer("", 301, `{"message": "Moved Permanently"}`)}, KindRepository, app, candor.Error, "", nil},
		"scanning that is not shown":         {[]func(*fake){answer("", 200, strings.Replace(repository("app"), "security_and_analysis", "x", 1))}, KindScanning, app, candor.Denied, "", nil},
		"workflows that do not run":          {[]func(*fake){answer("/actions/permissions", 200, `{"enabled": false}`)}, KindActions, app, candor.Observed, "enabled", false},
		"an empty answer for workflows":      {[]func(*fake){answer("/actions/permissions", 200, `{}`)}, KindActions, app, candor.Error, "", nil},
		"an empty answer for their token":    {[]func(*fake){answer("/actions/permissions/workflow", 200, `{}`)}, KindActions, app, candor.Error, "", nil},
		"an empty answer for reports":        {[]func(*fake){answer("/private-vulnerability-reporting", 200, `{}`)}, KindDisclosure, app, candor.Error, "", nil},
		"an empty answer for updates":        {[]func(*fake){answer("/automated-security-fixes", 200, `{}`)}, KindDependabot, app, candor.Error, "", nil},
		"an empty answer for code owners":    {[]func(*fake){answer("/codeowners/errors", 200, `{}`)}, KindOwners, app, candor.Error, "", nil},
		"an empty repository":                {[]func(*fake){answer("/contents/", 404, `{"message": "This repository is empty."}`)}, KindOwners, app, candor.Observed, "path", ""},
		"a token that is not accepted":       {[]func(*fake){answer("", 401, `{"message": "Bad credentials"}`)}, KindBranch, app, candor.Denied, "", nil},
		"code owners in a lower-case file":   {[]func(*fake){answer("/contents/.github", 200, `[{"name": "codeowners", "type": "file"}]`)}, KindOwners, app, candor.Observed, "path", ""},
		"a pull request without a date":      {[]func(*fake){func(f *fake) { f.lists["repos/acme/app/pulls"] = []string{`{"number": 1}`} }}, KindPull, "acme/app: merged pull requests", candor.Error, "", nil},
		"a second factor that is not shown":  {[]func(*fake){func(f *fake) { f.answers["orgs/acme"] = `{"login": "acme"}` }}, KindOrg, "acme", candor.Denied, "", nil},
		"a second factor that is not needed": {[]func(*fake){func(f *fake) { f.answers["orgs/acme"] = `{"login": "acme", "two_factor_requirement_enabled": false}` }}, KindOrg, "acme", candor.Observed, "two_factor_required", false},
	} {
		t.Run(name, func(t *testing.T) {
			f := acme()
			for _, change := range c.change {
				change(f)
			}
			s := collectFrom(t.Context(), t, f, Options{}, Target{"acme", "app"})
			got := get(t, s, c.kind, c.subject)
			if got.State != c.state {
				t.Fatalf("state %s (%s), want %s", got.State, got.Reason, c.state)
			}
			if c.key != "" && got.Value.(map[string]any)[c.key] != c.value {
				t.Errorf("%s is %v, want %v", c.key, got.Value.(map[string]any)[c.key], c.value)
			}
			if got.State != candor.Observed && got.Reason == "" {
				t.Error("no reason")
			}
		})
	}
}

// What the token does not see of an organisation keeps every population from
// being whole.
func TestHiddenRepositories(t *testing.T) {
	for name, org := range map[string]string{
		"one more":       `{"login": "acme", "two_factor_requirement_enabled": true, "public_repos": 1, "owned_private_repos": 2}`,
		"nobody says so": `{"login": "acme", "two_factor_requirement_enabled": true, "public_repos": 2}`,
	} {
		t.Run(name, func(t *testing.T) {
			f := acme()
			f.answers["orgs/acme"] = org
			s := collectFrom(t.Context(), t, f, Options{})
			for _, k := range repositoryKinds() {
				if g := get(t, s, k, "acme"); g.State != candor.Denied {
					t.Errorf("%s: %s", k, g.State)
				}
			}
		})
	}
}

func TestApprovals(t *testing.T) {
	for name, c := range map[string]struct {
		reviews                           []string
		others, last, nameless, dismissed int
	}{
		"another person":          {[]string{review("bob", "User", "APPROVED", "2026-11-20T09:00:00Z", "aaaa")}, 1, 1, 0, 0},
		"the author":              {[]string{review("Ann", "User", "APPROVED", "2026-11-20T09:00:00Z", "aaaa")}, 0, 0, 0, 0},
		"a bot":                   {[]string{review("merge[bot]", "Bot", "APPROVED", "2026-11-20T09:00:00Z", "aaaa")}, 0, 0, 0, 0},
		"after the merge":         {[]string{review("bob", "User", "APPROVED", "2026-11-20T10:00:01Z", "aaaa")}, 0, 0, 0, 0},
		"taken back":              {[]string{review("bob", "User", "APPROVED", "2026-11-20T08:00:00Z", "aaaa"), review("bob", "User", "CHANGES_REQUESTED", "2026-11-20T09:00:00Z", "aaaa")}, 0, 0, 0, 0},
		"a comment after it":      {[]string{review("bob", "User", "APPROVED", "2026-11-20T08:00:00Z", "a000"), review("bob", "User", "COMMENTED", "2026-11-20T09:00:00Z", "aaaa")}, 1, 0, 0, 0},
		"dismissed, nobody knows": {[]string{review("bob", "User", "DISMISSED", "2026-11-20T08:00:00Z", "aaaa")}, 0, 0, 0, 1},
		"an account that is gone": {[]string{`{"user": null, "state": "APPROVED", "submitted_at": "2026-11-20T08:00:00Z"}`}, 0, 0, 1, 0},
		"two":                     {[]string{review("bob", "User", "APPROVED", "2026-11-20T08:00:00Z", "aaaa"), review("cat", "User", "APPROVED", "2026-11-20T08:00:00Z", "a000")}, 2, 1, 0, 0},
		"nobody":                  {[]string{}, 0, 0, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			f := acme()
			f.lists["repos/acme/app/pulls/41/reviews"] = c.reviews
			v := get(t, collectFrom(t.Context(), t, f, Options{}, Target{"acme", "app"}), KindPull, "acme/app#41").Value.(map[string]any)
			if v["others"] != c.others || v["others_last"] != c.last || v["nameless"] != c.nameless || v["dismissed"] != c.dismissed {
				t.Errorf("%v", v)
			}
		})
	}
}

// A commit that came by no merged pull request of this branch is one of nobody's.
func TestChanges(t *testing.T) {
	for name, c := range map[string]struct {
		pulls []string
		want  int
	}{
		"by a pull request":               {[]string{mergedAs(39, "main")}, 39},
		"pushed":                          {nil, 0},
		"one that was not merged":         {[]string{`{"number": 38, "merged_at": null, "base": {"ref": "main"}}`}, 0},
		"one that went to another branch": {[]string{mergedAs(39, "next")}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			f := acme()
			f.lists["repos/acme/app/commits/00390b0/pulls"] = c.pulls
			s := collectFrom(t.Context(), t, f, Options{}, Target{"acme", "app"})
			if v := get(t, s, KindChange, "acme/app@00390b0").Value.(map[string]any); v["pull"] != c.want {
				t.Errorf("%v", v)
			}
			if v := get(t, s, KindChange, "acme/app@0041000").Value.(map[string]any); v["pull"] != 41 {
				t.Errorf("%v", v)
			}
			for _, f := range s.Evidence().Facts {
				if f.Subject == "acme/app@a000001" {
					t.Error("a commit inside a merge counts for itself")
				}
			}
		})
	}
	f := acme()
	delete(f.lists, "repos/acme/app/commits")
	f.answers["repos/acme/app/commits"], f.status["repos/acme/app/commits"] = `{"message": "Git Repository is empty."}`, 409
	if gaps := collectFrom(t.Context(), t, f, Options{}, Target{"acme", "app"}).Gaps(); len(gaps) > 0 {
		t.Errorf("an empty repository: %v", gaps)
	}
	f = acme()
	f.lists["repos/acme/app/commits"] = []string{commit("abcdef0", "abcdef0"), commit("CANARY!", "0")}
	f.lists["repos/acme/app/commits/abcdef0/pulls"] = nil
	s := collectFrom(t.Context(), t, f, Options{}, Target{"acme", "app"})
	if g := get(t, s, KindChange, "acme/app: commits of main"); g.State != candor.Error || len(s.Evidence().Facts) != 13 {
		t.Errorf("a commit that is its own parent: %s, %d facts", g.Reason, len(s.Evidence().Facts))
	}
	f = acme()
	f.lists["repos/acme/app/commits"] = []string{commit("0041000", "fffffff"), commit("00390b0", "00390a0")} // fffffff carries an old date
	if g := get(t, collectFrom(t.Context(), t, f, Options{}, Target{"acme", "app"}), KindChange, "acme/app: commits of main"); g.State != candor.Error {
		t.Errorf("a chain with a hole: %s", g.State)
	}
}

func TestPullLimit(t *testing.T) {
	s := collectFrom(t.Context(), t, acme(), Options{MaxPulls: 1}, Target{"acme", "app"})
	if g := get(t, s, KindPull, "acme/app: merged pull requests"); g.State != candor.NotAsked {
		t.Errorf("%s: %s", g.State, g.Reason)
	}
	get(t, s, KindPull, "acme/app#41")
}

func TestTargets(t *testing.T) {
	for in, want := range map[string]string{"acme": "acme", "acme/app": "acme/app", "acme/.github": "acme/.github"} {
		if got, err := ParseTarget(in); err != nil || got.String() != want {
			t.Errorf("%s: %v, %v", in, got, err)
		}
	}
	for _, in := range []string{"", "/", "acme/", "/app", "acme/app/x", "acme/..", "acme/.", "a b", "https://github.com/acme/app", "acme/a?b", "acme/a%2f"} {
		if got, err := ParseTarget(in); err == nil {
			t.Errorf("%q gives %v", in, got)
		}
	}
}

func FuzzParseTarget(f *testing.F) {
	for _, s := range []string{"acme", "acme/app", "acme/../x", "acme/a#b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, err := ParseTarget(s); err == nil && (got.String() != s || strings.ContainsAny(s, "?#%\\ ") || strings.Count(s, "/") > 1) {
			t.Errorf("%q gives %v", s, got)
		}
	})
}

// A window of 42 merged pull requests, one of them merged by its author alone:
// each is a fact, and the list is whole.
func TestFortyTwo(t *testing.T) {
	f := acme()
	var list []string
	for n := 1; n <= 42; n++ {
		list = append(list, merged(n, "ann", "2026-11-20T10:00:00Z", "aaaa"))
		f.lists[fmt.Sprintf("repos/acme/app/pulls/%d/reviews", n)] = []string{review("bob", "User", "APPROVED", "2026-11-20T09:00:00Z", "aaaa")}
	}
	f.lists["repos/acme/app/pulls"] = list
	f.lists["repos/acme/app/pulls/13/reviews"] = nil
	s := collectFrom(t.Context(), t, f, Options{}, Target{"acme", "app"})
	all, approved := 0, 0
	for _, x := range s.Evidence().Facts {
		if x.Kind == KindPull && x.State == candor.Observed {
			all++
			if x.Value.(map[string]any)["others"] == 1 {
				approved++
			}
		}
	}
	if all != 42 || approved != 41 {
		t.Errorf("%d of %d", approved, all)
	}
	for _, it := range s.Evidence().Items {
		if it.Spec == callPulls && (!it.Population.Complete || it.Population.Pages != 42 || it.Population.Count != 42) {
			t.Errorf("%+v", it.Population)
		}
	}
}

// A branch whose name holds a slash is one branch.
func TestSlash(t *testing.T) {
	f := acme()
	const app = "repos/acme/app"
	f.answers[app] = strings.Replace(f.answers[app], `"default_branch": "main"`, `"default_branch": "release/1.0"`, 1)
	f.lists[app+"/rules/branches/release/1.0"] = f.lists[app+"/rules/branches/main"]
	f.answers[app+"/branches/release/1.0/protection"] = f.answers[app+"/branches/main/protection"]
	s := collectFrom(t.Context(), t, f, Options{}, Target{"acme", "app"})
	if v := get(t, s, KindBranch, "acme/app@release/1.0"); v.State != candor.Observed || v.Value.(map[string]any)["approvals"] != 2 {
		t.Errorf("%s %s %v", v.State, v.Reason, v.Value)
	}
}
