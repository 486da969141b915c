package candor.rules.secrets.rotation_test

import data.candor.rules.secrets.rotation

judged(value, params) := r if {
	rs := rotation.results with input as {
		"params": {"secrets/rotation": object.union({"days": 90, "automatic": false, "managed": "count"}, params)},
		"facts": {"secret.rotation": [{
			"kind": "secret.rotation", "subject": "db", "n": 0, "at": {"path": "aws://111122223333/eu-central-1/secretsmanager/db"},
			"value": object.union({"automatic": known(false), "every": null, "age": 30, "managed": "", "versions": 2}, value),
		}]},
	}
	count(rs) == 1
	some r in rs
}

known(v) := {"k": "known", "v": v, "from": "literal", "at": {"line": 0}}

hidden := {"k": "unknown", "why": "w", "at": {"line": 0}}

test_age if {
	judged({}, {}).outcome == "pass"
	judged({"age": 90}, {}).outcome == "pass"
	judged({"age": 91}, {}).outcome == "fail"
	judged({"age": 91, "automatic": known(true)}, {}).outcome == "fail"
	judged({"age": null}, {}).outcome == "unknown"
}

test_automatic if {
	judged({}, {"automatic": true}).outcome == "fail"
	r := judged({"automatic": known(true)}, {"automatic": true})
	r.outcome == "pass"
	r.message == "the value of db is 30 days old, and rotation is on"
	judged({"automatic": hidden}, {"automatic": true}).outcome == "unknown"
	judged({"automatic": hidden}, {}).outcome == "pass"
}

test_left_out if {
	judged({"versions": 0, "age": null}, {}).outcome == "not_applicable"
	judged({"managed": "rds", "age": 400}, {"managed": "skip"}).outcome == "not_applicable"
	judged({"managed": "rds", "age": 400}, {}).outcome == "fail"
	judged({"managed": "", "age": 400}, {"managed": "skip"}).outcome == "fail"
}

test_params if {
	judged({}, {"days": 0}).outcome == "unknown"
	judged({}, {"days": "90"}).outcome == "unknown"
	judged({}, {"automatic": "yes"}).outcome == "unknown"
	judged({}, {"managed": "all"}).outcome == "unknown"
}
