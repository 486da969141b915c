package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/candor-dev/candor/internal/iac"
)

// made is an instance of a resource with the folder that it is evaluated in.
type made struct {
	m *module
	b *block
}

// attachedPolicies are the policies of the folder by the id of who they are
// attached to, and those by the id of a policy.
type attachedPolicies struct {
	of map[string][]made // policies
	to map[string][]made // roles, users and groups
}

// ownHolders are the roles, users and groups that hold what b grants, as far as
// the folder names them, and the policies that they hold with it.
func (m *module) ownHolders(b *block) []iac.Itself {
	var who []made
	var out []iac.Itself
	add := func(x made, bounded bool) {
		if i := m.itself(x); i != nil {
			i.Bounded = i.Bounded || bounded
			out = append(out, *i)
		}
	}
	switch b.typ {
	case "aws_iam_role":
		who = []made{{m, b}}
	case "aws_iam_role_policy":
		who = m.principals(b, "role")
	case "aws_iam_user_policy":
		who = m.principals(b, "user")
	case "aws_iam_group_policy":
		who = m.principals(b, "group")
	case "aws_iam_policy":
		who = m.attachments().to[b.id]
	}
	bounded := false
	for _, x := range who {
		bounded = bounded || x.m.mayBeBounded(x.b)
		add(x, false)
	}
	if b.typ == "aws_iam_policy" {
		add(made{m, b}, bounded)
		return out
	}
	for _, x := range who {
		if x.m != m {
			continue
		}
		for _, p := range m.attachments().of[x.b.id] {
			add(p, bounded)
		}
	}
	return out
}

// attachments reads what the folder attaches, once.
func (m *module) attachments() *attachedPolicies {
	if m.attached != nil {
		return m.attached
	}
	m.attached = &attachedPolicies{of: make(map[string][]made), to: make(map[string][]made)}
	for _, base := range m.blocks {
		keys := map[string][]string{
			"aws_iam_role_policy_attachment": {"role"}, "aws_iam_user_policy_attachment": {"user"},
			"aws_iam_group_policy_attachment": {"group"}, "aws_iam_policy_attachment": {"roles", "users", "groups"},
		}[base.typ]
		arn := base.Body.Attributes["policy_arn"]
		if base.Type != "resource" || keys == nil || arn == nil || m.existence(base) != present {
			continue
		}
		for _, b := range m.instances(base) {
			for _, p := range m.blocksOf(b, arn.Expr) {
				for _, key := range keys {
					for _, x := range m.principals(b, key) {
						if p.m != m || p.b.typ != "aws_iam_policy" {
							continue
						}
						m.attached.to[p.b.id] = append(m.attached.to[p.b.id], x)
						if x.m == m {
							m.attached.of[x.b.id] = append(m.attached.of[x.b.id], p)
						}
					}
				}
			}
		}
	}
	return m.attached
}

func (m *module) principals(b *block, key string) []made {
	a := b.Body.Attributes[key]
	if a == nil {
		return nil
	}
	return m.blocksOf(b, a.Expr)
}

// blocksOf are the resources that an argument of b refers to, each a single one.
func (m *module) blocksOf(b *block, x hclsyntax.Expression) []made {
	var out []made
	if e, ok := x.(*hclsyntax.RelativeTraversalExpr); ok { // aws_iam_role.r[each.key].name
		m.inScope(b.scope, func() *iac.Node {
			t := m.indexed(e, 0)
			if t == nil || m.byName[t.RootName()+"."+first(attrs(t))] == nil {
				return nil
			}
			return m.pick(m.byName[t.RootName()+"."+first(attrs(t))], t, placeOf(b), func(i *block) *iac.Node {
				out = append(out, made{m, i})
				return nil
			})
		})
		return out
	}
	if e, ok := x.(*hclsyntax.ScopeTraversalExpr); ok && strings.HasPrefix(e.Traversal.RootName(), "aws_iam_") {
		if base := m.byName[e.Traversal.RootName()+"."+first(attrs(e.Traversal))]; base != nil {
			m.pick(base, e.Traversal, placeOf(b), func(i *block) *iac.Node {
				out = append(out, made{m, i})
				return nil
			})
		}
		return out
	}
	for _, r := range m.named(x, 0) {
		if base := r.m.byName[r.id]; base != nil && base.Type == "resource" {
			if i := r.m.instances(base); len(i) == 1 {
				out = append(out, made{r.m, i[0]})
			}
		}
	}
	return out
}

// itself is a resource as a policy that takes it in knows it, nil when its name
// can't be told.
func (m *module) itself(x made) *iac.Itself {
	kind := map[string]string{"aws_iam_role": "role", "aws_iam_user": "user", "aws_iam_group": "group", "aws_iam_policy": "policy"}[x.b.typ]
	if kind == "" || x.b.Body.Attributes["name"] == nil || x.m.existence(x.b) != present {
		return nil
	}
	i := iac.NewItself(kind, x.m.setting(x.b, "name"), x.m.setting(x.b, "path"), placeOf(x.b))
	if i == nil {
		return nil
	}
	i.Bounded = x.m.mayBeBounded(x.b)
	if x.m == m {
		i.Same = m.oneText
	}
	return i
}

func (m *module) mayBeBounded(b *block) bool {
	return m.setting(b, "permissions_boundary").Has()
}

// setting is one argument of a resource, evaluated by itself; nil when it is not
// there.
func (m *module) setting(b *block, name string) *iac.Node {
	a := b.Body.Attributes[name]
	if a == nil {
		return nil
	}
	return m.inScope(b.scope, func() *iac.Node { return m.eval(a.Expr, 0) })
}

// oneText: a variable that is a text is the same one wherever the folder names it.
func (m *module) oneText(hole string) string {
	name, ok := strings.CutPrefix(hole, "var.")
	if !ok || m.vars[name] == nil {
		return ""
	}
	t := m.vars[name].Body.Attributes["type"]
	if t != nil && hcl.ExprAsKeyword(t.Expr) == "string" {
		return hole
	}
	return ""
}
