package aws

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Actions lists the IAM actions that a role of the collector needs; that it may
// be taken on is the trust policy's matter.
func Actions() []string {
	var out []string
	for _, s := range Specs() {
		for _, n := range s.Needs {
			if !strings.HasPrefix(n.Action, "sts:") {
				out = append(out, n.Action)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// sessionLimit is how many characters AWS takes for the policy of a session.
const sessionLimit = 2048

// SessionPolicy is the policy of the sessions that the collector opens: its
// actions, on one line. Where that would be too long for AWS, the ends of names
// give way to a *, first where none but actions of the list are meant, then by
// verbs of reading; what reads data or secrets is denied by name then.
func SessionPolicy() string { return sessionPolicy(Actions()) }

func sessionPolicy(actions []string) string {
	out := ""
	for _, form := range []func([]string) []string{slices.Clone[[]string], shorten, broaden} {
		var statements []any
		list := form(actions)
		statements = append(statements, map[string]any{"Effect": "Allow", "Action": list, "Resource": "*"})
		if wide(actions, list) {
			statements = append(statements, map[string]any{"Effect": "Deny", "Action": dataActions, "Resource": "*"})
		}
		b, err := json.Marshal(map[string]any{"Version": "2012-10-17", "Statement": statements})
		if err != nil {
			return ""
		}
		if out = string(b); len(out) <= sessionLimit {
			break
		}
	}
	return out
}

// Policy prints the policy of a role for the collector. format is "json",
// "cloudformation" or "terraform".
func Policy(format string) (string, error) {
	switch format {
	case "json":
		return policyJSON("", "CandorReadOnly", Actions())
	case "cloudformation":
		return cloudFormation(), nil
	case "terraform":
		return terraform(), nil
	}
	return "", fmt.Errorf("want json, cloudformation or terraform, not %q", format)
}

func policyJSON(indent, sid string, actions []string) (string, error) {
	doc := struct {
		Version   string
		Statement []any
	}{"2012-10-17", []any{struct {
		Sid, Effect string
		Action      []string
		Resource    string
	}{sid, "Allow", actions, "*"}}}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent(indent, "  ")
	err := enc.Encode(doc)
	return b.String(), err
}

func cloudFormation() string {
	var b strings.Builder
	b.WriteString(`AWSTemplateFormatVersion: "2010-09-09"
Description: A role by which candor reads how this account is set. It can change nothing and reads no data.
Parameters:
  TrustedPrincipal:
    Type: String
    Description: ARN of the user or role that runs candor
  ExternalId:
    Type: String
    NoEcho: true
    MinLength: 16
    Description: a text that both sides know; give it to candor by --external-id
Resources:
  CandorRole:
    Type: AWS::IAM::Role
    Properties:
      RoleName: candor-readonly
      MaxSessionDuration: 3600
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              AWS: !Ref TrustedPrincipal
            Action: sts:AssumeRole
            Condition:
              StringEquals:
                sts:ExternalId: !Ref ExternalId
      Policies:
        - PolicyName: candor-readonly
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Sid: CandorReadOnly
                Effect: Allow
                Action:
`)
	for _, a := range Actions() {
		b.WriteString("                  - " + a + "\n")
	}
	b.WriteString(`                Resource: "*"
Outputs:
  RoleArn:
    Value: !GetAtt CandorRole.Arn
`)
	return b.String()
}

func terraform() string {
	var b strings.Builder
	b.WriteString(`# A role by which candor reads how this account is set. It can change nothing and reads no data.

variable "trusted_principal" {
  type        = string
  description = "ARN of the user or role that runs candor"
}

variable "external_id" {
  type        = string
  sensitive   = true
  description = "a text that both sides know; give it to candor by --external-id"
}

data "aws_iam_policy_document" "candor_trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = [var.trusted_principal]
    }
    condition {
      test     = "StringEquals"
      variable = "sts:ExternalId"
      values   = [var.external_id]
    }
  }
}

data "aws_iam_policy_document" "candor" {
  statement {
    sid       = "CandorReadOnly"
    resources = ["*"]
    actions = [
`)
	for _, a := range Actions() {
		fmt.Fprintf(&b, "      %q,\n", a)
	}
	b.WriteString(`    ]
  }
}

resource "aws_iam_role" "candor" {
  name                 = "candor-readonly"
  max_session_duration = 3600
  assume_role_policy   = data.aws_iam_policy_document.candor_trust.json
}

resource "aws_iam_role_policy" "candor" {
  name   = "candor-readonly"
  role   = aws_iam_role.candor.id
  policy = data.aws_iam_policy_document.candor.json
}

output "role_arn" {
  value = aws_iam_role.candor.arn
}
`)
	return b.String()
}
