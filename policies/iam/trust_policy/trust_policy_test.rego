package candor.rules.iam.trust_policy_test

import data.candor.rules.iam.trust_policy

known(v) := {"k": "known", "v": v, "from": "literal", "at": {"line": 5}}

pattern(v, raw) := {"k": "pattern", "v": v, "raw": raw, "why": "parameter R", "at": {"line": 7}}

hidden := {"k": "unknown", "why": "parameter P has no default", "at": {"line": 6}}

who(type, v) := object.union(known(v), {"type": type})

base := {
	"owner": "R", "kind": "trust", "effect": known("Allow"), "actions": [known("sts:AssumeRole")], "not_actions": [],
	"resources": [], "not_resources": [], "principals": [], "has_condition": false, "conditions": null,
}

judged(change) := judged_for(change, [])

judged_for(change, accounts) := r if {
	rs := trust_policy.results with input as {
		"params": {"iam/trust-policy": {"accounts": accounts}},
		"facts": {"iam.statement": [{
			"kind": "iam.statement", "subject": "R/0", "n": 0, "at": {"path": "t.yaml", "line": 2},
			"value": object.union(base, change),
		}]},
	}
	some r in rs
}

test_principals if {
	judged({"principals": [who("*", "*")]}).outcome == "fail"
	judged({"principals": [who("AWS", "*")]}).outcome == "fail"
	judged({"principals": [who("Service", "ec2.amazonaws.com")]}).outcome == "pass"
	judged({"principals": [who("AWS", "arn:aws:iam::111122223333:root"), who("AWS", "111122223333")]}).outcome == "pass"
	judged({"principals": [object.union(pattern("arn:aws:iam::*:root", "arn:aws:iam::${AWS::AccountId}:root"), {"type": "AWS"})]}).outcome == "pass"
	judged({"principals": [object.union(hidden, {"type": "AWS"})]}).outcome == "unknown"
	judged({"principals": []}).outcome == "unknown"
	bound := {"has_condition": true, "conditions": {"StringEquals": {"aws:PrincipalOrgID": [known("o-1")]}}}
	judged(object.union({"principals": [who("AWS", "*")]}, bound)).outcome == "pass"
	odd := {"has_condition": true, "conditions": {"StringEquals": {"aws:PrincipalTag/x": [known("o-1")]}}}
	judged(object.union({"principals": [who("AWS", "*")]}, odd)).outcome == "unknown"
}

test_accounts if {
	judged_for({"principals": [who("AWS", "arn:aws:iam::111122223333:root")]}, ["111122223333"]).outcome == "pass"
	r := judged_for({"principals": [who("AWS", "arn:aws:iam::444455556666:role/x")]}, ["111122223333"])
	r.outcome == "fail"
	contains(r.message, "444455556666")
	own := object.union(pattern("arn:aws:iam::*:root", "arn:aws:iam::${AWS::AccountId}:root"), {"type": "AWS"})
	judged_for({"principals": [own]}, ["111122223333"]).outcome == "pass"
	partner := object.union(pattern("arn:aws:iam::*:root", "arn:aws:iam::${Partner}:root"), {"type": "AWS"})
	judged_for({"principals": [partner]}, ["111122223333"]).outcome == "unknown"
	judged({"principals": [object.union(pattern("*", "${Partner}"), {"type": "AWS"})]}).outcome == "unknown"
	shared := {"has_condition": true, "conditions": {"StringEquals": {"sts:ExternalId": [known("abc")]}}}
	judged(object.union({"principals": [who("AWS", "*")]}, shared)).outcome == "unknown"
}

host := who("Federated", "arn:aws:iam::111122223333:oidc-provider/token.actions.example.com")

tokens(conditions) := judged({"principals": [host], "has_condition": true, "conditions": conditions}).outcome

