package terraform

import (
	"cmp"
	"sort"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/candor-dev/candor/internal/iac"
)

// secrets emits what the places for secrets of a resource hold.
func (m *module) secrets(b *block) {
	m.properties(b)
	p := b.written // what stands there stands there, whatever is ignored later
	_, ignored := ignoredBy(b.Body, p)
	first := func(key string) string {
		if ignored[key] || ignored["all"] {
			return "what is written is the first value, and changes made elsewhere are ignored (ignore_changes)"
		}
		return ""
	}
	m.sink.Secrets(owner(b, ""), p, first)
	if b.typ != "aws_ssm_parameter" {
		return
	}
	if kind, _ := p.Get("type").Str(); kind == "SecureString" {
		for _, key := range []string{"value", "insecure_value"} {
			if v := p.Get(key); v.Has() {
				m.sink.Secrets(owner(b, key), &iac.Node{Kind: iac.Map, At: v.At, Entries: []iac.Entry{{Key: "secret_string", At: v.At, Node: v}}}, func(string) string {
					if name := p.Get("name"); name.IsText() && !iac.SecretName(b.name) && !iac.SecretName(name.RawText()) {
						return cmp.Or(first(key), "it is kept as a SecureString, and neither its name nor what is written says that it is a secret")
					}
					return first(key)
				})
			}
		}
	}
}

// secretVariables emits what the variables for secrets hold: a default is
// written down.
func (m *module) secretVariables() {
	var names []string
	for name := range m.vars {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		if !iac.SecretName(name) {
			continue
		}
		v := m.vars[name]
		at := place(v.TypeRange)
		r := iac.Owner{Subject: "var." + name, Resource: "var." + name, At: at}
		holds := iac.HoldsReference
		if m.namesSecret(name) {
			m.sink.Secret(r, "a variable", holds, at)
			continue
		}
		if d := v.Body.Attributes["default"]; d != nil {
			n := m.eval(d.Expr, 0)
			if s, ok := n.Str(); ok && s != "" {
				holds, at = written(name, s, iac.HoldsDefault), place(d.NameRange)
				if holds == iac.HoldsDefault && iac.SaysName(m.description(v), s) {
					holds = iac.StandsFor
				}
				if holds == iac.HoldsDefault {
					m.sink.WrittenOnce(n.At)
				}
			}
		}
		given := m.givenSecrets(name, r)
		if given && holds == iac.HoldsReference {
			continue // said where it is written
		}
		m.sink.Secret(r, "a variable", holds, at)
	}
}

// namesSecret reports a variable by whose value the folder names a secret or a
// parameter, looks one up, or picks a field of a JSON text that it looked up: whatever
// else it does with it, that is a name and not the secret. A part of a name proves
// nothing.
func (m *module) namesSecret(variable string) bool {
	is := func(x hclsyntax.Expression) bool {
		e, ok := x.(*hclsyntax.ScopeTraversalExpr)
		return ok && len(e.Traversal) == 2 && e.Traversal.RootName() == "var" && first(attrs(e.Traversal)) == variable
	}
	for _, b := range m.blocks {
		if !strings.HasPrefix(b.typ, "aws_secretsmanager_secret") && b.typ != "aws_ssm_parameter" {
			continue
		}
		for _, key := range [...]string{"name", "secret_id", "arn"} {
			if a := b.Body.Attributes[key]; a != nil && is(a.Expr) {
				return true
			}
		}
	}
	found := false
	picks := func(n hclsyntax.Node) hcl.Diagnostics {
		if e, ok := n.(*hclsyntax.IndexExpr); ok && is(e.Key) {
			c, ok := e.Collection.(*hclsyntax.FunctionCallExpr)
			found = found || ok && c.Name == "jsondecode"
		}
		return nil
	}
	for _, b := range m.blocks {
		_ = hclsyntax.VisitAll(b.Body, picks)
	}
	for _, x := range m.locals {
		_ = hclsyntax.VisitAll(x, picks)
	}
	return found
}

// description is what a variable says of itself.
func (m *module) description(v *hclsyntax.Block) string {
	d := v.Body.Attributes["description"]
	if d == nil {
		return ""
	}
	text, _ := m.eval(d.Expr, 0).Str()
	return text
}

// givenSecrets emits the secrets that files of values give a variable, each where it
// is written. It reports whether there is one.
func (m *module) givenSecrets(name string, r iac.Owner) bool {
	var texts []hclsyntax.Expression
	if x, ok := m.tfvars[name]; ok {
		texts = append(texts, x)
	}
	for _, f := range m.valueFiles {
		if x, ok := f.values[name]; ok {
			texts = append(texts, x)
		}
	}
	found := false
	for _, x := range texts {
		n := m.eval(x, 0)
		s, ok := n.Str()
		if !ok || s == "" {
			continue
		}
		holds := written(name, s, iac.HoldsLiteral)
		if holds == iac.HoldsReference {
			continue
		}
		found = true
		if holds == iac.HoldsLiteral && !m.sink.WrittenOnce(n.At) {
			continue
		}
		m.sink.Secret(r, "a values file", holds, n.At)
	}
	return found
}

// written tells what a text that is written for a variable holds; literal is the
// word for the secret itself.
func written(name, text, literal string) string {
	switch holds := iac.SecretText(name, text); holds {
	case "":
		return iac.HoldsReference // nothing stands there
	case iac.HoldsLiteral:
		return literal
	default:
		return holds
	}
}
