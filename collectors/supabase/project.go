package supabase

import (
	"cmp"
	"context"
	"maps"
	"net/netip"
	"regexp"
	"slices"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/live"
)

// project is what is kept of one.
type project struct {
	ID           string `json:"ref"` // its reference
	OldID        string `json:"id"`  // the same under the name that is to go
	Organisation string `json:"organization_slug"`
	OldOrg       string `json:"organization_id"` // the same
	Name         string `json:"name"`
	Region       string `json:"region"`
	Status       string `json:"status"`
	Database     struct {
		Version string `json:"version"`
	} `json:"database"`
}

func (c *collector) run(ctx context.Context) {
	var all []project
	it := c.get(ctx, "projects.list", "", "/v1/projects", &all)
	if it.State == candor.Observed && all == nil {
		it = missing(it, "list")
	}
	if it.State != candor.Observed {
		c.Gap(it, "supabase://", "the projects", Kinds()...)
		return
	}
	seen := make(map[string]bool)
	for i := range all {
		all[i].ID, all[i].Organisation = cmp.Or(all[i].ID, all[i].OldID), cmp.Or(all[i].Organisation, all[i].OldOrg)
	}
	for _, p := range all {
		seen[p.ID] = true
	}
	for _, ref := range c.o.Projects {
		if !seen[ref] {
			gone := *it
			gone.State, gone.Reason = candor.Denied, "the list of projects does not hold it: it is not there, or the token may not see it"
			c.Gap(&gone, "supabase://"+ref, ref, Kinds()...)
		}
	}
	if len(all) == 0 {
		gone := *it
		gone.State, gone.Reason = candor.Denied, "the token sees no project"
		c.Gap(&gone, "supabase://", "the projects", Kinds()...)
	}
	all = slices.DeleteFunc(all, func(p project) bool { return len(c.o.Projects) > 0 && !slices.Contains(c.o.Projects, p.ID) })
	for i := range all {
		c.project(ctx, it, &all[i])
		if c.o.Progress != nil {
			c.o.Progress(i+1, len(all))
		}
	}
}

func (c *collector) project(ctx context.Context, it *live.Item, p *project) {
	if !reference(p.ID) {
		c.Gap(missing(it, "reference of a project that could be asked for"), "supabase://", "a project", Kinds()...)
		return
	}
	place := "supabase://" + p.ID
	fact := func(it *live.Item, kind string, v map[string]any) {
		c.Fact(it, candor.Fact{Kind: kind, Subject: p.ID, State: candor.Observed, Value: v, At: candor.Location{Path: place}})
	}
	fact(it, KindProject, map[string]any{"name": p.Name, "organisation": p.Organisation, "region": p.Region, "status": p.Status, "postgres": p.Database.Version})
	fact(it, "store.region", map[string]any{"what": "project " + p.Name, "region": text(p.Region, "the service names no region")})
	c.replicas(ctx, p, place)
	c.ssl(ctx, p, place, fact)
	c.network(ctx, p, place, fact)
	c.backups(ctx, p, place, fact)
	c.auth(ctx, p, place, fact)
}

type emit func(it *live.Item, kind string, v map[string]any)

func text(s, why string) *candor.Val {
	if s == "" {
		return candor.UnknownValue(why, candor.Pos{})
	}
	return candor.Known(s, "literal", candor.Pos{})
}

