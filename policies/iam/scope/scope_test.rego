# The question whether an ARN lies outside is answered in Go and tested there;
# here a stand-in answers it, so these tests need an engine that knows the
# function: run them with `candor test` or `go test ./policies/...`.
package candor.rules.iam.scope_test

import data.candor.rules.iam.scope

base := {
	"owner": "Role", "kind": "identity", "effect": known("Allow"), "actions": [], "not_actions": [],
	"resources": [], "not_resources": [], "principals": [], "has_condition": false, "conditions": null,
}

known(v) := {"k": "known", "v": v, "from": "literal", "at": {"line": 5}}

hidden := {"k": "unknown", "why": "parameter P has no default", "at": {"line": 6}}

pattern(v, raw) := {"k": "pattern", "v": v, "raw": raw, "why": "parameter P has no default", "at": {"line": 7}}

arn_outside(granted, allow) := answer if {
	inside := [p | some p in allow; glob.match(p, null, granted)]
	answer := reply(granted, count(inside) > 0)
}

reply(_, true) := ""

reply(granted, false) := "" if contains(granted, "maybe")

reply(granted, false) := "?" if contains(granted, "large")

reply(granted, false) := "arn:witness" if {
	not contains(granted, "maybe")
	not contains(granted, "large")
}

judged(change) := judged_with(change, [])

judged_with(change, unscopable) := r if {
	rs := scope.results with candor.arn_outside as arn_outside
		with input as {
			"params": {"iam/scope": {
				"services": ["ecr", "lambda", "glue"], "unscopable": unscopable,
				"allow": ["arn:*:ecr:*:*:repository/acme/*", "arn:*:lambda:*:*:function:acme*", "arn:*:cassandra:*:*:/keyspace/acme*"],
			}},
			"facts": {"iam.statement": [{
				"kind": "iam.statement", "subject": "Role/P/0", "state": "observed", "n": 0,
				"at": {"path": "t.yaml", "line": 2}, "value": object.union(base, change),
			}]},
		}
	count(rs) == 1
	some r in rs
}

own := known("arn:aws:ecr:eu-west-1:1:repository/acme/api")

outcome(action, resource) := judged({"actions": [known(action)], "resources": [resource]}).outcome

test_actions if {
	every action, want in {
		"ecr:PutImage": "fail",
		"ECR:putimage": "fail",
		"ecr:*": "fail",
		"*": "fail",
		"*:*": "fail",
		"ecr:Put*": "fail",
		"lambda:List*": "fail",
		"ecr:GetAuthorizationToken": "pass",
		"ecr:GetAuth*": "unknown",
		"ecr:Frobnicate*": "fail",
		"glue:GetJob": "unknown",
		"ecr[0]:x": "unknown",
		"s3:GetObject": "not_applicable",
	} {
		outcome(action, known("*")) == want
	}
}

test_inside if {
	outcome("ecr:*", own) == "pass"
	outcome("*", own) == "pass"
	outcome("ecr:*", pattern("arn:aws:ecr:*:*:repository/acme/x", "arn:aws:ecr:${R}:${A}:repository/acme/x")) == "pass"
}

test_iam_variable if outcome("ecr:*", known("arn:aws:ecr:eu:1:repository/acme/${aws:username}")) == "pass"

test_outside if {
	r := judged({"actions": [known("ecr:PutImage")], "resources": [own, known("arn:aws:ecr:eu-west-1:1:repository/other")]})
	r.outcome == "fail"
	r.at.line == 5
	contains(r.message, "arn:witness")
}

test_outside_whatever_the_hole if outcome("ecr:*", pattern("arn:aws:ecr:*:1:repository/other", "arn:aws:ecr:${R}:1:repository/other")) == "fail"

test_hole_decides if {
	r := judged({"actions": [known("ecr:*")], "resources": [pattern("arn:aws:ecr:eu:1:repository/*", "arn:aws:ecr:eu:1:repository/${maybe}")]})
	r.outcome == "unknown"
	contains(r.message, "parameter P has no default")
	r.at.line == 2
}

