# METADATA
# scope: package
# title: Image that is not pinned by digest
# description: |
#   A tag names another image tomorrow. Only a digest names the same bytes in
#   every build, so that what was reviewed and scanned is what runs.
#
#   Passes: images in Dockerfiles (FROM, COPY --from, RUN --mount, the syntax line),
#   in workflows (containers, services, docker:// actions) and pipelines, in compose
#   files, Kubernetes manifests, kustomizations, and the values and templates of
#   Helm charts, with a whole digest.
#   Fails: a tag alone, no tag, `latest`, and a digest that is cut short.
#   Does not apply to stages of the same file and to scratch, to the names of what
#   a compose file builds, and to what every kustomization replaces.
#   The default of an argument or variable is taken for its value; the message says
#   so, because a build can be started with another one.
#   Unknown: arguments without a default, expressions, templates, broken files.
# custom:
#   severity: warning
#   control: build-integrity
#   needs: [image.ref]
#   fix: add the digest behind the tag, as in name:tag@sha256:...
#   version: "2"
package candor.rules.deps.image_digest

import data.candor.lib

results contains r if {
	some f in lib.facts("image.ref")
	r := verdict(f)
}

verdict(f) := lib.not_applicable(f, sprintf("%s is %s", [f.subject, f.value.why])) if {
	f.value.internal
} else := lib.pass(f, sprintf("%s is pinned by %s%s", [f.value.name, f.value.resolved, source(f)])) if {
	f.value.level == "hash"
} else := lib.fail(f, sprintf("%s has a digest that is cut short: %s", [f.value.name, f.value.resolved])) if {
	f.value.digest
} else := lib.fail(f, sprintf("%s is named by the tag %s, which can be moved%s", [f.value.name, f.value.tag, source(f)])) if {
	f.value.tag != ""
} else := lib.fail(f, sprintf("%s is named without tag and digest%s", [f.value.name, source(f)]))

source(f) := sprintf(" (by the default of %s)", [f.value.arg]) if {
	f.value.from == "default"
} else := ""
