# METADATA
# scope: package
# title: Action that is not pinned to a commit
# description: |
#   A workflow that names an action by tag or branch runs whatever its owner, or
#   whoever took over the owner's account, moves that name to. The build then has
#   the workflow's token and secrets.
#
#   Passes: actions and reusable workflows named by a whole commit, and those
#   whose owner is listed in the parameter `allow`.
#   Fails: tags, branches, shortened commits, and names without any reference.
#   Does not apply to actions of the same repository (`./...`); what those use is
#   judged where they are defined. Images (`docker://`) are judged by
#   deps/image-digest.
#   Unknown: broken workflows, names that hold an expression, folders (`./...`)
#   without an action in the tree, and commits in capitals.
# custom:
#   severity: warning
#   control: build-integrity
#   needs: [gha.uses]
#   fix: name the action by its 40-digit commit and keep the tag as a comment behind it
#   version: "1"
#   params:
#     allow:
#       help: owners ("actions/") or repositories ("actions/checkout") that may be named by tag
#       default: []
package candor.rules.deps.action_sha

import data.candor.lib

results contains r if {
	some f in lib.facts("gha.uses")
	r := verdict(f)
}

verdict(f) := lib.not_applicable(f, sprintf("%s is a part of this repository", [f.subject])) if {
	f.value.internal
} else := lib.pass(f, sprintf("%s is pinned to commit %s", [f.value.name, f.value.resolved])) if {
	f.value.level == "hash"
} else := lib.fail(f, sprintf("%s names no version at all", [f.subject])) if {
	f.value.level == "none"
} else := lib.pass(f, sprintf("%s is named by tag or branch, which is allowed for %s", [f.subject, concat(", ", owners)])) if {
	owners := {owner | some owner in lib.params("deps/action-sha").allow; trusted(lower(f.value.name), lower(owner))}
	count(owners) > 0
} else := lib.fail(f, sprintf("%s is named by the tag or branch %s, which can be moved", [f.value.name, f.value.spec]))

# An entry is an owner ("actions/"), or a repository: alone, or with a path below it.
trusted(name, owner) if {
	endswith(owner, "/")
	startswith(name, owner)
}

trusted(name, owner) if name == owner

trusted(name, owner) if startswith(name, sprintf("%s/", [owner]))
