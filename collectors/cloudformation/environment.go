package cloudformation

import (
	"path"
	"strings"

	"github.com/candor-dev/candor/internal/iac"
)

// environment is where the tree itself says that a template is deployed.
type environment struct {
	template        string
	region, account *iac.Node // nil when it does not say
}

// manifest reads the environments of the stacks of a CDK app, as cdk synth
// writes them: "aws://111122223333/eu-west-1". What stands in it as unknown is
// what the app leaves to the deployment.
func (g *given) manifest(p string, b []byte) {
	root, err := iac.ParseYAML(b)
	if err != nil {
		return // no template, and nothing but the region is lost
	}
	for id, a := range fields(fields(root)["artifacts"]) {
		f := fields(a)
		properties := fields(f["properties"])
		at, file := f["environment"], properties["templateFile"]
		if typ := f["type"]; file != nil && typ != nil && typ.Value == "aws:cloudformation:stack" {
			name := id
			if own := properties["stackName"]; own != nil {
				name = own.Value
			}
			g.stacks = append(g.stacks, stackName{path.Join(path.Dir(p), file.Value), name})
		}
		if at == nil || file == nil {
			continue
		}
		account, region, ok := strings.Cut(strings.TrimPrefix(at.Value, "aws://"), "/")
		if !ok {
			continue
		}
		e := environment{template: path.Join(path.Dir(p), file.Value)}
		say := func(v, what string) *iac.Node {
			if strings.HasPrefix(v, "unknown-") || v == "" {
				return nil
			}
			n := iac.Text(v, iac.PlaceOf(p, at))
			n.Why = what + " of the stack in " + p
			return n
		}
		e.account, e.region = say(account, "account"), say(region, "region")
		g.places = append(g.places, e)
	}
}

// environmentOf is where a template is deployed: several environments leave a
// choice.
func (g *given) environmentOf(p string) (region, account *iac.Node) {
	if g == nil {
		return nil, nil
	}
	var regions, accounts []*iac.Node
	for _, e := range g.places {
		if e.template != p && strings.TrimSuffix(e.template, path.Ext(e.template)) != strings.TrimSuffix(p, path.Ext(p)) {
			continue
		}
		if e.region != nil {
			regions = append(regions, e.region)
		}
		if e.account != nil {
			accounts = append(accounts, e.account)
		}
	}
	one := func(list []*iac.Node) *iac.Node {
		if len(list) == 0 {
			return nil
		}
		return iac.OneOf("the environment of the stack", list[0].At, list...)
	}
	return one(regions), one(accounts)
}

// deployed emits the regions that a stack of the template is deployed to.
func (t *template) deployed() {
	for _, r := range t.region.List() {
		t.sink.Region("stack", "stack", iac.At(r.At, path.Base(t.path)), r)
	}
}
