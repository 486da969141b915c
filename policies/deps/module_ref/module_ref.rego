# METADATA
# scope: package
# title: Terraform module that can change under its name
# description: |
#   A module from elsewhere runs with the credentials of the deployment. The lock
#   file holds providers alone, so the call itself has to fix the module.
#
#   Passes: a git or Mercurial source with a whole commit in `ref` or `rev`, an
#   archive with a SHA-256 or SHA-512 in `checksum`, and a module of a registry
#   with one exact version.
#   Fails: tags, branches and no `ref`; archives without a checksum; ranges of
#   versions and no version.
#   Does not apply to modules of the same tree (`./...`).
#   Unknown: sources with expressions, files that can't be read, and exact versions
#   of a registry where the parameter `least` is `hash`, because a registry gives
#   what a tag names that day.
# custom:
#   severity: warning
#   control: build-integrity
#   needs: [terraform.module]
#   fix: name the commit, as in ?ref=0123456789abcdef0123456789abcdef01234567, or one exact version
#   version: "1"
#   params:
#     least:
#       help: what a module of a registry must have, `exact` (one version) or `hash`
#       default: exact
package candor.rules.deps.module_ref

import data.candor.lib

results contains r if {
	some f in lib.facts("terraform.module")
	r := verdict(f)
}

verdict(f) := lib.not_applicable(f, sprintf("%s is a module of this tree", [f.value.name])) if {
	f.value.internal
} else := lib.pass(f, sprintf("%s is pinned to %s", [f.value.name, f.value.resolved])) if {
	f.value.level == "hash"
} else := lib.unknown(f, sprintf("%s %s is one version, but a registry fixes no content", [f.value.name, f.value.resolved])) if {
	f.value.level == "exact"
	lib.params("deps/module-ref").least == "hash"
} else := lib.pass(f, sprintf("%s names exactly %s", [f.value.name, f.value.resolved])) if {
	f.value.level == "exact"
} else := lib.fail(f, sprintf("%s takes any version of %s", [f.value.name, f.value.resolved])) if {
	f.value.level == "range"
} else := lib.fail(f, sprintf("%s is named by the tag or branch %s, which can be moved", [f.value.name, f.value.resolved])) if {
	f.value.level == "tag"
} else := lib.fail(f, sprintf("%s is an archive without a checksum", [f.value.name])) if {
	f.value.what == "archive"
} else := lib.fail(f, sprintf("%s names no version", [f.value.name]))
