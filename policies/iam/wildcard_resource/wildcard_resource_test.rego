package candor.rules.iam.wildcard_resource_test

import data.candor.rules.iam.wildcard_resource

known(v) := {"k": "known", "v": v, "from": "literal", "at": {"line": 5}}

hidden := {"k": "unknown", "why": "parameter P has no default", "at": {"line": 6}}

base := {
	"owner": "Role", "kind": "identity", "effect": known("Allow"), "actions": [known("sqs:SendMessage")], "not_actions": [],
	"resources": [known("*")], "not_resources": [], "principals": [], "has_condition": false, "conditions": null,
}

judged(change) := called("Role/P/0", change)

called(name, change) := r if {
	rs := wildcard_resource.results with input as {
		"params": {"iam/wildcard-resource": {"services": [], "harmless": ["logs:PutLogEvents"]}},
		"facts": {"iam.statement": [{
			"kind": "iam.statement", "subject": name, "n": 0, "at": {"path": "t.yaml", "line": 2},
			"value": object.union(base, change),
		}]},
	}
	some r in rs
}

test_actions if {
	every action, want in {
		"sqs:SendMessage": "fail", "s3:*": "fail", "*": "unknown", "logs:PutLogEvents": "pass", "sqs:Get*": "pass", "s3:GetObject": "pass",
		"ecr:GetAuthorizationToken": "pass", "ecr:CreatePullThroughCacheRule": "pass", "frob:Nicate": "unknown",
	} {
		judged({"actions": [known(action)]}).outcome == want
	}
	judged({"actions": [hidden]}).outcome == "unknown"
	regex.match(` allows s3:\* \([0-9]+ actions that change something, s3:DeleteBucket, s3:PutBucketPolicy, s3:DeleteObject among them\) on every resource, all of which AWS can limit, for example s3:`, judged({"actions": [known("s3:*")]}).message)
	regex.match(` allows everything but iam:\*, organizations:\* \([0-9]+ actions that change something, `, judged({"actions": [], "not_actions": [known("iam:*"), known("organizations:*")], "bounded": true}).message)
	judged({"actions": [], "not_actions": [hidden]}).outcome == "unknown"
}

# The default is named where the verdict rests on it, and not where it is a region.
test_defaults_that_decide if {
	r := object.union(known("arn:aws:sqs:eu-west-1:*:*"), {"from": "default", "why": "default of variable region"})
	every within, want in {"place": false, "": true} {
		own := object.union(r, {x: within | x := "within"; within != ""})
		contains(judged({"resources": [own]}).message, "default of variable region") == want
	}
}

test_only_what_fails_is_named if {
	reads := array.concat([known("s3:PutObject")], [known(sprintf("s3:Get%d", [i])) | some i in numbers.range(1, 20)])
	startswith(judged({"actions": reads}).message, "Role/P/0 allows s3:PutObject on every resource, which AWS can limit, for example to arn:")
}

test_the_worst_comes_first if {
	every actions, text in {
		["sqs:TagQueue", "sqs:SendMessage"]: "allows sqs:SendMessage, sqs:TagQueue on every resource, both of which AWS can limit",
		["sqs:SendMessage", "dynamodb:*Item"]: "allows dynamodb:*Item and one action by name (5 actions that change something, sqs:SendMessage, dynamodb:DeleteItem, dynamodb:PutItem among them) on every resource, all of which AWS can limit, for example sqs:SendMessage to arn:",
		["sqs:SendMessage", "sqs:TagQueue", "dynamodb:DeleteI*"]: "allows dynamodb:DeleteI* and 2 actions by name (sqs:SendMessage, sqs:TagQueue, dynamodb:DeleteItem) on every resource",
		["sqs:SendMessage", "sqs:TagQueue", "sqs:DeleteQueue", "sqs:PurgeQueue", "sqs:CreateQueue"]: "sqs:DeleteQueue, sqs:CreateQueue and 2 more on every",
		["sns:Publish", "sqs:SendMessage", "iam:PutUserPolicy"]: "allows iam:PutUserPolicy, sns:Publish, sqs:SendMessage on every resource, all of which",
		["sns:Pub*", "sqs:Send*", "s3:Put*", "kms:Put*", "sns:Put*", "sqs:Del*"]: "allows sns:Pub*, sqs:Send*, s3:Put*, kms:Put* and 2 more (",
	} {
		contains(judged({"actions": [known(a) | some a in actions]}).message, text)
	}
}

