# METADATA
# scope: package
# title: The root user of an account can be used without a second factor
# description: |
#   Nothing limits the root user. It should have no access keys, and nobody should
#   be able to sign in as it by a password alone.
#
#   - **Passes**: no access keys, and either a second factor or no password at all,
#     as where an organisation manages the root users of its accounts.
#   - **Fails**: it has access keys, or a password without a second factor.
#   - **Unknown**: the account does not tell whether there is a password.
# custom:
#   severity: error
#   control: authentication
#   needs: [iam.root]
#   fix: delete the access keys of the root user and give it a second factor, or take its password away for the whole organisation
#   version: "1"
package candor.rules.iam.root_user

import data.candor.lib

results contains judge(root) if some root in lib.facts("iam.root")

judge(root) := lib.fail(root, sprintf("the %s has %d access keys", [root.subject, root.value.keys])) if {
	root.value.keys > 0
} else := lib.pass(root, sprintf("the %s has a second factor and no access keys", [root.subject])) if {
	root.value.mfa == true
} else := lib.pass(root, sprintf("the %s has neither password nor access keys", [root.subject])) if {
	root.value.password == false
} else := lib.fail(root, sprintf("the %s has a password and no second factor", [root.subject])) if {
	root.value.password == true
} else := lib.unknown(root, sprintf("the %s has no second factor, and whether it has a password is not told", [root.subject]))
