package vercel

import (
	"context"
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strconv"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/live"
)

// project is what is kept of one.
type project struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Region   string `json:"serverlessFunctionRegion"`
	Resource struct {
		Regions []string `json:"functionDefaultRegions"`
		// Failover: where the functions go when their regions fail is the service's choice.
		Failover bool `json:"functionZeroConfigFailover"`
	} `json:"resourceConfig"`
	SSO      *protection `json:"ssoProtection"`
	Password *protection `json:"passwordProtection"`
	Trusted  *protection `json:"trustedIps"`
	Passport *protection `json:"passport"`
	GitFork  *bool       `json:"gitForkProtection"`
	Public   *bool       `json:"publicSource"`
	Targets  struct {
		Production *struct {
			ID string `json:"id"`
		} `json:"production"`
	} `json:"targets"`
}

// protection says which deployments ask who comes.
type protection struct {
	Of string `json:"deploymentType"`
}

// paging is how lists say where they go on; Next is null after the last page.
type paging struct {
	Pagination *struct {
		Next json.RawMessage `json:"next"`
	} `json:"pagination"`
}

// next is the query of the following page, nil after the last.
func (p *paging) next(q url.Values) url.Values {
	if p.Pagination == nil {
		return nil
	}
	raw := string(p.Pagination.Next)
	if raw == "" || raw == "null" {
		return nil
	}
	if s, err := strconv.Unquote(raw); err == nil {
		raw = s
	}
	more := url.Values{}
	for k, v := range q {
		more[k] = v
	}
	more.Set("until", raw)
	return more
}

func (c *collector) run(ctx context.Context) {
	c.team(ctx)
	kinds := c.specs["projects.list"].Kinds
	type page struct {
		paging
		Projects *[]project `json:"projects"`
	}
	q := c.query()
	q.Set("limit", "100")
	var all []project
	broken := false
	it := c.client.Pages(ctx, c.ask("projects.list", c.o.Team, "/v9/projects", q), func() any { return new(page) }, func(v any) (url.Values, int) {
		p := v.(*page)
		if p.Projects == nil {
			broken = true
			return nil, 0
		}
		all = append(all, *p.Projects...)
		return p.next(q), len(*p.Projects)
	})
	if broken {
		it.State, it.Reason, it.Population.Complete = candor.Unresolved, "projects.list: the answer has no list of projects", false
	}
	c.Item(it)
	place := "vercel://" + c.account()
	if it.State != candor.Observed {
		c.Gap(it, place, "the projects", kinds...)
	} else if len(all) == 0 {
		none := *it
		none.State, none.Reason = candor.Denied, "the token sees no project"
		c.Gap(&none, place, "the projects", kinds...)
	}
	for _, name := range c.o.Projects {
		if it.State == candor.Observed && !slices.ContainsFunc(all, func(p project) bool { return p.ID == name || p.Name == name }) {
			gone := *it
			gone.State, gone.Reason = candor.Denied, "the list of projects does not hold it: it is not there, or the token may not see it"
			c.Gap(&gone, place+"/"+name, name, kinds...)
		}
	}
	all = slices.DeleteFunc(all, func(p project) bool {
		return len(c.o.Projects) > 0 && !slices.Contains(c.o.Projects, p.ID) && !slices.Contains(c.o.Projects, p.Name)
	})
	for i := range all {
		c.project(ctx, it, &all[i])
		if c.o.Progress != nil {
			c.o.Progress(i+1, len(all))
		}
	}
}

func (c *collector) team(ctx context.Context) {
	if c.o.Team == "" {
		return
	}
	var v struct {
		ID   string `json:"id"`
		Slug string `json:"slug"`
		SAML *struct {
			Enforced *bool `json:"enforced"`
		} `json:"saml"`
		Sensitive string `json:"sensitiveEnvironmentVariablePolicy"`
	}
	it := c.client.Get(ctx, c.ask("teams.get", c.o.Team, "/v2/teams/"+url.PathEscape(c.o.Team), nil), &v)
	c.Item(it)
	if it.State == candor.Observed && v.ID == "" {
		it = missing(it, "team")
	}
	place := "vercel://" + c.account()
	if it.State != candor.Observed {
		c.Gap(it, place, c.o.Team, KindTeam)
		return
	}
	var enforced any // nil: the answer does not say
	if v.SAML != nil && v.SAML.Enforced != nil {
		enforced = *v.SAML.Enforced
	}
	c.Fact(it, candor.Fact{
		Kind: KindTeam, Subject: v.Slug, State: candor.Observed, At: candor.Location{Path: place},
		Value: map[string]any{"id": v.ID, "saml_enforced": enforced, "sensitive_policy": v.Sensitive},
	})
}

func (c *collector) project(ctx context.Context, it *live.Item, p *project) {
	place := "vercel://" + c.account()
	if !regexp.MustCompile(`^[A-Za-z0-9_]{3,64}$`).MatchString(p.ID) || p.Name == "" {
		c.Gap(missing(it, "name and id of a project that could be asked for"), place, "a project", c.specs["projects.list"].Kinds...)
		return
	}
	place += "/" + p.Name
	of := func(x *protection) any {
		switch {
		case x == nil:
			return ""
		case x.Of == "":
			return "unknown"
		}
		return x.Of
	}
	flag := func(b *bool) any { // nil: the answer does not say
		if b == nil {
			return nil
		}
		return *b
	}
	c.Fact(it, candor.Fact{
		Kind: KindProject, Subject: p.Name, State: candor.Observed, At: candor.Location{Path: place},
		Value: map[string]any{
			"id": p.ID, "sso": of(p.SSO), "password": of(p.Password), "trusted_ips": of(p.Trusted), "passport": of(p.Passport),
			"git_fork_protection": flag(p.GitFork), "public_source": flag(p.Public), "production": p.Targets.Production != nil,
		},
	})
	c.regions(ctx, it, p, place)
	c.env(ctx, p, place)
	c.domains(ctx, p, place)
}
