package serverless

import (
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

func parse(t testing.TB, text string) *yaml.Node {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil || len(doc.Content) == 0 {
		t.Skip("not YAML")
	}
	return doc.Content[0]
}

func TestVariables(t *testing.T) {
	const head = "service: x\nprovider: {name: aws, stage: \"${opt:stage, 'dev'}\"}\ncustom: {a: one, b: '${self:custom.b}', c: {d: 'x-${self:custom.a}'}, n: '${self:custom.gone, self:custom.a}'}\nvalue: "
	for value, want := range map[string]string{
		`plain`:                                "plain",
		`${self:custom.a}`:                     "one",
		`a-${self:custom.c.d}-b`:               "a-x-one-b",
		`${self:custom.n}`:                     "one",
		`${self:provider.stage}`:               "dev (default of opt:stage)",
		`x-${self:provider.stage}`:             "x-dev (default of opt:stage)",
		`${opt:a, env:B, "c"}`:                 "c (default of env:B)",
		`${sls:stage}-x`:                       "dev-x (default of opt:stage)",
		`${self:custom.b}`:                     "hole",
		`${ssm:/a/b}`:                          "hole",
		`${file(a.yml):x}`:                     "hole",
		`arn:${aws:region}:${self:custom.a}`:   "arn:${AWS::Region}:one hole",
		`${self:custom.${opt:stage, 'dev'}.a}`: "hole",
		`${unclosed`:                           "${unclosed",
		`!Sub "${Bucket}-${self:custom.a}"`:    "${Bucket}-one",
	} {
		quoted := "'" + strings.ReplaceAll(value, "'", "''") + "'"
		if strings.HasPrefix(value, "!") {
			quoted = value
		}
		v := variables{root: parse(t, head+quoted), left: maxSteps}
		n := get(v.tree(v.root, 0), "value")
		got := n.Value
		switch n.Tag {
		case DefaultTag:
			got += " (default of " + n.LineComment + ")"
		case TextTag:
			if strings.HasPrefix(got, "${") {
				got = ""
			}
			got = strings.TrimSpace(got + " hole")
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", value, got, want)
		}
	}
}

func FuzzTemplate(f *testing.F) {
	f.Add("service: x\nprovider: {name: aws, iamRoleStatements: '${self:provider}'}\nfunctions: {a: {url: '${self:functions.a}', events: [{sqs: {arn: a}}, {stream: b}]}}\n")
	f.Add("service: &a [*a]\nprovider: {name: aws}\ncustom: {a: '${self:custom}${self:custom.a}'}\n")
	f.Fuzz(func(t *testing.T, text string) {
		root := parse(t, text)
		if Is(root) {
			Template(root, func(string) bool { return false })
		}
	})
}
