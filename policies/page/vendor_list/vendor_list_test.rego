package candor.rules.page.vendor_list_test

import data.candor.rules.page.vendor_list

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
	some r in vendor_list.results with input as {"facts": {
		"page.document": [doc],
		"page.statement": [st(i, c) | some i, c in list],
		"page.row": [row(i, c) | some i, c in cells],
	}}
	s := r.subject
	o := r.outcome
}

test_shorter if {
	vendors := [["Supabase (Postgres)", "database"], ["Vercel", "hosting"], ["Resend", "mail"], ["Postmark", "mail"]]
	judged([{"t": "Database: Supabase. App: Vercel. Mail: Resend."}], vendors)["p.md"] == "fail"
	judged([{"t": "Supabase, Vercel, Resend and Postmark work for us."}], vendors)["p.md"] == "pass"
	judged([{"t": "The database is at Supabase."}], vendors)["p.md"] == "pass"
}

test_no_list if {
	judged([{"t": "It runs on Vercel."}, {"t": "Mail goes out via Resend."}], [])["p.md"] == "fail"
	judged([{"t": "It runs on Vercel."}, {"t": "Mail goes out via Resend."}, {"t": "See our list of subprocessors."}], [])["p.md"] == "unknown"
	judged([{"t": "It runs on Vercel."}], [])["p.md"] == "not_applicable"
}

test_other_tables if judged([{"t": "x"}], [["", "nothing"]])["p.md"] == "not_applicable"

test_left_out if {
	judged([{"t": "Codes are sent via Twilio."}], [["Supabase (on AWS)", "database"]])["p.md"] == "fail"
	judged([{"t": "It runs on AWS."}], [["Supabase (on AWS)", "database"]])["p.md"] == "pass"
}
