# METADATA
# scope: package
# title: Chart whose version is not fixed
# description: |
#   A chart that takes in others by a range gets another version the next time
#   somebody updates it. Chart.lock fixes the versions.
#
#   Passes: an exact version in Chart.yaml that the lock does not contradict, and a
#   range for which the lock holds an exact version that lies in it, from the same
#   repository.
#   Fails: a range without a lock or without an entry in it, an entry of another
#   repository, and one that does not fit what Chart.yaml asks for.
#   Does not apply to charts of the same tree (`file://...`, `charts/NAME`).
#   Unknown: a lock that can't be read, ranges that can't be compared, templates.
#   What Chart.lock holds is versions. Its digest is one of the list, not of the
#   charts, so a repository can still give other bytes under the same version.
# custom:
#   severity: warning
#   control: build-integrity
#   needs: [helm.dependency]
#   fix: run helm dependency update and commit Chart.lock
#   version: "1"
package candor.rules.deps.helm_lock

import data.candor.lib

results contains r if {
	some f in lib.facts("helm.dependency")
	r := placed(f, verdict(f))
}

verdict(f) := lib.not_applicable(f, sprintf("%s is a chart of this tree", [f.value.name])) if {
	f.value.internal
} else := lib.fail(f, sprintf("%s %s comes from %s, but the lock holds it from another repository", [f.value.name, f.value.spec, f.value.repository])) if {
	f.value.locked
	not f.value.same_source
} else := lib.fail(f, sprintf("%s is locked at %s, which is not what Chart.yaml asks for: %s", [f.value.name, f.value.resolved, f.value.spec])) if {
	f.value.in_sync == "no"
} else := lib.pass(f, sprintf("%s is locked at %s", [f.value.name, f.value.resolved])) if {
	f.value.locked
	f.value.lock_exact
	f.value.in_sync == "yes"
} else := lib.unknown(f, sprintf("%s is locked at %s; whether that is in %q can't be told", [f.value.name, f.value.resolved, f.value.spec])) if {
	f.value.locked
} else := lib.pass(f, sprintf("%s asks for exactly %s, without a lock", [f.value.name, f.value.spec])) if {
	f.value.exact
	f.value.lock_state == "absent"
} else := lib.fail(f, sprintf("%s is not in %s", [f.value.name, f.value.lock])) if {
	f.value.lock_state == "present"
} else := lib.fail(f, sprintf("%s is asked for as %q, and there is no %s", [f.value.name, f.value.spec, f.value.lock]))

placed(f, r) := lib.related(r, [{"path": f.value.lock, "line": f.value.lock_line, "label": "locked here"}]) if {
	f.value.locked
} else := r
