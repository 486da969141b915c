# METADATA
# scope: package
# title: Code without owners, or with owners that GitHub can't read
# description: |
#   - **passes**: a CODEOWNERS file stands where GitHub looks for it (.github, the root,
#     docs), and GitHub finds no error in it.
#   - **fails**: there is none, or lines of it are wrong, which GitHub passes over.
#   - **stays unknown**: the folders or the errors could not be read.
#   - **not applicable**: the repository is archived.
#
#   That the owners have to approve is asked by github/branch-review with `code_owners`.
# custom:
#   severity: note
#   control: change-management
#   needs: [github.codeowners]
#   fix: write .github/CODEOWNERS, and mend the lines that GitHub names
#   version: "1"
package candor.rules.github.code_owners

import data.candor.lib

results contains judge(r) if some r in lib.facts("github.codeowners")

judge(r) := lib.not_applicable(r, sprintf("%s is archived", [r.subject])) if {
	r.value.archived
} else := lib.fail(r, sprintf("%s has no CODEOWNERS", [r.subject])) if {
	r.value.path == ""
} else := lib.fail(r, sprintf("%s: %s has %d lines that GitHub can't use", [r.subject, r.value.path, r.value.errors])) if {
	r.value.errors > 0
} else := lib.pass(r, sprintf("%s has %s without errors", [r.subject, r.value.path]))
