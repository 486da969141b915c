# METADATA
# scope: package
# title: The stranger probe and the proof contradict each other
# description: |
#   `candor collect postgres --probe --shadow` writes rows of two made-up tenants into
#   a shadow copy, asks as a member of each and as a stranger, and rolls all of it
#   back. What it saw must agree with what was proved from the policies: one of the two
#   is wrong otherwise, and no claim should rest on either.
#
#   - **passes**: the probe saw what the proof says.
#   - **fails**: rows were reached that the proof says are out of reach, or the other
#     way round.
#   - **does not apply**: the proof decides nothing on this table, role and command.
#   - **stays unknown**: the probe abstained or its statement failed; or a caller did not
#     even reach his own rows, so that reaching none of another's says nothing.
# custom:
#   severity: error
#   control: tenant-isolation
#   needs: [sql.probe, sql.access]
#   lookups: [sql.access]
#   fix: compare the policies of the shadow copy with the migrations (candor drift); if they agree, report the pair as a fault of candor
#   version: "1"
package candor.rules.rls.probe

import data.candor.lib

results contains outcome(p) if some p in lib.facts("sql.probe")

outcome(p) := lib.unknown(p, sprintf("%s was not tried: %s", [what(p), p.value.reason])) if {
	p.value.outcome in {"error", "abstained"}
}

else := lib.not_applicable(p, sprintf("nothing is proved about %s", [what(p)])) if {
	not proved(p)
}

else := lib.not_applicable(p, sprintf("nothing is proved about %s", [what(p)])) if {
	proved(p) in {"unknown", "isolated_except", "global_role"}
}

else := lib.unknown(p, sprintf("%s: the caller did not reach his own rows either, so the probe says nothing", [what(p)])) if {
	proved(p) == "isolated"
	p.value.outcome == "none"
}

else := lib.fail(p, sprintf("%s is proved %s, and the probe saw otherwise: %s", [what(p), proved(p), p.value.reason])) if {
	contradicted(p, proved(p))
}

else := lib.pass(p, sprintf("%s is proved %s, and the probe saw the same", [what(p), proved(p)]))

what(p) := sprintf("%s of %s by %s", [p.value.command, p.value.table, p.value.role])

# proved is the verdict on the same database, on the same table, role and command.
proved(p) := verdict if some verdict in verdicts[p.subject]

# As a whole value: a partial rule would be worked out anew for each probe.
verdicts := by_subject

by_subject[a.subject] contains a.value.verdict if {
	some a in lib.facts("sql.access")
	a.value.origin == "live"
	a.value.escalation == ""
}

contradicted(p, "isolated") if p.value.outcome == "foreign"

contradicted(p, verdict) if {
	verdict in {"open", "any_user"}
	p.value.outcome == "denied"
}

contradicted(p, verdict) if {
	verdict in {"open", "any_user"}
	p.value.outcome in {"own", "none"}
	count(p.value.loose) + count(p.value.untold) == 0
}

contradicted(p, "denied") if p.value.outcome in {"own", "foreign"}

contradicted(p, "unreachable") if p.value.outcome != "denied"
