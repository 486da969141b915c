package terraform

import (
	"sort"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/candor-dev/candor/internal/iac"
)

// secrets emits what the places for secrets of a resource hold.
func (m *module) secrets(b *block) {
	m.properties(b)
	p := b.written // what stands there stands there, whatever is ignored later
	m.sink.Secrets(owner(b, ""), p)
	if b.typ != "aws_ssm_parameter" {
		return
	}
	if kind, _ := p.Get("type").Str(); kind == "SecureString" {
		for _, key := range []string{"value", "insecure_value"} {
			if v := p.Get(key); v.Has() {
				m.sink.Secrets(owner(b, key), &iac.Node{Kind: iac.Map, At: v.At, Entries: []iac.Entry{{Key: "secret_string", At: v.At, Node: v}}})
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

// namesSecret reports a variable that is the name of what is kept elsewhere: all that
// the folder does with it is to give a secret or a parameter that name, or to look one
// up by it.
func (m *module) namesSecret(variable string) bool {
	names, others := 0, 0
	count := func(x hclsyntax.Expression, named bool) {
		for _, t := range x.Variables() {
			switch {
			case t.RootName() != "var" || first(attrs(t)) != variable:
			case named:
				names++
			default:
				others++
			}
		}
	}
	var within func(body *hclsyntax.Body, keeper bool)
	within = func(body *hclsyntax.Body, keeper bool) {
		for key, a := range body.Attributes {
			count(a.Expr, keeper && (key == "name" || key == "secret_id" || key == "arn"))
		}
		for _, b := range body.Blocks {
			within(b.Body, false)
		}
	}
	for _, list := range [][]*block{m.blocks, m.calls} {
		for _, b := range list {
			keeper := strings.HasPrefix(b.typ, "aws_secretsmanager_secret") || b.typ == "aws_ssm_parameter"
			within(b.Body, keeper && b.Type != "module")
		}
	}
	for _, x := range m.locals {
		count(x, false)
	}
	for _, o := range m.outputs {
		within(o.Body, false)
	}
	return names > 0 && others == 0
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
