package cloudformation

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// exported is the scope of what stacks export: a name stands for one thing in
// all of a region.
const exported = "export"

// findHolders notes which roles, users and groups of the template hold its
// policies: by the lists of a policy, and by the lists of a role. Those of another
// stack are known by the name that it exports.
func (t *template) findHolders() {
	outputs := fields(t.outputs)
	for _, name := range sorted(outputs) {
		f := fields(outputs[name])
		as, ok := t.resolve(fields(f["Export"])["Name"], 0).Str()
		if f["Export"] == nil || !ok {
			continue
		}
		t.refersTo(f["Value"], 0, func(to *resource) {
			switch to.typ {
			case "AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group":
				t.sink.HoldIn(to.at, to.id, exported, as)
			}
		})
	}
	for _, r := range t.resources {
		f := fields(r.props)
		switch r.typ {
		case "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy", "AWS::IAM::UserPolicy", "AWS::IAM::GroupPolicy":
			for _, key := range []string{"Roles", "Users", "Groups", "RoleName", "UserName", "GroupName"} {
				t.refersTo(f[key], 0, func(to *resource) {
					switch to.typ {
					case "AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group":
						t.sink.Hold(r.at, r.id, to.id)
					}
				})
				for _, as := range t.imports(f[key], 0) {
					t.sink.HoldIn(r.at, r.id, exported, as)
				}
			}
		case "AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group":
			t.holds(r, f["ManagedPolicyArns"])
		case "AWS::Serverless::Function", "AWS::Serverless::StateMachine":
			list := deref(f["Policies"])
			if list != nil && list.Kind == yaml.SequenceNode {
				for _, x := range list.Content {
					if fields(x)["Statement"] == nil { // a document of its own names resources
						t.holds(r, x)
					}
				}
			}
		}
	}
}

// imports are the names of other stacks' exports that a value names.
func (t *template) imports(y *yaml.Node, depth int) []string {
	y = deref(y)
	if y == nil || depth > maxDepth {
		return nil
	}
	if name, arg := function(y); name == "ImportValue" && arg != nil {
		c := *arg
		if c.Tag == "!ImportValue" {
			c.Tag = ""
		}
		if s, ok := t.resolve(&c, depth+1).Str(); ok {
			return []string{s}
		}
		return nil
	}
	var out []string
	for _, c := range y.Content {
		out = append(out, t.imports(c, depth+1)...)
	}
	return out
}

// holds notes the policies of the template that a resource attaches.
func (t *template) holds(r *resource, arns *yaml.Node) {
	t.refersTo(arns, 0, func(to *resource) {
		if to.typ == "AWS::IAM::ManagedPolicy" {
			t.sink.Hold(r.at, to.id, r.id)
		}
	})
}

// refersTo calls f with each resource that a value names by Ref, GetAtt or Sub.
func (t *template) refersTo(y *yaml.Node, depth int, f func(*resource)) {
	y = deref(y)
	if y == nil || depth > maxDepth {
		return
	}
	if y.Kind == yaml.ScalarNode {
		id, _, _ := strings.Cut(y.Value, ".")
		if r := t.byID[id]; r != nil {
			f(r)
		}
		for _, part := range strings.Split(y.Value, "${")[1:] {
			name, _, _ := strings.Cut(part, "}")
			name, _, _ = strings.Cut(strings.TrimSpace(name), ".")
			if r := t.byID[name]; r != nil {
				f(r)
			}
		}
	}
	for _, c := range y.Content {
		t.refersTo(c, depth+1, f)
	}
}
