package candor.rules.iam.privilege_escalation_test

import data.candor.rules.iam.privilege_escalation

known(v) := {"k": "known", "v": v, "from": "literal", "at": {"line": 5}}

hidden := {"k": "unknown", "why": "parameter P has no default", "at": {"line": 6}}

base := {
	"owner": "Role", "kind": "identity", "effect": known("Allow"), "actions": [known("iam:PutRolePolicy")], "not_actions": [],
	"resources": [known("*")], "not_resources": [], "principals": [], "has_condition": false, "conditions": null,
}

judged(change) := both(change, {"actions": [known("sqs:GetQueueUrl")]})

both(first, second) := in_files("t.yaml", first, "t.yaml", second)

in_files(path, first, other, second) := r if {
	rs := privilege_escalation.results with input as {"facts": {"iam.statement": [
		{"kind": "iam.statement", "subject": "a", "n": 0, "at": {"path": path, "line": 2}, "value": object.union(base, first)},
		{"kind": "iam.statement", "subject": "b", "n": 1, "at": {"path": other, "line": 9}, "value": object.union(base, second)},
	]}}
	some r in rs
	r.subject == "a"
}

test_alone if {
	judged({}).outcome == "fail"
	judged({"resources": [known("arn:aws:iam::1:role/acme-*")]}).outcome == "pass"
	judged({"actions": [known("iam:Get*")]}).outcome == "pass"
	contains(judged({"actions": [known("iam:*")]}).message, "more ways")
	judged({"actions": [known("*")]}).outcome == "not_applicable"
	judged({"actions": [], "not_actions": [known("s3:*")]}).outcome == "fail"
}

test_together if {
	pass := {"actions": [known("iam:PassRole")]}
	both(pass, {"actions": [known("lambda:CreateFunction")]}).outcome == "fail"
	both(pass, {"actions": [known("lambda:GetFunction")]}).outcome == "pass"
	both(pass, {"actions": [known("lambda:CreateFunction")], "owner": "Other"}).outcome == "pass"
	both(pass, {"actions": [known("lambda:CreateFunction")], "kind": "boundary"}).outcome == "pass"
	both(pass, {"actions": [hidden]}).outcome == "unknown"
	contains(both(pass, {"actions": [{"k": "pattern", "v": "lambda:*", "raw": "lambda:${A}", "why": "w", "at": {}}]}).message, "another statement")
}

test_of_one_name if {
	pass := {"actions": [known("iam:PassRole")], "holders": ["a.yaml Role"]}
	create := {"actions": [known("lambda:CreateFunction")], "holders": ["a.yaml Role"]}
	other := {"actions": [known("lambda:CreateFunction")], "holders": ["b.yaml Role"]}
	in_files("a.yaml", pass, "a.yaml", create).outcome == "fail"
	in_files("a.yaml", pass, "b.yaml", other).outcome == "pass"
}

test_unknown if {
	judged({"actions": [hidden]}).outcome == "unknown"
	judged({"resources": [hidden]}).outcome == "unknown"
	judged({"effect": hidden}).outcome == "unknown"
	judged({"resources": [], "not_resources": [known("arn:aws:iam::1:role/admin")]}).outcome == "unknown"
	r := judged({"has_condition": true, "conditions": {"ArnLike": {"iam:PolicyARN": [known("arn:x")]}}})
	r.outcome == "unknown"
	contains(r.message, "iam:policyarn")
}

test_kinds if {
	judged({"kind": "trust"}).outcome == "not_applicable"
	judged({"effect": known("Deny")}).outcome == "not_applicable"
}

test_no_resource if judged({"resources": []}).outcome == "unknown"

test_the_callers_own_name if {
	judged({"actions": [known("iam:CreateAccessKey")], "resources": [known("arn:aws:iam::*:user/${aws:username}")]}).outcome == "pass"
	judged({"actions": [known("iam:CreateAccessKey")], "resources": [known("arn:aws:iam::*:user/${aws:PrincipalTag/name}")]}).outcome == "unknown"
}

test_ways_over_what_has_a_role if {
	judged({"actions": [known("cloudformation:UpdateStack")]}).outcome == "fail"
	judged({"actions": [known("cloudformation:CreateChangeSet")]}).outcome == "pass"
	both({"actions": [known("cloudformation:CreateChangeSet")]}, {"actions": [known("cloudformation:Execute*")]}).outcome == "fail"
	both({"actions": [known("ec2:ModifyInstanceAttribute")]}, {"actions": [known("ec2:St*Instances")]}).outcome == "fail"
	judged({"actions": [known("ec2:*LaunchTemplate*")]}).outcome == "fail"
	judged({"actions": [known("cloudformation:UpdateStack")], "resources": [known("arn:aws:cloudformation:eu-west-1:1:stack/acme-*")]}).outcome == "pass"
}

