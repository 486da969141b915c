# METADATA
# scope: package
# title: Action that installs whatever version is newest
# description: |
#   An action that is pinned to a commit still runs what it downloads. Where its
#   input says `latest`, or says nothing, every run may install another tool.
#
#   The population: steps that use one of the actions in candor's table of those
#   that install tools (`policies/deps/action_tools/table.rego`).
#   Passes: one exact version (or commit, or image by digest), and actions whose own
#   commit fixes the tool.
#   Fails: `latest` and its like, ranges, and no version where the action then takes
#   the newest.
#   Does not apply to other actions, to a major version of a language's runtime
#   (unless the parameter `runtimes` is `exact`), and where the runner's own tool
#   is taken.
#   Unknown: expressions, and versions that a file of the tree may say.
# custom:
#   severity: warning
#   control: build-integrity
#   needs: [gha.uses]
#   fix: give the action one exact version of the tool
#   version: "1"
#   params:
#     runtimes:
#       help: what a language's runtime must have, `any` version or an `exact` one
#       default: any
package candor.rules.deps.action_tools

import data.candor.lib
import data.candor.tables.action_tools

results contains r if {
	some f in lib.facts("gha.uses")
	r := verdict(f)
}

verdict(f) := lib.not_applicable(f, sprintf("%s is not in the table of actions that install tools", [f.subject])) if {
	not tool(f)
} else := given(f, input_of(f)) if {
	input_of(f)
} else := lib.not_applicable(f, sprintf("%s installs the runtime that a file of the tree asks for, or the runner has", [f.value.name])) if {
	tool(f).runtime
	tool(f).absent in {"tree", "runner"}
	lib.params("deps/action-tools").runtimes == "any"
} else := lib.unknown(f, sprintf("%s takes its version from a file, which candor does not read", [f.value.name])) if {
	some name in tool(f).files
	f.value.with[name]
} else := absent(f, tool(f).absent)

tool(f) := action_tools.tools[lower(f.value.name)]

input_of(f) := i if {
	is := [v | some name in tool(f).inputs; v := f.value.with[name]; v.v != ""]
	i := is[0]
}

given(f, i) := lib.at(lib.unknown(f, sprintf("the version that %s installs is an expression", [f.value.name])), i.at) if {
	not lib.known(i)
} else := lib.at(lib.fail(f, sprintf("%s installs %s, whatever that is at the time", [f.value.name, i.v])), i.at) if {
	lower(i.v) in action_tools.newest
} else := lib.at(lib.pass(f, sprintf("%s installs exactly %s", [f.value.name, i.v])), i.at) if {
	exact(i.v)
} else := lib.at(lib.not_applicable(f, sprintf("%s installs the newest %s of a runtime", [f.value.name, i.v])), i.at) if {
	tool(f).runtime
	lib.params("deps/action-tools").runtimes == "any"
} else := lib.at(lib.fail(f, sprintf("%s installs the newest of %s", [f.value.name, i.v])), i.at)

exact(s) if regex.match(`^(v|go|bun-v)?[0-9]+\.[0-9]+\.[0-9]+([-+][0-9A-Za-z.+-]+)?$`, s)

exact(s) if regex.match(`^[0-9a-f]{40}$`, s)

exact(s) if regex.match(`@sha256:[0-9a-f]{64}$`, s)

absent(f, "latest") := lib.fail(f, sprintf("%s names no version, and installs the newest", [f.value.name]))

absent(f, "range") := lib.fail(f, sprintf("%s names no version, and installs the newest of a range", [f.value.name]))

absent(f, "fixed") := lib.pass(f, sprintf("%s installs what its own commit fixes", [f.value.name])) if {
	f.value.level == "hash"
} else := lib.fail(f, sprintf("%s installs what its own commit fixes, and is not pinned to one", [f.value.name]))

absent(f, "tree") := lib.unknown(f, sprintf("%s names no version; a file of the tree may", [f.value.name]))

absent(f, "runner") := lib.not_applicable(f, sprintf("%s names no version, and takes the tool of the runner", [f.value.name]))
