# METADATA
# scope: package
# title: npm dependency that the lock does not pin
# description: |
#   A lock pins a build only if it is there, agrees with package.json, and fixes
#   every package by version and by hash. `npm ci` looks at less than that: it
#   installs packages whose hash was removed or is a SHA-1.
#
#   Passes: each package.json that has dependencies is covered by a lock that
#   agrees with it, and each package of the lock has an exact version and a
#   SHA-512 hash, or a whole commit. A lock without download addresses is fine.
#   Fails: no lock, a lock that npm is told to ignore, one that disagrees, and a
#   package without version or hash, from outside the tree, over http, from an
#   archive of another package, or from another host than the rest.
#   Unknown: locks of other managers, broken locks, two locks of which either may
#   count, and a lock that version control ignores. That a hash belongs to its
#   package is recorded, not verified: only the registry could tell.
# custom:
#   severity: error
#   control: dependency-pinning
#   needs: [npm.manifest, npm.lock]
#   fix: run npm install with the registry you mean, commit package-lock.json, and install with npm ci
#   version: "1"
#   params:
#     hosts:
#       help: hosts that packages may come from; empty means any one host, the same for all
#       default: []
package candor.rules.deps.npm_lock

import data.candor.lib

hosts := {lower(h) | some h in lib.params("deps/npm-lock").hosts}

entries := lib.facts("npm.lock")

results contains r if {
	some f in lib.facts("npm.manifest")
	r := manifest(f)
}

results contains r if {
	some f in entries
	r := entry(f, faults(f))
}

manifest(f) := lib.fail(f, sprintf("%s has dependencies and no lock covers it", [f.subject])) if {
	f.value.lock_state == "absent"
} else := lib.fail(f, sprintf("%s has a lock, and %s tells npm to ignore it", [f.subject, f.value.ignored_at])) if {
	f.value.ignored == "npmrc"
} else := lib.unknown(f, sprintf("%s keeps %s out of version control, so the lock that was read may not be the one that is built with", [f.value.ignored_at, f.value.lock])) if {
	f.value.ignored == "gitignore"
} else := lib.related(lib.fail(f, sprintf("%s and %s disagree: %s", [f.subject, f.value.lock, disagreement(f)])), places(f)) if {
	not f.value.in_sync
} else := lib.pass(f, sprintf("%s agrees with %s (lock version %d)", [f.subject, f.value.lock, f.value.lock_version]))

disagreement(f) := concat("", [concat("; ", first), rest]) if {
	first := array.slice([words(e) | some e in f.value.sync_errors], 0, 3)
	rest := more(f.value.sync_error_count - count(first))
}

more(n) := sprintf("; and %d more", [n]) if {
	n > 0
} else := ""

words(e) := sprintf("%s is asked for and not locked", [e.name]) if {
	e.kind == "missing"
} else := sprintf("%s is locked and not asked for", [e.name]) if {
	e.kind == "extraneous"
} else := sprintf("%s is asked for in other words than the lock recorded", [e.name]) if {
	e.kind == "specifier"
} else := sprintf("the locked version of %s is not one that is asked for", [e.name])

places(f) := [{"path": e.path, "line": e.line, "label": words(e)} | some e in array.slice(f.value.sync_errors, 0, 10)]

entry(f, why) := lib.fail(f, sprintf("%s %s", [f.subject, concat(", ", why)])) if {
	count(why) > 0
} else := lib.not_applicable(f, sprintf("%s is a folder of this tree", [f.subject])) if {
	f.value.source in {"link", "folder"}
} else := lib.not_applicable(f, sprintf("%s comes inside the archive of the package above it, whose hash covers it", [f.subject])) if {
	f.value.source == "bundled"
} else := lib.pass(f, sprintf("%s is locked to a commit of %s", [f.subject, f.value.host])) if {
	f.value.source == "git"
} else := lib.pass(f, sprintf("%s is locked with a sha512 hash, from %s", [f.subject, f.value.host])) if {
	f.value.host != ""
} else := lib.pass(f, sprintf("%s is locked with a sha512 hash; no host is recorded", [f.subject]))

# faults(f) are the reasons against an entry. Each is a function of the entry
# alone: a lock has thousands, and none may cost a pass over all the others.
faults(f) := [why | some why in [version(f), integrity(f), commit(f), place(f), scheme(f), archive(f), archive_version(f), host(f)]; why != ""]

hashed := {"registry", "tarball", "file"}

version(f) := "has no exact version" if {
	f.value.source == "registry"
	not f.value.exact
} else := ""

integrity(f) := "records no integrity hash" if {
	f.value.source in hashed
	not f.value.hash_written
} else := "records an integrity that is no whole hash" if {
	f.value.source in hashed
	f.value.hash_alg == ""
} else := sprintf("records a %s hash and no sha512", [f.value.hash_alg]) if {
	f.value.source in hashed
	f.value.hash_alg != "sha512"
} else := ""

commit(f) := "comes from git without a whole commit" if {
	f.value.source == "git"
	not f.value.commit
} else := ""

place(f) := sprintf("lies outside the tree (%s)", [f.value.placed]) if {
	f.value.outside
} else := ""

scheme(f) := sprintf("is fetched over %s, which nothing protects", [f.value.scheme]) if {
	not f.value.scheme in {"", "https", "file", "git+https", "git+ssh", "ssh"}
} else := "is fetched from an address without a host" if {
	f.value.scheme == "https"
	f.value.host == ""
} else := ""

archive(f) := sprintf("is fetched as an archive of %s", [f.value.url_name]) if {
	not f.value.url_name in {"", own_name(f)}
} else := ""

archive_version(f) := sprintf("is fetched as an archive of version %s", [f.value.url_version]) if {
	not f.value.url_version in {"", f.value.resolved, split(f.value.resolved, "+")[0]}
} else := ""

own_name(f) := f.value.name if {
	f.value.real_name == ""
} else := f.value.real_name

host(f) := sprintf("comes from %s, which is not among the hosts allowed", [f.value.host]) if {
	count(hosts) > 0
	not f.value.host in (hosts | {""})
} else := sprintf("comes from %s, %s", [f.value.host, others]) if {
	count(hosts) == 0
	count(seen) > 1
	f.value.source in hashed
	not f.value.host in {"", usual}
} else := ""

downloads := [f.value.host |
	some f in entries
	f.value.source in hashed
	f.value.host != ""
]

seen := {h | some h in downloads}

# tally counts the entries of each host, where the hosts are few.
tally := {h: n |
	count(seen) <= 20
	some h in seen
	n := count([1 | some x in downloads; x == h])
}

# usual is the host that most entries come from; "" when two have as many.
usual := leaders[0] if {
	count(leaders) == 1
} else := ""

leaders := [h | some h, n in tally; n == most]

most := max([n | some n in tally])

others := sprintf("while %d others come from %s", [tally[usual], usual]) if {
	usual != ""
} else := "and other packages from other hosts: name the ones you mean with the parameter hosts"
