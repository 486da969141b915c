# METADATA
# title: What every rule over a lock says of manifests and entries
# description: |
#   The facts come from different collectors in one shape: a manifest with the
#   lock that covers it, and the entries of the lock.
package candor.lib.lock

import data.candor.lib

# manifest(f) judges whether a lock covers a manifest and agrees with it.
manifest(f) := lib.fail(f, sprintf("%s has dependencies and no lock covers it", [f.subject])) if {
	f.value.lock_state == "absent"
} else := lib.unknown(f, sprintf("%s keeps %s out of version control, so the lock that was read may not be the one that is built with", [f.value.ignored_at, f.value.lock])) if {
	f.value.ignored == "gitignore"
} else := lib.related(lib.fail(f, sprintf("%s and %s disagree: %s", [f.subject, f.value.lock, disagreement(f)])), places(f)) if {
	not f.value.in_sync
} else := lib.pass(f, sprintf("%s agrees with %s", [f.subject, f.value.lock]))

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

# entry(f, p) judges an entry of a lock by the parameters of the rule: the least
# level, "hash" or "lock", and the hosts that packages may come from.
entry(f, p) := lib.fail(f, sprintf("%s %s", [f.subject, concat(", ", why)])) if {
	why := faults(f, p)
	count(why) > 0
} else := lib.not_applicable(f, sprintf("%s is a folder of this tree", [f.subject])) if {
	f.value.source == "path"
} else := lib.pass(f, sprintf("%s is locked to a commit%s", [f.subject, from(f)])) if {
	f.value.source == "git"
} else := lib.pass(f, sprintf("%s is locked with a %s hash%s", [f.subject, f.value.hash_alg, from(f)])) if {
	f.value.hash_alg in strong
} else := lib.pass(f, sprintf("%s is locked to one version, without a hash%s", [f.subject, from(f)]))

from(f) := sprintf(" of %s", [f.value.host]) if {
	f.value.source == "git"
	f.value.host != ""
} else := sprintf(", from %s", [f.value.host]) if {
	f.value.host != ""
} else := ""

strong := {"sha256", "sha384", "sha512"}

faults(f, p) := [why | some why in [version(f), integrity(f, p), commit(f), place(f), scheme(f), host(f, p)]; why != ""]

fetched := {"registry", "url"}

version(f) := "has no exact version" if {
	f.value.source == "registry"
	not f.value.exact
} else := ""

integrity(f, p) := why if {
	f.value.source in fetched
	needs_hash(f, p)
	why := hash(f)
} else := ""

# An archive behind a URL has no version that a registry could hold it to.
needs_hash(f, _) if f.value.source == "url"

# Any other word than "lock" asks for the strongest.
needs_hash(_, p) if p.level != "lock"

hash(f) := "records no hash" if {
	not f.value.hash_written
} else := "records a hash that is not whole" if {
	f.value.hash_alg == ""
} else := sprintf("records a %s hash, which is too weak", [f.value.hash_alg]) if {
	not f.value.hash_alg in strong
} else := ""

commit(f) := "comes from git without a whole commit" if {
	f.value.source == "git"
	not f.value.commit
} else := ""

place(f) := sprintf("lies outside the tree (%s)", [f.value.placed]) if {
	f.value.outside
} else := ""

scheme(f) := sprintf("is fetched over %s, which nothing protects", [f.value.scheme]) if {
	f.value.scheme in {"http", "git", "ftp", "git+http", "git+git", "svn", "sparse+http", "registry+http"}
} else := sprintf("is fetched over %s, which candor does not know", [f.value.scheme]) if {
	not f.value.scheme in {"", "https", "file", "git+https", "git+ssh", "ssh", "sparse+https", "registry+https", "git+file"}
} else := ""

host(f, p) := sprintf("comes from %s, which is not among the hosts allowed", [f.value.host]) if {
	count(p.hosts) > 0
	f.value.host != ""
	not f.value.host in {lower(h) | some h in p.hosts}
} else := ""
