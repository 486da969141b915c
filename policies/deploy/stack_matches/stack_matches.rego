# METADATA
# scope: package
# title: A stack runs another template than the tree holds
# description: |
#   For those who claim that what was reviewed is what runs: the template of each
#   stack of the account, as `candor collect aws` read it, against the templates of
#   the tree. Both are compared by digests of their one form: JSON and YAML, the order
#   of keys, comments and short forms of functions make no difference. A template of
#   the tree belongs to a stack when `templates` says so, when samconfig.toml or the
#   manifest of a CDK app does, or when its file (or its folder, where the file has a
#   name that any template may have) is called as the stack is and half of the stack's
#   resources are in it.
#
#   - **Passes**: a template of the tree has the text that the stack was made from.
#   - **Fails**: the template that belongs to the stack has another text; the first
#     place that differs is named, never what stands there. Of stacks that `stacks`
#     names, those that no template is for fail, too.
#   - **Unknown**: no template of the tree is for the stack; its last change was rolled
#     back or is under way; texts that look like secrets can't be compared; a macro
#     other than AWS's own may have changed the text; or the text was changed on its
#     way by packaging, the SAM command line or CDK.
#   - **Not applicable**: a stack that `stacks` does not name.
#
#   The values of parameters are not compared, and neither is what somebody changed in
#   a resource by hand: deploy/stack-drift looks at that.
# custom:
#   severity: error
#   control: change-management
#   needs: [aws.template]
#   lookups: [cloudformation.template]
#   fix: deploy the template that was reviewed, or review and commit the one that runs
#   version: "1"
#   claim_only: true
#   params:
#     stacks: {help: "the stacks that are made from this tree, by name, with * for any text; all others are left aside. Empty: every stack, and one that no template is for stays unknown", default: []}
#     templates: {help: "the template of the tree that a stack is made from, by the name of the stack, such as {ledgerline-*: infra/api.yaml}", default: {}}
package candor.rules.deploy.stack_matches

import data.candor.lib

params := lib.params("deploy/stack-matches")

results contains judge(stack) if some stack in lib.facts("aws.template")

judge(stack) := lib.not_applicable(stack, sprintf("%s is none of the stacks that are made from this tree", [label(stack)])) if {
	count(params.stacks) > 0
	not ours(stack)
} else := lib.unknown(stack, sprintf("%s is %s: which template it runs can't be told", [label(stack), stack.value.status])) if {
	not stack.value.status in settled
} else := lib.unknown(stack, sprintf("%s has the text of %s but for %d texts that look like secrets, and these are not compared", [label(stack), twins(stack)[0].value.path, stack.value.masked])) if {
	count(twins(stack)) > 0
	stack.value.masked > 0
} else := lib.unknown(stack, sprintf("%s has the text of %s, and the macro %s may have made something else of it", [label(stack), twins(stack)[0].value.path, strange(stack)[0]])) if {
	count(twins(stack)) > 0
	count(strange(stack)) > 0
} else := beside(lib.pass(stack, sprintf("%s runs %s: %d resources, %s", [label(stack), twins(stack)[0].value.path, stack.value.resources, stack.value.digest])), twins(stack)[0], "the same template") if {
	count(twins(stack)) > 0
} else := lib.unknown(stack, sprintf("%s is said to be made from %s, and the tree holds no such template", [label(stack), concat(" or ", named(stack))])) if {
	count(named(stack)) > 0
	count(candidates(stack)) == 0
} else := orphan(stack) if {
	count(candidates(stack)) == 0
} else := differs(stack, nearest(stack))

orphan(stack) := lib.fail(stack, sprintf("%s runs a template that the tree does not hold: none of its %d templates has its text or is for it", [label(stack), count(templates)])) if {
	ours(stack)
	count(templates) > 0
	not made_on_the_way(stack)
} else := lib.unknown(stack, sprintf("%s: no template of the tree (%d were read) has the text that it was made from, or is for it", [label(stack), count(templates)]))