test_resources if {
	every resource, want in {"*": "fail", "arn:aws:sqs:*:*:*": "fail", "arn:aws:sqs:*:*:acme-*": "pass"} {
		judged({"resources": [known(resource)]}).outcome == want
	}
	judged({"resources": [hidden]}).outcome == "unknown"
	judged({"resources": [], "not_resources": [known("arn:aws:sqs:eu:1:x")]}).outcome == "fail"
	contains(judged({"resources": []}).message, "names no resource")
}

test_resources_of_another_service if {
	logs := [known("arn:aws:logs:eu-west-1:111122223333:*")]
	r := judged({"resources": logs})
	r.outcome == "unknown"
	endswith(r.message, "sqs:SendMessage does not go with the resources, which are of logs")
	both := judged({"resources": logs, "actions": [known("logs:DeleteLogGroup"), known("sqs:SendMessage")]})
	both.outcome == "fail"
	contains(both.message, "allows logs:DeleteLogGroup on every resource, which AWS can limit, for example to arn:aws:logs:")
	judged({"resources": array.concat(logs, [known("*")])}).outcome == "fail"
	judged({"resources": [known("arn:aws:s*:*:*:*")]}).outcome == "fail"
	judged({"resources": logs, "actions": [known("l*:DeleteLogGroup")]}).outcome == "fail"
	judged({"resources": logs, "actions": [], "not_actions": [known("iam:*")]}).outcome == "fail"
}

condition(operator, key, value) := judged({"actions": [known("ec2:TerminateInstances")], "has_condition": true, "conditions": {operator: {key: [value]}}}).outcome

test_conditions if {
	r := judged({"has_condition": true, "conditions": {"StringEquals": {"aws:RequestTag/team": [known("a")]}}})
	r.outcome == "unknown"
	contains(r.message, "aws:requesttag/team")
	whole := judged({"has_condition": true, "conditions": hidden})
	whole.outcome == "unknown"
	contains(whole.message, "a condition on ? narrows it")
	every key in ["aws:RequestedRegion", "aws:ResourceAccount", "aws:PrincipalArn"] {
		condition("StringEquals", key, known("x")) == "fail"
	}
	condition("StringEquals", "aws:CalledViaLast", known("x")) == "unknown"
}

pattern(v, raw) := {"k": "pattern", "v": v, "raw": raw, "why": "parameter R", "at": {"line": 7}}

own := {"k": "unknown", "why": "aws_eks_cluster.this.name is known after deployment", "at": {}}

test_tags_of_the_resource if {
	r := judged({"has_condition": true, "conditions": {"StringEquals": {"aws:ResourceTag/team": [known("a")]}}})
	r.outcome == "pass"
	endswith(r.message, "its condition on aws:resourcetag/team ties it to")
	every c in [
		["StringEquals", "ec2:ResourceTag/team", own], ["StringEqualsIgnoreCase", "ec2:ResourceTag/team", known("a")],
		["ForAnyValue:StringLike", "autoscaling:ResourceTag/team", known("billing-*")], ["StringLike", "aws:ResourceTag/n", known("1")],
		["StringEquals", "aws:ResourceTag/kubernetes.io/cluster/${var.name}", known("owned")],
		["StringEquals", "aws:ResourceTag/owner", known("${aws:username}")], ["StringEquals", "aws:ResourceTag/t", known("${aws:PrincipalTag/t}")],
		["StringEquals", "aws:ResourceTag/t", pattern("acme-*", "acme-${var.env}")], ["StringEquals", "rds:db-tag/t", known("a")],
		["Null", "aws:ResourceTag/elbv2.k8s.aws/cluster", known("false")], ["Null", "aws:ResourceTag/elbv2.k8s.aws/cluster", known(false)],
		["StringLike", "aws:ResourceTag/ebs.csi.aws.com/cluster", known("*")],
	] {
		condition(c[0], c[1], c[2]) == "pass"
	}
	every c in [
		["StringNotEquals", "aws:ResourceTag/t", known("a")], ["StringEqualsIfExists", "aws:ResourceTag/t", known("a")],
		["ForAllValues:StringEquals", "aws:ResourceTag/t", known("a")], ["Null", "aws:ResourceTag/t", known("false")],
		["Null", "aws:ResourceTag/elbv2.k8s.aws/cluster", known("true")], ["StringLike", "aws:ResourceTag/t", known("*")],
		["StringLike", "aws:ResourceTag/t", known("?*")], ["StringLike", "aws:ResourceTag/t", known("*-*")],
		["StringLike", "aws:ResourceTag/t", pattern("*-*", "${var.team}-*")], ["StringLike", "aws:ResourceTag/t", own],
		["StringEquals", "aws:ResourceTag/t", hidden], ["StringEquals", "aws:ResourceTag/t", known("*")],
		["StringEquals", "aws:ResourceTag/t", known("${aws:ResourceTag/t}")], ["StringEquals", "aws:TagKeys", known("t")], ["StringEquals", "rds:req-tag/t", known("a")],
		["StringEquals", "${var.service}:ResourceTag/t", known("a")],
		["StringLike", "aws:ResourceTag/t", object.union(known("prod-*"), {"from": "default"})],
	] {
		condition(c[0], c[1], c[2]) == "unknown"
	}
	judged({"has_condition": true, "conditions": {"StringLike": {"aws:ResourceTag/t": [known("prod"), known("*")]}}}).outcome == "unknown"
	judged({"has_condition": true, "conditions": {"StringLike": {"aws:ResourceTag/t": []}}}).outcome == "unknown"
	judged({"has_condition": true, "conditions": {"StringLike": hidden}}).outcome == "unknown"
}

