# METADATA
# title: What a policy denies to strangers
# description: |
#   An Allow for everybody reaches no further than a Deny in the same policy
#   leaves it.
package candor.lib.denials

import data.candor.lib
import data.candor.lib.iam

# all are the statements that certainly deny something to everybody, by the
# policy that they stand in.
all[[d.at.path, d.value.owner]] contains d if {
	some d in lib.facts("iam.statement")
	d.value.kind == "resource"
	iam.effect(d, "Deny")
	some p in iam.anyone(d)
	p.type in {"*", "AWS"}
	count(d.value.not_actions) + count(d.value.not_resources) == 0
}

# excepting are the operators that hold for every request but those that bear one
# of the values, also for one without the key.
excepting := {
	"arnnotequals", "arnnotequalsifexists", "arnnotlike", "arnnotlikeifexists", "notipaddress", "notipaddressifexists",
	"stringnotequals", "stringnotequalsifexists", "stringnotequalsignorecase", "stringnotequalsignorecaseifexists",
	"stringnotlike", "stringnotlikeifexists",
}

# exception is the key and the values whose bearers alone a denial spares. With
# another key or operator beside it, it spares more.
exception(d) := {"key": key, "values": values, "sure": object.get(d.value, "maybe", false) == false} if {
	is_object(d.value.conditions)
	some operator, tests in d.value.conditions
	count(d.value.conditions) == 1
	lower(operator) in excepting
	some name, values in tests
	count(tests) == 1
	key := lower(name)
	key in iam.of_whom
	count(values) > 0
}

# held are the exceptions of denials that cover all that a statement allows.
held(st) := {e |
	count(st.value.resources) > 0
	some d in all[[st.at.path, st.value.owner]]
	e := exception(d)
	every a in iam.possible(st) { some b in iam.named(d); covers(lower(b), lower(a)) }
	every r in st.value.resources { some s in d.value.resources; covers(text(s), text(r)) }
}

# kept_to are the keys of those whose values no stranger bears.
kept_to(st) := {e.key | some e in held(st); firm(e)}

# A denial that a condition may leave out is none for certain.
firm(e) if {
	e.sure
	every v in e.values { iam.keeps_out(v) }
	iam.some_addresses(e.values)
}

text(v) := v.v if lib.known(v)

text(v) := v.raw if lib.pattern(v)

covers(same, same)

covers(wide, narrow) if {
	endswith(wide, "*")
	startswith(narrow, trim_suffix(wide, "*"))
}
