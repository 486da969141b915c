package iamdata

import (
	"strings"

	"github.com/candor-dev/candor/internal/arn"
)

// Pattern is the ARN format of a resource type as a pattern: every ARN of that
// type matches it, and, where AWS documents that a name holds neither slash nor
// colon, no other does.
func (r Resource) Pattern() string {
	service := ""
	if _, rest, ok := strings.Cut(r.ARN, ":"); ok {
		if _, rest, ok = strings.Cut(rest, ":"); ok {
			service, _, _ = strings.Cut(rest, ":")
		}
	}
	var out strings.Builder
	for rest := r.ARN; ; {
		before, after, ok := strings.Cut(rest, "${")
		hole, after, closed := strings.Cut(after, "}")
		if !ok || !closed {
			out.WriteString(rest)
			return out.String()
		}
		out.WriteString(before)
		if plainName(service, hole) {
			out.WriteString(arn.Name)
		} else {
			out.WriteByte('*')
		}
		rest = after
	}
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
