# METADATA
# scope: package
# title: Terraform provider that the lock does not fix
# description: |
#   A provider runs with the credentials of the deployment. The lock file holds the
#   version and the sums of its packages; without it every run may take another.
#
#   The population: the providers that a folder in which Terraform or OpenTofu is
#   run needs, with those of the local modules that it takes in. Such a folder has
#   a lock, or sets up a provider, a backend or a workspace, and no other folder
#   takes it in.
#   Passes: the lock holds a version that meets the constraint, and at least one
#   whole sum (`h1:` of the unpacked package or `zh:` of the archive).
#   Fails: no lock, no entry, no whole sum, a version that does not meet the
#   constraint.
#   Does not apply to what is built in, and to modules that only others take in.
#   Unknown: locks and files that can't be read, JSON, expressions.
#   Whether a sum is that of the version needs the registry, and is not said here.
# custom:
#   severity: warning
#   control: build-integrity
#   needs: [terraform.provider]
#   fix: run terraform init and commit .terraform.lock.hcl
#   version: "1"
package candor.rules.deps.terraform_lock

import data.candor.lib

results contains r if {
	some f in lib.facts("terraform.provider")
	r := placed(f, verdict(f))
}

verdict(f) := lib.not_applicable(f, sprintf("%s: %s", [f.value.name, f.value.why])) if {
	f.value.internal
} else := lib.fail(f, sprintf("%s is needed in %s, and there is no .terraform.lock.hcl", [f.value.name, f.value.root])) if {
	f.value.lock_state == "absent"
} else := lib.fail(f, sprintf("%s is not in %s", [f.value.name, f.value.lock])) if {
	not f.value.locked
} else := lib.fail(f, sprintf("%s is locked at %s, which does not meet %q", [f.value.name, f.value.resolved, f.value.spec])) if {
	f.value.in_sync == "no"
} else := lib.fail(f, sprintf("%s is locked at %s without a whole sum", [f.value.name, f.value.resolved])) if {
	f.value.h1 + f.value.zh == 0
} else := lib.pass(f, sprintf("%s is locked at %s with %d sums", [f.value.name, f.value.resolved, f.value.h1 + f.value.zh])) if {
	f.value.in_sync == "yes"
} else := lib.unknown(f, sprintf("%s is locked at %s; whether that meets %q can't be told", [f.value.name, f.value.resolved, f.value.spec]))

placed(f, r) := lib.related(r, [{"path": f.value.lock, "line": f.value.lock_line, "label": "locked here"}]) if {
	f.value.locked
} else := r
