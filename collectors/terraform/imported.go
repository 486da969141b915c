package terraform

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/candor-dev/candor/internal/iac"
)

// importing is a block that takes into the state what was made elsewhere.
type importing struct {
	to hclsyntax.Expression
	at iac.Place
}

// computed are the arguments of a type that stay as they are where nothing is written:
// optional in the schema of the provider, and computed.
func computed(typ string) []string {
	switch typ {
	case "aws_db_instance":
		return []string{"backup_retention_period", "parameter_group_name"}
	case "aws_dynamodb_table":
		return []string{"point_in_time_recovery", "server_side_encryption"}
	case "aws_efs_file_system":
		return []string{"encrypted"}
	case "aws_s3_bucket":
		return []string{"logging", "versioning"}
	}
	return nil
}

// madeElsewhere says of what the configuration did not make that it is as it was made,
// in all that nothing is written of and that the provider then leaves alone.
func (m *module) madeElsewhere(b *block, props *iac.Node) *iac.Node {
	keys := computed(b.typ)
	if len(keys) == 0 || b.Type != "resource" || props.Kind != iac.Map {
		return props
	}
	why, at := m.elsewhere(b, props)
	if why == "" {
		return props
	}
	c := *props
	c.Entries = slices.Clip(props.Entries)
	for _, key := range keys {
		if !slices.ContainsFunc(props.Entries, func(e iac.Entry) bool { return e.Key == key }) {
			c.Entries = append(c.Entries, iac.Entry{Key: key, At: at, Node: iac.Hidden(key+" is not set, and stays what it is: "+why, at)})
		}
	}
	return &c
}

// elsewhere says why a resource can't have been made by the configuration, "" where it
// can.
func (m *module) elsewhere(b *block, props *iac.Node) (string, iac.Place) {
	root := m.root()
	for _, x := range root.imports {
		if b.id != "" && root.imported(x) == plainAddress(m.address, b) {
			return fmt.Sprintf("the resource is imported (%s, line %d)", x.at.Path, x.at.Line), x.at
		}
	}
	if b.typ != "aws_db_instance" {
		return "", iac.Place{}
	}
	for _, key := range []string{
		"password", "password_wo", "manage_master_user_password", "snapshot_identifier",
		"replicate_source_db", "restore_to_point_in_time", "s3_import",
	} {
		if props.Get(key).Has() {
			return "", iac.Place{}
		}
	}
	return "the database was made elsewhere, since RDS makes none without a password", placeOf(b)
}

// imported is the address that a block for an import names, without keys.
func (m *module) imported(x importing) string {
	if t, ok := x.to.(*hclsyntax.ScopeTraversalExpr); ok {
		return traversalName(t.Traversal)
	}
	vars := x.to.Variables()
	if len(vars) > 0 { // one of several, whose key the block has
		return traversalName(vars[0])
	}
	s, _ := m.eval(x.to, 0).Str()
	return s
}

// plainAddress is that of a resource without keys.
func plainAddress(in string, b *block) string {
	var parts []string
	for in != "" {
		dot := strings.IndexAny(in, ".[")
		if dot < 0 {
			dot = len(in)
		}
		parts = append(parts, in[:dot])
		if in = in[dot:]; strings.HasPrefix(in, "[") {
			end := strings.Index(in, "]")
			if end < 0 {
				break
			}
			in = in[end+1:]
		}
		in = strings.TrimPrefix(in, ".")
	}
	return strings.Join(append(parts, b.typ, b.name), ".")
}
