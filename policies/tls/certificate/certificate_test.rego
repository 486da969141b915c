package candor.rules.tls.certificate_test

import data.candor.rules.tls.certificate

judged(value) := r if {
	base := {
		"chain": [{"subject": "CN=app", "not_after": "2027-01-01T00:00:00Z", "not_before": "2026-10-01T00:00:00Z"}],
		"looked_at": "2026-11-21T00:00:00Z", "name_ok": true, "name_why": "", "expired": false, "not_yet": false,
		"system": "ok", "system_why": "", "custom": "", "custom_why": "",
	}
	rs := certificate.results with input.facts as {"tls.cert": [{
		"kind": "tls.cert", "subject": "app.example.com:443", "n": 0, "at": {"resource": "x"}, "value": object.union(base, value),
	}]}
	count(rs) == 1
	some r in rs
}

test_good if judged({}).outcome == "pass"

test_private_authority if judged({"system": "untrusted_root", "system_why": "why", "custom": "ok"}).outcome == "pass"

test_faults if {
	every value, want in {
		{"expired": true}: "it lapsed on 2027",
		{"not_yet": true}: "not valid before 2026-10",
		{"name_ok": false, "name_why": "for another name"}: "for another name",
		{"system": "incomplete", "system_why": "issuer is not sent"}: "issuer is not sent",
		{"system": "self_signed", "system_why": "signed itself", "custom": "self_signed"}: "signed itself",
		{"system": "other", "system_why": "strange"}: "strange",
	} {
		r := judged(value)
		r.outcome == "fail"
		contains(r.message, want)
	}
}

test_without_roots if {
	judged({"system": "unknown", "system_why": "this machine has no roots"}).outcome == "unknown"
	judged({"system": "unknown", "system_why": "this machine has no roots", "expired": true}).outcome == "fail"
}
