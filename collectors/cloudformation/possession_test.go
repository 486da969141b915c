package cloudformation

import (
	"testing"

	"github.com/candor-dev/candor"
)

// Who holds a statement: a boundary counts where each holder that the template names
// surely has one, and a policy is nobody's where nothing attaches it or hands it on.
func TestPossession(t *testing.T) {
	const doc = `{Statement: [{Effect: Allow, Action: "s3:*", Resource: "*"}]}`
	const head = "AWSTemplateFormatVersion: '2010-09-09'\nParameters: {B: {Type: String, Default: ''}, L: {Type: String}}\n" +
		"Conditions: {C: !Not [!Equals [!Ref B, '']]}\nResources:\n"
	const policy = "  P: {Type: AWS::IAM::ManagedPolicy, Properties: {ManagedPolicyName: acme, PolicyDocument: " + doc + "}}\n"
	const bound = "  Bound: {Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: " + doc + "}}\n"
	role := func(id, more string) string {
		return "  " + id + ": {Type: AWS::IAM::Role, Properties: {" + more + "ManagedPolicyArns: [!Ref P]}}\n"
	}
	const far, near = "PermissionsBoundary: 'arn:aws:iam::111122223333:policy/b', ", "PermissionsBoundary: !Ref Bound, "
	for _, c := range []struct {
		name, body        string
		bounded, boundary bool
		loose             bool
	}{
		{"nobody", policy, false, false, true},
		{"an output", policy + "Outputs: {P: {Value: !Ref P}}\n", false, false, false},
		{"by its name", policy + "  R: {Type: AWS::IAM::Role, Properties: {ManagedPolicyArns: [!Sub 'arn:aws:iam::${AWS::AccountId}:policy/acme']}}\n", false, false, false},
		{"a user", "  P: {Type: AWS::IAM::ManagedPolicy, Properties: {Users: [u], PolicyDocument: " + doc + "}}\n", false, false, false},
		{"a role", policy + role("R", ""), false, false, false},
		{"a role with a boundary from elsewhere", policy + role("R", far), true, false, false},
		{"a boundary of the template", policy + bound + role("R", near), true, true, false},
		{"one of two roles", policy + role("R", far) + role("S", ""), false, false, false},
		{"two boundaries", policy + bound + role("R", near) + role("S", far), true, false, false},
		{"a boundary that may be none", policy + role("R", "PermissionsBoundary: !If [C, !Ref B, !Ref 'AWS::NoValue'], "), false, false, false},
		{"a policy within", "  R: {Type: AWS::IAM::Role, Properties: {" + far + "Policies: [{PolicyName: p, PolicyDocument: " + doc + "}]}}\n", true, false, false},
		{"a group", "  G: {Type: AWS::IAM::Group, Properties: {Policies: [{PolicyName: p, PolicyDocument: " + doc + "}]}}\n", false, false, false},
	} {
		n := 0
		for _, f := range facts(t, map[string]string{"t.yaml": head + c.body}) {
			v, _ := candor.Plain(f.Value).(map[string]any)
			if v["kind"] != "identity" {
				continue
			}
			n++
			_, boundary := v["boundary"]
			_, loose := v["loose"]
			if v["bounded"] == true != c.bounded || boundary != c.boundary || loose != c.loose {
				t.Errorf("%s: %s: bounded %v by %v, loose %v", c.name, f.Subject, v["bounded"], v["boundary"], v["loose"])
			}
		}
		if n == 0 && c.name != "by its name" {
			t.Errorf("%s: no statement", c.name)
		}
	}
}
