# METADATA
# scope: package
# title: A user signs in to AWS by a password alone
# description: |
#   A user of IAM with a password can sign in to the console. Without a second
#   factor the password alone opens it.
#
#   - **Passes**: the user has a second factor, or no password.
#   - **Fails**: the user has a password and no second factor.
#   - **Unknown**: the credential report does not tell one of the two.
#   - **Not applicable**: the root user, of which `iam/root-user` speaks.
# custom:
#   severity: error
#   control: authentication
#   needs: [iam.user]
#   fix: give the user a second factor, or have people sign in through an identity provider and delete the password
#   version: "1"
package candor.rules.iam.user_mfa

import data.candor.lib

results contains judge(user) if some user in lib.facts("iam.user")

judge(user) := lib.not_applicable(user, "iam/root-user speaks of the root user") if {
	user.value.root == true
} else := lib.pass(user, sprintf("%s has a second factor", [user.subject])) if {
	user.value.mfa == true
} else := lib.pass(user, sprintf("%s has no password", [user.subject])) if {
	user.value.password == false
} else := lib.fail(user, sprintf("%s has a password and no second factor", [user.subject])) if {
	user.value.password == true
	user.value.mfa == false
} else := lib.unknown(user, sprintf("the credential report does not tell how %s signs in", [user.subject]))
