package cloudformation

import (
	"strings"

	"github.com/candor-dev/candor/internal/iac"
)

// read emits the facts of every resource.
func (t *template) read() {
	t.findBoundaries()
	t.findHolders()
	t.secretParameters()
	for _, r := range t.resources {
		t.sink.Within(t.under(r), func() { t.resource(r) })
	}
}

// under is the condition that a resource stands under.
func (t *template) under(r *resource) *iac.Proviso {
	if l := t.leaning(r.when); r.when != "" && l.ok {
		return l.made(r.when, true)
	}
	return nil
}

// resource emits the facts of one resource.
func (t *template) resource(r *resource) {
	t.sink.Construct = ""
	if n := r.meta["aws:cdk:path"]; n != nil {
		t.sink.Construct = n.Value
	}
	switch {
	case r.never:
		t.secrets(r) // what stands there stands there
	case r.typ == "AWS::CloudFormation::Stack", r.typ == "AWS::Serverless::Application", r.typ == "AWS::CloudFormation::StackSet":
		t.nested(r)
	case strings.HasSuffix(r.typ, "::MODULE"), r.typ == "AWS::Serverless::Connector":
		t.hidden(r, "the resources that "+r.typ+" makes are not in the template")
	default:
		t.identity(r)
		t.sink.Site, t.sink.Fenced = t.policyOfSite(r)
		t.resourcePolicy(r)
		t.sink.Site, t.sink.Fenced = false, ""
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

func (t *template) hidden(r *resource, reason string) {
	for _, k := range iac.Made() {
		t.sink.Unresolved(k, r.id, reason, iac.At(r.at, r.id))
	}
}

// nested says that a stack's template is elsewhere, unless it is a file of the
// tree: that one is read as a template of its own.
func (t *template) nested(r *resource) {
	if t.target(r) == "" {
		t.hidden(r, "the template of the nested stack "+r.id+" is not in the tree")
	}
}

// target is the file of the tree that a nested stack is made from, or "".
func (t *template) target(r *resource) string {
	if n := r.meta["aws:asset:path"]; n != nil {
		if p := inTree(t.tree, t.path, n.Value); p != "" {
			return p
		}
	}
	for _, key := range []string{"TemplateURL", "Location"} {
		if s, ok := t.properties(r).Get(key).Str(); ok {
			if p := inTree(t.tree, t.path, s); p != "" {
				return p
			}
		}
	}
	return ""
}
