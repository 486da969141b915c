package candor.rules.crypto.key_rotation_test

import data.candor.rules.crypto.key_rotation

base := {"state": "Enabled", "spec": "SYMMETRIC_DEFAULT", "usage": "ENCRYPT_DECRYPT", "origin": "AWS_KMS", "rotates": true, "days": 365}

judged(change, params) := r if {
	rs := key_rotation.results with input as {
		"params": {"crypto/key-rotation": object.union({"days": 365, "others": "unknown"}, params)},
		"facts": {"kms.key": [{
			"kind": "kms.key", "subject": "k1", "n": 0, "at": {"path": "aws://111122223333/eu-central-1/kms/k1"},
			"value": object.union(base, change),
		}]},
	}
	count(rs) == 1
	some r in rs
}

signing := {"spec": "RSA_4096", "usage": "SIGN_VERIFY", "rotates": null, "days": null}

test_pass if judged({}, {}).message == "Key k1 is rotated every 365 days"

test_fail if {
	judged({"rotates": false, "days": null}, {}).message == "Key k1 is not rotated"
	judged({}, {"days": 90}).message == "Key k1 is rotated every 365 days, and 90 are the most"
}

test_unknown if {
	contains(judged(signing, {}).message, "RSA_4096 from AWS_KMS")
	judged({"days": null}, {}).outcome == "unknown"
	judged({"state": "Creating"}, {}).outcome == "unknown"
	judged({"state": null}, {}).outcome == "unknown"
	judged({}, {"others": "hide"}).outcome == "unknown"
}

test_not_applicable if {
	judged({"state": "PendingDeletion"}, {}).outcome == "not_applicable"
	judged(signing, {"others": "skip"}).outcome == "not_applicable"
}
