package candor.rules.deps.lock_enforced_test

import data.candor.rules.deps.lock_enforced

verdict(change) := r if {
	value := object.union({"cmd": "npm x", "manager": "npm", "frozen": false, "from": "literal", "exact": false, "packages": 0, "file": "", "file_line": 0}, change)
	rs := lock_enforced.results with input as {"facts": {"ci.install": [{
		"kind": "ci.install", "subject": "a/b: npm x", "n": 0, "value": value,
		"at": {"path": "w.yml", "line": 2, "col": 3},
	}]}}
	count(rs) == 1
	some r in rs
}

test_all if {
	verdict({"frozen": true}).outcome == "pass"
	verdict({"frozen": true, "from": "platform"}).message == "\"npm x\" keeps to the lock where CI is set, by the documented default of npm"
	verdict({}).message == "\"npm x\" may install other versions than the lock holds"
	verdict({"frozen": true, "file": "r.txt", "file_line": 3}).related == [{"path": "r.txt", "line": 3, "label": "the file that the command names"}]
	verdict({"file": "r.txt", "file_line": 3}).outcome == "fail"
	verdict({"packages": 1}).message == "\"npm x\" takes the packages it names outside of any lock"
	verdict({"packages": 1, "exact": true}).outcome == "fail"
}
