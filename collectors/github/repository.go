package github

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/google/go-github/v89/github"

	"github.com/candor-dev/candor"
)

// repository asks everything about one repository.
func (s *session) repository(ctx context.Context, t Target) {
	var r *github.Repository
	name := t.String()
	params := map[string]string{"owner": t.Owner, "repo": t.Repo}
	a := s.ask(ctx, callRepo, name, params, func(ctx context.Context) (err error) {
		r, _, err = s.client.Repositories.Get(ctx, t.Owner, t.Repo)
		return err
	})
	switch {
	case !a.ok():
		s.lost(name, a, repositoryKinds()...)
		return
	case r == nil || !strings.EqualFold(r.GetFullName(), name):
		s.lost(name, a.broken("the answer is not about %s", name), repositoryKinds()...)
		return
	case r.GetDefaultBranch() == "" || r.Archived == nil || r.Private == nil:
		s.lost(name, a.broken("the answer names no default branch, or says not whether the repository is private or archived"), repositoryKinds()...)
		return
	}
	q := &asked{session: s, Target: t, name: name, params: params, answer: a, repo: r, admin: r.GetPermissions().GetAdmin()}
	q.fact(KindRepository, a, map[string]any{
		"visibility": q.visibility(), "fork": r.GetFork(), "default_branch": r.GetDefaultBranch(), "admin": q.admin,
	})
	q.scanning()
	q.branch(ctx)
	q.dependabot(ctx)
	q.actions(ctx)
	q.files(ctx)
	q.changes(ctx, q.pulls(ctx))
}

// asked is one repository while it is asked about.
type asked struct {
	*session
	Target
	name   string
	params map[string]string
	answer answer // of the repository itself
	repo   *github.Repository
	// admin is whether the token's owner may read the settings. Without it a
	// "not there" of GitHub's is none.
	admin bool
}

// fact emits a fact about the repository, with what every rule wants to know of it.
func (q *asked) fact(kind string, a answer, value map[string]any) {
	value["repository"], value["archived"] = q.name, q.repo.GetArchived()
	q.session.fact(kind, q.name, q.name, a, value)
}

func (q *asked) visibility() string {
	if v := q.repo.GetVisibility(); v != "" {
		return v
	}
	if q.repo.GetPrivate() {
		return "private"
	}
	return "public"
}

// settled turns a "not there" of somebody who is no administrator into "denied".
func (q *asked) settled(a answer) answer {
	if a.state == candor.Absent && !q.admin {
		return a.denied("GitHub says that there is none, and the token's owner is no administrator of %s, who alone is told", q.name)
	}
	return a
}

// scanning reads secret scanning from the repository itself.
func (q *asked) scanning() {
	sa := q.repo.SecurityAndAnalysis
	if sa == nil || sa.SecretScanning.GetStatus() == "" || sa.SecretScanningPushProtection.GetStatus() == "" {
		q.lost(q.name, q.answer.denied("whether secrets are scanned for is told to administrators and security managers alone"), KindScanning)
		return
	}
	q.fact(KindScanning, q.answer, map[string]any{
		"secret_scanning": sa.SecretScanning.GetStatus(), "push_protection": sa.SecretScanningPushProtection.GetStatus(),
	})
}

func (q *asked) dependabot(ctx context.Context) {
	alerts := q.settled(q.ask(ctx, callAlerts, q.name, q.params, func(ctx context.Context) error {
		on, res, err := q.client.Repositories.GetVulnerabilityAlerts(ctx, q.Owner, q.Repo)
		if err == nil && (!on || res.StatusCode != http.StatusNoContent) { // a 404, of which the tape knows more, or no such answer
			return errNotThere
		}
		return err
	}))
	switch {
	case !alerts.state.Answers():
		q.lost(q.name, alerts, KindDependabot)
		return
	case alerts.state == candor.Absent: // updates follow alerts
		q.fact(KindDependabot, alerts, map[string]any{"alerts": false, "updates": false, "paused": false})
		return
	}
	var fixes *github.AutomatedSecurityFixes
	updates := q.ask(ctx, callFixes, q.name, q.params, func(ctx context.Context) (err error) {
		fixes, _, err = q.client.Repositories.GetAutomatedSecurityFixes(ctx, q.Owner, q.Repo)
		return err
	})
	if updates.ok() && (fixes == nil || fixes.Enabled == nil) {
		updates = updates.broken("the answer says not whether security updates are on")
	}
	if !updates.ok() {
		q.lost(q.name, updates, KindDependabot)
		return
	}
	q.fact(KindDependabot, alerts, map[string]any{"alerts": true, "updates": *fixes.Enabled, "paused": fixes.Paused != nil && *fixes.Paused})
}