differs(stack, best) := lib.unknown(stack, sprintf("%s differs from %s, and the digests of their parts do not tell where", [label(stack), best.path])) if {
	best.places == 0
} else := beside(lib.unknown(stack, sprintf("%s differs from %s %s, and %s changes texts on their way: compare what it made", [label(stack), best.path, places(best), made_on_the_way(stack)])), best.template, "the template that it is made from") if {
	made_on_the_way(stack)
} else := beside(lib.unknown(stack, sprintf("%s differs from %s only %s, where packaging writes the address of what it uploaded", [label(stack), best.path, places(best)])), best.template, "the template that it is made from") if {
	every path in best.paths { regex.match(packaged, path) }
} else := beside(lib.fail(stack, sprintf("%s runs another template than %s: they differ %s", [label(stack), best.path, places(best)])), best.template, "the template that it is made from")

label(stack) := sprintf("The stack %s in %s of %s", [stack.value.stack, stack.value.region, stack.value.account])

beside(result, template, text) := lib.related(result, [{"path": template.value.path, "line": 1, "label": text}])

# In these what runs is what the template says; after a roll back it is an older one.
settled := {"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "IMPORT_COMPLETE"}

# What `aws cloudformation package` and its like put the address of an upload into.
packaged := `^Resources/[^/]+/Properties/(Code|CodeUri|ContentUri|Content|DefinitionUri|DefinitionS3Location|TemplateURL|Location|SourceBundle|BodyS3Location|Command|ImageUri|SchemaUri|ModuleLocation|LambdaLayer)$`

ours(stack) if {
	some pattern in params.stacks
	glob.match(pattern, null, stack.value.stack)
}

templates := lib.facts("cloudformation.template")

by_digest[t.value.digest] contains t if some t in templates

# named are the templates that the parameter gives to a stack.
named(stack) := {path |
	some pattern, path in params.templates
	glob.match(pattern, null, stack.value.stack)
}

# twins are the templates with the stack's text, by path.
twins(stack) := [t | some t in object.get(by_digest, stack.value.digest, [])] if count(named(stack)) == 0

twins(stack) := [t |
	some t in object.get(by_digest, stack.value.digest, [])
	t.value.path in named(stack)
] if {
	count(named(stack)) > 0
}

candidates(stack) := [t | some t in templates; t.value.path in named(stack)] if count(named(stack)) > 0

candidates(stack) := [t | some t in templates; belongs(t, stack)] if count(named(stack)) == 0

belongs(t, stack) if stack.value.stack in t.value.stacks

belongs(t, stack) if {
	t.value.called == stack.value.stack
	types := {p | some p in lines(stack); regex.match(` Resources/[^/]+/Type$`, p)}
	count(types) > 0
	count(types & lines(t)) * 2 >= count(types)
}

lines(fact) := {p | some p in split(fact.value.parts, "\n")}

# nearest is the candidate with the fewest places that differ, and those places,
# resources first.
nearest(stack) := {"places": best[0], "path": best[1], "paths": best[2], "template": best[3]} if {
	best := min([[count(ps), t.value.path, ps, t] |
		some t in candidates(stack)
		ps := paths(stack, t)
	])
}

paths(a, b) := array.concat(
	[p | some p in all; startswith(p, "Resources/")],
	[p | some p in all; not startswith(p, "Resources/")],
) if {
	all := sort({split(l, " ")[1] | some l in (lines(a) - lines(b)) | (lines(b) - lines(a))})
}

places(best) := sprintf("at %s", [best.paths[0]]) if best.places == 1

places(best) := sprintf("at %s and %d other places", [best.paths[0], best.places - 1]) if best.places > 1

strange(stack) := [m | some m in stack.value.macros; not own_macro(m)]

own_macro(name) if {
	some prefix in ["AWS::Serverless-", "AWS::SecretsManager-", "AWS::LanguageExtensions", "AWS::CodeDeployBlueGreen"]
	startswith(name, prefix)
}

made_on_the_way(stack) := "the SAM command line" if {
	some m in stack.value.macros
	startswith(m, "AWS::Serverless-")
} else := "CDK" if {
	stack.value.cdk
}
