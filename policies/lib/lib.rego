# METADATA
# title: Words that every rule shares
# description: |
#   A rule reads facts and gives one result for each subject of its population:
#   pass, fail, unknown or not_applicable. Facts that could not be read never
#   reach a rule; the engine makes them unknown on its own.
package candor.lib

# facts(kind) are the facts of a kind that were observed, or observed to be absent.
facts(kind) := object.get(input.facts, kind, [])

pass(fact, message) := {
	"outcome": "pass",
	"subject": fact.subject,
	"message": message,
	"at": fact.at,
	"fact": fact.n,
}

# What its source makes only if a deployment says so, or what nobody is seen to
# use, is no failure yet.
fail(fact, message) := unknown(fact, sprintf("%s, %s", [message, only(fact)])) if {
	only(fact)
} else := {
	"outcome": "fail",
	"subject": fact.subject,
	"message": sprintf("%s%s%s", [message, loose(fact), made_by(fact)]),
	"at": fact.at,
	"fact": fact.n,
}

# only is why something may not be there, as the end of a sentence; made_by names
# the default by which it is.
only(fact) := fact.value.only

made_by(fact) := sprintf(" (made by the %s, which a deployment can override)", [fact.value.made_by]) if {
	fact.value.made_by
} else := ""

# loose: what is granted is granted to nobody that the sources show.
loose(fact) := sprintf("; %s", [fact.value.loose]) if {
	fact.value.loose
} else := ""

unknown(fact, message) := {
	"outcome": "unknown",
	"subject": fact.subject,
	"message": message,
	"at": fact.at,
	"fact": fact.n,
}

not_applicable(fact, message) := {
	"outcome": "not_applicable",
	"subject": fact.subject,
	"message": message,
	"at": fact.at,
	"fact": fact.n,
}

# at(result, place) moves a result to a place inside the file of its fact: a
# position {line, col, ...}, the "at" of a value, or a whole location with a path.
at(result, place) := object.union(
	object.remove(result, ["at"]), # union merges objects: the old line would stay
	{"at": object.union(object.filter(result.at, ["path", "resource"]), place)},
)

# subject(result, name) judges a part of what the fact is about.
subject(result, name) := object.union(result, {"subject": name})

# fix(result, text) says what to do about this very result.
fix(result, text) := object.union(result, {"fix": text})

# once(result, key, weight): of all failures with one key only the weightiest is told,
# with the number of the others, and those are not applicable.
once(result, key, weight) := object.union(result, {"once": key, "weight": weight}) if {
	result.outcome == "fail"
} else := result

# related(result, places) adds places, each a location with a "label".
related(result, places) := object.union(result, {"related": [object.union({"path": object.get(result.at, "path", "")}, p) | some p in places]})

# A value read from a template is known, a pattern (text with holes) or unknown.
# Test before use; never negate a test on a value that may be unknown.
known(val) if val.k == "known"

pattern(val) if val.k == "pattern"

unsure(val) if val.k == "unknown"

# may_be: beside its default, the source lets a deployment choose this. choice is
# that in words.
may_be(val, v) if v in object.get(val, "others", [])

choice(val) := sprintf("%s, beside which the source names %s", [val.why, concat(", ", [sprintf("%v", [o]) | some o in val.others])])

# values are all that a known value may be: itself, and what the source names
# beside it.
values(val) := array.concat([val.v], object.get(val, "others", [])) if known(val)

# reason says why a value can't be told, or what else it may be.
reason(val) := choice(val) if val.others

reason(val) := val.why if not val.others

# on_trial: it stands in a folder of tests, demos or examples, where nothing need be kept,
# or is for an emulator of AWS.
# Whether what it makes is in use, the tree does not show.
on_trial(fact) if regex.match(`(?i)(^|[/._-])localstack([/._-]|$)`, fact.at.path)

on_trial(fact) if regex.match(`(^|/)((e2e|tests?|testdata|fixtures?)|([A-Za-z0-9]+[-_])*(demos?|examples?|samples?)([-_][A-Za-z0-9]+)*)/`, fact.at.path)

# params(rule) are the parameters of a rule, the defaults filled in.
params(rule) := input.params[rule]
