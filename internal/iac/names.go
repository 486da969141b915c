package iac

import "strings"

// NewARN is the ARN of a resource that the template makes, its name in the
// last part. kind is "service type" ("s3 bucket"); nil when the form isn't known.
func NewARN(kind string, name *Node, at Place) *Node {
	var b Builder
	global := func(head string) {
		b.Lit("arn:")
		b.Add(Hidden("the partition of the deployment", at), "AWS::Partition")
		b.Lit(head)
	}
	regional := func(service, head string) {
		global(":" + service + ":")
		b.Add(Hidden("the region of the deployment", at), "AWS::Region")
		b.Lit(":")
		b.Add(Hidden("the account of the deployment", at), "AWS::AccountId")
		b.Lit(":" + head)
	}
	account := func(head string) {
		global(":iam::")
		b.Add(Hidden("the account of the deployment", at), "AWS::AccountId")
		b.Lit(":" + head)
	}
	tail := ""
	switch kind {
	case "s3 bucket":
		global(":s3:::")
	case "iam role":
		account("role/")
	case "iam policy":
		account("policy/")
	case "iam user":
		account("user/")
	case "iam oidc":
		account("oidc-provider/")
		name = withoutScheme(name)
	case "lambda function":
		regional("lambda", "function:")
	case "dynamodb table":
		regional("dynamodb", "table/")
	case "sqs queue":
		regional("sqs", "")
	case "sns topic":
		regional("sns", "")
	case "secretsmanager secret":
		regional("secretsmanager", "secret:")
		tail = "-??????"
	case "ecr repository":
		regional("ecr", "repository/")
	case "kms key":
		regional("kms", "key/")
	case "logs group":
		regional("logs", "log-group:")
	case "logs group *":
		regional("logs", "log-group:")
		tail = ":*"
	case "states machine":
		regional("states", "stateMachine:")
	case "kinesis stream":
		regional("kinesis", "stream/")
	case "events bus":
		regional("events", "event-bus/")
	case "firehose stream":
		regional("firehose", "deliverystream/")
	case "codebuild project":
		regional("codebuild", "project/")
	case "ecs cluster":
		regional("ecs", "cluster/")
	case "efs filesystem":
		regional("elasticfilesystem", "file-system/")
	case "cognito pool":
		regional("cognito-idp", "userpool/")
	case "ssm parameter":
		regional("ssm", "parameter/")
	default:
		return nil
	}
	b.Add(name, "name")
	if tail != "" {
		b.Lit(tail)
	}
	return b.Node(at)
}

// withoutScheme is the URL of an identity provider as its ARN holds it.
func withoutScheme(url *Node) *Node {
	s, ok := url.V.(string)
	if !ok || !strings.HasPrefix(s, "https://") || len(url.Others) > 0 {
		return url
	}
	c := *url
	c.V, c.Raw = s[len("https://"):], strings.TrimPrefix(c.Raw, "https://")
	return &c
}
