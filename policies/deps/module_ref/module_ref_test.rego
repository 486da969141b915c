package candor.rules.deps.module_ref_test

import data.candor.rules.deps.module_ref

verdict(change, least) := r if {
	value := object.union({"name": "a/b/aws", "spec": "", "what": "registry", "level": "exact", "resolved": "1.2.3", "internal": false}, change)
	rs := module_ref.results with input as {
		"facts": {"terraform.module": [{"kind": "terraform.module", "subject": "m", "n": 0, "value": value, "at": {"path": "main.tf", "line": 3}}]},
		"params": {"deps/module-ref": {"least": least}},
	}
	count(rs) == 1
	some r in rs
}

test_all if {
	verdict({}, "exact").message == "a/b/aws names exactly 1.2.3"
	verdict({}, "hash").outcome == "unknown"
	verdict({"level": "hash"}, "hash").outcome == "pass"
	verdict({"level": "range", "resolved": "~> 1"}, "exact").message == "a/b/aws takes any version of ~> 1"
	verdict({"level": "tag", "resolved": "v1"}, "exact").message == "a/b/aws is named by the tag or branch v1, which can be moved"
	verdict({"level": "none", "what": "archive"}, "exact").message == "a/b/aws is an archive without a checksum"
	verdict({"level": "none"}, "exact").message == "a/b/aws names no version"
	verdict({"internal": true}, "exact").outcome == "not_applicable"
}
