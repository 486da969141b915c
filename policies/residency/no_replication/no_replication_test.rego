package candor.rules.residency.no_replication_test

import data.candor.rules.residency.no_replication

judged(copies) := r if {
	rs := no_replication.results with input as {"facts": {"store.copy": [{
		"kind": "store.copy", "subject": "Deals", "n": 0, "at": {"path": "t.yaml", "line": 2},
		"value": {"what": "table", "copies": object.union({"at": {"line": 5}}, copies)},
	}]}}
	count(rs) == 1
	some r in rs
}

test_copies if {
	r := judged({"k": "known", "v": true, "from": "literal"})
	r.outcome == "fail"
	r.at.line == 5
	judged({"k": "known", "v": false, "from": "platform", "why": "no copy is set"}).message == "Deals (table) is not copied to another region: no copy is set"
	judged({"k": "unknown", "why": "w"}).outcome == "unknown"
}
