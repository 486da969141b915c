# METADATA
# title: Words that rules on published pages share
# description: |
#   A page is statements, in order, and rows of tables. Two statements clash
#   when both can't be true of the same thing at the same time; the later one is
#   the finding and the earlier one stands beside it.
package candor.lib.page

import data.candor.lib

statements := lib.facts("page.statement")

rows := lib.facts("page.row")

# of(s, pattern): the statement says something that the pattern matches.
of(s, pattern) if regex.match(pattern, s.value.low)

same_page(a, b) if a.value.page == b.value.page

# beside is the place of another statement, for a result's related places.
beside(s) := {"path": s.at.path, "line": s.at.line, "label": s.value.short}

# Things that pages promise, sell or plan under a name of their own.
features := {
	"audit log": `audit[- ]?(log|trail|row|event|record)s?\b`,
	"single sign-on": `\bsso\b|\bsaml\b|single sign-on`,
	"SCIM": `\bscim\b`,
	"two-factor authentication": `\b(2fa|mfa|totp)\b|two-factor|multi-factor`,
	"custom roles": `custom roles?\b`,
	"SOC 2 Type II": `soc ?2,? type ?(ii|2)(\b|\d|auditor)`,
	"SOC 2 Type I": `soc ?2,? type ?(i|1)(\b|auditor)`,
	"ISO 27001": `iso[ /]?(iec )?27001`,
	"penetration test": `penetration test|pen[- ]?test`,
	"IP allow-list": `ip[- ]?(allow|white)-?list`,
	"customer-managed keys": `customer[- ]managed( encryption)? keys?|\bbyok\b|\bcmek\b`,
	"data export": `data export`,
}

# Things that bear a feature's name and are another one: to export the audit
# log is not to have it.
narrower := {"audit log": `audit[- ]?logs? (export|stream|forward|search|api|viewer|ui|retention)|(export|stream|forward|search)\w* (of )?(the |your )?audit`}

# about: a text speaks of the feature itself.
about(low, feature) if {
	regex.match(features[feature], low)
	not narrow(low, feature)
}

# speaking lists the statements about each feature, found once for all rules.
speaking := {f: [s | some s in statements; about(s.value.low, f)] | some f in object.keys(features)}

# few keeps a result readable where a page says the same in a hundred places.
few(list) := array.slice(list, 0, 8)

narrow(low, feature) if regex.match(narrower[feature], low)

# standing of a statement: a badge, or how it speaks.
standing(s) := "roadmap" if s.value.badge in {"roadmap", "planned", "coming soon", "in progress"}

standing(s) := "live" if s.value.badge in {"live", "available"}

standing(s) := "roadmap" if {
	s.value.badge == ""
	planned(s)
}

standing(s) := "live" if {
	s.value.badge == ""
	s.value.shape != "heading"
	not planned(s)
	not of(s, `\b(not|no|n't|haven't|without|if|when|until|once)\b|\?$`)
}

# planned: it says so itself, or the headings above it do. What is said to be
# done is no plan, whatever its date.
planned(s) if {
	of(s, future)
	not of(s, done)
}

planned(s) if {
	regex.match(`road ?map|coming soon|\bplanned\b|\bupcoming\b`, lower(s.value.section))
	not of(s, done)
}

done := `\b(completed|achieved|passed|finished|delivered|shipped|released|since|last|latest|previous|already)\b`

future := `\b(on|to|under) (the |our )?road ?map|\broad ?map(\W*$|:| q[1-4])|\bplanned\b|coming soon|\bwill (ship|be)\b|ships? (in )?q[1-4]|\bq[1-4] 20\d\d\b|\bexpect to\b|evaluating|not yet|\btarget(ed|s)?\b|\bscheduled\b|in progress|\bupcoming\b`

# quarter_of is the quarter that a statement names, counted from year 0.
quarter_of(s) := ((to_number(m[2]) * 4) + to_number(m[1])) - 1 if {
	m := regex.find_all_string_submatch_n(`\bq([1-4]) (20\d\d)\b`, s.value.low, 1)[0]
}
