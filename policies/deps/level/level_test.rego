package candor.rules.deps.level_test

import data.candor.rules.deps.level

fact(kind, path, value) := {"kind": kind, "subject": "s", "n": 0, "at": {"path": path, "line": 1}, "value": value}

judged(facts, with_params) := r if {
	rs := level.results with input as {"params": {"deps/level": object.union({"least": {}, "otherwise": "lock"}, with_params)}, "facts": facts}
	count(rs) == 1
	some r in rs
}

image(change) := [fact("image.ref", "a", object.union({"ecosystem": "docker", "level": "hash", "internal": false}, change))]

reference(change, with_params) := judged({"image.ref": image(change)}, with_params)

test_levels if {
	reference({}, {}).message == "s is fixed by a hash or a commit; lock is asked for"
	reference({"level": "lock"}, {}).outcome == "pass"
	reference({"level": "exact"}, {}).outcome == "fail"
	reference({"level": "tag"}, {"least": {"docker": "tag"}}).outcome == "pass"
	reference({"level": "lock"}, {"least": {"docker": "hash"}}).outcome == "fail"
	reference({"level": "none"}, {"otherwise": "range"}).outcome == "fail"
	reference({"level": "unresolved"}, {"otherwise": "range"}).outcome == "unknown"
}

test_left_alone if {
	reference({"internal": true, "level": "none"}, {}).outcome == "not_applicable"
	reference({"level": "none"}, {"otherwise": ""}).message == "no level is asked for of docker"
	reference({"level": "none"}, {"otherwise": "", "least": {"docker": "tag"}}).outcome == "fail"
	reference({"source": "unused", "why": "another counts"}, {}).message == "s does not count: another counts"
}

test_mistakes if {
	reference({}, {"least": {"dockr": "hash"}}).message == "least names \"dockr\", which is no ecosystem"
	reference({}, {"least": {"npm": "none"}}).outcome == "unknown"
	reference({}, {"otherwise": "pinned"}).outcome == "unknown"
}

manifest(change, with_params) := judged(
	{"cargo.manifest": [fact("cargo.manifest", "Cargo.toml", object.union({"ecosystem": "cargo", "lock": "Cargo.lock", "lock_state": "present", "in_sync": true, "ignored": "", "ignored_at": ""}, change))]},
	with_params,
)

test_manifests if {
	manifest({}, {}).outcome == "not_applicable"
	manifest({"complete": "no"}, {}).outcome == "fail"
	manifest({"complete": "hashed"}, {}).outcome == "not_applicable"
	manifest({"lock_state": "absent"}, {}).message == "s has no lock in force; lock is asked for"
	manifest({"in_sync": false}, {"otherwise": "exact"}).outcome == "unknown"
	manifest({"ignored": "gitignore", "ignored_at": ".gitignore:1"}, {}).outcome == "unknown"
	manifest({"ignored": "config"}, {}).outcome == "fail"
}

spec(change, lock) := rs[0] if {
	value := object.union({"ecosystem": "npm", "level": "exact", "internal": false, "optional": false, "also_direct": false}, change)
	rs := [r |
		some r in level.results with input as {
			"params": {"deps/level": {"least": {}, "otherwise": "exact"}},
			"facts": {"npm.spec": [object.union(fact("npm.spec", "p", value), {"subject": "spec"})], "npm.manifest": lock},
		}
		r.subject == "spec"
	]
	count(rs) == 1
}

covering(change) := [fact("npm.manifest", "p", object.union({"ecosystem": "npm", "lock": "l", "lock_state": "present", "in_sync": true, "ignored": "", "ignored_at": ""}, change))]

test_specs if {
	spec({"level": "range"}, covering({})).outcome == "not_applicable"
	spec({"level": "range"}, covering({"lock_state": "absent"})).outcome == "fail"
	spec({}, covering({"lock_state": "absent"})).outcome == "pass"
	spec({}, []).message == "whether a lock covers p can't be told"
	spec({"optional": true}, []).outcome == "not_applicable"
	spec({"also_direct": true}, []).outcome == "not_applicable"
	spec({"internal": true}, covering({"in_sync": false})).outcome == "not_applicable"
}
