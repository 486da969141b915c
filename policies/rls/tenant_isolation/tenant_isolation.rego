# METADATA
# scope: package
# title: Rows of other tenants can be reached
# description: |
#   For each table, role and command candor builds what Postgres lets through (the
#   permissive policies together, narrowed by the restrictive ones, with grants,
#   owners, FORCE and the bodies of helper functions) and proves, or refutes, that
#   every such row belongs to the caller's own tenant.
#
#   - **passes**: every row is tied to the caller (by equality, membership, a helper
#     function or a parent table), or no row is let through at all; or everything
#     else that is let through is named under `accept`.
#   - **fails**: rows of other tenants are reached: by every signed-in user, by
#     everybody, or as an exception beside the tenant's own; or a user can make
#     himself a member of another tenant.
#   - **does not apply**: the command is not granted to the role; reading a table that
#     `public` names, here or under `database` in candor.yaml.
#   - **stays unknown**: a policy says something that can't be decided; rows of all
#     tenants are let through to callers who pass a test, of which the migrations do
#     not say whether a customer can pass it; reading a table that nothing ties to a
#     tenant.
#
#   How tenants and callers are told is inferred from the migrations and shown as
#   `sql.tenancy`; `database` in candor.yaml overrides it.
# custom:
#   severity: warning
#   control: tenant-isolation
#   needs: [sql.access]
#   fix: tie every row to the caller's tenant in each policy, or name the table or the exception where it is meant
#   version: "1"
#   params:
#     public: {help: "tables that everybody may read, as schema.table", default: []}
#     accept: {help: "exceptions that are meant, as the finding writes them", default: []}
#     roles: {help: "roles to judge; empty means all that clients can take", default: []}
package candor.rules.rls.tenant_isolation

import data.candor.lib

results contains lib.related(outcome(a), proof(a)) if some a in lib.facts("sql.access")

params := lib.params("rls/tenant-isolation")

outcome(a) := lib.not_applicable(a, sprintf("%s is not judged: the roles are %s", [a.value.role, concat(", ", params.roles)])) if {
	count(params.roles) > 0
	not a.value.role in params.roles
}

else := lib.not_applicable(a, sprintf("%s: %s", [what(a), a.value.reason])) if {
	a.value.verdict == "unreachable"
}

else := lib.not_applicable(a, sprintf("%s is named as a table that everybody may read", [a.value.table])) if {
	a.value.command == "SELECT"
	public(a)
}

else := lib.pass(a, sprintf("%s: %s", [what(a), a.value.reason])) if {
	a.value.verdict == "denied"
}

else := lib.unknown(a, sprintf("%s can't be decided: %s", [what(a), a.value.reason])) if {
	a.value.verdict == "unknown"
}

else := lib.fail(a, sprintf("%s: %s", [what(a), a.value.escalation])) if {
	a.value.escalation != ""
}

else := lib.pass(a, sprintf("%s: %s", [what(a), a.value.reason])) if {
	a.value.verdict == "isolated"
}

else := lib.pass(a, sprintf("%s: %s; accepted: %s", [what(a), a.value.reason, concat("; ", a.value.exceptions)])) if {
	a.value.verdict == "isolated_except"
	every e in a.value.exceptions {
		e in params.accept
	}
}

else := lib.fail(a, sprintf("%s reaches other rows than the tenant's own: %s", [what(a), concat("; ", unaccepted(a))])) if {
	a.value.verdict == "isolated_except"
}

else := lib.unknown(a, sprintf("%s: %s; whether a customer can pass that test can't be told", [what(a), a.value.reason])) if {
	a.value.verdict == "global_role"
}

# A list of countries and a table that somebody forgot look the same.
else := lib.unknown(a, sprintf("%s: %s, and no column says whose rows these are; if everybody may read them, name the table in public", [what(a), a.value.reason])) if {
	a.value.command == "SELECT"
	a.value.tenant == null
	count(a.value.named) == 0
}

else := lib.fail(a, sprintf("%s reaches rows of every tenant: %s", [what(a), a.value.reason]))

public(a) if a.value.table in params.public

public(a) if "public" in object.get(a.value, "declared", [])

what(a) := sprintf("%s of %s by %s", [a.value.command, a.value.table, a.value.role])

unaccepted(a) := [e | some e in a.value.exceptions; not e in params.accept]

# The lines that carry the verdict, at most eight of them.
proof(a) := array.slice([object.union(s.at, {"label": s.text}) | some s in a.value.proof; s.at != null], 0, 8)
