package candor.rules.s3.public_access_test

import data.candor.rules.s3.public_access

known(v, line) := {"k": "known", "v": v, "from": "literal", "at": {"line": line}}

hidden := {"k": "unknown", "why": "no public access block is written", "at": {"line": 2}}

all_on := {"written": true, "block_acls": known(true, 5), "block_policy": known(true, 6), "ignore_acls": known(true, 7), "restrict": known(true, 8)}

none := {"written": false, "block_acls": hidden, "block_policy": hidden, "ignore_acls": hidden, "restrict": hidden}

four := ["block_acls", "block_policy", "ignore_acls", "restrict"]

judged(value, params) := r if {
	rs := public_access.results with input as {
		"params": {"s3/public-access": object.union({"flags": four, "defaults": "count"}, params)},
		"facts": {"s3.access": [{"kind": "s3.access", "subject": "Files", "n": 0, "at": {"path": "t.yaml", "line": 2}, "value": value}]},
	}
	count(rs) == 1
	some r in rs
}

test_blocked if {
	r := judged(all_on, {})
	r.outcome == "pass"
	r.at.line == 5
}

test_one_off if {
	r := judged(object.union(all_on, {"restrict": known(false, 8)}), {})
	r.outcome == "fail"
	r.at.line == 8
	r.message == "Files does not block public access: RestrictPublicBuckets is off"
}

test_several_off if {
	off := {"block_policy": known(false, 6), "ignore_acls": known(false, 7), "restrict": known(false, 8), "format": "terraform"}
	judged(object.union(all_on, off), {}).message == "Files does not block public access: block_public_policy, ignore_public_acls and restrict_public_buckets are off"
	judged(object.union(all_on, off), {}).at.line == 6
}

test_not_asked_for if judged(object.union(all_on, {"restrict": known(false, 8)}), {"flags": ["block_acls"]}).outcome == "pass"

test_no_block if {
	judged(none, {}).outcome == "unknown"
	judged(none, {"defaults": "ignore"}).outcome == "fail"
}

test_hidden if judged(object.union(all_on, {"ignore_acls": hidden}), {"defaults": "ignore"}).outcome == "unknown"

test_wrong_flags if {
	judged(all_on, {"flags": ["everything"]}).outcome == "unknown"
	judged(all_on, {"flags": []}).outcome == "unknown"
}

test_a_choice if {
	r := judged(object.union(all_on, {"restrict": {"k": "known", "v": true, "from": "default", "why": "default of parameter B", "others": [false], "at": {"line": 8}}}), {})
	r.outcome == "unknown"
	r.at.line == 8
	contains(r.message, "default of parameter B, beside which the source names false")
}

test_website if {
	r := judged(object.union(all_on, {"block_policy": known(false, 8), "restrict": known(false, 9), "site": true}), {})
	r.outcome == "fail"
	r.at.line == 8
	contains(r.message, "it serves a website to everybody")
	not contains(r.message, "ACLs")
	contains(r.fix, "waive it")
	contains(judged(object.union(all_on, {"block_acls": known(false, 7), "restrict": known(false, 9), "site": true}), {}).message, "the two switches for ACLs can be on")
	not contains(judged(object.union(all_on, {"block_acls": known(false, 7), "site": true}), {}).message, "website")
}
