package terraform

import (
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor/internal/iac"
)

// parseJSON reads the JSON form of a configuration, or of a file of values, as
// the body that the native form would give. Nested blocks stay attributes: both
// become the same tree of values.
func parseJSON(p string, b []byte) (body *hclsyntax.Body, reason string, line int) {
	if len(b) > maxFile {
		return nil, "too large for a Terraform file", 0
	}
	root, err := iac.ParseYAML(b)
	if err != nil {
		return nil, "syntax error: " + err.Error(), 0
	}
	r := &jsonConfig{path: p, left: maxItems, values: strings.HasSuffix(p, ".tfvars.json")}
	root = document(root)
	if root.Kind != yaml.MappingNode {
		return nil, "not an object", 1
	}
	if r.values {
		body = r.body(root, 0)
	} else {
		body = r.top(root)
	}
	if r.problem != nil {
		return nil, r.reason, r.problem.Line
	}
	return body, "", 0
}

func document(y *yaml.Node) *yaml.Node {
	if y.Kind == yaml.DocumentNode && len(y.Content) == 1 {
		return y.Content[0]
	}
	return y
}

type jsonConfig struct {
	path    string
	values  bool // a file of values, in which nothing is an expression
	left    int
	problem *yaml.Node
	reason  string
}

func (r *jsonConfig) fail(y *yaml.Node, reason string) {
	if r.problem == nil {
		r.problem, r.reason = y, reason
	}
}

// labels is how many names stand between the word of a block and its body.
func labels(word string) (n int, known bool) {
	switch word {
	case "resource", "data":
		return 2, true
	case "module", "variable", "output", "provider":
		return 1, true
	case "locals", "terraform":
		return 0, true
	}
	return 0, false
}

func (r *jsonConfig) top(root *yaml.Node) *hclsyntax.Body {
	body := &hclsyntax.Body{Attributes: hclsyntax.Attributes{}}
	for i := 0; i+1 < len(root.Content); i += 2 {
		key := root.Content[i]
		n, known := labels(key.Value)
		if !known { // "//" is a comment; check, moved, import and the like make nothing
			continue
		}
		r.blocks(body, key, nil, root.Content[i+1], n)
	}
	return body
}

// blocks adds the blocks below a word: objects by name, or lists of them.
func (r *jsonConfig) blocks(body *hclsyntax.Body, word *yaml.Node, names []*yaml.Node, y *yaml.Node, deeper int) {
	r.left--
	if r.left < 0 {
		r.fail(y, "too large to read")
		return
	}
	switch {
	case y.Kind == yaml.SequenceNode:
		for _, x := range y.Content {
			r.blocks(body, word, names, x, deeper)
		}
	case y.Kind != yaml.MappingNode:
		r.fail(y, "the block "+word.Value+" is no object")
	case deeper > 0:
		for i := 0; i+1 < len(y.Content); i += 2 {
			if y.Content[i].Value != "//" {
				r.blocks(body, word, append(names[:len(names):len(names)], y.Content[i]), y.Content[i+1], deeper-1)
			}
		}
	default:
		blk := &hclsyntax.Block{Type: word.Value, Body: r.body(y, 0), TypeRange: r.rng(word)}
		for _, n := range names {
			blk.Labels = append(blk.Labels, n.Value)
			blk.LabelRanges = append(blk.LabelRanges, r.rng(n))
		}
		if t := blk.Body.Attributes["type"]; word.Value == "variable" && t != nil {
			r.typeOf(t)
		}
		if word.Value == "terraform" {
			for _, name := range []string{"backend", "cloud"} {
				if a := blk.Body.Attributes[name]; a != nil {
					blk.Body.Blocks = append(blk.Body.Blocks, &hclsyntax.Block{Type: name, Body: &hclsyntax.Body{Attributes: hclsyntax.Attributes{}}, TypeRange: a.NameRange})
				}
			}
		}
		body.Blocks = append(body.Blocks, blk)
	}
}

// typeOf reads the type of a variable, which is an expression in quotes.
func (r *jsonConfig) typeOf(a *hclsyntax.Attribute) {
	l, ok := a.Expr.(*hclsyntax.LiteralValueExpr)
	if !ok || l.Val.Type() != cty.String {
		return
	}
	x, diags := hclsyntax.ParseExpression([]byte(l.Val.AsString()), r.path, a.SrcRange.Start)
	if !diags.HasErrors() {
		a.Expr = x
	}
}

func (r *jsonConfig) body(y *yaml.Node, depth int) *hclsyntax.Body {
	body := &hclsyntax.Body{Attributes: hclsyntax.Attributes{}, SrcRange: r.rng(y)}
	for i := 0; i+1 < len(y.Content); i += 2 {
		key, v := y.Content[i], y.Content[i+1]
		switch {
		case key.Value == "//":
		case key.Value == "dynamic" && !r.values:
			r.dynamic(body, key, v, depth)
		default:
			if body.Attributes[key.Value] != nil {
				r.fail(key, "the key "+key.Value+" stands twice in one object")
			}
			body.Attributes[key.Value] = &hclsyntax.Attribute{Name: key.Value, Expr: r.expr(v, depth+1), SrcRange: r.rng(key), NameRange: r.rng(key), EqualsRange: r.rng(key)}
		}
	}
	return body
}

