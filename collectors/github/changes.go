package github

import (
	"context"
	"time"

	"github.com/google/go-github/v89/github"

	"github.com/candor-dev/candor"
)

// changes emits every commit by which the default branch moved within the window
// (along the first parents, so that the commits inside a merge count with it),
// and the merged pull request that it came by. merged are pull requests by the
// commit that they left on the branch; of any other commit GitHub is asked.
func (q *asked) changes(ctx context.Context, merged map[string]int) {
	branch := q.repo.GetDefaultBranch()
	since := q.o.Now.Add(-q.o.Window)
	whole := q.name + ": commits of " + branch
	params := map[string]string{"owner": q.Owner, "repo": q.Repo, "branch": branch, "since": since.Format(time.RFC3339)}
	got, a := pages(ctx, q.session, callCommits, q.name, "github.commit", params,
		func(ctx context.Context, page github.ListOptions) ([]*github.RepositoryCommit, *github.Response, error) {
			return q.client.Repositories.ListCommits(ctx, q.Owner, q.Repo, &github.CommitsListOptions{SHA: branch, Since: since, ListOptions: page})
		}, nil)
	if !a.state.Answers() {
		q.session.fact(KindChange, whole, q.name, a, nil)
	}
	if len(got) == 0 {
		return
	}
	bySHA := make(map[string]*github.RepositoryCommit)
	for _, c := range got {
		bySHA[c.GetSHA()] = c
	}
	n := 0
	var inner []string // the heads of what was merged
	for c := got[0]; c != nil; {
		if n++; n > q.o.MaxPulls {
			q.session.fact(KindChange, whole, q.name, a.limited("more than %d commits since %s; the limit is set by --max-pulls", q.o.MaxPulls, since.Format(time.DateOnly)), nil)
			return
		}
		delete(bySHA, c.GetSHA()) // no commit is its own ancestor, whatever an answer says
		q.change(ctx, c, branch, merged, a)
		next := ""
		for i, p := range c.Parents {
			if i == 0 {
				next = p.GetSHA()
			} else {
				inner = append(inner, p.GetSHA())
			}
		}
		c = bySHA[next]
	}
	for len(inner) > 0 {
		c := bySHA[inner[0]]
		delete(bySHA, inner[0])
		inner = inner[1:]
		if c != nil {
			for _, p := range c.Parents {
				inner = append(inner, p.GetSHA())
			}
		}
	}
	if a.state.Answers() && len(bySHA) > 0 {
		// A commit that carries an older date than its ancestors is left out of the
		// list, and what lies behind it can't be told from what was merged.
		q.session.fact(KindChange, whole, q.name, a.broken("%d commits of the list hang on one that is not in it: the dates of the branch are out of order", len(bySHA)), nil)
	}
}

// change emits one commit.
func (q *asked) change(ctx context.Context, c *github.RepositoryCommit, branch string, merged map[string]int, listed answer) {
	sha := c.GetSHA()
	subject, at := q.name+"@"+sha[:min(12, len(sha))], q.name+"/commit/"+sha
	if !isCommit(sha) {
		q.session.fact(KindChange, subject, q.name, listed.broken("a commit without a name"), nil)
		return
	}
	a, number := listed, merged[sha]
	if number == 0 {
		var pulls []*github.PullRequest
		params := map[string]string{"owner": q.Owner, "repo": q.Repo, "commit": sha}
		pulls, a = pages(ctx, q.session, callCommit, q.name, "github.pull of a commit", params,
			func(ctx context.Context, page github.ListOptions) ([]*github.PullRequest, *github.Response, error) {
				return q.client.PullRequests.ListPullRequestsWithCommit(ctx, q.Owner, q.Repo, sha, &page)
			}, nil)
		for _, p := range pulls {
			if p.MergedAt != nil && p.GetBase().GetRef() == branch && number == 0 {
				number = p.GetNumber()
			}
		}
	} else {
		a.state, a.reason = candor.Observed, "" // the list may have broken off after this commit
	}
	v := map[string]any{"repository": q.name, "branch": branch, "sha": sha, "pull": number, "author": c.GetAuthor().GetLogin(), "at": ""}
	if d := c.GetCommit().GetCommitter().GetDate(); !d.IsZero() {
		v["at"] = d.UTC().Format(time.RFC3339)
	}
	q.session.fact(KindChange, subject, at, a, v)
}

// isCommit tells the name of a commit from anything else that an answer may hold.
func isCommit(s string) bool {
	if len(s) < 7 || len(s) > 64 {
		return false
	}
	for _, c := range s {
		if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f') {
			return false
		}
	}
	return true
}
