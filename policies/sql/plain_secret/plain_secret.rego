# METADATA
# scope: package
# title: Secret kept in a plain column
# description: |
#   A column of text named like a password, token, secret or key holds it as it
#   is: every backup, replica, export and reader of the table has it. Keep a
#   pointer into a vault, a hash of it, or its ciphertext.
#
#   - **passes**: no column of the table is named like a secret, or those that are
#     hold something else by their name (`_hash`, `_digest`, `_id`, `_ref`, `_arn`,
#     `_last4`, `encrypted_`, `sealed_`, `_ciphertext`, ...) or their type (numbers,
#     booleans, dates, uuid).
#   - **fails**: a column of a text or JSON type is named like a secret. The finding
#     stands at the column.
#   - **does not apply**: temporary tables.
#   - **stays unknown**: bytea columns named like a secret, which may be sealed; and
#     tables some of whose columns the files do not name.
# custom:
#   severity: warning
#   control: secrets-management
#   needs: [sql.table]
#   fix: store a reference into a vault, a hash or a ciphertext, and name the column so
#   version: "1"
#   params:
#     except: {help: "columns that hold no secret, as schema.table.column", default: []}
#     names:
#       help: parts of a name that tell a secret
#       default: [password, passwd, passphrase, secret, token, api_key, apikey, private_key, access_key, signing_key, encryption_key, service_key, client_key, credentials, credential, dsn]
package candor.rules.sql.plain_secret

import data.candor.lib

results contains outcome(t) if some t in lib.facts("sql.table")

params := lib.params("sql/plain-secret")

outcome(t) := lib.not_applicable(t, sprintf("%s is a temporary table: it is gone with its session", [t.subject])) if {
	t.value.temporary
}

else := lib.related(
	lib.at(lib.fail(t, sprintf("%s keeps what is named a secret as plain %s: %s", [t.subject, plain(t)[0].type, concat(", ", [c.name | some c in plain(t)])])), place(plain(t)[0])),
	[object.union(place(c), {"label": sprintf("column %s", [c.name])}) | some c in plain(t)],
) if {
	count(plain(t)) > 0
}

else := lib.at(lib.unknown(t, sprintf("%s keeps bytes in %s: whether they are sealed can't be told from the type", [t.subject, concat(", ", [c.name | some c in bytes(t)])])), place(bytes(t)[0])) if {
	count(bytes(t)) > 0
}

else := lib.unknown(t, sprintf("%s may have columns that the files do not name", [t.subject])) if {
	not t.value.columns_known
}

else := lib.pass(t, sprintf("none of the columns of %s (%d) is named like a plain secret", [t.subject, count(t.value.columns)]))

place(c) := {"path": c.path, "line": c.line}

plain(t) := [c |
	some c in t.value.columns
	suspect(t, c)
	holds_text(c.type)
]

bytes(t) := [c |
	some c in t.value.columns
	suspect(t, c)
	startswith(c.type, "bytea")
]

suspect(t, c) if {
	name := sprintf("_%s_", [lower(c.name)])
	some part in params.names
	contains(name, sprintf("_%s_", [part]))
	not harmless(name)
	not sprintf("%s.%s", [t.subject, c.name]) in params.except
}

# harmless names say themselves that the secret is not there in the clear.
harmless(name) if regex.match(`_(hash|hashed|digest|sha256|sha512|bcrypt|argon2|salt|fingerprint|id|ids|uuid|ref|reference|pointer|arn|path|uri|url|name|label|type|kind|prefix|hint|last4|last_4|encrypted|sealed|enc|cipher|ciphertext|vault|kms|count|limit|usage|used|budget|version|status|policy|expires|expiry|ttl|required|enabled|reset|attempts|scope|scopes|public)_`, name)

# A place in a list, a device or a page is no key to anything.
harmless(name) if regex.match(`_(page|next|cursor|sync|continuation|push|device|fcm|apns|csrf|idempotency|prompt|completion|input|output|max)_tokens?_`, name)

holds_text(type) if regex.match(`^(pg_catalog\.)?(text|varchar|character varying|bpchar|char|character|citext|json|jsonb|name)\b`, type)
