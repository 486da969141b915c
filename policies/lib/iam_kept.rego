# Statements that AWS keeps in policies of its own, or publishes to be copied.
package candor.lib.iam

import data.candor.lib

# holds says who has a statement, as the beginning of a sentence that goes on with
# "allows": of a policy that AWS keeps, what the user did about it. The account
# itself, asked for what is in use, gives each under its own name.
holds(st) := st.subject if {
	not st.value.managed
} else := sprintf("AWS' policy %s is in use, and %s", [managed_name(st), of_them(st, "its statement", "one of its statements")]) if {
	st.value.owner == managed_name(st)
} else := sprintf("%s attaches AWS' policy %s, %s", [st.value.owner, managed_name(st), of_them(st, "whose statement", "one of whose statements")])

# of_them: a number is no name. AWS gives most of its statements none.
of_them(st, with_name, nameless) := nameless if {
	regex.match(`^[0-9]+(#[0-9]+)?$`, statement_name(st))
} else := sprintf("%s %s", [with_name, statement_name(st)])

# attachment tells one attachment of a policy that AWS keeps from others.
attachment(st) := sprintf("%s %s %s %v", [st.at.path, st.value.owner, st.value.managed, instances(st)])

managed_name(st) := regex.replace(st.value.managed, `^.*/`, "")

statement_name(st) := regex.replace(st.subject, `^.*/`, "")

# prescribed: AWS writes the policy for a service and tells to attach it, so its
# customers can't narrow it.
prescribed(st) if st.value.kept["for"]

# only_aws says why nothing more can be told of such a policy, or of a statement
# that is as AWS publishes it.
only_aws(st) := sprintf(
	"AWS publishes this statement for %s%s, as what it acts on is made later; whether all of it is needed the tree does not show",
	[st.value.kept["for"], guide(st)],
) if {
	st.value.kept.copy
} else := sprintf(
	"AWS writes %s for %s%s and only AWS can narrow it; whether the service needs all of it the tree does not show. Who wants it narrower attaches a policy of their own instead",
	[managed_name(st), st.value.kept["for"], guide(st)],
)

guide(st) := sprintf(" (docs.aws.amazon.com/%s)", [st.value.kept.guide]) if {
	st.value.kept.guide
} else := ""

# instead names what AWS has in place of a policy.
instead(st) := sprintf("; AWS replaced %s: its documentation names %s", [managed_name(st), st.value.kept.instead]) if {
	st.value.kept.instead
} else := ""

# copied is what AWS publishes and a statement of the user's own is a copy of, tied to
# what AWS publishes it for. It is asked of statements that would fail: of few.
copied(st) := tied_copies[0] if {
	not st.value.managed
	copies := candor.iam_copies(named(st)) # of most there is none, and nothing more is asked
	count(copies) > 0
	every a in st.value.actions { told(a) }
	tied_copies := [c | some c in copies; tied_to(st, c)]
	count(tied_copies) > 0
}

told(v) if {
	lib.known(v)
	not v.others
}

# tied_to: the role that has it is one that only the service takes on, for which AWS
# writes it; or it is nearly the whole of what AWS writes, and no trust says that
# another has it.
tied_to(st, c) if {
	count(c.trusts) > 0
	count(takers(st)) > 0
	every p in takers(st) {
		p.type == "Service"
		told(p)
		lower(p.v) in c.trusts
	}
	every h in others(st) { h in trusted(st) }
}

tied_to(_, c) if {
	c.nearly
	count(c.trusts) == 0
}

tied_to(st, c) if {
	c.nearly
	count(trusts(st)) == 0
}

# trusts say who may take on the roles that hold the statement.
trusts(st) := [s | some s in beside(st); s.value.kind == "trust"; may_allow(s)]

takers(st) := [p | some s in trusts(st); some p in s.value.principals]

# others are the holders but the policy itself, and trusted those that a trust speaks
# for: a user and a group have none.
others(st) := array.slice(holders(st), 1, count(holders(st))) if {
	count(holders(st)) > 1
} else := holders(st)

trusted(st) := {h | some s in trusts(st); some h in holders(s)}

# as_published says why nothing more can be told of a copy.
as_published(c) := sprintf(
	"This is a copy of what AWS publishes for %s%s (docs.aws.amazon.com/%s), on every resource there as well; whether all of it is needed the tree does not show",
	[c["for"], by_policy(c), c.guide],
)

by_policy(c) := sprintf(" in its policy %s", [c.policy]) if {
	c.policy != ""
} else := ""
