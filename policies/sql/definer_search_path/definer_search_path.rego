# METADATA
# scope: package
# title: SECURITY DEFINER function without a pinned search_path
# description: |
#   A SECURITY DEFINER function runs with the rights of its owner, and resolves
#   every name without a schema by the search_path of whoever calls it. A caller
#   who may create a table or a function anywhere on that path makes the owner
#   run his own.
#
#   - **passes**: the function pins its search_path with SET (an empty one is best),
#     or it is written in SQL-standard form (BEGIN ATOMIC), whose names are resolved
#     once.
#   - **fails**: SECURITY DEFINER and no SET search_path.
#   - **does not apply**: functions that run as their caller.
#   - **stays unknown**: the function is altered in ways that can't be followed.
# custom:
#   severity: warning
#   control: tenant-isolation
#   needs: [sql.function]
#   fix: "add SET search_path = '' to the function and write its names with their schema"
#   version: "1"
package candor.rules.sql.definer_search_path

import data.candor.lib

results contains outcome(f) if some f in lib.facts("sql.function")

outcome(f) := lib.not_applicable(f, sprintf("%s runs with the rights of its caller", [f.subject])) if {
	not f.value.definer
}

else := lib.pass(f, sprintf("%s runs as its owner and pins its search_path", [f.subject])) if {
	f.value.pins_path
}

else := lib.fail(f, sprintf("%s runs as its owner and looks names up by the search_path of its caller", [f.subject]))
