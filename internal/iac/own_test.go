package iac

import "testing"

func TestOwn(t *testing.T) {
	at := Place{Path: "a.tf"}
	for _, tt := range []struct {
		n                  *Node
		principal, account string // raw; "" where it stays what it is
	}{
		{Later("AWS::AccountId", "w", at), "arn:${AWS::Partition}:iam::${AWS::AccountId}:root", "${AWS::AccountId}"},
		{Later("data.aws_caller_identity.this.account_id", "w", at),
			"arn:${AWS::Partition}:iam::${data.aws_caller_identity.this.account_id}:root", "${data.aws_caller_identity.this.account_id}"},
		{Later("data.aws_caller_identity.this[0].id", "w", at),
			"arn:${AWS::Partition}:iam::${data.aws_caller_identity.this[0].account_id}:root", "${data.aws_caller_identity.this[0].account_id}"},
		{Later("data.aws_caller_identity.this.arn", "w", at),
			"arn:${AWS::Partition}:iam::${data.aws_caller_identity.this.account_id}:${data.aws_caller_identity.this.arn}", ""},
		{Later("data.aws_ssm_parameter.x.value", "w", at), "", ""},
		{Hidden("variable a has no default", at), "", ""},
		{Text("*", at), "", ""},
	} {
		p, a := ownPrincipal(tt.n), ownAccount(tt.n)
		if tt.principal == "" && p != tt.n || tt.principal != "" && (p.Kind != Pattern || p.Raw != tt.principal) {
			t.Errorf("%+v as a principal: %+v", tt.n, p)
		}
		if tt.account == "" && a != tt.n || tt.account != "" && (a.Kind != Pattern || a.Raw != tt.account || len(a.V.(string)) != 12) {
			t.Errorf("%+v as an account: %+v", tt.n, a)
		}
	}
}
