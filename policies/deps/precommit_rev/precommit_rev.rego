# METADATA
# scope: package
# title: pre-commit hook that is not pinned to a commit
# description: |
#   Hooks run on the machines of developers and of the build, with all that those
#   may do. A tag in `rev` can be moved by whoever owns the repository.
#
#   Passes: a `rev` of 40 hex digits; an additional dependency with one exact
#   version, or a git URL with a commit.
#   Fails: tags, branches and no `rev`; additional dependencies with a range or
#   without a version.
#   Does not apply to hooks of the repository itself (`repo: local`, `meta`).
#   Unknown: templates, configurations that can't be parsed.
# custom:
#   severity: warning
#   control: build-integrity
#   needs: [precommit.hook]
#   fix: run pre-commit autoupdate --freeze, which writes commits with their tags as comments
#   version: "1"
package candor.rules.deps.precommit_rev

import data.candor.lib

results contains r if {
	some f in lib.facts("precommit.hook")
	r := verdict(f)
}

verdict(f) := lib.not_applicable(f, sprintf("%s is a part of this repository", [f.value.name])) if {
	f.value.internal
} else := lib.pass(f, sprintf("%s is pinned to commit %s", [f.value.name, f.value.spec])) if {
	f.value.level == "hash"
} else := lib.pass(f, sprintf("%s names one version", [f.value.name])) if {
	f.value.level == "exact"
} else := lib.fail(f, sprintf("%s leaves its version open", [f.value.name])) if {
	f.value.what == "dependency"
} else := lib.fail(f, sprintf("%s names no revision", [f.value.name])) if {
	f.value.level == "none"
} else := lib.fail(f, sprintf("%s is named by the tag or branch %s, which can be moved", [f.value.name, f.value.spec]))