// replicas looks for databases beside the first. Their names carry their region.
func (c *collector) replicas(ctx context.Context, p *project, place string) {
	var list []struct {
		Identifier string `json:"identifier"`
		Type       string `json:"database_type"`
	}
	it := c.get(ctx, "pooler.get", p.ID, "/v1/projects/"+p.ID+"/config/database/pooler", &list)
	if it.State == candor.Observed && len(list) == 0 {
		it = missing(it, "database")
	}
	if it.State != candor.Observed {
		c.Gap(it, place+"/replicas", p.ID+"/replicas", "store.region")
		return
	}
	region := regexp.MustCompile(`-rr-([a-z]{2,3}-[a-z]+-\d)-[a-z0-9]+$`)
	seen := make(map[string]bool)
	for _, d := range list {
		if d.Type == "PRIMARY" || seen[d.Identifier] {
			continue
		}
		seen[d.Identifier] = true
		where := candor.UnknownValue("the name of the replica holds no region", candor.Pos{})
		if m := region.FindStringSubmatch(d.Identifier); m != nil {
			where = candor.Known(m[1], "literal", candor.Pos{})
		}
		c.Fact(it, candor.Fact{
			Kind: "store.region", Subject: p.ID + "/" + d.Identifier, State: candor.Observed, At: candor.Location{Path: place + "/" + d.Identifier},
			Value: map[string]any{"what": "read replica of " + p.Name, "region": where},
		})
	}
}

func (c *collector) ssl(ctx context.Context, p *project, place string, fact emit) {
	var v struct {
		Current struct {
			Database *bool `json:"database"`
		} `json:"currentConfig"`
		Applied *bool `json:"appliedSuccessfully"`
	}
	it := c.get(ctx, "ssl.get", p.ID, "/v1/projects/"+p.ID+"/ssl-enforcement", &v)
	if it.State == candor.Observed && (v.Current.Database == nil || v.Applied == nil) {
		it = missing(it, "current setting")
	}
	if it.State != candor.Observed {
		c.Gap(it, place, p.ID, KindSSL, "tls.setting")
		return
	}
	fact(it, KindSSL, map[string]any{"name": p.Name, "enforced": *v.Current.Database, "applied": *v.Applied})
	policy := candor.Known(map[bool]string{true: "required", false: "optional"}[*v.Current.Database], "literal", candor.Pos{})
	if !*v.Applied {
		policy = candor.UnknownValue("the setting was not applied", candor.Pos{})
	}
	fact(it, "tls.setting", map[string]any{"hop": "app-database", "platform": ID, "setting": "SSL enforcement", "policy": policy})
}

func (c *collector) network(ctx context.Context, p *project, place string, fact emit) {
	var v struct {
		Config *struct {
			V4 *[]string `json:"dbAllowedCidrs"`
			V6 *[]string `json:"dbAllowedCidrsV6"`
		} `json:"config"`
		Status      string `json:"status"`
		Entitlement string `json:"entitlement"`
	}
	it := c.get(ctx, "network.get", p.ID, "/v1/projects/"+p.ID+"/network-restrictions", &v)
	if it.State == candor.Observed && (v.Config == nil || v.Status == "") {
		it = missing(it, "current setting")
	}
	if it.State != candor.Observed {
		c.Gap(it, place, p.ID, "net.exposure")
		return
	}
	var nets []string
	for _, l := range []*[]string{v.Config.V4, v.Config.V6} {
		if l != nil {
			nets = append(nets, *l...)
		}
	}
	fact(it, "net.exposure", map[string]any{"what": "database", "setting": "network restrictions", "public": public(nets, v.Status)})
}

// public tells whether everybody can reach a database. Without any network, no
// restriction was ever set, and the platform lets all in.
func public(nets []string, status string) *candor.Val {
	if len(nets) == 0 {
		return candor.Known(true, "platform", candor.Pos{})
	}
	for _, n := range nets {
		pfx, err := netip.ParsePrefix(n)
		switch {
		case err != nil:
			return candor.UnknownValue("one of the networks is none", candor.Pos{})
		case pfx.Bits() == 0:
			return candor.Known(true, "literal", candor.Pos{})
		}
	}
	if status != "applied" {
		return candor.UnknownValue("the restrictions are stored and not applied", candor.Pos{})
	}
	return candor.Known(false, "literal", candor.Pos{})
}

