package candor.rules.vendors.unused_test

import data.candor.rules.vendors.unused

judged(change) := r if {
	rs := unused.results with input.facts as {"vendor.listed": [{
		"kind": "vendor.listed", "subject": "Stripe", "n": 0, "at": {"path": "page.md", "line": 7},
		"value": object.union({"covers": ["stripe"], "traces": 0, "places": [], "complete": true}, change),
	}]}
	count(rs) == 1
	some r in rs
}

test_found if {
	r := judged({"traces": 2, "places": [{"path": "a.ts", "line": 3, "label": "Stripe: its SDK is imported (stripe)"}]})
	r.outcome == "pass"
	r.message == "Stripe has 2 traces in the sources: Stripe: its SDK is imported (stripe)"
	r.related == [{"path": "a.ts", "line": 3, "label": "Stripe: its SDK is imported (stripe)"}]
}

test_no_trace if judged({}).outcome == "fail"

test_unknown_vendor if judged({"covers": []}).outcome == "unknown"

test_not_all_was_read if judged({"complete": false}).outcome == "unknown"
