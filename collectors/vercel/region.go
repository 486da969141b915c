package vercel

import (
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

// regions emits where the functions of a project run: what the production
// deployment says, because a deployment may choose other regions than its project.
func (c *collector) regions(ctx context.Context, it *live.Item, p *project, place string) {
	defaults := p.Resource.Regions
	if len(defaults) == 0 && p.Region != "" {
		defaults = []string{p.Region}
	}
	if p.Targets.Production == nil || p.Targets.Production.ID == "" {
		if len(defaults) == 0 {
			c.region(it, p, place, "", "there is no production deployment, and the project names no region", "")
		}
		for _, r := range defaults {
			c.region(it, p, place, r, "", "default")
		}
		return
	}
	var v struct {
		ID      string    `json:"id"`
		State   string    `json:"readyState"`
		Regions *[]string `json:"regions"`
	}
	d := c.client.Get(ctx, c.ask("deployments.get", p.Name, "/v13/deployments/"+p.Targets.Production.ID, c.query()), &v)
	c.Item(d)
	if d.State == candor.Observed && (v.Regions == nil || len(*v.Regions) == 0) {
		d = missing(d, "region")
	}
	if d.State != candor.Observed {
		c.Gap(d, place+"/functions", p.Name+"/functions", "store.region")
		return
	}
	slices.Sort(*v.Regions)
	for _, r := range slices.Compact(*v.Regions) {
		c.region(d, p, place, r, "", "literal")
	}
}

func (c *collector) region(it *live.Item, p *project, place, code, why, from string) {
	name, known := regions()[code]
	val := candor.UnknownValue(why, candor.Pos{})
	switch {
	case known:
		val = candor.Known(name, from, candor.Pos{})
		if from == "default" {
			val["why"] = "default of the project"
		}
	case code != "":
		val = candor.UnknownValue(fmt.Sprintf("%s is a region that candor does not know", code), candor.Pos{})
	}
	if code == "" {
		code = "unknown"
	}
	c.Fact(it, candor.Fact{
		Kind: "store.region", Subject: p.Name + "/functions/" + code, State: candor.Observed, At: candor.Location{Path: place + "/functions"},
		Value: map[string]any{"what": "functions in " + code, "region": val},
	})
}
