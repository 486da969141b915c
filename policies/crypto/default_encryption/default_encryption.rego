# METADATA
# scope: package
# title: New disks of a region are not encrypted on their own
# description: |
#   Each region of an account has a switch by which every new disk is encrypted,
#   whoever makes it. It says nothing of disks that are there: crypto/at-rest
#   judges each of those.
#
#   - **Passes**: the switch is on.
#   - **Fails**: it is off.
#   - **Unknown**: the region did not say.
# custom:
#   severity: warning
#   control: encryption-at-rest
#   needs: [store.default]
#   fix: switch the encryption of new disks on in every region
#   version: "2"
package candor.rules.crypto.default_encryption

import data.candor.lib

results contains judge(region) if some region in lib.facts("store.default")

judge(region) := lib.pass(region, sprintf("New disks in %s are encrypted", [region.subject])) if {
	lib.known(region.value.encrypted)
	region.value.encrypted.v == true
} else := lib.fail(region, sprintf("New disks in %s are encrypted only where somebody asks for it", [region.subject])) if {
	lib.known(region.value.encrypted)
	region.value.encrypted.v == false
} else := lib.unknown(region, sprintf("Whether new disks in %s are encrypted can't be told", [region.subject]))
