package candor.rules.deps.action_tools_test

import data.candor.rules.deps.action_tools

verdict(name, inputs, runtimes) := r if {
	value := {"name": name, "level": "hash", "with": inputs}
	r := verdict_of(value, runtimes)
}

verdict_of(value, runtimes) := r if {
	rs := action_tools.results with input as {
		"facts": {"gha.uses": [{"kind": "gha.uses", "subject": "o/r@v1", "n": 0, "value": value, "at": {"path": "w.yml", "line": 2}}]},
		"params": {"deps/action-tools": {"runtimes": runtimes}},
	}
	count(rs) == 1
	some r in rs
}

known(s) := {"k": "known", "v": s, "at": {"line": 4, "col": 5}}

test_given if {
	verdict("goreleaser/goreleaser-action", {"version": known("latest")}, "any").message == "goreleaser/goreleaser-action installs latest, whatever that is at the time"
	verdict("goreleaser/goreleaser-action", {"version": known("v2.3.1")}, "any").at == {"path": "w.yml", "line": 4, "col": 5}
	verdict("goreleaser/goreleaser-action", {"version": known("~> v2")}, "any").outcome == "fail"
	verdict("goreleaser/goreleaser-action", {"version": {"k": "unknown", "v": "${{ x }}", "at": {"line": 4}}}, "any").outcome == "unknown"
	verdict("docker/setup-qemu-action", {"image": known("a@sha256:0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a")}, "any").outcome == "pass"
	verdict("oven-sh/setup-bun", {"bun-version": known("0123456789abcdef0123456789abcdef01234567")}, "any").outcome == "pass"
}

test_runtimes if {
	verdict("actions/setup-node", {"node-version": known("22")}, "any").outcome == "not_applicable"
	verdict("actions/setup-node", {"node-version": known("22")}, "exact").outcome == "fail"
	verdict("actions/setup-node", {"node-version": known("lts/*")}, "any").outcome == "fail"
}

test_absent if {
	verdict("jdx/mise-action", {}, "any").message == "jdx/mise-action names no version, and installs the newest"
	verdict("denoland/setup-deno", {}, "any").outcome == "fail"
	verdict("sigstore/cosign-installer", {}, "any").outcome == "pass"
	verdict_of({"name": "sigstore/cosign-installer", "level": "tag", "with": {}}, "any").outcome == "fail"
	verdict("pnpm/action-setup", {}, "any").outcome == "unknown"
	verdict("actions/setup-go", {}, "any").outcome == "not_applicable"
	verdict("actions/setup-go", {"go-version-file": known("go.mod")}, "any").outcome == "not_applicable"
	verdict("actions/setup-go", {"go-version-file": known("go.mod")}, "exact").outcome == "unknown"
	verdict("docker/setup-buildx-action", {}, "any").outcome == "not_applicable"
	verdict("actions/checkout", {}, "any").outcome == "not_applicable"
}
