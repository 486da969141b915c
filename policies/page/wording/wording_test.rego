package candor.rules.page.wording_test

import data.candor.rules.page.wording

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
	some r in wording.results with input as {"facts": {
		"page.document": [doc],
		"page.statement": [st(i, c) | some i, c in list],
		"page.row": [row(i, c) | some i, c in cells],
	}}
	s := r.subject
	o := r.outcome
}

test_words if {
	r := judged([
		{"t": "Bank-grade encryption."}, {"t": "All packages are pinned to exact versions in the lock."}, {"t": "Encrypted at rest."},
		{"t": "Trust", "shape": "heading"}, {"t": "Bank-grade trust, compliant with SOC 2 Type II controls, meets SOC 2 Type II controls.", "shape": "heading"},
	], [])
	r["p:0"] == "fail"
	r["p:1"] == "unknown"
	r["p:2"] == "pass"
	r["p:3"] == "not_applicable"
	r["p:4"] == "fail"
}

test_excuses if {
	judged([{"t": "It is permanently deleted."}], [])["p:0"] == "fail"
	judged([{"t": "It is permanently deleted."}, {"t": "Backups age out after 35 days."}], [])["p:0"] == "pass"
	judged([{"t": "Annual penetration test", "badge": "live"}], [])["p:0"] == "unknown"
	judged([{"t": "Annual penetration test", "badge": "roadmap"}], [])["p:0"] == "pass"
	judged([{"t": "Annual penetration test of March 2026", "badge": "live"}], [])["p:0"] == "pass"
}

test_row if judged([], [["Postmark", "US (Wildbit)"]])["r:0"] == "fail"

test_reports_are_no_certificates if {
	r := judged([{"t": "SOC 2 Type II certified"}, {"t": "Not SOC 2 certified"}, {"t": "We keep up with the state-of-the-art in security."}, {"t": "Zero cross-tenant access"}], [])
	r["p:0"] == "fail"
	r["p:1"] == "pass"
	r["p:2"] == "pass"
	r["p:3"] == "unknown"
}
