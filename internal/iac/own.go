package iac

import "strings"

// callerIdentity begins the names by which Terraform asks who deploys.
const callerIdentity = "data.aws_caller_identity."

// ownAccount is a value as a pattern of twelve characters, where it is the number
// of the account that is deployed to: which one is not told, and it is one.
func ownAccount(n *Node) *Node {
	name := accountName(n)
	if name == "" || strings.HasSuffix(n.Raw, ".arn") {
		return n
	}
	return &Node{Kind: Pattern, V: strings.Repeat("?", 12), Raw: "${" + name + "}", Why: n.Why, At: n.At}
}

// ownPrincipal is a principal of the type AWS, where it is the account that is
// deployed to or who deploys. IAM reads the number of an account as the ARN of
// its root; who deploys is somebody of that account, and not everybody.
func ownPrincipal(n *Node) *Node {
	name := accountName(n)
	if name == "" {
		return n
	}
	var b Builder
	b.Lit("arn:")
	b.Add(Hidden("the partition of the deployment", n.At), "AWS::Partition")
	b.Lit(":iam::")
	b.Add(Hidden(n.Why, n.At), name)
	if strings.HasSuffix(n.Raw, ".arn") {
		b.Lit(":")
		b.Add(Hidden(n.Why, n.At), n.Raw)
	} else {
		b.Lit(":root")
	}
	return b.Node(n.At)
}

// accountName is what the number of the account is called that a value stands
// for or belongs to, "" for every other value.
func accountName(n *Node) string {
	if n == nil || n.Kind != Unknown || !n.Given {
		return ""
	}
	if n.Raw == "AWS::AccountId" {
		return n.Raw
	}
	if !strings.HasPrefix(n.Raw, callerIdentity) {
		return ""
	}
	for _, attribute := range []string{".account_id", ".id", ".arn"} {
		if of, ok := strings.CutSuffix(n.Raw, attribute); ok {
			return of + ".account_id"
		}
	}
	return ""
}
