package candor.rules.disclosure.security_txt_test

import data.candor.rules.disclosure.security_txt

judge(value, contact) := r if {
	base := {"contacts": [{"value": "mailto:security@acme.example", "line": 2}], "expires": "2030-01-01T00:00:00Z", "written": "2030-01-01T00:00:00Z", "expires_line": 3, "times": 1}
	rs := security_txt.results with input as {
		"now": "2026-11-22T00:00:00Z",
		"facts": {"disclosure.file": [{"kind": "disclosure.file", "subject": "security.txt", "state": "observed", "value": object.union(base, value), "at": {"path": "security.txt", "line": 1}, "n": 0}]},
		"params": {"disclosure/security-txt": {"contact": contact}},
	}
	count(rs) == 1
	some r in rs
}

test_whole if {
	r := judge({}, "")
	r.outcome == "pass"
	r.at.line == 2
	judge({}, "MAILTO:security@acme.example").outcome == "pass"
}

test_no_contact if {
	judge({"contacts": []}, "").outcome == "fail"
	judge({"contacts": [{"value": "ask around", "line": 2}]}, "").outcome == "fail"
	judge({"contacts": [{"value": "http://acme.example/", "line": 2}]}, "").outcome == "fail"
}

test_another_contact if judge({}, "mailto:other@acme.example").message == "security.txt does not name mailto:other@acme.example"

test_expires if {
	judge({"times": 0}, "").message == "security.txt does not say until when it holds"
	judge({"times": 2}, "").at.line == 3
	judge({"expires": "", "written": "soon"}, "").message == "security.txt holds until \"soon\", which is no time"
	judge({"expires": "2026-11-21T00:00:00Z"}, "").message == "security.txt held until 2026-11-21T00:00:00Z"
}
