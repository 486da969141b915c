package candor.rules.tls.client_encryption_test

import data.candor.rules.tls.client_encryption

judged(host, role, encrypted) := r if {
	rs := client_encryption.results with input.facts as {"tls.client": [{
		"kind": "tls.client", "subject": "URL: x", "state": "observed", "n": 0, "at": {"path": "app.yaml", "line": 2},
		"value": {"hop": "app-database", "protocol": "postgres", "host": host, "role": role, "encrypted": encrypted},
	}]}
	count(rs) == 1
	some r in rs
}

literal(v) := {"k": "known", "v": v, "from": "literal"}

test_outcomes if {
	every c in [
		["public", "", "required", "pass"],
		["private", "", "required", "pass"],
		["hidden", "", "required", "pass"],
		["public", "", "off", "fail"],
		["public", "", "optional", "fail"],
		["private", "", "off", "unknown"],
		["hidden", "", "off", "unknown"],
		["public", "example", "required", "unknown"],
		["placeholder", "", "off", "unknown"],
		["loopback", "", "off", "not_applicable"],
		["public", "development", "off", "not_applicable"],
	] {
		judged(c[0], c[1], literal(c[2])).outcome == c[3]
	}
}

test_reasons if {
	judged("public", "", {"k": "unknown", "why": "sslmode is not set"}).message == "whether URL: x is encrypted can't be told: sslmode is not set"
	contains(judged("public", "", {"k": "known", "v": "off", "from": "platform", "why": "the default"}).message, "(the default)")
}
