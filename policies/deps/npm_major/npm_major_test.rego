package candor.rules.deps.npm_major_test

import data.candor.rules.deps.npm_major

judge(value) := r if {
	rs := npm_major.results with input as {
		"facts": {"npm.lock": [{"kind": "npm.lock", "subject": "next@x", "state": "observed", "value": object.union({"name": "next", "real_name": "", "resolved": "16.0.3"}, value), "at": {"path": "package-lock.json", "line": 3}, "n": 0}]},
		"params": {"deps/npm-major": {"package": "next", "major": "16"}},
	}
	count(rs) == 1
	some r in rs
}

test_same if judge({}).outcome == "pass"

test_other if {
	judge({"resolved": "15.4.1"}).message == "the lock holds next in version 15.4.1, not in version 16"
	judge({"resolved": "160.0.0"}).outcome == "fail"
}

test_no_version if judge({"resolved": ""}).outcome == "unknown"

test_another_package if judge({"name": "react"}).outcome == "not_applicable"

test_alias if {
	judge({"name": "framework", "real_name": "next"}).outcome == "pass"
	judge({"real_name": "fork-of-next"}).outcome == "not_applicable"
}