linked(actions, operator, value) := judged({"actions": [known(a) | some a in actions], "has_condition": true, "conditions": {operator: {"iam:AWSServiceName": [value]}}}).outcome

test_roles_of_a_service if {
	one := ["iam:CreateServiceLinkedRole"]
	linked(one, "StringEquals", known("elasticloadbalancing.amazonaws.com")) == "pass"
	linked(one, "StringLike", known("elasticloadbalancing.*")) == "pass"
	linked(one, "StringLike", known("*.amazonaws.com")) == "unknown"
	linked(one, "StringEquals", hidden) == "unknown"
	linked(["iam:CreateServiceLinkedRole", "iam:AttachRolePolicy"], "StringEquals", known("elasticloadbalancing.amazonaws.com")) == "unknown"
	linked(["iam:*"], "StringEquals", known("elasticloadbalancing.amazonaws.com")) == "unknown"
}

sender(operator, value) := judged({"actions": [known("ses:SendEmail")], "has_condition": true, "conditions": {operator: {"ses:FromAddress": [value]}}}).outcome

test_senders if {
	sender("StringEquals", pattern("noreply@*", "noreply@${var.domain}")) == "pass"
	sender("StringEquals", own) == "pass"
	sender("StringLike", known("*@example.com")) == "pass"
	sender("StringLike", known("*@*.example.com")) == "unknown"
	sender("StringLike", known("*")) == "unknown"
	sender("StringNotLike", known("a@example.com")) == "unknown"
}

test_kinds if {
	judged({"kind": "trust"}).outcome == "not_applicable"
	judged({"effect": known("Deny")}).outcome == "not_applicable"
	judged({"effect": hidden}).outcome == "unknown"
}

kept(name, more) := object.union({"owner": "Role", "managed": concat("", ["arn:aws:iam::aws:policy/", name])}, more)

test_a_policy_that_aws_writes_for_a_service if {
	r := judged(kept("service-role/AWSBatchServiceRole", {"kept": {"for": "AWS Batch"}}))
	r.outcome == "unknown"
	startswith(r.message, "Role attaches AWS' policy AWSBatchServiceRole, one of whose statements allows sqs:SendMessage on every resource. AWS writes AWSBatchServiceRole for AWS Batch and only AWS can narrow it")
	copied := judged({"kept": {"for": "the AWS Load Balancer Controller", "guide": "x/y.html", "copy": true}})
	copied.outcome == "unknown"
	contains(copied.message, "AWS publishes this statement for the AWS Load Balancer Controller (docs.aws.amazon.com/x/y.html)")
	guided := judged(kept("CloudWatchAgentServerPolicy", {"kept": {"for": "the CloudWatch agent", "guide": "x/y.html"}}))
	guided.outcome == "unknown"
	contains(guided.message, "for the CloudWatch agent (docs.aws.amazon.com/x/y.html) and")
	judged(kept("service-role/AWSBatchServiceRole", {"kept": {"for": "AWS Batch"}, "actions": [known("sqs:GetQueueUrl")]})).outcome == "pass"
}

