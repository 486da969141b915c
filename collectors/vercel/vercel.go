// Package vercel asks the API of Vercel what it says of projects: where their
// functions run, how environment variables are kept, who may open a deployment,
// and their domains. Of a variable it takes name, type and targets, and never
// its value.
package vercel

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/live"
	"github.com/candor-dev/candor/internal/live/gather"
)

// ID and Version name the collector in facts.
const (
	ID      = "vercel"
	Version = "2"
)

// Host is the API's; an answer of any other host is emulated.
const Host = "api.vercel.com"

// The kinds that only this collector gives.
const (
	KindTeam    = "vercel.team"
	KindProject = "vercel.project"
	KindEnv     = "vercel.env"
	KindDomain  = "vercel.domain"
)

// Kinds lists what the collector gives. store.region has the shape that the
// templates of infrastructure give it, so that the same rule judges it.
func Kinds() []string { return []string{KindTeam, KindProject, KindEnv, KindDomain, "store.region"} }

// TokenNotice is what whoever makes a token has to know.
const TokenNotice = "a token of Vercel has all the rights of its user within its scope, writing too; limit it to the team, and let it lapse soon"

// Specs are the calls.
func Specs() []live.Spec {
	const week = 7 * 24 * time.Hour
	return []live.Spec{
		{
			ID: "teams.get", Doc: "asks for the team's single sign-on and its policy for sensitive variables",
			Kinds: []string{KindTeam}, Keeps: []string{"id", "slug", "saml.enforced", "sensitiveEnvironmentVariablePolicy"}, TTL: week,
		},
		{
			ID: "projects.list", Doc: "lists the projects with their protection and the default region of functions", Paged: true,
			Kinds: []string{KindProject, KindEnv, KindDomain, "store.region"}, TTL: week,
			Keeps:  []string{"id", "name", "serverlessFunctionRegion", "resourceConfig.functionDefaultRegions", "resourceConfig.functionZeroConfigFailover", "ssoProtection", "passwordProtection.deploymentType", "trustedIps.deploymentType", "gitForkProtection", "publicSource", "targets.production.id"},
			Redact: []string{"projects/*/env", "projects/*/protectionBypass", "projects/*/link", "projects/*/targets/*/creator", "projects/*/latestDeployments"},
		},
		{
			ID: "deployments.get", Doc: "asks in which regions the functions of the production deployment run, and in which while those fail; what is kept at the edge is no part of it",
			Kinds: []string{"store.region"}, TTL: week,
			Keeps:  []string{"id", "readyState", "regions", "passiveRegions", "functions/*/regions", "functions/*/functionFailoverRegions", "routes/*/middleware", "routes/*/middlewarePath"},
			Redact: []string{"env", "build", "creator", "meta", "lambdas"},
		},
		{
			ID: "env.list", Doc: "lists names, types and targets of environment variables; values are not decrypted", Paged: true,
			Kinds: []string{KindEnv}, Keeps: []string{"envs/*/key", "envs/*/type", "envs/*/target", "envs/*/customEnvironmentIds", "hiddenProductionEnvCount"}, TTL: week,
			Redact: []string{"envs/*/value", "envs/*/legacyValue", "envs/*/comment"},
		},
		{
			ID: "domains.list", Doc: "lists the domains of a project", Paged: true,
			Kinds: []string{KindDomain}, Keeps: []string{"domains/*/name", "domains/*/verified", "domains/*/redirect"}, TTL: week,
			Redact: []string{"domains/*/verification"},
		},
	}
}

// Options of a run.
type Options struct {
	Token    string
	Base     string   // of the API; empty: that of Vercel
	Team     string   // id or slug; empty: what the token's user owns
	Projects []string // names or ids; empty: all
	Now      time.Time
	Timeout  time.Duration // of one answer; zero: the client's
	Attempts int
	Sleep    func(context.Context, time.Duration) error // nil: the clock
	Progress func(done, all int)                        // may be nil
}

// collector is one run.
type collector struct {
	o Options
	*gather.Record
	client *gather.Client
	specs  map[string]*live.Spec
}

// Run asks for everything. An error is a mistake of the user; what the service
// refuses is in the record.
func Run(ctx context.Context, o Options) (*gather.Record, error) {
	if o.Base == "" {
		o.Base = "https://" + Host
	}
	base, err := url.Parse(o.Base)
	if err != nil || base.Host == "" || base.User != nil || base.Scheme != "https" && base.Scheme != "http" {
		return nil, fmt.Errorf("the address of the API: want one like https://%s", Host)
	}
	if o.Token == "" {
		return nil, fmt.Errorf("there is no token")
	}
	if o.Now.IsZero() {
		o.Now = time.Now().UTC().Truncate(time.Second)
	}
	src := live.Source{Kind: ID, Account: o.Team, Endpoint: base.Host, Emulated: base.Scheme != "https" || base.Host != Host}
	specs := Specs()
	c := &collector{
		o:      o,
		Record: &gather.Record{ID: ID, Version: Version, Kinds: asked(o), Source: src, Specs: specs, Now: o.Now},
		client: &gather.Client{Base: base, Token: o.Token, Source: src, Timeout: o.Timeout, Attempts: o.Attempts, Sleep: o.Sleep, RequestID: "x-vercel-id"},
		specs:  make(map[string]*live.Spec),
	}
	for i := range specs {
		c.specs[specs[i].ID] = &specs[i]
	}
	c.run(ctx)
	return c.Record, nil
}

// asked are the kinds that are looked for: a user without a team has none.
func asked(o Options) []string {
	return slices.DeleteFunc(Kinds(), func(k string) bool { return k == KindTeam && o.Team == "" })
}

// account is what the places of facts begin with.
func (c *collector) account() string {
	if c.o.Team == "" {
		return "own"
	}
	return c.o.Team
}

func (c *collector) query() url.Values {
	q := url.Values{}
	if c.o.Team != "" {
		key := "slug"
		if len(c.o.Team) > 5 && c.o.Team[:5] == "team_" {
			key = "teamId"
		}
		q.Set(key, c.o.Team)
	}
	return q
}

func (c *collector) ask(spec, subject, path string, q url.Values) gather.Ask {
	a := gather.Ask{Spec: c.specs[spec], Path: path, Subject: subject, Query: q, Params: map[string]string{}}
	for k := range q {
		a.Params[k] = q.Get(k)
	}
	return a
}

// missing makes an item say that the answer lacks what it should hold.
func missing(it *live.Item, what string) *live.Item {
	x := *it
	x.State, x.Reason = candor.Unresolved, it.Spec+": the answer has no "+what
	return &x
}
