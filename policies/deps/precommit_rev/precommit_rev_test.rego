package candor.rules.deps.precommit_rev_test

import data.candor.rules.deps.precommit_rev

verdict(change) := r if {
	value := object.union({"what": "repo", "name": "a", "spec": "v1", "level": "tag", "internal": false}, change)
	rs := precommit_rev.results with input as {"facts": {"precommit.hook": [{"kind": "precommit.hook", "subject": "a", "n": 0, "value": value, "at": {"path": ".pre-commit-config.yaml", "line": 2}}]}}
	count(rs) == 1
	some r in rs
}

test_all if {
	verdict({}).message == "a is named by the tag or branch v1, which can be moved"
	verdict({"level": "none"}).message == "a names no revision"
	verdict({"level": "hash", "spec": "c0ffee"}).message == "a is pinned to commit c0ffee"
	verdict({"what": "dependency", "level": "range"}).message == "a leaves its version open"
	verdict({"what": "dependency", "level": "exact"}).outcome == "pass"
	verdict({"internal": true}).outcome == "not_applicable"
}
