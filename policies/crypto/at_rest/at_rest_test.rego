package candor.rules.crypto.at_rest_test

import data.candor.rules.crypto.at_rest

judged(encrypted, kms, require) := r if {
	rs := at_rest.results with input as {
		"params": {"crypto/at-rest": {"require": require}},
		"facts": {"store.encryption": [{
			"kind": "store.encryption", "subject": "Db", "state": "observed", "n": 0, "at": {"path": "t.yaml", "line": 2},
			"value": {"type": "AWS::RDS::DBInstance", "service": "rds", "encrypted": encrypted, "kms": kms, "key": null},
		}]},
	}
	count(rs) == 1
	some r in rs
}

known(v) := {"k": "known", "v": v, "from": "literal", "at": {"line": 5}}

key(v) := {"k": "known", "v": v, "from": "literal", "at": {"line": 6}}

hidden := {"k": "unknown", "why": "depends on condition Prod", "at": {"line": 7}}

test_on if judged(known(true), key(false), "on").outcome == "pass"

test_off if {
	r := judged(known(false), key(false), "on")
	r.outcome == "fail"
	r.at.line == 5
}

test_platform_default if {
	r := judged({"k": "known", "v": true, "from": "platform", "why": "S3 encrypts new objects by default", "at": {"line": 5}}, key(false), "on")
	r.outcome == "pass"
	contains(r.message, "S3 encrypts new objects")
}

test_parameter_default if {
	r := judged({"k": "known", "v": false, "from": "default", "why": "default of parameter Enc", "at": {"line": 5}}, key(false), "on")
	r.outcome == "fail"
	contains(r.message, "default of parameter Enc, which a deployment can override")
}

test_hidden if judged(hidden, key(false), "on").outcome == "unknown"

test_not_a_switch if judged(known("maybe"), key(false), "on").outcome == "unknown"

test_kms if {
	r := judged(known(true), key(true), "kms")
	r.outcome == "pass"
	r.at.line == 6
}

test_no_kms if judged(known(true), key(false), "kms").outcome == "fail"

test_off_for_kms if judged(known(false), key(false), "kms").outcome == "fail"

test_hidden_key if judged(known(true), hidden, "kms").outcome == "unknown"

test_wrong_parameter if judged(known(true), key(true), "cmk").outcome == "unknown"
