package aws

import (
	"testing"

	"github.com/candor-dev/candor/collectors/aws/awstest"
)

// TestSecrets: how old the values in use are, and how parameters are kept.
func TestSecrets(t *testing.T) {
	f := here(t, awstest.New())
	held(t, f, "secret.rotation", "ledgerline/db", "automatic", `"v":false`, "never set up")
	held(t, f, "secret.rotation", "ledgerline/db", "age", "32")
	held(t, f, "secret.rotation", "ledgerline/db", "versions", "2")
	held(t, f, "secret.rotation", "ledgerline/mail", "automatic", `"v":true`)
	held(t, f, "secret.rotation", "ledgerline/mail", "every", "30")
	held(t, f, "store.encryption", "/ledgerline/db/password", "customer", `"v":true`)
	held(t, f, "store.encryption", "mail-password", "customer", `"v":false`)
	held(t, f, "store.encryption", "mail-password", "kms", `"v":true`)
	held(t, f, "secret.value", "/ledgerline/api_key", "holds", `"k":"unknown"`, "not SecureString")
	for _, name := range []string{"/ledgerline/stage", "mail-password", "/ledgerline/db/password"} {
		if got := valueOf(t, f, "secret.value", name, "holds"); got != "" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// TestReplicaOfSecret: the value of a replica is that of its primary, which is
// judged where it is.
func TestReplicaOfSecret(t *testing.T) {
	fake := awstest.New()
	fake.Answers["secretsmanager.ListSecrets"] = awstest.Text(`{"SecretList":[{"Name":"copy","ARN":"arn:aws:secretsmanager:eu-central-1:111122223333:secret:copy-AbCdEf","PrimaryRegion":"eu-west-1"}]}`)
	if got := valueOf(t, here(t, fake), "secret.rotation", "copy", "age"); got != "" {
		t.Errorf("the age of a replica: %s", got)
	}
}