test_too_large if outcome("ecr:*", known("large")) == "unknown"

test_another_service if {
	outcome("*", known("arn:aws:s3:::bucket/*")) == "pass"
	outcome("ecr:*", known("arn:aws:s?:::bucket/*")) == "fail"
	outcome("ecr:*", known("arn:aws:*")) == "fail"
}

# The bare "*" is everything of the services that the actions touch, no more.
test_bare if {
	rs := scope.results with candor.arn_outside as arn_outside
		with input as {
			"params": {"iam/scope": {"services": ["ecr", "lambda"], "unscopable": [], "allow": ["arn:*:ecr:*"]}},
			"facts": {"iam.statement": [{
				"kind": "iam.statement", "subject": "Role/P/0", "state": "observed", "n": 0, "at": {"path": "t.yaml", "line": 2},
				"value": object.union(base, {"actions": [known("ecr:*")], "resources": [known("*")]}),
			}]},
		}
	every r in rs { r.outcome == "pass" }
	count(rs) == 1
}

test_service_of_the_promise if outcome("*", known("arn:aws:cassandra:eu:1:/keyspace/other/")) == "fail"

test_unlisted_service if outcome("glue:GetJob", known("arn:aws:glue:eu:1:job/x")) == "fail"

test_hidden_action if judged({"actions": [hidden], "resources": [known("*")]}).outcome == "unknown"

test_pattern_action if judged({"actions": [pattern("*:PutImage", "${P}:PutImage")], "resources": [known("*")]}).outcome == "unknown"

test_hidden_resource if outcome("ecr:*", hidden) == "unknown"

test_unscopable_by_parameter if judged_with({"actions": [known("glue:Get*")], "resources": [known("*")]}, ["glue:*"]).outcome == "pass"

test_not_action if {
	judged({"not_actions": [known("iam:*")], "resources": [known("*")]}).outcome == "fail"
	judged({"not_actions": [known("iam:*")], "resources": [own]}).outcome == "pass"
	judged({"not_actions": [known("ecr:*"), known("lambda:*"), known("glue:*")], "resources": [known("*")]}).outcome == "not_applicable"
	judged({"not_actions": [hidden], "resources": [known("*")]}).outcome == "fail"
}

test_not_resource if {
	r := judged({"actions": [known("ecr:PutImage")], "not_resources": [own]})
	r.outcome == "fail"
	contains(r.message, "every resource but a few")
	judged({"actions": [known("ecr:PutImage")], "not_resources": [own], "has_condition": true}).outcome == "unknown"
}

test_condition if {
	r := judged({"actions": [known("ecr:PutImage")], "resources": [known("*")], "has_condition": true})
	r.outcome == "unknown"
	contains(r.message, "a condition narrows it")
}

test_effect if {
	judged({"effect": known("Deny"), "actions": [known("*")], "resources": [known("*")]}).outcome == "not_applicable"
	judged({"effect": hidden, "actions": [known("*")], "resources": [known("*")]}).outcome == "unknown"
	judged({"effect": known("allow"), "actions": [known("*")], "resources": [known("*")]}).outcome == "unknown"
}

test_kinds if {
	every kind in ["trust", "resource", "boundary"] {
		r := judged({"kind": kind, "actions": [known("*")], "resources": [known("*")]})
		r.outcome == "not_applicable"
	}
}

test_default if {
	r := judged({"actions": [known("ecr:*")], "resources": [object.union(own, {"from": "default", "why": "default of parameter Repo"})]})
	r.outcome == "pass"
	contains(r.message, "default of parameter Repo")
}

test_managed if {
	r := judged({"actions": [known("ecr:*")], "resources": [known("*")], "managed": "arn:aws:iam::aws:policy/P"})
	contains(r.message, "managed policy arn:aws:iam::aws:policy/P")
}

test_vacuous if {
	r := judged({"actions": [known("lambda:InvokeFunction")], "resources": [known("arn:aws:lambda:eu:1:function:acme/x")]})
	r.outcome == "pass"
	contains(r.message, "holds no slash")
}
