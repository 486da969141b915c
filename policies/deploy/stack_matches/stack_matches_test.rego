package candor.rules.deploy.stack_matches_test

import data.candor.rules.deploy.stack_matches

base_parts := "111111111111 Resources/Api/Properties/Timeout\n222222222222 Resources/Api/Type\n333333333333 Resources/Role/Type"

stack(change) := {
	"kind": "aws.template", "subject": "ledgerline-api", "n": 0, "at": {"path": "aws://111122223333/eu-central-1/cloudformation/ledgerline-api"},
	"value": object.union({
		"stack": "ledgerline-api", "status": "UPDATE_COMPLETE", "account": "111122223333", "region": "eu-central-1", "digest": "sha256:a",
		"parts": base_parts, "resources": 2, "masked": 0, "macros": [], "cdk": false,
	}, change),
}

template(path, change) := {
	"kind": "cloudformation.template", "subject": path, "n": 1, "at": {"path": path, "line": 1},
	"value": object.union({
		"path": path, "digest": "sha256:a", "parts": base_parts, "resources": 2, "masked": 0, "macros": [], "cdk": false,
		"stacks": [], "called": trim_suffix(path, ".yaml"),
	}, change),
}

judged(change, templates, params) := r if {
	rs := stack_matches.results with input as {
		"params": {"deploy/stack-matches": object.union({"stacks": [], "templates": {}}, params)},
		"facts": {"aws.template": [stack(change)], "cloudformation.template": templates},
	}
	count(rs) == 1
	some r in rs
}

outcome(change, templates, params) := judged(change, templates, params).outcome

other := {"digest": "sha256:b", "parts": "444444444444 Resources/Api/Properties/Timeout\n222222222222 Resources/Api/Type\n333333333333 Resources/Role/Type"}

test_same_text if {
	r := judged({}, [template("x.yaml", {})], {})
	r.outcome == "pass"
	r.related == [{"path": "x.yaml", "line": 1, "label": "the same template"}]
	outcome({}, [template("x.yaml", {})], {"templates": {"ledgerline-*": "x.yaml"}}) == "pass"
	outcome({"macros": ["AWS::Serverless-2016-10-31"]}, [template("x.yaml", {})], {}) == "pass"
}

test_same_text_and_doubt if {
	outcome({"masked": 1}, [template("x.yaml", {})], {}) == "unknown"
	outcome({"macros": ["Own"]}, [template("x.yaml", {})], {}) == "unknown"
	outcome({"status": "UPDATE_ROLLBACK_COMPLETE"}, [template("x.yaml", {})], {}) == "unknown"
}

# A template of another name than the one that the stack is said to be made from.
test_another_twin if {
	outcome({}, [template("x.yaml", {}), template("y.yaml", other)], {"templates": {"ledgerline-*": "y.yaml"}}) == "fail"
	outcome({}, [template("x.yaml", {})], {"templates": {"ledgerline-*": "y.yaml"}}) == "unknown"
}

test_differs if {
	r := judged({}, [template("ledgerline-api.yaml", other), template("z.yaml", object.union(other, {"stacks": ["ledgerline-api"], "parts": ""}))], {})
	r.outcome == "fail"
	endswith(r.message, "runs another template than ledgerline-api.yaml: they differ at Resources/Api/Properties/Timeout")
	r2 := judged({}, [template("z.yaml", object.union(other, {"stacks": ["ledgerline-api"], "parts": "555555555555 Description"}))], {})
	r2.outcome == "fail"
	endswith(r2.message, "at Resources/Api/Properties/Timeout and 3 other places")
	outcome({}, [template("z.yaml", object.union(other, {"stacks": ["ledgerline-api"], "parts": base_parts}))], {}) == "unknown"
}

# The name alone makes no template that of a stack.
test_only_the_name if {
	outcome({}, [template("ledgerline-api.yaml", object.union(other, {"parts": "666666666666 Resources/Queue/Type"}))], {}) == "unknown"
	outcome({"parts": "666666666666 Description"}, [template("ledgerline-api.yaml", other)], {}) == "unknown"
}

test_packaged if {
	code := {"digest": "sha256:b", "parts": replace(base_parts, "Timeout", "Code"), "stacks": ["ledgerline-api"]}
	deployed := {"parts": replace(replace(base_parts, "111111111111", "777777777777"), "Timeout", "Code")}
	outcome(deployed, [template("x.yaml", code)], {}) == "unknown"
	outcome({"macros": ["AWS::Serverless-2016-10-31"]}, [template("ledgerline-api.yaml", other)], {}) == "unknown"
	outcome({"cdk": true}, [template("ledgerline-api.yaml", other)], {}) == "unknown"
}

test_ours if {
	outcome({}, [template("x.yaml", other)], {}) == "unknown"
	outcome({}, [template("x.yaml", other)], {"stacks": ["ledgerline-*"]}) == "fail"
	outcome({}, [template("x.yaml", other)], {"stacks": ["other-*"]}) == "not_applicable"
	outcome({}, [], {"stacks": ["ledgerline-*"]}) == "unknown"
	outcome({"cdk": true}, [template("x.yaml", other)], {"stacks": ["ledgerline-*"]}) == "unknown"
}
