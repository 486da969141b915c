package candor.lib.lock_test

import data.candor.lib.lock

fact(value) := {"kind": "x.lock", "subject": "a@1", "state": "observed", "n": 0, "value": value, "at": {"path": "x.lock", "line": 1}}

good := {
	"name": "a", "resolved": "1", "exact": true, "source": "registry", "hash_alg": "sha256", "hash_written": true,
	"host": "", "scheme": "", "outside": false, "commit": false, "placed": "",
}

judge(change, level, hosts) := lock.entry(fact(object.union(good, change)), {"level": level, "hosts": hosts})

test_good if {
	judge({}, "hash", []).message == "a@1 is locked with a sha256 hash"
	judge({"host": "r.example.com", "scheme": "https"}, "hash", ["R.example.com"]).message == "a@1 is locked with a sha256 hash, from r.example.com"
	judge({"hash_alg": "", "hash_written": false}, "lock", []).message == "a@1 is locked to one version, without a hash"
	judge({"source": "git", "commit": true, "host": "g.example.com", "scheme": "git+https"}, "hash", []).message == "a@1 is locked to a commit of g.example.com"
	judge({"source": "path", "hash_alg": ""}, "hash", []).outcome == "not_applicable"
}

bad := {
	"has no exact version": {"exact": false},
	"records no hash": {"hash_alg": "", "hash_written": false},
	"records a hash that is not whole": {"hash_alg": ""},
	"records a md5 hash, which is too weak": {"hash_alg": "md5"},
	"comes from git without a whole commit": {"source": "git"},
	"lies outside the tree (../x)": {"source": "path", "outside": true, "placed": "../x"},
	"is fetched over http, which nothing protects": {"scheme": "http", "host": "r.example.com"},
	"is fetched over gopher, which candor does not know": {"scheme": "gopher", "host": "r.example.com"},
	"comes from other.example.com, which is not among the hosts allowed": {"host": "other.example.com", "scheme": "https"},
}

test_bad if {
	every why, change in bad {
		r := judge(change, "hash", ["r.example.com"])
		r.outcome == "fail"
		r.message == concat(" ", ["a@1", why])
	}
	judge({"source": "url", "hash_alg": "", "hash_written": false}, "lock", []).outcome == "fail"
}

manifest(change) := lock.manifest(object.union(fact(object.union({
	"lock": "x.lock", "lock_state": "present", "in_sync": true,
	"sync_errors": [], "sync_error_count": 0, "ignored": "", "ignored_at": "",
}, change)), {"subject": "x.toml"}))

test_manifest if {
	manifest({}).message == "x.toml agrees with x.lock"
	manifest({"lock_state": "absent"}).message == "x.toml has dependencies and no lock covers it"
	manifest({"ignored": "gitignore", "ignored_at": ".gitignore:1"}).outcome == "unknown"
	errors := [{"name": k, "kind": k, "line": i + 1, "path": "x.toml"} | some i, k in ["missing", "extraneous", "specifier", "range"]]
	m := manifest({"in_sync": false, "sync_errors": errors, "sync_error_count": 6})
	m.outcome == "fail"
	endswith(m.message, "; and 3 more")
	m.related[3].label == "the locked version of range is not one that is asked for"
	endswith(manifest({"in_sync": false, "sync_errors": [errors[0]], "sync_error_count": 1}).message, "is asked for and not locked")
}
