# METADATA
# scope: package
# title: A function's own address takes requests from anybody
# description: |
#   A Lambda function can have an address of its own on the internet. With
#   authentication `NONE` everybody who knows the address runs the function.
#
#   - **Passes**: `AWS_IAM`, and every function without such an address.
#   - **Fails**: `NONE`, written in the template or given by the default of a
#     parameter; the message says which.
#   - **Unknown**: a value that only a deployment knows.
#
#   The permission that goes with an address is judged by itself: it decides who may
#   call the address where the address asks for nothing, also of one that is not in
#   the sources.
#
#   A webhook that checks a signature itself needs `NONE`: waive that result
#   with the reason.
# custom:
#   severity: error
#   control: public-exposure
#   needs: [lambda.url]
#   fix: set the authentication of the function URL to AWS_IAM, or waive it where the handler checks a signature
#   version: "3"
package candor.rules.lambda.function_url_auth

import data.candor.lib

results contains lib.at(judge(url), url.value.auth.at) if {
	some url in lib.facts("lambda.url")
}

judge(url) := better(url, lib.fail(url, failure(url))) if {
	lib.known(url.value.auth)
	url.value.auth.v == "NONE"
}

judge(url) := lib.pass(url, sprintf("%s asks for AWS_IAM%s", [whose(url), origin(url.value.auth)])) if {
	lib.known(url.value.auth)
	url.value.auth.v == "AWS_IAM"
	not lib.may_be(url.value.auth, "NONE")
}

judge(url) := lib.unknown(url, sprintf("The authentication of %s can't be told: %s", [lower_whose(url), lib.choice(url.value.auth)])) if {
	lib.known(url.value.auth)
	url.value.auth.v == "AWS_IAM"
	lib.may_be(url.value.auth, "NONE")
}

judge(url) := lib.unknown(url, sprintf("The authentication of %s is %v, which is neither NONE nor AWS_IAM", [lower_whose(url), url.value.auth.v])) if {
	lib.known(url.value.auth)
	not url.value.auth.v in {"NONE", "AWS_IAM"}
}

judge(url) := lib.unknown(url, sprintf("The authentication of %s can't be told: %s", [lower_whose(url), url.value.auth.why])) if {
	url.value.auth.k in {"pattern", "unknown"}
}

failure(url) := sprintf("The permission %s lets everybody call the address of its function (NONE%s)", [url.subject, origin(url.value.auth)]) if {
	url.value.permission
} else := sprintf("%s asks for no authentication (NONE%s)", [whose(url), origin(url.value.auth)])

better(url, result) := lib.fix(result, "name who may call the address, with FunctionUrlAuthType AWS_IAM, or waive it where the handler checks a signature") if {
	url.value.permission
} else := result

whose(url) := sprintf("The permission %s", [url.subject]) if {
	url.value.permission
} else := sprintf("The function URL of %s", [url.subject])

lower_whose(url) := sprintf("t%s", [substring(whose(url), 1, -1)])

origin(val) := sprintf(", by the %s, which a deployment can override", [val.why]) if val.from == "default"

origin(val) := "" if not val.from == "default"
