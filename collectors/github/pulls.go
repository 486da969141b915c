package github

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/go-github/v89/github"

	"github.com/candor-dev/candor"
)

// pulls emits every pull request that was merged into the default branch within
// the window, with those who approved it: a population of which an auditor
// samples, so that what may be missing of it is a gap.
//
// It returns the numbers of all merged ones that it saw, by the commit that each
// left on the branch.
func (q *asked) pulls(ctx context.Context) map[string]int {
	branch := q.repo.GetDefaultBranch()
	since := q.o.Now.Add(-q.o.Window)
	params := map[string]string{"owner": q.Owner, "repo": q.Repo, "base": branch, "state": "closed", "since": since.Format(time.RFC3339)}
	merged := 0
	got, a := pages(ctx, q.session, callPulls, q.name, KindPull, params,
		func(ctx context.Context, page github.ListOptions) ([]*github.PullRequest, *github.Response, error) {
			list, res, err := q.client.PullRequests.List(ctx, q.Owner, q.Repo, &github.PullRequestListOptions{State: "closed", Base: branch, Sort: "updated", Direction: "desc", ListOptions: page})
			if err == nil && slices.ContainsFunc(list, func(p *github.PullRequest) bool { return p.UpdatedAt == nil }) {
				err = &pagingError{"a pull request without the time of its last change"}
			}
			for _, p := range list {
				if within(p, since) {
					merged++
				}
			}
			return list, res, err
		},
		func(page []*github.PullRequest) bool {
			// Newest change first, and no change is older than the merge.
			return merged > q.o.MaxPulls || len(page) > 0 && page[len(page)-1].UpdatedAt.Before(since)
		})
	if !a.ok() {
		q.session.fact(KindPull, q.name+": merged pull requests", q.name, a, nil)
	}
	left := make(map[string]int)
	for _, p := range got {
		if p.MergedAt != nil && p.GetMergeCommitSHA() != "" {
			left[p.GetMergeCommitSHA()] = p.GetNumber()
		}
	}
	seen := make(map[int]bool)
	for _, p := range got {
		if !within(p, since) || seen[p.GetNumber()] { // a list that moves while it is read shows some twice
			continue
		}
		seen[p.GetNumber()] = true
		if len(seen) > q.o.MaxPulls {
			q.session.fact(KindPull, q.name+": merged pull requests", q.name,
				a.limited("more than %d pull requests were merged since %s; the limit is set by --max-pulls", q.o.MaxPulls, since.Format(time.DateOnly)), nil)
			return left
		}
		q.pull(ctx, p)
	}
	return left
}

func within(p *github.PullRequest, since time.Time) bool {
	return p.MergedAt != nil && !p.MergedAt.Before(since)
}

// limited is an answer of which only a part was asked for.
func (a answer) limited(format string, args ...any) answer {
	a.state, a.reason = candor.NotAsked, fmt.Sprintf(format, args...)
	return a
}

// pull emits one merged pull request.
func (q *asked) pull(ctx context.Context, p *github.PullRequest) {
	n := p.GetNumber()
	subject, at := fmt.Sprintf("%s#%d", q.name, n), fmt.Sprintf("%s/pull/%d", q.name, n)
	params := map[string]string{"owner": q.Owner, "repo": q.Repo, "pull": strconv.Itoa(n)}
	reviews, a := pages(ctx, q.session, callReviews, q.name, "github.review", params,
		func(ctx context.Context, page github.ListOptions) ([]*github.PullRequestReview, *github.Response, error) {
			return q.client.PullRequests.ListReviews(ctx, q.Owner, q.Repo, n, &page)
		}, nil)
	if !a.ok() {
		q.session.fact(KindPull, subject, at, a, nil)
		return
	}
	author := p.GetUser().GetLogin()
	v := map[string]any{
		"repository": q.name, "number": n, "author": author, "author_type": p.GetUser().GetType(),
		"merged_at": p.GetMergedAt().UTC().Format(time.RFC3339), "head": p.GetHead().GetSHA(),
	}
	approvals, nameless, dismissed := standing(reviews, p.GetMergedAt().Time)
	var list []any
	others, last := 0, 0
	for _, r := range approvals {
		who := r.GetUser().GetLogin()
		bot := r.GetUser().GetType() != "User"
		other := author != "" && !bot && !strings.EqualFold(who, author)
		if other {
			others++
			if r.GetCommitID() != "" && r.GetCommitID() == p.GetHead().GetSHA() {
				last++
			}
		}
		list = append(list, map[string]any{"by": who, "bot": bot, "commit": r.GetCommitID(), "at": r.GetSubmittedAt().UTC().Format(time.RFC3339)})
	}
	v["approvals"], v["others"], v["others_last"], v["nameless"], v["dismissed"] = list, others, last, nameless, dismissed
	q.session.fact(KindPull, subject, at, a, v)
}

// standing are the approvals that held when the pull request was merged: of each
// reviewer the last word before that, comments aside. nameless is how many more
// came from accounts that are no longer there; dismissed how many were taken
// back at a time that GitHub does not tell, which may be after the merge.
func standing(reviews []*github.PullRequestReview, merged time.Time) (approvals []*github.PullRequestReview, nameless, dismissed int) {
	word := make(map[string]*github.PullRequestReview)
	for _, r := range reviews {
		state := r.GetState()
		if state != "APPROVED" && state != "CHANGES_REQUESTED" && state != "DISMISSED" || r.SubmittedAt == nil || r.SubmittedAt.After(merged) {
			continue
		}
		who := strings.ToLower(r.GetUser().GetLogin())
		if who == "" {
			if state == "APPROVED" {
				nameless++
			}
			continue
		}
		if old := word[who]; old == nil || !r.SubmittedAt.Before(old.SubmittedAt.Time) {
			word[who] = r
		}
	}
	for _, r := range word {
		switch r.GetState() {
		case "APPROVED":
			approvals = append(approvals, r)
		case "DISMISSED":
			dismissed++
		}
	}
	slices.SortFunc(approvals, func(a, b *github.PullRequestReview) int {
		return strings.Compare(a.GetUser().GetLogin(), b.GetUser().GetLogin())
	})
	return approvals, nameless, dismissed
}
