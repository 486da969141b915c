package candor.rules.logs.access_test

import data.candor.rules.logs.access

judged(on, of) := r.outcome if {
	rs := access.results with input as {
		"params": {"logs/access": {"of": of}},
		"facts": {"log.access": [{
			"kind": "log.access", "subject": "Files", "n": 0, "at": {"path": "t.yaml", "line": 2},
			"value": {"what": "bucket", "on": object.union({"at": {"line": 5}}, on)},
		}]},
	}
	count(rs) == 1
	some r in rs
}

test_access if {
	judged({"k": "known", "v": true, "from": "literal"}, ["bucket"]) == "pass"
	judged({"k": "known", "v": false, "from": "literal"}, ["bucket"]) == "fail"
	judged({"k": "known", "v": false, "from": "literal"}, ["API"]) == "not_applicable"
	judged({"k": "unknown", "why": "w"}, ["bucket"]) == "unknown"
}