test_oidc if {
	judged({"principals": [host]}).outcome == "fail"
	tokens({"StringEquals": {"token.actions.example.com:aud": [known("sts.amazonaws.com")]}}) == "fail"
	tokens({"StringLike": {"token.actions.example.com:sub": [known("repo:acme/*")]}}) == "pass"
	tokens({"StringLike": {"token.actions.example.com:sub": [known("repo:*")]}}) == "fail"
	tokens({"StringLike": {"token.actions.example.com:sub": [known("*")]}}) == "fail"
	tokens({"StringLike": {"token.actions.example.com:sub": [pattern("repo:acme/*:*", "repo:acme/${R}:*")]}}) == "pass"
	tokens({"StringLike": {"token.actions.example.com:sub": [pattern("repo:*:*", "repo:${R}:*")]}}) == "unknown"
	tokens({"StringEquals": {"token.actions.example.com:sub": [pattern("repo:*:main", "repo:${R}:main")]}}) == "pass"
	tokens({"StringLike": {"token.actions.example.com:sub": [hidden]}}) == "unknown"
	tokens({"StringNotLike": {"token.actions.example.com:sub": [known("repo:acme/x")]}}) == "unknown"
	tokens(null) == "unknown"
	judged({"principals": [object.union(hidden, {"type": "Federated"})]}).outcome == "unknown"
	sub := {"has_condition": true, "conditions": {"StringEquals": {"x:sub": [known("repo:acme/api:main")]}}}
	judged(object.union({"principals": [object.union(hidden, {"type": "Federated"})]}, sub)).outcome == "pass"
}

test_apps if {
	app := {"StringEquals": {"cognito-identity.amazonaws.com:aud": [known("eu:1")]}}
	alone := judged({"principals": [who("Federated", "cognito-identity.amazonaws.com")], "has_condition": true, "conditions": app})
	alone.outcome == "unknown"
	contains(alone.message, "may have guests")
	judged({"principals": [who("Federated", "cognito-identity.amazonaws.com")]}).outcome == "fail"
	pool := who("Federated", "cognito-identity.amazonaws.com")
	signed := {"ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": [known("authenticated")]}}
	judged({"principals": [pool], "has_condition": true, "conditions": signed}).outcome == "fail"
	judged({"principals": [pool], "has_condition": true, "conditions": object.union(app, signed)}).outcome == "pass"
	guest := {"ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": [known("unauthenticated")]}}
	contains(judged({"principals": [pool], "has_condition": true, "conditions": object.union(app, guest)}).message, "not signed in")
	both := {"ForAnyValue:StringNotLike": {"cognito-identity.amazonaws.com:amr": [known("unauthenticated")]}}
	judged({"principals": [pool], "has_condition": true, "conditions": object.union(app, both)}).outcome == "pass"
	saml := {"StringEquals": {"SAML:aud": [known("https://signin.example.com/saml")]}}
	judged({"principals": [who("Federated", "arn:aws:iam::1:saml-provider/x")], "has_condition": true, "conditions": saml}).outcome == "pass"
	judged({"principals": [who("Federated", "arn:aws:iam::1:saml-provider/x")]}).outcome == "unknown"
}

test_own_account if judged({"principals": [{"k": "unknown", "why": "AWS::AccountId is set by the deployment", "type": "AWS", "at": {}}]}).outcome == "pass"

test_kinds if {
	judged({"kind": "identity"}).outcome == "not_applicable"
	judged({"effect": known("Deny")}).outcome == "not_applicable"
	judged({"effect": hidden, "principals": [who("*", "*")]}).outcome == "unknown"
}

github(operator, key, value) := judged({"principals": [host], "has_condition": true, "conditions": {operator: {sprintf("token.actions.example.com:%s", [key]): [value]}}}).outcome

test_names_of_owners if {
	github("StringLike", "sub", known("repo:acme*")) == "fail"
	github("StringLike", "sub", known("repo:acme/*")) == "pass"
	github("StringLike", "sub", known("project_path:acme-?/x:*")) == "fail"
	github("StringEquals", "sub", known("repo:acme*")) == "pass"
	github("StringEqualsIgnoreCase", "sub", known("repo:acme/x:ref:refs/heads/main")) == "pass"
	github("StringLike", "sub", pattern("repo:acme-*/x:*", "repo:acme-${Team}/x:*")) == "unknown"
}

test_a_test_that_a_missing_key_meets if {
	github("ForAllValues:StringLike", "sub", known("repo:acme/*")) == "pass"
	github("ForAllValues:StringEquals", "repository", known("acme/x")) == "unknown"
}

