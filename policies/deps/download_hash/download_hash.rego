# METADATA
# scope: package
# title: Download that runs without a checked hash
# description: |
#   A script that fetches a program and runs it runs whatever the server sends
#   that day. A hash that stands in the script, compared before the program runs,
#   fixes what was reviewed.
#
#   The population: what Dockerfiles, workflows, pipelines and shell scripts fetch
#   (curl, wget, gsutil, aws s3, ADD) and then pipe into an interpreter, run,
#   make executable, install as a package or unpack where programs are.
#   Passes: a SHA-256, SHA-384 or SHA-512 that stands in the script (also by way of
#   a variable or build argument with a literal value) is compared by sha256sum -c
#   and its like, or in a test, and a difference stops the script before the
#   program runs; or the address names a whole commit on a raw file host.
#   Fails: no check; a hash that is fetched beside the program; MD5 and SHA-1.
#   Does not apply to downloads from the machine itself.
#   Unknown: a signature (whether its key is the right one can't be seen; set
#   `accept_signatures` if you settled that), hashes from outside of the script,
#   a check whose failure may not stop the script, archives that are unpacked
#   elsewhere, addresses put together at run time, scripts that can't be parsed.
#   `curl ... | python3 -m json.tool` or `| jq` runs nothing, and is left out.
# custom:
#   severity: warning
#   control: build-integrity
#   needs: [download.run]
#   fix: write the file, compare it with a literal hash by sha256sum -c, and run it behind &&
#   version: "1"
#   params:
#     accept_signatures:
#       help: whether a checked signature (gpg, cosign, minisign) passes
#       default: false
package candor.rules.deps.download_hash

import data.candor.lib

results contains r if {
	some f in lib.facts("download.run")
	r := lib.related(verdict(f), fetched(f))
}

verdict(f) := lib.not_applicable(f, sprintf("%s comes from the machine itself", [f.value.url])) if {
	f.value.internal
} else := lib.pass(f, sprintf("%s is checked before it %s: %s", [f.value.url, does[f.value.how], f.value.why])) if {
	f.value.check == "hash"
} else := lib.pass(f, sprintf("%s can't change: %s", [f.value.url, f.value.why])) if {
	f.value.check == "commit"
} else := lib.pass(f, sprintf("%s is checked before it %s: %s", [f.value.url, does[f.value.how], f.value.why])) if {
	f.value.check == "signature"
	lib.params("deps/download-hash").accept_signatures
} else := lib.unknown(f, sprintf("%s is checked by %s; whether its key is the right one can't be seen", [f.value.url, f.value.why])) if {
	f.value.check == "signature"
} else := lib.fail(f, sprintf("%s %s after a check that proves nothing: %s", [f.value.url, does[f.value.how], f.value.why])) if {
	f.value.check in {"fetched", "weak"}
} else := lib.fail(f, sprintf("%s %s unchecked", [f.value.url, does[f.value.how]]))

does := {
	"pipe": "is run as it comes",
	"substitution": "is run as it comes",
	"file": "is run",
	"install": "is installed",
	"unpack": "is unpacked",
}

fetched(f) := [{"line": f.value.fetched_at, "label": "downloaded here"}] if {
	f.value.fetched_at != f.at.line
} else := []
