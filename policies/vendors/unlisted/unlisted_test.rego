package candor.rules.vendors.unlisted_test

import data.candor.rules.vendors.unlisted

use(change) := object.union({"kind": "vendor.use", "subject": "Stripe", "n": 0, "at": {"path": "a.ts", "line": 3}, "value": {
	"vendor": "stripe", "role": "processor", "how": "sdk", "found": "its SDK is imported (stripe)", "proof": true, "why": "", "traces": 1,
	"places": [{"path": "b.ts", "line": 9, "label": "x"}], "entries": 1, "list": {"path": "page.md"},
}}, {"value": change})

listed(ids) := {"kind": "vendor.listed", "subject": "Stripe, Inc.", "n": 1, "at": {"path": "page.md", "line": 7}, "value": {"covers": ids}}

judged(change, ids) := r if {
	rs := unlisted.results with input.facts as {"vendor.use": [use(change)], "vendor.listed": [listed(ids)]}
	count(rs) == 1
	some r in rs
}

test_listed if {
	r := judged({}, ["stripe"])
	r.outcome == "pass"
	contains(r.message, "as Stripe, Inc. (page.md:7)")
}

test_listed_though_weak if judged({"proof": false}, ["stripe"]).outcome == "pass"

test_missing if {
	r := judged({}, ["resend"])
	r.outcome == "fail"
	r.at == {"path": "a.ts", "line": 3}
	r.related == [{"path": "b.ts", "line": 9, "label": "x"}]
	r.message == "Stripe is used and is none of the 1 entries of the list in page.md: its SDK is imported (stripe)"
}

test_setting_alone if {
	r := judged({"proof": false, "why": "the name of a setting is all there is"}, [])
	r.outcome == "unknown"
	endswith(r.message, "the name of a setting is all there is")
}

test_controller if judged({"role": "controller"}, []).outcome == "unknown"

test_tool if judged({"role": "tool"}, []).outcome == "not_applicable"

test_customer if judged({"role": "customer"}, []).outcome == "not_applicable"

test_tool_that_is_listed if judged({"role": "tool"}, ["stripe"]).outcome == "pass"
