package candor.rules.page.numbers_test

import data.candor.rules.page.numbers

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
	some r in numbers.results with input as {"facts": {
		"page.document": [doc],
		"page.statement": [st(i, c) | some i, c in list],
		"page.row": [row(i, c) | some i, c in cells],
	}}
	s := r.subject
	o := r.outcome
}

test_numbers if {
	r := judged([{"t": "Each write can be undone for 7 days."}, {"t": "30-day undo on records."}, {"t": "Deleted after 30 days."}], [])
	r["p:0"] == "pass"
	r["p:1"] == "fail"
	r["p:2"] == "not_applicable"
}
