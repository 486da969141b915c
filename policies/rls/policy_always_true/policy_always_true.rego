# METADATA
# scope: package
# title: Policy that lets every row through
# description: |
#   A permissive policy whose condition is literally true opens its table to the
#   policy's roles: row-level security is on, and does nothing.
#
#   Postgres reads a missing condition as a denial, not as true. A policy for
#   UPDATE or for ALL without WITH CHECK checks new rows by its USING; one for
#   INSERT without WITH CHECK admits nothing.
#
#   - **passes**: the condition depends on more than a constant, or it denies.
#   - **fails**: USING is true, or WITH CHECK is true where rows are written, for a
#     role other than the platform's own; SELECT on a table in `public` is allowed.
#   - **does not apply**: row-level security is off (the policy does nothing), or
#     the policy is for service roles alone, which bypass it or which no client
#     can take.
#   - **stays unknown**: whether row-level security is on can't be told; or the
#     policy is true and a restrictive one must be passed as well, whose effect
#     candor does not weigh.
#
#   Only conditions that are constant are found: `true`, `1 = 1`, `not false`.
# custom:
#   severity: error
#   control: tenant-isolation
#   needs: [sql.policy]
#   fix: replace true by a condition on the row, or name the table in public when everybody shall read it
#   version: "1"
#   params:
#     public: {help: "tables that everybody may read, as table or schema.table", default: []}
#     service_roles:
#       help: roles that no client can take
#       default: [service_role, postgres, dashboard_user, supabase_admin, supabase_auth_admin, supabase_storage_admin, supabase_realtime_admin, supabase_replication_admin, supabase_read_only_user, supabase_etl_admin]
package candor.rules.rls.policy_always_true

import data.candor.lib

results contains outcome(p) if some p in lib.facts("sql.policy")

params := lib.params("rls/policy-always-true")

outcome(p) := lib.not_applicable(p, sprintf("%s is a temporary table: it is gone with its session", [p.value.table])) if {
	p.value.temporary
}

else := lib.not_applicable(p, sprintf("policy %q is for %s alone, which no client can take", [p.value.name, concat(", ", p.value.roles)])) if {
	count(p.value.roles) > 0
	every role in p.value.roles {
		role in params.service_roles
	}
}

else := lib.not_applicable(p, sprintf("policy %q does nothing: %s has no row-level security", [p.value.name, p.value.table])) if {
	p.value.rls == false
}

else := lib.pass(p, sprintf("policy %q is restrictive: it only narrows what others admit", [p.value.name])) if {
	p.value.permissive == false
}

else := lib.pass(p, sprintf("policy %q admits no row: %s", [p.value.name, denial(p.value)])) if {
	denial(p.value)
}

else := lib.pass(p, sprintf("policy %q is not always true", [p.value.name])) if {
	not open_clause(p.value)
}

else := lib.pass(p, sprintf("policy %q shows every row of %s, which is named as public", [p.value.name, p.value.table])) if {
	p.value.command == "SELECT"
	named(p.value.table)
}

else := lib.unknown(p, sprintf("policy %q is always true; how far restrictive policy %q narrows it can't be told", [p.value.name, p.value.narrowed_by[0]])) if {
	count(p.value.narrowed_by) > 0
}

else := lib.unknown(p, sprintf("policy %q is always true; whether row-level security is on for %s can't be told", [p.value.name, p.value.table])) if {
	p.value.rls == null
}

else := lib.fail(p, sprintf("policy %q of %s lets %s %s: its %s is always true", [
	p.value.name, p.value.table, concat(", ", p.value.roles), does[p.value.command], open_clause(p.value),
]))

does := {
	"ALL": "read and write every row",
	"SELECT": "read every row",
	"INSERT": "insert any row",
	"UPDATE": "update any row",
	"DELETE": "delete every row",
}

# denial says why a policy admits nothing at all.
denial(v) := "it has no condition, which Postgres reads as a denial" if {
	v.using_shape == "missing"
	v.check_shape == "missing"
}

denial(v) := "an UPDATE policy without USING reaches no row" if {
	v.command == "UPDATE"
	v.using_shape == "missing"
	v.check_shape != "missing"
}

# open_clause names the clause that is always true where it counts.
open_clause(v) := "USING" if {
	v.command in {"ALL", "SELECT", "UPDATE", "DELETE"}
	v.using_shape == "true"
} else := "WITH CHECK" if {
	v.command in {"ALL", "INSERT", "UPDATE"}
	v.check_shape == "true"
}

named(full) if full in params.public

named(full) if regex.replace(full, `^[^.]*\.`, "") in params.public
