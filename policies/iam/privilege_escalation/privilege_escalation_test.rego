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
	judged({"resources": [known("arn:aws:iam::1:role/acme-ci")]}).outcome == "pass"
	judged({"actions": [known("iam:Get*")]}).outcome == "pass"
	contains(judged({"actions": [known("iam:*")]}).message, "more ways")
	judged({"actions": [known("*")]}).outcome == "unknown"
	judged({"actions": [known("*")], "resources": [known("arn:aws:iam::1:role/*")]}).outcome == "fail"
	judged({"actions": [known("*")], "resources": [known("arn:aws:iam::1:role/acme-*")]}).outcome == "unknown"
	judged({"actions": [], "not_actions": [known("s3:*")]}).outcome == "fail"
}

test_together if {
	pass := {"actions": [known("iam:PassRole")]}
	both(pass, {"actions": [known("lambda:CreateFunction"), known("lambda:InvokeFunction")]}).outcome == "fail"
	both(pass, {"actions": [known("lambda:CreateFunction")]}).outcome == "unknown"
	both(pass, {"actions": [known("ec2:RunInstances")]}).outcome == "fail"
	both(pass, {"actions": [known("lambda:GetFunction")]}).outcome == "pass"
	both(pass, {"actions": [known("lambda:CreateFunction")], "owner": "Other"}).outcome == "pass"
	both(pass, {"actions": [known("lambda:CreateFunction")], "kind": "boundary"}).outcome == "pass"
	both(pass, {"actions": [hidden]}).outcome == "unknown"
	contains(both(pass, {"actions": [{"k": "pattern", "v": "ec2:*", "raw": "ec2:${A}", "why": "w", "at": {}}]}).message, "another statement")
}

test_of_one_name if {
	pass := {"actions": [known("iam:PassRole")], "holders": ["a.yaml Role"]}
	create := {"actions": [known("ec2:RunInstances")], "holders": ["a.yaml Role"]}
	other := {"actions": [known("ec2:RunInstances")], "holders": ["b.yaml Role"]}
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
	contains(judged(send).message, "on every machine with the document AWS-RunShellScript: its holder can run commands on any machine")
	own := judged(object.union(send, {"resources": [known(machines), known("arn:aws:ssm:eu-west-1:111122223333:document/*")]}))
	own.outcome == "unknown"
	contains(own.message, "what the documents that it may run do is not read here")
	judged(object.union(send, {"resources": [known(machines), known("arn:aws:ssm:eu-west-1::document/*")]})).outcome == "fail"
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
	run := {"actions": [known("ec2:RunInstances")], "owner": "Q"}
	both(pass, object.union(run, {"holders": ["a.yaml#Q", "a.yaml#Role"]})).outcome == "fail"
	both(pass, object.union(run, {"holders": ["a.yaml#Q"]})).outcome == "pass"
	both(pass, object.union(run, {"holders": ["b.yaml#Q", "b.yaml#Role"]})).outcome == "pass"
	both(object.union(pass, {"instances": ["module.a"]}), object.union(run, {"holders": ["a.yaml#Role"], "instances": ["module.b"]})).outcome == "pass"
	both(object.union(pass, {"instances": ["module.a"]}), object.union(run, {"holders": ["a.yaml#Role"], "instances": ["module.b", "module.a"]})).outcome == "fail"
	both(object.union(pass, {"instances": ["module.a"]}), object.union(run, {"holders": ["a.yaml#Role"]})).outcome == "fail"
}

