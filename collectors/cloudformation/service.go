package cloudformation

import (
	"bytes"
	"path"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/cloudformation/serverless"
	"github.com/candor-dev/candor/internal/iac"
)

// isService reports a file of the Serverless Framework.
func isService(p string, b []byte) bool {
	base := path.Base(p)
	return strings.TrimSuffix(base, path.Ext(base)) == "serverless" &&
		bytes.Contains(b, []byte("provider")) && bytes.Contains(b, []byte("service"))
}

// readService reads a service of the Serverless Framework as the template that
// the framework makes of it.
func (in *reading) service(p string, b []byte) {
	root, err := iac.ParseYAML(b)
	if err != nil {
		in.gap(candor.Error, candor.Location{Path: p, Line: lineOf(err)}, err.Error(), iac.Kinds()...)
		return
	}
	if !serverless.Is(root) {
		return
	}
	if g := (&template{path: p}).inspect(root); g != nil {
		in.gap(g.state, iac.LocationOf(g.at), g.reason, iac.Kinds()...)
		return
	}
	root, problems := serverless.Template(root, func(name string) bool {
		f := in.tree.File(path.Join(path.Dir(p), name))
		if f == nil {
			return false
		}
		src, err := f.Read()
		return err != nil || candidate(src) // a gap of its own, or a template of its own
	})
	for _, x := range problems {
		state := candor.Unresolved
		if x.Unsupported {
			state = candor.Unsupported
		}
		in.gap(state, iac.LocationOf(iac.PlaceOf(p, x.At)), x.Reason, iac.Kinds()...)
	}
	if root == nil {
		return
	}
	t, g := newTemplate(p, root)
	if g != nil {
		in.gap(g.state, iac.LocationOf(g.at), g.reason, iac.Kinds()...)
	}
	if t == nil {
		return
	}
	t.sink = in.sink
	t.sink.Format = "serverless"
	t.tree = in.tree
	t.read()
}

// serviceText fills in a text with variables of the framework, as far as
// CloudFormation knows their names.
func (t *template) serviceText(y *yaml.Node, at iac.Place) *iac.Node {
	var b iac.Builder
	s := y.Value
	for {
		pre, rest, ok := strings.Cut(s, "${")
		name, after, closed := strings.Cut(rest, "}")
		if !ok || !closed {
			b.Lit(s)
			return b.Node(at)
		}
		b.Lit(pre)
		s = after
		if strings.HasPrefix(name, "AWS::") {
			b.Add(t.ref(name, at), name)
			continue
		}
		n := iac.Hidden("the variable "+name+" is set by the deployment", at)
		n.Raw = name
		b.Add(n, name)
	}
}