func (q *asked) actions(ctx context.Context) {
	var p *github.ActionsPermissionsRepository
	a := q.ask(ctx, callActions, q.name, q.params, func(ctx context.Context) (err error) {
		p, _, err = q.client.Repositories.GetActionsPermissions(ctx, q.Owner, q.Repo)
		return err
	})
	if a.ok() && (p == nil || p.Enabled == nil) {
		a = a.broken("the answer says not whether workflows run")
	}
	if !a.ok() {
		q.lost(q.name, a, KindActions)
		return
	}
	value := map[string]any{"enabled": *p.Enabled, "allowed": text(p.AllowedActions), "sha_pinning": nil, "token": nil, "approves": nil}
	if p.SHAPinningRequired != nil {
		value["sha_pinning"] = *p.SHAPinningRequired
	}
	if !*p.Enabled {
		q.fact(KindActions, a, value)
		return
	}
	var w *github.DefaultWorkflowPermissionRepository
	token := q.ask(ctx, callToken, q.name, q.params, func(ctx context.Context) (err error) {
		w, _, err = q.client.Repositories.GetDefaultWorkflowPermissions(ctx, q.Owner, q.Repo)
		return err
	})
	if token.ok() && (w == nil || w.DefaultWorkflowPermissions == nil || w.CanApprovePullRequestReviews == nil) {
		token = token.broken("the answer says not what the token of a workflow may do")
	}
	if !token.ok() {
		q.lost(q.name, token, KindActions)
		return
	}
	value["token"], value["approves"] = *w.DefaultWorkflowPermissions, *w.CanApprovePullRequestReviews
	q.fact(KindActions, token, value)
}

// files looks for CODEOWNERS and SECURITY.md in the three folders where GitHub
// does, by the names that the folders list: a 404 for a file would not say that
// it is not there.
func (q *asked) files(ctx context.Context) {
	found := make(map[string][]string) // file name in lower case -> paths, in GitHub's order
	root, a := q.folder(ctx, "")
	lists := []answer{a}
	for _, dir := range []string{".github", "", "docs"} {
		names := root
		if dir != "" {
			if !slices.Contains(root, dir+"/") {
				continue
			}
			var sub answer
			names, sub = q.folder(ctx, dir)
			lists = append(lists, sub)
		}
		for _, n := range names {
			p := strings.TrimPrefix(dir+"/"+n, "/")
			found[strings.ToLower(n)] = append(found[strings.ToLower(n)], p)
		}
	}
	if bad := firstLost(lists...); bad != nil {
		q.lost(q.name, *bad, KindOwners, KindDisclosure)
		return
	}
	q.owners(ctx, a, exact(found["codeowners"], "CODEOWNERS"))
	q.disclosure(ctx, a, first(found["security.md"]))
}

// folder lists the names in a folder; those of folders end in a slash.
func (q *asked) folder(ctx context.Context, dir string) ([]string, answer) {
	var got []*github.RepositoryContent
	isFile := false
	params := map[string]string{"owner": q.Owner, "repo": q.Repo, "path": dir}
	a := q.ask(ctx, callContents, q.name, params, func(ctx context.Context) error {
		f, list, _, err := q.client.Repositories.GetContents(ctx, q.Owner, q.Repo, dir, nil)
		got, isFile = list, f != nil
		return err
	})
	switch {
	case a.ok() && isFile:
		return nil, a
	case a.ok() && len(got) >= 1000: // GitHub lists no more than that
		return nil, a.broken("the folder %q has more files than GitHub lists", dir)
	}
	var names []string
	for _, c := range got {
		n := c.GetName()
		if c.GetType() == "dir" {
			n += "/"
		}
		names = append(names, n)
	}
	return names, a
}

func (q *asked) owners(ctx context.Context, listed answer, path string) {
	if path == "" {
		q.fact(KindOwners, listed, map[string]any{"path": "", "errors": 0})
		return
	}
	var errs *github.CodeownersErrors
	a := q.ask(ctx, callOwners, q.name, q.params, func(ctx context.Context) (err error) {
		errs, _, err = q.client.Repositories.GetCodeownersErrors(ctx, q.Owner, q.Repo, nil)
		return err
	})
	if a.ok() && (errs == nil || errs.Errors == nil) {
		a = a.broken("the answer holds no list of errors")
	}
	if !a.ok() {
		q.lost(q.name, a, KindOwners)
		return
	}
	q.fact(KindOwners, a, map[string]any{"path": path, "errors": len(errs.Errors)})
}

func (q *asked) disclosure(ctx context.Context, listed answer, policy string) {
	value := map[string]any{"policy": policy, "private_reporting": false, "visibility": q.visibility()}
	if q.visibility() != "public" { // GitHub has private reports for public repositories alone
		q.fact(KindDisclosure, listed, value)
		return
	}
	var enabled *bool
	a := q.call(ctx, callReporting, q.name, q.params, nil, func(ctx context.Context, t *tape) ([]byte, error) {
		_, _, err := q.client.Repositories.IsPrivateReportingEnabled(ctx, q.Owner, q.Repo)
		var body struct {
			Enabled *bool `json:"enabled"`
		}
		if err == nil {
			err = json.Unmarshal(t.body, &body)
		}
		enabled = body.Enabled
		return t.body, err
	})
	if a.ok() && enabled == nil {
		a = a.broken("the answer says not whether reports can be made in private")
	}
	if !a.ok() {
		q.lost(q.name, a, KindDisclosure)
		return
	}
	value["private_reporting"] = *enabled
	q.fact(KindDisclosure, a, value)
}

// exact is the first path that ends in the name as GitHub spells it.
func exact(paths []string, name string) string {
	for _, p := range paths {
		if p == name || strings.HasSuffix(p, "/"+name) {
			return p
		}
	}
	return ""
}

func first(paths []string) string {
	if len(paths) == 0 {
		return ""
	}
	return paths[0]
}
