# METADATA
# scope: package
# title: A connection to a broker, a directory or a mail server may be unencrypted
# description: |
#   Each address of a message broker, a directory or a mail server in
#   configuration is judged by what its scheme and its options ask for:
#   `amqps://`, `security.protocol`, `smtps://`.
#
#   - **passes**: it asks for TLS. Which version is up to both programs.
#   - **fails**: it reaches a host on the internet and is not encrypted, or goes
#     on without TLS if the server offers none.
#   - **stays unknown**: the options do not decide, the host is in a network of
#     one's own or is filled in later, or the file is an example.
#   - **does not apply**: a host on the same machine, a file of a developer's machine.
# custom:
#   severity: error
#   control: encryption-in-transit
#   needs: [tls.client]
#   fix: use the scheme or the option that requires TLS (amqps://, SASL_SSL, smtps://)
#   version: "1"
package candor.rules.tls.client_encryption

import data.candor.lib
import data.candor.lib.tls_connections

results contains tls_connections.judge(c) if some c in lib.facts("tls.client")
