package cloudformation

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/tomltree"
)

// given holds what the tree itself says of the parameters of its templates: the
// files of values beside them, and the stacks that nest them. Such a value is
// as good as a literal; the default of a parameter is not. Of values for secrets is
// only kept where they are written.
type given struct {
	files    []*valueFile
	siblings map[string]int                    // templates by folder
	nested   map[string]map[string][]*iac.Node // by template and parameter
	places   []environment
	stacks   []stackName
}

// stackName is a stack that the tree says is made from a template.
type stackName struct{ template, name string }

// valueFile is one file of values for the parameters of a template.
type valueFile struct {
	path     string
	template string // that it names, or ""
	values   map[string]*iac.Node
	secrets  map[string]iac.Place // where the secrets are that it writes down
}

func newGiven() *given {
	return &given{siblings: make(map[string]int), nested: make(map[string]map[string][]*iac.Node)}
}

// folders whose files of values are for the templates one level up.
const valueFolders = "parameters params parameter config configs configuration env envs environments"

// note takes a file that may hold values.
func (g *given) note(p string, b []byte) {
	switch base := path.Base(p); {
	case base == "samconfig.toml":
		g.samconfig(p, b)
	case base == "manifest.json" && bytes.Contains(b, []byte("aws:cloudformation:stack")):
		g.manifest(p, b)
	case path.Ext(p) == ".json" && (bytes.Contains(b, []byte(`"ParameterKey"`)) || bytes.Contains(b, []byte(`"Parameters"`))):
		g.json(p, b)
	}
}

// json reads the shapes of the command line, a list of ParameterKey and
// ParameterValue, and of CodePipeline, an object Parameters.
func (g *given) json(p string, b []byte) {
	root, err := iac.ParseYAML(b)
	if err != nil {
		return // of another kind; as a template it is a gap of its own
	}
	if root.Kind == yaml.DocumentNode && len(root.Content) == 1 {
		root = root.Content[0]
	}
	f := &valueFile{path: p, values: make(map[string]*iac.Node), secrets: make(map[string]iac.Place)}
	put := func(name string, y *yaml.Node) {
		if y != nil && y.Kind == yaml.ScalarNode {
			f.put(g, name, y.Value, iac.PlaceOf(p, y))
		}
	}
	switch root.Kind {
	case yaml.SequenceNode:
		for _, x := range root.Content {
			m := fields(x)
			if m["ParameterKey"] != nil {
				put(m["ParameterKey"].Value, m["ParameterValue"])
			}
		}
	case yaml.MappingNode:
		m := fields(root)
		if m["Resources"] != nil || m["Parameters"] == nil {
			return
		}
		for name, y := range fields(m["Parameters"]) {
			put(name, y)
		}
	}
	if len(f.values)+len(f.secrets) > 0 {
		g.files = append(g.files, f)
	}
}

// put takes one value.
func (f *valueFile) put(g *given, name, text string, at iac.Place) {
	switch {
	case !iac.SecretName(name):
		f.values[name] = g.value(name, text, f.path, at)
	case iac.SecretText(name, text) == iac.HoldsLiteral:
		f.secrets[name] = at
	}
}

// secretsOf gives where the secrets are written that files give a template, by
// parameter.
func (g *given) secretsOf(t *template) map[string][]iac.Place {
	if g == nil {
		return nil
	}
	out := make(map[string][]iac.Place)
	for _, f := range g.files {
		if len(f.secrets) == 0 || !g.belongs(f, t) {
			continue
		}
		for name, at := range f.secrets {
			if t.params[name] != nil {
				out[name] = append(out[name], at)
			}
		}
	}
	return out
}

func (g *given) value(name, text, p string, at iac.Place) *iac.Node {
	n := iac.Text(text, at)
	n.Why = fmt.Sprintf("value of parameter %s in %s", name, p)
	return n
}

