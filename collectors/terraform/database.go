package terraform

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/candor-dev/candor/internal/iac"
)

// database emits how a database of RDS takes connections: a group of
// parameters says so for itself, an instance or a cluster only where its group
// does not.
func (m *module) database(b *block) {
	switch b.typ {
	case "aws_db_parameter_group", "aws_rds_cluster_parameter_group":
		m.sink.DatabaseGroup(b.id, m.properties(b).Get("family"), m.parameters(b))
	case "aws_db_instance":
		m.served(b, "parameter_group_name", "aws_db_parameter_group")
	case "aws_rds_cluster":
		m.served(b, "db_cluster_parameter_group_name", "aws_rds_cluster_parameter_group")
	}
}

// parameters reads the blocks of a group. One whose name a plan decides may be
// any of those that are not written out.
func (m *module) parameters(b *block) iac.Params {
	list := m.properties(b).Get("parameter").List()
	return func(name string) *iac.Node {
		var found []*iac.Node
		var hidden *iac.Node
		for _, p := range list {
			own, ok := p.Get("name").Str()
			switch v := p.Get("value"); {
			case !ok:
				hidden = iac.Hidden(name+" may be among parameters that a plan decides", p.At)
			case own == name && v.Has():
				found = append(found, v)
			case own == name:
				found = append(found, iac.Hidden(name+" has no value", p.At))
			}
		}
		if len(found) == 0 {
			return hidden
		}
		return iac.OneOf("which of several blocks for "+name+" counts", found[0].At, found...)
	}
}

// served emits what a database takes whose parameters are those of a group.
func (m *module) served(b *block, key, typ string) {
	at := placeOf(b)
	p := m.properties(b)
	name := p.Get(key)
	g := m.group(b, name, key, typ)
	none := func(string) *iac.Node { return nil }
	switch {
	case g != nil && iac.Requires(m.parameters(g)):
	case b.typ == "aws_rds_cluster":
		m.sink.Database(b.id, at, iac.NoDefault(at), none)
	case g != nil:
		m.sink.Database(b.id, at, m.properties(g).Get("family"), m.parameters(g))
	case name.Has():
		m.sink.Database(b.id, at, iac.NamedFamily(name, at), none)
	default:
		m.sink.Database(b.id, at, m.family(b, p), none)
	}
}

// family is that of the group which a database is given that names none.
func (m *module) family(b *block, p *iac.Node) *iac.Node {
	spec, _ := specOf(b.typ)
	for _, key := range append(slices.Clip(spec.Inherit), "s3_import") {
		if v := p.Get(key); v.Has() {
			return iac.Hidden("it names no parameter group, and "+key+" may bring one", v.At)
		}
	}
	return iac.FamilyOf(p.Get("engine"), p.Get("engine_version"), placeOf(b))
}

// group is the parameter group of the folder that a database certainly has.
func (m *module) group(b *block, name *iac.Node, key, typ string) *block {
	if a := b.Body.Attributes[key]; a != nil {
		if x, ok := a.Expr.(*hclsyntax.ScopeTraversalExpr); ok && x.Traversal.RootName() == typ {
			g := m.byName[typ+"."+first(attrs(x.Traversal))]
			if g != nil && m.existence(g) == present {
				return g
			}
			return nil
		}
	}
	s, ok := name.Str()
	for _, g := range m.blocks {
		if !ok || g.Type != "resource" || g.typ != typ || m.existence(g) != present {
			continue
		}
		if own, named := m.properties(g).Get("name").Str(); named && strings.EqualFold(own, s) {
			return g
		}
	}
	return nil
}
