# METADATA
# scope: package
# title: Passwords of an account's users may be short
# description: |
#   The password policy of an account says what the passwords of its users have
#   to be. Where none is set, AWS asks for eight characters.
#
#   - **Passes**: a password has at least `length` characters.
#   - **Fails**: it may be shorter, or no policy is set and `length` is above eight.
#   - **Unknown**: `length` is no number above zero, or the policy does not tell.
# custom:
#   severity: warning
#   control: authentication
#   needs: [iam.password_policy]
#   fix: "set a password policy: aws iam update-account-password-policy --minimum-password-length 14"
#   version: "1"
#   params:
#     length: {help: "how many characters a password has at least", default: 14}
package candor.rules.iam.password_policy

import data.candor.lib

length := lib.params("iam/password-policy").length

results contains judge(account) if some account in lib.facts("iam.password_policy")

# asked is what the account asks for; what holds without a policy is AWS' word.
asked(account) := 8 if account.state == "absent"

asked(account) := account.value.length if {
	account.state == "observed"
	is_number(account.value.length)
}

judge(account) := lib.unknown(account, "length is no number above zero") if {
	not usable
} else := lib.pass(account, sprintf("a password in %s has at least %v characters", [account.subject, asked(account)])) if {
	asked(account) >= length
} else := lib.fail(account, sprintf("a password in %s may have %v characters, and %v are the least", [account.subject, asked(account), length])) if {
	asked(account) < length
} else := lib.unknown(account, sprintf("the password policy of %s does not tell how long a password is", [account.subject]))

usable if {
	is_number(length)
	length > 0
}
