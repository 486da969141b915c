package candor.rules.web.subprocessor_notice_test

import data.candor.rules.web.subprocessor_notice

base := {
	"looks": 9, "first_look": "2026-01-01T00:00:00Z", "gone": "", "absent_until": "2026-03-01T00:00:00Z", "first_seen": "2026-03-03T00:00:00Z",
	"effective": "2026-04-15T00:00:00Z", "odd_date": "", "notice_least": 43, "notice_most": 45,
}

judged(change) := r if {
	rs := subprocessor_notice.results with input as {
		"params": {"web/subprocessor-notice": {"days": 30}},
		"facts": {"web.vendor": [{"kind": "web.vendor", "subject": "Mailer", "n": 0, "at": {"path": "web://example.com/v", "line": 3}, "value": object.union(base, change)}]},
	}
	count(rs) == 1
	some r in rs
}

test_outcomes if {
	judged({}).outcome == "pass"
	judged({"notice_least": 30}).outcome == "pass"
	judged({"notice_least": 10, "notice_most": 29}).outcome == "fail"
	judged({"notice_least": 29, "notice_most": 31}).outcome == "unknown"
	judged({"looks": 1}).outcome == "unknown"
	judged({"gone": "2026-05-01T00:00:00Z"}).outcome == "not_applicable"
	judged({"absent_until": ""}).outcome == "not_applicable"
}

test_no_day if {
	judged({"notice_least": null, "notice_most": null}).outcome == "unknown"
	contains(judged({"notice_least": null, "notice_most": null, "odd_date": "soon is no date"}).message, "(soon is no date)")
}
