package candor.rules.iam.access_key_age_test

import data.candor.rules.iam.access_key_age

judged(keys, days) := r.outcome if {
	rs := access_key_age.results with input as {
		"params": {"iam/access-key-age": {"days": days}},
		"facts": {"iam.user": [{
			"kind": "iam.user", "subject": "ada", "n": 0, "at": {"path": "aws://111122223333/global/iam/user/ada"},
			"value": {"root": false, "keys": keys},
		}]},
	}
	count(rs) == 1
	some r in rs
}

test_outcomes if {
	judged([], 90) == "pass"
	judged([{"active": true, "age": 90}], 90) == "pass"
	judged([{"active": true, "age": 91}], 90) == "fail"
	judged([{"active": true, "age": null}], 90) == "unknown"
	judged([{"active": null, "age": 200}], 90) == "unknown"
	judged([{"active": true, "age": 91}, {"active": true, "age": null}], 90) == "fail"
	judged([], 0) == "unknown"
	judged([], "90") == "unknown"
}
