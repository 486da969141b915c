package candor.rules.tls.hsts_test

import data.candor.rules.tls.hsts

judged(page, params, host) := r if {
	rs := hsts.results with input as {
		"params": {"tls/hsts": object.union({"min_age": 31536000, "subdomains": false}, params)},
		"facts": {"tls.http": [{
			"kind": "tls.http", "subject": "app.example.com:443", "n": 0, "at": {"resource": "x"},
			"value": {"host": host, "address": "192.0.2.1", "https": object.union({"state": "answer", "why": "", "status": 200, "hsts": null}, page)},
		}]},
	}
	count(rs) == 1
	some r in rs
}

outcome(page) := judged(page, {}, "app.example.com").outcome

header(age, subdomains) := {"hsts": {"max_age": age, "subdomains": subdomains, "preload": false, "count": 1}}

test_header if {
	outcome(header(31536000, false)) == "pass"
	outcome(header(300, true)) == "fail"
	outcome(header(0, true)) == "fail"
	outcome(header(-1, true)) == "fail"
	outcome({}) == "fail"
}

test_subdomains if {
	judged(header(63072000, false), {"subdomains": true}, "app.example.com").outcome == "fail"
	judged(header(63072000, true), {"subdomains": true}, "app.example.com").outcome == "pass"
}

test_errors if {
	outcome({"status": 503}) == "unknown"
	outcome(object.union({"status": 503}, header(31536000, false))) == "pass"
	outcome({"state": "unknown", "why": "closed"}) == "unknown"
}

test_address if judged({}, {}, "192.0.2.1").outcome == "not_applicable"
