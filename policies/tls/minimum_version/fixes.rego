# What to write for a connection that is too weak, by the setting that decides. The
# names of settings are without signs and case, which differ from format to format.
# In a text, {setting} is the setting as its source calls it and {least} the oldest
# version that is promised.
package candor.tables.tls_fixes

texts := {
	# CloudFront
	"minimumprotocolversion": "set {setting} to a policy of {least} or later",
	"originprotocolpolicy": "set the protocol policy of the origin to https-only, with a certificate at the origin for the name by which CloudFront calls it",
	"originsslprotocols": "leave only {least} and later in the SSL protocols of the origin",
	"viewerprotocolpolicy": "set {setting} to redirect-to-https or https-only",
	# API Gateway
	"securitypolicy": "set {setting} to a policy of {least} or later",
	# load balancers
	"lbprotocol": "take HTTPS with a certificate, and let plain HTTP redirect to it or go",
	"protocol": "take HTTPS with a certificate, and let plain HTTP redirect to it or go",
	"referencesecuritypolicy": "name a predefined policy of {least} or later in {setting}",
	"sslpolicy": "name a policy of {least} or later in {setting}",
	# search
	"enforcehttps": "switch on that the domain enforces HTTPS, with a TLS security policy of {least} or later",
	"tlssecuritypolicy": "name a TLS security policy of {least} or later for the domain",
	# caches
	"tlsenabled": "set {setting} to true, and let clients connect by TLS",
	"transitencryptionenabled": "set {setting} to true, and let clients connect by TLS",
	# databases
	"forcessl": "set rds.force_ssl = 1 in a parameter group that the database uses",
	"requiresecuretransport": "set require_secure_transport = 1 in a parameter group that the database uses",
	"requiressl": "set require_ssl = true in a parameter group that the cluster uses",
	"requiretls": "set RequireTLS of the proxy to true",
	"sslminprotocolversion": "set ssl_min_protocol_version to {least} in a parameter group that the database uses",
	"tls": "set tls = enabled in a parameter group that the cluster uses",
	"tlsversion": "leave only {least} and later in tls_version of a parameter group that the database uses",
	# further ones
	"clientbroker": "set ClientBroker to TLS",
	"clusterendpointencryptiontype": "set {setting} to TLS",
	"incluster": "set InCluster to true",
	"sslmode": "set {setting} to verify-full, or to require where the engine knows no more",
	"tlspolicy": "set {setting} to Require",
	"transitencryption": "set {setting} to ENABLED",
}

# modes are those where TLS is on and need not be used.
modes := {"transitencryptionenabled": "set the mode of the encryption in transit to required, once all clients connect by TLS"}

# of is the text for a setting; undefined where there is none.
of(setting, "optional") := modes[key(setting)]

of(setting, value) := texts[key(setting)] if not mode(setting, value)

mode(setting, "optional") if modes[key(setting)]

key(setting) := trim_prefix(regex.replace(lower(setting), `[^a-z]`, ""), "rds")
