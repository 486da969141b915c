package cloudformation

import (
	"path"
	"strings"

	"github.com/candor-dev/candor/internal/iac"
)

// read emits the facts of every resource.
func (t *template) read() {
	t.findBoundaries()
	t.secretParameters()
	for _, r := range t.resources {
		t.sink.Construct = ""
		if n := r.meta["aws:cdk:path"]; n != nil {
			t.sink.Construct = n.Value
		}
		switch {
		case r.typ == "AWS::CloudFormation::Stack", r.typ == "AWS::Serverless::Application", r.typ == "AWS::CloudFormation::StackSet":
			t.nested(r)
		case strings.HasSuffix(r.typ, "::MODULE"), r.typ == "AWS::Serverless::Connector":
			t.hidden(r, "the resources that "+r.typ+" makes are not in the template")
		default:
			t.identity(r)
			t.resourcePolicy(r)
			t.function(r)
			t.store(r)
			t.replicas(r)
			t.transport(r)
			t.transit(r)
			t.exposure(r)
			t.routes(r)
			t.publicAccess(r)
			t.backups(r)
			t.protection(r)
			t.logs(r)
			t.secrets(r)
			t.residency(r)
		}
	}
}

func (t *template) hidden(r *resource, reason string) {
	for _, k := range iac.Made() {
		t.sink.Unresolved(k, r.id, reason, iac.At(r.at, r.id))
	}
}

// nested says that a stack's template is elsewhere, unless it is a file of the
// tree: that one is read as a template of its own.
func (t *template) nested(r *resource) {
	if n := r.meta["aws:asset:path"]; n != nil && t.tree != nil && t.tree.File(path.Join(path.Dir(t.path), n.Value)) != nil {
		return
	}
	for _, key := range []string{"TemplateURL", "Location"} {
		n := t.properties(r).Get(key)
		s, ok := n.Str()
		if !ok || strings.Contains(s, "://") {
			continue
		}
		if t.tree != nil && t.tree.File(path.Join(path.Dir(t.path), s)) != nil {
			return
		}
	}
	t.hidden(r, "the template of the nested stack "+r.id+" is not in the tree")
}