// dynamic reads {"dynamic": {"statement": {"for_each": ..., "content": {...}}}}.
func (r *jsonConfig) dynamic(body *hclsyntax.Body, key, y *yaml.Node, depth int) {
	if depth > maxDepth || y.Kind != yaml.MappingNode {
		r.fail(y, "a dynamic block that can't be read")
		return
	}
	for i := 0; i+1 < len(y.Content); i += 2 {
		list := []*yaml.Node{y.Content[i+1]}
		if list[0].Kind == yaml.SequenceNode {
			list = list[0].Content
		}
		for _, d := range list {
			if d.Kind != yaml.MappingNode {
				r.fail(d, "a dynamic block that can't be read")
				return
			}
			in := &hclsyntax.Body{Attributes: hclsyntax.Attributes{}}
			for j := 0; j+1 < len(d.Content); j += 2 {
				k, v := d.Content[j], d.Content[j+1]
				if v.Kind == yaml.SequenceNode && len(v.Content) == 1 && k.Value == "content" {
					v = v.Content[0]
				}
				if k.Value == "content" && v.Kind == yaml.MappingNode {
					in.Blocks = append(in.Blocks, &hclsyntax.Block{Type: "content", Body: r.body(v, depth+1), TypeRange: r.rng(k)})
					continue
				}
				x := r.expr(v, depth+1)
				if l, ok := x.(*hclsyntax.LiteralValueExpr); ok && k.Value == "iterator" && l.Val.Type() == cty.String {
					x = &hclsyntax.ScopeTraversalExpr{Traversal: hcl.Traversal{hcl.TraverseRoot{Name: l.Val.AsString()}}, SrcRange: r.rng(v)}
				}
				in.Attributes[k.Value] = &hclsyntax.Attribute{Name: k.Value, Expr: x, SrcRange: r.rng(k), NameRange: r.rng(k)}
			}
			name := y.Content[i]
			body.Blocks = append(body.Blocks, &hclsyntax.Block{Type: "dynamic", Labels: []string{name.Value}, Body: in, TypeRange: r.rng(key), LabelRanges: []hcl.Range{r.rng(name)}})
		}
	}
}

func (r *jsonConfig) expr(y *yaml.Node, depth int) hclsyntax.Expression {
	rng := r.rng(y)
	r.left--
	if r.left < 0 || depth > maxDepth {
		r.fail(y, "too large or nested too deep to read")
		return &hclsyntax.LiteralValueExpr{Val: cty.DynamicVal, SrcRange: rng}
	}
	switch y.Kind {
	case yaml.MappingNode:
		x := &hclsyntax.ObjectConsExpr{SrcRange: rng}
		for i := 0; i+1 < len(y.Content); i += 2 {
			if y.Content[i].Value == "//" {
				continue
			}
			x.Items = append(x.Items, hclsyntax.ObjectConsItem{KeyExpr: r.text(y.Content[i]), ValueExpr: r.expr(y.Content[i+1], depth+1)})
		}
		return x
	case yaml.SequenceNode:
		x := &hclsyntax.TupleConsExpr{SrcRange: rng}
		for _, c := range y.Content {
			x.Exprs = append(x.Exprs, r.expr(c, depth+1))
		}
		return x
	case yaml.ScalarNode:
		switch y.ShortTag() {
		case "!!null":
			return &hclsyntax.LiteralValueExpr{Val: cty.NullVal(cty.DynamicPseudoType), SrcRange: rng}
		case "!!bool":
			return &hclsyntax.LiteralValueExpr{Val: cty.BoolVal(y.Value == "true"), SrcRange: rng}
		case "!!int", "!!float":
			if v, err := cty.ParseNumberVal(y.Value); err == nil {
				return &hclsyntax.LiteralValueExpr{Val: v, SrcRange: rng}
			}
		}
		return r.text(y)
	}
	r.fail(y, "an alias in JSON")
	return &hclsyntax.LiteralValueExpr{Val: cty.DynamicVal, SrcRange: rng}
}

// text is a literal, or the template that it is.
func (r *jsonConfig) text(y *yaml.Node) hclsyntax.Expression {
	rng := r.rng(y)
	if r.values || !strings.Contains(y.Value, "${") && !strings.Contains(y.Value, "%{") {
		return &hclsyntax.LiteralValueExpr{Val: cty.StringVal(y.Value), SrcRange: rng}
	}
	if tooDeep(r.path, []byte(strconv.Quote(y.Value))) {
		r.fail(y, "nested too deep")
		return &hclsyntax.LiteralValueExpr{Val: cty.DynamicVal, SrcRange: rng}
	}
	x, diags := hclsyntax.ParseTemplate([]byte(y.Value), r.path, rng.Start)
	if diags.HasErrors() {
		r.fail(y, "syntax error in a text")
		return &hclsyntax.LiteralValueExpr{Val: cty.DynamicVal, SrcRange: rng}
	}
	return x
}

func (r *jsonConfig) rng(y *yaml.Node) hcl.Range {
	start := hcl.Pos{Line: y.Line, Column: y.Column}
	end := start
	if y.Kind == yaml.ScalarNode {
		end.Column += len(y.Value)
	}
	return hcl.Range{Filename: r.path, Start: start, End: end}
}
