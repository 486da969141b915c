// Package supabase asks the Management API of Supabase what it says of projects:
// region, encryption of connections, who may reach the database, backups and the
// settings of sign-in. It asks for no key and no secret.
package supabase

import (
	"context"
	"fmt"
	"net/url"
	"regexp"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/live"
	"github.com/candor-dev/candor/internal/live/gather"
)

// ID and Version name the collector in facts.
const (
	ID      = "supabase"
	Version = "1"
)

// Host is the API's; an answer of any other host is emulated.
const Host = "api.supabase.com"

// The kinds that only this collector gives.
const (
	KindProject = "supabase.project"
	KindSSL     = "supabase.ssl"
	KindAuth    = "supabase.auth"
)

// Kinds lists what the collector gives. The others have the shapes that the
// templates of infrastructure give, so that the same rules judge them.
func Kinds() []string {
	return []string{KindProject, KindSSL, KindAuth, "store.region", "store.backup", "net.exposure", "tls.setting"}
}

// TokenNotice is what whoever makes a token has to know.
const TokenNotice = "a personal access token of Supabase has all the rights of its user, writing too; where a fine-grained one can be made, give it the permissions that are named here and no others"

// Specs are the calls, one after the other.
func Specs() []live.Spec {
	const day = 24 * time.Hour
	need := func(p string) []live.Permission { return []live.Permission{{Action: p}} }
	return []live.Spec{
		{
			ID: "projects.list", Doc: "lists the projects that the token can see, with region, status and version of Postgres",
			Kinds: Kinds(), Needs: need("projects_read"), TTL: 7 * day,
			Keeps: []string{"ref", "id", "organization_slug", "organization_id", "name", "region", "status", "database.version"},
		},
		{
			ID: "pooler.get", Doc: "asks which databases a project has, for its read replicas",
			Kinds: []string{"store.region"}, Needs: need("database_pooling_config_read"), TTL: 7 * day,
			Keeps: []string{"identifier", "database_type"}, Redact: []string{"*/connection_string", "*/connectionString"},
		},
		{
			ID: "ssl.get", Doc: "asks whether the database takes connections without TLS",
			Kinds: []string{KindSSL, "tls.setting"}, Needs: need("database_ssl_config_read"), TTL: 7 * day,
			Keeps: []string{"currentConfig.database", "appliedSuccessfully"},
		},
		{
			ID: "network.get", Doc: "asks from which addresses the database can be reached",
			Kinds: []string{"net.exposure"}, Needs: need("database_network_restrictions_read"), TTL: 7 * day,
			Keeps: []string{"config.dbAllowedCidrs", "config.dbAllowedCidrsV6", "status", "entitlement"},
		},
		{
			ID: "backups.list", Doc: "asks which backups there are, and whether a point in time can be restored",
			Kinds: []string{"store.backup"}, Needs: need("backups_read"), TTL: 7 * day,
			Keeps: []string{"pitr_enabled", "walg_enabled", "region", "backups/*/status", "backups/*/inserted_at", "physical_backup_data"},
		},
		{
			ID: "auth.get", Doc: "asks how people sign in: second factors, passwords, the life of tokens",
			Kinds: []string{KindAuth}, Needs: need("auth_config_read"), TTL: 7 * day,
			Keeps:  authSettings(),
			Redact: []string{"smtp_*", "external_*_secret", "hook_*_secrets", "sms_*", "security_captcha_secret", "saml_*"},
		},
	}
}

// Options of a run.
type Options struct {
	Token    string
	Base     string   // of the API; empty: that of Supabase
	Projects []string // references; empty: all that the token can see
	Now      time.Time
	// Timeout of one answer, and how often a call is tried. Zero: the client's.
	Timeout  time.Duration
	Attempts int
	Sleep    func(context.Context, time.Duration) error // nil: the clock
	Progress func(done, all int)                        // may be nil
}

// perMinute is a little less than the 60 that a user of the API has.
const perMinute = 55

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
	for _, p := range o.Projects {
		if !reference(p) {
			return nil, fmt.Errorf("project %q: want the reference of a project, lower-case letters and digits", p)
		}
	}
	if o.Now.IsZero() {
		o.Now = time.Now().UTC().Truncate(time.Second)
	}
	src := live.Source{Kind: ID, Endpoint: base.Host, Emulated: base.Scheme != "https" || base.Host != Host}
	specs := Specs()
	c := &collector{
		o:      o,
		Record: &gather.Record{ID: ID, Version: Version, Kinds: Kinds(), Source: src, Specs: specs, Now: o.Now},
		client: &gather.Client{
			Base: base, Token: o.Token, Source: src, Timeout: o.Timeout, Attempts: o.Attempts, Sleep: o.Sleep,
			RequestID: "x-request-id", PerMinute: perMinute,
		},
		specs: make(map[string]*live.Spec),
	}
	if src.Emulated {
		c.client.PerMinute = 0 // the limit is that of the service
	}
	for i := range specs {
		c.specs[specs[i].ID] = &specs[i]
	}
	c.run(ctx)
	return c.Record, nil
}

func reference(s string) bool { return regexp.MustCompile(`^[a-z0-9]{3,40}$`).MatchString(s) }

// get asks for a part of a project.
func (c *collector) get(ctx context.Context, spec, ref, path string, v any) *live.Item {
	a := gather.Ask{Spec: c.specs[spec], Path: path, Subject: ref}
	if ref != "" {
		a.Params = map[string]string{"ref": ref}
	}
	it := c.client.Get(ctx, a, v)
	c.Item(it)
	return it
}

// missing makes an item say that the answer lacks what it should hold.
func missing(it *live.Item, what string) *live.Item {
	x := *it
	x.State, x.Reason = candor.Unresolved, it.Spec+": the answer has no "+what
	return &x
}