test_other_policies_of_aws if {
	r := judged(kept("AmazonSQSFullAccess", {}))
	r.outcome == "fail"
	startswith(r.message, "Role attaches AWS' policy AmazonSQSFullAccess, one of whose statements allows sqs:SendMessage on every resource, which AWS can limit")
	old := judged(kept("service-role/AmazonEC2RoleforSSM", {"kept": {"instead": "AmazonSSMManagedInstanceCore"}}))
	old.outcome == "fail"
	endswith(old.message, "; AWS replaced AmazonEC2RoleforSSM: its documentation names AmazonSSMManagedInstanceCore")
	r.fix == "attach a policy of your own that names the resources instead of AmazonSQSFullAccess"
	old.fix == "use AmazonSSMManagedInstanceCore instead of AmazonEC2RoleforSSM"
	live := judged(kept("AmazonSQSFullAccess", {"owner": "AmazonSQSFullAccess"}))
	startswith(live.message, "AWS' policy AmazonSQSFullAccess is in use, and one of its statements allows")
	startswith(called("Role/P/Send", kept("AmazonSQSFullAccess", {})).message, "Role attaches AWS' policy AmazonSQSFullAccess, whose statement Send allows")
}

test_a_policy_that_aws_calls_read_only if {
	only := {"kept": {"read_only": true}, "actions": [known("iot:Get*")]}
	r := judged(kept("ReadOnlyAccess", only))
	r.outcome == "unknown"
	contains(r.message, "allows iot:Get* (iot:GetConnection) on every resource, which AWS can limit. AWS calls ReadOnlyAccess read-only")
	judged({"actions": only.actions}).outcome == "fail"
	judged(kept("ReadOnlyAccess", object.union(only, {"actions": [known("iot:Get*"), known("sqs:SendMessage")]}))).outcome == "fail"
	judged(kept("LightsailReadOnlyAccess", object.union(only, {"actions": [known("lightsail:GetInstanceAccessDetails")]}))).outcome == "fail"
}

test_example if {
	one := judged({})
	contains(one.message, "allows sqs:SendMessage on every resource, which AWS can limit, for example to arn:aws:sqs:*:*:{QueueName}")
	two := judged({"actions": [known("ec2:CreateTags"), known("ec2:TerminateInstances")]})
	contains(two.message, "for example ec2:TerminateInstances to arn:aws:ec2:*:*:instance/{InstanceId}")
	every action in ["ec2:CreateTags", "ec2:RunInstances"] {
		endswith(judged({"actions": [known(action)]}).message, "on every resource, which AWS can limit")
	}
}

# One fault is one finding: all but a few actions are for iam/admin-wildcard.
test_all_but_a_few if {
	few := {"actions": [], "not_actions": [known("iam:*")]}
	r := judged(few)
	r.outcome == "unknown"
	contains(r.message, "grants everything but a few actions, see iam/admin-wildcard")
	judged(object.union(few, {"resources": [], "not_resources": [known("arn:aws:s3:::b")]})).outcome == "unknown"
	judged(object.union(few, {"resources": [known("arn:aws:logs:*:*:*")]})).outcome == "fail"
	spared := {"actions": [], "not_actions": [known("iam:*"), known("organizations:*")]}
	r2 := judged(spared)
	r2.outcome == "unknown"
	endswith(r2.message, "grants everything but iam:*, organizations:*, which leads to more rights: see iam/privilege-escalation")
	every change in [
		{"bounded": true}, {"resources": [known("arn:aws:logs:*:*:*")]}, {"not_actions": array.concat(spared.not_actions, [known("lambda:*"), known("cloudformation:*"), known("ssm:*")])},
		{"has_condition": true, "conditions": {"StringEquals": {"aws:RequestedRegion": [known("eu-west-1")]}}},
	] {
		judged(object.union(spared, change)).outcome == "fail"
	}
	judged(object.union(spared, {"only": "if it is made"})).outcome == "unknown"
	judged(object.union(spared, kept("X", {"kept": {"for": "X"}}))).outcome == "unknown"
	judged({"actions": [], "not_actions": [known("*")]}).outcome == "pass"
	judged({"actions": [], "not_actions": [known("iam:*"), hidden]}).outcome == "unknown"
	judged({"actions": [], "not_actions": [known("iam:*")], "effect": hidden}).outcome == "unknown"
	judged({"actions": [], "not_actions": [known("iam:???????*"), known("organizations:*")]}).outcome == "unknown"
}

