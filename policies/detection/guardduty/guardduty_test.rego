package candor.rules.detection.guardduty_test

import data.candor.rules.detection.guardduty

judged(value, features) := r if {
	rs := guardduty.results with input as {
		"params": {"detection/guardduty": {"features": features}},
		"facts": {"detect.guardduty": [{
			"kind": "detect.guardduty", "subject": "eu-central-1", "n": 0, "at": {"path": "aws://111122223333/eu-central-1/guardduty"},
			"value": value,
		}]},
	}
	count(rs) == 1
	some r in rs
}

on := {"detector": true, "enabled": true, "features": {"S3_DATA_EVENTS": "ENABLED", "RDS_LOGIN_EVENTS": "DISABLED"}}

test_pass if {
	judged(on, []).outcome == "pass"
	judged(on, ["S3_DATA_EVENTS"]).outcome == "pass"
}

test_fail if {
	judged({"detector": false, "enabled": false, "features": {}}, []).message == "GuardDuty is not set up in eu-central-1"
	judged(object.union(on, {"enabled": false}), []).message == "GuardDuty is suspended in eu-central-1"
	judged(on, ["RDS_LOGIN_EVENTS"]).message == "GuardDuty does not look at RDS_LOGIN_EVENTS in eu-central-1"
}

test_unknown if {
	judged(object.union(on, {"enabled": null}), []).outcome == "unknown"
	judged(on, ["RUNTIME_MONITORING"]).outcome == "unknown"
	judged(object.union(object.remove(on, ["features"]), {"features": null}), ["S3_DATA_EVENTS"]).outcome == "unknown"
}
