package cloudformation

import (
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/iac"
)

// database emits how a database of RDS takes connections: a group of
// parameters says so for itself, an instance or a cluster only where its group
// does not.
func (t *template) database(r *resource) {
	p := t.properties(r)
	switch r.typ {
	case "AWS::RDS::DBParameterGroup", "AWS::RDS::DBClusterParameterGroup":
		t.sink.DatabaseGroup(r.id, p.Get("Family"), t.parameters(r))
	case "AWS::RDS::DBCluster":
		t.served(r, p.Get("DBClusterParameterGroupName"), "AWS::RDS::DBClusterParameterGroup")
	case "AWS::RDS::DBInstance":
		switch c := p.Get("DBClusterIdentifier"); {
		case t.inCluster(r): // the cluster's settings, which have a fact of their own
		case c.Has():
			t.sink.Database(r.id, r.at, iac.Hidden("its cluster decides, which is not in the template", r.at), none)
		default:
			t.served(r, p.Get("DBParameterGroupName"), "AWS::RDS::DBParameterGroup")
		}
	}
}

func none(string) *iac.Node { return nil }

func (t *template) parameters(r *resource) iac.Params {
	return t.properties(r).Get("Parameters").Get
}

// served emits what a database takes whose parameters are those of the group name.
func (t *template) served(r *resource, name *iac.Node, typ string) {
	p := t.properties(r)
	groups := []*iac.Node{name}
	if name != nil && name.Kind == iac.Either {
		groups = name.Items
	}
	var own *resource
	decided := true
	for _, n := range groups {
		own = t.group(n, typ)
		decided = decided && own != nil && iac.Requires(t.parameters(own))
	}
	switch {
	case decided:
	case r.typ == "AWS::RDS::DBCluster":
		t.sink.Database(r.id, r.at, iac.NoDefault(r.at), none)
	case own != nil && len(groups) == 1:
		t.sink.Database(r.id, r.at, t.properties(own).Get("Family"), t.parameters(own))
	case name.Has():
		t.sink.Database(r.id, r.at, iac.NamedFamily(name, r.at), none)
	default:
		t.sink.Database(r.id, r.at, t.family(r, p), none)
	}
}

// family is that of the group which a database is given that names none.
func (t *template) family(r *resource, p *iac.Node) *iac.Node {
	spec, _ := specOf(r.typ)
	for _, key := range append(slices.Clip(spec.Inherit), "SourceDbiResourceId", "SourceDBInstanceAutomatedBackupsArn") {
		if v := p.Get(key); v.Has() {
			return iac.Hidden("it names no parameter group, and "+key+" may bring one", v.At)
		}
	}
	return iac.FamilyOf(p.Get("Engine"), p.Get("EngineVersion"), r.at)
}

// group is the parameter group of the template that a value names, or nil.
func (t *template) group(n *iac.Node, typ string) *resource {
	if n == nil {
		return nil
	}
	id, _, _ := strings.Cut(n.Raw, ".")
	if r := t.byID[id]; n.Kind == iac.Unknown && r != nil && r.typ == typ {
		return r
	}
	name, ok := n.Str()
	for _, r := range t.resources {
		if !ok || r.typ != typ {
			continue
		}
		own, named := t.properties(r).Get(strings.TrimPrefix(typ, "AWS::RDS::") + "Name").Str()
		if named && strings.EqualFold(own, name) {
			return r
		}
	}
	return nil
}
