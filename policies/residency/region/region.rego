# METADATA
# scope: package
# title: Data goes to a region outside the promised ones
# description: |
#   A promise about where data lives is broken by one replica elsewhere. Read
#   are the regions that templates name: of providers, replicas, replication
#   destinations and backup copies.
#
#   - **Passes**: the region is one of `allow`; `eu-*` allows every region with
#     that beginning.
#   - **Fails**: the region is named and is none of them.
#   - **Unknown**: a deployment chooses the region, or only the account that
#     holds the destination knows it.
#
#   A template without any region says nothing: where a stack is deployed is
#   not written in it.
# custom:
#   severity: error
#   control: data-residency
#   needs: [store.region]
#   fix: keep the copy within the promised regions, or change what is published
#   version: "2"
#   claim_only: true
#   params:
#     allow: {help: "regions in which data may be, such as eu-central-1 or eu-*", required: true}
package candor.rules.residency.region

import data.candor.lib

allow := lib.params("residency/region").allow

results contains lib.at(judge(place), place.value.region.at) if {
	some place in lib.facts("store.region")
}

judge(place) := lib.unknown(place, sprintf("The region of %s (%s) can't be told: %s", [place.subject, place.value.what, place.value.region.why])) if {
	place.value.region.k in {"pattern", "unknown"}
}

judge(place) := lib.pass(place, sprintf("%s (%s) is in %s%s", [place.subject, place.value.what, place.value.region.v, origin(place.value.region)])) if {
	lib.known(place.value.region)
	allowed(place.value.region.v)
}

judge(place) := lib.fail(place, sprintf("%s (%s) is in %s%s, outside %s", [place.subject, place.value.what, place.value.region.v, origin(place.value.region), concat(", ", allow)])) if {
	lib.known(place.value.region)
	not allowed(place.value.region.v)
}

allowed(region) if {
	some pattern in allow
	glob.match(pattern, null, region)
}

origin(val) := sprintf(" by the %s, which a deployment can override", [val.why]) if val.from == "default"

origin(val) := "" if not val.from == "default"
