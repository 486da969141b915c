# METADATA
# scope: package
# title: The tag of an image can be moved to another one
# description: |
#   Who names an image by its tag gets whatever the tag points to on that day. Where
#   tags can't be moved, a tag means the image that was looked at.
#
#   - **Passes**: the repository refuses to move any tag, or any but those that
#     `except` allows.
#   - **Fails**: tags can be moved, or some that `except` does not name.
#   - **Unknown**: the answer does not say.
# custom:
#   severity: note
#   control: build-integrity
#   needs: [registry.tags]
#   fix: make the tags of the repository immutable, and deploy by digest where a tag has to move
#   version: "1"
#   params:
#     except: {help: "filters of tags that may be moved, as the repository writes them, such as dev-*", default: []}
package candor.rules.registry.immutable_tags

import data.candor.lib

except := lib.params("registry/immutable-tags").except

results contains lib.at(judge(repository), repository.value.tags.at) if some repository in lib.facts("registry.tags")

setting(repository) := repository.value.tags.v if lib.known(repository.value.tags)

more(repository) := {f | some f in repository.value.except} - {f | some f in except}

judge(repository) := lib.pass(repository, sprintf("no tag of %s can be moved", [repository.subject])) if {
	setting(repository) == "IMMUTABLE"
} else := lib.pass(repository, sprintf("of %s only the tags %s can be moved", [repository.subject, concat(", ", sort(repository.value.except))])) if {
	setting(repository) == "IMMUTABLE_WITH_EXCLUSION"
	count(repository.value.except) > 0
	count(more(repository)) == 0
} else := lib.fail(repository, sprintf("the tags %s of %s can be moved", [concat(", ", sort(more(repository))), repository.subject])) if {
	setting(repository) == "IMMUTABLE_WITH_EXCLUSION"
	count(more(repository)) > 0
} else := lib.fail(repository, sprintf("the tags of %s can be moved", [repository.subject])) if {
	setting(repository) == "MUTABLE"
} else := lib.fail(repository, sprintf("the tags of %s can be moved, but for some", [repository.subject])) if {
	setting(repository) == "MUTABLE_WITH_EXCLUSION"
} else := lib.unknown(repository, sprintf("Whether the tags of %s can be moved can't be told: %s", [repository.subject, object.get(repository.value.tags, "why", "a setting that candor does not know")]))
