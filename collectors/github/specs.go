package github

import (
	"slices"
	"time"

	"github.com/candor-dev/candor/internal/live"
)

// The calls, by the names of their specs.
const (
	callOrg        = "orgs.get"
	callList       = "repos.list"
	callRepo       = "repos.get"
	callRules      = "repos.rules-for-branch"
	callProtection = "repos.branch-protection"
	callRuleset    = "repos.ruleset"
	callAlerts     = "repos.vulnerability-alerts"
	callFixes      = "repos.automated-security-fixes"
	callActions    = "repos.actions-permissions"
	callToken      = "repos.workflow-permissions"
	callContents   = "repos.contents"
	callOwners     = "repos.codeowners-errors"
	callReporting  = "repos.private-reporting"
	callPulls      = "pulls.list"
	callReviews    = "pulls.reviews"
	callCommits    = "repos.commits"
	callCommit     = "commits.pulls"
)

// What GitHub says when it was looked for and is certainly not there. A bare
// 404 is none of them: GitHub gives it also to those who may not see the thing.
const (
	notProtected = "404 Branch not protected"
	alertsOff    = "404 Vulnerability alerts are disabled."
	emptyTree    = "404 This repository is empty."
	noCommits    = "409 Git Repository is empty."
	needsPlan    = "403 Upgrade to GitHub"
)

const week = 7 * 24 * time.Hour

// Specs declares every call that the collector makes. Each of them is a GET.
// Permissions are those of a fine-grained token or an app.
func Specs() []live.Spec {
	right := func(names ...string) []live.Permission {
		var out []live.Permission
		for _, n := range names {
			out = append(out, live.Permission{Action: n})
		}
		return out
	}
	metadata := right("metadata:read")
	administration := right("metadata:read", "administration:read")
	specs := []live.Spec{
		{ID: callOrg, Doc: "whether the organisation asks for a second factor, which only its owners are told, and how many repositories it has", Needs: right("organization_administration:read"),
			Kinds: Kinds(), Keeps: []string{"two_factor_requirement_enabled", "default_repository_permission", "public_repos", "owned_private_repos"}, Redact: []string{"billing_email", "email"}},
		{ID: callList, Doc: "the repositories of an owner", Needs: metadata, Kinds: repositoryKinds(), Paged: true,
			Keeps: []string{"*/name"}, Redact: []string{"*/temp_clone_token"}},
		{ID: callRepo, Doc: "one repository: its default branch, what the token's owner may do there, secret scanning", Needs: administration, Kinds: repositoryKinds(),
			Keeps: []string{"full_name", "default_branch", "visibility", "archived", "fork", "permissions", "security_and_analysis"}, Redact: []string{"temp_clone_token"}},
		{ID: callRules, Doc: "the rules of all rulesets that hold on the default branch, those of the organisation included", Needs: metadata, Unsupported: []string{needsPlan},
			Kinds: []string{KindBranch, KindBypass}, Paged: true, Keeps: []string{"*"}},
		{ID: callProtection, Doc: "the classic protection of the default branch", Needs: administration, Absent: []string{notProtected}, Unsupported: []string{needsPlan},
			Kinds: []string{KindBranch, KindBypass}, Keeps: []string{"*"}},
		{ID: callRuleset, Doc: "who may go around a ruleset, which only those are told who may change it", Needs: administration, Unsupported: []string{needsPlan},
			Kinds: []string{KindBypass}, Keeps: []string{"name", "bypass_actors"}},
		{ID: callAlerts, Doc: "whether Dependabot alerts are on", Needs: administration, Absent: []string{alertsOff}, Kinds: []string{KindDependabot}},
		{ID: callFixes, Doc: "whether Dependabot opens pull requests for them", Needs: administration, Kinds: []string{KindDependabot}, Keeps: []string{"enabled", "paused"}},
		{ID: callActions, Doc: "whether workflows run, and which actions they may use", Needs: administration, Kinds: []string{KindActions},
			Keeps: []string{"enabled", "allowed_actions", "sha_pinning_required"}},
		{ID: callToken, Doc: "the rights that the token of a workflow has unless the workflow says otherwise", Needs: administration, Kinds: []string{KindActions},
			Keeps: []string{"default_workflow_permissions", "can_approve_pull_request_reviews"}},
		{ID: callContents, Doc: "the names of the files in the root, in .github and in docs; no content", Needs: right("metadata:read", "contents:read"), Absent: []string{emptyTree},
			Kinds: []string{KindOwners, KindDisclosure}, Keeps: []string{"*/name", "*/type"}, Redact: []string{"*/download_url"}},
		{ID: callOwners, Doc: "the lines of CODEOWNERS that GitHub can't use", Needs: right("metadata:read", "contents:read"), Kinds: []string{KindOwners},
			Keeps: []string{"errors/*/line", "errors/*/kind"}, Redact: []string{"errors/*/source", "errors/*/message", "errors/*/suggestion"}},
		{ID: callReporting, Doc: "whether weak points can be reported in private", Needs: metadata, Kinds: []string{KindDisclosure}, Keeps: []string{"enabled"}},
		{ID: callPulls, Doc: "the pull requests that were merged into the default branch within the window", Needs: right("metadata:read", "pull_requests:read"), Kinds: []string{KindPull}, Paged: true,
			Keeps: []string{"*/number", "*/user/login", "*/merged_at", "*/head/sha"}, Redact: []string{"*/title", "*/body", "*/head/repo", "*/base/repo"}},
		{ID: callReviews, Doc: "who approved a pull request, and which commit", Needs: right("metadata:read", "pull_requests:read"), Kinds: []string{KindPull}, Paged: true,
			Keeps: []string{"*/user/login", "*/state", "*/submitted_at", "*/commit_id"}, Redact: []string{"*/body"}},
		{ID: callCommits, Doc: "the commits of the default branch within the window", Needs: right("metadata:read", "contents:read"), Absent: []string{noCommits}, Kinds: []string{KindChange}, Paged: true,
			Keeps: []string{"*/sha", "*/parents/*/sha", "*/author/login", "*/commit/committer/date"}, Redact: []string{"*/commit/message", "*/commit/author/email", "*/commit/committer/email"}},
		{ID: callCommit, Doc: "the pull requests that a commit belongs to, where it is not what one of them left on the branch", Needs: right("metadata:read", "pull_requests:read"), Kinds: []string{KindChange}, Paged: true,
			Keeps: []string{"*/number", "*/merged_at", "*/base/ref"}, Redact: []string{"*/title", "*/body", "*/head/repo", "*/base/repo"}},
	}
	for i := range specs {
		specs[i].TTL = week
	}
	return specs
}

// specOf finds the spec of a call.
func specOf(specs []live.Spec, id string) *live.Spec {
	if i := slices.IndexFunc(specs, func(s live.Spec) bool { return s.ID == id }); i >= 0 {
		return &specs[i]
	}
	return &live.Spec{ID: id}
}
