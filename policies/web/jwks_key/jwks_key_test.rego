package candor.rules.web.jwks_key_test

import data.candor.rules.web.jwks_key

outcome(change) := r.outcome if {
	rs := jwks_key.results with input as {
		"params": {"web/jwks-key": {"rsa_bits": 2048}},
		"facts": {"web.key": [{"kind": "web.key", "subject": "a", "n": 0, "at": {"path": "web://example.com/jwks.json"}, "value": object.union(
			{"gone": "", "secret": false, "type": "RSA", "bits": 2048, "curve": ""},
			change,
		)}]},
	}
	count(rs) == 1
	some r in rs
}

test_outcomes if {
	outcome({}) == "pass"
	outcome({"bits": 1024}) == "fail"
	outcome({"type": "EC", "bits": 256}) == "pass"
	outcome({"type": "EC", "bits": 0, "curve": "P-192"}) == "unknown"
	outcome({"type": "oct", "bits": 0, "secret": true}) == "fail"
	outcome({"secret": true}) == "fail"
	outcome({"gone": "2026-04-01T00:00:00Z", "bits": 0}) == "not_applicable"
}
