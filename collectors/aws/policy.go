package aws

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Actions lists the IAM actions that a role of the collector needs of all
// resources; that it may be taken on is the trust policy's matter. Those that it
// needs of a few alone are in Limited.
func Actions() []string {
	var out []string
	limited := Limited()
	for _, s := range Specs() {
		for _, n := range s.Needs {
			if limited[n.Action] == "" && !strings.HasPrefix(n.Action, "sts:") {
				out = append(out, n.Action)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Limited are actions that would read data if they were not limited to the one
// resource that stands behind each: the list of keyspaces is a table of the system.
func Limited() map[string]string {
	return map[string]string{"cassandra:Select": "arn:*:cassandra:*:*:/keyspace/system*"}
}

// sessionLimit is how many characters AWS takes for the policy of a session.
const sessionLimit = 2048

// SessionPolicy is the policy of the sessions that the collector opens: its
// actions, on one line. Where that would be too long for AWS, the ends of names
// give way to a *, first where none but actions of the list are meant, then by
// verbs of reading, written as short as they can be; what reads data or secrets is
// denied by name then.
func SessionPolicy() string { return sessionPolicy(Actions(), Limited()) }

func sessionPolicy(actions []string, limited map[string]string) string {
	out := ""
	for _, form := range []struct {
		of   func([]string) []string
		wide bool // it means more than the actions
	}{{slices.Clone[[]string], false}, {shorten, false}, {broaden, true}, {tighten, true}} {
		var statements []any
		list := form.of(actions)
		statements = append(statements, map[string]any{"Effect": "Allow", "Action": list, "Resource": "*"})
		for _, a := range slices.Sorted(maps.Keys(limited)) {
			statements = append(statements, map[string]any{"Effect": "Allow", "Action": []string{a}, "Resource": limited[a]})
		}
		if form.wide {
			statements = append(statements, map[string]any{"Effect": "Deny", "Action": refused(actions, list), "Resource": "*"})
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
		return policyJSON("", "CandorReadOnly", Actions(), Limited())
	case "cloudformation":
		return cloudFormation(), nil
	case "terraform":
		return terraform(), nil
	}
	return "", fmt.Errorf("want json, cloudformation or terraform, not %q", format)
}

// limitedSid ends the id of the statement of a limited action.
func limitedSid(action string) string {
	service, name, _ := strings.Cut(action, ":")
	return strings.ToUpper(service[:1]) + service[1:] + name
}

func policyJSON(indent, sid string, actions []string, limited map[string]string) (string, error) {
	type statement struct {
		Sid, Effect string
		Action      []string
		Resource    string
	}
	doc := struct {
		Version   string
		Statement []statement
	}{"2012-10-17", []statement{{sid, "Allow", actions, "*"}}}
	for _, a := range slices.Sorted(maps.Keys(limited)) {
		doc.Statement = append(doc.Statement, statement{sid + limitedSid(a), "Allow", []string{a}, limited[a]})
	}
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
	b.WriteString("                Resource: \"*\"\n")
	limited := Limited()
	for _, a := range slices.Sorted(maps.Keys(limited)) {
		fmt.Fprintf(&b, `              - Sid: CandorReadOnly%s
                Effect: Allow
                Action: %s
                Resource: %q
`, limitedSid(a), a, limited[a])
	}
	b.WriteString(`Outputs:
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
	b.WriteString("    ]\n  }\n")
	limited := Limited()
	for _, a := range slices.Sorted(maps.Keys(limited)) {
		fmt.Fprintf(&b, "\n  statement {\n    sid       = %q\n    resources = [%q]\n    actions   = [%q]\n  }\n", "CandorReadOnly"+limitedSid(a), limited[a], a)
	}
	b.WriteString(`}

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
