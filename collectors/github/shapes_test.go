package github

import (
	"fmt"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
)

// ruleTypes are the rules that the published description of GitHub's interface
// (that of autumn 2026) knows on a branch, and one that it may know tomorrow.
const ruleTypes = "creation update deletion required_linear_history merge_queue required_deployments required_signatures pull_request required_status_checks " +
	"non_fast_forward commit_message_pattern commit_author_email_pattern committer_email_pattern branch_name_pattern tag_name_pattern workflows code_scanning " +
	"copilot_code_review license_compliance_scanning file_path_restriction max_file_path_length file_extension_restriction max_file_size of_tomorrow"

// Rules that say nothing of what is asked here take nothing away, and no rule
// makes the list unreadable.
func TestEveryRuleType(t *testing.T) {
	f := acme()
	f.lists["repos/acme/app/rules/branches/main"] = nil
	for _, name := range strings.Fields(ruleTypes) {
		more := ""
		switch name {
		case "pull_request": // with what was added to it since
			more = `, "parameters": {"required_approving_review_count": 3, "dismiss_stale_reviews_on_push": false, "require_code_owner_review": false, "require_last_push_approval": true,
 "required_review_thread_resolution": true, "allowed_merge_methods": ["squash"], "required_reviewers": [{"minimum_approvals": 1, "file_patterns": ["*"], "reviewer": {"id": 9, "type": "Team"}}]}`
		case "required_status_checks":
			more = `, "parameters": {"required_status_checks": [{"context": "ci", "integration_id": 15368}], "strict_required_status_checks_policy": true, "do_not_enforce_on_create": true}`
		}
		f.lists["repos/acme/app/rules/branches/main"] = append(f.lists["repos/acme/app/rules/branches/main"],
			`{"type": "`+name+`", "ruleset_source_type": "Enterprise", "ruleset_source": "acme-inc", "ruleset_id": 7`+more+`}`)
	}
	s := collectFrom(t.Context(), t, f, Options{}, Target{"acme", "app"})
	x := get(t, s, KindBranch, "acme/app@main")
	if x.State != candor.Observed {
		t.Fatalf("%s: %s", x.State, x.Reason)
	}
	v := x.Value.(map[string]any)
	got := fmt.Sprint(v["approvals"], v["last_push"], v["no_deletion"], v["no_force_push"], v["status_checks"], v["sources"])
	if want := "3 true true true [ci lint] [ruleset 7 of acme-inc (Enterprise) classic protection]"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// Whoever may go around a ruleset is named, whatever kind and way that is; the
// kinds and ways are those of the published description.
func TestEveryActor(t *testing.T) {
	f := acme()
	f.answers["repos/acme/app/rulesets/7"] = `{"id": 7, "name": "r", "enforcement": "active", "bypass_actors": [
 {"actor_id": 1, "actor_type": "Integration", "bypass_mode": "always"}, {"actor_id": null, "actor_type": "OrganizationAdmin", "bypass_mode": "pull_request"},
 {"actor_id": 5, "actor_type": "RepositoryRole", "bypass_mode": "exempt"}, {"actor_id": 2, "actor_type": "Team"}, {"actor_id": null, "actor_type": "DeployKey", "bypass_mode": "always"},
 {"actor_id": 3, "actor_type": "User", "bypass_mode": "always"}, {"actor_id": 4, "actor_type": "OfTomorrow", "bypass_mode": "of_tomorrow"}, {}]}`
	s := collectFrom(t.Context(), t, f, Options{}, Target{"acme", "app"})
	x := get(t, s, KindBypass, "acme/app@main")
	for _, source := range x.Value.(map[string]any)["sources"].([]any) {
		m := source.(map[string]any)
		if !strings.HasPrefix(m["name"].(string), "ruleset 7") {
			continue
		}
		want := "[Integration 1 (always) OrganizationAdmin (pull_request) RepositoryRole 5 (exempt) Team 2 DeployKey (always) User 3 (always) OfTomorrow 4 (of_tomorrow) somebody]"
		if got := fmt.Sprint(m["bypass"]); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		return
	}
	t.Error("no ruleset 7")
}

// What the description lets an answer leave out, or set to null, is no "no".
func TestLeftOut(t *testing.T) {
	const repo = "repos/acme/app"
	for name, tt := range map[string]struct {
		path, answer, kind, subject string
		want                        string // state, and for an observed one a value
	}{
		"the second factor is null":                 {"orgs/acme", `{"login": "acme", "two_factor_requirement_enabled": null, "public_repos": 1}`, KindOrg, "acme", "denied"},
		"nobody may tell whether secrets are":       {repo, strings.Replace(repository("app"), `"security_and_analysis"`, `"x"`, 1), KindScanning, "acme/app", "denied"},
		"push protection is left out":               {repo, strings.Replace(repository("app"), `"secret_scanning_push_protection"`, `"x"`, 1), KindScanning, "acme/app", "denied"},
		"protection says nothing of force pushes":   {repo + "/branches/main/protection", `{"enforce_admins": {"enabled": true}, "required_signatures": {"enabled": false}}`, KindBranch, "acme/app@main", "error"},
		"no list of actors":                         {repo + "/rulesets/7", `{"id": 7, "name": "r", "enforcement": "active"}`, KindBypass, "acme/app@main", "denied"},
		"Actions without allowed_actions":           {repo + "/actions/permissions", `{"enabled": true}`, KindActions, "acme/app", "observed <nil> <nil>"},
		"Actions that are off":                      {repo + "/actions/permissions", `{"enabled": false}`, KindActions, "acme/app", "observed <nil> <nil>"},
		"updates that are paused":                   {repo + "/automated-security-fixes", `{"enabled": true, "paused": true}`, KindDependabot, "acme/app", "observed true true"},
		"a visibility that is neither":              {repo, strings.Replace(repository("app"), `"visibility": "public"`, `"visibility": "internal"`, 1), KindDisclosure, "acme/app", "observed internal false"},
		"a review without a name, and one to come":  {repo + "/pulls/41/reviews", `[{"id": 1, "user": null, "state": "APPROVED", "submitted_at": "2026-11-20T09:00:00Z", "commit_id": null}, {"id": 2, "user": {"login": "bob", "type": "User"}, "state": "PENDING"}]`, KindPull, "acme/app#41", "observed 0 1"},
		"an approval by an app, and one of a ghost": {repo + "/pulls/41/reviews", `[{"id": 1, "user": {"login": "ci[bot]", "type": "Bot"}, "state": "APPROVED", "submitted_at": "2026-11-20T09:00:00Z", "commit_id": "aaaa"}, {"id": 2, "user": {"login": "old", "type": "Mannequin"}, "state": "APPROVED", "submitted_at": "2026-11-20T09:00:00Z"}]`, KindPull, "acme/app#41", "observed 0 0"},
	} {
		t.Run(name, func(t *testing.T) {
			f := acme()
			delete(f.lists, tt.path)
			f.answers[tt.path] = tt.answer
			s := collectFrom(t.Context(), t, f, Options{}, Target{"acme", "app"})
			x := get(t, s, tt.kind, tt.subject)
			got := x.State.String()
			if v, ok := x.Value.(map[string]any); ok {
				switch x.Kind {
				case KindActions:
					got += fmt.Sprintf(" %v %v", v["allowed"], v["sha_pinning"])
				case KindDependabot:
					got += fmt.Sprintf(" %v %v", v["updates"], v["paused"])
				case KindDisclosure:
					got += fmt.Sprintf(" %v %v", v["visibility"], v["private_reporting"])
				case KindPull:
					got += fmt.Sprintf(" %v %v", v["others"], v["nameless"])
				}
			}
			if got != tt.want {
				t.Errorf("got %s (%s), want %s", got, x.Reason, tt.want)
			}
		})
	}
}
