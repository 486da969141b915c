package candor.rules.iam.password_policy_test

import data.candor.rules.iam.password_policy

judged(change, least) := r if {
	rs := password_policy.results with input as {
		"params": {"iam/password-policy": {"length": least}},
		"facts": {"iam.password_policy": [object.union({
			"kind": "iam.password_policy", "subject": "111122223333", "n": 0, "state": "observed",
			"at": {"path": "aws://111122223333/global/iam/password-policy"},
		}, change)]},
	}
	count(rs) == 1
	some r in rs
}

test_outcomes if {
	judged({"value": {"length": 14}}, 14).outcome == "pass"
	judged({"value": {"length": 13}}, 14).outcome == "fail"
	judged({"value": {"length": null}}, 14).outcome == "unknown"
	judged({"state": "absent"}, 14).message == "a password in 111122223333 may have 8 characters, and 14 are the least"
	judged({"state": "absent"}, 8).outcome == "pass"
	judged({"value": {"length": 14}}, 0).outcome == "unknown"
	judged({"value": {"length": 14}}, "14").outcome == "unknown"
}