test_ended if {
	r := judged({"actions": [known("opsworks:CreateDeployment"), known("opsworks:DescribeStacks")]})
	r.outcome == "not_applicable"
	endswith(r.message, "AWS shut down OpsWorks Stacks on 2024-05-26")
	judged({"actions": [known("opsworks:CreateDeployment"), known("sqs:SendMessage")]}).outcome == "fail"
	judged({"actions": [known("opsworks:CreateDeployment"), hidden]}).outcome == "unknown"
	judged({"actions": [known("opsworks:CreateDeployment"), known("frob:Nicate")]}).outcome == "unknown"
	judged({"actions": [known("opsworks:DescribeStacks")]}).outcome == "pass"
}

# --- copies

trust(role, type, name) := {"subject": sprintf("%s/AssumeRolePolicy/0", [role]), "value": {
	"owner": role, "kind": "trust", "actions": [known("sts:AssumeRole")], "resources": [], "holders": [role],
	"principals": [object.union(known(name), {"type": type})],
}}

policy(actions, holders) := {"subject": "P/0", "value": {"actions": [known(a) | some a in actions], "holders": holders}}

together(list) := r if {
	rs := wildcard_resource.results with input as {
		"params": {"iam/wildcard-resource": {"services": [], "harmless": ["logs:PutLogEvents", "logs:CreateLogGroup", "logs:CreateLogStream", "iam:PassRole"]}},
		"facts": {"iam.statement": [object.union({"kind": "iam.statement", "n": i, "at": {"path": "t.yaml", "line": 2}}, {"subject": s.subject, "value": object.union(base, s.value)}) | some i, s in list]},
	}
	some r in rs
	r.subject == "P/0"
}

with_role(service, actions) := together([policy(actions, ["P", "R"]), trust("R", "Service", service)]).outcome

snapshots := ["ec2:CreateSnapshot", "ec2:DeleteSnapshot", "ec2:DescribeVolumes"]

agent := [
	"cloudwatch:PutMetricData", "logs:PutLogEvents", "logs:PutRetentionPolicy", "logs:CreateLogStream", "logs:CreateLogGroup",
	"xray:PutTraceSegments", "xray:PutTelemetryRecords", "ec2:DescribeTags",
]

life := array.concat(snapshots, ["ec2:CreateSnapshots", "ec2:CopySnapshot", "ec2:ModifySnapshotAttribute", "ec2:EnableFastSnapshotRestores", "ec2:DisableFastSnapshotRestores"])

dashboards := ["cloudwatch:PutDashboard", "cloudwatch:DeleteDashboards", "cloudwatch:PutMetricAlarm", "cloudwatch:DeleteAlarms", "cloudwatch:PutCompositeAlarm"]

test_copies if {
	r := together([policy(snapshots, ["P", "R"]), trust("R", "Service", "dlm.amazonaws.com")])
	r.outcome == "unknown"
	contains(r.message, "P/0 allows ec2:CreateSnapshot, ec2:DeleteSnapshot on every resource. This is a copy of what AWS publishes for Data Lifecycle Manager in its policy AWSDataLifecycleManagerServiceRole (docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSDataLifecycleManagerServiceRole.html), on every resource there as well")
	with_role("dlm.amazonaws.com", life) == "unknown"
	with_role("ec2.amazonaws.com", agent) == "unknown"
	together([policy(agent, ["P"])]).outcome == "unknown"
	together([policy(life, ["P"])]).outcome == "unknown"
	contains(together([policy(dashboards, ["P"])]).message, "publishes for ParallelCluster (docs.aws.amazon.com/parallelcluster/")
	with_role("glue.amazonaws.com", ["glue:RefreshOAuth2Tokens", "glue:ListEntities"]) == "unknown"
	together([policy(snapshots, ["R"]), trust("R", "Service", "dlm.amazonaws.com")]).outcome == "unknown"
}

