package candor.rules.tls.managed_certificate_test

import data.candor.rules.tls.managed_certificate

judged(change) := r if {
	rs := managed_certificate.results with input as {
		"params": {"tls/managed-certificate": {"days": 14}},
		"facts": {"aws.certificate": [{
			"kind": "aws.certificate", "subject": "arn", "n": 0, "at": {"path": "aws://x"},
			"value": object.union({"domain": "app.example.com", "status": "ISSUED", "type": "AMAZON_ISSUED", "in_use": true, "renewable": true, "renewal": null, "not_after": "2027-01-01T00:00:00Z", "days_left": 40}, change),
		}]},
	}
	count(rs) == 1
	some r in rs
}

test_good if {
	judged({}).message == "app.example.com: the certificate lapses on 2027-01-01T00:00:00Z, 40 days after the look; the service renews it"
	judged({"renewable": false}).outcome == "pass"
	judged({"renewable": null}).outcome == "pass"
	judged({"renewal": "PENDING_AUTO_RENEWAL"}).outcome == "pass"
	judged({"days_left": 14}).outcome == "pass"
}

test_bad if {
	judged({"days_left": 13}).outcome == "fail"
	judged({"status": "EXPIRED"}).outcome == "fail"
	judged({"status": "REVOKED"}).outcome == "fail"
	judged({"renewal": "FAILED"}).outcome == "fail"
	judged({"renewal": "PENDING_VALIDATION"}).outcome == "fail"
}

test_not_told if {
	judged({"status": "PENDING_VALIDATION"}).outcome == "unknown"
	judged({"days_left": null}).outcome == "unknown"
	judged({"in_use": null, "days_left": -3}).message == "app.example.com: the certificate lapses on 2027-01-01T00:00:00Z, -3 days after the look; whether something uses it is not told"
	judged({"in_use": null, "days_left": 3}).outcome == "unknown"
	judged({"in_use": null}).outcome == "pass"
	judged({"in_use": false, "status": "EXPIRED"}).outcome == "not_applicable"
}
