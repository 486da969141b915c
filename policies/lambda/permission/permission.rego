# METADATA
# scope: package
# title: A function or a layer can be used on behalf of strangers
# description: |
#   A permission that names a service of AWS lets that service invoke the function
#   for whoever asks it to, in any account, unless it says for which source. One
#   that names `*` lets everybody in.
#
#   - **Passes**: an account or a role is named; or a source, an account or an
#     organisation holds the service to its own. The ARN of a bucket holds no
#     account, so `s3.amazonaws.com` needs the account as well: whoever takes the
#     name of a bucket that was given up has the same ARN.
#   - **Fails**: a service or everybody without any of that.
#   - **Unknown**: only a deployment knows the principal or the source.
#   - **Not applicable**: policies that are not those of functions or layers, and
#     the address of a function, which lambda/function-url-auth judges: also where
#     `lambda:InvokedViaFunctionUrl` holds a permission to invoke the function to
#     calls by that address.
# custom:
#   severity: warning
#   control: public-exposure
#   needs: [iam.statement]
#   fix: add SourceArn and SourceAccount
#   version: "4"
package candor.rules.lambda.permission

import data.candor.lib
import data.candor.lib.iam

results contains judge(st) if some st in lib.facts("iam.statement")

judge(st) := lib.not_applicable(st, sprintf("%s is no permission on a function", [st.subject])) if {
	object.get(st.value, "service", "") != "lambda"
} else := lib.not_applicable(st, sprintf("%s is about the address of a function", [st.subject])) if {
	about_url(st)
} else := lib.pass(st, sprintf("%s is held to its source by %s", [st.subject, concat(", ", sort(bound(st)))])) if {
	count(bound(st)) > 0
	not needs_account(st)
} else := lib.pass(st, sprintf("%s names whom it lets in", [st.subject])) if {
	count(st.value.principals) > 0
	every p in st.value.principals { named(p) }
} else := lib.at(lib.fix(lib.fail(st, said(st)), mend(st)), strangers(st)[0].at) if {
	count(strangers(st)) > 0
	count(loose(st)) == 0
} else := lib.unknown(st, sprintf("Whether %s is held to its source can't be told: %s", [st.subject, concat("; ", sort(why(st)))]))

# bound are the keys that hold a request to its source; the account of the
# deployment, whichever it is, is one account.
bound(st) := iam.bound(st) | {lower(key) |
	is_object(st.value.conditions)
	some tests in st.value.conditions
	some key, values in tests
	lower(key) == "aws:sourceaccount"
	every v in values { iam.own_account(v) }
}

about_url(st) if {
	some a in st.value.actions
	lib.known(a)
	lower(a.v) == "lambda:invokefunctionurl"
}

about_url(st) if {
	is_object(st.value.conditions)
	some operator, tests in st.value.conditions
	lower(operator) == "bool"
	some key, values in tests
	lower(key) == "lambda:invokedviafunctionurl"
	count(values) > 0
	every v in values { surely(v) }
}

surely(v) if {
	lib.known(v)
	v.from != "default"
	lower(sprintf("%v", [v.v])) == "true"
}

service(p) if {
	lib.known(p)
	endswith(p.v, ".amazonaws.com")
}

everybody(p) if {
	lib.known(p)
	p.v == "*"
}

strangers(st) := [p | some p in st.value.principals; stranger(p)]

stranger(p) if service(p)

stranger(p) if everybody(p)

# named is an account, a role or a user; a hole beside other text is one, too.
named(p) if {
	lib.known(p)
	every v in lib.values(p) { not stranger(object.union(p, {"v": v})) }
}

named(p) if {
	lib.pattern(p)
	contains(p.raw, ":iam::")
}

# The account of a deployment is an account, whichever it is.
named(p) if iam.own_account(p)

needs_account(st) if {
	some p in st.value.principals
	lib.known(p)
	p.v == "s3.amazonaws.com"
	not "aws:sourceaccount" in bound(st)
	not "aws:principalorgid" in bound(st)
	count(loose(st)) == 0
}

