# METADATA
# scope: package
# title: SECURITY DEFINER function that hands out rows past the policies
# description: |
#   A SECURITY DEFINER function reads with the rights of its owner, past the policies
#   of the tables. Where clients can call it, the function itself has to tie every row
#   to the caller. Most such functions do: this rule looks into the body instead of
#   flagging each of them.
#
#   - **passes**: every row that it reads is tied to the caller, whatever it is called
#     with; or it writes and reads no table with row-level security.
#   - **fails**: it returns rows that nothing ties to the caller.
#   - **does not apply**: functions that run as their caller, triggers, and functions
#     that no role which clients can take may call, or whose schema is not exposed.
#   - **stays unknown**: its body can't be read or decided, or it writes: whether that
#     is meant can't be told.
# custom:
#   severity: warning
#   control: tenant-isolation
#   needs: [sql.function]
#   fix: compare with the caller inside of the function, or revoke EXECUTE from public, anon and authenticated
#   version: "1"
#   params:
#     except: {help: "functions that are meant to, as schema.name or with their arguments", default: []}
package candor.rules.sql.definer_exposed

import data.candor.lib

results contains outcome(f) if some f in lib.facts("sql.function")

params := lib.params("sql/definer-exposed")

outcome(f) := lib.not_applicable(f, sprintf("%s runs with the rights of its caller", [f.subject])) if {
	not f.value.definer
}

else := lib.not_applicable(f, sprintf("%s is a trigger, which nobody calls", [f.subject])) if {
	f.value.trigger
}

else := lib.not_applicable(f, sprintf("%s is named as meant", [f.subject])) if {
	named(f)
}

else := lib.not_applicable(f, sprintf("no role that clients can take may call %s", [f.subject])) if {
	count(f.value.executable_by) == 0
	unsure(f) == ""
}

else := lib.not_applicable(f, sprintf("clients do not reach the schema of %s", [f.subject])) if {
	f.value.exposed == false
}

else := lib.unknown(f, sprintf("the body of %s, which runs as its owner, can't be read", [f.subject])) if {
	not f.value.body_known
}

else := lib.unknown(f, sprintf("%s lets %s write %s as its owner; whether that is meant can't be told", [f.subject, callers(f), concat(", ", f.value.writes)])) if {
	count(f.value.writes) > 0
}

else := lib.pass(f, sprintf("%s reads no table with row-level security", [f.subject])) if {
	count(f.value.reads) == 0
	f.value.filters == true
}

else := lib.pass(f, sprintf("%s ties every row to its caller", [f.subject])) if {
	f.value.filters == true
}

else := lib.unknown(f, sprintf("whether %s ties every row to its caller can't be told: %s", [f.subject, f.value.why])) if {
	f.value.filters == null
}

else := lib.unknown(f, sprintf("who may call %s can't be told: %s", [f.subject, unsure(f)])) if {
	unsure(f) != ""
}

else := lib.fail(f, sprintf("%s lets %s read %s past its policies: %s", [f.subject, callers(f), concat(", ", f.value.reads), f.value.why]))

unsure(f) := object.get(f.value, "grants_unsure", "")

callers(f) := concat(", ", f.value.executable_by)

named(f) if f.subject in params.except

named(f) if sprintf("%s.%s", [f.value.schema, f.value.name]) in params.except
