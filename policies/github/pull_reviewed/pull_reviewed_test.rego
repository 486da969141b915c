package candor.rules.github.pull_reviewed_test

import data.candor.rules.github.pull_reviewed

judged(change, params) := r if {
	rs := pull_reviewed.results with input as {
		"params": {"github/pull-reviewed": object.union({"approvals": 1, "last_commit": false}, params)},
		"facts": {"github.pull": [{
			"kind": "github.pull", "subject": "acme/app#41", "n": 0, "at": {"resource": "github://acme/app"},
			"value": object.union({"repository": "acme/app", "number": 41, "author": "ann", "author_type": "User", "merged_at": "2026-11-20T10:00:00Z", "head": "aaaa", "approvals": [{"by": "bob", "bot": false}], "others": 1, "others_last": 1, "nameless": 0, "dismissed": 0}, change),
		}]},
	}
	count(rs) == 1
	some r in rs
}

outcome(change) := judged(change, {}).outcome


nobody := {"approvals": [], "others": 0, "others_last": 0}

test_approved if {
	outcome({}) == "pass"
	contains(judged({}, {}).message, "by bob")
	judged({}, {"approvals": 2}).outcome == "fail"
}

test_nobody if outcome(nobody) == "fail"

test_last_commit if {
	judged({"others_last": 0}, {"last_commit": true}).outcome == "fail"
	outcome({"others_last": 0}) == "pass"
	judged({}, {"last_commit": true}).outcome == "pass"
}

test_doubts if {
	outcome(object.union(nobody, {"dismissed": 1})) == "unknown"
	outcome(object.union(nobody, {"nameless": 1})) == "unknown"
	outcome(object.union(nobody, {"author": ""})) == "unknown"
	outcome({"author": ""}) == "unknown"
	judged({"dismissed": 1}, {"approvals": 3}).outcome == "fail"
}
