# METADATA
# scope: package
# title: Policy that does not ask the helper
# description: |
#   "Every query is scoped by one helper" makes the helper the one place to
#   review. A policy that finds the tenant in its own way is another place, and
#   nobody looks there.
#
#   - **passes**: each condition of the policy, USING and WITH CHECK, calls one of
#     `functions`.
#   - **fails**: a condition calls none of them.
#   - **does not apply**: restrictive policies, which let nothing through that
#     another one does not; policies without a condition, or with the
#     condition false, which deny; policies for
#     `service_roles` alone; temporary tables; tables that `except` names.
#   - **stays unknown**: policies that hang on SQL that can't be followed.
#
#   That the call decides the condition is not judged here: `rls/tenant-isolation`
#   proves which rows come through.
# custom:
#   severity: warning
#   control: tenant-isolation
#   needs: [sql.policy]
#   fix: write the condition with the helper
#   version: "1"
#   claim_only: true
#   params:
#     functions: {help: "the helpers, as schema.name; a call without the schema counts, too", required: true}
#     except: {help: "tables whose policies need not call one, as schema.table", default: []}
#     service_roles: {help: "roles that no client can take", default: [service_role]}
package candor.rules.rls.policy_calls

import data.candor.lib

results contains outcome(p) if some p in lib.facts("sql.policy")

params := lib.params("rls/policy-calls")

outcome(p) := lib.not_applicable(p, sprintf("%s is a temporary table: it is gone with its session", [p.value.table])) if {
	p.value.temporary
}

else := lib.not_applicable(p, sprintf("%s is named as a table whose policies need not call a helper", [p.value.table])) if {
	p.value.table in params.except
}

else := lib.not_applicable(p, sprintf("policy %q is restrictive: it lets nothing through by itself", [p.value.name])) if {
	not p.value.permissive
}

else := lib.not_applicable(p, sprintf("policy %q is for roles that no client can take", [p.value.name])) if {
	every r in p.value.roles {
		r in params.service_roles
	}
}

else := lib.not_applicable(p, sprintf("policy %q has no condition that lets anything through", [p.value.name])) if {
	count(conditions(p)) == 0
}

else := lib.fail(p, sprintf("%s of policy %q of %s calls none of %s", [concat(" and ", silent(p)), p.value.name, p.value.table, concat(", ", params.functions)])) if {
	count(silent(p)) > 0
}

else := lib.pass(p, sprintf("policy %q of %s calls a helper in %s", [p.value.name, p.value.table, concat(" and ", [name | some name, _ in conditions(p)])]))

conditions(p) := {name: text |
	some name, key in {"USING": "using", "WITH CHECK": "check"}
	text := p.value[key]
	text != null
	lower(text) != "false"
}

silent(p) := [name |
	some name, text in conditions(p)
	not calls(text)
]

calls(text) if {
	some f in params.functions
	regex.match(called(f), bare(text))
}

# bare is the condition without its text literals, which may spell a call.
bare(text) := regex.replace(text, `'([^']|'')*'`, "''")

# called is the form of a call of f, with its schema or without any.
called(f) := sprintf(`(^|[^A-Za-z0-9_."])("?%s"?\.)?"?%s"?\s*\(`, [split(f, ".")[0], split(f, ".")[1]]) if {
	count(split(f, ".")) == 2
} else := sprintf(`(^|[^A-Za-z0-9_."])"?%s"?\s*\(`, [f])
