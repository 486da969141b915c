package cloudformation

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// interfacesAlone reports that what uses the group of a line are interface endpoints
// of the VPC and nothing else that the template names. They have private addresses.
func (t *template) interfacesAlone(r *resource) bool {
	group := r
	if r.typ != "AWS::EC2::SecurityGroup" {
		group = nil
		if n := t.properties(r).Get("GroupId"); n.Has() {
			id, _, _ := strings.Cut(n.Raw, ".")
			group = t.byID[id]
		}
	}
	if group == nil || mentions(t.outputs, group.id) || mentions(t.globals, group.id) {
		return false
	}
	used := false
	for _, o := range t.resources {
		kind, _ := t.properties(o).Get("VpcEndpointType").Str()
		switch {
		case o == group, !mentions(o.props, group.id):
		case o.typ == "AWS::EC2::SecurityGroupIngress", o.typ == "AWS::EC2::SecurityGroupEgress": // a line of the group
		case o.typ == "AWS::EC2::VPCEndpoint" && kind == "Interface":
			used = true
		default:
			return false
		}
	}
	return used
}

// mentions reports a value that may name a resource. An alias is not followed, and
// may.
func mentions(n *yaml.Node, id string) bool {
	switch {
	case n == nil:
		return false
	case n.Kind == yaml.AliasNode:
		return true
	case n.Kind == yaml.ScalarNode:
		return n.Value == id || strings.HasPrefix(n.Value, id+".") || strings.Contains(n.Value, "${"+id+"}") || strings.Contains(n.Value, "${"+id+".")
	}
	for _, x := range n.Content {
		if mentions(x, id) {
			return true
		}
	}
	return false
}
