package candor.rules.logs.retention_test

import data.candor.rules.logs.retention

judged(days) := r if {
	rs := retention.results with input as {
		"params": {"logs/retention": {"days": 90}},
		"facts": {"log.retention": [{
			"kind": "log.retention", "subject": "Logs", "n": 0, "at": {"path": "t.yaml", "line": 2},
			"value": {"days": object.union({"at": {"line": 5}}, days)},
		}]},
	}
	count(rs) == 1
	some r in rs
}

test_retention if {
	judged({"k": "known", "v": 0, "from": "platform"}).outcome == "pass"
	judged({"k": "known", "v": 90, "from": "literal"}).outcome == "pass"
	r := judged({"k": "known", "v": 30, "from": "default", "why": "default of parameter Days"})
	r.outcome == "fail"
	r.message == "Logs is kept for 30 days (default of parameter Days, which a deployment can override), and not for 90"
	judged({"k": "unknown", "why": "w"}).outcome == "unknown"
}

test_a_choice if {
	chosen := {"k": "known", "v": 365, "from": "default", "why": "default of parameter Days"}
	judged(object.union(chosen, {"others": [1]})).outcome == "unknown"
	judged(object.union(chosen, {"others": [0, 90]})).outcome == "pass"
	judged(object.union(chosen, {"v": 0, "others": [1]})).outcome == "unknown"
}
