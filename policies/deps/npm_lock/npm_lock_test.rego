package candor.rules.deps.npm_lock_test

import data.candor.rules.deps.npm_lock

fact(subject, n, value) := {
	"kind": "dep", "subject": subject, "state": "observed", "n": n, "value": value,
	"at": {"path": "package-lock.json", "line": n + 1, "col": 1},
}

good := {
	"ecosystem": "npm", "manager": "npm", "name": "a", "hash_of": "package", "conditions": "", "real_name": "", "resolved": "1.0.0", "exact": true,
	"source": "registry", "hash_alg": "sha512", "hash_written": true, "host": "r.example.com", "scheme": "https",
	"url_name": "a", "url_version": "1.0.0", "outside": false, "commit": false, "placed": "",
}

entry(n, change) := fact(sprintf("a@%d", [n]), n, object.union(good, change))

judged(refs, hosts) := {r.subject: r | some r in rs} if {
	rs := npm_lock.results with input as {
		"facts": {"npm.lock": refs},
		"params": {"deps/npm-lock": {"hosts": hosts}},
	}
}

verdict(change) := r if {
	rs := judged([entry(0, change)], [])
	r := rs["a@0"]
}

outcome(change) := verdict(change).outcome

test_good if {
	verdict({}).message == "a@0 is locked with a sha512 hash, from r.example.com"
	verdict({"host": "", "scheme": "", "url_name": "", "url_version": ""}).message == "a@0 is locked with a sha512 hash; no host is recorded"
	verdict({"source": "git", "commit": true, "scheme": "git+ssh", "hash_alg": "commit", "hash_of": "commit", "hash_written": false, "url_name": "", "url_version": ""}).message == "a@0 is locked to a commit of r.example.com"
	outcome({"source": "link", "host": "", "scheme": "", "hash_alg": "", "hash_written": false, "url_name": "", "url_version": ""}) == "not_applicable"
	outcome({"source": "bundled", "host": "", "scheme": "", "hash_alg": "", "hash_written": false, "url_name": "", "url_version": ""}) == "not_applicable"
	outcome({"real_name": "b", "url_name": "b"}) == "pass"
	verdict({"host": "", "scheme": "", "hash_of": "cache"}).message == "a@0 is locked with a sha512 hash of the archive that yarn makes of it; no host is recorded"
	verdict({"source": "git", "host": "", "scheme": ""}).message == "a@0 is locked with a sha512 hash; no host is recorded"
	verdict({"source": "unused", "why": "of that"}).message == "a@0 does not count: of that"
	outcome({"source": "unused", "why": "of that"}) == "not_applicable"
	outcome({"resolved": "1.0.0+build"}) == "pass"
}

bad := {
	"has no exact version": {"exact": false},
	"records no integrity hash": {"hash_alg": "", "hash_written": false},
	"records an integrity that is no whole hash": {"hash_alg": ""},
	"records a sha1 hash and no sha512": {"hash_alg": "sha1"},
	"comes from git without a whole commit": {"source": "git", "hash_alg": ""},
	"lies outside the tree (../x)": {"source": "link", "outside": true, "placed": "../x"},
	"is fetched over http, which nothing protects": {"scheme": "http"},
	"is fetched over git, which nothing protects": {"scheme": "git", "source": "git", "commit": true},
	"records no hash: yarn takes none of a package that is for some platforms only (os=linux)": {"hash_alg": "", "hash_written": false, "conditions": "os=linux"},
	"is fetched from an address without a host": {"host": ""},
	"is fetched as an archive of evil": {"url_name": "evil"},
	"is fetched as an archive of version 1.0.1": {"url_version": "1.0.1"},
}

test_bad if {
	every why, change in bad {
		v := verdict(change)
		v.outcome == "fail"
		v.message == concat(" ", ["a@0", why])
	}
}

