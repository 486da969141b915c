package candor.rules.s3.expiry_test

import data.candor.rules.s3.expiry

judged(days, wanted) := r if {
	rs := expiry.results with input as {
		"params": {"s3/expiry": {"days": wanted}},
		"facts": {"store.expiry": [{
			"kind": "store.expiry", "subject": "uploads", "n": 0, "at": {"path": "aws://111122223333/eu-central-1/s3/uploads"},
			"value": {"what": "bucket", "days": days},
		}]},
	}
	count(rs) == 1
	some r in rs
}

known(v) := {"k": "known", "v": v, "from": "literal", "at": {"line": 0}}

test_days if {
	judged(known(30), 30).outcome == "pass"
	judged(known(31), 30).outcome == "fail"
	judged(known(31), 30).message == "uploads (bucket) keeps objects for 31 days, and 30 are promised"
}

test_never if {
	judged(known(0), 30).outcome == "fail"
	r := judged(object.union(known(0), {"why": "no rule ends all objects"}), 30)
	r.message == "uploads (bucket) does not end what is in it: no rule ends all objects"
}

test_hidden if {
	judged({"k": "unknown", "why": "w", "at": {"line": 0}}, 30).outcome == "unknown"
	judged(known("30"), 30).outcome == "unknown"
}

test_params if {
	judged(known(1), 0).outcome == "unknown"
	judged(known(1), "30").outcome == "unknown"
}
