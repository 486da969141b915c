# METADATA
# title: Actions that install tools, and by which input
# description: |
#   Read from the inputs that the actions declare (action.yml), 2026-11.
#   inputs: those that name the version, in order. files: inputs that name a file
#   with the version. absent: what is installed when none is given: "latest", a
#   "range", the version "fixed" in the action, one that a file of the tree may
#   say ("tree"), or nothing beside what the "runner" has. runtime: a language's
#   runtime, of which a major version is what most mean to name.
package candor.tables.action_tools

tools := {
	"astral-sh/setup-uv": {"inputs": ["version"], "files": ["version-file"], "absent": "tree", "runtime": false},
	"denoland/setup-deno": {"inputs": ["deno-version"], "files": ["deno-version-file"], "absent": "range", "runtime": true},
	"docker/setup-buildx-action": {"inputs": ["version"], "files": [], "absent": "runner", "runtime": false},
	"docker/setup-qemu-action": {"inputs": ["image"], "files": [], "absent": "latest", "runtime": false},
	"golangci/golangci-lint-action": {"inputs": ["version"], "files": ["version-file"], "absent": "tree", "runtime": false},
	"google-github-actions/setup-gcloud": {"inputs": ["version"], "files": [], "absent": "latest", "runtime": false},
	"goreleaser/goreleaser-action": {"inputs": ["version"], "files": ["version-file"], "absent": "latest", "runtime": false},
	"hashicorp/setup-terraform": {"inputs": ["terraform_version"], "files": ["terraform_version_file"], "absent": "latest", "runtime": false},
	"jdx/mise-action": {"inputs": ["version"], "files": [], "absent": "latest", "runtime": false},
	"ko-build/setup-ko": {"inputs": ["version"], "files": [], "absent": "latest", "runtime": false},
	"opentofu/setup-opentofu": {"inputs": ["tofu_version"], "files": ["tofu_version_file"], "absent": "latest", "runtime": false},
	"oven-sh/setup-bun": {"inputs": ["bun-version"], "files": ["bun-version-file"], "absent": "tree", "runtime": true},
	"pnpm/action-setup": {"inputs": ["version"], "files": ["package_json_file"], "absent": "tree", "runtime": false},
	"sigstore/cosign-installer": {"inputs": ["cosign-release"], "files": [], "absent": "fixed", "runtime": false},
	"supabase/setup-cli": {"inputs": ["version"], "files": [], "absent": "tree", "runtime": false},
	"actions/setup-go": {"inputs": ["go-version"], "files": ["go-version-file"], "absent": "runner", "runtime": true},
	"actions/setup-java": {"inputs": ["java-version"], "files": ["java-version-file"], "absent": "runner", "runtime": true},
	"actions/setup-node": {"inputs": ["node-version"], "files": ["node-version-file"], "absent": "runner", "runtime": true},
	"actions/setup-python": {"inputs": ["python-version"], "files": ["python-version-file"], "absent": "tree", "runtime": true},
	"ruby/setup-ruby": {"inputs": ["ruby-version"], "files": [], "absent": "tree", "runtime": true},
}

# Words that name whatever is newest.
newest := {"latest", "stable", "canary", "nightly", "tip", "latest-release", "lts", "lts/*", "current", "node", "edge", "*", "x", "oldstable", "head", "main", "master"}
