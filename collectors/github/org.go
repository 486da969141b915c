package github

import (
	"context"
	"strings"

	"github.com/google/go-github/v89/github"

	"github.com/candor-dev/candor"
)

// org asks about an owner and emits whether a second factor is asked for. It
// returns the organisation, or nil where nothing is known of it.
func (s *session) org(ctx context.Context, owner string) *github.Organization {
	var org *github.Organization
	a := s.ask(ctx, callOrg, owner, map[string]string{"org": owner}, func(ctx context.Context) (err error) {
		org, _, err = s.client.Organizations.Get(ctx, owner)
		return err
	})
	switch {
	case !a.ok():
		s.lost(owner, a, KindOrg)
		return nil
	case org == nil || !strings.EqualFold(org.GetLogin(), owner):
		s.lost(owner, a.broken("the answer is not about %s", owner), KindOrg)
		return nil
	case org.TwoFactorRequirementEnabled == nil:
		s.lost(owner, a.denied("whether a second factor is required is told to owners of the organisation alone"), KindOrg)
		return org
	}
	s.fact(KindOrg, owner, owner, a, map[string]any{
		"organization": org.GetLogin(), "two_factor_required": org.GetTwoFactorRequirementEnabled(),
		"default_permission": text(org.DefaultRepoPermission),
	})
	return org
}

// list lists the repositories of an organisation, and says so where they may
// not be all: GitHub leaves out in silence what a token may not see.
func (s *session) list(ctx context.Context, owner string, org *github.Organization) []Target {
	got, a := pages(ctx, s, callList, owner, KindRepository, map[string]string{"org": owner},
		func(ctx context.Context, page github.ListOptions) ([]*github.Repository, *github.Response, error) {
			return s.client.Repositories.ListByOrg(ctx, owner, &github.RepositoryListByOrgOptions{Type: "all", Sort: "full_name", ListOptions: page})
		}, nil)
	var out []Target
	for _, r := range got {
		name := r.GetName()
		if _, err := ParseTarget(owner + "/" + name); err != nil {
			a = a.broken("the list names a repository that has no name")
			continue
		}
		out = append(out, Target{Owner: owner, Repo: name})
	}
	switch {
	case !a.state.Answers():
	case org == nil || org.PublicRepos == nil || org.OwnedPrivateRepos == nil:
		a = a.denied("how many repositories %s has is not told to this token, so nobody knows whether the %d that it lists are all", owner, len(got))
	case int64(len(got)) < int64(*org.PublicRepos)+*org.OwnedPrivateRepos:
		a = a.denied("%s has %d repositories, and the token sees %d of them", owner, int64(*org.PublicRepos)+*org.OwnedPrivateRepos, len(got))
	}
	if a.state != candor.Observed {
		s.lost(owner, a, repositoryKinds()...)
	}
	return out
}

// text is a text of an answer as a value; nil where the answer does not hold it.
func text(p *string) any {
	if p == nil {
		return nil
	}
	return *p
}
