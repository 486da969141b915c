package github

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/google/go-github/v89/github"
)

// demand is what one ruleset, or classic protection, asks for on a branch.
type demand struct {
	name      string // "ruleset 7 of acme (Organization)", "classic protection"
	id        int64  // of the ruleset; 0: classic protection
	pull      bool   // changes come by pull request
	approvals int
	stale     bool // approvals end with a new commit
	owners    bool // code owners approve what is theirs
	lastPush  bool // who pushed last does not approve
	checks    []string
	noForce   bool
	noDelete  bool
	bypass    []any // who may go around it, as text
}

// branch emits what is asked of a change of the default branch, by rulesets and
// by classic protection together, and who may go around it.
func (q *asked) branch(ctx context.Context) {
	branch := q.repo.GetDefaultBranch()
	subject := q.name + "@" + branch
	params := map[string]string{"owner": q.Owner, "repo": q.Repo, "branch": branch}
	demands, rules := q.rules(ctx, branch, params)
	classic, prot := q.protection(ctx, branch, params)
	if classic != nil {
		demands = append(demands, classic)
	}
	emit := func(kind string, a answer, value map[string]any) {
		if a.state.Answers() {
			value["repository"], value["branch"], value["archived"] = q.name, branch, q.repo.GetArchived()
		}
		q.session.fact(kind, subject, q.name, a, value)
	}
	if bad := firstLost(rules, prot); bad != nil {
		emit(KindBranch, *bad, nil)
		emit(KindBypass, *bad, nil)
		return
	}
	emit(KindBranch, rules, together(demands))
	if bad := q.actors(ctx, demands); bad != nil {
		emit(KindBypass, *bad, nil)
		return
	}
	var list []any
	for _, d := range demands {
		list = append(list, map[string]any{
			"name": d.name, "approvals": d.approvals, "pull_request": d.pull, "no_force_push": d.noForce, "no_deletion": d.noDelete, "bypass": d.bypass,
		})
	}
	emit(KindBypass, rules, map[string]any{"sources": list})
}

// together is the sum of the demands: of each, the strictest holds.
func together(demands []*demand) map[string]any {
	all := demand{}
	var sources []any
	for _, d := range demands {
		all.pull, all.approvals = all.pull || d.pull, max(all.approvals, d.approvals)
		all.stale, all.owners, all.lastPush = all.stale || d.stale, all.owners || d.owners, all.lastPush || d.lastPush
		all.noForce, all.noDelete = all.noForce || d.noForce, all.noDelete || d.noDelete
		all.checks = append(all.checks, d.checks...)
		sources = append(sources, d.name)
	}
	slices.Sort(all.checks)
	var checks []any
	for _, c := range slices.Compact(all.checks) {
		checks = append(checks, c)
	}
	return map[string]any{
		"pull_request": all.pull, "approvals": all.approvals, "dismiss_stale": all.stale, "code_owners": all.owners, "last_push": all.lastPush,
		"status_checks": checks, "no_force_push": all.noForce, "no_deletion": all.noDelete, "sources": sources,
	}
}

// rules reads the rulesets that hold on a branch, one demand for each.
func (q *asked) rules(ctx context.Context, branch string, params map[string]string) ([]*demand, answer) {
	got, a := pages(ctx, q.session, callRules, q.name, "page of rules", params,
		func(ctx context.Context, page github.ListOptions) ([]*github.BranchRules, *github.Response, error) {
			r, res, err := q.client.Repositories.ListRulesForBranch(ctx, q.Owner, q.Repo, url.PathEscape(branch), &page)
			if err == nil && r == nil {
				err = &pagingError{"the answer is no list of rules"}
			}
			return []*github.BranchRules{r}, res, err
		}, nil)
	if !a.ok() {
		return nil, a
	}
	var demands []*demand
	of := func(m github.BranchRuleMetadata) *demand {
		for _, d := range demands {
			if d.id == m.RulesetID {
				return d
			}
		}
		d := &demand{id: m.RulesetID, name: fmt.Sprintf("ruleset %d of %s (%s)", m.RulesetID, m.RulesetSource, m.RulesetSourceType)}
		demands = append(demands, d)
		return d
	}
	for _, r := range got {
		for _, x := range r.PullRequest {
			d, p := of(x.BranchRuleMetadata), x.Parameters
			d.pull, d.approvals = true, max(d.approvals, p.RequiredApprovingReviewCount)
			d.stale, d.owners, d.lastPush = d.stale || p.DismissStaleReviewsOnPush, d.owners || p.RequireCodeOwnerReview, d.lastPush || p.RequireLastPushApproval
		}
		for _, x := range r.RequiredStatusChecks {
			d := of(x.BranchRuleMetadata)
			for _, c := range x.Parameters.RequiredStatusChecks {
				d.checks = append(d.checks, c.Context)
			}
		}
		for _, x := range r.NonFastForward {
			of(*x).noForce = true
		}
		for _, x := range r.Deletion {
			of(*x).noDelete = true
		}
	}
	slices.SortFunc(demands, func(a, b *demand) int { return strings.Compare(a.name, b.name) })
	return demands, a
}

