package candor.rules.secrets.in_template_test

import data.candor.rules.secrets.in_template

judged(holds) := r.outcome if {
	rs := in_template.results with input as {"facts": {"secret.value": [{
		"kind": "secret.value", "subject": "Db/MasterUserPassword", "n": 0, "at": {"path": "t.yaml", "line": 2},
		"value": {"what": "a place for a secret", "holds": object.union({"at": {"line": 2}}, holds)},
	}]}}
	count(rs) == 1
	some r in rs
}

test_holds if {
	judged({"k": "known", "v": "literal", "from": "literal"}) == "fail"
	judged({"k": "known", "v": "default", "from": "default"}) == "fail"
	judged({"k": "known", "v": "echoed", "from": "literal"}) == "fail"
	judged({"k": "known", "v": "shown", "from": "literal"}) == "fail"
	judged({"k": "known", "v": "reference", "from": "literal"}) == "pass"
	judged({"k": "unknown", "why": "a part of it is written and a part is not"}) == "unknown"
}
