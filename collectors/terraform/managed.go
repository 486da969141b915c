package terraform

import (
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/candor-dev/candor/internal/iac"
)

// managed emits managed policies, but for those that the folder makes itself:
// they are emitted where they are made.
func (m *module) managed(b *block, arns *iac.Node, attr string) {
	if a := b.Body.Attributes[attr]; a != nil {
		if m.ownReferences(a.Expr) {
			return
		}
	}
	for _, a := range arns.List() {
		if !m.ownPolicy(a) {
			m.sink.ManagedPolicies(b.id, placeOf(b), a)
		}
	}
}

// ownReferences reports an expression that is nothing but references to policies
// of the folder.
func (m *module) ownReferences(x hclsyntax.Expression) bool {
	switch e := x.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		return e.Traversal.RootName() == "aws_iam_policy" && m.byName["aws_iam_policy."+first(attrs(e.Traversal))] != nil
	case *hclsyntax.TemplateWrapExpr:
		return m.ownReferences(e.Wrapped)
	case *hclsyntax.RelativeTraversalExpr:
		return m.ownReferences(e.Source)
	case *hclsyntax.IndexExpr:
		return m.ownReferences(e.Collection)
	case *hclsyntax.SplatExpr:
		return m.ownReferences(e.Source)
	case *hclsyntax.TupleConsExpr:
		for _, i := range e.Exprs {
			if !m.ownReferences(i) {
				return false
			}
		}
		return len(e.Exprs) > 0
	}
	return false
}

// ownPolicy reports the ARN of a policy that this folder, or one that calls it,
// makes: it is read where it is made.
func (m *module) ownPolicy(a *iac.Node) bool {
	if a.Kind != iac.Pattern {
		return false
	}
	for f := m; f != nil; f = f.caller {
		for _, b := range f.blocks {
			if b.typ != "aws_iam_policy" || b.Type != "resource" || f.existence(b) != present {
				continue
			}
			if own := f.attribute(b.id, "arn", b.id+".arn", a.At, 0); own.Kind == iac.Pattern && own.RawText() == a.RawText() {
				return true
			}
		}
	}
	return false
}

func first(s []string) string {
	if len(s) == 0 {
		return ""
	}
	return s[0]
}

// findBoundaries notes the policies that only bound what others grant. Whatever
// else refers to one may attach it.
func (m *module) findBoundaries() {
	attached := make(map[string]bool)
	note := func(name string, x hclsyntax.Expression) {
		for _, v := range x.Variables() {
			if v.RootName() != "aws_iam_policy" {
				continue
			}
			id := "aws_iam_policy." + first(attrs(v))
			if strings.Contains(name, "boundary") {
				m.boundaries[id] = true
			} else {
				attached[id] = true
			}
		}
	}
	var body func(b *hclsyntax.Body)
	body = func(b *hclsyntax.Body) {
		for name, a := range b.Attributes {
			note(name, a.Expr)
		}
		for _, x := range b.Blocks {
			body(x.Body)
		}
	}
	for _, b := range append(slices.Clone(m.blocks), m.calls...) {
		body(b.Body)
	}
	for name, x := range m.locals {
		note(name, x)
	}
	for id := range attached {
		delete(m.boundaries, id)
	}
	m.nobodys = make(map[string]bool)
	m.findUnheld(attached)
	m.handed = make(map[string]string)
	for _, name := range slices.Sorted(maps.Keys(m.outputs)) {
		a := m.outputs[name].Body.Attributes["value"]
		if a == nil {
			continue
		}
		named := strings.Contains(name, "boundary")
		for _, v := range a.Expr.Variables() {
			delete(m.nobodys, "aws_iam_policy."+first(attrs(v)))
			if !named {
				delete(m.unheld, "aws_iam_policy."+first(attrs(v)))
			}
			if id := "aws_iam_policy." + first(attrs(v)); !named && v.RootName() == "aws_iam_policy" && m.boundaries[id] {
				delete(m.boundaries, id) // it may be anything to whoever takes it
				m.handed[id] = name
			} else if !named {
				continue
			}
			if id := "aws_iam_policy." + first(attrs(v)); v.RootName() == "aws_iam_policy" && !attached[id] && !m.boundaries[id] {
				m.handed[id] = name
			}
		}
	}
}

