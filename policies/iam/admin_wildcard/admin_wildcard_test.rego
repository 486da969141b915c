package candor.rules.iam.admin_wildcard_test

import data.candor.rules.iam.admin_wildcard

base := {
	"owner": "Role", "kind": "identity", "effect": known("Allow"), "actions": [], "not_actions": [],
	"resources": [], "not_resources": [], "principals": [], "has_condition": false, "conditions": null,
}

known(v) := {"k": "known", "v": v, "from": "literal", "at": {"line": 5}}

hidden := {"k": "unknown", "why": "parameter P has no default", "at": {"line": 6}}

pattern(v, raw) := {"k": "pattern", "v": v, "raw": raw, "why": "parameter P has no default", "at": {"line": 7}}

judged(change) := r if {
	rs := admin_wildcard.results with input as {
		"params": {"iam/admin-wildcard": {"services": ["iam", "sts"]}},
		"facts": {"iam.statement": [{
			"kind": "iam.statement", "subject": "Role/P/0", "state": "observed", "n": 0,
			"at": {"path": "t.yaml", "line": 2}, "value": object.union(base, change),
		}]},
	}
	count(rs) == 1
	some r in rs
}

outcome(action, resource) := judged({"actions": [known(action)], "resources": [known(resource)]}).outcome

test_literals if {
	every row in [
		["*", "*", "fail"],
		["*:*", "*", "fail"],
		["*", "arn:aws:*", "fail"],
		["*", "arn:*", "fail"],
		["*", "arn:aws:s3:::bucket/*", "pass"],
		["iam:*", "*", "fail"],
		["IAM:**", "*", "fail"],
		["iam:*", "arn:aws:iam::111122223333:role/*", "fail"],
		["iam:*", "arn:aws:iam::111122223333:role/app", "pass"],
		["sts:*", "*", "fail"],
		["*?", "*", "fail"],
		["iam:?*", "*", "fail"],
		["*", "?*", "fail"],
		["iam:*", "arn:aws:iam::111122223333:role/?*", "fail"],
		["iam:?", "*", "pass"],
		["*", "?", "pass"],
		["s3:*", "*", "pass"],
		["iam:Get*", "*", "pass"],
		["s3:GetObject", "*", "pass"],
	] {
		outcome(row[0], row[1]) == row[2]
	}
}

test_place if judged({"actions": [known("*")], "resources": [known("*")]}).at.line == 5

test_not_action if {
	r := judged({"not_actions": [known("iam:Create*")], "resources": [known("*")]})
	r.outcome == "fail"
	r.message == "Role/P/0 allows every action but iam:Create* on *"
	r.at.line == 5
}

test_not_action_of_what_hands_out_rights if {
	spared := spares({"iam", "organizations", "sts"}, ["iam:*", "organizations:*", "account:*"])
	spared.outcome == "not_applicable"
	contains(spared.message, "iam/wildcard-resource")
	spares({"iam", "organizations", "sts"}, ["IAM:**", "organ*:*"]).outcome == "not_applicable"
	spares({"iam", "organizations", "sts"}, ["iam:*"]).outcome == "fail"
	spares({"iam", "organizations", "sts"}, ["iam:*", "organizations:Create*"]).outcome == "fail"
	spares({"iam", "organizations", "sts"}, ["iam:*", "organizations:?*"]).outcome == "fail"
	spares({"iam", "organizations", "sts"}, ["iam:*", "organizations"]).outcome == "fail"
	spares({"iam", "organizations", "sts"}, ["*:*"]).outcome == "unknown"
	spares({"sts"}, ["iam:*", "organizations:*"]).outcome == "fail"
}

spares(services, names) := r if {
	value := object.union(base, {"not_actions": [known(n) | some n in names], "resources": [known("*")]})
	rs := admin_wildcard.results with input as {
		"params": {"iam/admin-wildcard": {"services": [s | some s in services]}},
		"facts": {"iam.statement": [{"kind": "iam.statement", "subject": "P", "state": "observed", "n": 0, "at": {"path": "t.yaml", "line": 2}, "value": value}]},
	}
	some r in rs
}

