# METADATA
# scope: package
# title: JavaScript dependency that the lock does not pin
# description: |
#   A lock pins a build only if it is there, agrees with package.json, and fixes
#   every package by version and by hash. The managers look at less than that:
#   `npm ci` installs packages whose hash was removed or is a SHA-1, and no
#   manager refuses a lock without hashes.
#
#   Reads package-lock.json and npm-shrinkwrap.json (versions 1 to 3),
#   pnpm-lock.yaml (5, 6, 9), yarn.lock (yarn 1 and its successors) and bun.lock.
#   Where locks of two managers stand side by side, packageManager decides.
#   Passes: each package.json that has dependencies is covered by a lock that
#   agrees with it - workspaces, catalogs, overrides and patches too - and each
#   package of the lock has an exact version and a SHA-512 hash, or a whole
#   commit. A lock without download addresses is fine. yarn 2 and later record
#   the hash of the archive in their own cache: that passes, and is said.
#   Fails: no lock, a lock that the manager is told to ignore, one that disagrees,
#   and a package without version or hash, from outside the tree, over http, from
#   an archive of another package, or from another host than the rest. yarn 2 and
#   later record no hash of packages for other platforms: they fail, too.
#   Unknown: bun.lockb, which is binary, broken locks and those of unknown
#   versions, two locks of which either may count, a lock that version control
#   ignores, and differences that a .pnpmfile.cjs may explain. That a hash belongs
#   to its package is recorded, not verified: only the registry could tell.
# custom:
#   severity: error
#   control: dependency-pinning
#   needs: [npm.manifest, npm.lock]
#   fix: run the install of your manager with the registry you mean, commit the lock, and build with npm ci, --frozen-lockfile (pnpm, yarn 1, bun) or --immutable (yarn)
#   version: "2"
#   params:
#     hosts:
#       help: hosts that packages may come from; empty means any one host, the same for all of a lock
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
} else := lib.fail(f, sprintf("%s has a lock, and %s tells %s to ignore it", [f.subject, f.value.ignored_at, f.value.manager])) if {
	f.value.ignored == "config"
} else := lib.unknown(f, sprintf("%s keeps %s out of version control, so the lock that was read may not be the one that is built with", [f.value.ignored_at, f.value.lock])) if {
	f.value.ignored == "gitignore"
} else := lib.related(lib.fail(f, sprintf("%s and %s disagree: %s", [f.subject, f.value.lock, disagreement(f)])), places(f)) if {
	not f.value.in_sync
} else := lib.pass(f, sprintf("%s agrees with %s (%slock version %s)", [f.subject, f.value.lock, prefix(f), f.value.lock_format]))

prefix(f) := "" if {
	f.value.manager == "npm"
} else := sprintf("%s ", [f.value.manager])

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
} else := sprintf("%s is asked for as %q and the lock recorded %q", [e.name, e.asked, e.recorded]) if {
	e.kind == "specifier"
	e.recorded != ""
} else := sprintf("%s is asked for in other words than the lock recorded", [e.name]) if {
	e.kind == "specifier"
} else := sprintf("the locked version of %s is not one that is asked for", [e.name])

places(f) := [{"path": e.path, "line": e.line, "label": words(e)} | some e in array.slice(f.value.sync_errors, 0, 10)]

entry(f, why) := lib.not_applicable(f, sprintf("%s does not count: %s", [f.subject, f.value.why])) if {
	f.value.source == "unused"
} else := lib.fail(f, sprintf("%s %s", [f.subject, concat(", ", why)])) if {
	count(why) > 0
} else := lib.not_applicable(f, sprintf("%s is a folder of this tree", [f.subject])) if {
	f.value.source in {"link", "folder"}
} else := lib.not_applicable(f, sprintf("%s comes inside the archive of the package above it, whose hash covers it", [f.subject])) if {
	f.value.source == "bundled"
} else := lib.pass(f, sprintf("%s is locked %s%s", [f.subject, how(f), whence(f)]))

how(f) := "to a commit" if {
	f.value.hash_of == "commit"
} else := "with a sha512 hash of the archive that yarn makes of it" if {
	f.value.hash_of == "cache"
} else := "with a sha512 hash"

whence(f) := sprintf(" of %s", [f.value.host]) if {
	f.value.hash_of == "commit"
	f.value.host != ""
} else := sprintf(", from %s", [f.value.host]) if {
	f.value.host != ""
} else := "; no host is recorded"

# faults(f) are the reasons against an entry. Each is a function of the entry
# alone: a lock has thousands, and none may cost a pass over all the others.
faults(f) := [why | some why in [version(f), integrity(f), commit(f), place(f), scheme(f), archive(f), archive_version(f), host(f)]; why != ""]

hashed := {"registry", "tarball", "file"}

version(f) := "has no exact version" if {
	f.value.source == "registry"
	not f.value.exact
} else := ""

integrity(f) := sprintf("records no hash: yarn takes none of a package that is for some platforms only (%s)", [f.value.conditions]) if {
	f.value.source in hashed
	not f.value.hash_written
	f.value.conditions != ""
} else := "records no integrity hash" if {
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
	f.value.hash_alg != "sha512"
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
} else := sprintf("comes from %s, %s", [f.value.host, others(f.at.path)]) if {
	count(hosts) == 0
	count(tallies[f.at.path]) > 1
	f.value.source in hashed
	not f.value.host in {"", usual(f.at.path)}
} else := ""

# downloads are the entries of each lock that say where they come from.
downloads[f.at.path] contains [f.value.host, f.n] if {
	some f in entries
	f.value.source in hashed
	f.value.host != ""
}

# tallies is every tally. What is not there is worked out anew each time that it
# is asked for, and a lock may name no host at all; a whole object is kept.
tallies := {path: counts | some path, counts in tally}

# tally counts the entries of each host of a lock; where the hosts are many, none
# is the usual one, and the counts do not matter.
#
# This and leaders are whole values and no partial rules, which would be worked
# out anew for each of thousands of entries.
tally := {path: counts |
	some path, list in downloads
	seen := {x[0] | some x in list}
	counts := {h: tallied(list, h, count(seen)) | some h in seen}
}

tallied(list, h, n) := count([1 | some x in list; x[0] == h]) if {
	n <= 20
} else := 1

# usual(path) is the host that most entries of a lock come from; "" when two have
# as many.
usual(path) := leaders[path][0] if {
	count(leaders[path]) == 1
} else := ""

leaders := {path: first |
	some path, counts in tally
	most := max([n | some n in counts])
	first := [h | some h, n in counts; n == most]
}

others(path) := sprintf("while %d others come from %s", [tally[path][usual(path)], usual(path)]) if {
	usual(path) != ""
} else := "and other packages from other hosts: name the ones you mean with the parameter hosts"
