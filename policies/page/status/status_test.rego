package candor.rules.page.status_test

import data.candor.rules.page.status

# Helpers: a page of statements, each {"t": text} with what differs from the usual.
st(i, change) := {
	"kind": "page.statement", "subject": sprintf("p:%d", [i]), "n": i, "at": {"path": "p.md", "line": i + 1},
	"value": object.union(
		{"i": i, "page": "p.md", "text": change.t, "low": lower(change.t), "section": "s", "block": i, "shape": "item", "badge": "", "short": change.t},
		object.remove(change, ["t"]),
	),
}

row(i, cells) := {
	"kind": "page.row", "subject": sprintf("r:%d", [i]), "n": 100 + i, "at": {"path": "p.md", "line": 100 + i},
	"value": {"page": "p.md", "head": ["vendor", "purpose"], "cells": cells, "section": "s", "table": 1},
}

doc := {"kind": "page.document", "subject": "p.md", "n": 900, "at": {"path": "p.md", "line": 1}, "value": {"today": "2026-11-22"}}

judged(list, cells) := {s: o |
	some r in status.results with input as {"facts": {
		"page.document": [doc],
		"page.statement": [st(i, c) | some i, c in list],
		"page.row": [row(i, c) | some i, c in cells],
	}}
	s := r.subject
	o := r.outcome
}

test_clash if {
	r := judged([{"t": "Audit log of admin actions", "badge": "roadmap"}, {"t": "The audit log records every write."}, {"t": "SSO", "badge": "live"}, {"t": "We like tea."}], [])
	r["p:0"] == "fail"
	r["p:1"] == "pass"
	r["p:2"] == "pass"
	r["p:3"] == "not_applicable"
}

test_in_words if {
	judged([{"t": "SSO ships Q3 2026."}, {"t": "SSO works with any provider."}], [])["p:0"] == "fail"
	judged([{"t": "SSO ships Q3 2026."}, {"t": "Ask us about SSO if you need it?"}], [])["p:0"] == "pass"
	judged([{"t": "SSO ships Q3 2026."}, {"t": "SSO", "shape": "heading"}], [])["p:0"] == "pass"
}

test_by_heading if {
	judged([{"t": "SSO", "section": "Roadmap > 2027"}, {"t": "SSO works with any provider."}], [])["p:0"] == "fail"
	judged([{"t": "SSO, completed", "section": "Roadmap"}, {"t": "SSO works with any provider."}], [])["p:0"] == "pass"
}

test_another_thing if judged([{"t": "Audit log export: planned."}, {"t": "The audit log keeps each change."}], [])["p:0"] == "not_applicable"

test_badge_against_text if judged([{"t": "HIPAA: not on roadmap.", "badge": "roadmap"}], [])["p:0"] == "fail"

test_frameworks_are_excused if judged([{"t": "SOC 2 Type II", "badge": "roadmap"}, {"t": "Our controls follow SOC 2 Type II."}], [])["p:0"] == "pass"
