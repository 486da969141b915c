package candor.rules.deps.python_lock_test

import data.candor.rules.deps.python_lock

judge(value, level) := {[r.outcome, r.message] | some r in rs} if {
	rs := python_lock.results with input as {
		"params": {"deps/python-lock": {"level": level, "hosts": []}},
		"facts": {"python.manifest": [{
			"subject": "r.txt", "n": 0, "at": {"path": "r.txt", "line": 1},
			"value": object.union({
				"lock": "r.txt", "lock_state": "present", "in_sync": true, "ignored": "", "ignored_at": "",
				"complete": "", "entries": 3, "hashed": 1,
			}, value),
		}]},
	}
}

outcome(value, level) := {o | some [o, _] in judge(value, level)}

test_whole if {
	judge({}, "hash") == {["pass", "r.txt agrees with r.txt"]}
	judge({"complete": "hashed"}, "hash") == {["pass", "each of the 3 packages of r.txt has a hash, so pip installs nothing else"]}
	judge({"complete": "no"}, "hash") == {["fail", "1 of the 3 packages of r.txt have a hash, so pip takes what they depend on as it comes"]}
	outcome({"complete": "compiled"}, "hash") == {"fail"}
	outcome({"complete": "compiled"}, "lock") == {"pass"}
	outcome({"complete": "no"}, "lock") == {"unknown"}
	outcome({"complete": "hashed", "ignored": "gitignore"}, "hash") == {"unknown"}
}

test_entries if {
	rs := python_lock.results with input as {
		"params": {"deps/python-lock": {"level": "hash", "hosts": []}},
		"facts": {"python.lock": [{
			"subject": "a@1", "n": 0, "at": {"path": "r.txt", "line": 1},
			"value": {
				"exact": true, "source": "registry", "hash_alg": "sha256", "hash_written": true, "host": "", "scheme": "",
				"outside": false, "commit": false, "placed": "",
			},
		}]},
	}
	{r.outcome | some r in rs} == {"pass"}
}