test_a_command_is_a_document if {
	machines := "arn:aws:ec2:*:*:instance/*"
	shell := "arn:aws:ssm:*:*:document/AWS-RunShellScript"
	send := {"actions": [known("ssm:SendCommand")]}
	judged(send).outcome == "fail"
	judged(object.union(send, {"resources": [known(machines), known(shell)]})).outcome == "fail"
	judged(object.union(send, {"resources": [known(machines), known("arn:aws:ssm:*:*:document/AWS-Run*")]})).outcome == "fail"
	judged(object.union(send, {"resources": [known(machines), known("arn:aws:ssm:*:*:document/AWSEC2-CreateVssSnapshot")]})).outcome == "pass"
	judged(object.union(send, {"resources": [known(machines)]})).outcome == "pass"
	judged(object.union(send, {"resources": [known(machines), known("arn:aws:ssm:*:*:document/acme")]})).outcome == "unknown"
	judged(object.union(send, {"resources": [known(machines), {"k": "pattern", "v": "arn:aws:ssm:*:*:document/*", "raw": "arn:aws:ssm:*:*:document/${D}", "why": "w", "at": {}}]})).outcome == "unknown"
	judged(object.union(send, {"resources": [known(machines), hidden]})).outcome == "unknown"
	both(object.union(send, {"resources": [known(machines)]}), object.union(send, {"resources": [known(shell)]})).outcome == "fail"
	both(object.union(send, {"resources": [known(machines)]}), object.union(send, {"resources": [hidden]})).outcome == "unknown"
	both(object.union(send, {"resources": [known(machines)]}), object.union(send, {"resources": []})).outcome == "unknown"
}

test_policies_of_one_role if {
	pass := {"actions": [known("iam:PassRole")], "owner": "P", "holders": ["a.yaml#P", "a.yaml#Role"]}
	run := {"actions": [known("lambda:CreateFunction")], "owner": "Q"}
	both(pass, object.union(run, {"holders": ["a.yaml#Q", "a.yaml#Role"]})).outcome == "fail"
	both(pass, object.union(run, {"holders": ["a.yaml#Q"]})).outcome == "pass"
	both(pass, object.union(run, {"holders": ["b.yaml#Q", "b.yaml#Role"]})).outcome == "pass"
	both(object.union(pass, {"instances": ["module.a"]}), object.union(run, {"holders": ["a.yaml#Role"], "instances": ["module.b"]})).outcome == "pass"
	both(object.union(pass, {"instances": ["module.a"]}), object.union(run, {"holders": ["a.yaml#Role"], "instances": ["module.b", "module.a"]})).outcome == "fail"
	both(object.union(pass, {"instances": ["module.a"]}), object.union(run, {"holders": ["a.yaml#Role"]})).outcome == "fail"
}

test_policies_that_aws_writes_for_a_service if {
	aws := {"owner": "Role", "managed": "arn:aws:iam::aws:policy/service-role/X", "kept": {"for": "Glue"}}
	update := object.union(aws, {"actions": [known("glue:UpdateDevEndpoint")]})
	r := judged(update)
	r.outcome == "unknown"
	startswith(r.message, "Role attaches AWS' policy X, whose statement a allows glue:UpdateDevEndpoint: its holder logs in")
	contains(r.message, "AWS writes X for Glue and only AWS can narrow it")
	judged(object.union(object.remove(update, ["kept"]), {"kept": {"instead": "Y"}})).outcome == "fail"
	judged(object.remove(update, ["kept"])).outcome == "fail"
	run := object.union(aws, {"actions": [known("iam:PassRole"), known("ssm:SendCommand")]})
	judged(run).outcome == "unknown"
	both(run, {"actions": [known("lambda:CreateFunction")]}).outcome == "fail"
	both(run, object.union(aws, {"actions": [known("lambda:CreateFunction")]})).outcome == "unknown"
	both({"actions": [known("iam:PassRole")]}, object.union(aws, {"actions": [known("lambda:CreateFunction")]})).outcome == "fail"
}

test_a_statement_that_may_not_be_there if {
	pass := {"actions": [known("iam:PassRole")], "holders": ["a.yaml#Role"]}
	run := {"actions": [known("lambda:CreateFunction")], "holders": ["a.yaml#Role"]}
	only := {"only": "if it is made: nobody says so"}
	both(pass, run).outcome == "fail"
	both(pass, object.union(run, only)).outcome == "unknown"
	both(object.union(pass, only), run).outcome == "unknown"
	both(object.union(pass, only), object.union(run, only)).outcome == "unknown"
}
