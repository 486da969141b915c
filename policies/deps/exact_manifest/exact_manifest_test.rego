package candor.rules.deps.exact_manifest_test

import data.candor.rules.deps.exact_manifest

verdict(change) := r if {
	value := object.union(
		{
			"ecosystem": "npm", "name": "a", "spec": "1.0.0", "level": "exact", "catalog": "",
			"internal": false, "outside": false, "optional": false, "also_direct": false,
		},
		change,
	)
	rs := exact_manifest.results with input as {"facts": {"npm.spec": [
		{"kind": "npm.spec", "subject": "a@x", "n": 0, "value": value, "at": {"path": "package.json", "line": 2, "col": 3}},
	]}}
	count(rs) == 1
	some r in rs
}

test_pass if {
	verdict({}).outcome == "pass"
	verdict({"level": "hash"}).outcome == "pass"
}

test_fail if {
	verdict({"level": "range", "spec": "^1.0.0"}).message == "a asks for \"^1.0.0\", a range, not for one version"
	verdict({"level": "none", "spec": "*"}).message == "a asks for any version, not for one version"
	verdict({"level": "tag", "spec": "latest"}).message == "a asks for \"latest\", which can change its content, not for one version"
	verdict({"outside": true}).outcome == "fail"
}

test_not_applicable if {
	verdict({"internal": true}).outcome == "not_applicable"
	verdict({"optional": true, "level": "range"}).outcome == "not_applicable"
	verdict({"also_direct": true, "level": "range"}).outcome == "not_applicable"
}

test_catalog if {
	at := {"path": "pnpm-workspace.yaml", "line": 7, "col": 3}
	range := verdict({"level": "range", "spec": "catalog:", "catalog": "^1.0.0", "catalog_at": at})
	range.message == "a asks for \"^1.0.0\", a range in the catalog, not for one version"
	range.at.path == "pnpm-workspace.yaml"
	range.related[0].path == "package.json"
	verdict({"level": "tag", "spec": "catalog:", "catalog": "next", "catalog_at": at}).message == "a asks for \"next\" in the catalog, which can change its content, not for one version"
	verdict({"spec": "catalog:", "catalog": "1.0.0", "catalog_at": at}).message == "a@x is exact: the catalog says 1.0.0"
}