// samconfig reads the values that the SAM command line passes, of every environment.
func (g *given) samconfig(p string, b []byte) {
	doc, err := tomltree.Parse(b)
	if err != nil {
		return
	}
	for _, env := range doc.Root.Keys {
		for _, command := range []string{"deploy", "global"} {
			params := doc.Root.Get(env, command, "parameters")
			template := params.Str("template_file")
			if template == "" {
				template = "template.yaml"
			}
			place := func(n *tomltree.Node) iac.Place {
				at := iac.Place{Path: p}
				at.Line, at.Col = doc.At(n.Offset)
				return at
			}
			if name := params.Str("stack_name"); name != "" {
				g.stacks = append(g.stacks, stackName{path.Join(path.Dir(p), template), name})
			}
			if region := params.Get("region"); region != nil && region.Kind == tomltree.String && region.Text != "" {
				n := iac.Text(region.Text, place(region))
				n.Why = "region of the stack in " + p
				g.places = append(g.places, environment{template: path.Join(path.Dir(p), template), region: n})
			}
			over := params.Get("parameter_overrides")
			if over == nil {
				continue
			}
			var words []string
			if over.Kind == tomltree.String {
				words = overrideWords(over.Text)
			}
			for _, x := range over.Items {
				words = append(words, x.Text)
			}
			at := place(over)
			f := &valueFile{path: p, template: template, values: make(map[string]*iac.Node), secrets: make(map[string]iac.Place)}
			for _, w := range words {
				if name, text, ok := strings.Cut(w, "="); ok {
					f.put(g, name, strings.Trim(text, `"'`), at)
				}
			}
			if len(f.values)+len(f.secrets) > 0 {
				g.files = append(g.files, f)
			}
		}
	}
}

// overrideWords splits "A=1 B=\"x y\"" at spaces outside of quotes.
func overrideWords(s string) []string {
	quote := rune(0)
	return strings.FieldsFunc(s, func(r rune) bool {
		switch {
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case r == '"' || r == '\'':
			quote = r
		}
		return quote == 0 && (r == ' ' || r == '\t' || r == '\n')
	})
}

// of gives the values of a template's parameters. A file of values belongs to a
// template when it names it; or when all its parameters are the template's, and
// its name begins as the template's does or no other template stands there.
func (g *given) of(t *template) map[string]*iac.Node {
	if g == nil {
		return nil
	}
	all := make(map[string][]*iac.Node)
	for name, list := range g.nested[t.path] {
		all[name] = append(all[name], list...)
	}
	for _, f := range g.files {
		if !g.belongs(f, t) {
			continue
		}
		for name, v := range f.values {
			all[name] = append(all[name], v)
		}
	}
	out := make(map[string]*iac.Node, len(all))
	for name, list := range all {
		n := iac.OneOf("the values that are given for parameter "+name, list[0].At, list...)
		out[name] = n
	}
	return out
}

func (g *given) belongs(f *valueFile, t *template) bool {
	dir := path.Dir(f.path)
	if f.template != "" {
		want := path.Join(dir, f.template)
		return want == t.path || strings.TrimSuffix(want, path.Ext(want)) == strings.TrimSuffix(t.path, path.Ext(t.path))
	}
	own := path.Dir(t.path)
	if dir != own && (path.Dir(dir) != own || !slices.Contains(strings.Fields(valueFolders), strings.ToLower(path.Base(dir)))) {
		return false
	}
	for name := range f.values {
		if t.params[name] == nil {
			return false
		}
	}
	for name := range f.secrets {
		if len(f.values) == 0 && t.params[name] == nil {
			return false
		}
	}
	return g.siblings[own] == 1 || strings.HasPrefix(stem(f.path), stem(t.path))
}

func stem(p string) string {
	base, _, _ := strings.Cut(path.Base(p), ".")
	return strings.ToLower(base)
}

// nests takes the values that a template passes to stacks of the tree.
func (g *given) nests(t *template) {
	for _, r := range t.resources {
		if r.typ != "AWS::CloudFormation::Stack" && r.typ != "AWS::Serverless::Application" {
			continue
		}
		target := t.target(r)
		params := t.properties(r).Get("Parameters")
		if target == "" || !params.Has() {
			continue
		}
		m := g.nested[target]
		if m == nil {
			m = make(map[string][]*iac.Node)
			g.nested[target] = m
		}
		for _, e := range params.Entries {
			if iac.SecretName(e.Key) {
				continue
			}
			v := *e.Node
			if v.Why == "" {
				v.Why = fmt.Sprintf("value of parameter %s in %s", e.Key, t.path)
			}
			m[e.Key] = append(m[e.Key], &v)
		}
	}
}

// inTree reports a file of the tree, by a path from the template.
func inTree(tree *collector.Tree, from, p string) string {
	if tree == nil || strings.Contains(p, "://") {
		return ""
	}
	p = path.Join(path.Dir(from), p)
	if tree.File(p) == nil {
		return ""
	}
	return p
}