test_a_variable_of_the_request if {
	own := {"has_condition": true, "conditions": {"StringEquals": {"aws:PrincipalArn": [known("${aws:PrincipalArn}")]}}}
	judged(object.union({"principals": [who("AWS", "*")]}, own)).outcome == "unknown"
}

federated := object.union(pattern("arn:*:iam::*:oidc-provider/*", "arn:${AWS::Partition}:iam::${AWS::AccountId}:oidc-provider/${aws_iam_openid_connect_provider.eks}"), {"type": "Federated"})

cluster(operator, conditions) := judged({"principals": [federated], "has_condition": true, "conditions": {operator: conditions}}).outcome

test_accounts_of_a_cluster if {
	judged({"principals": [federated]}).outcome == "fail"
	every want, texts in {
		"pass": ["system:serviceaccount:kube-system:cluster-autoscaler", "system:serviceaccount:app:api-*"],
		"fail": ["system:serviceaccount:*", "system:serviceaccount:*:*", "system:*", "system:serv*", "*"],
		"unknown": ["system:serviceaccount:app:*", "system:serviceaccount:*:api", "system:serviceaccount:app-?:api", "system:node:x"],
	} {
		every text in texts { cluster("StringLike", {"${replace()}:sub": [known(text)]}) == want }
	}
	cluster("StringEquals", {"${replace()}:sub": [known("system:serviceaccount:app:*")]}) == "unknown"
	cluster("StringEquals", {"${replace()}:sub": [pattern("system:serviceaccount:*:api", "system:serviceaccount:${var.ns}:api")]}) == "pass"
	cluster("StringEquals", {"${replace()}:sub": [pattern("system:*", "system:${var.ns}")]}) == "unknown"
	cluster("StringLike", {"${replace()}:sub": [pattern("system:serviceaccount:*:api", "system:serviceaccount:${var.ns}:api")]}) == "unknown"
	cluster("StringEqualsIfExists", {"${replace()}:sub": [known("system:serviceaccount:app:api")]}) == "unknown"
	cluster("StringEquals", {"${replace()}:aud": [known("sts.amazonaws.com")]}) == "fail"
	cluster("StringEquals", {"oidc.eks.eu-west-1.amazonaws.com/id/X:aud": [known("sts.amazonaws.com")]}) == "fail"
	cluster("StringEquals", {"${replace()}:aud": [known("my-app")]}) == "unknown"
	cluster("StringEquals", {"${replace()}:aud": [hidden]}) == "unknown"
	cluster("StringEquals", {"accounts.example.com:${var.claim}": [known("a")]}) == "unknown"
	cluster("StringEquals", {"${var.a}${var.b}": [known("a")]}) == "unknown"
}

pool(conditions) := judged({"principals": [who("Federated", "cognito-identity.amazonaws.com")], "has_condition": true, "conditions": conditions})

test_a_pool_of_the_sources if {
	own := {"k": "unknown", "why": "the name of Pool is given at deployment", "at": {}}
	later := {"k": "unknown", "why": "aws_cognito_identity_pool.main.id is known after deployment", "at": {}}
	signed := {"ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": [known("authenticated")]}}
	every one in [own, later, known("eu-west-1:1")] {
		r := pool(object.union({"StringEquals": {"cognito-identity.amazonaws.com:aud": [one]}}, signed))
		r.outcome == "pass"
		endswith(r.message, "the signed-in users of one identity pool")
	}
	pool(object.union({"StringLike": {"cognito-identity.amazonaws.com:aud": [own]}}, signed)).outcome == "unknown"
	pool(object.union({"StringEquals": {"cognito-identity.amazonaws.com:aud": [hidden]}}, signed)).outcome == "unknown"
	pool(object.union({"StringLike": {"cognito-identity.amazonaws.com:aud": [known("*")]}}, signed)).outcome == "fail"
	every amr in ["*", "un*", "*authenticated"] {
		pool({"StringEquals": {"cognito-identity.amazonaws.com:aud": [own]}, "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": [known(amr)]}}).outcome == "unknown"
	}
	pool({"StringEquals": {"cognito-identity.amazonaws.com:sub": [known("eu-west-1:user")]}}).outcome == "pass"
}
