package candor.rules.logs.flow_test

import data.candor.rules.logs.flow

base := {"logs": [], "parts": false, "own": true, "interfaces": 2}

log := {"id": "fl-1", "status": "ACTIVE", "delivery": "SUCCESS", "traffic": "ALL", "to": "s3"}

judged(change, params) := r if {
	rs := flow.results with input as {
		"params": {"logs/flow": object.union({"traffic": "ALL", "unused": "skip"}, params)},
		"facts": {"log.flow": [{
			"kind": "log.flow", "subject": "vpc-1", "n": 0, "at": {"path": "aws://111122223333/eu-central-1/vpc/vpc-1"},
			"value": object.union(base, change),
		}]},
	}
	count(rs) == 1
	some r in rs
}

with_log(change) := {"logs": [object.union(log, change)]}

test_pass if {
	judged(with_log({}), {}).outcome == "pass"
	judged(with_log({}), {"traffic": "REJECT"}).outcome == "pass"
	judged(with_log({"traffic": "REJECT"}), {"traffic": "REJECT"}).outcome == "pass"
}

test_fail if {
	judged({}, {}).message == "No flow log writes down what flows in vpc-1"
	judged(with_log({"traffic": "REJECT"}), {}).outcome == "fail"
	contains(judged(with_log({"delivery": "FAILED"}), {}).message, "is not delivered: fl-1")
	judged({"interfaces": 0}, {"unused": "count"}).outcome == "fail"
	judged({"interfaces": null}, {}).outcome == "fail"
}

test_unknown if {
	judged(with_log({"delivery": null}), {}).outcome == "unknown"
	judged(with_log({"status": null}), {}).outcome == "unknown"
	judged({"parts": true}, {}).outcome == "unknown"
	judged({"own": false}, {}).outcome == "unknown"
	judged({}, {"traffic": "SOME"}).outcome == "unknown"
	judged({}, {"unused": "hide"}).outcome == "unknown"
}

test_unused if judged({"interfaces": 0}, {}).outcome == "not_applicable"
