package candor.rules.tls.server_verification_test

import data.candor.rules.tls.server_verification

judged(verify) := r if {
	rs := server_verification.results with input.facts as {"tls.trust": [{
		"kind": "tls.trust", "subject": "api", "state": "observed", "n": 0, "at": {"path": "nginx.conf", "line": 2},
		"value": {"hop": "edge-origin", "setting": "proxy_ssl_verify", "verify": object.union({"at": {"line": 8}}, verify)},
	}]}
	count(rs) == 1
	some r in rs
}

literal(v) := {"k": "known", "v": v, "from": "literal"}

test_outcomes if {
	judged(literal("full")).outcome == "pass"
	judged(literal("none")).outcome == "fail"
	judged(literal("none")).at.line == 8
	judged(literal("ca")).outcome == "unknown"
	judged(literal("loopback")).outcome == "not_applicable"
	judged({"k": "unknown", "why": "in a variable"}).outcome == "unknown"
}

test_default_is_named if {
	r := judged({"k": "known", "v": "none", "from": "platform", "why": "the default of proxy_ssl_verify is off"})
	contains(r.message, "the default of proxy_ssl_verify is off")
}
