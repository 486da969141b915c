package candor.rules.tls.node_traffic_test

import data.candor.rules.tls.node_traffic

judged(value) := r if {
	rs := node_traffic.results with input.facts as {"tls.nodes": [{
		"kind": "tls.nodes", "subject": "Domain", "n": 0, "at": {"path": "t.yaml", "line": 2},
		"value": object.union({"hop": "internal", "platform": "opensearch", "setting": "x"}, value),
	}]}
	count(rs) == 1
	some r in rs
}

policy(v) := {"policy": object.union({"at": {"line": 8}}, v)}

test_on if judged(policy({"k": "known", "v": "required"})).outcome == "pass"

test_off if {
	r := judged(policy({"k": "known", "v": "off"}))
	r.outcome == "fail"
	r.at.line == 8
	contains(judged(policy({"k": "known", "v": "off", "why": "nothing is set"})).message, "nothing is set")
}

test_alone if judged(policy({"k": "known", "v": "one node"})).outcome == "not_applicable"

test_unknown if {
	judged(policy({"k": "unknown", "why": "a parameter"})).outcome == "unknown"
	judged(policy({"k": "known", "v": "sometimes"})).outcome == "unknown"
}