test_what_runs_it if {
	maker := "arn:aws:lambda:*:*:function:acme-*"
	pass := {"actions": [known("iam:PassRole"), known("lambda:CreateFunction")]}
	alone := judged(pass)
	alone.outcome == "unknown"
	contains(alone.message, "runs the new function")
	every action in ["lambda:InvokeFunction", "lambda:AddPermission", "lambda:CreateEventSourceMapping", "lambda:*"] {
		both(pass, {"actions": [known(action)]}).outcome == "fail"
	}
	both(pass, {"actions": [known("lambda:InvokeFunctionUrl")]}).outcome == "unknown"
	url := both(pass, {"actions": [known("lambda:InvokeFunctionUrl"), known("lambda:CreateFunctionUrlConfig")]})
	url.outcome == "fail"
	contains(url.message, "allows iam:PassRole on every role with lambda:CreateFunction, lambda:CreateFunctionUrlConfig and lambda:InvokeFunctionUrl: its holder can run code of its own with any role")
	run := {"actions": [known("lambda:InvokeFunction")]}
	both(pass, object.union(run, {"resources": [known(maker)]})).outcome == "fail"
	both(pass, object.union(run, {"resources": [known("arn:aws:lambda:eu-west-1:1:function:old")]})).outcome == "unknown"
	both(pass, object.union(run, {"resources": [known("arn:aws:sqs:*:*:*")]})).outcome == "unknown"
	both(pass, object.union(run, {"resources": [], "not_resources": [known(maker)]})).outcome == "fail"
	here := {"actions": [known("iam:PassRole"), known("ecs:RegisterTaskDefinition")]}
	both(here, {"actions": [known("ecs:UpdateService")], "resources": [known("arn:aws:ecs:eu-west-1:1:service/a/b")]}).outcome == "fail"
	judged(here).outcome == "unknown"
}

test_a_pattern_names_nobody if {
	r := judged({"resources": [known("arn:aws:iam::1:role/acme-*")]})
	r.outcome == "unknown"
	contains(r.message, "it takes in any role called acme-*, which may be stronger")
	every action, want in {
		"iam:PutRolePolicy": "unknown", "iam:UpdateAssumeRolePolicy": "unknown", "iam:CreateAccessKey": "pass", "iam:PutGroupPolicy": "pass",
		"iam:CreatePolicyVersion": "pass", "iam:PassRole": "pass", "lambda:UpdateFunctionCode": "pass",
	} {
		judged({"actions": [known(action)], "resources": [known("arn:aws:iam::1:role/acme-*")]}).outcome == want
	}
	every resource, want in {
		"arn:aws:iam::*:role/acme-ci": "pass", "arn:aws:iam::1:role/acme-c?": "unknown", "arn:aws:iam::1:role/${aws:PrincipalTag/x}-y": "pass",
		"arn:aws:iam::*:role/aws-service-role/*": "pass", "arn:aws:iam::1:r*e-x": "unknown",
	} {
		judged({"resources": [known(resource)]}).outcome == want
	}
	judged({"actions": [known("iam:CreatePolicyVersion")], "resources": [known("arn:aws:iam::aws:policy/A*")]}).outcome == "pass"
	judged({"actions": [known("iam:CreatePolicyVersion")], "resources": [known("arn:aws:iam::1:policy/A*")]}).outcome == "unknown"
	named := {"k": "pattern", "v": "arn:aws:iam::*:role/*-ci", "raw": "arn:aws:iam::${A}:role/${P}-ci", "why": "parameter P has no default", "at": {"line": 6}}
	judged({"resources": [named]}).outcome == "pass"
	judged({"resources": [object.union(named, {"raw": "arn:aws:iam::${A}:role/${P}-*"})]}).outcome == "unknown"
	pass := {"actions": [known("iam:PassRole")], "resources": [known("arn:aws:iam::1:role/acme-*")]}
	both(pass, {"actions": [known("ec2:RunInstances")]}).outcome == "unknown"
	judged(pass).outcome == "pass"
}

test_on_its_own_holder if {
	taken := {
		"resources": [object.union(known("arn:aws:iam::1:role/acme-*"), {"at": {"line": 7}})],
		"takes_in": [{"kind": "role", "own": "arn:aws:iam::${AWS::AccountId}:role/acme-ci", "by": "arn:aws:iam::1:role/acme-*", "bounded": false, "at": {"line": 7}}],
	}
	r := judged(taken)
	r.outcome == "fail"
	r.at.line == 7
	r.message == "a allows iam:PutRolePolicy on role/acme-*, which takes in its own role acme-ci: its holder can write itself a policy with any right"
	two := judged(object.union(taken, {"actions": [known("iam:PutRolePolicy"), known("iam:AttachRolePolicy")]}))
	contains(two.message, "(and one more way: iam:AttachRolePolicy)")
	judged(object.union(taken, {"actions": [known("iam:UpdateAssumeRolePolicy")]})).outcome == "unknown"
	exact := object.union(taken, {"resources": [known("arn:aws:iam::1:role/acme-ci")]})
	judged(exact).outcome == "fail"
	judged(object.union(exact, {"effect": hidden})).outcome == "unknown"
	judged(object.union(taken, {"has_condition": true, "conditions": {"StringEquals": {"iam:PermissionsBoundary": [known("arn:x")]}}})).outcome == "unknown"
	bounded := judged(object.union(exact, {"takes_in": [object.union(taken.takes_in[0], {"bounded": true})]}))
	bounded.outcome == "unknown"
	contains(bounded.message, "its own role has a permissions boundary")
	deny := {"effect": known("Deny"), "actions": [known("iam:*")], "resources": [known("arn:aws:iam::1:role/acme-c*")]}
	denied := both(exact, deny)
	denied.outcome == "unknown"
	contains(denied.message, "a Deny beside it may keep it from its own role")
	both(exact, object.union(deny, {"resources": [hidden]})).outcome == "unknown"
	both(exact, object.union(deny, {"resources": [], "not_resources": [known("arn:x")]})).outcome == "unknown"
	both(exact, object.union(deny, {"resources": [known("arn:aws:iam::1:role/other")]})).outcome == "fail"
	both(exact, object.union(deny, {"actions": [known("s3:*")]})).outcome == "fail"
}

