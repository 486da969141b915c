package candor.rules.secrets.in_template_test

import data.candor.rules.secrets.in_template

judged(holds) := told(holds, "Db/MasterUserPassword", "a place for a secret").outcome

told(holds, subject, what) := r if {
	rs := in_template.results with input as {"facts": {"secret.value": [{
		"kind": "secret.value", "subject": subject, "n": 0, "at": {"path": "t.yaml", "line": 2},
		"value": {"what": what, "holds": object.union({"at": {"line": 2}}, holds)},
	}]}}
	count(rs) == 1
	some r in rs
}

literal := {"k": "known", "v": "literal", "from": "literal"}

default_of := {"k": "known", "v": "default", "from": "default"}

test_words if {
	told(default_of, "var.db_password", "a variable").message == "A password is written in plain text as the default of var.db_password"
	told(literal, "var.db_password", "a variable").message == "A password is written in plain text as the value of var.db_password"
	told(literal, "F/Environment.Variables.API_TOKEN", "a place for a secret").message == "A token is written in plain text in F/Environment.Variables.API_TOKEN"
	told(default_of, "F/environment.API_KEY", "a place for a secret").message == "A key is written in plain text as a default that is taken by F/environment.API_KEY"
	told(literal, "F/UserData", "the look of a credential").message == "What looks like a credential is written in plain text in F/UserData"
	told(literal, "F/clientSecret", "a place for a secret").message == "A secret is written in plain text in F/clientSecret"
}

test_files_of_values if {
	told(literal, "var.db_password", "a values file").message == "A password is written in plain text in t.yaml (var.db_password)"
	rs := in_template.results with input as {"facts": {"secret.value": [{
		"kind": "secret.value", "subject": "Db/password", "n": 0, "at": {"path": "envs/dev.tfvars", "line": 2},
		"value": {
			"what": "a place for a secret", "holds": object.union({"at": {"line": 2}}, default_of),
			"taken": [{"path": "main.tf", "line": 7, "label": "taken by Other/password"}],
		},
	}]}}
	some r in rs
	r.message == "A password is written in plain text in dev.tfvars (Db/password)"
	r.related == [{"path": "main.tf", "line": 7, "label": "taken by Other/password"}]
}

test_holds if {
	judged({"k": "known", "v": "literal", "from": "literal"}) == "fail"
	judged({"k": "known", "v": "default", "from": "default"}) == "fail"
	judged({"k": "known", "v": "echoed", "from": "literal"}) == "fail"
	judged({"k": "known", "v": "shown", "from": "literal"}) == "fail"
	judged({"k": "known", "v": "reference", "from": "literal"}) == "pass"
	judged({"k": "unknown", "why": "a part of it is written and a part is not"}) == "unknown"
}
