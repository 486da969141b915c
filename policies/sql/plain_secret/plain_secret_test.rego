package candor.rules.sql.plain_secret_test

import data.candor.rules.sql.plain_secret

column(name, type) := {"name": name, "type": type, "path": "m/1.sql", "line": 7}

judge(columns, value, except) := r if {
	base := {"temporary": false, "columns_known": true, "columns": columns}
	rs := plain_secret.results with input as {
		"facts": {"sql.table": [{"kind": "sql.table", "subject": "public.hooks", "state": "observed", "value": object.union(base, value), "at": {"path": "m/1.sql", "line": 3}, "n": 0}]},
		"params": {"sql/plain-secret": {"except": except, "names": ["password", "secret", "token", "api_key"]}},
	}
	count(rs) == 1
	some r in rs
}

test_plain_text_fails_at_the_column if {
	r := judge([column("id", "int8"), column("signing_secret", "text")], {}, [])
	r.outcome == "fail"
	r.at.line == 7
	r.message == "public.hooks keeps what is named a secret as plain text: signing_secret"
}

test_text_types_fail if {
	every type in ["varchar(40)", "character varying", "jsonb", "citext", "pg_catalog.varchar", "text[]"] {
		judge([column("api_key", type)], {}, []).outcome == "fail"
	}
}

test_other_types_pass if {
	every type in ["uuid", "int4", "timestamptz", "boolean"] {
		judge([column("token", type)], {}, []).outcome == "pass"
	}
}

test_names_that_say_so_pass if {
	every name in ["password_hash", "token_id", "encrypted_secret", "secret_arn", "token_expires_at", "next_page_token", "max_tokens", "hashed_token", "secretary", "tokenizer"] {
		judge([column(name, "text")], {}, []).outcome == "pass"
	}
}

test_bytes_are_unknown if judge([column("secret", "bytea")], {}, []).outcome == "unknown"

test_excepted if judge([column("token", "text")], {}, ["public.hooks.token"]).outcome == "pass"

test_columns_that_are_not_named if judge([], {"columns_known": false}, []).outcome == "unknown"

test_temporary if judge([column("token", "text")], {"temporary": true}, []).outcome == "not_applicable"
