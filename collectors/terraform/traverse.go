package terraform

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/candor-dev/candor/internal/iac"
)

// nameOf writes an expression as people know it, for the name of a hole.
func nameOf(x hclsyntax.Expression) string {
	switch e := x.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		return traversalName(e.Traversal)
	case *hclsyntax.FunctionCallExpr:
		return e.Name + "()"
	}
	if vs := x.Variables(); len(vs) > 0 { // made of it, and not the same text
		return traversalName(vs[0]) + " …"
	}
	return "expression"
}

func traversalName(t hcl.Traversal) string {
	var b strings.Builder
	for _, s := range t {
		switch s := s.(type) {
		case hcl.TraverseRoot:
			b.WriteString(s.Name)
		case hcl.TraverseAttr:
			b.WriteString("." + s.Name)
		}
	}
	return b.String()
}

// attrs lists the names after the root; an index is left out.
func attrs(t hcl.Traversal) []string {
	var out []string
	for _, s := range t[1:] {
		if a, ok := s.(hcl.TraverseAttr); ok {
			out = append(out, a.Name)
		}
	}
	return out
}

func (m *module) traverse(e *hclsyntax.ScopeTraversalExpr, at iac.Place, depth int) *iac.Node {
	t := e.Traversal
	name := traversalName(t)
	parts := attrs(t)
	if v := m.scope.find(t.RootName()); v != nil {
		return placed(m.follow(v, t[1:], at), name, at)
	}
	switch root := t.RootName(); root {
	case "var", "local":
		if len(parts) == 0 || len(t) < 2 {
			return iac.Hidden(name+" is not a value", at)
		}
		v := m.guarded(root+"."+parts[0], at, func() *iac.Node {
			if root == "var" {
				return m.variable(parts[0], at, depth+1)
			}
			if x, ok := m.locals[parts[0]]; ok {
				return m.eval(x, depth+1)
			}
			return iac.Hidden(name+" is not declared", at)
		})
		return placed(m.follow(v, t[2:], at), name, at)
	case "path":
		if len(parts) == 1 && (parts[0] == "module" || parts[0] == "root" && m.caller == nil) {
			return iac.Text(".", at)
		}
	case "data":
		if len(parts) >= 3 {
			return m.data(t, parts, name, at, depth)
		}
	case "module":
		return m.output(t, parts, name, at, depth)
	case "each", "count", "self", "terraform":
		return iac.Hidden(name+" is decided by a plan", at)
	default:
		if len(parts) >= 2 {
			if b := m.byName[root+"."+parts[0]]; b != nil && m.existence(b) == absent {
				return missing(root+"."+parts[0]+" is not made", &iac.Node{}, at)
			}
			return m.attribute(root+"."+parts[0], parts[1], name, at, depth)
		}
	}
	return iac.Hidden(name+" is decided by a plan", at)
}

// indexed turns "aws_x.y[KEY].attribute", whose key is an expression, into a
// traversal; nil for anything but a resource, a data source or a module.
func (m *module) indexed(e *hclsyntax.RelativeTraversalExpr, depth int) hcl.Traversal {
	x, ok := e.Source.(*hclsyntax.IndexExpr)
	if !ok {
		return nil
	}
	c, ok := x.Collection.(*hclsyntax.ScopeTraversalExpr)
	if !ok || m.scope.find(c.Traversal.RootName()) != nil {
		return nil
	}
	if m.resource(c.Traversal) == nil && (c.Traversal.RootName() != "module" || len(c.Traversal) != 2) {
		return nil
	}
	t := slices.Clone(c.Traversal)
	k := m.eval(x.Key, depth+1)
	if s, ok := k.Str(); ok {
		key := cty.StringVal(s)
		if i, isInt := k.V.(int); isInt {
			key = cty.NumberIntVal(int64(i))
		}
		t = append(t, hcl.TraverseIndex{Key: key, SrcRange: e.SrcRange})
	}
	return append(t, e.Traversal...)
}

// placed is a single value where it is used, not where it is declared.
func placed(n *iac.Node, name string, at iac.Place) *iac.Node {
	if n.Kind == iac.List || n.Kind == iac.Map {
		return n
	}
	c := *n
	c.At = at
	if c.Kind == iac.Unknown && c.Raw == "" {
		c.Raw = name
	}
	return &c
}

// guarded evaluates a name once: a cycle is an error of the source.
func (m *module) guarded(name string, at iac.Place, f func() *iac.Node) *iac.Node {
	if m.busy[name] {
		return iac.Hidden(name+" refers to itself", at)
	}
	if n := m.known[name]; n != nil {
		return n
	}
	m.busy[name] = true
	scope := m.scope
	m.scope = nil // a name means the same wherever it is used
	defer func() {
		delete(m.busy, name)
		m.scope = scope
	}()
	n := f()
	m.known[name] = n
	return n
}