test_two_faults if {
	verdict({"scheme": "http", "hash_alg": "sha1"}).message == "a@0 records a sha1 hash and no sha512, is fetched over http, which nothing protects"
}

test_hosts_given if {
	rs := judged([entry(0, {}), entry(1, {"host": "other.example.com"}), entry(2, {"host": ""})], ["R.example.com"])
	{s: r.outcome | some s, r in rs} == {"a@0": "pass", "a@1": "fail", "a@2": "fail"}
	rs["a@1"].message == "a@1 comes from other.example.com, which is not among the hosts allowed"
}

test_one_host if {
	rs := judged([entry(0, {}), entry(1, {"host": "other.example.com"}), entry(2, {})], [])
	{s: r.outcome | some s, r in rs} == {"a@0": "pass", "a@1": "fail", "a@2": "pass"}
	rs["a@1"].message == "a@1 comes from other.example.com, while 2 others come from r.example.com"
}

test_no_usual_host if {
	rs := judged([entry(0, {}), entry(1, {"host": "other.example.com"})], [])
	{r.outcome | some r in rs} == {"fail"}
}

test_many_hosts if {
	rs := judged([entry(n, {"host": sprintf("h%d.example.com", [n])}) | some n in numbers.range(0, 30)], [])
	{r.outcome | some r in rs} == {"fail"}
}

manifest(change) := r if {
	value := object.union(
		{
			"ecosystem": "npm", "manager": "npm", "lock": "package-lock.json", "lock_state": "present", "lock_format": "3", "in_sync": true,
			"sync_errors": [], "sync_error_count": 0, "ignored": "", "ignored_at": "",
		},
		change,
	)
	rs := npm_lock.results with input as {
		"facts": {"npm.manifest": [fact("package.json", 0, value)]},
		"params": {"deps/npm-lock": {"hosts": []}},
	}
	count(rs) == 1
	some r in rs
}

test_manifest if {
	manifest({}).message == "package.json agrees with package-lock.json (lock version 3)"
	manifest({"manager": "pnpm", "lock": "pnpm-lock.yaml", "lock_format": "9.0"}).message == "package.json agrees with pnpm-lock.yaml (pnpm lock version 9.0)"
	manifest({"lock_state": "absent", "in_sync": false}).message == "package.json has dependencies and no lock covers it"
	manifest({"ignored": "config", "ignored_at": ".npmrc:2"}).outcome == "fail"
	manifest({"ignored": "gitignore", "ignored_at": ".gitignore:2"}).outcome == "unknown"
}

test_disagreement if {
	errors := [{"name": k, "kind": k, "line": i + 1, "path": "package.json", "asked": "", "recorded": ""} | some i, k in ["missing", "extraneous", "specifier", "range"]]
	m := manifest({"in_sync": false, "sync_errors": errors, "sync_error_count": 7})
	m.outcome == "fail"
	startswith(m.message, "package.json and package-lock.json disagree: missing is asked for and not locked; extraneous is locked")
	endswith(m.message, "; and 4 more")
	count(m.related) == 4
	m.related[3] == {"path": "package.json", "line": 4, "label": "the locked version of range is not one that is asked for"}
	said := manifest({"in_sync": false, "sync_errors": [object.union(errors[2], {"asked": "^2", "recorded": "^1"})], "sync_error_count": 1})
	endswith(said.message, "specifier is asked for as \"^2\" and the lock recorded \"^1\"")
	one := manifest({"in_sync": false, "sync_errors": [errors[0]], "sync_error_count": 1})
	endswith(one.message, "is asked for and not locked")
}

# Each lock has its own usual host: two managers name their registries otherwise.
test_hosts_of_two_locks if {
	other := object.union(entry(2, {"host": "other.example.com"}), {"at": {"path": "yarn.lock", "line": 1, "col": 1}})
	rs := judged([entry(0, {}), entry(1, {}), other], [])
	{r.outcome | some r in rs} == {"pass"}
}
