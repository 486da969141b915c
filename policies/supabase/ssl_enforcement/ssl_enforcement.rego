# METADATA
# scope: package
# title: A Supabase database takes connections without TLS
# description: |
#   Supabase offers TLS to every client of Postgres and, unless it is told
#   otherwise, also takes those that do without. Read is what the project says now.
#
#   - **passes**: SSL enforcement is on, and the service has put it into force.
#   - **fails**: it is off.
#   - **stays unknown**: it was changed and is not in force yet, or the service gave
#     no answer.
# custom:
#   severity: error
#   control: encryption-in-transit
#   needs: [supabase.ssl]
#   fix: switch on "Enforce SSL on incoming connections" in the database settings of the project
#   version: "1"
package candor.rules.supabase.ssl_enforcement

import data.candor.lib

results contains judge(p) if some p in lib.facts("supabase.ssl")

judge(p) := lib.unknown(p, sprintf("SSL enforcement of %s (%s) was changed, and the service has not put it into force", [p.value.name, p.subject])) if {
	not p.value.applied
} else := lib.pass(p, sprintf("%s (%s) takes connections with TLS alone", [p.value.name, p.subject])) if {
	p.value.enforced
} else := lib.fail(p, sprintf("%s (%s) takes connections without TLS: SSL enforcement is off", [p.value.name, p.subject]))
