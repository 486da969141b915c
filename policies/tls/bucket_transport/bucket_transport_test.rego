package candor.rules.tls.bucket_transport_test

import data.candor.rules.tls.bucket_transport

judged(plain) := told(plain, {})

told(plain, more) := r if {
	rs := bucket_transport.results with input.facts as {"tls.bucket": [{
		"kind": "tls.bucket", "subject": "Files", "state": "observed", "n": 0, "at": {"path": "s3.yaml", "line": 2},
		"value": object.union({"hop": "app-api", "plain": object.union({"at": {"line": 8}}, plain)}, more),
	}]}
	some r in rs
}

literal(v) := {"k": "known", "v": v, "from": "literal"}

test_idle if {
	r := told(literal("allowed"), {"idle": true})
	r.outcome == "fail"
	contains(r.message, "serves nobody")
	not contains(told(literal("denied for objects only"), {"idle": true}).message, "serves nobody")
}

test_website if {
	r := told(literal("allowed"), {"website": true})
	r.outcome == "fail"
	contains(r.message, "takes it down for those who read it there")
	contains(r.fix, "CloudFront")
	told(literal("denied"), {"website": true}).outcome == "pass"
}

test_policy if {
	r := told(literal("allowed"), {"policy_at": [{"line": 20, "col": 3}]})
	r.at.line == 8
	[p] := r.related
	p.line == 20
	p.label == "the policy of the bucket"
}

test_outcomes if {
	judged(literal("denied")).outcome == "pass"
	judged(literal("denied")).at.line == 8
	judged(literal("allowed")).outcome == "fail"
	judged(literal("denied for objects only")).message == "plain HTTP to Files is denied for objects only"
	judged({"k": "unknown", "why": "no policy"}).outcome == "unknown"
}
