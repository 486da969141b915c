# METADATA
# scope: package
# title: Script that installs outside of the lock
# description: |
#   Whether a script is a part of the build, its text does not say, so this speaks
#   of scripts apart from deps/lock-enforced, which reads the build itself.
#
#   The population: install commands in shell scripts (`*.sh` and files whose
#   first line names a shell).
#   Passes: commands that fail when the lock disagrees (`npm ci`, `pip install
#   --require-hashes`, `go install name@v1.2.3`).
#   Fails: commands that may take other versions than a lock holds, and packages
#   named on the command line.
#   Unknown: commands of which only the lock or a configuration could tell, and
#   scripts that can't be read.
# custom:
#   severity: note
#   control: build-integrity
#   needs: [shell.install]
#   fix: install with the command that fails when the lock disagrees, such as npm ci
#   version: "1"
package candor.rules.deps.script_install

import data.candor.lib

results contains r if {
	some f in lib.facts("shell.install")
	r := verdict(f)
}

verdict(f) := lib.pass(f, sprintf("%q installs only what was fixed before", [f.value.cmd])) if {
	f.value.frozen
} else := lib.fail(f, sprintf("%q names an exact version, but no lock fixes what that depends on", [f.value.cmd])) if {
	f.value.exact
} else := lib.fail(f, sprintf("%q takes the packages it names outside of any lock", [f.value.cmd])) if {
	f.value.packages > 0
} else := lib.fail(f, sprintf("%q may install other versions than a lock holds", [f.value.cmd]))
