# METADATA
# title: The one entry point
# description: |
#   input.run[tree][topic][name] names the rules to run; their results are
#   gathered under the same path. No rule is listed anywhere.
package candor.main

report.candor[topic][name] := data.candor.rules[topic][name].results if {
	some topic, names in input.run.candor
	some name, _ in names
}

report.user[topic][name] := data.user[topic][name].results if {
	some topic, names in input.run.user
	some name, _ in names
}
