# What a connection string proves: the words that several rules share.
package candor.lib.tls_connections

import data.candor.lib

# judge(c) is the result for a connection.
judge(c) := lib.not_applicable(c, sprintf("%s is a setting of development", [c.subject])) if {
	c.value.role == "development"
} else := lib.not_applicable(c, sprintf("%s stays on the machine", [c.subject])) if {
	c.value.host == "loopback"
} else := lib.unknown(c, sprintf("%s stands in an example; what runs is set elsewhere", [c.subject])) if {
	example(c)
} else := lib.unknown(c, sprintf("whether %s is encrypted can't be told: %s", [c.subject, c.value.encrypted.why])) if {
	not lib.known(c.value.encrypted)
} else := lib.pass(c, sprintf("%s asks for TLS%s", [c.subject, origin(c.value.encrypted)])) if {
	c.value.encrypted.v == "required"
} else := lib.fail(c, sprintf("%s %s%s", [c.subject, says[c.value.encrypted.v], origin(c.value.encrypted)])) if {
	c.value.host == "public"
} else := lib.unknown(c, sprintf("%s %s%s, and how far away its host is can't be told", [c.subject, says[c.value.encrypted.v], origin(c.value.encrypted)]))

says := {
	"off": "is not encrypted",
	"optional": "goes on without TLS if the server offers none",
}

example(c) if c.value.role == "example"

example(c) if c.value.host == "placeholder"

origin(val) := sprintf(" (%s)", [val.why]) if val.from == "platform"

origin(val) := "" if val.from != "platform"
