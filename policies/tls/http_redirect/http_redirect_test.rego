package candor.rules.tls.http_redirect_test

import data.candor.rules.tls.http_redirect

outcome(page) := r.outcome if {
	base := {"state": "answer", "why": "", "status": 200, "scheme": "", "to": ""}
	rs := http_redirect.results with input.facts as {"tls.http": [{
		"kind": "tls.http", "subject": "app.example.com:443", "n": 0, "at": {"resource": "x"}, "value": {"plain": object.union(base, page)},
	}]}
	count(rs) == 1
	some r in rs
}

test_redirects if {
	every code in [301, 302, 303, 307, 308] {
		outcome({"status": code, "scheme": "https", "to": "app.example.com"}) == "pass"
	}
	outcome({"status": 301, "scheme": "http", "to": "www.example.com"}) == "fail"
	outcome({"status": 301, "scheme": "relative"}) == "fail"
	outcome({"status": 301}) == "unknown"
	outcome({"status": 304, "scheme": "https"}) == "unknown"
}

test_pages if {
	outcome({"status": 200}) == "fail"
	outcome({"status": 204}) == "fail"
	outcome({"status": 404}) == "unknown"
	outcome({"status": 500}) == "unknown"
}

test_no_answer if {
	outcome({"state": "closed"}) == "pass"
	outcome({"state": "unknown", "why": "no answer in time"}) == "unknown"
	outcome({"state": "not_asked", "why": "another port"}) == "not_applicable"
}
