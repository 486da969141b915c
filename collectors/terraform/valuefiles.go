package terraform

import (
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/iac"
)

// namedValues is a file of values that Terraform reads only when it is named on
// the command line: prod.tfvars, envs/prod.tfvars.
type namedValues struct {
	path   string
	values map[string]hclsyntax.Expression
}

// valueFile reports a file of values that is not read by itself.
func valueFile(p string) bool {
	base := path.Base(p)
	return (strings.HasSuffix(base, ".tfvars") || strings.HasSuffix(base, ".tfvars.json")) && !wantsAlways(base)
}

// below gives such a file to the folder that it stands in or below: the nearest
// one that holds a configuration, nil when there is none.
func (all *folders) below(p string) *module {
	for dir := path.Dir(p); ; dir = path.Dir(dir) {
		if m := all.byDir[dir]; m != nil && len(m.blocks)+len(m.calls)+len(m.vars) > 0 {
			return m
		}
		if dir == "." || dir == "/" {
			return nil
		}
	}
}

// addNamed reads a file of values that a deployment may name.
func (m *module) addNamed(f *collector.File) (reason string, line int) {
	b, err := f.Read()
	if err != nil {
		return err.Error(), 0
	}
	read := parse
	if strings.HasSuffix(f.Path, ".json") {
		read = parseJSON
	}
	body, reason, line := read(f.Path, b)
	if body == nil {
		return reason, line
	}
	n := namedValues{path: f.Path, values: make(map[string]hclsyntax.Expression)}
	for name, a := range body.Attributes {
		n.values[name] = a.Expr
	}
	m.valueFiles = append(m.valueFiles, n)
	return reason, line
}

// chosen is the value of a variable where files of values may be named: one of
// theirs or, since none need be, the one that holds without them.
func (m *module) chosen(name string, without *iac.Node, at iac.Place, depth int) *iac.Node {
	var values []*iac.Node
	if !m.unset(name) {
		values = append(values, without)
	}
	file := ""
	for _, f := range m.valueFiles {
		x, ok := f.values[name]
		if !ok {
			continue
		}
		file = f.path
		v := asDefault(m.eval(x, depth+1), "value in "+f.path)
		if !slices.ContainsFunc(values, func(w *iac.Node) bool { return alike(v, w) }) {
			values = append(values, v)
		}
	}
	if file == "" {
		return without
	}
	return iac.OneOf("which file of values is given, such as "+file, at, values...)
}

// unset reports a variable that has no value unless a file is named.
func (m *module) unset(name string) bool {
	_, given := m.tfvars[name]
	return !given && m.vars[name].Body.Attributes["default"] == nil
}

// alike reports two values that are the same, wherever they are written.
func alike(a, b *iac.Node) bool {
	if a.Kind != b.Kind || len(a.Items) != len(b.Items) || len(a.Entries) != len(b.Entries) {
		return false
	}
	switch a.Kind {
	case iac.Scalar:
		return a.V == b.V
	case iac.None:
		return true
	case iac.List:
		return slices.EqualFunc(a.Items, b.Items, alike)
	case iac.Map:
		for _, e := range a.Entries {
			o := b.Get(e.Key)
			if o == nil || !alike(e.Node, o) {
				return false
			}
		}
		return true
	}
	return false
}
