package config

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candor-dev/candor"
)

func TestCheck(t *testing.T) {
	rules := []candor.Rule{
		{ID: "rls/table-without-rls", Params: []candor.Param{{Name: "schemas", Default: []any{}, Help: "schemas to look at"}}},
		{ID: "iam/scope", ClaimOnly: true, Params: []candor.Param{{Name: "services", Required: true, Help: "services that are narrowed"}, {Name: "allow", Required: true}}},
		{ID: "deps/npm-lock"},
		{ID: "claims/overdue", Engine: "claims"},
	}
	controls := []string{"tenant-isolation", "least-privilege"}
	tests := []struct{ name, rules, want string }{
		{"all known", `[rls/table-without-rls, {rule: iam/scope, with: {services: [ecr], allow: [a]}}]`, ""},
		{"unknown rule", `[rls/table-without-rsl]`, `candor.yaml:4:11: unknown rule "rls/table-without-rsl"; did you mean rls/table-without-rls?`},
		{"unknown rule far from all", `[x/y]`, `candor.yaml:4:11: unknown rule "x/y"; candor rules lists them`},
		{"unknown parameter", `[{rule: rls/table-without-rls, with: {shemas: [a]}}]`, `candor.yaml:4:48: unknown parameter "shemas" of rule rls/table-without-rls; did you mean schemas?`},
		{"no parameters at all", `[{rule: deps/npm-lock, with: {a: 1}}]`, `candor.yaml:4:40: unknown parameter "a" of rule deps/npm-lock; the rule takes no parameters`},
		{"wrong kind", `[{rule: rls/table-without-rls, with: {schemas: public}}]`, `candor.yaml:4:48: parameter schemas of rule rls/table-without-rls is a text, want a list; schemas to look at`},
		{"required", `[{rule: iam/scope, with: {allow: [a]}}]`, `candor.yaml:4:18: rule iam/scope needs the parameter services; add with: {services: ...}, services that are narrowed`},
		{"required but empty", `[{rule: iam/scope, with: {allow: [], services: [a]}}]`, `candor.yaml:4:36: parameter allow of rule iam/scope is empty`},
		{"shorthand misses required", `[iam/scope]`, "candor.yaml:4:11: rule iam/scope needs the parameter services; add with: {services: ...}, services that are narrowed\ncandor.yaml:4:11: rule iam/scope needs the parameter allow; add with: {allow: ...}"},
		{"rule over claims", `[claims/overdue]`, `candor.yaml:4:11: rule claims/overdue judges the claims themselves; remove it; it runs on every claim`},
		{"unknown control", "[deps/npm-lock]\n  controls: [tenant-isolation, tenat-isolation]", `candor.yaml:5:32: unknown control "tenat-isolation"; did you mean tenant-isolation?`},
		{"waiver", "[deps/npm-lock]\nwaivers: [{rule: deps/npm-locks, reason: r, owner: o, expires: 2027-01-01, path: x}]", `candor.yaml:5:18: the waiver names the unknown rule "deps/npm-locks"; did you mean deps/npm-lock?`},
		{"waiver of a claims rule", "[deps/npm-lock]\nwaivers: [{rule: claims/overdue, reason: r, owner: o, expires: 2027-01-01, path: x}]", ``},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := Load(tree("claims:\n- id: a\n  text: b\n  rules: "+tt.rules+"\n"), "candor.yaml")
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if err := c.Check(Known{Rules: rules, Controls: controls}); err != nil {
				got = err.Error()
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("-want +got\n%s", d)
			}
		})
	}
}
