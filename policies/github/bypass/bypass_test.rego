package candor.rules.github.bypass_test

import data.candor.rules.github.bypass

judged(change, params) := r if {
	rs := bypass.results with input as {
		"params": {"github/bypass": object.union({"allow": []}, params)},
		"facts": {"github.bypass": [{
			"kind": "github.bypass", "subject": "acme/app@main", "n": 0, "at": {"resource": "github://acme/app"},
			"value": object.union({"repository": "acme/app", "branch": "main", "archived": false, "sources": [{"name": "classic protection", "approvals": 1, "pull_request": true, "no_force_push": true, "no_deletion": true, "bypass": []}]}, change),
		}]},
	}
	count(rs) == 1
	some r in rs
}

outcome(change) := judged(change, {}).outcome


source(change) := {"sources": [object.union({"name": "classic protection", "approvals": 1, "pull_request": true, "bypass": []}, change)]}

test_nobody if outcome({}) == "pass"

test_administrators if {
	outcome(source({"bypass": ["administrators"]})) == "fail"
	judged(source({"bypass": ["administrators"]}), {"allow": ["administrators"]}).outcome == "pass"
	judged(source({"bypass": ["administrators", "team a"]}), {"allow": ["administrators"]}).outcome == "fail"
}

test_another_holds if outcome({"sources": array.concat(source({"bypass": ["administrators"]}).sources, source({"name": "ruleset 7"}).sources)}) == "pass"

test_nothing_asks if {
	outcome({"sources": []}) == "fail"
	outcome(source({"approvals": 0})) == "fail"
	outcome(source({"pull_request": false})) == "fail"
}

test_archived if outcome({"archived": true}) == "not_applicable"
