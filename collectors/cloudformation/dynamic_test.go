package cloudformation

import (
	"testing"

	"github.com/candor-dev/candor/internal/iac"
)

func TestDynamic(t *testing.T) {
	for _, c := range []struct{ kind, text, raw, v string }{
		{"text", "10.0.0.0/8", "", "10.0.0.0/8"},
		{"text", "{{resolve:ssm:/cidr}}", "resolve:ssm:/cidr", "?"},
		{"text", "a-{{resolve:ssm:/x:1}}-${aws:username}", "a-${resolve:ssm:/x:1}-${aws:username}", "a-*-${aws:username}"},
		{"text", "{{resolve:ssm:/x}}{{resolve:ssm:/y}}", "${resolve:ssm:/x}${resolve:ssm:/y}", "**"},
		{"text", "{{resolve:ssm:/x", "", "?"},
		{"pattern", "arn:${P}:{{resolve:ssm:/${E}/x}}", "arn:${P}:${resolve:ssm:/E/x}", "arn:*:*"},
	} {
		n := iac.Text(c.text, iac.Place{})
		if c.kind == "pattern" {
			n = &iac.Node{Kind: iac.Pattern, V: "*", Raw: c.text, Why: "P"}
		}
		got := dynamic(n)
		v, _ := got.V.(string)
		if got.Kind == iac.Unknown {
			v = "?"
		}
		if v != c.v || got.Raw != c.raw {
			t.Errorf("%s: %s, %s", c.text, v, got.Raw)
		}
	}
}

func FuzzDynamic(f *testing.F) {
	f.Add("a{{resolve:ssm:/${E}/x}}b${c}")
	f.Fuzz(func(t *testing.T, s string) {
		n := dynamic(iac.Text(s, iac.Place{}))
		if v, ok := n.Str(); ok && v != s {
			t.Errorf("%q became %q", s, v)
		}
	})
}
