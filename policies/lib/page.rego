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
	"customer-managed keys": `customer[- ]managed keys?|\bbyok\b|\bcmek\b`,
	"data export": `data export`,
}

# standing of a statement: a badge, or how it speaks.
standing(s) := "roadmap" if s.value.badge in {"roadmap", "planned", "coming soon", "in progress"}

standing(s) := "live" if s.value.badge in {"live", "available"}

standing(s) := "roadmap" if {
	s.value.badge == ""
	of(s, future)
}

standing(s) := "live" if {
	s.value.badge == ""
	s.value.shape != "heading"
	not of(s, future)
	not of(s, `\b(not|no|n't|haven't|without|if|when|until|once)\b|\?$`)
}

future := `road ?map|\bplanned\b|coming soon|\bwill (ship|be)\b|ships? (in )?q[1-4]|\bq[1-4] 20\d\d\b|\bexpect to\b|evaluating|not yet|\btarget\b`

# quarter_of is the quarter that a statement names, counted from year 0.
quarter_of(s) := ((to_number(m[2]) * 4) + to_number(m[1])) - 1 if {
	m := regex.find_all_string_submatch_n(`\bq([1-4]) (20\d\d)\b`, s.value.low, 1)[0]
}
