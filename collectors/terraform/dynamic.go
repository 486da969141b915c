package terraform

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/candor-dev/candor/internal/iac"
)

// dynamic expands a dynamic block. Over a collection that can't be told it is
// one statement with unknown parts, since each one that it makes has the known
// parts; any other kind of block could as well not be there.
func (m *module) dynamic(blk *hclsyntax.Block, depth int) []*iac.Node {
	at := place(blk.TypeRange)
	name := blk.Labels[0]
	hidden := func(why string) []*iac.Node {
		n := iac.Hidden("a dynamic block "+name+why, at)
		n.Spread = true
		return []*iac.Node{n}
	}
	var content *hclsyntax.Body
	for _, b := range blk.Body.Blocks {
		if b.Type == "content" {
			content = b.Body
		}
	}
	each := blk.Body.Attributes["for_each"]
	if content == nil || each == nil {
		return hidden(" without content or for_each")
	}
	iterator := name
	if a := blk.Body.Attributes["iterator"]; a != nil {
		if vs := a.Expr.Variables(); len(vs) == 1 {
			iterator = vs[0].RootName()
		}
	}
	coll := m.eval(each.Expr, depth+1)
	elems, ok := pairs(coll, at)
	if !ok || len(elems) == 0 && coll.From == "default" {
		why := ""
		if coll.Why != "" {
			why = ": " + coll.Why
		}
		if name != "statement" || ok {
			return hidden(why)
		}
		part := iac.Hidden("an element of for_each"+why, at)
		elems = []pair{{part, part}}
	}
	outer := m.scope
	defer func() { m.scope = outer }()
	var out []*iac.Node
	for _, p := range elems {
		m.scope = &scope{iterator, object(at, "key", p.key, "value", p.value), outer}
		out = append(out, m.body(content, at, depth+1))
	}
	return out
}
