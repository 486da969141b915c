# METADATA
# scope: package
# title: What a stack made was changed by hand
# description: |
#   For those who claim that every change goes through review: what the last look for
#   drift found of each stack, as `candor collect aws` read it. candor begins no such
#   look: begin one with `aws cloudformation detect-stack-drift`, and collect again.
#
#   - **Passes**: nothing had drifted, the look is at most `days` days old, and the
#     stack was not changed since. It speaks of those kinds of resource that
#     CloudFormation can compare.
#   - **Fails**: something was changed by hand, or is gone.
#   - **Unknown**: nobody looked, the look is too old or older than the stack's last
#     change, or CloudFormation could not tell.
#   - **Not applicable**: a stack of which nothing was made yet, or that is being deleted.
# custom:
#   severity: warning
#   control: change-management
#   needs: [aws.stack]
#   fix: bring the change into the template or take it back, and look for drift again
#   version: "1"
#   claim_only: true
#   params:
#     days: {help: "how old the look for drift may be, in days", default: 30}
package candor.rules.deploy.stack_drift

import data.candor.lib

days := lib.params("deploy/stack-drift").days

results contains judge(stack) if some stack in lib.facts("aws.stack")

judge(stack) := lib.not_applicable(stack, sprintf("%s is %s", [stack.subject, stack.value.status])) if {
	stack.value.status in {"REVIEW_IN_PROGRESS", "DELETE_IN_PROGRESS"}
} else := lib.fail(stack, sprintf("%s has drifted: something that it made was changed by hand, as of %s", [stack.subject, at(stack)])) if {
	stack.value.drift == "DRIFTED"
} else := lib.unknown(stack, sprintf("%s: nobody looked for drift", [stack.subject])) if {
	stack.value.drift in {null, "NOT_CHECKED"}
} else := lib.unknown(stack, sprintf("%s: CloudFormation says %s of its drift", [stack.subject, stack.value.drift])) if {
	stack.value.drift != "IN_SYNC"
} else := lib.unknown(stack, sprintf("%s: when the look for drift was is not told", [stack.subject])) if {
	stack.value.drift_days == null
} else := lib.unknown(stack, sprintf("%s was changed after the last look for drift, of %s", [stack.subject, at(stack)])) if {
	stack.value.updated_since
} else := lib.unknown(stack, sprintf("%s: the last look for drift is of %s, %d days old", [stack.subject, at(stack), stack.value.drift_days])) if {
	stack.value.drift_days > days
} else := lib.pass(stack, sprintf("%s had not drifted on %s, as far as CloudFormation can compare", [stack.subject, at(stack)]))

at(stack) := stack.value.drift_at if is_string(stack.value.drift_at)

at(stack) := "a day that is not told" if not is_string(stack.value.drift_at)