# What must not pass as a copy.
test_no_copies if {
	every service in ["lambda.amazonaws.com", "ec2.amazonaws.com", "ecs-tasks.amazonaws.com", "codebuild.amazonaws.com", "glue.amazonaws.com", "states.amazonaws.com", "ssm.amazonaws.com"] {
		every actions in [
			snapshots, life, ["s3:PutObject"], ["kms:Decrypt"], ["secretsmanager:PutSecretValue", "secretsmanager:GetSecretValue"], ["dynamodb:PutItem", "dynamodb:Scan"], ["sqs:SendMessage"],
			["ec2:TerminateInstances"], ["ecs:CreateTaskSet"], ["lambda:InvokeFunction"], ["sns:Publish"], ["iam:PutRolePolicy"], ["sts:AssumeRole"], ["logs:PutRetentionPolicy", "logs:PutLogEvents"],
			["s3:*"], ["ec2:*"], ["glue:*"], ["ssm:SendCommand"], ["ec2:Create*"], array.concat(agent, ["s3:PutObject"]), array.concat(agent, ["s3:GetObject"]), array.concat(agent, ["ssm:GetParameter*"]),
			array.concat(agent, ["kms:Decrypt"]), array.concat(agent, ["logs:*"]), array.concat(agent, ["iam:PassRole"]), array.slice(dashboards, 0, 4),
		] {
			with_role(service, actions) == "fail"
		}
	}
	every actions in [array.concat(snapshots, ["iam:PassRole"]), array.concat(snapshots, ["s3:GetObject"]), array.concat(snapshots, ["ec2:RunInstances"]), ["ec2:*"], ["ec2:Delete*"], ["s3:PutObject"], ["kms:Decrypt"]] {
		with_role("dlm.amazonaws.com", actions) == "fail"
	}
	with_role("codedeploy.amazonaws.com", snapshots) == "fail"
	with_role("elasticbeanstalk.amazonaws.com", ["elasticbeanstalk:*"]) == "fail"
	together([policy(snapshots, ["P"])]).outcome == "fail"
}

# A role that another takes on as well, or a user beside it.
test_others_have_it_as_well if {
	dlm := trust("R", "Service", "dlm.amazonaws.com")
	every other in [trust("R", "Service", "lambda.amazonaws.com"), trust("R", "AWS", "111122223333"), trust("R", "AWS", "*"), trust("R", "Federated", "x"), trust("S", "Service", "ec2.amazonaws.com")] {
		together([policy(snapshots, ["P", "R", "S"]), dlm, other]).outcome == "fail"
	}
	together([policy(snapshots, ["P", "R", "user"]), dlm]).outcome == "fail"
	together([policy(snapshots, ["P", "R"]), {"subject": dlm.subject, "value": object.union(dlm.value, {"principals": [object.union(hidden, {"type": "Service"})]})}]).outcome == "fail"
	together([policy(snapshots, ["P", "R"]), {"subject": dlm.subject, "value": object.union(dlm.value, {"principals": []})}]).outcome == "fail"
	together([policy(snapshots, ["P", "R"]), {"subject": dlm.subject, "value": object.union(dlm.value, {"effect": known("Deny")})}]).outcome == "fail"
}

# What only may be so is no copy for certain.
test_a_copy_is_certain if {
	choice := object.union(known("ec2:DeleteSnapshot"), {"others": ["ec2:*"]})
	p := policy(snapshots, ["P", "R"])
	dlm := trust("R", "Service", "dlm.amazonaws.com")
	together([object.union(p, {"value": {"actions": array.concat(p.value.actions, [choice])}}), dlm]).outcome == "fail"
	together([object.union(p, {"value": {"actions": array.concat(p.value.actions, [hidden])}}), dlm]).outcome == "fail"
	together([object.union(p, {"value": {"managed": "arn:aws:iam::aws:policy/X"}}), dlm]).outcome == "fail"
}

# What goes beyond the network interfaces of a function is named, and nothing else.
test_network_interfaces_and_more if {
	own := ["ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DeleteNetworkInterface"]
	r := judged({"actions": [known(a) | some a in array.concat(own, ["ec2:DetachNetworkInterface"])]})
	r.outcome == "fail"
	contains(r.message, "allows ec2:DetachNetworkInterface on every resource, which AWS can limit")
	contains(r.message, "; the network interfaces that it makes and deletes beside are as AWS publishes it for functions in a VPC")
	alone := judged({"actions": [known(a) | some a in own]})
	contains(alone.message, "allows ec2:CreateNetworkInterface, ec2:DeleteNetworkInterface on")
	every more in ["ec2:Detach*", "ec2:*"] {
		not contains(judged({"actions": [known(a) | some a in array.concat(own, [more])]}).message, "functions in a VPC")
	}
	not contains(judged({"actions": [known("ec2:CreateNetworkInterface"), known("ec2:DetachNetworkInterface")]}).message, "functions in a VPC")
}

