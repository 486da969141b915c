# METADATA
# scope: package
# title: Preview deployments are open to everybody
# description: |
#   A preview runs code that nobody has released yet, often on real data. Vercel
#   asks visitors who they are where a project says so: by its own sign-in, a
#   password, trusted addresses or a passport.
#
#   - **passes**: at least one of them covers the previews.
#   - **fails**: none does.
#   - **stays unknown**: a protection is on, and the service does not say of what.
# custom:
#   severity: warning
#   control: public-exposure
#   needs: [vercel.project]
#   fix: switch on Standard Protection under Deployment Protection in the settings of the project
#   version: "1"
package candor.rules.vercel.deployment_protection

import data.candor.lib

results contains judge(p) if some p in lib.facts("vercel.project")

judge(p) := lib.pass(p, sprintf("the previews of %s are protected by %s", [p.subject, concat(", ", sort(by(p, covers)))])) if {
	count(by(p, covers)) > 0
} else := lib.unknown(p, sprintf("whether the previews of %s are protected can't be told: the service does not say what %s covers", [p.subject, concat(", ", sort(odd(p)))])) if {
	count(odd(p)) > 0
} else := lib.fail(p, sprintf("the previews of %s are open to everybody who has the address", [p.subject]))

names := {"sso": "sign-in with Vercel", "password": "a password", "trusted_ips": "trusted addresses", "passport": "a passport"}

# Each of these includes previews.
covers := {"all", "preview", "prod_deployment_urls_and_all_previews", "all_except_custom_domains"}

by(p, kinds) := {text | some key, text in names; p.value[key] in kinds}

odd(p) := {text | some key, text in names; not p.value[key] in {"", "production"} | covers}
