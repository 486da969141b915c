package candor.main_test

import data.candor.main

test_only_what_is_asked_for_runs if {
	main.report == {"candor": {}, "user": {}} with input as {"run": {}}
}

test_a_rule_of_each_tree_runs if {
	main.report.candor == {"t": {"n": {1}}} with input as {"run": {"candor": {"t": {"n": true}}}}
		with data.candor.rules.t.n.results as {1}
	main.report.user == {"t": {"n": {2}}} with input as {"run": {"user": {"t": {"n": true}}}}
		with data.user.t.n.results as {2}
}
