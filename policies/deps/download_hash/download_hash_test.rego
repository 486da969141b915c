package candor.rules.deps.download_hash_test

import data.candor.rules.deps.download_hash

verdict(change, accept) := r if {
	value := object.union(
		{"url": "https://x.example.com/i", "how": "file", "check": "none", "why": "", "internal": false, "fetched_at": 1},
		change,
	)
	rs := download_hash.results with input as {
		"facts": {"download.run": [{"kind": "download.run", "subject": "sh i", "n": 0, "value": value, "at": {"path": "a.sh", "line": 2}}]},
		"params": {"deps/download-hash": {"accept_signatures": accept}},
	}
	count(rs) == 1
	some r in rs
}

test_levels if {
	verdict({}, false).message == "https://x.example.com/i is run unchecked"
	verdict({"how": "install"}, false).outcome == "fail"
	verdict({"check": "fetched", "why": "a sum"}, false).message == "https://x.example.com/i is run after a check that proves nothing: a sum"
	verdict({"check": "weak", "why": "MD5"}, false).outcome == "fail"
	verdict({"check": "hash", "why": "a sum"}, false).message == "https://x.example.com/i is checked before it is run: a sum"
	verdict({"check": "commit", "why": "a commit"}, false).outcome == "pass"
	verdict({"internal": true}, false).outcome == "not_applicable"
}

test_signatures if {
	verdict({"check": "signature", "why": "gpg"}, false).outcome == "unknown"
	verdict({"check": "signature", "why": "gpg"}, true).outcome == "pass"
}

test_place if {
	verdict({}, false).related == [{"path": "a.sh", "line": 1, "label": "downloaded here"}]
	verdict({"fetched_at": 2}, false).related == []
}
