# METADATA
# scope: package
# title: Install command that does not keep to the lock
# description: |
#   A lock that the build does not enforce proves nothing about what is shipped.
#   Commands in workflows, actions and Dockerfiles are read; scripts that they
#   call are not followed.
#
#   Passes: `npm ci`, `pnpm install --frozen-lockfile` (and `pnpm install` where CI
#   is set, by its documented default), `yarn --immutable` or `--frozen-lockfile`,
#   `bun ci`, `pip install --require-hashes`, `uv sync --locked`, `pipenv sync`,
#   `bundle install --frozen`, `cargo build --locked`, `dotnet restore
#   --locked-mode`, `pdm sync`, `go install name@v1.2.3`, `go mod download`.
#   Fails: `npm install`, packages named on the command line (even at an exact
#   version: what they depend on floats), runners that download (`npx name@1`),
#   `pip install name`, `pipx`, `uvx`, `gem install`, `go install name@latest`,
#   and `-mod=mod`.
#   `pip install -r FILE` in a workflow is followed to the file of the tree: it passes
#   where a line has a hash, because pip then refuses what has none, and fails where
#   none has and a line leaves the version open.
#   Unknown: `yarn install` on CI, which version 1 and later ones treat
#   differently, other requirements files, `poetry install`, `composer install`,
#   `bundle install`, `dotnet restore` and `cargo build` without such a flag, and a manager that is
#   chosen at run time.
#   Left alone: a runner without a version (`npx tsc`), which runs what the lock
#   installed if that is there; packages of the system; other managers.
# custom:
#   severity: warning
#   control: build-integrity
#   needs: [ci.install]
#   fix: install with the command that fails when the lock disagrees, such as npm ci
#   version: "2"
package candor.rules.deps.lock_enforced

import data.candor.lib

results contains r if {
	some f in lib.facts("ci.install")
	r := told(f, verdict(f))
}

# Where a file decided, it stands beside the command.
told(f, r) := lib.related(r, [{"path": f.value.file, "line": f.value.file_line, "label": "the file that the command names"}]) if {
	f.value.file != ""
} else := r

verdict(f) := lib.pass(f, sprintf("%q installs nothing without a hash: %s has some", [f.value.cmd, f.value.file])) if {
	f.value.frozen
	f.value.file != ""
} else := lib.fail(f, sprintf("%q takes what is newest that day: %s leaves versions open and has no hashes", [f.value.cmd, f.value.file])) if {
	f.value.file != ""
} else := lib.pass(f, sprintf("%q keeps to the lock where CI is set, by the documented default of %s", [f.value.cmd, f.value.manager])) if {
	f.value.frozen
	f.value.from == "platform"
} else := lib.pass(f, sprintf("%q installs only what was fixed before", [f.value.cmd])) if {
	f.value.frozen
} else := lib.fail(f, sprintf("%q names an exact version, but no lock fixes what that depends on", [f.value.cmd])) if {
	f.value.exact
} else := lib.fail(f, sprintf("%q takes the packages it names outside of any lock", [f.value.cmd])) if {
	f.value.packages > 0
} else := lib.fail(f, sprintf("%q may install other versions than the lock holds", [f.value.cmd]))
