# What the condition of a statement narrows it to, and what it ties it to.
package candor.lib.iam

import data.candor.lib

# Keys that narrow who, when and from where, but not which resource.
no_resource := {
	"aws:calledvia", "aws:currenttime", "aws:epochtime", "aws:multifactorauthage", "aws:multifactorauthpresent",
	"aws:principalaccount", "aws:principalarn",
	"aws:principalorgid", "aws:principalorgpaths", "aws:referer", "aws:securetransport", "aws:sourceip",
	"aws:sourcevpc", "aws:sourcevpce", "aws:tokenissuetime", "aws:useragent", "aws:viaawsservice",
}

# keys are the condition keys of a statement, in lower case; "?" stands for a
# condition that can't be read.
keys(st) := set() if {
	st.value.has_condition == false
	st.value.conditions == null
} else := {"?"} if {
	st.value.has_condition
	not is_object(st.value.conditions)
} else := {"?"} if {
	is_string(st.value.conditions.k) # the whole is one value that can't be told
} else := {"?"} if {
	st.value.has_condition
	some operator in st.value.conditions
	operator.k
	is_string(operator.k)
} else := {lower(key) |
	st.value.has_condition
	some operator in st.value.conditions
	some key, _ in operator
}

# narrowing are the keys of a statement that may leave fewer resources.
narrowing(st) := keys(st) - no_resource

# under names the condition of a statement that is a failure all the same.
under(st) := sprintf(", under a condition on %s, which leaves every resource", [concat(", ", sort(keys(st)))]) if {
	count(keys(st)) > 0
} else := ""

# tied are the condition keys that certainly hold a statement to some resources: a
# request without the key does not meet the condition, so what the key says nothing
# about is not allowed at all.
tied(st) := {lower(key) |
	st.value.has_condition
	is_object(st.value.conditions)
	some operator, tests in st.value.conditions
	some key, values in tests
	is_array(values)
	count(values) > 0
	ties(st, trim_prefix(lower(operator), "foranyvalue:"), lower(key), values)
}

# A tag of the resource with values that are not all there are.
ties(_, operator, key, values) if {
	regex.match(`^([a-z0-9-]+:resourcetag/.|s3:existingobjecttag/.|rds:(db|cluster|snapshot|cluster-snapshot)-tag/.)`, key)
	every v in values { one_tag(operator, v) }
}

# A tag that a controller of a cluster sets on what it makes itself: that it is there
# tells. A name such as Environment can stand on everything.
ties(_, operator, key, values) if {
	regex.match(`^[a-z0-9-]+:resourcetag/([a-z0-9-]+\.)*(k8s\.aws|k8s\.io|kubernetes\.io|karpenter\.sh|csi\.aws\.com)/.`, key)
	every v in values { is_there(operator, v) }
}

# A role of one service. No other action knows this key for certain.
ties(st, operator, "iam:awsservicename", values) if {
	actions := possible(st)
	count(actions) > 0
	every a in actions { lower(a) == "iam:createservicelinkedrole" }
	every v in values { one_service(operator, v) }
}

# An address, or those of one domain: the identity that AWS would limit to.
ties(_, operator, "ses:fromaddress", values) if {
	every v in values { one_sender(operator, v) }
}

exact := {"stringequals", "stringequalsignorecase"}

# one_tag: a value of its own. What fills a hole is one text where no wildcard counts;
# a variable of IAM's own is one of the caller, and not of the resource.
one_tag(operator, v) if {
	operator in exact
	v.k in {"known", "pattern"}
	text_of_own(v.v)
}

one_tag(operator, v) if {
	operator in exact
	made(v)
}

one_tag("stringlike", v) if {
	written(v)
	regex.match(`^[^*?]+$|[A-Za-z0-9_]{2}`, open(v))
}

# written: a text, and not a default that a deployment can make a wildcard.
written(v) if {
	v.k in {"known", "pattern"}
	object.get(v, "from", "") != "default"
}

text_of_own(text) if {
	rest := regex.replace(text, `(?i)\$\{aws:(username|userid|principaltag/[^},$]+)\}`, "x")
	not regex.match(`^[*?]+$|\$\{`, rest)
}

is_there("null", v) if {
	lib.known(v)
	written(v)
	lower(sprintf("%v", [v.v])) == "false"
}

is_there("stringlike", v) if {
	lib.known(v)
	v.v == "*"
}

one_service(operator, v) if {
	operator in exact
	v.k in {"known", "pattern"}
	text_of_own(v.v)
}

one_service("stringlike", v) if {
	written(v)
	regex.match(`^[a-z0-9-]+\.`, open(v)) # the name of the service is whole
}

one_sender(operator, v) if {
	operator in exact
	v.k in {"known", "pattern"}
	text_of_own(v.v)
}

one_sender(operator, v) if {
	operator in exact
	made(v)
}

one_sender("stringlike", v) if {
	written(v)
	regex.match(`@[a-z0-9-]+(\.[a-z0-9-]+)+$`, lower(open(v)))
}