test_not_action_of_everything if judged({"not_actions": [known("*")], "resources": [known("*")]}).outcome == "unknown"

test_not_action_hidden if judged({"not_actions": [hidden], "resources": [known("*")]}).outcome == "unknown"

test_not_action_on_one if judged({"not_actions": [known("s3:DeleteObject")], "resources": [known("arn:aws:s3:::b/*")]}).outcome == "pass"

test_not_resource if {
	r := judged({"actions": [known("*")], "not_resources": [known("arn:aws:s3:::b")]})
	r.outcome == "fail"
	contains(r.message, "every resource but a few")
}

test_condition if {
	r := judged({"actions": [known("*")], "resources": [known("*")], "has_condition": true})
	r.outcome == "fail"
	contains(r.message, "under a condition")
}

test_managed if {
	r := judged({"actions": [known("*")], "resources": [known("*")], "managed": "arn:aws:iam::aws:policy/AdministratorAccess"})
	contains(r.message, "managed policy arn:aws:iam::aws:policy/AdministratorAccess")
}

test_default if {
	r := judged({
		"actions": [{"k": "known", "v": "*", "from": "default", "why": "default of parameter A", "at": {"line": 5}}],
		"resources": [known("*")],
	})
	r.outcome == "fail"
	contains(r.message, "default of parameter A")
}

test_hidden_action if judged({"actions": [hidden], "resources": [known("*")]}).outcome == "unknown"

test_hidden_action_on_one if judged({"actions": [hidden], "resources": [known("arn:aws:s3:::b")]}).outcome == "pass"

test_hidden_resource if judged({"actions": [known("*")], "resources": [hidden]}).outcome == "unknown"

test_pattern_action if judged({"actions": [pattern("*:*", "${P}:*")], "resources": [known("*")]}).outcome == "unknown"

test_pattern_narrow if judged({"actions": [pattern("s3:*Object", "s3:${P}Object")], "resources": [known("*")]}).outcome == "pass"

test_pattern_resource if {
	r := judged({"actions": [known("iam:*")], "resources": [pattern("arn:aws:iam::*:role/*", "arn:aws:iam::${P}:role/*")]})
	r.outcome == "fail"
}

test_no_resource if {
	r := judged({"actions": [known("*")]})
	r.outcome == "unknown"
	contains(r.message, "incomplete")
	r.at.line == 2
}

test_effect if {
	judged({"effect": known("Deny"), "actions": [known("*")], "resources": [known("*")]}).outcome == "not_applicable"
	judged({"effect": hidden, "actions": [known("*")], "resources": [known("*")]}).outcome == "unknown"
}

test_kinds if {
	every kind in ["trust", "resource", "boundary"] {
		r := judged({"kind": kind, "actions": [known("*")], "resources": [known("*")]})
		r.outcome == "not_applicable"
	}
}

test_nothing if judged({}).at.line == 2

test_wildcards_within_the_service if {
	judged({"resources": [known("*")], "actions": [known("i*:*")]}).outcome == "fail"
	judged({"resources": [known("*")], "actions": [known("s3*:*")]}).outcome == "pass"
	judged({"resources": [known("*")], "actions": [known("i*:Get*")]}).outcome == "pass"
	judged({"actions": [known("*")], "resources": [known("arn:aws:ia?:::*")]}).outcome == "fail"
}

test_choice if {
	chosen := {"k": "known", "v": "s3:Get*", "from": "default", "why": "default of parameter A", "others": ["*"], "at": {"line": 5}}
	r := judged({"actions": [chosen], "resources": [known("*")]})
	r.outcome == "unknown"
	contains(r.message, "names *")
	judged({"actions": [object.union(chosen, {"others": ["s3:Put*"]})], "resources": [known("*")]}).outcome == "pass"
}
