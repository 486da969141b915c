# METADATA
# scope: package
# title: Package in another major version than published
# description: |
#   A page that names what it runs on, "version 16 of the framework", ages with
#   each update, and an old major version may get no repairs any more. Judged is
#   what the lock holds of that package.
#
#   - **passes**: the locked version has the major version `major`.
#   - **fails**: it has another.
#   - **does not apply**: other packages.
#   - **stays unknown**: no version is told, as for a folder or an archive; a lock
#     that can't be read. A lock without the package shows nothing.
# custom:
#   severity: note
#   control: dependency-pinning
#   needs: [npm.lock]
#   fix: update the package, or what is published
#   version: "1"
#   claim_only: true
#   params:
#     package: {help: "name of the package, such as next", required: true}
#     major: {help: "the published major version, as a text", required: true}
package candor.rules.deps.npm_major

import data.candor.lib

results contains outcome(p) if some p in lib.facts("npm.lock")

params := lib.params("deps/npm-major")

outcome(p) := lib.not_applicable(p, sprintf("%s is another package", [p.subject])) if {
	name(p) != params["package"]
}

else := lib.unknown(p, sprintf("the lock tells no version of %s", [p.subject])) if {
	not regex.match(`^[0-9]+\.`, p.value.resolved)
}

else := lib.pass(p, sprintf("the lock holds %s in version %s", [params["package"], p.value.resolved])) if {
	split(p.value.resolved, ".")[0] == params.major
}

else := lib.fail(p, sprintf("the lock holds %s in version %s, not in version %s", [params["package"], p.value.resolved, params.major]))

# name is what the package is called where it comes from; an alias has another
# name in the lock.
name(p) := p.value.real_name if {
	p.value.real_name != ""
} else := p.value.name
