package cloudformation

import (
	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor/internal/iac"
)

// ownHolders are the roles, users and groups that surely hold what r grants, as
// far as the template names them, and the policies that they hold with it.
func (t *template) ownHolders(r *resource) []iac.Itself {
	who := t.holdersOf(r)
	var out []iac.Itself
	bounded := false
	for _, x := range who {
		if i := t.itself(x); i != nil {
			bounded = bounded || i.Bounded
			out = append(out, *i)
		}
	}
	for _, p := range t.resources {
		if p.typ != "AWS::IAM::ManagedPolicy" || p.never {
			continue
		}
		held := p == r
		for _, x := range who {
			held = held || t.lists(x, "ManagedPolicyArns", p)
			for _, y := range t.listed(p) {
				held = held || x == y
			}
		}
		if i := t.itself(p); held && i != nil {
			i.Bounded = bounded
			out = append(out, *i)
		}
	}
	return out
}

// holdersOf are the roles, users and groups that the template gives r to, or r itself.
func (t *template) holdersOf(r *resource) []*resource {
	switch r.typ {
	case "AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group":
		return []*resource{r}
	}
	who := t.listed(r)
	for _, x := range t.resources {
		if r.typ == "AWS::IAM::ManagedPolicy" && t.lists(x, "ManagedPolicyArns", r) {
			who = append(who, x)
		}
	}
	return who
}

// listed are the roles, users and groups that a policy lists by reference.
func (t *template) listed(r *resource) []*resource {
	var out []*resource
	for _, key := range []string{"Roles", "Users", "Groups", "RoleName", "UserName", "GroupName"} {
		y := deref(fields(r.props)[key])
		if y == nil {
			continue
		}
		items := []*yaml.Node{y}
		if y.Kind == yaml.SequenceNode {
			items = y.Content
		}
		for _, item := range items {
			if x := t.named(item); x != nil {
				out = append(out, x)
			}
		}
	}
	return out
}

// lists reports a resource that lists another by reference.
func (t *template) lists(r *resource, key string, other *resource) bool {
	y := deref(fields(r.props)[key])
	if y == nil || y.Kind != yaml.SequenceNode {
		return false
	}
	for _, item := range y.Content {
		if t.named(item) == other {
			return true
		}
	}
	return false
}

// named is the resource that a value refers to and nothing else, nil for others.
func (t *template) named(y *yaml.Node) *resource {
	name, arg := function(y)
	if name != "Ref" || arg == nil || arg.Kind != yaml.ScalarNode {
		return nil
	}
	return t.byID[arg.Value]
}

// itself is a resource as a policy that takes it in knows it, nil when its ARN
// can't be told.
func (t *template) itself(r *resource) *iac.Itself {
	kind := map[string]string{"AWS::IAM::Role": "role", "AWS::IAM::User": "user", "AWS::IAM::Group": "group", "AWS::IAM::ManagedPolicy": "policy"}[r.typ]
	if kind == "" || r.never {
		return nil
	}
	n := namesOf(r.typ)
	if kind == "group" {
		n = named{prop: "GroupName"}
	}
	f := fields(r.props)
	var path *iac.Node
	if f["Path"] != nil {
		path = t.resolve(f["Path"], maxDepth/2)
	}
	i := iac.NewItself(kind, t.nameOf(r, n, r.at), path, r.at)
	if i == nil && path == nil && n.arn != "" && f[n.prop] == nil {
		i = &iac.Itself{Kind: kind, ARN: t.arnOf(r, n, r.at)} // by reference
	}
	if i == nil {
		return nil
	}
	i.Bounded = t.mayBeBounded(r)
	i.Same = func(hole string) string {
		p := t.params[hole]
		typ := fields(p)["Type"]
		switch {
		case hole == r.id, hole == "AWS::StackName", hole == "AWS::Region":
			return hole
		case p != nil && typ != nil && typ.Value == "String":
			return hole
		}
		return ""
	}
	return i
}
