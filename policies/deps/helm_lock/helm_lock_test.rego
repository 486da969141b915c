package candor.rules.deps.helm_lock_test

import data.candor.rules.deps.helm_lock

verdict(change) := r if {
	value := object.union(
		{
			"name": "pg", "spec": "^12.0.0", "resolved": "12.1.9", "repository": "https://c.example.com", "lock": "Chart.lock", "lock_state": "present",
			"locked": true, "lock_line": 2, "exact": false, "lock_exact": true, "same_source": true, "in_sync": "yes", "internal": false,
		},
		change,
	)
	rs := helm_lock.results with input as {"facts": {"helm.dependency": [{"kind": "helm.dependency", "subject": "pg", "n": 0, "value": value, "at": {"path": "Chart.yaml", "line": 3}}]}}
	count(rs) == 1
	some r in rs
}

test_locked if {
	verdict({}).message == "pg is locked at 12.1.9"
	verdict({}).related == [{"path": "Chart.lock", "line": 2, "label": "locked here"}]
	verdict({"same_source": false}).outcome == "fail"
	verdict({"in_sync": "no"}).message == "pg is locked at 12.1.9, which is not what Chart.yaml asks for: ^12.0.0"
	verdict({"in_sync": "unknown"}).outcome == "unknown"
	verdict({"internal": true}).outcome == "not_applicable"
}

test_not_locked if {
	verdict({"locked": false, "in_sync": "unknown"}).message == "pg is not in Chart.lock"
	verdict({"locked": false, "in_sync": "unknown", "exact": true}).outcome == "fail"
	verdict({"locked": false, "lock_state": "absent", "in_sync": "unknown"}).message == "pg is asked for as \"^12.0.0\", and there is no Chart.lock"
	verdict({"locked": false, "lock_state": "absent", "in_sync": "unknown", "exact": true}).outcome == "pass"
}
