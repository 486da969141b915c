package cloudformation

import (
	"slices"
	"testing"

	"github.com/candor-dev/candor"
)

func TestTakesIn(t *testing.T) {
	const put = `{Statement: [{Effect: Allow, Action: "iam:*", Resource: [!Sub "arn:aws:iam::${AWS::AccountId}:role/acme-*", !Sub "arn:aws:iam::${AWS::AccountId}:policy/acme-*"]}]}`
	const head = "AWSTemplateFormatVersion: '2010-09-09'\nParameters: {B: {Type: String}, L: {Type: CommaDelimitedList}}\nResources:\n"
	const arn = "arn:${AWS::Partition}:iam::${AWS::AccountId}:"
	for _, c := range []struct {
		name, body string
		want       []string
	}{
		{"its own role", "  R: {Type: AWS::IAM::Role, Properties: {RoleName: acme-ci, Policies: [{PolicyName: p, PolicyDocument: " + put + "}]}}\n",
			[]string{"role " + arn + "role/acme-ci"}},
		{"a path", "  R: {Type: AWS::IAM::Role, Properties: {RoleName: acme-ci, Path: /x/, Policies: [{PolicyName: p, PolicyDocument: " + put + "}]}}\n",
			[]string{}},
		{"no name", "  R: {Type: AWS::IAM::Role, Properties: {Policies: [{PolicyName: p, PolicyDocument: " + put + "}]}}\n",
			[]string{}},
		{"a boundary, and what it attaches", "  R: {Type: AWS::IAM::Role, Properties: {RoleName: acme-ci, PermissionsBoundary: !Ref B, ManagedPolicyArns: [!Ref P]}}\n" +
			"  P: {Type: AWS::IAM::ManagedPolicy, Properties: {ManagedPolicyName: acme-p, PolicyDocument: " + put + "}}\n",
			[]string{"policy " + arn + "policy/acme-p bounded", "role " + arn + "role/acme-ci bounded"}},
		{"a policy beside it", "  R: {Type: AWS::IAM::Role, Properties: {RoleName: x, Policies: [{PolicyName: p, PolicyDocument: " + put + "}]}}\n" +
			"  P: {Type: AWS::IAM::ManagedPolicy, Properties: {ManagedPolicyName: acme-p, Roles: [!Ref R], PolicyDocument: {Statement: []}}}\n" +
			"  Q: {Type: AWS::IAM::ManagedPolicy, Properties: {ManagedPolicyName: acme-q, PolicyDocument: {Statement: []}}}\n",
			[]string{"policy " + arn + "policy/acme-p"}},
		{"a role by reference", "  R: {Type: AWS::IAM::Role, Properties: {}}\n" +
			"  P: {Type: AWS::IAM::Policy, Properties: {PolicyName: p, Roles: [!Ref R], PolicyDocument: {Statement: [{Effect: Allow, Action: 'iam:*', Resource: !GetAtt R.Arn}]}}}\n",
			[]string{"role " + arn + "role/${R}"}},
		{"a group by a parameter", "  G: {Type: AWS::IAM::Group, Properties: {GroupName: !Sub '${B}-g'}}\n" +
			"  P: {Type: AWS::IAM::GroupPolicy, Properties: {GroupName: !Ref G, PolicyDocument: {Statement: [{Effect: Allow, Action: 'iam:*', Resource: !Sub 'arn:aws:iam::*:group/${B}-*'}]}}}\n",
			[]string{"group " + arn + "group/${B}-g"}},
	} {
		got := []string{}
		for _, f := range facts(t, map[string]string{"t.yaml": head + c.body}) {
			v, _ := candor.Plain(f.Value).(map[string]any)
			list, _ := v["takes_in"].([]any)
			for _, x := range list {
				m := x.(map[string]any)
				s := m["kind"].(string) + " " + m["own"].(string)
				if m["bounded"].(bool) {
					s += " bounded"
				}
				got = append(got, s)
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
