# The questions about actions and ARNs are answered in Go: run these tests with
# `candor test` or `go test ./policies/...`.
package candor.rules.iam.scope_test

import data.candor.rules.iam.scope

base := {
	"owner": "Role", "kind": "identity", "effect": known("Allow"), "actions": [], "not_actions": [],
	"resources": [], "not_resources": [], "principals": [], "has_condition": false, "conditions": null,
}

known(v) := {"k": "known", "v": v, "from": "literal", "at": {"line": 5}}

hidden := {"k": "unknown", "why": "parameter P has no default", "at": {"line": 6}}

pattern(v, raw) := {"k": "pattern", "v": v, "raw": raw, "why": "parameter P has no default", "at": {"line": 7}}

fact(change) := {
	"kind": "iam.statement", "subject": "Role/P/0", "state": "observed", "n": 0,
	"at": {"path": "t.yaml", "line": 2}, "value": object.union(base, change),
}

params := {
	"services": ["ecr", "lambda", "secretsmanager"], "unscopable": [], "forbid_unscopable": false,
	"allow": ["arn:*:ecr:*:*:repository/acme/*", "arn:*:lambda:*:*:function:acme-*", "arn:*:secretsmanager:*:*:secret:acme/*"],
}

judged(change) := judged_with([change], {})

judged_with(changes, more) := r if {
	rs := scope.results with input as {
		"params": {"iam/scope": object.union(params, more)},
		"facts": {"iam.statement": [fact(c) | some c in changes]},
	}
	kept := [r | some r in rs; r.outcome != "not_applicable"]
	all := array.concat(kept, [r | some r in rs; r.outcome == "not_applicable"])
	r := all[0]
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
		"ecr:GetAuth*": "pass",
		"ecr:Frobnicate*": "not_applicable",
		"ecr[0]:x": "unknown",
		"s3:GetObject": "not_applicable",
	} {
		outcome(action, known("*")) == want
	}
}

test_forced_says_so if {
	r := judged({"actions": [known("ecr:GetAuthorizationToken")], "resources": [known("*")]})
	contains(r.message, "ecr:GetAuthorizationToken on every resource")
	contains(r.message, "sha256:")
}

test_forbidden if {
	login := {"actions": [known("ecr:GetAuthorizationToken")], "resources": [known("*")]}
	judged_with([login], {"forbid_unscopable": true}).outcome == "fail"
	judged_with([login], {"forbid_unscopable": true, "unscopable": ["ecr:Get*"]}).outcome == "pass"
	judged_with([object.union(login, {"actions": [hidden]})], {"forbid_unscopable": true}).outcome == "unknown"
}

test_misspelt if {
	r := judged({"actions": [known("ecr:PutImag"), known("ecr:PutImage")], "resources": [own]})
	r.outcome == "pass"
	contains(r.message, "AWS knows no action ecr:PutImag (PutImage is near)")
	odd := judged({"actions": [known("ecr:Frobnicate")], "resources": [own]})
	contains(odd.message, "AWS knows no action ecr:Frobnicate")
	not contains(odd.message, "is near")
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
	contains(r.message, "for example arn:aws:ecr:eu-west-1:1:repository/other")
}

test_long_lists if {
	r := judged({"actions": [known("lambda:*")], "resources": [known("*")]})
	contains(r.message, " more on *, outside")
}

test_outside_whatever_the_hole if outcome("ecr:*", pattern("arn:aws:ecr:*:1:repository/other", "arn:aws:ecr:${R}:1:repository/other")) == "fail"

test_hole_decides if {
	r := judged({"actions": [known("ecr:*")], "resources": [pattern("arn:aws:ecr:eu:1:repository/*", "arn:aws:ecr:eu:1:repository/${maybe}")]})
	r.outcome == "unknown"
	contains(r.message, "parameter P has no default")
	r.at.line == 2
}

# What an action can't be granted on does not count.
test_another_service if {
	outcome("*", known("arn:aws:s3:::bucket/*")) == "pass"
	outcome("ecr:*", known("arn:aws:s3:::bucket/*")) == "pass"
	outcome("ecr:*", known("arn:aws:*")) == "fail"
}

test_unlisted_service if {
	r := judged_with([{"actions": [known("*")], "resources": [known("*")]}], {"services": ["frob"]})
	r.outcome == "unknown"
	contains(r.message, "does not hold frob")
}

test_hidden_action if judged({"actions": [hidden], "resources": [known("*")]}).outcome == "unknown"

test_pattern_action if judged({"actions": [pattern("*:PutImage", "${P}:PutImage")], "resources": [known("*")]}).outcome == "unknown"

test_hidden_resource if outcome("ecr:*", hidden) == "unknown"

