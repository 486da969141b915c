package aws

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/rds/types"

	"github.com/candor-dev/candor/internal/iac"
)

// encryptedNode tells whether what RDS stores is encrypted. The switch is false for
// what a key that AWS owns encrypts, as all clusters of Aurora made since February
// 2026 are, so the type outranks it; without the type, a false one says nothing of
// Aurora.
func encryptedNode(kind types.StorageEncryptionType, on *bool, engine string, at iac.Place) *iac.Node {
	switch kind {
	case types.StorageEncryptionTypeSse:
		return iac.Platform(true, "StorageEncryptionType is sse-rds, a key that AWS owns", at)
	case types.StorageEncryptionTypeCmk:
		return node(true, at)
	case types.StorageEncryptionTypeUnencrypted:
		return node(false, at)
	case "":
	default:
		return iac.Hidden("its StorageEncryptionType is none that candor knows", at)
	}
	if on != nil && !*on && strings.HasPrefix(strings.ToLower(engine), "aurora") {
		return iac.Hidden("StorageEncrypted is false, which it also is by a key that AWS owns, and the answer has no StorageEncryptionType", at)
	}
	return boolNode(on, "the answer does not say whether it is encrypted", at)
}
