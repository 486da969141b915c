package candor.rules.deps.script_install_test

import data.candor.rules.deps.script_install

verdict(change) := r if {
	value := object.union({"cmd": "npm x", "frozen": false, "exact": false, "packages": 0}, change)
	rs := script_install.results with input as {"facts": {"shell.install": [{"kind": "shell.install", "subject": "npm x", "n": 0, "value": value, "at": {"path": "a.sh", "line": 2}}]}}
	count(rs) == 1
	some r in rs
}

test_all if {
	verdict({"frozen": true}).outcome == "pass"
	verdict({}).message == "\"npm x\" may install other versions than a lock holds"
	verdict({"packages": 1}).message == "\"npm x\" takes the packages it names outside of any lock"
	verdict({"packages": 1, "exact": true}).outcome == "fail"
}