test_excused_by_parameter if {
	judged_with([{"actions": [known("ecr:BatchGet*")], "resources": [known("*")]}], {"unscopable": ["ecr:BatchGet*"]}).outcome == "pass"
	judged_with([{"actions": [known("ecr:BatchGet*"), known("ecr:PutImage")], "resources": [known("*")]}], {"unscopable": ["ecr:BatchGet*"]}).outcome == "fail"
}

test_not_action if {
	judged({"not_actions": [known("iam:*")], "resources": [known("*")]}).outcome == "fail"
	judged({"not_actions": [known("iam:*")], "resources": [own]}).outcome == "pass"
	judged({"not_actions": [known("ecr:*"), known("lambda:*"), known("secretsmanager:*")], "resources": [known("*")]}).outcome == "not_applicable"
	judged({"not_actions": [hidden], "resources": [known("*")]}).outcome == "unknown"
}

test_not_resource if {
	r := judged({"actions": [known("ecr:PutImage")], "not_resources": [own]})
	r.outcome == "fail"
	contains(r.message, "every resource but a few")
	judged({"actions": [known("ecr:PutImage")], "not_resources": [hidden]}).outcome == "unknown"
	judged({"actions": [known("ecr:PutImage")], "not_resources": [known("*")]}).outcome == "unknown"
}

test_condition if {
	tagged := {"StringEquals": {"aws:ResourceTag/team": [known("acme")]}}
	r := judged({"actions": [known("ecr:PutImage")], "resources": [known("*")], "has_condition": true, "conditions": tagged})
	r.outcome == "unknown"
	contains(r.message, "a condition on aws:resourcetag/team narrows it")
	who := {"Bool": {"aws:MultiFactorAuthPresent": [known("true")]}}
	judged({"actions": [known("ecr:PutImage")], "resources": [known("*")], "has_condition": true, "conditions": who}).outcome == "fail"
	every odd in [null, {"Bool": hidden}] {
		judged({"actions": [known("ecr:PutImage")], "resources": [known("*")], "has_condition": true, "conditions": odd}).outcome == "unknown"
	}
}

test_deny_takes_back if {
	allow := {"actions": [known("ecr:PutImage")], "resources": [known("*")]}
	deny := {"effect": known("Deny"), "actions": [known("ecr:*")], "resources": [known("*")]}
	judged_with([allow, deny], {}).outcome == "unknown"
	judged_with([allow, object.union(deny, {"owner": "Other"})], {}).outcome == "fail"
	judged_with([allow, object.union(deny, {"has_condition": true})], {}).outcome == "fail"
	judged_with([allow, object.union(deny, {"maybe": true})], {}).outcome == "fail"
	judged_with([allow, object.union(deny, {"only": "if it is made"})], {}).outcome == "fail"
	judged_with([object.union(allow, {"only": "if it is made"}), object.union(deny, {"only": "if it is made"})], {}).outcome == "unknown"
	judged_with([allow, object.union(deny, {"actions": [known("ecr:GetX")]})], {}).outcome == "fail"
	judged_with([allow, object.union(deny, {"resources": [own]})], {}).outcome == "fail"
}

test_deny_of_another_file_or_instance if {
	allow := {"actions": [known("ecr:PutImage")], "resources": [known("*")], "holders": ["a.yaml#Role"]}
	deny := {"effect": known("Deny"), "actions": [known("ecr:*")], "resources": [known("*")], "holders": ["a.yaml#Role"]}
	judged_with([allow, deny], {}).outcome == "unknown"
	judged_with([allow, object.union(deny, {"holders": ["b.yaml#Role"]})], {}).outcome == "fail"
	judged_with([allow, object.union(deny, {"holders": ["a.yaml#Policy", "a.yaml#Role"]})], {}).outcome == "fail"
	judged_with([allow, object.union(deny, {"instances": ["module.a"]})], {}).outcome == "fail"
	one := object.union(allow, {"instances": ["module.a"]})
	judged_with([one, object.union(deny, {"instances": ["module.a", "module.b"]})], {}).outcome == "unknown"
	judged_with([one, deny], {}).outcome == "unknown"
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
	contains(r.message, "can match no legal name")
}

test_empty_promise if {
	r := judged_with([{"actions": [known("lambda:InvokeFunction")], "resources": [known("arn:aws:lambda:eu:1:function:acme-x")]}], {"allow": ["arn:*:lambda:*:*:function:acme/*"]})
	r.outcome == "fail"
	contains(r.message, "arn:*:lambda:*:*:function:acme/* itself can match no legal name")
}

test_cannot_be_read if {
	r := judged({"actions": [known("lambda:InvokeFunction")], "resources": []})
	r.outcome == "unknown"
	contains(r.message, "more than one way")
}
