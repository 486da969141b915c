# METADATA
# scope: package
# title: Python package that no lock pins
# description: |
#   A lock pins a build if it is there, agrees with its manifest, and fixes every
#   package by version and by hash. A file of requirements is a lock of its own
#   when each line has a hash: pip then refuses whatever has none.
#
#   Passes: pyproject.toml, Pipfile or requirements.in with a lock of uv, poetry,
#   pdm, pipenv or pip that agrees with it; a file of requirements in which every
#   line has a SHA-256, 384 or 512; and each such package, or one at a commit.
#   Agreement is what the tool records where it does (the requirements for uv, the
#   content-hash for poetry, the hash of the Pipfile for pipenv), else that each
#   dependency is locked in a version that is asked for.
#   Fails: no lock, one that disagrees, a package without version or hash (any of
#   its files counts), a branch or tag, a place outside the tree, plain http.
#   Does not apply to folders of the tree.
#   Unknown: what can't be read, two locks of which either may count, dependencies
#   that the build backend finds, setup.py, conda environments; with level: lock
#   also a file of requirements that nothing says to be whole. That a hash belongs
#   to its package is recorded, not verified.
# custom:
#   severity: error
#   control: dependency-pinning
#   needs: [python.manifest, python.lock]
#   fix: lock with uv, poetry or pip-compile --generate-hashes, commit the lock, and install from it
#   version: "1"
#   params:
#     level:
#       help: what pins a package at least; hash, or lock for an exact version without a hash
#       default: hash
#     hosts:
#       help: hosts that packages may come from; empty means any
#       default: []
package candor.rules.deps.python_lock

import data.candor.lib
import data.candor.lib.lock

params := lib.params("deps/python-lock")

results contains whole(f) if some f in lib.facts("python.manifest")

results contains lock.entry(f, params) if some f in lib.facts("python.lock")

# A file of requirements stands for itself: what matters is that it is whole.
whole(f) := lock.manifest(f) if {
	f.value.complete == ""
} else := lib.unknown(f, sprintf("%s keeps %s out of version control, so the file that was read may not be the one that is installed", [f.value.ignored_at, f.subject])) if {
	f.value.ignored == "gitignore"
} else := lib.pass(f, sprintf("each of the %d packages of %s has a hash, so pip installs nothing else", [f.value.entries, f.subject])) if {
	f.value.complete == "hashed"
} else := lib.fail(f, sprintf("%d of the %d packages of %s have a hash, so pip takes what they depend on as it comes", [f.value.hashed, f.value.entries, f.subject])) if {
	params.level != "lock"
} else := lib.pass(f, sprintf("%s was compiled, with an exact version for each of its %d packages", [f.subject, f.value.entries])) if {
	f.value.complete == "compiled"
} else := lib.unknown(f, sprintf("nothing says that %s lists all that its packages depend on", [f.subject]))
