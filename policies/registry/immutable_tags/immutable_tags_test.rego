package candor.rules.registry.immutable_tags_test

import data.candor.rules.registry.immutable_tags

judged(tags, filters, except) := r if {
	rs := immutable_tags.results with input as {
		"params": {"registry/immutable-tags": {"except": except}},
		"facts": {"registry.tags": [{
			"kind": "registry.tags", "subject": "api", "n": 0, "at": {"path": "aws://111122223333/eu-central-1/ecr/api"},
			"value": {"tags": tags, "except": filters},
		}]},
	}
	count(rs) == 1
	some r in rs
}

known(v) := {"k": "known", "v": v, "from": "literal", "at": {"line": 0}}

test_settings if {
	judged(known("IMMUTABLE"), [], []).outcome == "pass"
	judged(known("MUTABLE"), [], []).outcome == "fail"
	judged(known("MUTABLE_WITH_EXCLUSION"), ["v*"], []).outcome == "fail"
	judged(known("OTHER"), [], []).outcome == "unknown"
	judged({"k": "unknown", "why": "w", "at": {"line": 0}}, [], []).outcome == "unknown"
}

test_exceptions if {
	r := judged(known("IMMUTABLE_WITH_EXCLUSION"), ["latest", "dev-*"], ["dev-*"])
	r.outcome == "fail"
	r.message == "the tags latest of api can be moved"
	judged(known("IMMUTABLE_WITH_EXCLUSION"), ["dev-*"], ["dev-*"]).outcome == "pass"
	judged(known("IMMUTABLE_WITH_EXCLUSION"), [], ["dev-*"]).outcome == "unknown"
}