// follow follows the rest of a traversal into a value.
func (m *module) follow(n *iac.Node, rest hcl.Traversal, at iac.Place) *iac.Node {
	for _, s := range rest {
		switch s := s.(type) {
		case hcl.TraverseAttr:
			if n.Kind == iac.Map {
				n = attr(n, s.Name, at)
				continue
			}
			v := n.Get(s.Name)
			if v == nil {
				return missing(s.Name+" is not set", n, at)
			}
			n = v
		case hcl.TraverseIndex:
			k := iac.Hidden("an index", at)
			if s.Key.Type() == cty.String || s.Key.Type() == cty.Number {
				k = literal(s.Key, at)
			}
			n = index(n, k, at)
		default:
			return iac.Hidden("a splat", at)
		}
	}
	return n
}

// data is an attribute of a data source; only policy documents, managed
// policies and the names of services are known here.
func (m *module) data(t hcl.Traversal, parts []string, name string, at iac.Place, depth int) *iac.Node {
	b := m.byName["data."+parts[0]+"."+parts[1]]
	if b == nil {
		return iac.Later(name, name+" is read at deployment", at)
	}
	if m.existence(b) == absent {
		m.used[b] = true
		return missing(b.id+" is not read", &iac.Node{}, at)
	}
	get := func(key string) *iac.Node {
		if a := b.Body.Attributes[key]; a != nil {
			return m.eval(a.Expr, depth+1)
		}
		return nil
	}
	switch parts[0] + "." + parts[2] {
	case "aws_iam_policy_document.json", "aws_iam_policy_document.minified_json":
		for _, x := range m.instances(b) {
			m.used[x] = true
		}
		return m.pick(b, t, at, func(x *block) *iac.Node {
			return m.guarded(x.id, at, func() *iac.Node { return m.document(x, depth+1) })
		})
	case "aws_iam_policy.arn":
		if a := get("arn"); a != nil {
			return a
		}
		if s, ok := get("name").Str(); ok {
			return iac.Text("arn:aws:iam::aws:policy/"+s, at)
		}
	case "aws_iam_policy.policy":
		a := get("arn")
		if !a.IsText() {
			break
		}
		// The partition may be a hole, the name of the policy not.
		if _, own, ok := strings.Cut(a.RawText(), ":iam::aws:policy/"); ok && !strings.Contains(own, "${") {
			doc, why := m.sink.ManagedText(own[strings.LastIndexByte(own, '/')+1:], at)
			if doc == nil {
				return iac.Later(name, why, at)
			}
			return doc
		}
	case "template_file.rendered":
		text := get("template")
		s, ok := text.Str()
		if !ok {
			break
		}
		values := get("vars")
		for _, x := range b.Body.Blocks { // as it was written once
			if x.Type == "vars" {
				values = m.body(x.Body, place(x.TypeRange), depth+1)
			}
		}
		return m.render(s, text.At, values, at, depth+1)
	case "aws_iam_session_context.issuer_arn": // the role behind who deploys
		if a := get("arn"); a != nil && a.Given && strings.HasPrefix(a.Raw, "data.aws_caller_identity.") && strings.HasSuffix(a.Raw, ".arn") {
			return iac.Later(a.Raw, name+" is read at deployment", at)
		}
	case "aws_kms_key.arn", "aws_kms_key.id", "aws_kms_key.key_id":
		if a := get("key_id"); a.IsText() {
			return placed(a, name, at)
		}
	case "aws_kms_alias.arn", "aws_kms_alias.id", "aws_kms_alias.name", "aws_kms_alias.target_key_arn", "aws_kms_alias.target_key_id":
		if a := get("name"); a.IsText() {
			return placed(a, name, at)
		}
	case "aws_iam_openid_connect_provider.arn", "aws_iam_openid_connect_provider.id":
		if a := get("url"); a.IsText() {
			return iac.NewARN("iam oidc", a, at)
		}
		if a := get("arn"); a.IsText() {
			return placed(a, name, at)
		}
		return iac.NewARN("iam oidc", iac.Later(name, name+" is read at deployment", at), at)
	case "aws_service_principal.name":
		if s, ok := get("service_name").Str(); ok && get("region") == nil {
			return iac.Platform(s+".amazonaws.com", "the name of the service "+s+" in the partition aws", at)
		}
	}
	return iac.Later(name, name+" is read at deployment", at)
}
