package cloudformation

import (
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/cfntree"
	"github.com/candor-dev/candor/internal/iac"
)

// kindText is the kind of fact that holds a template's text against that of a
// stack, by digests.
const kindText = "cloudformation.template"

// kinds are those of every reader of infrastructure code, and the text.
func kinds() []string { return append(iac.Kinds(), kindText) }

// text emits the digests of a template's text, and the stacks that the tree
// says are made from it.
func (in *reading) text(p string, root *yaml.Node, g *given) {
	at := candor.Location{Path: p, Line: 1}
	form, err := cfntree.Of(root, in.mask)
	if err != nil {
		in.gap(candor.Error, at, err.Error(), kindText)
		return
	}
	macros := []any{}
	for _, m := range form.Macros {
		macros = append(macros, m)
	}
	in.emit(candor.Fact{Kind: kindText, Subject: p, State: candor.Observed, At: at, Value: map[string]any{
		"path": p, "digest": form.Digest, "parts": strings.Join(form.Parts, "\n"), "resources": form.Resources,
		"masked": form.Masked, "macros": macros, "cdk": form.CDK, "stacks": g.stacksOf(p), "called": called(p),
	}})
}

// stacksOf are the names of the stacks that samconfig.toml or the manifest of a
// CDK app says are made from a template.
func (g *given) stacksOf(p string) []any {
	var names []string
	for _, s := range g.stacks {
		if s.name != "" && sameTemplate(s.template, p) {
			names = append(names, s.name)
		}
	}
	slices.Sort(names)
	out := []any{}
	for _, n := range slices.Compact(names) {
		out = append(out, n)
	}
	return out
}

// sameTemplate compares two paths of templates but for how they end: the SAM
// command line takes template.yml where template.yaml is named.
func sameTemplate(a, b string) bool {
	return a == b || strings.TrimSuffix(a, path.Ext(a)) == strings.TrimSuffix(b, path.Ext(b))
}

// called is the name that a template goes by: that of its file, or of its folder
// where the file has a name that any template may have.
func called(p string) string {
	name := path.Base(p)
	for _, end := range []string{".json", ".yaml", ".yml", ".template", ".cfn"} {
		name = strings.TrimSuffix(name, end)
	}
	switch strings.ToLower(name) {
	case "template", "cloudformation", "cfn", "stack", "main", "sam", "infrastructure", "infra", "packaged":
		if name = path.Base(path.Dir(p)); name == "." || name == "/" {
			return ""
		}
	}
	return name
}
