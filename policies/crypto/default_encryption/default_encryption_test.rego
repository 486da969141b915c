package candor.rules.crypto.default_encryption_test

import data.candor.rules.crypto.default_encryption

judged(encrypted) := r if {
	rs := default_encryption.results with input.facts as {"store.default": [{
		"kind": "store.default", "subject": "eu-central-1", "n": 0, "at": {"path": "aws://111122223333/eu-central-1/ebs"},
		"value": {"service": "ebs", "encrypted": encrypted},
	}]}
	count(rs) == 1
	some r in rs
}

test_outcomes if {
	judged({"k": "known", "v": true}).outcome == "pass"
	judged({"k": "known", "v": false}).outcome == "fail"
	judged({"k": "unknown", "why": "w"}).outcome == "unknown"
	judged({"k": "known", "v": "yes"}).outcome == "unknown"
}