test_policies_that_aws_writes_for_a_service if {
	aws := {"owner": "Role", "managed": "arn:aws:iam::aws:policy/service-role/X", "kept": {"for": "Glue"}}
	update := object.union(aws, {"actions": [known("glue:UpdateDevEndpoint")]})
	r := judged(update)
	r.outcome == "unknown"
	startswith(r.message, "Role attaches AWS' policy X, whose statement a allows glue:UpdateDevEndpoint on every endpoint: its holder can log in")
	contains(r.message, "AWS writes X for Glue and only AWS can narrow it")
	judged(object.union(object.remove(update, ["kept"]), {"kept": {"instead": "Y"}})).outcome == "fail"
	judged(object.remove(update, ["kept"])).outcome == "fail"
	run := object.union(aws, {"actions": [known("iam:PassRole"), known("ssm:SendCommand")]})
	judged(run).outcome == "unknown"
	both(run, {"actions": [known("ec2:RunInstances")]}).outcome == "fail"
	both(run, object.union(aws, {"actions": [known("ec2:RunInstances")]})).outcome == "unknown"
	both({"actions": [known("iam:PassRole")]}, object.union(aws, {"actions": [known("ec2:RunInstances")]})).outcome == "fail"
}

test_a_statement_that_may_not_be_there if {
	pass := {"actions": [known("iam:PassRole")], "holders": ["a.yaml#Role"]}
	run := {"actions": [known("ec2:RunInstances")], "holders": ["a.yaml#Role"]}
	only := {"only": "if it is made: nobody says so"}
	both(pass, run).outcome == "fail"
	both(pass, object.union(run, only)).outcome == "unknown"
	both(object.union(pass, only), run).outcome == "unknown"
	both(object.union(pass, only), object.union(run, only)).outcome == "unknown"
}

test_more_ways_are_named_where_they_are_few if {
	few := judged({"actions": [known("iam:PassRole"), known("ec2:RunInstances"), known("cloudformation:CreateStack"), known("lambda:UpdateFunctionCode")]})
	endswith(few.message, "(and 2 more ways: iam:PassRole with cloudformation:CreateStack; lambda:UpdateFunctionCode)")
	regex.match(`\(and \d+ more ways\)$`, judged({"actions": [known("iam:*")]}).message)
}

test_fix if {
	judged({}).fix == "name the roles in Resource, or take iam:PutRolePolicy away"
	startswith(judged({"actions": [known("ssm:SendCommand")]}).fix, "name the instances, or documents that run nothing")
	kept := {"owner": "Role", "managed": "arn:aws:iam::aws:policy/X", "actions": [known("lambda:UpdateFunctionCode")]}
	judged(kept).fix == "attach a policy of your own that names the functions, or goes without lambda:UpdateFunctionCode, instead of X"
	judged(object.union(kept, {"kept": {"instead": "Y"}})).fix == "use Y instead of X"
}

