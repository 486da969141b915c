# METADATA
# scope: package
# title: Role that row-level security does not bind, and that can log in
# description: |
#   A superuser and a role with BYPASSRLS read every row of every tenant, whatever
#   the policies say. Such a role that can log in is a way round all of them: who
#   has its password, or can make the application connect with it, crosses tenants.
#
#   - **passes**: the role is bound by row-level security, or it cannot log in.
#   - **fails**: SUPERUSER or BYPASSRLS together with LOGIN.
#   - **does not apply**: roles of the platform itself, which no migration makes, and
#     roles that `except` names.
#   - **stays unknown**: roles are made by SQL that can't be followed.
# custom:
#   severity: warning
#   control: tenant-isolation
#   needs: [sql.role]
#   fix: take BYPASSRLS or LOGIN from the role, or name it in except with the people who hold it
#   version: "1"
#   params:
#     except:
#       help: roles that are meant to bypass row-level security; every cluster is made with a superuser postgres
#       default: [postgres]
package candor.rules.sql.bypass_role

import data.candor.lib

results contains outcome(r) if some r in lib.facts("sql.role")

params := lib.params("sql/bypass-role")

outcome(r) := lib.not_applicable(r, sprintf("%s is a role of the platform", [r.subject])) if {
	r.value.platform
}

else := lib.not_applicable(r, sprintf("%s is named as a role that is meant to bypass row-level security", [r.subject])) if {
	r.subject in params.except
}

else := lib.fail(r, sprintf("%s can log in and %s", [r.subject, concat(" and ", ways(r))])) if {
	r.value.login
	count(ways(r)) > 0
}

else := lib.pass(r, sprintf("%s %s, but it cannot log in", [r.subject, concat(" and ", ways(r))])) if {
	count(ways(r)) > 0
}

else := lib.pass(r, sprintf("%s is bound by row-level security", [r.subject]))

ways(r) := [w |
	some [flag, w] in [["super", "is a superuser"], ["bypassrls", "bypasses row-level security"]]
	r.value[flag] == true
]