func (c *collector) backups(ctx context.Context, p *project, place string, fact emit) {
	var v struct {
		PITR    *bool `json:"pitr_enabled"`
		Backups *[]struct {
			Status   string `json:"status"`
			Inserted string `json:"inserted_at"`
		} `json:"backups"`
		Physical struct {
			Earliest int64 `json:"earliest_physical_backup_date_unix"`
			Latest   int64 `json:"latest_physical_backup_date_unix"`
		} `json:"physical_backup_data"`
	}
	it := c.get(ctx, "backups.list", p.ID, "/v1/projects/"+p.ID+"/database/backups", &v)
	if it.State == candor.Observed && (v.PITR == nil || v.Backups == nil) {
		it = missing(it, "list of backups")
	}
	if it.State != candor.Observed {
		c.Gap(it, place, p.ID, "store.backup")
		return
	}
	var oldest, newest time.Time
	for _, b := range *v.Backups {
		at, err := when(b.Inserted)
		if b.Status != "COMPLETED" || err != nil {
			continue
		}
		if oldest.IsZero() || at.Before(oldest) {
			oldest = at
		}
		if at.After(newest) {
			newest = at
		}
	}
	if e := v.Physical.Earliest; e > 0 && (oldest.IsZero() || time.Unix(e, 0).Before(oldest)) {
		oldest = time.Unix(e, 0).UTC()
	}
	if l := v.Physical.Latest; l > 0 && time.Unix(l, 0).After(newest) {
		newest = time.Unix(l, 0).UTC()
	}
	days := 0
	if !oldest.IsZero() {
		days = max(0, int(c.Now.Sub(oldest).Hours()/24))
	}
	m := map[string]any{"what": "database", "plan": false, "on": nil, "pitr": *v.PITR, "days": candor.Known(days, "literal", candor.Pos{}), "newest": ""}
	if !newest.IsZero() {
		m["newest"] = newest.UTC().Format(time.RFC3339)
	}
	if oldest.IsZero() && *v.PITR {
		m["days"] = candor.UnknownValue("a point in time can be restored, and the answer does not say since when", candor.Pos{})
	}
	fact(it, "store.backup", m)
}

func when(s string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05.999999", "2006-01-02 15:04:05"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	_, err := time.Parse(time.RFC3339, s)
	return time.Time{}, err
}

// authSettings are the settings of sign-in that are kept, all others are passed over.
func authSettings() []string {
	return []string{
		"jwt_exp", "password_min_length", "password_hibp_enabled", "mfa_totp_enroll_enabled", "mfa_totp_verify_enabled",
		"mfa_web_authn_enroll_enabled", "mfa_web_authn_verify_enabled", "mfa_phone_enroll_enabled", "mfa_phone_verify_enabled",
		"disable_signup", "external_anonymous_users_enabled", "mailer_autoconfirm", "mailer_allow_unverified_email_sign_ins",
		"refresh_token_rotation_enabled", "security_update_password_require_reauthentication", "security_manual_linking_enabled",
		"sessions_timebox", "sessions_inactivity_timeout", "external_email_enabled",
	}
}

// settings keeps the known names of an object where they are numbers or switches.
type settings map[string]any

func (s *settings) keep(from map[string]any) {
	*s = settings{}
	for _, k := range authSettings() {
		switch v := from[k].(type) {
		case bool, float64:
			(*s)[k] = v
		}
	}
}

func (c *collector) auth(ctx context.Context, p *project, place string, fact emit) {
	var v authAnswer
	it := c.get(ctx, "auth.get", p.ID, "/v1/projects/"+p.ID+"/config/auth", &v)
	if it.State == candor.Observed && len(v.settings) == 0 {
		it = missing(it, "setting that is known")
	}
	if it.State != candor.Observed {
		c.Gap(it, place, p.ID, KindAuth)
		return
	}
	m := map[string]any{"name": p.Name}
	for _, k := range slices.Sorted(maps.Keys(v.settings)) {
		m[k] = v.settings[k]
	}
	fact(it, KindAuth, m)
}