# Who may do everything already gains nothing.
test_who_may_do_everything_already if {
	pass := {"actions": [known("iam:PassRole"), known("cloudformation:CreateStack")], "holders": ["a.yaml#Role"]}
	all := {"actions": [known("*")], "holders": ["a.yaml#Role"]}
	r := both(pass, all)
	r.outcome == "unknown"
	r.message == "Whoever holds a may do everything already by b, see iam/admin-wildcard"
	every change in [
		{"holders": ["a.yaml#Other"]}, {"only": "if it is made"}, {"maybe": true}, {"effect": hidden}, {"kind": "boundary"}, {"resources": [known("arn:aws:s3:::b")]},
		{"has_condition": true, "conditions": {"Bool": {"aws:MultiFactorAuthPresent": [known("true")]}}}, {"instances": ["module.a"]}, {"resources": [], "not_resources": [known("arn:aws:s3:::b")]},
	] {
		both(pass, object.union(all, change)).outcome == "fail"
	}
	shared := object.union(pass, {"holders": ["a.yaml#P", "a.yaml#Role", "a.yaml#Weak"]})
	both(shared, all).outcome == "fail"
	both(shared, object.union(all, {"holders": ["a.yaml#Q", "a.yaml#Role", "a.yaml#Weak"]})).outcome == "unknown"
}

test_the_way_of_its_own_comes_first if {
	pass := {"actions": [known("iam:PassRole"), known("cloudformation:CreateStack")]}
	r := both(pass, {"actions": [known("ec2:RunInstances")]})
	startswith(r.message, "a allows iam:PassRole on every role with cloudformation:CreateStack: its holder can deploy a stack with any role (and one more way: iam:PassRole with ec2:RunInstances)")
}

test_a_boundary_of_the_holder if {
	r := judged({"bounded": true})
	r.outcome == "unknown"
	endswith(r.message, "can't be told: whoever holds it has a permissions boundary, which may not leave it")
	held := {"bounded": true, "boundary": "t.yaml#B"}
	most := {"kind": "boundary", "holders": ["t.yaml#B"], "actions": [known("iam:*")]}
	both(held, most).outcome == "fail"
	every change in [
		{"holders": ["t.yaml#C"]}, {"actions": [known("iam:Get*")]}, {"resources": [known("arn:aws:iam::1:role/acme-*")]}, {"effect": known("Deny")}, {"effect": hidden},
		{"has_condition": true, "conditions": {"StringEquals": {"iam:PolicyARN": [known("x")]}}}, {"kind": "identity", "owner": "B"},
	] {
		both(held, object.union(most, change)).outcome == "unknown"
	}
	both(held, object.union(most, {"effect": known("Deny"), "actions": [known("s3:*")]})).outcome == "unknown"
}

three(first, second, third) := r if {
	rs := privilege_escalation.results with input as {"facts": {"iam.statement": [{"kind": "iam.statement", "subject": ["a", "b", "c"][i], "n": i, "at": {"path": "t.yaml", "line": i}, "value": object.union(base, v)} |
		some i, v in [first, second, third]
	]}}
	some r in rs
	r.subject == "a"
}

test_a_boundary_that_denies if {
	held := {"bounded": true, "boundary": "t.yaml#B"}
	most := {"kind": "boundary", "holders": ["t.yaml#B"], "actions": [known("iam:*")]}
	three(held, most, object.union(most, {"effect": known("Deny"), "actions": [known("iam:Put*")]})).outcome == "unknown"
	three(held, most, object.union(most, {"effect": known("Deny"), "actions": [known("s3:*")]})).outcome == "fail"
}

test_all_but_a_few if {
	r := judged({"actions": [], "not_actions": [known("iam:*")]})
	contains(r.message, "(by everything but iam:*) on every")
	r.fix == "name in Action what is needed, instead of all but a few in NotAction"
	contains(judged({"actions": [known("lambda:*")]}).message, "allows lambda:UpdateFunctionCode (by lambda:*) on every function")
	kept := judged({"managed": "arn:aws:iam::aws:policy/X"})
	startswith(kept.once, "t.yaml Role arn:aws:iam::aws:policy/X")
	judged({}).once == "0"
}

test_its_own_fix if {
	taken := {
		"resources": [object.union(known("arn:aws:iam::1:role/acme-ci"), {"at": {"line": 7}})],
		"takes_in": [{"kind": "role", "own": "arn:aws:iam::1:role/acme-ci", "by": "arn:aws:iam::1:role/acme-ci", "bounded": false, "at": {"line": 7}}],
	}
	judged(taken).fix == "leave its own role out of Resource, or take iam:PutRolePolicy away"
}
