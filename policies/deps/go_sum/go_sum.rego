# METADATA
# scope: package
# title: Go module without a recorded hash
# description: |
#   go.sum holds the hash of every module that a build uses, and Go refuses a
#   download that differs. A requirement without a line there is taken as it comes.
#
#   Passes: a direct requirement whose archive has an `h1:` hash, and an indirect
#   one whose archive or go.mod has. The hash of a replacement counts where one is
#   replaced by another module.
#   Fails: no such line, no go.sum, and a replacement by a folder outside the tree.
#   Does not apply to modules of the tree itself (a local replacement, a go.work).
#   Unknown: a broken go.mod or go.sum.
# custom:
#   severity: error
#   control: dependency-pinning
#   needs: [go.require]
#   fix: run go mod tidy, check what it changed, and commit go.sum
#   version: "1"
package candor.rules.deps.go_sum

import data.candor.lib

results contains r if {
	some f in lib.facts("go.require")
	r := verdict(f)
}

verdict(f) := lib.fix(
	lib.fail(f, sprintf("%s is replaced by %s, a folder outside the tree (line %d)", [f.subject, f.value.replaced_by, f.value.replaced_line])),
	"require the module at a version, or move the folder into the tree",
) if {
	f.value.outside
} else := lib.not_applicable(f, sprintf("%s is replaced by the folder %s of this tree", [f.subject, f.value.replaced_by])) if {
	f.value.replaced == "path"
} else := lib.not_applicable(f, sprintf("%s is a module of the same go.work", [f.subject])) if {
	f.value.internal
} else := lib.fail(f, sprintf("%s has no hash in %s%s", [f.subject, f.value.lock, fork(f)])) if {
	f.value.level != "hash"
} else := lib.pass(f, sprintf("%s has an h1 hash recorded%s", [f.subject, fork(f)])) if {
	f.value.hash
} else := lib.pass(f, sprintf("%s, which is indirect, has the h1 hash of its go.mod recorded%s", [f.subject, fork(f)]))

fork(f) := sprintf(" (replaced by %s, line %d)", [f.value.replaced_by, f.value.replaced_line]) if {
	f.value.replaced == "module"
} else := ""
