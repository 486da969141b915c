# METADATA
# scope: package
# title: Dependency in package.json that is not an exact version
# description: |
#   A lock can be exact while package.json asks for ranges. Where the promise is
#   about package.json itself, every dependency there must name one version.
#
#   Passes: one whole version (`1.2.3`, `npm:name@1.2.3`), or a git address with a
#   whole commit.
#   Fails: ranges (`^1.2.3`, `1.x`, `*`, nothing), tags (`latest`), archives behind
#   an address, branches, and folders outside the tree.
#   Does not apply to members of the workspace and to peer dependencies that the
#   manifest also asks for itself or calls optional: those install nothing.
#   `catalog:` is judged by what the catalog of the workspace says, at its line
#   (pnpm-workspace.yaml, .yarnrc.yml, or the root's package.json for bun).
#   Unknown: `catalog:` where no catalog has an entry for it.
# custom:
#   severity: warning
#   control: dependency-pinning
#   needs: [npm.spec]
#   fix: write the exact version into package.json (npm install --save-exact) or the catalog, and refresh the lock
#   version: "2"
#   claim_only: true
package candor.rules.deps.exact_manifest

import data.candor.lib

results contains r if {
	some f in lib.facts("npm.spec")
	r := placed(f, verdict(f))
}

# What a catalog says is judged at its line; the manifest that asks stands beside.
placed(f, r) := lib.related(lib.at(r, f.value.catalog_at), [{"path": f.at.path, "line": f.at.line, "label": "asks for what the catalog says"}]) if {
	f.value.catalog != ""
} else := r

verdict(f) := lib.fail(f, sprintf("%s lies outside the tree", [f.subject])) if {
	f.value.outside
} else := lib.not_applicable(f, sprintf("%s is a part of this tree", [f.subject])) if {
	f.value.internal
} else := lib.not_applicable(f, sprintf("%s is an optional peer, which nothing installs", [f.subject])) if {
	f.value.optional
} else := lib.not_applicable(f, sprintf("%s says what the package works with; the manifest asks for it in another section", [f.subject])) if {
	f.value.also_direct
} else := lib.pass(f, sprintf("%s is exact%s", [f.subject, catalogued(f)])) if {
	f.value.level in {"exact", "hash"}
} else := lib.fail(f, sprintf("%s asks for %s, not for one version", [f.value.name, asks(f)]))

catalogued(f) := sprintf(": the catalog says %s", [f.value.catalog]) if {
	f.value.catalog != ""
} else := ""

asks(f) := "any version" if {
	f.value.level == "none"
} else := sprintf("%q, a range%s", [text(f), where(f)]) if {
	f.value.level == "range"
} else := sprintf("%q%s, which can change its content", [text(f), where(f)])

where(f) := " in the catalog" if {
	f.value.catalog != ""
} else := ""

text(f) := f.value.catalog if {
	f.value.catalog != ""
} else := f.value.spec
