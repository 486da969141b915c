package candor.rules.github.dependabot_test

import data.candor.rules.github.dependabot

judged(change, params) := r if {
	rs := dependabot.results with input as {
		"params": {"github/dependabot": object.union({"updates": false}, params)},
		"facts": {"github.dependabot": [{
			"kind": "github.dependabot", "subject": "acme/app", "n": 0, "at": {"resource": "github://acme/app"},
			"value": object.union({"repository": "acme/app", "archived": false, "alerts": true, "updates": true, "paused": false}, change),
		}]},
	}
	count(rs) == 1
	some r in rs
}

outcome(change) := judged(change, {}).outcome


test_alerts if {
	outcome({}) == "pass"
	outcome({"alerts": false}) == "fail"
	outcome({"updates": false}) == "pass"
	judged({"updates": false}, {"updates": true}).outcome == "fail"
	judged({"paused": true}, {"updates": true}).outcome == "fail"
	judged({}, {"updates": true}).outcome == "pass"
	outcome({"archived": true}) == "not_applicable"
}
