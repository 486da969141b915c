package candor.rules.crypto.at_rest_test

import data.candor.rules.crypto.at_rest

judged(encrypted, kms, require) := told(encrypted, {"kms": kms, "customer": kms, "written": true}, {"require": require, "defaults": "count"})

told(encrypted, more, params) := r if {
	rs := at_rest.results with input as {
		"params": {"crypto/at-rest": params},
		"facts": {"store.encryption": [{
			"kind": "store.encryption", "subject": "Db", "state": "observed", "n": 0, "at": {"path": "t.yaml", "line": 2},
			"value": object.union({"type": "AWS::RDS::DBInstance", "service": "rds", "encrypted": encrypted, "key": null}, more),
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

test_lone_cache if {
	r := told({"k": "known", "v": false, "from": "platform", "why": "no such setting", "at": {"line": 5}}, {"type": "aws_elasticache_cluster", "kms": key(false), "customer": key(false), "written": false}, {"require": "on", "defaults": "count"})
	r.outcome == "fail"
	startswith(r.fix, "make it a replication group")
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

own := {"kms": key(true), "customer": {"k": "known", "v": false, "from": "platform", "why": "the service's own key", "at": {"line": 6}}, "written": false}

test_own_key_is_no_customer_key if {
	r := told(known(true), own, {"require": "customer-key", "defaults": "count"})
	r.outcome == "fail"
	contains(r.message, "by no key that the customer made: the service's own key")
}

test_customer_key if judged(known(true), key(true), "customer-key").outcome == "pass"

test_hidden_customer_key if judged(known(true), hidden, "customer-key").outcome == "unknown"

default_on := {"k": "known", "v": true, "from": "platform", "why": "S3 encrypts new objects by default", "at": {"line": 5}}

unset := {"k": "unknown", "why": "the account decides", "at": {"line": 5}}

test_defaults_ignored if {
	told(default_on, own, {"require": "on", "defaults": "count"}).outcome == "pass"
	told(default_on, own, {"require": "on", "defaults": "ignore"}).outcome == "fail"
	told(unset, own, {"require": "on", "defaults": "count"}).outcome == "unknown"
	told(unset, own, {"require": "on", "defaults": "ignore"}).outcome == "fail"
	told(hidden, {"kms": hidden, "customer": hidden, "written": true}, {"require": "on", "defaults": "ignore"}).outcome == "unknown"
}

test_wrong_defaults if told(known(true), own, {"require": "on", "defaults": "maybe"}).outcome == "unknown"

test_no_reason if {
	told({"k": "known", "v": true, "from": "literal", "at": {"line": 5}}, object.union(own, {"customer": {"k": "known", "v": false, "from": "literal", "at": {"line": 5}}}), {"require": "customer-key", "defaults": "count"}).outcome == "fail"
}

test_choice if {
	chosen := {"k": "known", "v": true, "from": "default", "why": "default of parameter Enc", "others": [false], "at": {"line": 5}}
	r := judged(chosen, key(false), "on")
	r.outcome == "unknown"
	contains(r.message, "names false")
	judged(chosen, key(true), "kms").outcome == "unknown"
	judged(object.union(chosen, {"v": false, "others": [true]}), key(false), "on").outcome == "fail"
}

by_age := {"k": "unknown", "why": "Aurora encrypts every cluster made since 18 February 2026", "at": {"line": 5}}

no_kms := {"k": "known", "v": false, "from": "platform", "why": "the most there is without StorageEncrypted is a key that AWS owns", "at": {"line": 5}}

test_age_decides if {
	aged := {"kms": no_kms, "customer": no_kms, "written": false}
	told(by_age, aged, {"require": "on", "defaults": "count"}).outcome == "unknown"
	told(by_age, aged, {"require": "on", "defaults": "ignore"}).outcome == "fail"
	every strength in ["kms", "customer-key"] {
		r := told(by_age, aged, {"require": strength, "defaults": "count"})
		r.outcome == "fail"
		contains(r.message, "is encrypted by no key")
	}

	# The account's own key may come by a default that is not told.
	judged(by_age, key(false), "kms").outcome == "unknown"
}
