package candor.lib_test

import data.candor.lib

fact := {"subject": "s", "at": {"path": "a", "line": 1, "col": 2, "resource": "R"}, "n": 3}

test_facts if {
	lib.facts("k") == [1] with input.facts as {"k": [1]}
	lib.facts("none") == [] with input.facts as {}
}

test_outcomes if {
	lib.pass(fact, "m") == {"outcome": "pass", "subject": "s", "message": "m", "at": fact.at, "fact": 3}
	lib.fail(fact, "m").outcome == "fail"
	lib.unknown(fact, "m").outcome == "unknown"
	lib.not_applicable(fact, "m").outcome == "not_applicable"
}

test_what_may_not_be_there_does_not_fail if {
	f := lib.fail(object.union(fact, {"value": {"only": "if it is made: nobody says so"}}), "m")
	f == object.union(lib.unknown(fact, "m, if it is made: nobody says so"), {})
	lib.fail(object.union(fact, {"value": {"made_by": "default of parameter P"}}), "m").message == "m (made by the default of parameter P, which a deployment can override)"
	lib.pass(object.union(fact, {"value": {"only": "x"}}), "m").outcome == "pass"
}

test_at_replaces_the_place_and_keeps_the_file if {
	lib.at(lib.fail(fact, "m"), {"line": 9}).at == {"path": "a", "resource": "R", "line": 9}
	lib.at(lib.fail(fact, "m"), {"path": "b", "line": 9}).at == {"path": "b", "resource": "R", "line": 9}
}

test_subject_and_fix if {
	lib.subject(lib.fail(fact, "m"), "t").subject == "t"
	lib.fix(lib.fail(fact, "m"), "f").fix == "f"
}

test_related_stays_in_the_file_unless_said if {
	r := lib.related(lib.fail(fact, "m"), [{"line": 4, "label": "here"}, {"path": "b", "line": 5}])
	r.related == [{"path": "a", "line": 4, "label": "here"}, {"path": "b", "line": 5}]
}

test_values if {
	lib.known({"k": "known"})
	lib.pattern({"k": "pattern"})
	lib.unsure({"k": "unknown"})
	not lib.known({"k": "unknown"})
}

test_on_trial if {
	every path in ["a/e2e/main.tf", "tests/x/t.yaml", "examples/db.tf", "sample-templates/t.yaml", "a/my_samples/db.tf", "terraform/demo/db.tf", "cdk.out/localstack.template.json", "LocalStack/db.tf"] { lib.on_trial({"at": {"path": path}}) }
	every path in ["contest/db.tf", "democracy/db.tf", "prod/demo.tf", "sampler/db.tf", "load-test/db.tf", "prod/test.tf", "aws://1/eu/rds/test"] { not lib.on_trial({"at": {"path": path}}) }
}

test_params if {
	lib.params("t/r") == {"x": 1} with input.params as {"t/r": {"x": 1}}
}
