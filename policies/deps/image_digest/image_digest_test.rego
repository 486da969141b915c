package candor.rules.deps.image_digest_test

import data.candor.rules.deps.image_digest

verdict(change) := r if {
	value := object.union(
		{"ecosystem": "docker", "name": "node", "tag": "22", "resolved": "", "digest": false, "level": "tag", "internal": false, "from": "literal"},
		change,
	)
	rs := image_digest.results with input as {"facts": {"image.ref": [
		{"kind": "image.ref", "subject": "node:22", "n": 0, "value": value, "at": {"path": "Dockerfile", "line": 2, "col": 3}},
	]}}
	count(rs) == 1
	some r in rs
}

test_levels if {
	verdict({}).message == "node is named by the tag 22, which can be moved"
	verdict({"from": "default", "arg": "V"}).message == "node is named by the tag 22, which can be moved (by the default of V)"
	verdict({"level": "none", "tag": ""}).message == "node is named without tag and digest"
	verdict({"level": "none", "tag": "latest"}).message == "node is named by the tag latest, which can be moved"
	verdict({"level": "hash", "resolved": "sha256:00", "digest": true}).outcome == "pass"
	verdict({"resolved": "sha256:00", "digest": true}).message == "node has a digest that is cut short: sha256:00"
	verdict({"internal": true, "why": "a stage of the same file"}).message == "node:22 is a stage of the same file"
}
