package vercel

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/candor-dev/candor"
)

// variable is what is kept of an environment variable: no field is its value.
type variable struct {
	Key    string   `json:"key"`
	Type   string   `json:"type"`
	Target targets  `json:"target"`
	Custom []string `json:"customEnvironmentIds"`
}

// targets are one text or a list of them.
type targets []string

// UnmarshalJSON reads both.
func (t *targets) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		if one != "" {
			*t = targets{one}
		}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(t))
}

func (c *collector) env(ctx context.Context, p *project, place string) {
	type page struct {
		paging
		Envs *[]variable `json:"envs"`
		// Hidden counts the variables of production that this token is not shown.
		Hidden int `json:"hiddenProductionEnvCount"`
	}
	q := c.query()
	broken := false
	hidden := 0
	var all []variable
	it := c.client.Pages(ctx, c.ask("env.list", p.Name, "/v10/projects/"+p.ID+"/env", q), func() any { return new(page) }, func(v any) (url.Values, int) {
		pg := v.(*page)
		if pg.Envs == nil {
			broken = true
			return nil, 0
		}
		all = append(all, *pg.Envs...)
		hidden = max(hidden, pg.Hidden)
		return pg.next(q), len(*pg.Envs)
	})
	if broken {
		it.State, it.Reason, it.Population.Complete = candor.Unresolved, "env.list: the answer has no list of variables", false
	}
	if hidden > 0 && it.Population != nil {
		it.Population.Complete = false
	}
	c.Item(it)
	place += "/env"
	if hidden > 0 && it.State == candor.Observed {
		unseen := *it
		unseen.State, unseen.Reason = candor.Denied, fmt.Sprintf("variables of production that this token is not shown: %d", hidden)
		c.Gap(&unseen, place, p.Name+"/env", KindEnv)
	}
	if it.State != candor.Observed {
		c.Gap(it, place, p.Name+"/env", KindEnv)
	} else if hidden == 0 && len(all) == 0 {
		c.Fact(it, candor.Fact{Kind: KindEnv, Subject: p.Name, State: candor.Absent, At: candor.Location{Path: place}, Reason: "the project has no environment variable"})
	}
	for _, e := range all {
		if e.Key == "" || e.Type == "" {
			c.Gap(missing(it, "name and type of a variable"), place, p.Name+"/env", KindEnv)
			continue
		}
		where := append(slices.Clone(e.Target), e.Custom...)
		slices.Sort(where)
		c.Fact(it, candor.Fact{
			Kind: KindEnv, Subject: p.Name + "/" + e.Key + " (" + strings.Join(where, ", ") + ")", State: candor.Observed, At: candor.Location{Path: place},
			Value: map[string]any{"project": p.Name, "name": e.Key, "type": e.Type, "targets": list(e.Target), "custom": len(e.Custom)},
		})
	}
}

func (c *collector) domains(ctx context.Context, p *project, place string) {
	type domain struct {
		Name     string `json:"name"`
		Verified *bool  `json:"verified"`
		Redirect string `json:"redirect"`
	}
	type page struct {
		paging
		Domains *[]domain `json:"domains"`
	}
	q := c.query()
	broken := false
	var all []domain
	it := c.client.Pages(ctx, c.ask("domains.list", p.Name, "/v9/projects/"+p.ID+"/domains", q), func() any { return new(page) }, func(v any) (url.Values, int) {
		pg := v.(*page)
		if pg.Domains == nil {
			broken = true
			return nil, 0
		}
		all = append(all, *pg.Domains...)
		return pg.next(q), len(*pg.Domains)
	})
	if broken {
		it.State, it.Reason, it.Population.Complete = candor.Unresolved, "domains.list: the answer has no list of domains", false
	}
	c.Item(it)
	place += "/domains"
	if it.State != candor.Observed {
		c.Gap(it, place, p.Name+"/domains", KindDomain)
	}
	for _, d := range all {
		if d.Name == "" || d.Verified == nil {
			c.Gap(missing(it, "name and state of a domain"), place, p.Name+"/domains", KindDomain)
			continue
		}
		c.Fact(it, candor.Fact{
			Kind: KindDomain, Subject: d.Name, State: candor.Observed, At: candor.Location{Path: place},
			Value: map[string]any{"project": p.Name, "verified": *d.Verified, "redirect": d.Redirect},
		})
	}
}

func list(ss []string) []any {
	out := []any{}
	for _, s := range ss {
		out = append(out, s)
	}
	return out
}
