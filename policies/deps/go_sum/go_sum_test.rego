package candor.rules.deps.go_sum_test

import data.candor.rules.deps.go_sum

verdict(change) := r if {
	value := object.union(
		{
			"ecosystem": "go", "level": "hash", "hash": true, "internal": false, "outside": false,
			"replaced": "", "replaced_by": "", "replaced_line": 0, "lock": "go.sum",
		},
		change,
	)
	rs := go_sum.results with input as {"facts": {"go.require": [
		{"kind": "go.require", "subject": "m@v1", "n": 0, "value": value, "at": {"path": "go.mod", "line": 2, "col": 3}},
	]}}
	count(rs) == 1
	some r in rs
}

test_hashes if {
	verdict({}).message == "m@v1 has an h1 hash recorded"
	verdict({"hash": false}).message == "m@v1, which is indirect, has the h1 hash of its go.mod recorded"
	verdict({"hash": false, "level": "exact"}).message == "m@v1 has no hash in go.sum"
	verdict({"replaced": "module", "replaced_by": "f@v2", "replaced_line": 9}).message == "m@v1 has an h1 hash recorded (replaced by f@v2, line 9)"
}

test_local if {
	verdict({"replaced": "path", "replaced_by": "./m", "internal": true, "level": "exact", "hash": false}).outcome == "not_applicable"
	verdict({"internal": true, "level": "exact", "hash": false}).message == "m@v1 is a module of the same go.work"
	r := verdict({"replaced": "path", "replaced_by": "../m", "outside": true, "level": "exact", "hash": false, "replaced_line": 4})
	r.outcome == "fail"
	r.fix != ""
}
