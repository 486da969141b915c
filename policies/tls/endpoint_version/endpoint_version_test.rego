package candor.rules.tls.endpoint_version_test

import data.candor.rules.tls.endpoint_version

row(version, verdict) := {"version": version, "name": sprintf("v%s", [version]), "verdict": verdict, "how": "so"}

rows(letters) := [row(version, {"a": "accepts", "r": "refuses", "?": "inconclusive"}[letter]) |
	some i, version in ["ssl2", "ssl3", "1.0", "1.1", "1.2", "1.3"]
	letter := substring(letters, i, 1)
	letter != "-"
]

judged(value, min) := r if {
	rs := endpoint_version.results with input as {
		"params": {"tls/endpoint-version": {"min": min}},
		"facts": {"tls.endpoint": [{
			"kind": "tls.endpoint", "subject": "app.example.com:443", "n": 0, "at": {"resource": "x"},
			"value": object.union({"offered": true, "off": "", "addresses": 1}, value),
		}]},
	}
	count(rs) == 1
	some r in rs
}

outcome(letters, min) := judged({"versions": rows(letters)}, min).outcome

test_verdicts if {
	every letters, want in {
		"rrrraa": "pass",
		"rrrrar": "pass",
		"rrrra?": "pass",
		"rrraaa": "fail",
		"arrraa": "fail",
		"rr??aa": "unknown",
		"?????a": "unknown",
		"rra?aa": "fail",
		"rrrrrr": "unknown",
		"rrrr??": "unknown",
		"-rrraa": "unknown",
		"------": "unknown",
	} {
		outcome(letters, "1.2") == want
	}
}

test_min if {
	outcome("rrrraa", "1.3") == "fail"
	outcome("rrrrra", "1.3") == "pass"
	outcome("rraaaa", "1.0") == "pass"
	outcome("rrrraa", "ssl3") == "unknown"
}

test_a_missing_version_was_not_asked if contains(judged({"versions": rows("-rrraa")}, "1.2").message, "not asked")

test_no_tls if judged({"offered": false, "off": "the server answers N", "versions": []}, "1.2").outcome == "fail"

test_the_suite_is_told if contains(judged({"versions": [object.union(row("1.0", "accepts"), {"suite": "TLS_X"})]}, "1.2").message, "v1.0 (TLS_X)")
