package vercel

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/live"
)

// regions are those of Vercel by the names that AWS gives the same places, as
// the documentation of both has them.
func regions() map[string]string {
	return map[string]string{
		"arn1": "eu-north-1", "bom1": "ap-south-1", "cdg1": "eu-west-3", "cle1": "us-east-2", "cpt1": "af-south-1", "dub1": "eu-west-1",
		"dxb1": "me-central-1", "fra1": "eu-central-1", "gru1": "sa-east-1", "hkg1": "ap-east-1", "hnd1": "ap-northeast-1", "iad1": "us-east-1",
		"icn1": "ap-northeast-2", "kix1": "ap-northeast-3", "lhr1": "eu-west-2", "pdx1": "us-west-2", "sfo1": "us-west-1", "sin1": "ap-southeast-1",
		"syd1": "ap-southeast-2", "yul1": "ca-central-1",
	}
}

// deployment is what is read of one: where its functions run, each of which may
// have regions of its own, and where they go when those fail.
type deployment struct {
	ID        string    `json:"id"`
	State     string    `json:"readyState"`
	Regions   *[]string `json:"regions"`
	Passive   []string  `json:"passiveRegions"`
	Functions map[string]struct {
		Regions  []string `json:"regions"`
		Failover []string `json:"functionFailoverRegions"`
	} `json:"functions"`
	Routes []struct {
		Middleware     *int   `json:"middleware"`
		MiddlewarePath string `json:"middlewarePath"`
	} `json:"routes"`
}

// places are the regions of a deployment's functions, and those that wait for
// the first to fail.
func (d *deployment) places() (first, then []string) {
	first, then = slices.Clone(*d.Regions), slices.Clone(d.Passive)
	for _, f := range d.Functions {
		first, then = append(first, f.Regions...), append(then, f.Failover...)
	}
	slices.Sort(first)
	slices.Sort(then)
	first, then = slices.Compact(first), slices.Compact(then)
	return first, slices.DeleteFunc(then, func(r string) bool { return slices.Contains(first, r) })
}

// regions emits where the functions of a project run: what the production
// deployment says, because a deployment may choose other regions than its project.
// What lies at the edge (files, caches) is near to every visitor and no part of it.
func (c *collector) regions(ctx context.Context, it *live.Item, p *project, place string) {
	defaults := p.Resource.Regions
	if len(defaults) == 0 && p.Region != "" {
		defaults = []string{p.Region}
	}
	if p.Targets.Production == nil || p.Targets.Production.ID == "" {
		if len(defaults) == 0 {
			c.region(it, p, place, region{why: "there is no production deployment, and the project names no region"})
		}
		for _, r := range defaults {
			c.region(it, p, place, region{code: r, from: "default"})
		}
		c.failover(it, p, place)
		return
	}
	var v deployment
	d := c.client.Get(ctx, c.ask("deployments.get", p.Name, "/v13/deployments/"+p.Targets.Production.ID, c.query()), &v)
	c.Item(d)
	if d.State == candor.Observed && (v.Regions == nil || len(*v.Regions) == 0) {
		d = missing(d, "region")
	}
	if d.State != candor.Observed {
		c.Gap(d, place+"/functions", p.Name+"/functions", "store.region")
		return
	}
	first, then := v.places()
	for _, r := range first {
		c.region(d, p, place, region{code: r, from: "literal"})
	}
	for _, r := range then {
		c.region(d, p, place, region{code: r, from: "literal", waits: true})
	}
	if len(then) == 0 {
		c.failover(it, p, place)
	}
	for _, r := range v.Routes {
		if r.Middleware != nil || r.MiddlewarePath != "" {
			c.Fact(d, candor.Fact{
				Kind: "store.region", Subject: p.Name + "/middleware", State: candor.Observed, At: candor.Location{Path: place + "/middleware"},
				Value: map[string]any{"what": "middleware", "region": candor.UnknownValue("middleware runs where its visitor is, in any region", candor.Pos{})},
			})
			break
		}
	}
}

// failover emits that nobody but the service knows where functions go when their
// regions fail, where the project leaves that to it.
func (c *collector) failover(it *live.Item, p *project, place string) {
	if p.Resource.Failover {
		c.region(it, p, place, region{waits: true, why: "the service chooses where functions run while their regions fail (functionZeroConfigFailover)"})
	}
}

// region is one region of functions: by its code, or why it has none.
type region struct {
	code, why, from string
	waits           bool // for the other regions to fail
}

func (c *collector) region(it *live.Item, p *project, place string, r region) {
	name, known := regions()[r.code]
	val := candor.UnknownValue(r.why, candor.Pos{})
	switch {
	case known:
		val = candor.Known(name, r.from, candor.Pos{})
		if r.from == "default" {
			val.Why = "default of the project"
		}
	case r.code != "":
		val = candor.UnknownValue(fmt.Sprintf("%s is a region that candor does not know", r.code), candor.Pos{})
	}
	code := cmp.Or(r.code, "unknown")
	what, under := "functions in "+code, "/functions/"
	if r.waits {
		what, under = "functions in "+code+", while the other regions fail", "/failover/"
	}
	c.Fact(it, candor.Fact{
		Kind: "store.region", Subject: p.Name + under + code, State: candor.Observed, At: candor.Location{Path: place + "/functions"},
		Value: map[string]any{"what": what, "region": val},
	})
}
