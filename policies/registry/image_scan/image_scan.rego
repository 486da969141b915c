# METADATA
# scope: package
# title: Images are kept without being scanned for known weak points
# description: |
#   A registry can scan images for packages with known vulnerabilities, when they
#   come in or all the time. What it finds, and what becomes of it, is not told here.
#
#   - **Passes**: images of the repository are scanned when they come in, or all
#     the time; with `when: continuous` only the latter.
#   - **Fails**: they are scanned only when somebody asks, or less often than `when`
#     wants.
#   - **Unknown**: the answer does not say.
# custom:
#   severity: warning
#   control: vulnerability-management
#   needs: [registry.scan]
#   fix: set a scanning rule of the registry that means the repository
#   version: "1"
#   params:
#     when: {help: "push (scanned at least when it comes in) or continuous (again whenever a vulnerability becomes known)", default: push}
package candor.rules.registry.image_scan

import data.candor.lib

wanted := lib.params("registry/image-scan").when

results contains lib.at(judge(repository), repository.value.when.at) if some repository in lib.facts("registry.scan")

often := {"MANUAL": 0, "SCAN_ON_PUSH": 1, "CONTINUOUS_SCAN": 2}

level := {"push": 1, "continuous": 2}[wanted]

said := {"MANUAL": "only when somebody asks for it", "SCAN_ON_PUSH": "when they come in", "CONTINUOUS_SCAN": "all the time"}

setting(repository) := repository.value.when.v if lib.known(repository.value.when)

judge(repository) := lib.unknown(repository, sprintf("The parameter when is %v: want push or continuous", [wanted])) if {
	not level
} else := lib.pass(repository, sprintf("the images of %s are scanned %s", [repository.subject, said[setting(repository)]])) if {
	often[setting(repository)] >= level
} else := lib.fail(repository, sprintf("the images of %s are scanned %s", [repository.subject, said[setting(repository)]])) if {
	often[setting(repository)] < level
} else := lib.unknown(repository, sprintf("When the images of %s are scanned can't be told: %s", [repository.subject, object.get(repository.value.when, "why", "a setting that candor does not know")]))
