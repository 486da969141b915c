package candor.rules.tls.certificate_expiry_test

import data.candor.rules.tls.certificate_expiry

outcome(value, days) := r.outcome if {
	base := {"chain": [{"not_after": "2027-01-01T00:00:00Z"}], "looked_at": "2026-11-21T00:00:00Z", "expired": false}
	rs := certificate_expiry.results with input as {
		"params": {"tls/certificate-expiry": {"days": days}},
		"facts": {"tls.cert": [{"kind": "tls.cert", "subject": "app.example.com:443", "n": 0, "at": {"resource": "x"}, "value": object.union(base, value)}]},
	}
	count(rs) == 1
	some r in rs
}

test_window if {
	outcome({"days_left": 41}, 14) == "pass"
	outcome({"days_left": 14}, 14) == "pass"
	outcome({"days_left": 13}, 14) == "fail"
	outcome({"days_left": 41}, 60) == "fail"
}

test_lapsed if outcome({"days_left": -1, "expired": true}, 0) == "fail"
