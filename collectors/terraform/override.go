package terraform

import (
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// overrides reports a file whose blocks are laid over those of the same name:
// override.tf, dev_override.tf.json.
func overrides(p string) bool {
	base := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(path.Base(p), ".json"), ".tf"), ".tofu")
	return base != path.Base(p) && (base == "override" || strings.HasSuffix(base, "_override"))
}

// lay puts the arguments of one body over another's; nested blocks of a type
// replace all that there are of it.
func lay(over, base *hclsyntax.Body) {
	for name, a := range over.Attributes {
		base.Attributes[name] = a
		base.Blocks = slices.DeleteFunc(base.Blocks, func(b *hclsyntax.Block) bool { return makes(b, name) })
	}
	for _, o := range over.Blocks {
		typ := o.Type
		if typ == "dynamic" && len(o.Labels) > 0 {
			typ = o.Labels[0]
		}
		delete(base.Attributes, typ)
		base.Blocks = slices.DeleteFunc(base.Blocks, func(b *hclsyntax.Block) bool {
			return makes(b, typ) && !slices.Contains(over.Blocks, b)
		})
	}
	base.Blocks = append(base.Blocks, over.Blocks...)
}

func makes(b *hclsyntax.Block, typ string) bool {
	return b.Type == typ || b.Type == "dynamic" && len(b.Labels) > 0 && b.Labels[0] == typ
}

// laid lays a block of such a file over the one of that name; false when there
// is none.
func (m *module) laid(blk *hclsyntax.Block, first, second string) bool {
	var base *hclsyntax.Block
	switch blk.Type {
	case "variable":
		base = m.vars[first]
	case "output":
		base = m.outputs[first]
	case "resource", "data":
		id := first + "." + second
		if blk.Type == "data" {
			id = "data." + id
		}
		if b := m.byName[id]; b != nil {
			base = b.Block
		}
	case "module":
		for _, c := range m.calls {
			if c.name == first {
				base = c.Block
			}
		}
	}
	if base == nil {
		return false
	}
	lay(blk.Body, base.Body)
	return true
}
