package candor.rules.tls.bucket_transport_test

import data.candor.rules.tls.bucket_transport

judged(plain) := r if {
	rs := bucket_transport.results with input.facts as {"tls.bucket": [{
		"kind": "tls.bucket", "subject": "Files", "state": "observed", "n": 0, "at": {"path": "s3.yaml", "line": 2},
		"value": {"hop": "app-api", "plain": object.union({"at": {"line": 8}}, plain)},
	}]}
	some r in rs
}

literal(v) := {"k": "known", "v": v, "from": "literal"}

test_outcomes if {
	judged(literal("denied")).outcome == "pass"
	judged(literal("denied")).at.line == 8
	judged(literal("allowed")).outcome == "fail"
	judged(literal("denied for objects only")).message == "plain HTTP to Files is denied for objects only"
	judged({"k": "unknown", "why": "no policy"}).outcome == "unknown"
}
