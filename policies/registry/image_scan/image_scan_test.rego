package candor.rules.registry.image_scan_test

import data.candor.rules.registry.image_scan

judged(setting, wanted) := r if {
	rs := image_scan.results with input as {
		"params": {"registry/image-scan": {"when": wanted}},
		"facts": {"registry.scan": [{
			"kind": "registry.scan", "subject": "api", "n": 0, "at": {"path": "aws://111122223333/eu-central-1/ecr/api"},
			"value": {"when": setting},
		}]},
	}
	count(rs) == 1
	some r in rs
}

known(v) := {"k": "known", "v": v, "from": "literal", "at": {"line": 0}}

test_settings if {
	judged(known("SCAN_ON_PUSH"), "push").outcome == "pass"
	judged(known("CONTINUOUS_SCAN"), "push").outcome == "pass"
	judged(known("MANUAL"), "push").outcome == "fail"
	judged(known("SCAN_ON_PUSH"), "continuous").outcome == "fail"
	judged(known("CONTINUOUS_SCAN"), "continuous").outcome == "pass"
	judged(known("SOMETIMES"), "push").outcome == "unknown"
	judged({"k": "unknown", "why": "w", "at": {"line": 0}}, "push").outcome == "unknown"
	judged(known("MANUAL"), "never").outcome == "unknown"
}
