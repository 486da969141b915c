package candor.rules.deps.terraform_lock_test

import data.candor.rules.deps.terraform_lock

verdict(change) := r if {
	value := object.union(
		{
			"name": "hashicorp/aws", "spec": "~> 5.0", "root": ".", "internal": false, "why": "", "lock": ".terraform.lock.hcl",
			"lock_state": "present", "locked": true, "resolved": "5.31.0", "lock_line": 2, "h1": 1, "zh": 2, "in_sync": "yes",
		},
		change,
	)
	rs := terraform_lock.results with input as {"facts": {"terraform.provider": [{"kind": "terraform.provider", "subject": "aws", "n": 0, "value": value, "at": {"path": "main.tf", "line": 3}}]}}
	count(rs) == 1
	some r in rs
}

test_all if {
	verdict({}).message == "hashicorp/aws is locked at 5.31.0 with 3 sums"
	verdict({}).related == [{"path": ".terraform.lock.hcl", "line": 2, "label": "locked here"}]
	verdict({"lock_state": "absent", "locked": false}).message == "hashicorp/aws is needed in ., and there is no .terraform.lock.hcl"
	verdict({"locked": false}).message == "hashicorp/aws is not in .terraform.lock.hcl"
	verdict({"in_sync": "no"}).outcome == "fail"
	verdict({"h1": 0, "zh": 0}).message == "hashicorp/aws is locked at 5.31.0 without a whole sum"
	verdict({"in_sync": "unknown"}).outcome == "unknown"
	verdict({"internal": true, "why": "a module"}).message == "hashicorp/aws: a module"
}
