package aws

import (
	"testing"

	"github.com/candor-dev/candor/collectors/aws/awstest"
)

// TestMessages: queues and topics of the fake account.
func TestMessages(t *testing.T) {
	f := here(t, awstest.New())
	held(t, f, "store.encryption", "jobs", "customer", `"v":true`)
	held(t, f, "store.encryption", "mails", "encrypted", `"v":true`)
	held(t, f, "store.encryption", "mails", "kms", `"v":false`)
	held(t, f, "store.encryption", "alarms", "encrypted", `"v":true`, `"from":"platform"`, "encrypted disks by default")
	held(t, f, "store.encryption", "alarms", "kms", `"v":false`)
	held(t, f, "store.encryption", "orders", "customer", `"v":false`)
	held(t, f, "store.encryption", "orders", "encrypted", `"v":true`)
	held(t, f, "store.region", "jobs", "region", `"v":"eu-central-1"`)
	held(t, f, "store.region", "orders", "region", `"v":"eu-central-1"`)
	held(t, f, "iam.statement", "jobs/0", "kind", "resource")
	held(t, f, "iam.statement", "sessions/0", "service", "dynamodb")
}

// TestQueueNotTold: an answer without the attributes that were asked for says
// nothing of encryption.
func TestQueueNotTold(t *testing.T) {
	fake := awstest.New()
	fake.Answers["sqs.GetQueueAttributes"] = awstest.Text(`{"Attributes":{"QueueArn":"arn:aws:sqs:eu-central-1:111122223333:jobs"}}`)
	held(t, here(t, fake), "store.encryption", "jobs", "encrypted", `"k":"unknown"`)
}
