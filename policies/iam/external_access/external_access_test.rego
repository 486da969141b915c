package candor.rules.iam.external_access_test

import data.candor.rules.iam.external_access

judged(value) := r.outcome if {
	rs := external_access.results with input.facts as {"iam.external": [{
		"kind": "iam.external", "subject": "x", "n": 0, "at": {"path": "aws://111122223333/eu-central-1/access-analyzer/x"},
		"value": value,
	}]}
	count(rs) == 1
	some r in rs
}

test_outcomes if {
	judged({"about": "finding", "resource": "arn:aws:s3:::open"}) == "fail"
	judged({"about": "region", "on": false, "findings": 0}) == "unknown"
	judged({"about": "analyzer", "on": false, "findings": 0}) == "unknown"
	judged({"about": "analyzer", "on": true, "findings": 2}) == "not_applicable"
	judged({"about": "analyzer", "on": true, "findings": 0}) == "pass"
}
