package candor.rules.detection.config_test

import data.candor.rules.detection.config

base := {"recorder": true, "recording": true, "last": "SUCCESS", "types": "all", "delivered": "SUCCESS"}

judged(change, types) := r if {
	rs := config.results with input as {
		"params": {"detection/config": {"types": types}},
		"facts": {"detect.config": [{
			"kind": "detect.config", "subject": "eu-central-1", "n": 0, "at": {"path": "aws://111122223333/eu-central-1/config"},
			"value": object.union(base, change),
		}]},
	}
	count(rs) == 1
	some r in rs
}

test_pass if {
	judged({}, "all").outcome == "pass"
	judged({}, "some").outcome == "pass"
	judged({"types": "some"}, "some").outcome == "pass"
}

test_fail if {
	judged({"recorder": false}, "all").outcome == "fail"
	judged({"recording": false}, "all").outcome == "fail"
	judged({"last": "FAILURE"}, "all").outcome == "fail"
	judged({"delivered": "FAILURE"}, "all").outcome == "fail"
	judged({"types": "some"}, "all").outcome == "fail"
}

test_unknown if {
	judged({"last": "PENDING"}, "all").outcome == "unknown"
	judged({"delivered": null}, "all").outcome == "unknown"
	contains(judged({"recording": null}, "all").message, "recording not told")
	judged({"types": null}, "some").outcome == "unknown"
	judged({}, "most").outcome == "unknown"
}