# loose are the conditions that may hold the service to its source: their value
# can't be told.
loose(st) := {v.why |
	is_object(st.value.conditions)
	some tests in st.value.conditions
	some key, values in tests
	lower(key) in iam.of_whom
	some v in values
	untold(v)
	not only_bucket(st, key)
}

untold(v) if v.k == "unknown"

# What begins with a hole may be an ARN of one account.
untold(v) if {
	lib.pattern(v)
	startswith(v.raw, "${")
}

# Whatever the ARN of a bucket is, it holds no account.
only_bucket(st, key) if {
	lower(key) == "aws:sourcearn"
	some p in st.value.principals
	lib.known(p)
	p.v == "s3.amazonaws.com"
}

# whom: the one who has the name of a bucket, or anybody.
whom(st) := sprintf("whoever owns the name of the bucket, also after it was given up: %s is missing", [account(st)]) if {
	needs_account(st)
	one_bucket(st)
} else := sprintf("anybody, as the ARN of a bucket holds no account: %s is missing", [account(st)]) if {
	needs_account(st)
	has_source(st)
}

said(st) := sprintf("%s lets everybody, in any account of AWS, %s", [st.subject, doing(st)]) if {
	everybody(strangers(st)[0])
} else := sprintf("%s lets %s %s for %s", [st.subject, strangers(st)[0].v, doing(st), whom(st)]) if {
	needs_account(st)
	has_source(st)
} else := sprintf("%s lets any account's %s %s: no %s holds it to one source", [st.subject, program(strangers(st)[0].v), doing(st), source(st)])

# program is a service of AWS as people call it.
program(principal) := object.get(programs, principal, principal)

programs := {
	"apigateway.amazonaws.com": "API Gateway", "cognito-idp.amazonaws.com": "Cognito", "events.amazonaws.com": "EventBridge", "iot.amazonaws.com": "IoT Core",
	"logs.amazonaws.com": "CloudWatch Logs", "s3.amazonaws.com": "S3", "scheduler.amazonaws.com": "EventBridge Scheduler",
	"secretsmanager.amazonaws.com": "Secrets Manager", "ses.amazonaws.com": "SES", "sns.amazonaws.com": "SNS", "sqs.amazonaws.com": "SQS",
}

doing(st) := "use the layer" if {
	some a in st.value.actions
	lib.known(a)
	contains(lower(a.v), "layer")
} else := "invoke the function"

mend(st) := sprintf("name the account or the organisation that may use it; where it goes with the function's address, hold it to calls by that (%s)", [via(st)]) if {
	everybody(strangers(st)[0])
} else := sprintf("add %s", [account(st)]) if {
	needs_account(st)
	has_source(st)
} else := sprintf("add %s and %s", [source(st), account(st)])

# What a format calls the two.
account(st) := {"terraform": "source_account", "cloudformation": "SourceAccount"}[st.value.format]

account(st) := "aws:SourceAccount" if not object.get(st.value, "format", "") in {"terraform", "cloudformation"}

via(st) := {"terraform": "invoked_via_function_url", "cloudformation": "InvokedViaFunctionUrl"}[st.value.format]

via(st) := "lambda:InvokedViaFunctionUrl" if not object.get(st.value, "format", "") in {"terraform", "cloudformation"}

source(st) := {"terraform": "source_arn", "cloudformation": "SourceArn"}[st.value.format]

source(st) := "aws:SourceArn" if not object.get(st.value, "format", "") in {"terraform", "cloudformation"}

sources(st) := [v |
	is_object(st.value.conditions)
	some tests in st.value.conditions
	some key, values in tests
	lower(key) == "aws:sourcearn"
	some v in values
]

has_source(st) if count(sources(st)) > 0

# one_bucket: every source is one bucket, with a name of its own.
one_bucket(st) if {
	has_source(st)
	every v in sources(st) {
		v.k in {"known", "pattern"}
		regex.match(`:s3:::[^*?/]+$`, object.get(v, "raw", object.get(v, "v", "")))
	}
}

why(st) := (({v.why | some v in st.value.principals; v.k != "known"} | {lib.choice(p) | some p in st.value.principals; p.others}) | loose(st)) | {"it has no principal" | count(st.value.principals) == 0}