test_text_messages if {
	r := judged({"actions": [known("sns:Publish")]})
	r.outcome == "fail"
	endswith(r.message, "; a number that gets a text message has no ARN")
	startswith(r.fix, "name the topics; who only sends text messages keeps *")
	not judged({"actions": [known("sns:Publish"), known("sns:DeleteTopic")]}).fix
	with_role("cognito-idp.amazonaws.com", ["sns:publish"]) == "unknown"
	with_role("cognito-idp.amazonaws.com", ["sns:Publish", "sns:DeleteTopic"]) == "fail"
	with_role("cognito-idp.amazonaws.com", ["sns:*"]) == "fail"
	together([policy(["sns:Publish"], ["P"])]).outcome == "fail"
}

test_statements_of_guides if {
	interfaces := ["ec2:CreateNetworkInterface", "ec2:ModifyNetworkInterfaceAttribute", "ec2:DeleteNetworkInterface", "ec2:DescribeVpcs"]
	with_role("quicksight.amazonaws.com", interfaces) == "unknown"
	with_role("lambda.amazonaws.com", interfaces) == "fail"
	ingest := ["aps:RemoteWrite", "aps:GetSeries", "aps:GetLabels", "aps:GetMetricMetadata"]
	with_role("ec2.amazonaws.com", ingest) == "unknown"
	with_role("ec2.amazonaws.com", array.slice(ingest, 0, 3)) == "fail"
	with_role("ec2.amazonaws.com", array.concat(ingest, ["aps:DeleteWorkspace"])) == "fail"
}

test_what_reads_secrets_says_so if {
	r := judged({"actions": [known("secretsmanager:Get*"), known("ssm:GetParameter")]})
	r.outcome == "pass"
	contains(r.message, "only reads (secrets among them, by secretsmanager:GetSecretValue, ssm:GetParameter: who reads what, this rule does not judge)")
	contains(judged({"actions": [known("sqs:GetQueueUrl")]}).message, "P/0 only reads, or grants")
}

test_one_attachment_is_one_finding if {
	r := judged(kept("AmazonSQSFullAccess", {"actions": [known("sqs:SendMessage"), known("sqs:DeleteQueue")]}))
	r.once == "t.yaml Role arn:aws:iam::aws:policy/AmazonSQSFullAccess []"
	r.weight == 2
	not judged({}).once
	not judged(kept("AmazonSQSFullAccess", {"only": "if it is made"})).once
}

test_what_the_next_policy_has_as_well if {
	old := {"kept": {"instead": "AmazonSSMManagedInstanceCore"}}
	agents := ["ssm:PutInventory", "ssm:PutComplianceItems", "ssm:PutConfigurePackageResult", "ssm:UpdateAssociationStatus", "ssm:UpdateInstanceAssociationStatus", "ssm:UpdateInstanceInformation"]
	r := judged(kept("AmazonEC2RoleforSSM", object.union(old, {"actions": [known(a) | some a in agents]})))
	r.outcome == "unknown"
	endswith(r.message, "AmazonSSMManagedInstanceCore replaces this policy and has the statement as well, so who follows AWS keeps it")
	judged(kept("AmazonEC2RoleforSSM", object.union(old, {"actions": [known(a) | some a in array.concat(agents, ["s3:PutObject"])]}))).outcome == "fail"
}

test_a_statement_of_cdk if {
	made := {"owner": "LogRetentionServiceRoleDefaultPolicy", "actions": [known("logs:PutRetentionPolicy"), known("logs:DeleteRetentionPolicy")]}
	startswith(judged(made).fix, "give the function a logGroup of its own")
	not judged(object.union(made, {"owner": "Role"})).fix
	not judged(object.union(made, {"actions": [known("logs:DeleteLogGroup")]})).fix
}

test_a_condition_that_leaves_all_is_named if {
	r := judged({"has_condition": true, "conditions": {"StringEquals": {"aws:RequestedRegion": [known("eu-west-1")]}}})
	r.outcome == "fail"
	endswith(r.message, ", under a condition on aws:requestedregion, which leaves every resource")
}

test_nothing_attaches_it if {
	r := judged({"loose": "nothing here attaches the policy"})
	r.outcome == "fail"
	endswith(r.message, "; nothing here attaches the policy")
}
