package terraform

import (
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
)

// conditionKeys are "operator key = values" of the statement of a subject, or "?".
func conditionKeys(t *testing.T, source, subject string) []string {
	t.Helper()
	for _, f := range facts(t, map[string]string{"main.tf": source}) {
		if f.Kind != "iam.statement" || f.Subject != subject {
			continue
		}
		var out []string
		tests, _ := candor.Plain(f.Value).(map[string]any)["conditions"].(map[string]any)
		if _, hidden := tests["k"].(string); hidden {
			return []string{"?"}
		}
		for operator, x := range tests {
			keys, ok := x.(map[string]any)
			if _, hidden := keys["k"].(string); !ok || hidden {
				out = append(out, operator+" ?")
				continue
			}
			for key, values := range keys {
				out = append(out, operator+" "+key+" = "+show(values))
			}
		}
		sort.Strings(out)
		return out
	}
	t.Fatalf("no statement %s in %s", subject, source)
	return nil
}

// A key with a hole keeps what is written around it; two that read alike may not be.
func TestConditionKeys(t *testing.T) {
	const provider = `resource "aws_iam_openid_connect_provider" "c" { url = aws_eks_cluster.c.identity[0].oidc[0].issuer }
locals { host = replace(aws_iam_openid_connect_provider.c.url, "https://", "") }
`
	role := func(tests string) string {
		return provider + `resource "aws_iam_role" "r" {
  assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Condition = { StringEquals = { ` + tests + ` } } }] })
}`
	}
	for name, tt := range map[string]struct {
		source string
		want   []string
	}{
		"a function": {role(`"${replace(aws_iam_openid_connect_provider.c.url, "https://", "")}:sub" = "a", "x:aud" = "b"`),
			[]string{"StringEquals ${replace()}:sub = a@4", "StringEquals x:aud = b@4"}},
		"a local":      {role(`"${local.host}:sub" = "a"`), []string{"StringEquals ${local.host}:sub = a@4"}},
		"a module":     {role(`"${module.eks.oidc_provider}:sub" = "a"`), []string{"StringEquals ${module.eks.oidc_provider}:sub = a@4"}},
		"format":       {role(`(format("%s:sub", local.host)) = "a"`), []string{"StringEquals ${local.host}:sub = a@4"}},
		"one hole":     {role(`(var.key) = "a"`), []string{"StringEquals ?"}},
		"perhaps two":  {role(`"${replace(var.a, "x", "")}:sub" = "a", "${replace(var.b, "x", "")}:sub" = "b"`), []string{"StringEquals ?"}},
		"known":        {role(`"${"x"}:sub" = "a"`), []string{"StringEquals x:sub = a@4"}},
		"replaced":     {provider + `resource "aws_iam_role" "r" { assume_role_policy = replace(jsonencode({ Statement = [{ Condition = { StringEquals = { "${local.host}:sub" = "a" } } }] }), "a", "*") }`, nil},
		"the provider": {`resource "aws_iam_openid_connect_provider" "c" { url = "https://example.com" }` + "\n" + strings.Replace(role(`"${local.host}:sub" = "a"`), provider, `locals { host = replace(aws_iam_openid_connect_provider.c.url, "https://", "") }`+"\n", 1), []string{"StringEquals example.com:sub = a@4"}},
	} {
		if tt.want == nil {
			tt.want = []string{"StringEquals ?"}
		}
		if got := conditionKeys(t, tt.source, "aws_iam_role.r/assume_role_policy/0"); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// The provider puts the values of blocks together that ask the same.
func TestConditionBlocks(t *testing.T) {
	block := func(variable, value string) string {
		return "condition {\ntest = \"StringLike\"\nvariable = \"" + variable + "\"\nvalues = [\"" + value + "\"]\n}\n"
	}
	for name, tt := range map[string]struct{ blocks, want string }{
		"twice":        {block("a:b", "*") + block("a:b", "x"), "StringLike a:b = *@6 x@11"},
		"a hole":       {block("${var.i}:sub", "x"), "StringLike ${var.i}:sub = x@6"},
		"a hole twice": {block("${var.i}:sub", "x") + block("${var.i}:sub", "y"), "?"},
		"one hole":     {block("${var.i}", "x"), "?"},
	} {
		got := strings.Join(conditionKeys(t, "data \"aws_iam_policy_document\" \"d\" {\nstatement {\n"+tt.blocks+"}\n}\n", "data.aws_iam_policy_document.d/0"), "; ")
		if got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// A provider of the sources, or one that they read, is known to be one.
func TestOIDCProvider(t *testing.T) {
	for source, want := range map[string]string{
		`resource "aws_iam_openid_connect_provider" "c" { url = "https://example.com/x" }` + "\n" +
			`resource "aws_iam_role" "r" { assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = { Federated = aws_iam_openid_connect_provider.c.arn } }] }) }`: "~arn:${AWS::Partition}:iam::${AWS::AccountId}:oidc-provider/example.com/x@2",
		`data "aws_iam_openid_connect_provider" "c" { url = var.issuer }` + "\n" +
			`resource "aws_iam_role" "r" { assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = { Federated = data.aws_iam_openid_connect_provider.c.arn } }] }) }`: "~arn:${AWS::Partition}:iam::${AWS::AccountId}:oidc-provider/${data.aws_iam_openid_connect_provider.c.arn}@2",
		`data "aws_iam_openid_connect_provider" "c" { arn = "arn:aws:iam::111122223333:oidc-provider/example.com" }` + "\n" +
			`resource "aws_iam_role" "r" { assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = { Federated = data.aws_iam_openid_connect_provider.c.arn } }] }) }`: "arn:aws:iam::111122223333:oidc-provider/example.com@2",
	} {
		got := lines(facts(t, map[string]string{"main.tf": source}), "iam.statement", "principals")
		if len(got) != 1 || !strings.HasSuffix(got[0], " | "+want) {
			t.Errorf("%s: %q", source, got)
		}
	}
}
