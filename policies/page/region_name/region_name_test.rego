package candor.rules.page.region_name_test

import data.candor.rules.page.region_name

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
	some r in region_name.results with input as {"facts": {
		"page.document": [doc],
		"page.statement": [st(i, c) | some i, c in list],
		"page.row": [row(i, c) | some i, c in cells],
	}}
	s := r.subject
	o := r.outcome
}

test_same_statement if {
	r := judged([{"t": "Stored in Frankfurt (eu-west-1)."}, {"t": "Stored in Dublin (eu-west-1).", "section": "x"}, {"t": "We like tea.", "section": "y"}], [])
	r["p:0"] == "fail"
	r["p:1"] == "pass"
	r["p:2"] == "not_applicable"
}

test_same_section if {
	r := judged([{"t": "Stored in eu-west-1."}, {"t": "It defaults to Frankfurt."}], [])
	r["p:0"] == "pass"
	r["p:1"] == "fail"
	judged([{"t": "Stored in eu-west-1 or eu-central-1."}, {"t": "It defaults to Frankfurt."}], [])["p:1"] == "pass"
	judged([{"t": "It defaults to Frankfurt."}], [])["p:0"] == "pass"
}

test_row if {
	judged([], [["AWS", "Hong Kong (us-east-1)"]])["r:0"] == "fail"
	judged([], [["AWS", "Frankfurt (eu-central-1)"]])["r:0"] == "pass"
}
