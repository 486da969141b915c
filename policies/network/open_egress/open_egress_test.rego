package candor.rules.network.open_egress_test

import data.candor.rules.network.open_egress

known(v) := {"k": "known", "v": v, "from": "literal", "at": {"line": 5}}

judged(change) := r.outcome if {
	rs := open_egress.results with input as {"facts": {"net.route": [{
		"kind": "net.route", "subject": "G/Egress[0]", "n": 0, "at": {"path": "t.yaml", "line": 2},
		"value": object.union({
			"list": "security group", "direction": "egress", "source": known("0.0.0.0/0"), "action": known("allow"),
			"protocol": known("-1"), "from": known(0), "to": known(65535),
		}, change),
	}]}}
	count(rs) == 1
	some r in rs
}

test_egress if {
	judged({}) == "fail"
	judged({"direction": "ingress"}) == "not_applicable"
	judged({"action": known("deny")}) == "not_applicable"
	judged({"source": known("10.0.0.0/8")}) == "pass"
	judged({"source": {"k": "unknown", "why": "parameter C has no default", "at": {"line": 6}}}) == "unknown"
}
