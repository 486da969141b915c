package candor.rules.logs.trail_test

import data.candor.rules.logs.trail

known(v, line) := {"k": "known", "v": v, "from": "literal", "at": {"line": line}}

good := {"logging": known(true, 5), "regions": known(true, 6), "validated": known(true, 7)}

judged(change, require) := r if {
	rs := trail.results with input as {
		"params": {"logs/trail": {"require": require}},
		"facts": {"log.trail": [{"kind": "log.trail", "subject": "T", "n": 0, "at": {"path": "t.yaml", "line": 2}, "value": object.union(good, change)}]},
	}
	count(rs) == 1
	some r in rs
}

all := ["logging", "regions", "validated"]

test_trail if {
	judged({}, all).outcome == "pass"
	r := judged({"regions": known(false, 6)}, all)
	r.outcome == "fail"
	r.at.line == 6
	r.message == "T watches one region alone"
	judged({"regions": known(false, 6)}, ["logging"]).outcome == "pass"
	judged({"regions": {"k": "unknown", "why": "w", "at": {"line": 6}}}, all).outcome == "unknown"
	judged({}, ["everything"]).outcome == "unknown"
	judged({}, []).outcome == "unknown"
}

test_words if {
	unset := {"k": "known", "v": false, "from": "platform", "why": "not set", "at": {"line": 2}}
	judged({"format": "terraform", "validated": unset}, all).message == "log file validation of T is off (enable_log_file_validation is not set)"
	judged({"format": "cloudformation", "logging": known(false, 5), "validated": unset}, all).message == "T does not log (IsLogging is false); log file validation of T is off (EnableLogFileValidation is not set)"
}

test_a_choice if {
	r := judged({"regions": {"k": "known", "v": true, "from": "default", "why": "default of parameter R", "others": [false], "at": {"line": 6}}}, all)
	r.outcome == "unknown"
	contains(r.message, "beside which the source names false")
}
