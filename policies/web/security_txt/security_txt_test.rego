package candor.rules.web.security_txt_test

import data.candor.rules.web.security_txt

good := {"url": "https://example.com/.well-known/security.txt", "problems": [], "contacts": [{"line": 1, "value": "mailto:s@example.com"}], "expires": "2027-06-30T00:00:00Z", "expires_line": 2, "days_left": 200}

judged(fact, params) := r if {
	rs := security_txt.results with input as {
		"params": {"web/security-txt": object.union({"days": 0, "strict": false}, params)},
		"facts": {"web.security_txt": [object.union({"kind": "web.security_txt", "subject": "example.com", "state": "observed", "n": 0, "at": {"path": "web://example.com/.well-known/security.txt"}}, fact)]},
	}
	count(rs) == 1
	some r in rs
}

with_problems(ps, params) := judged({"value": object.union(good, {"problems": ps})}, params)

test_good if {
	r := judged({"value": good}, {})
	r.outcome == "pass"
	r.at.line == 1
}

test_absent if judged({"state": "absent"}, {}).outcome == "fail"

test_must if {
	r := with_problems([{"line": 0, "must": true, "text": "no Contact"}, {"line": 4, "must": true, "text": "odd"}, {"line": 3, "must": true, "text": "expired"}, {"line": 2, "must": false, "text": "far"}], {})
	r.outcome == "fail"
	r.at.line == 3
	r.message == "https://example.com/.well-known/security.txt: no Contact; line 4: odd; line 3: expired"
}

test_of_the_whole if {
	r := with_problems([{"line": 0, "must": true, "text": "no Contact"}], {})
	r.outcome == "fail"
	not r.at.line
}

test_should if {
	with_problems([{"line": 2, "must": false, "text": "far"}], {}).outcome == "pass"
	with_problems([{"line": 2, "must": false, "text": "far"}], {"strict": true}).outcome == "fail"
}

test_days if {
	r := judged({"value": object.union(good, {"days_left": 5})}, {"days": 30})
	r.outcome == "fail"
	r.at.line == 2
}
