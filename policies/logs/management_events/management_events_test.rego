package candor.rules.logs.management_events_test

import data.candor.rules.logs.management_events

judged(value) := r if {
	rs := management_events.results with input as {
		"params": {"logs/management-events": {"without": ["kms.amazonaws.com"]}},
		"facts": {"log.selectors": [{
			"kind": "log.selectors", "subject": "all", "n": 0, "at": {"path": "aws://111122223333/us-east-1/cloudtrail/all"},
			"value": value,
		}]},
	}
	count(rs) == 1
	some r in rs
}

test_outcomes if {
	judged({"read": true, "write": true, "excluded": []}).outcome == "pass"
	judged({"read": true, "write": true, "excluded": ["kms.amazonaws.com"]}).outcome == "pass"
	judged({"read": true, "write": true, "excluded": ["sts.amazonaws.com"]}).message == "all leaves out sts.amazonaws.com"
	judged({"read": false, "write": true, "excluded": []}).message == "all keeps no management events that read"
	judged({"read": true, "write": false, "excluded": []}).message == "all keeps no management events that write"
	judged({"read": false, "write": false, "excluded": []}).message == "all keeps no management events"
	judged({"read": null, "write": true, "excluded": []}).outcome == "unknown"
}
