package candor.rules.iam.root_user_test

import data.candor.rules.iam.root_user

judged(mfa, keys, password) := r.outcome if {
	rs := root_user.results with input.facts as {"iam.root": [{
		"kind": "iam.root", "subject": "root user of 111122223333", "n": 0, "at": {"path": "aws://111122223333/global/iam/root"},
		"value": {"mfa": mfa, "keys": keys, "password": password},
	}]}
	count(rs) == 1
	some r in rs
}

test_outcomes if {
	judged(true, 0, true) == "pass"
	judged(true, 1, true) == "fail"
	judged(false, 0, false) == "pass"
	judged(false, 0, true) == "fail"
	judged(false, 0, null) == "unknown"
	judged(false, 2, null) == "fail"
}
