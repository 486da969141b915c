package candor.rules.deps.gem_lock_test

import data.candor.rules.deps.gem_lock

test_both_kinds_are_judged if {
	rs := gem_lock.results with input as {
		"params": {"deps/gem-lock": {"level": "hash", "hosts": []}},
		"facts": {
			"gem.manifest": [{
				"subject": "Cargo.toml", "n": 0, "at": {"path": "Cargo.toml", "line": 1},
				"value": {"lock": "Cargo.lock", "lock_state": "present", "in_sync": true, "ignored": ""},
			}],
			"gem.lock": [{
				"subject": "a@1.0.0", "n": 1, "at": {"path": "Cargo.lock", "line": 2},
				"value": {
					"exact": true, "source": "registry", "hash_alg": "", "hash_written": false, "host": "", "scheme": "",
					"outside": false, "commit": false, "placed": "",
				},
			}],
		},
	}
	{r.subject: r.outcome | some r in rs} == {"Cargo.toml": "pass", "a@1.0.0": "fail"}
}
