package candor.rules.page.exception_test

import data.candor.rules.page.exception

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
	some r in exception.results with input as {"facts": {
		"page.document": [doc],
		"page.statement": [st(i, c) | some i, c in list],
		"page.row": [row(i, c) | some i, c in cells],
	}}
	s := r.subject
	o := r.outcome
}

test_taken_back if {
	r := judged([{"t": "We store pointers, never secret values."}, {"t": "If we ever fall back: falls back to plaintext storage."}, {"t": "We never see your passwords."}], [])
	r["p:0"] == "fail"
	r["p:1"] == "not_applicable"
	r["p:2"] == "not_applicable"
}

test_row if {
	r := judged([{"t": "No third-party vendor receives bulk customer data."}], [["Supabase", "All customer data at rest"]])
	r["p:0"] == "fail"
	r["r:0"] == "not_applicable"
}

test_stands if judged([{"t": "We store pointers, never secret values."}, {"t": "We like tea."}], [])["p:0"] == "pass"
