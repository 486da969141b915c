# METADATA
# scope: package
# title: A secret is written in a template
# description: |
#   Passwords, tokens and keys in templates are in the history of the repository
#   for ever. Read are the places that are secret by their name (properties,
#   variables of functions, containers and builds, parameters and variables of the
#   template) and texts that look like the credentials of a known service. What
#   such a place holds is told; the secret itself is kept nowhere. The user of a web
#   address without a password is no secret, nor is the public key of a DSN of
#   Sentry; a token in their place is. A default that several places refer to is
#   told once, where it is written, and so is what a file of values gives
#   (`*.tfvars`, `samconfig.toml`, a file of parameters); the places that take it
#   stand beside.
#
#   - **Fails**: the secret stands there; it is the default of a parameter; or a
#     parameter for it lacks `NoEcho`, or an output repeats it, so whoever may look
#     at the stack sees it.
#   - **Passes**: a reference to Secrets Manager or Parameter Store or the name of
#     a parameter there, the value of another resource, or a parameter that a
#     deployment gives. What a secret is looked up by is a name: a variable that is the
#     whole name of a secret or a key of what it holds, a part of `{{resolve:...}}`.
#   - **Unknown**: what is put together can't be told; words that the description of
#     their variable calls a name; words in a property whose changes are ignored
#     (`ignore_changes`), which may be a first value only, or in a SecureString whose
#     name says nothing of a secret; or a stand-in is written
#     there (`<your key>`, `changeme`, `any_value`, `abc123`, one sign over and over), unless the place is for a
#     password, which such a text is as well. The name of the place itself is a stand-in for a
#     password, too, where it is in upper case (`PASSWORD`), in `<` and `>`, or of
#     several words (`db_password`).
# custom:
#   severity: error
#   control: secrets-management
#   needs: [secret.value]
#   fix: keep the secret in Secrets Manager, refer to it, and replace the one that was written down
#   version: "6"
package candor.rules.secrets.in_template

import data.candor.lib

results contains judge(place) if some place in lib.facts("secret.value")

holds(place) := place.value.holds.v if lib.known(place.value.holds)

judge(place) := lib.related(lib.fail(place, message(place)), taken(place)) if {
	holds(place) in {"literal", "default"}
}

taken(place) := object.get(place.value, "taken", [])

message(place) := sprintf("%s is written in plain text in %s (%s)", [secret(place), regex.replace(place.at.path, `^.*/`, ""), place.subject]) if {
	of_values(place)
} else := sprintf("%s is written in plain text %s %s", [secret(place), where(place), place.subject])

# of_values: it stands in a file that only gives values.
of_values(place) if place.value.what == "a values file"

of_values(place) if regex.match(`\.tfvars(\.json)?$`, place.at.path)

# secret is what a place is for, by its name.
secret(place) := "What looks like a credential" if {
	place.value.what == "the look of a credential"
} else := "A password" if {
	regex.match(`passw|passphrase`, name(place))
} else := "A token" if {
	contains(name(place), "token")
} else := "A key" if {
	contains(name(place), "key")
} else := "A secret"

name(place) := lower(regex.replace(place.subject, `^.*[/.]`, ""))

# where it is written, of a place of its own and of a parameter.
where(place) := "as the default of" if {
	holds(place) == "default"
	own(place)
} else := "as a default that is taken by" if {
	holds(place) == "default"
} else := "as the value of" if {
	own(place)
} else := "in"

own(place) if place.value.what in {"a parameter", "a variable"}

judge(place) := lib.fix(lib.fail(place, sprintf("%s is for a secret and lacks NoEcho: whoever may look at the stack sees it", [place.subject])), "set NoEcho: true, or take the name of a secret in place of the secret") if {
	holds(place) == "echoed"
}

judge(place) := lib.fix(lib.fail(place, sprintf("%s is for a secret, and an output shows it to whoever may look at the stack", [place.subject])), "leave the output out") if {
	holds(place) == "shown"
}

judge(place) := lib.pass(place, sprintf("%s refers to a secret and holds none", [place.subject])) if holds(place) == "reference"

judge(place) := lib.unknown(place, sprintf("Whether %s holds a secret can't be told: %s", [place.subject, place.value.holds.why])) if {
	not lib.known(place.value.holds)
}
