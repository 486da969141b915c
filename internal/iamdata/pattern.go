package iamdata

import (
	"regexp"
	"strings"

	"github.com/candor-dev/candor/internal/arn"
)

var hole = regexp.MustCompile(`\$\{[^}]*\}`)

// Pattern is the ARN format of a resource type as a pattern: every ARN of that
// type matches it, and, where AWS documents that a name holds neither slash nor
// colon, no other does.
func (r Resource) Pattern() string {
	service := ""
	if parts := strings.Split(r.ARN, ":"); len(parts) > 2 {
		service = parts[2]
	}
	return hole.ReplaceAllStringFunc(r.ARN, func(h string) string {
		if plainName(service, h[2:len(h)-1]) {
			return arn.Name
		}
		return "*"
	})
}

// plainName tells the holes of ARN formats whose legal texts hold neither slash
// nor colon. From the API references of the services: Lambda (FunctionName,
// [a-zA-Z0-9-_]+), S3 (bucket naming rules), DynamoDB (TableName,
// [a-zA-Z0-9_.-]+), SQS, SNS, Kinesis (StreamName), KMS (KeyId).
func plainName(service, name string) bool {
	switch service {
	case "lambda":
		return name == "FunctionName" || name == "Alias" || name == "Version" || name == "LayerName"
	case "s3":
		return name == "BucketName"
	case "dynamodb":
		return name == "TableName"
	case "sqs":
		return name == "QueueName"
	case "sns":
		return name == "TopicName"
	case "kinesis":
		return name == "StreamName"
	case "kms":
		return name == "KeyId"
	}
	return false
}
