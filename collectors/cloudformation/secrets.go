package cloudformation

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor/internal/iac"
)

// secrets emits what the places for secrets of a resource hold.
func (t *template) secrets(r *resource) {
	p := t.properties(r)
	if r.typ == "AWS::Serverless::Function" {
		p = t.properties(r)
	}
	t.sink.Secrets(owner(r, ""), p, nil)
}

// shows is where an output repeats a parameter, nil when none does.
func (t *template) shows(param string) *yaml.Node {
	var find func(y *yaml.Node, depth int) *yaml.Node
	find = func(y *yaml.Node, depth int) *yaml.Node {
		y = deref(y)
		if y == nil || depth > maxDepth {
			return nil
		}
		if y.Kind == yaml.ScalarNode && (y.Tag == "!Ref" && y.Value == param || strings.Contains(y.Value, "${"+param+"}")) {
			return y
		}
		for i, c := range y.Content {
			if y.Kind == yaml.MappingNode && i%2 == 1 && y.Content[i-1].Value == "Ref" && c.Value == param {
				return c
			}
			if at := find(c, depth+1); at != nil {
				return at
			}
		}
		return nil
	}
	for _, name := range sorted(fields(t.outputs)) {
		if at := find(fields(fields(t.outputs)[name])["Value"], 0); at != nil {
			return at
		}
	}
	return nil
}

// secretParameters emits what the parameters for secrets hold: those with a default
// write it down, and those without NoEcho show what a deployment gives.
func (t *template) secretParameters() {
	for _, name := range sorted(t.params) {
		f := fields(t.params[name])
		typ, echo, d := f["Type"], f["NoEcho"], f["Default"]
		if !iac.SecretName(name) || typ != nil && strings.HasPrefix(typ.Value, "AWS::") {
			continue
		}
		at := iac.PlaceOf(t.path, t.params[name])
		r := iac.Owner{Subject: "Parameters/" + name, Resource: name, At: at}
		given := t.secretsGiven[name]
		for _, at := range given {
			t.sink.Secret(r, "a values file", iac.HoldsLiteral, at)
		}
		holds := ""
		if d != nil && d.Kind == yaml.ScalarNode {
			holds = iac.SecretText(name, d.Value)
			if holds == iac.HoldsLiteral && t.inReference(name) {
				holds = iac.HoldsReference
			}
			if about := f["Description"]; holds == iac.HoldsLiteral && about != nil && iac.SaysName(about.Value, d.Value) {
				holds = iac.StandsFor
			}
		}
		switch {
		case holds == iac.HoldsLiteral:
			t.sink.WrittenOnce(iac.PlaceOf(t.path, d))
			t.sink.Secret(r, "a parameter", iac.HoldsDefault, iac.PlaceOf(t.path, d))
		case holds == iac.StandsFor:
			t.sink.Secret(r, "a parameter", holds, iac.PlaceOf(t.path, d))
		case holds == iac.StandsIn && echo != nil && strings.EqualFold(echo.Value, "true"):
			t.sink.Secret(r, "a parameter", holds, iac.PlaceOf(t.path, d))
		case t.shows(name) != nil:
			t.sink.Secret(r, "a parameter", iac.HoldsShown, iac.PlaceOf(t.path, t.shows(name)))
		case holds == iac.HoldsReference: // the name of a secret, which may be seen
			t.sink.Secret(r, "a parameter", holds, iac.PlaceOf(t.path, d))
		case echo == nil || !strings.EqualFold(echo.Value, "true"):
			t.sink.Secret(r, "a parameter", iac.HoldsEchoed, at)
		case len(given) == 0:
			t.sink.Secret(r, "a parameter", iac.HoldsReference, at)
		}
	}
}

// inReference reports a parameter that is a part of a dynamic reference: the name of a
// secret, of a field of it or of a parameter, and not the secret.
func (t *template) inReference(param string) bool {
	opens := func(text string) bool {
		return strings.LastIndex(text, "{{resolve:") > strings.LastIndex(text, "}}")
	}
	var find func(y *yaml.Node, depth int) bool
	find = func(y *yaml.Node, depth int) bool {
		y = deref(y)
		if y == nil || depth > maxDepth {
			return false
		}
		if y.Kind == yaml.ScalarNode {
			before, _, ok := strings.Cut(y.Value, "${"+param+"}")
			return ok && opens(before)
		}
		if name, arg := function(y); name == "Join" && arg != nil && arg.Kind == yaml.SequenceNode && len(arg.Content) == 2 {
			before := ""
			for _, x := range deref(arg.Content[1]).Content {
				x = deref(x)
				if f, a := function(x); f == "Ref" && a != nil && a.Value == param && opens(before) {
					return true
				}
				if literal(x) {
					before += x.Value
				}
			}
		}
		for _, c := range y.Content {
			if find(c, depth+1) {
				return true
			}
		}
		return false
	}
	return slices.ContainsFunc(t.resources, func(r *resource) bool { return find(r.props, 0) })
}
