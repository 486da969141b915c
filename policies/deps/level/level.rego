# METADATA
# scope: package
# title: Reference that is less firm than promised
# description: |
#   Every reference to something from elsewhere has one level, the firmest first:
#   `hash` (a hash or a whole commit, in a lock or beside the name), `lock` (a lock
#   records one version, without a strong hash), `exact` (the reference names one
#   version itself), `tag` (a name that can be moved: a tag, a branch), `range`
#   (several versions fit) and none. A claim says with `least` which level each
#   ecosystem must reach, and with `otherwise` what the others must.
#
#   Ecosystems: npm, go, pypi, cargo, gem, nuget, docker (images), gha (actions and
#   workflows), terraform (providers, modules), helm, precommit, download.
#   Passes: a reference at that level or a firmer one.
#   Fails: one below it; a manifest without a lock in force where `hash` or `lock`
#   is asked for, because nothing fixes what its dependencies depend on.
#   Does not apply to parts of the tree, to manifests whose lock is in force (each
#   package of the lock is judged for itself), and to ecosystems without a level.
#   Unknown: what can't be read or resolved, a download that a signature vouches
#   for, a manifest without a lock where less than `lock` is asked for, and
#   everything where `least` or `otherwise` holds a word that is none of these.
#   Whether the build keeps to the lock is said by deps/lock-enforced.
# custom:
#   severity: warning
#   control: dependency-pinning
#   needs:
#     - npm.manifest
#     - npm.lock
#     - npm.spec
#     - go.require
#     - python.manifest
#     - python.lock
#     - cargo.manifest
#     - cargo.lock
#     - gem.manifest
#     - gem.lock
#     - nuget.manifest
#     - nuget.lock
#     - image.ref
#     - gha.uses
#     - terraform.provider
#     - terraform.module
#     - helm.dependency
#     - precommit.hook
#     - download.run
#   fix: name a hash or a commit, or commit a lock that records them
#   version: "1"
#   claim_only: true
#   params:
#     least: {help: "the least level of each ecosystem, such as {npm: hash, docker: hash, helm: lock}", default: {}}
#     otherwise: {help: "the least level of ecosystems that least does not name; empty leaves them alone", default: lock}
package candor.rules.deps.level

import data.candor.lib

params := lib.params("deps/level")

rank := {"hash": 5, "lock": 4, "exact": 3, "tag": 2, "range": 1, "none": 0}

ecosystems := {"npm", "go", "pypi", "cargo", "gem", "nuget", "docker", "gha", "terraform", "helm", "precommit", "download"}

manifests := {"npm.manifest", "python.manifest", "cargo.manifest", "gem.manifest", "nuget.manifest"}

references := {
	"npm.lock", "go.require", "python.lock", "cargo.lock", "gem.lock", "nuget.lock", "image.ref", "gha.uses",
	"terraform.provider", "terraform.module", "helm.dependency", "precommit.hook", "download.run",
}

results contains r if {
	some kind in references
	some f in lib.facts(kind)
	r := settled(f, reference(f))
}

results contains r if {
	some kind in manifests
	some f in lib.facts(kind)
	r := settled(f, manifest(f))
}

results contains r if {
	some f in lib.facts("npm.spec")
	r := settled(f, spec(f))
}

# settled is the verdict, unless the parameters ask for nothing or for nonsense.
settled(f, r) := lib.unknown(f, concat("; ", sort(mistakes))) if {
	count(mistakes) > 0
} else := lib.not_applicable(f, sprintf("no level is asked for of %s", [f.value.ecosystem])) if {
	least(f) == ""
} else := r

mistakes contains sprintf("least names %q, which is no ecosystem", [name]) if {
	some name, _ in params.least
	not name in ecosystems
}

mistakes contains sprintf("least asks for the level %q of %s, which is none of hash, lock, exact, tag and range", [level, name]) if {
	some name, level in params.least
	not asks(level)
}

mistakes contains sprintf("otherwise asks for the level %q, which is none of hash, lock, exact, tag and range", [params.otherwise]) if {
	params.otherwise != ""
	not asks(params.otherwise)
}

asks(level) if rank[level] > 0

least(f) := object.get(params.least, f.value.ecosystem, params.otherwise)

reference(f) := lib.not_applicable(f, sprintf("%s does not count: %s", [f.subject, f.value.why])) if {
	f.value.source == "unused"
} else := lib.not_applicable(f, sprintf("%s is a part of this tree", [f.subject])) if {
	f.value.internal
} else := held(f)

held(f) := lib.unknown(f, sprintf("%s: candor can't tell how firm it is, and %s is asked for", [f.subject, least(f)])) if {
	not f.value.level in object.keys(rank)
} else := lib.pass(f, sprintf("%s is fixed by %s; %s is asked for", [f.subject, words[f.value.level], least(f)])) if {
	rank[f.value.level] >= rank[least(f)]
} else := lib.fail(f, sprintf("%s is fixed by %s; %s is asked for", [f.subject, words[f.value.level], least(f)]))

words := {
	"hash": "a hash or a commit",
	"lock": "a version in a lock, without a strong hash",
	"exact": "one version in the reference itself",
	"tag": "a name that can be moved",
	"range": "a range alone",
	"none": "nothing",
}

# A manifest is no reference: the packages of its lock are, if the lock counts.
manifest(f) := lib.unknown(f, sprintf("%s keeps %s out of version control, so the lock that was read may not be the one that is built with", [f.value.ignored_at, f.value.lock])) if {
	f.value.ignored == "gitignore"
} else := lib.not_applicable(f, sprintf("%s has %s, whose packages are judged one by one", [f.subject, f.value.lock])) if {
	in_force(f)
} else := lib.fail(f, sprintf("%s has no lock in force; %s is asked for", [f.subject, least(f)])) if {
	rank[least(f)] >= rank.lock
} else := lib.unknown(f, sprintf("%s has no lock in force, so nothing says what its dependencies depend on", [f.subject]))

in_force(f) if {
	f.value.lock_state == "present"
	f.value.in_sync
	f.value.ignored == ""
	object.get(f.value, "complete", "") != "no"
}

# What package.json says counts where no lock does.
spec(f) := lib.not_applicable(f, sprintf("%s is an optional peer, which nothing installs", [f.subject])) if {
	f.value.optional
} else := lib.not_applicable(f, sprintf("%s says what the package works with; the manifest asks for it in another section", [f.subject])) if {
	f.value.also_direct
} else := lib.not_applicable(f, sprintf("%s: what is installed stands in the lock", [f.subject])) if {
	f.at.path in locked
} else := lib.unknown(f, sprintf("whether a lock covers %s can't be told", [f.at.path])) if {
	not f.at.path in read
} else := reference(f)

locked := {m.at.path | some m in lib.facts("npm.manifest"); in_force(m)}

read := {m.at.path | some m in lib.facts("npm.manifest")}
