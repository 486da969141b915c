# Statements that AWS keeps in policies of its own, or publishes to be copied.
package candor.lib.iam

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
