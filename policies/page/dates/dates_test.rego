package candor.rules.page.dates_test

import data.candor.rules.page.dates

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
	some r in dates.results with input as {"facts": {
		"page.document": [doc],
		"page.statement": [st(i, c) | some i, c in list],
		"page.row": [row(i, c) | some i, c in cells],
	}}
	s := r.subject
	o := r.outcome
}

test_past if {
	judged([{"t": "Custom roles", "badge": "roadmap"}], [])["p:0"] == "not_applicable"
	judged([{"t": "SCIM ships Q3 2026", "badge": "roadmap"}], [])["p:0"] == "fail"
	judged([{"t": "SCIM ships Q4 2026", "badge": "roadmap"}], [])["p:0"] == "pass"
}

test_done if judged([{"t": "Last audit completed: Q3 2023"}], [])["p:0"] == "not_applicable"

test_row if {
	r := judged([], [["APAC", "Roadmap Q2 2024"], ["EU", "Frankfurt"]])
	r["r:0"] == "fail"
	r["r:1"] == "not_applicable"
}

test_two if {
	r := judged([{"t": "SCIM ships Q4 2026"}, {"t": "SCIM ships Q1 2027"}], [])
	r["p:0"] == "pass"
	r["p:1"] == "fail"
}

test_period if {
	r := judged([{"t": "SOC 2 Type II: auditor engaged Q4 2026"}, {"t": "SOC 2 Type II: 6-month window, Q4 2026"}], [])
	r["p:1"] == "fail"
	judged([{"t": "SOC 2 Type II: 6-month window, Q4 2026"}, {"t": "SOC 2 Type II: auditor engaged Q1 2026"}], [])["p:0"] == "pass"
}
