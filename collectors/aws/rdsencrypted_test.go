package aws

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/rds/types"

	"github.com/candor-dev/candor/internal/iac"
)

// TestEncryptedNode: the switch is false for what a key that AWS owns encrypts, and
// says nothing of Aurora where the type is not told.
func TestEncryptedNode(t *testing.T) {
	on, off := true, false
	for _, c := range []struct {
		name   string
		kind   types.StorageEncryptionType
		on     *bool
		engine string
		want   any // nil is unknown
		why    string
	}{
		{"a key of AWS", "sse-rds", &off, "aurora-postgresql", true, "a key that AWS owns"},
		{"a key of KMS", "sse-kms", &on, "aurora-postgresql", true, ""},
		{"none", "none", &off, "aurora-mysql", false, ""},
		{"a new word", "sse-new", &off, "aurora-mysql", nil, "none that candor knows"},
		{"Aurora without the type", "", &off, "aurora-mysql", nil, "no StorageEncryptionType"},
		{"Aurora that is on", "", &on, "aurora-mysql", true, ""},
		{"another engine", "", &off, "postgres", false, ""},
		{"no answer", "", nil, "postgres", nil, "does not say"},
	} {
		n := encryptedNode(c.kind, c.on, c.engine, iac.Place{})
		if v, ok := n.Bool(); ok != (c.want != nil) || ok && v != c.want || !strings.Contains(n.Why, c.why) {
			t.Errorf("%s: %+v", c.name, n)
		}
	}
}
