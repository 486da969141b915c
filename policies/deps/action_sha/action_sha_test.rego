package candor.rules.deps.action_sha_test

import data.candor.rules.deps.action_sha

verdict(change, allow) := r if {
	value := object.union({"ecosystem": "gha", "name": "o/r", "spec": "v1", "resolved": "", "level": "tag", "internal": false}, change)
	rs := action_sha.results with input as {
		"facts": {"gha.uses": [
			{"kind": "gha.uses", "subject": "o/r@v1", "n": 0, "value": value, "at": {"path": "w.yml", "line": 2, "col": 3}},
		]},
		"params": {"deps/action-sha": {"allow": allow}},
	}
	count(rs) == 1
	some r in rs
}

test_levels if {
	verdict({}, []).outcome == "fail"
	verdict({"level": "none", "spec": ""}, ["o/"]).outcome == "fail"
	verdict({"level": "hash", "resolved": "c0ffee"}, []).message == "o/r is pinned to commit c0ffee"
	verdict({"internal": true}, []).outcome == "not_applicable"
}

test_allow if {
	verdict({}, ["O/"]).message == "o/r@v1 is named by tag or branch, which is allowed for O/"
	verdict({}, ["x/", "o/r"]).outcome == "pass"
	verdict({"name": "o/r/sub"}, ["o/r"]).outcome == "pass"
	verdict({"name": "o/r2"}, ["o/r"]).outcome == "fail"
	verdict({"name": "other/r"}, ["o/", "o"]).outcome == "fail"
	verdict({}, ["o/r", "o/"]).outcome == "pass"
}