// findUnheld notes the policies that nothing of the folder attaches, by a reference or
// by name: apart from the others those that say of themselves that they are a boundary.
func (m *module) findUnheld(attached map[string]bool) {
	m.unheld = make(map[string]bool)
	for _, b := range m.blocks {
		if b.Type != "resource" || b.typ != "aws_iam_policy" || attached[b.id] || m.boundaries[b.id] {
			continue
		}
		said := []string{b.name}
		for _, key := range []string{"name", "name_prefix", "description"} {
			if a := b.Body.Attributes[key]; a != nil {
				if n := m.inScope(nil, func() *iac.Node { return m.eval(a.Expr, 0) }); n.IsText() {
					said = append(said, n.RawText())
				}
			}
		}
		if iac.SaysBoundary(said...) {
			m.unheld[b.id] = true
		} else {
			m.nobodys[b.id] = true
		}
	}
	if len(m.unheld)+len(m.nobodys) == 0 {
		return
	}
	names := make(map[string]bool)
	for _, b := range m.blocks {
		for _, key := range []string{"policy_arn", "policy_arns", "managed_policy_arns", "managed_policy_arn"} {
			if a := b.Body.Attributes[key]; a != nil {
				iac.PolicyNames(m.inScope(nil, func() *iac.Node { return m.eval(a.Expr, 0) }), names)
			}
		}
	}
	for _, list := range []map[string]bool{m.unheld, m.nobodys} {
		for id := range list {
			if a := m.byName[id].Body.Attributes["name"]; a != nil {
				if n := m.inScope(nil, func() *iac.Node { return m.eval(a.Expr, 0) }); n.IsText() && names[n.RawText()] {
					delete(list, id)
				}
			}
		}
	}
}

// nobody says that a policy is attached to nobody, as far as one folder tells.
const nobody = "nothing in this folder attaches the policy, so that by it alone nobody has these rights"

// possession tells who holds what b grants: whether each that the folder names has a
// boundary, or whether it names nobody.
func (m *module) possession(b *block) iac.Possession {
	base, _, _ := strings.Cut(b.id, "[")
	var who []made
	switch key := attachedBy(b.typ); {
	case b.typ == "aws_iam_role" || b.typ == "aws_iam_user":
		who = []made{{m, b}}
	case b.typ == "aws_iam_policy":
		who = m.attachments().to[b.id]
	case key != "":
		who = m.principals(b, key)
	}
	var p iac.Possession
	for i, x := range who {
		yes, by := x.m.bounded(x.b)
		if i == 0 {
			p.Bounded, p.Boundary = yes, by
		}
		p = p.And(yes, by)
	}
	if m.nobodys[base] {
		p.Loose = nobody
	}
	return p
}

// bounded reports a resource that surely has a permissions boundary, and by which policy
// of the folder.
func (m *module) bounded(b *block) (yes bool, by string) {
	const key = "permissions_boundary"
	n := m.setting(b, key)
	if !n.Has() || strings.HasSuffix(n.Why, emptyByDefault) || n.Kind == iac.Either || len(n.Others) > 0 || n.From == "default" {
		return false, ""
	}
	if of := m.blocksOf(b, b.Body.Attributes[key].Expr); len(of) == 1 && of[0].b.typ == "aws_iam_policy" {
		by = m.sink.Scoped(placeOf(of[0].b), of[0].b.id)
	}
	return true, by
}

// attachedBy is the argument by which a resource names the one role or user that it
// gives rights to.
func attachedBy(typ string) string {
	switch typ {
	case "aws_iam_role_policy", "aws_iam_role_policy_attachment":
		return "role"
	case "aws_iam_user_policy", "aws_iam_user_policy_attachment":
		return "user"
	case "aws_iam_role_policy_attachments_exclusive":
		return "role_name"
	case "aws_iam_user_policy_attachments_exclusive":
		return "user_name"
	}
	return ""
}
