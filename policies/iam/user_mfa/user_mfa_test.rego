package candor.rules.iam.user_mfa_test

import data.candor.rules.iam.user_mfa

judged(root, password, mfa) := r.outcome if {
	rs := user_mfa.results with input.facts as {"iam.user": [{
		"kind": "iam.user", "subject": "ada", "n": 0, "at": {"path": "aws://111122223333/global/iam/user/ada"},
		"value": {"root": root, "password": password, "mfa": mfa, "keys": []},
	}]}
	count(rs) == 1
	some r in rs
}

test_outcomes if {
	judged(true, null, false) == "not_applicable"
	judged(false, true, true) == "pass"
	judged(false, false, false) == "pass"
	judged(false, true, false) == "fail"
	judged(false, null, false) == "unknown"
	judged(false, true, null) == "unknown"
}