// protection reads classic protection; nil where there is certainly none.
func (q *asked) protection(ctx context.Context, branch string, params map[string]string) (*demand, answer) {
	var p *github.Protection
	a := q.settled(q.ask(ctx, callProtection, q.name, params, func(ctx context.Context) (err error) {
		p, _, err = q.client.Repositories.GetBranchProtection(ctx, q.Owner, q.Repo, branch)
		return err
	}))
	switch {
	case !a.ok():
		return nil, a
	case p == nil || p.EnforceAdmins == nil || p.AllowForcePushes == nil || p.AllowDeletions == nil:
		return nil, a.broken("the answer says not whether administrators are held to the protection, or whether the branch can be overwritten or deleted")
	}
	d := &demand{name: "classic protection", noForce: !p.AllowForcePushes.Enabled, noDelete: !p.AllowDeletions.Enabled}
	if !p.EnforceAdmins.Enabled {
		d.bypass = append(d.bypass, "administrators")
	}
	if r := p.RequiredPullRequestReviews; r != nil {
		d.pull, d.approvals = true, r.RequiredApprovingReviewCount
		d.stale, d.owners, d.lastPush = r.DismissStaleReviews, r.RequireCodeOwnerReviews, r.RequireLastPushApproval
		if b := r.BypassPullRequestAllowances; b != nil {
			for _, u := range b.Users {
				d.bypass = append(d.bypass, "user "+u.GetLogin())
			}
			for _, t := range b.Teams {
				d.bypass = append(d.bypass, "team "+t.GetSlug())
			}
			for _, x := range b.Apps {
				d.bypass = append(d.bypass, "app "+x.GetSlug())
			}
		}
	}
	if c := p.RequiredStatusChecks; c != nil {
		if c.Checks != nil {
			for _, x := range *c.Checks {
				d.checks = append(d.checks, x.Context)
			}
		} else if c.Contexts != nil {
			d.checks = append(d.checks, *c.Contexts...)
		}
	}
	return d, a
}

// actors asks of each ruleset who may go around it, and returns the first answer
// that is none: a ruleset whose exceptions are not known may hold nobody.
func (q *asked) actors(ctx context.Context, demands []*demand) *answer {
	for _, d := range demands {
		if d.id == 0 {
			continue
		}
		params := map[string]string{"owner": q.Owner, "repo": q.Repo, "ruleset": strconv.FormatInt(d.id, 10)}
		var set *github.RepositoryRuleset
		a := q.ask(ctx, callRuleset, q.name, params, func(ctx context.Context) (err error) {
			set, _, err = q.client.Repositories.GetRuleset(ctx, q.Owner, q.Repo, d.id, true)
			return err
		})
		switch {
		case !a.state.Answers():
			return &a
		case set == nil || set.GetID() != d.id:
			a = a.broken("the answer is not about ruleset %d", d.id)
			return &a
		case set.BypassActors == nil:
			a = a.denied("who may go around %s is told to those alone who may change it", d.name)
			return &a
		}
		for _, x := range set.BypassActors {
			d.bypass = append(d.bypass, actor(x))
		}
	}
	return nil
}

// actor names one who may go around a ruleset.
func actor(x *github.BypassActor) string {
	kind := "somebody"
	if x.ActorType != nil {
		kind = string(*x.ActorType)
	}
	if x.ActorID != nil && *x.ActorID != 0 && kind != "OrganizationAdmin" && kind != "DeployKey" {
		kind += " " + strconv.FormatInt(*x.ActorID, 10)
	}
	if x.BypassMode != nil {
		kind += " (" + string(*x.BypassMode) + ")"
	}
	return kind
}
